import { PreflightHop, PreflightHopKind } from '../preflight-hop';
import { PreflightVerdict } from '../preflight-verdict';
import { partsOf } from './breakable';
import { Markup, NOTHING, markup, together } from './markup';
import { plain } from './wording';

/** The least width of a hop. Nine hops fit into the page. */
export const STATION_WIDTH = 120;
// Longer texts are wrapped.
const TEXT_WIDTH = 113;
const LABEL_SIZE = 12.5;
const LABEL_LINES = 3;
// The width of a character of a logical id, which is in a monospaced font of size 11; the most of them in a line, and the most lines.
const ID_EM = 6.8;
const ID_CHARACTERS = 16;
const ID_LINES = 4;
// How much narrower than usual a part of a name may be, rather than be cut.
const SQUEEZED = 1.5;
const CAPTION_Y = 62;
const LINE_HEIGHT = 15;

const NARROW = new Set(' iljtfrI.,:;\'|!()[]/-');
const WIDE = new Set('mwMWQO@%');

/** The most hops in a row of a drawing. */
export const STATIONS_IN_A_ROW = 9;

// In a viewer that drops the style of the page, everything is drawn in the color of the text.
const LINES = markup`fill="none" stroke="currentColor"`;

/** What follows a hop: a line, a dashed line behind a broken hop, or nothing. */
type Way = 'go' | 'cut' | 'end';

const KIND_WORDS: { readonly [kind in PreflightHopKind]: string } = {
  NODE: 'Node',
  IDENTITY: 'Role',
  AGENT: 'Agent',
  SECURITY_GROUP: 'Security group',
  NETWORK_ACL: 'Network ACL',
  ROUTE: 'Route',
  GATEWAY: 'Gateway',
  ENDPOINT: 'Endpoint',
  SERVICE: 'Service',
};

/** The icons of the hops, on a grid of 20 by 20. */
const ICONS: { readonly [kind in PreflightHopKind]: string } = {
  NODE: 'M3 4.5h14v4.5H3zM3 11h14v4.5H3zM6 6.75h.01M6 13.25h.01M10 6.75h4M10 13.25h4',
  IDENTITY: 'M7 9.5a3.25 3.25 0 1 0 0-6.5a3.25 3.25 0 0 0 0 6.5zM2 16.5c0-3 2-5 5-5c1.6 0 2.9.6 3.8 1.6M12.5 8h6M16 8v3M18.5 8v2.5',
  AGENT: 'M2.5 3.5h15v13h-15zM5.5 7.5l3 2.5l-3 2.5M10.5 13h4',
  SECURITY_GROUP: 'M10 2.5l6.5 2.25v4.75c0 3.9-2.6 6.6-6.5 8c-3.9-1.4-6.5-4.1-6.5-8V4.75z',
  NETWORK_ACL: 'M2.5 3.5h15L12 10.5v6l-4-2v-4z',
  ROUTE: 'M3 16.5h3.5c5 0 2-12 7-12H17M14 1.5l3 3l-3 3M10.5 16.5H17M14 13.5l3 3l-3 3',
  GATEWAY: 'M4 17.5V8a6 6 0 0 1 12 0v9.5M2 17.5h16M10 15V8.5M7.5 11L10 8.5l2.5 2.5',
  ENDPOINT: 'M10 4.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11zM10 8.5a1.5 1.5 0 1 0 0 3a1.5 1.5 0 0 0 0-3zM1 10h3.5M15.5 10H19',
  SERVICE: 'M6 15.5a3.75 3.75 0 0 1-.4-7.5a4.75 4.75 0 0 1 9.1 1.1A3.25 3.25 0 0 1 14.5 15.5z',
};

/** The signs on the hops, centered at 0, 0. */
const SIGNS: { readonly [verdict in PreflightVerdict]: string } = {
  CONNECTS: 'M-3.6 .2l2.4 2.6l4.6-5.2',
  BLOCKED: 'M-3 -3l6 6M3 -3l-6 6',
  UNKNOWN: 'M-2.3 -1.6a2.3 2.3 0 1 1 3.4 2c-.8 .5-1.1 .8-1.1 1.6M0 4.3h.01',
};

/** The CSS class of each verdict. */
export const VERDICT_CLASSES: { readonly [verdict in PreflightVerdict]: string } = { CONNECTS: 'ok', BLOCKED: 'bad', UNKNOWN: 'unk' };

const VERDICT_WORDS: { readonly [verdict in PreflightVerdict]: string } = { CONNECTS: 'good', BLOCKED: 'blocked', UNKNOWN: 'unknown' };

/** The shapes that all drawings of a page share. The page has each of them once, however many nodes there are. */
export function drawingShapes(): Markup {
  const tiles = Object.values(PreflightHopKind).flatMap(kind => Object.values(PreflightVerdict).map(verdict => tile(kind, verdict)));
  return markup`<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs>${tiles}${rail('go')}${rail('cut')}</defs></svg>`;
}

/** The network path from a node to a service, hop by hop. */
export function drawPath(hops: readonly PreflightHop[], label: string): Markup {
  // Two rows of the same length look better than a full row and a rest.
  const rows = Math.ceil(hops.length / STATIONS_IN_A_ROW);
  const columns = Math.ceil(hops.length / Math.max(rows, 1));
  const cutAt = hops.findIndex(hop => hop.verdict === PreflightVerdict.BLOCKED);
  const wayAfter = (index: number): Way => index === hops.length - 1 ? 'end' : cutAt >= 0 && index >= cutAt ? 'cut' : 'go';
  const stations = hops.map((hop, index) => station(hop, wayAfter(index)));
  return markup`<ol class="path w${columns}" aria-label="${label}">${stations}</ol>`;
}

