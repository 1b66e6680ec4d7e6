import { asText, unknown } from './resolved-values';
import { Scope } from './scope';
import { Unknown } from '../../../model/known';
import { extent, isMap, put, RawMap } from '../parse/raw';

const LOOP = 'Fn::ForEach::';

/** Loops in loops multiply: what becomes larger than this is not unrolled. */
const LARGEST = 200_000;
const DEEPEST = 100;

/** A map with its loops unrolled. */
export interface Unrolled {
  readonly entries: [string, unknown][];
  /** Loops that cannot be unrolled. */
  readonly unseen: { readonly key: string; readonly loop: unknown; readonly why: Unknown }[];
}

/** Unrolls `Fn::ForEach` of AWS::LanguageExtensions, which stands for entries of the map that it is in. */
export function expandLoops(map: RawMap, scope: Scope): Unrolled {
  const unrolled: Unrolled = { entries: [], unseen: [] };
  unroll(map, scope, { left: LARGEST }, unrolled);
  return unrolled;
}

function unroll(map: RawMap, scope: Scope, budget: { left: number }, into: Unrolled): void {
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (!key.startsWith(LOOP)) {
      into.entries.push([key, value]);
      continue;
    }
    const bodies = loopBodies(value, scope, budget);
    if (bodies instanceof Unknown) {
      into.unseen.push({ key, loop: value, why: unknown(`${key} cannot be unrolled: ${bodies.reason}`) });
    } else {
      bodies.forEach(body => unroll(body, scope, budget, into));
    }
  }
}

function loopBodies(loop: unknown, scope: Scope, budget: { left: number }): RawMap[] | Unknown {
  const [identifier, collection] = Array.isArray(loop) ? loop as unknown[] : [];
  const body = bodyOf(loop);
  if (typeof identifier !== 'string' || !isMap(body)) {
    return unknown('it needs an identifier, a list and a map');
  }
  const items = scope.evaluate(collection);
  if (!Array.isArray(items)) {
    return items instanceof Unknown ? items : unknown('what it runs over is not a list');
  }
  const { size, depth } = extent(body);
  budget.left -= size * items.length;
  if (budget.left < 0 || depth > DEEPEST) {
    return unknown('it is too large');
  }
  const texts = items.map(item => asText(item));
  return texts.includes(undefined)
    ? items.find(item => item instanceof Unknown) as Unknown | undefined ?? unknown('what it runs over is not a list of texts')
    : texts.map(text => substitute(body, identifier, text!) as RawMap);
}

function substitute(raw: unknown, identifier: string, item: string): unknown {
  if (typeof raw === 'string') { return substituteText(raw, identifier, item); }
  if (Array.isArray(raw)) { return raw.map(each => substitute(each, identifier, item)); }
  if (!isMap(raw)) { return raw; }
  const entries = Object.entries(raw);
  if (entries.length === 1 && entries[0][0] === 'Ref' && entries[0][1] === identifier) {
    return item;
  }
  const result: { [key: string]: unknown } = {};
  for (const [key, value] of entries) {
    put(result, substituteText(key, identifier, item), substitute(value, identifier, item));
  }
  return result;
}

/** `&{X}` is for names of resources, which take letters and digits only. */
function substituteText(text: string, identifier: string, item: string): string {
  return text.split(`\${${identifier}}`).join(item).split(`&{${identifier}}`).join(item.replace(/[^A-Za-z0-9]/g, ''));
}

/** What an `Fn::ForEach` repeats. */
export function bodyOf(loop: unknown): unknown {
  return Array.isArray(loop) ? loop[2] as unknown : loop;
}

/** In the name that a loop gives to something. */
const VARIABLE = /[$&]\{[^}]*\}/;

/** Those of some logical ids that a loop may put together: names with variables in them may become any that fits. */
export function namesThatFit(names: Iterable<string>, logicalIds: readonly string[]): string[] {
  const patterns = [...names].filter(name => VARIABLE.test(name)).map(patternOf);
  return logicalIds.filter(id => patterns.some(pattern => pattern.test(id)));
}

function patternOf(name: string): RegExp {
  return new RegExp(`^${name.split(VARIABLE).map(part => part.replace(/[^A-Za-z0-9]/g, '\\$&')).join('.*')}$`);
}
