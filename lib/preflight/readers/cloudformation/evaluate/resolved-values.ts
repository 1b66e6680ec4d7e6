import { NO_VALUE, Value } from './scope';
import { Unknown, Unseen } from '../../../model/known';
import { display, gap, gapIn, withoutMarks } from '../../../model/symbolic-text';

/** Long enough to say why; reasons are put into reasons. */
const LONGEST_REASON = 400;

/** Longer than any text in a template that CloudFormation takes; texts that double themselves stop here. */
const LONGEST_TEXT = 4_000_000;

/** A reason for people to read, whatever texts were put into it. */
export function unknown(reason: string): Unknown {
  return new Unknown(readable(reason));
}

/** The same for what the templates leave to somebody else: a parameter without a value, an export of another app. */
export function outside(reason: string): Unseen {
  return new Unseen(readable(reason));
}

function readable(reason: string): string {
  // Braces are taken apart lest a reason in a text is read as a dynamic reference.
  const text = withoutMarks(display(reason)).replace(/\{\{/g, '{').replace(/\s+/g, ' ');
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)}…` : text;
}

/** A value as a quotation in a reason. */
export function quote(value: unknown): string {
  if (typeof value === 'string') { return `"${display(value)}"`; }
  if (value === NO_VALUE) { return 'AWS::NoValue'; }
  if (Array.isArray(value)) { return 'a list'; }
  return typeof value === 'object' && value !== null ? 'a map' : String(value);
}

/** A scalar as text, the way CloudFormation writes it; undefined for everything else. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** A value as a piece of a longer text: a gap where it is not known. */
export function asPiece(value: Value): string {
  if (value instanceof Unknown) { return gap(value.reason); }
  return asText(value) ?? gap(unknown(`${quote(value)} cannot be put into a text`).reason);
}

/** Why a value is not fully known; undefined if it is. */
export function unknownIn(value: Value): Unknown | undefined {
  if (value instanceof Unknown) { return value; }
  if (typeof value === 'string') { return gapIn(value); }
  return typeof value === 'object' && value !== null ? firstOf(Object.values(value) as Value[], unknownIn) : undefined;
}

function firstOf<T, R>(items: T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

/** Whether two values are surely the same. */
export function isSame(a: Value, b: Value): boolean {
  if (typeof a === 'string' && typeof b === 'string') { return a === b && gapIn(a) === undefined; }
  if (a instanceof Unknown || b instanceof Unknown) { return false; }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) { return a === b; }
  const entries = Object.entries(a);
  return Array.isArray(a) === Array.isArray(b) && entries.length === Object.keys(b).length
    && entries.every(([key, value]) => Object.hasOwn(b, key) && isSame(value, (b as { [key: string]: Value })[key]));
}

/** The text itself unless it is too long to go on with. */
export function bounded(text: string): string {
  return text.length > LONGEST_TEXT ? gap(`a text is longer than ${LONGEST_TEXT} characters`) : text;
}
