import { STATIONS_IN_A_ROW, STATION_WIDTH } from './path-drawing';

/** The colors of a color scheme. */
export interface Palette {
  readonly page: string;
  readonly card: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** The borders of controls. */
  readonly edge: string;
  readonly focus: string;
  readonly ok: string;
  readonly okTint: string;
  readonly bad: string;
  readonly badTint: string;
  readonly unk: string;
  readonly unkTint: string;
}

/** The light color scheme. */
export const LIGHT: Palette = {
  page: '#f5f6f8',
  card: '#ffffff',
  ink: '#191d23',
  muted: '#555e6b',
  line: '#dfe3e8',
  edge: '#7d8794',
  focus: '#0b57d0',
  ok: '#17663a',
  okTint: '#e8f4ec',
  bad: '#b01f1f',
  badTint: '#fdecea',
  unk: '#7d4b00',
  unkTint: '#fdf1da',
};

/** The dark color scheme. */
export const DARK: Palette = {
  page: '#0e1217',
  card: '#161b22',
  ink: '#e4e8ee',
  muted: '#9ba6b3',
  line: '#2a323d',
  edge: '#6c7886',
  focus: '#7fb2ff',
  ok: '#6ecf8f',
  okTint: '#13281b',
  bad: '#ff938b',
  badTint: '#371a19',
  unk: '#eebb62',
  unkTint: '#2f2511',
};

/** The color scheme for print. */
export const PRINT: Palette = {
  page: '#ffffff',
  card: '#ffffff',
  ink: '#000000',
  muted: '#000000',
  line: '#999999',
  edge: '#000000',
  focus: '#000000',
  ok: '#000000',
  okTint: '#ffffff',
  bad: '#000000',
  badTint: '#ffffff',
  unk: '#000000',
  unkTint: '#ffffff',
};

