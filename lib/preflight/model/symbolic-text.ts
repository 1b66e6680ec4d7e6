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
