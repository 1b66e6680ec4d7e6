import { plain } from './wording';

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;', '`': '&#96;' };

/** HTML that is safe to write. Only `markup` makes it, so a text cannot be taken for it. */
export class Markup {
  constructor(readonly html: string) {}
}

/** What a template of `markup` may hold: texts and numbers, which are escaped, and markup. */
export type MarkupPart = string | number | Markup | readonly Markup[];

/** HTML from a template; every text in it is escaped, in content as in attributes with quotes. */
export function markup(strings: TemplateStringsArray, ...parts: MarkupPart[]): Markup {
  return new Markup(strings.reduce((html, literal, index) => html + partHtml(parts[index - 1]) + literal));
}

/** Markup, one after the other. */
export function together(...parts: readonly Markup[]): Markup {
  return new Markup(parts.map(part => part.html).join(''));
}

/** No markup at all. */
export const NOTHING = new Markup('');

function partHtml(part: MarkupPart): string {
  if (part instanceof Markup) { return part.html; }
  return typeof part === 'string' || typeof part === 'number' ? escaped(String(part)) : part.map(one => one.html).join('');
}

function escaped(text: string): string {
  // Nearly every text is as it is.
  return /^[\w /:.,-]*$/.test(text) ? text : plain(text).replace(/[&<>"'`]/g, character => ENTITIES[character]);
}