/** The style of the HTML report. */
export function style(): string {
  return `
:root { color-scheme: light dark; ${variables(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variables(DARK)} } }
* { box-sizing: border-box; }
html { scroll-padding: 88px 0 24px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, h4, h5, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
code, .i { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.shapes { position: absolute; }
.wide { max-width: 1176px; margin: 0 auto; padding: 0 24px; }
header.wide { padding-top: 40px; padding-bottom: 20px; }
h1 { font-size: 26px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
h1, .product { overflow-wrap: anywhere; }
.product { margin-bottom: 4px; font-size: 13px; font-weight: 600; }
.version { color: var(--muted); font-weight: 400; }
.made { display: flex; flex-wrap: wrap; gap: 4px 28px; margin-top: 10px; color: var(--muted); font-size: 13px; }
.made div { display: flex; gap: 8px; min-width: 0; }
.made dt { white-space: nowrap; }
.made dd { min-width: 0; color: var(--ink); overflow-wrap: anywhere; }
.made ul { display: flex; flex-wrap: wrap; gap: 0 16px; }
.lead { margin-top: 6px; color: var(--muted); }
.languages { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; border: 0; padding-bottom: 12px; font-size: 13px; }
.languages legend { float: left; padding: 0; color: var(--muted); }
.languages label { display: flex; gap: 4px; align-items: center; }
.languages input { margin: 0; accent-color: var(--focus); }
.cdk p { display: flex; gap: 12px; font-size: 13px; }
.cdk label { color: var(--muted); text-decoration: underline; text-decoration-color: var(--edge); text-underline-offset: 3px; cursor: pointer; }
.cdk pre { margin: 4px 0 6px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--page); font-size: 13px; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
:root:has(#typescript:checked) .python, :root:has(#python:checked) .typescript { display: none; }
:root:has(#typescript:checked) .cdk [for="typescript"], :root:has(#python:checked) .cdk [for="python"] { color: var(--ink); font-weight: 650; text-decoration: none; }
.tools { position: sticky; top: 0; z-index: 1; background: var(--page); border-bottom: 1px solid var(--line); }
.tools .wide { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; padding-top: 12px; padding-bottom: 12px; }
.search { flex: 1 1 260px; }
.search input { width: 100%; height: 40px; padding: 0 12px; border: 1px solid var(--edge); border-radius: 6px; background: var(--card); color: var(--ink); font: inherit; }
input::placeholder { color: var(--muted); opacity: 1; }
.stacks { flex: 0 1 auto; min-width: 0; }
select { max-width: 100%; height: 40px; padding: 0 8px; border: 1px solid var(--edge); border-radius: 6px; background: var(--card); color: var(--ink); font: inherit; }
.stacks select { max-width: 260px; }
.filters { display: flex; flex-wrap: wrap; gap: 6px; }
button { display: flex; gap: 6px; align-items: center; height: 40px; padding: 0 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); font: inherit; cursor: pointer; }
button b { font-weight: 650; font-variant-numeric: tabular-nums; }
button[aria-pressed="true"] { border-color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
button .sign { font-weight: 700; }
button .ok { color: var(--ok); }
button .bad { color: var(--bad); }
button .unk { color: var(--unk); }
.listhead { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 24px; align-items: baseline; padding: 24px 0 10px; }
h2 { font-size: 17px; font-weight: 650; }
.listhead p, .keys { color: var(--muted); font-size: 13px; }
.listhead h2 + p { margin-right: auto; }
kbd { padding: 1px 5px; border: 1px solid var(--line); border-radius: 4px; background: var(--card); font: 12px/1.4 ui-monospace, Menlo, Consolas, monospace; }
.causes h2 { padding: 24px 0 10px; }
.access .causes { padding: 20px 0 0; }
.access .causes > h3 { padding: 0 0 10px; font-size: 16px; }
.access .cause h4 { margin: 0; font-size: 14px; font-weight: 500; }
.nodes, .cause { border: 1px solid var(--line); border-radius: 8px; background: var(--card); overflow: clip; }
.none, .nodes > .none { padding: 20px; color: var(--muted); }
.body > .none { padding: 0; }
.cause + .cause { margin-top: 8px; }
.node { border-top: 1px solid var(--line); }
.node:not([open]) { content-visibility: auto; contain-intrinsic-size: auto 66px; }
.node:first-child { border-top: 0; }
.node > summary, .cause > summary { display: grid; grid-template-columns: 116px minmax(0, 5fr) minmax(0, 4fr) 16px; gap: 4px 16px; align-items: center; padding: 12px 20px; cursor: pointer; list-style: none; }
.cause > summary { grid-template-columns: 132px minmax(0, 1fr) 16px; }
.node > summary::-webkit-details-marker, .cause > summary::-webkit-details-marker { display: none; }
.node > summary::after, .cause > summary::after { content: ""; width: 8px; height: 8px; border: solid var(--muted); border-width: 0 2px 2px 0; transform: rotate(45deg) translate(-2px, -2px); justify-self: center; }
.node[open] > summary::after, .cause[open] > summary::after { transform: rotate(-135deg) translate(-2px, -2px); }
.node > summary:hover, .cause > summary:hover { background: var(--page); }
.node > summary:focus-visible, .cause > summary:focus-visible { outline-offset: -3px; border-radius: 8px; }
h3 { font-size: 15px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; }
.stack, .works { color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
.stack { display: block; }
.long { display: inline-block; max-width: 100%; }
a .long { display: inline; }
.whole { white-space: nowrap; }
.tag { display: inline-flex; gap: 6px; align-items: center; padding: 1px 9px; border: 1px solid transparent; border-radius: 99px; font-size: 13px; line-height: 20px; font-weight: 600; overflow-wrap: anywhere; }
.cause .about { margin-bottom: 10px; }
.cause h3 { font-size: 14px; font-weight: 500; }
a { color: inherit; text-decoration-color: var(--edge); text-underline-offset: 3px; }
a:hover { text-decoration-color: currentColor; }
.links { display: flex; flex-wrap: wrap; gap: 2px 20px; font-size: 13px; overflow-wrap: anywhere; }
.shared { margin-top: 10px; font-size: 13px; }
.like { padding: 0 20px 16px; font-size: 13px; overflow-wrap: anywhere; }
.like a { white-space: nowrap; }
.body > button { margin-top: 14px; }
.node > summary > .tag, .cause > summary > .tag { justify-self: start; white-space: nowrap; }
.tag.ok { background: var(--okTint); color: var(--ok); }
.tag.bad { background: var(--badTint); color: var(--bad); }
.tag.unk { background: var(--unkTint); color: var(--unk); }
.tag.off { border-color: var(--line); color: var(--muted); }
.tag.optional { background: none; border: 1px dashed currentColor; font-weight: 400; }
.here { float: right; margin: 4px 16px 0 12px; padding: 0 8px; border-radius: 4px; color: var(--muted); font-weight: 650; text-decoration: none; }
.here:hover { color: var(--ink); text-decoration: underline; }
.body { padding: 4px 20px 28px; }
h4 { margin: 24px 0 14px; font-size: 14px; font-weight: 650; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; font-size: 13px; }
.facts dt { color: var(--muted); }
.facts dd { min-width: 0; max-width: 100ch; overflow-wrap: anywhere; }
.facts .fix { font-size: 15px; line-height: 1.4; }
.facts dt.fix { color: var(--ink); font-weight: 650; }
.about { display: flex; flex-wrap: wrap; gap: 4px 28px; color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
.path { display: grid; grid-template-columns: repeat(auto-fill, minmax(${STATION_WIDTH}px, 1fr)); gap: 20px 0; overflow: hidden; }
.path li { min-width: 0; padding-right: 6px; }
.path svg { display: block; overflow: hidden; }
.path text { font-size: 12.5px; fill: var(--ink); }
.path .k { font-size: 11px; letter-spacing: .02em; fill: var(--muted); }
.path .l { font-weight: 600; }
.path .i { font-size: 11px; fill: var(--muted); }
.path .n { font-size: 11.5px; fill: var(--muted); }
.path .f { font-size: 12.5px; font-weight: 700; }
.bad .f, .bad .l { fill: var(--bad); }
.unk .f, .unk .l { fill: var(--unk); }
.ok { --hop: var(--ok); --tint: var(--okTint); }
.bad { --hop: var(--bad); --tint: var(--badTint); }
.unk { --hop: var(--unk); --tint: var(--unkTint); }
.tile { fill: var(--tint); stroke: var(--hop); stroke-width: var(--frame, 1.5); }
.icon { stroke: var(--hop); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.disc { fill: var(--hop); stroke: var(--card); stroke-width: 2; }
.sign { stroke: var(--card); stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
.way { stroke: var(--edge); stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.way.cut { stroke-dasharray: 2 5; }
.finding { padding: 14px 16px 16px; border: 1px solid var(--line); border-radius: 8px; }
.finding + .finding { margin-top: 12px; }
.finding.bad { border-color: var(--bad); }
h5 { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; font-size: 14px; font-weight: 650; overflow-wrap: anywhere; }
h5 code { font-size: 13.5px; }
.message { margin: 8px 0 12px; max-width: 88ch; overflow-wrap: anywhere; }
.badges { display: flex; flex-wrap: wrap; gap: 8px; }
.rest { margin-top: 10px; color: var(--muted); font-size: 13px; overflow-wrap: anywhere; }
.others { margin-top: 24px; border-top: 1px solid var(--line); padding-top: 12px; }
.others > summary { width: fit-content; font-size: 14px; font-weight: 650; cursor: pointer; }
.others h5 { margin: 20px 0 14px; }
.ways { margin-top: 12px; font-size: 13px; }
.ways div { display: grid; grid-template-columns: minmax(0, 180px) minmax(0, 1fr); gap: 4px 16px; padding: 8px 0; border-top: 1px solid var(--line); }
.ways div:first-child { border-top: 0; }
.ways dd { color: var(--muted); overflow-wrap: anywhere; }
.wide.access, .wide.audit { padding-top: 32px; scroll-margin-top: 64px; }
.access h2 { padding-bottom: 0; }
.filter { margin-top: 14px; font-size: 14px; }
.filter { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; }
.matrix { margin-top: 14px; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.matrix table { border-collapse: collapse; min-width: 100%; }
.matrix th, .matrix td { padding: 10px 14px; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
.matrix thead th { border-top: 0; min-width: 150px; vertical-align: bottom; }
.matrix th { max-width: 280px; font-size: 14px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; }
.matrix tr > :first-child { position: sticky; left: 0; background: var(--card); min-width: 150px; }
.matrix .services th[colspan] { position: static; max-width: none; background: var(--page); color: var(--muted); font-size: 13px; }
.matrix td > button { height: auto; padding: 0; border: 0; border-radius: 99px; background: none; font: inherit; cursor: pointer; }
.matrix td > button:hover { text-decoration: underline; text-underline-offset: 3px; }
.matrix td > button .tag { white-space: nowrap; }
.kind, .opened { display: block; color: var(--muted); font-size: 13px; font-weight: 400; }
.opened { margin-top: 4px; overflow-wrap: anywhere; }
.opened[hidden] { display: none; }
.opened > span { display: block; }
.alike { font-weight: 400; font-size: 13px; }
.alike summary { color: var(--muted); cursor: pointer; }
.notes { margin-top: 12px; color: var(--muted); font-size: 13px; max-width: 100ch; }
.notes li + li { margin-top: 4px; }
.answer { padding: 20px; border: 1px solid var(--edge); border-radius: 10px; background: var(--card); color: var(--ink); font-size: 14px; overflow-wrap: anywhere; }
.answer[popover] { width: min(720px, calc(100vw - 32px)); max-height: calc(100vh - 48px); }
.answer::backdrop { background: #0008; }
.answer .close { float: right; margin: 0 0 8px 12px; }
.answer h3 { padding-bottom: 4px; }
.reason { clear: both; padding: 12px 0; border-top: 1px solid var(--line); }
.reason > p + p { margin-top: 6px; }
.reason .names { font-weight: 600; }
.reason ul { margin-top: 6px; padding-left: 20px; list-style: disc; color: var(--muted); font-size: 13px; }
.assumptions { padding-top: 32px; }
.assumptions ul { margin-top: 8px; padding-left: 20px; list-style: disc; max-width: 88ch; overflow-wrap: anywhere; }
main { padding-bottom: 48px; }
@media (min-width: 1100px) {
${wideRows()}
}
@media (prefers-reduced-motion: no-preference) {
  .node > summary::after, .cause > summary::after { transition: transform .15s; }
}
@media (max-width: 1099px) {
  html { scroll-padding-top: 24px; }
  .tools { position: static; }
}
@media (max-width: 760px) {
  .wide { padding: 0 16px; }
  header.wide { padding-top: 24px; }
  .stacks, .stacks select { flex: 1 1 100%; max-width: 100%; width: 100%; }
  .node > summary, .cause > summary { grid-template-columns: minmax(0, 1fr) 16px; padding: 14px 16px; }
  .node > summary > .name, .node > summary > .works, .cause > summary > .name { grid-column: 1; }
  .node > summary::after, .cause > summary::after { grid-column: 2; grid-row: 1; }
  .body { padding: 0 16px 24px; }
  .ways div, .facts { grid-template-columns: minmax(0, 1fr); }
  .facts { gap: 0; }
  .facts dd { margin-bottom: 6px; }
  .keys { display: none; }
  .node:not([open]) { contain-intrinsic-size: auto 160px; }
}
@media (scripting: none) {
  .tools, .keys, .body > button, .filter { display: none; }
}
@media (forced-colors: active) {
  :root { --ink: CanvasText; --muted: CanvasText; --card: Canvas; --okTint: Canvas; --badTint: Canvas; --unkTint: Canvas; --ok: CanvasText; --bad: CanvasText; --unk: CanvasText; --edge: CanvasText; }
}
@media print {
  :root { color-scheme: light; ${variables(PRINT)} }
  @page { margin: 14mm; }
  body { font-size: 10.5pt; }
  .wide { max-width: none; padding: 0; }
  header.wide { padding: 0 0 8px; }
  .tools, .keys, .here, .languages, .body > button, .node > summary::after, .cause > summary::after, .filter, .answer .close, .answer[data-verdict="NO"] { display: none; }
  .matrix { border: 0; overflow: visible; }
  .matrix th, .matrix td { padding: 6px 8px 6px 0; min-width: 0; border-color: currentColor; }
  .matrix tr > :first-child { position: static; }
  .matrix tr, .reason { break-inside: avoid; }
  .answer[popover]:not([data-verdict="NO"]) { display: block; position: static; width: auto; max-height: none; margin: 0; padding: 12px 0 0; border: 0; overflow: visible; }
  .nodes, .cause { border: 0; overflow: visible; }
  .node:not([open]) { content-visibility: visible; }
  .node > summary { padding: 10px 0; grid-template-columns: 116px minmax(0, 5fr) minmax(0, 4fr); break-inside: avoid; break-after: avoid; }
  .node > summary > .name, .node > summary > .works { grid-column: auto; }
  .body { padding: 0 0 16px; }
  .tag { border-color: currentColor; }
  .path li, .finding, .badges, .ways div { break-inside: avoid; }
  .path { break-inside: avoid; grid-template-columns: repeat(auto-fill, minmax(${STATION_WIDTH}px, 1fr)); }
  .bad { --frame: 3; }
  h4, h5, .about, .others > summary { break-after: avoid; }
  main { padding: 0; }
  .assumptions li { break-inside: avoid; }
  details::details-content { display: block; content-visibility: visible; }
}
`;
}

function variables(palette: Palette): string {
  return Object.entries(palette).map(([name, color]) => `--${name}: ${color};`).join(' ');
}

// The hops of a row share its width. The maximum keeps a few hops close together.
function wideRows(): string {
  return Array.from({ length: STATIONS_IN_A_ROW }, (_, index) =>
    `  .w${index + 1} { grid-template-columns: repeat(${index + 1}, minmax(${STATION_WIDTH}px, 210px)); }`).join('\n');
}
