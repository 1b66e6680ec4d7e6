import { plain } from './wording';

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;', '`': '&#96;' };

/** HTML that is safe to write. It is a class of its own, so that a plain text cannot take its place. */
export class Markup {
  constructor(readonly html: string) {}
}

/** The values that a `markup` template takes: texts and numbers, which it escapes, and markup. */
export type MarkupPart = string | number | Markup | readonly Markup[];

/** HTML from a template. It escapes every text, for content and for quoted attributes. */
export function markup(strings: TemplateStringsArray, ...parts: MarkupPart[]): Markup {
  return new Markup(strings.reduce((html, literal, index) => html + partHtml(parts[index - 1]) + literal));
}

/** Joins markup. */
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
  // A fast path: nearly every text needs no escape.
  return /^[\w /:.,-]*$/.test(text) ? text : plain(text).replace(/[&<>"'`]/g, character => ENTITIES[character]);
}
