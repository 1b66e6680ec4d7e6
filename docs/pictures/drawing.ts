/** A drawing of boxes and arrows, as SVG. Its letters are legible where a phone shows it 360 pixels wide. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface BoxProps extends Point {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly string[];
  /** How many of the lines are its name, which is bold. */
  readonly nameLines?: number;
  readonly kind: keyof typeof KINDS;
}

export interface GroupProps extends Point {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly kind: 'cloud' | 'network' | 'subnet';
}

export interface ArrowProps {
  readonly way: readonly Point[];
  readonly label?: string;
  /** The middle of the label. */
  readonly at?: Point;
  readonly dashed?: boolean;
}

/** The colors of what is drawn: border and ground. */
const KINDS = {
  person: { border: '#5b3fa8', ground: '#efeaff' },
  aws: { border: '#b35c00', ground: '#fff1de' },
  node: { border: '#0b6e4f', ground: '#dff5ea' },
  way: { border: '#0b5cad', ground: '#e3f0fd' },
  proof: { border: '#0b6e4f', ground: '#ffffff' },
  plain: { border: '#5c6b7a', ground: '#ffffff' },
} as const;

const GROUPS = {
  cloud: { border: '#b35c00', ground: '#fffaf3', dash: '' },
  network: { border: '#5c6b7a', ground: '#ffffff', dash: '' },
  subnet: { border: '#5c6b7a', ground: '#f1f5f9', dash: '6 5' },
} as const;

const INK = '#15202b';
const WAY = '#0b5cad';
const FONT = 19;
const LINE = 24;

export function group({ x, y, width, height, title, kind }: GroupProps): string {
  const { border, ground, dash } = GROUPS[kind];
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${ground}" stroke="${border}" stroke-width="1.5" stroke-dasharray="${dash}"/>`
    + text({ x: x + 12, y: y + 25 }, title, { color: border, anchor: 'start' });
}

export function box({ x, y, width, height, lines, nameLines = 1, kind }: BoxProps): string {
  const { border, ground } = KINDS[kind];
  const first = y + height / 2 - (lines.length - 1) * LINE / 2 + FONT / 3;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${ground}" stroke="${border}" stroke-width="2"/>`
    + lines.map((line, index) => text({ x: x + width / 2, y: first + index * LINE }, line, { bold: index < nameLines })).join('');
}

export function arrow({ way, label, at, dashed }: ArrowProps): string {
  const [{ x, y }, ...rest] = way;
  const path = `M ${x} ${y} ${rest.map(point => `L ${point.x} ${point.y}`).join(' ')}`;
  return `<path d="${path}" fill="none" stroke="${WAY}" stroke-width="3" stroke-linejoin="round" stroke-dasharray="${dashed ? '4 6' : ''}" marker-end="url(#head)"/>`
    + (label && at ? text(at, label, { color: WAY, bold: true, halo: true }) : '');
}

export function note(at: Point, words: string, anchor: 'start' | 'middle' = 'middle'): string {
  return text(at, words, { anchor });
}

interface TextStyle {
  readonly color?: string;
  readonly bold?: boolean;
  readonly halo?: boolean;
  readonly anchor?: 'start' | 'middle';
}

function text({ x, y }: Point, words: string, { color = INK, bold = false, halo = false, anchor = 'middle' }: TextStyle): string {
  return `<text x="${x}" y="${y}" fill="${color}" text-anchor="${anchor}" font-weight="${bold ? 700 : 400}"`
    + `${halo ? ' stroke="#ffffff" stroke-width="6" stroke-linejoin="round" paint-order="stroke"' : ''}>${escape(words)}</text>`;
}

/** A whole drawing, with a ground of its own, so that it is legible on a dark page too. */
export function drawing(width: number, height: number, ...parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `
    + `font-family="'DejaVu Sans', 'Noto Sans', sans-serif" font-size="${FONT}">`
    + `<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="5" markerHeight="5" orient="auto"><path d="M 0 0 L 10 5 L 0 10 z" fill="${WAY}"/></marker></defs>`
    + `<rect width="${width}" height="${height}" fill="#f7f9fc"/>${parts.join('')}</svg>`;
}

function escape(words: string): string {
  return words.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
