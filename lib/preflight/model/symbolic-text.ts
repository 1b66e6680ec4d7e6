import { Unknown } from './known';

/**
 * Texts with parts that only a deployment makes up.
 *
 * The id of a resource of the app, and whatever else differs from everything but itself, is an *opaque* part. What could be anything is a *gap*,
 * which carries its reason. Both are written into the text itself between characters of the private use area, so that joining, comparing and
 * parsing texts, JSON among them, need not know of them. This file alone knows the characters; whoever shows a text to people calls {@link display}.
 */
const OPAQUE_START = '\uE000';
const OPAQUE_END = '\uE001';
const GAP_START = '\uE002';
const GAP_END = '\uE003';

/** Begins a text that is in base64 where it is used, and in plain here. */
const ENCODED = '\uE004';

const MARKS = /[\uE000-\uE004]/g;
const OPAQUE_PARTS = /\uE000([^\uE001]*)\uE001/g;
const GAPS = /\uE002([^\uE003]*)\uE003/g;
const MARKED_PARTS = /\uE000[^\uE001]*\uE001|\uE002[^\uE003]*\uE003/g;
const PARTS = /\uE000[^\uE001]*\uE001|\uE002[^\uE003]*\uE003|[^\uE000\uE002]+|[\uE000\uE002]/g;
const PARTS_AND_VARIABLES = /\$\{[^}]*\}|\uE000[^\uE001]*\uE001|\uE002[^\uE003]*\uE003|[^\uE000\uE002$]+|[\uE000\uE002$]/g;

/** A part that equals itself and nothing else: the id of a resource, the region of a stack that runs in any. */
export function opaque(name: string): string {
  return `${OPAQUE_START}${name}${OPAQUE_END}`;
}

/** A part that could be anything. Its reason is written so that JSON in which it stands stays JSON. */
export function gap(reason: string): string {
  return `${GAP_START}${reason.replace(/["\\\p{Cc}]/gu, '\'')}${GAP_END}`;
}

/** Why a text is not fully known; undefined if it is. */
export function gapIn(text: string): Unknown | undefined {
  const start = text.indexOf(GAP_START);
  return start < 0 ? undefined : new Unknown(text.slice(start + 1, text.indexOf(GAP_END, start)));
}

/** For people to read: `<Stack/Bucket>` for an opaque part, `<?>` for a gap. */
export function display(text: string): string {
  return text.replace(GAPS, '<?>').replace(OPAQUE_PARTS, '<$1>').replace(ENCODED, '');
}

/** A text that is in base64 where it is used. It stays as it is, since its parts could not be told apart in base64. */
export function asEncoded(text: string): string {
  return `${ENCODED}${text}`;
}

/** The plain text of one that is in base64 where it is used; undefined for any other. */
export function encodedText(text: string): string | undefined {
  return text.startsWith(ENCODED) ? text.slice(1) : undefined;
}

/** Whether a text has neither opaque parts nor gaps. */
export function isLiteral(text: string): boolean {
  return display(text) === text;
}

/** Whether a text has an opaque part. */
export function hasOpaque(text: string): boolean {
  return opaqueNames(text).length > 0;
}

/** Whether a text begins with an opaque part. */
export function startsOpaque(text: string): boolean {
  return text.startsWith(OPAQUE_START);
}

/** The names of the opaque parts of a text. */
export function opaqueNames(text: string): string[] {
  return [...text.matchAll(OPAQUE_PARTS)].map(([, name]) => name);
}

/** The opaque text of an attribute of something whose id is opaque. */
export function opaqueAttribute(id: string, attribute: string): string {
  return id.endsWith(OPAQUE_END) ? `${id.slice(0, -1)}.${attribute}${OPAQUE_END}` : id;
}

/** A text with the names of its opaque parts in their place. */
export function withOpaqueNames(text: string): string {
  return text.replace(OPAQUE_PARTS, '$1');
}

