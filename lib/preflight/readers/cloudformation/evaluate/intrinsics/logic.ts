import { all, any, isKnown, Known, not } from '../../../../model/known';
import { isMap } from '../../parse/raw';
import { standsForAnything } from '../environment';
import { asText, isSame, quote, unknown, unknownIn } from '../resolved-values';
import { Scope, Value } from '../scope';
import { argumentList, Intrinsic } from './arguments';

const CONNECTIVES = 'Fn::And, Fn::Or, Fn::Not, Fn::Equals or Condition';

/** Whether a condition holds. */
export function holds(raw: unknown, scope: Scope): Known<boolean> {
  return scope.depth.within(() => {
    if (typeof raw === 'boolean') { return raw; }
    const [[name, argument], another] = isMap(raw) ? [Object.entries(raw)[0] ?? [], Object.keys(raw)[1]] : [[]];
    return another === undefined && name !== undefined && Object.hasOwn(TESTS, name)
      ? TESTS[name](argument, scope)
      : unknown(`a condition is ${quote(raw)}, not ${CONNECTIVES}`);
  });
}

/** The functions that conditions are made of. */
const TESTS: { readonly [name: string]: (argument: unknown, scope: Scope) => Known<boolean> } = {
  'Fn::And': (argument, scope) => connect('Fn::And', all, argument, scope),
  'Fn::Or': (argument, scope) => connect('Fn::Or', any, argument, scope),
  'Fn::Not': (argument, scope) => {
    const [condition] = argumentList(argument, 1) ?? [];
    return condition === undefined ? unknown('Fn::Not needs one condition') : not(holds(condition, scope));
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = argumentList(argument, 2) ?? [];
    return left === undefined ? unknown('Fn::Equals needs two values') : compare(scope.evaluate(left), scope.evaluate(right));
  },
  'Condition': (argument, scope) => (
    typeof argument === 'string' ? scope.condition(argument) : unknown(`Condition needs a name, not ${quote(argument)}`)),
};

function connect(name: string, connective: typeof all, argument: unknown, scope: Scope): Known<boolean> {
  return Array.isArray(argument) && argument.length > 0
    ? connective(argument.map(condition => holds(condition, scope)))
    : unknown(`${name} needs a list of conditions`);
}

/** CloudFormation compares scalars as texts. */
function compare(a: Value, b: Value): Known<boolean> {
  const [left, right]: Value[] = [asText(a) ?? a, asText(b) ?? b];
  const hole = unknownIn(left) ?? unknownIn(right);
  if (hole) { return hole; }
  if (left === '' || right === '' || isSame(left, right)) { return isSame(left, right); }
  for (const side of [left, right]) {
    if (typeof side === 'string' && standsForAnything(side)) {
      return unknown(`${quote(side)} is compared, which is not known before a deployment${side.includes('AWS::Region') ? '; give it with --region' : ''}`);
    }
  }
  return false;
}

/** One of the two values; where the condition is not known, the value only if it is the same either way. */
export const choose: Intrinsic = (argument, scope) => {
  const [name, then, otherwise] = argumentList(argument, 3) ?? [];
  if (name === undefined) {
    return unknown('Fn::If needs a condition and two values');
  }
  const condition = typeof name === 'string' ? scope.condition(name) : holds(name, scope);
  if (isKnown(condition)) {
    return scope.evaluate(condition ? then : otherwise);
  }
  const value = scope.evaluate(then);
  return isSame(value, scope.evaluate(otherwise)) ? value : condition;
};

/** Tests, where a property is set to one. */
export function test(name: string): Intrinsic {
  return (argument, scope) => TESTS[name](argument, scope);
}
