import { Story, Widget } from './dashboard-story';
import { answerOf } from '../../test/audit/logs-insights/logs-insights';

type Row = Readonly<Record<string, unknown>>;

/** Pixels. What does not fit into a widget is left out, as it is below the edge of one in CloudWatch. */
const CELL = 32;
const HEAD = 42;
const TABLE_ROW = 25;
const BAR = 37;

/** A page that shows a dashboard as CloudWatch does: each widget in its place, filled with what its query finds. */
export function dashboardPage(story: Story): string {
  const { body: { widgets, variables } } = story;
  const boxes = variables.map(({ label, defaultValue }) => `<label>${escape(label)} <span>${escape(defaultValue)}</span></label>`).join('');
  const grid = widgets.map(widget => `<section style="grid-area: ${placeOf(widget)}"><h2>${escape(widget.properties.title)}</h2>${contentOf(widget, story)}</section>`);
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Sessions</title><style>${STYLE}</style>`
    + `<header><h1>Sessions</h1>${boxes}<span class="time">1w</span></header><main>${grid.join('')}</main>${FEWER_COLORS}</html>`;
}

function placeOf({ x, y, width, height }: Widget): string {
  return `${y + 1} / ${x + 1} / span ${height} / span ${width}`;
}

function contentOf(widget: Widget, story: Story): string {
  const { alarms, view } = widget.properties;
  if (alarms) { return `<div class="alarms">${alarms.map(arn => tile(story.alarms[arn])).join('')}</div>`; }
  const { columns, rows } = answerTo(widget, story);
  const room = widget.height * CELL - HEAD;
  return view === 'bar' ? bars(rows.slice(0, Math.floor(room / BAR))) : table(columns, rows.slice(0, Math.floor(room / TABLE_ROW) - 1));
}

/** What the query of a widget finds, with the value in the box of the dashboard. */
export function answerTo({ properties: { query } }: Widget, { body: { variables }, events }: Story): ReturnType<typeof answerOf> {
  const [, group, text] = /^SOURCE '([^']+)' \| ([^]*)$/.exec(query!)!;
  return answerOf(variables.reduce((all, { pattern, defaultValue }) => all.replaceAll(pattern, defaultValue), text), events[group]);
}

function tile({ name, isRaised }: Story['alarms'][string]): string {
  return `<div class="${isRaised ? 'raised' : 'calm'}"><b>${isRaised ? '▲ In alarm' : '✓ OK'}</b>${escape(name)}</div>`;
}

/** The last column is a number, and the one before says of what. */
function bars(rows: readonly Row[]): string {
  const most = Math.max(...rows.map(row => Number(Object.values(row).at(-1))));
  return rows.map(row => {
    const [label, count] = Object.values(row);
    return `<div class="bar"><span>${escape(label)}</span><b>${escape(count)}</b><i style="width: ${100 * Number(count) / most}%"></i></div>`;
  }).join('');
}

/** Columns without any value are left out, as CloudWatch does. */
function table(all: readonly string[], rows: readonly Row[]): string {
  const columns = all.filter(column => rows.some(row => column in row));
  const cells = (tag: string, values: readonly unknown[]) => values.map((value, index) => (
    `<${tag} class="${columns[index].replace('@', '')}">${escape(value ?? '')}</${tag}>`
  )).join('');
  return `<table><tr>${cells('th', columns)}</tr>${rows.map(row => `<tr>${cells('td', columns.map(column => row[column]))}</tr>`).join('')}</table>`;
}

function escape(value: unknown): string {
  return String(value).replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}

/** Sixteen shades of each colour, those that three digits can say: a file of two thirds of the size. */
const SHADES = Array.from({ length: 16 }, (_, index) => (index / 15).toFixed(3)).join(' ');
const FEWER_COLORS = '<svg width="0" height="0"><filter id="fewer-colors" color-interpolation-filters="sRGB"><feComponentTransfer>'
  + ['R', 'G', 'B'].map(channel => `<feFunc${channel} type="discrete" tableValues="${SHADES}"/>`).join('')
  + '</feComponentTransfer></filter></svg>';

const STYLE = `
  html { filter: url(#fewer-colors); }
  svg { position: absolute; }
  * { box-sizing: border-box; }
  body { margin: 0; width: 1130px; background: #eee; color: #112; font: 12px/1.4 "Amazon Ember", "Noto Sans", "DejaVu Sans", sans-serif; }
  header { display: flex; align-items: center; gap: 16px; padding: 12px 16px 0; }
  h1 { flex: 1; margin: 0; font-size: 20px; }
  header label { color: #555; }
  header label span, .time { display: inline-block; min-width: 90px; padding: 3px 10px; border: 1px solid #899; border-radius: 4px; background: #fff; color: #112; }
  .time { min-width: 0; border-color: #07d; color: #07d; font-weight: bold; }
  main { display: grid; grid-template-columns: repeat(24, 1fr); grid-auto-rows: ${CELL - 6}px; gap: 6px; padding: 12px 16px 16px; }
  section { overflow: hidden; padding: 6px 12px; border: 1px solid #cdd; border-radius: 6px; background: #fff; }
  h2 { margin: 0 0 4px; font-size: 14px; }
  table { width: 100%; border-collapse: collapse; table-layout: auto; }
  th, td { height: ${TABLE_ROW}px; padding: 0 6px; overflow: hidden; border-bottom: 1px solid #dee; text-align: left; text-overflow: ellipsis; white-space: nowrap; }
  th { color: #555; }
  td.document { max-width: 210px; }
  th:last-child { width: 99%; }
  .line { font-family: "DejaVu Sans Mono", monospace; font-size: 11px; }
  th.line { font: inherit; font-weight: bold; }
  .bar { position: relative; display: flex; flex-wrap: wrap; justify-content: space-between; height: ${BAR}px; }
  .bar span { max-width: 90%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .bar i { position: absolute; top: 19px; left: 0; height: 11px; border-radius: 2px; background: #17b; }
  .alarms { display: flex; gap: 8px; }
  .alarms div { width: 25%; padding: 4px 12px; border-left: 6px solid; border-radius: 4px; }
  .alarms b { display: block; }
  .alarms .raised { border-color: #d31; background: #fee; }
  .raised b { color: #a20; }
  .alarms .calm { border-color: #180; background: #efe; }
  .calm b { color: #160; }
`;
