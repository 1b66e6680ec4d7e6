import { withDynamicReferences } from './dynamic-references';
import { INTRINSICS } from './intrinsics/intrinsics';
import { expandLoops } from './loops';
import { unknown } from './resolved-values';
import { NO_VALUE, Scope, Value } from './scope';
import { Resolved } from './template';
import { Unknown } from '../../../model/known';
import { withoutMarks } from '../../../model/symbolic-text';
import { isMap, put, RawMap } from '../parse/raw';

/** What a piece of a template gives, with its intrinsic functions resolved as far as they can be. */
export function evaluate(raw: unknown, scope: Scope): Value {
  if (typeof raw === 'string') { return withDynamicReferences(withoutMarks(raw)); }
  if (typeof raw === 'number' || typeof raw === 'boolean') { return raw; }
  if (raw === null) { return unknown('null is not a value that CloudFormation takes'); }
  return scope.depth.within(() => (Array.isArray(raw) ? list(raw, scope) : isMap(raw) ? map(raw, scope) : unknown('it is missing')));
}

function list(items: unknown[], scope: Scope): Resolved[] {
  return items.map(item => evaluate(item, scope)).filter(isThere);
}

function map(raw: RawMap, scope: Scope): Value {
  const keys = Object.keys(raw);
  const intrinsic = keys.length === 1 ? INTRINSICS.get(keys[0]) : undefined;
  if (intrinsic) {
    return intrinsic(raw[keys[0]], scope);
  }
  if (keys.length === 1 && keys[0].startsWith('Fn::') && !keys[0].startsWith('Fn::ForEach::')) {
    return unknown(`${keys[0]} is not a function that preflight knows`);
  }
  return Object.hasOwn(raw, 'Fn::Transform') ? INTRINSICS.get('Fn::Transform')!(raw['Fn::Transform'], scope) : plainMap(raw, scope);
}

/** A map that is not itself a function. */
export function plainMap(raw: RawMap, scope: Scope): { [key: string]: Resolved } | Unknown {
  const { entries, unseen } = expandLoops(raw, scope);
  if (unseen.length > 0) {
    return unseen[0].why;
  }
  const result: { [key: string]: Resolved } = {};
  for (const [key, value] of entries) {
    const resolved = evaluate(value, scope);
    if (isThere(resolved)) {
      put(result, withoutMarks(key), resolved);
    }
  }
  return result;
}

function isThere(value: Value): value is Resolved {
  return value !== NO_VALUE;
}