/** A hop in words, for example `Route, Route table RouteTableA: blocked, SSM-NET-006`. */
export function stationWords(hop: PreflightHop): string {
  const rules = hop.findings.map(finding => finding.ruleId + (finding.acknowledged === undefined ? '' : ' (acknowledged)'));
  const name = [hop.label, hop.logicalId ?? ''].filter(part => part !== '').join(' ');
  return `${KIND_WORDS[hop.kind]}, ${name}: ${[VERDICT_WORDS[hop.verdict], ...rules].join(', ')}`;
}

function station(hop: PreflightHop, path: Way): Markup {
  const lines: Markup[] = [];
  let y = CAPTION_Y;
  const add = (className: string, text: string, width = 0) => {
    const fitted = width > TEXT_WIDTH ? markup` textLength="${TEXT_WIDTH}" lengthAdjust="spacingAndGlyphs"` : NOTHING;
    lines.push(markup`<text class="${className}" y="${y}"${fitted}>${text}</text>`);
    y += LINE_HEIGHT;
  };
  add('k', KIND_WORDS[hop.kind]);
  y += 2;
  breakText(plain(hop.label)).forEach(text => add('l', text, widthOf(text)));
  if (hop.logicalId !== undefined) { breakId(plain(hop.logicalId)).forEach(text => add('i', text, text.length * ID_EM)); }
  y += 2;
  statusLines(hop).forEach(text => add(statusClass(hop), text));
  const words = stationWords(hop);
  return together(
    markup`<li class="${VERDICT_CLASSES[hop.verdict]}"><svg width="100%" height="${y - LINE_HEIGHT + 6}" role="img">`,
    markup`<title>${words}</title>${path === 'end' ? NOTHING : markup`<use href="#way-${path}"/>`}`,
    markup`<use href="#${tileId(hop.kind, hop.verdict)}"/>${lines}</svg></li>`,
  );
}

function statusLines(hop: PreflightHop): string[] {
  // An open finding comes before an acknowledged one.
  const first = hop.findings.find(finding => finding.acknowledged === undefined) ?? hop.findings.at(0);
  if (!first) { return hop.verdict === PreflightVerdict.CONNECTS ? [] : [VERDICT_WORDS[hop.verdict]]; }
  const more = hop.findings.length > 1 ? ` +${hop.findings.length - 1}` : '';
  return [plain(first.ruleId) + more, first.acknowledged === undefined ? first.severity.toLowerCase() : 'acknowledged'];
}

function statusClass(hop: PreflightHop): string {
  return hop.verdict === PreflightVerdict.CONNECTS ? 'n' : 'f';
}

function tileId(kind: PreflightHopKind, verdict: PreflightVerdict): string {
  return `${kind}-${verdict}`.toLowerCase();
}

function tile(kind: PreflightHopKind, verdict: PreflightVerdict): Markup {
  return together(
    markup`<symbol id="${tileId(kind, verdict)}"><rect class="tile" x="1.5" y="4.5" width="37" height="37" rx="8" ${LINES}/>`,
    markup`<path class="icon" transform="translate(10 13)" d="${ICONS[kind]}" ${LINES}/><circle class="disc" cx="37" cy="39" r="8" ${LINES}/>`,
    markup`<path class="sign" transform="translate(37 39)" d="${SIGNS[verdict]}" ${LINES}/></symbol>`,
  );
}

function rail(path: Way): Markup {
  return together(
    markup`<symbol id="way-${path}"><line class="way ${path}" x1="46" y1="23" x2="100%" y2="23" ${LINES}/>`,
    // A coordinate cannot be a percentage minus an offset, so an inner <svg> at 100% holds the tip, which is drawn to its left.
    markup`<svg x="100%" y="23" overflow="visible"><path class="way" d="M-6 -4l4.5 4l-4.5 4" ${LINES}/></svg></symbol>`,
  );
}

function breakText(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/).flatMap(cutWord)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= TEXT_WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines.length <= LABEL_LINES ? lines : [...lines.slice(0, LABEL_LINES - 1), `${[...lines[LABEL_LINES - 1]].slice(0, -1).join('')}…`];
}

/** Breaks a word that is too long between its parts, such as `VpcIsolated` and `Subnet1`. */
function cutWord(word: string): string[] {
  return widthOf(word) <= TEXT_WIDTH ? [word] : joinParts(word, widthOf, TEXT_WIDTH);
}

/** Lines of as many parts of a name as fit. A part that is much longer than a line is cut, since nothing else is left. */
function joinParts(name: string, measure: (text: string) => number, most: number): string[] {
  const pieces = [''];
  for (const part of partsOf(name).flatMap(each => measure(each) <= most * SQUEEZED ? [each] : [...each])) {
    const joined = pieces[pieces.length - 1] + part;
    if (measure(joined) <= most) { pieces[pieces.length - 1] = joined; } else { pieces.push(part); }
  }
  return pieces.filter(piece => piece !== '');
}

/** A logical id, of which middle lines are left out where it is very long: its end says as much as its start. */
function breakId(id: string): string[] {
  const lines = joinParts(id, text => [...text].length, ID_CHARACTERS);
  return lines.length <= ID_LINES ? lines : [...lines.slice(0, 1), '…', ...lines.slice(2 - ID_LINES)];
}

// Estimates the width in a wide system font. A narrower font leaves some space.
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) { width += emOf(character); }
  return width * LABEL_SIZE;
}

function emOf(character: string): number {
  if (NARROW.has(character)) { return 0.42; }
  if (WIDE.has(character) || character > '\u2000') { return 1; }
  return character >= 'A' && character <= 'Z' ? 0.76 : 0.66;
}