/** A text from outside: its own characters must not look like the marks of opaque parts and gaps. */
export function withoutMarks(text: string): string {
  return text.replace(MARKS, '\uFFFD');
}

/** Whether a text has any of the characters that mark opaque parts and gaps. */
export function hasMarks(text: string): boolean {
  return text.search(MARKS) >= 0;
}

/** Gives every gap of a text another reason. */
export function renameGaps(text: string, rename: (reason: string) => string): string {
  return text.replace(GAPS, (_, reason: string) => gap(rename(reason)));
}

/** Splits at a separator, but never within an opaque part. */
export function splitOutsideOpaque(text: string, separator: string): string[] {
  const parts = [''];
  text.split(/(\uE000[^\uE001]*\uE001)/).forEach((piece, index) => {
    // The parts that the pattern captures are at the odd places.
    const [first, ...others] = index % 2 === 1 ? [piece] : piece.split(separator);
    parts[parts.length - 1] += first;
    for (const other of others) {
      parts.push(other);
    }
  });
  return parts;
}

/** Changes what is not within an opaque part or a gap. */
export function mapLiterals(text: string, change: (literal: string) => string): string {
  return partsOf(text).map(({ kind, raw }) => kind === 'literal' ? change(raw) : raw).join('');
}

/** A part of a text. */
export interface TextPart {
  readonly kind: 'literal' | 'opaque' | 'gap' | 'variable';
  /** As it stands in the text. */
  readonly raw: string;
  /** A literal itself, the name of an opaque part, the reason of a gap, what stands between the braces of a variable. */
  readonly content: string;
}

/** The parts of a text, in order; `${...}` is a variable only where that is asked for. */
export function partsOf(text: string, { variables = false }: { readonly variables?: boolean } = {}): TextPart[] {
  return (text.match(variables ? PARTS_AND_VARIABLES : PARTS) ?? []).map(raw => partOf(raw, variables));
}

function partOf(raw: string, variables: boolean): TextPart {
  if (raw.length > 1) {
    switch (raw[0]) {
      case OPAQUE_START: return { kind: 'opaque', raw, content: raw.slice(1, -1) };
      case GAP_START: return { kind: 'gap', raw, content: raw.slice(1, -1) };
      case '$': if (variables) { return { kind: 'variable', raw, content: raw.slice(2, -1) }; }
    }
  }
  return { kind: 'literal', raw, content: raw };
}

/**
 * A text in which plain words stand for the parts that may hold any characters, so that it can be split and searched.
 *
 * The words are in characters of the private use area, too, beside those of the parts themselves.
 */
export interface MaskedText {
  readonly masked: string;
  /** Puts the parts back, into the masked text or any piece of it. */
  restore(text: string): string;
}

/** Masks opaque parts and gaps. */
export function maskMarks(text: string): MaskedText {
  return mask(text, MARKED_PARTS, '\uE010', '\uE011', part => part);
}

/**
 * Masks what a script makes up as it runs, in a text whose marks may be masked already.
 *
 * @param variable matches each such part; global
 * @param reasonOf why a part could be anything: the gap that comes back in its place says so
 */
export function maskScriptVariables(text: string, variable: RegExp, reasonOf: (part: string) => string): MaskedText {
  return mask(text, variable, '\uE013', '\uE014', part => gap(reasonOf(part)));
}

/** Matches the word that stands for one masked part, in a regular expression. */
export const MASKED_PART = '[\uE010\uE013]\\d+[\uE011\uE014]';

/** Stands for the region of the node in a script, where the script finds it out as it runs. */
export const REGION_OF_NODE = '\uE012';

function mask(text: string, part: RegExp, start: string, end: string, restored: (part: string) => string): MaskedText {
  const parts: string[] = [];
  const masked = text.replace(part, found => `${start}${parts.push(found) - 1}${end}`);
  const word = new RegExp(`${start}(\\d+)${end}`, 'g');
  return { masked, restore: each => each.replace(word, (_, index: string) => restored(parts[Number(index)])) };
}
