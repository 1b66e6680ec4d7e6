import { Unknown } from './known';

/**
 * Texts with parts that only a deployment makes up.
 *
 * The id of a resource of the app, and whatever else differs from everything but itself, is an *opaque* part; what could be anything is a
 * *gap*, which carries its reason. Both are written into the text itself between characters of the private use area, so that joining, splitting
 * and comparing texts need not know of them.
 */
const OPAQUE_START = '\uE000';
const OPAQUE_END = '\uE001';
const GAP_START = '\uE002';
const GAP_END = '\uE003';

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
  return text.replace(/\uE002[^\uE003]*\uE003/g, '<?>').replace(/\uE000([^\uE001]*)\uE001/g, '<$1>');
}

/** Whether a text has neither opaque parts nor gaps. */
export function isLiteral(text: string): boolean {
  return display(text) === text;
}

/** Whether a text has an opaque part. */
export function hasOpaquePart(text: string): boolean {
  return text.includes(OPAQUE_START);
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
  return mask(text, /\uE000[^\uE001]*\uE001|\uE002[^\uE003]*\uE003/g, '\uE010', '\uE011', part => part);
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
