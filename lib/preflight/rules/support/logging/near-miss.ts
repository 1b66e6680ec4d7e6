import { isLiteral } from '../../../model/symbolic-text';

/** A name that was probably meant: it differs in case, in separators or in one character only. */
export function nearMiss(name: string, candidates: readonly string[]): string | undefined {
  return candidates.find(candidate => candidate !== name && isLiteral(name) && isLiteral(candidate) && isNear(plain(name), plain(candidate)));
}

/** A hint at {@link nearMiss}, to be put behind a sentence. */
export function nearMissHint(name: string, candidates: readonly string[]): string {
  const meant = nearMiss(name, candidates);
  return meant === undefined ? '' : `; the assembly has '${meant}', a similar name`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_./#]/g, '');
}

function isNear(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= SHORTEST_WITH_A_TYPO && isOneEditAway(a, b));
}

/** In a shorter name one character more or less makes another word. */
const SHORTEST_WITH_A_TYPO = 4;

/** One character put in, left out or exchanged, or two neighbours swapped. */
function isOneEditAway(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) { start++; }
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) { end++; }
  const [left, right] = [a, b].map(text => text.slice(start, text.length - end));
  return Math.max(left.length, right.length) <= 1 || (left.length === 2 && left === [...right].reverse().join(''));
}
