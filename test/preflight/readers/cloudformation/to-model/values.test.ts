import { known, reason } from './reading';
import { PolicyStatement } from '../../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { gap } from '../../../../../lib/preflight/model/symbolic-text';
import { flagOf, idsOf, listOf, nested, numberOf, objectOf, perhaps, requiredText, textOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/values';

const why = new Unknown('because');

test('a text may be a number or a boolean, and is unknown with a gap', () => {
  expect([textOf('a'), textOf(1), textOf(true), textOf(undefined), textOf(null)]).toEqual(['a', '1', 'true', undefined, undefined]);
  expect(reason(textOf(why))).toBe('because');
  expect(reason(textOf(`a${gap('hole')}`))).toBe('hole');
  expect(reason(textOf(['a']))).toBe('a text was expected, got a list or an object');
  expect(reason(requiredText(undefined, 'Name'))).toBe('Name is not set');
});

test('a flag may be a text', () => {
  expect([flagOf('True', false), flagOf(false, true), flagOf(undefined, true), flagOf(undefined, undefined)]).toEqual([true, false, true, undefined]);
  expect(reason(flagOf('yes', true))).toBe('true or false was expected, got yes');
  expect(reason(flagOf(why, true))).toBe('because');
});

test('a number may be a text', () => {
  expect([numberOf(-1), numberOf('443'), numberOf(undefined)]).toEqual([-1, 443, undefined]);
  expect(reason(numberOf('4.5'))).toBe('a number was expected, got 4.5');
  expect(reason(numberOf('0443'))).toBe('0443 begins with a zero, which makes it octal to YAML');
  expect([numberOf('0'), numberOf(0)]).toEqual([0, 0]);
  expect(reason(numberOf(why))).toBe('because');
});

test('a single value is a list of one', () => {
  expect([listOf(undefined), listOf(null), listOf('a'), listOf(['a'])]).toEqual([[], [], ['a'], ['a']]);
  expect(reason(listOf(why))).toBe('because');
  expect(reason(idsOf(why))).toBe('because');
  expect(known(idsOf(['a', null as never])).map(id => id instanceof Unknown ? id.reason : id)).toEqual(['a', 'an id is not set']);
});

test('an object must be an object', () => {
  expect([objectOf(undefined), objectOf(null), objectOf({ a: 1 })]).toEqual([{}, {}, { a: 1 }]);
  expect([objectOf(why), objectOf('a'), objectOf([])].map(reason)).toEqual(['because', 'an object was expected', 'an object was expected']);
});

test('nested values are read from objects', () => {
  expect([nested({ a: { b: 1 } }, 'a', 'b'), nested(undefined, 'a'), nested({}, 'a', 'b')]).toEqual([1, undefined, undefined]);
  expect([nested(why, 'a'), nested('text', 'a'), nested(null, 'a')].map(reason)).toEqual(['because', 'a was expected inside an object', 'a was expected inside an object']);
});

test('a policy that might count has unknown conditions', () => {
  const statement: PolicyStatement = { label: 'statement 1', effect: 'Deny', conditions: [] };
  const policy = known(perhaps({ statements: [statement, why] }, new Unknown('perhaps')));
  expect(policy.statements).toEqual([{ ...statement, conditions: new Unknown('perhaps') }, why]);
  expect(reason(perhaps(why, new Unknown('perhaps')))).toBe('because');
});
