import { checkOf } from '../../../../lib/preflight/model/iam/policy-conditions';
import { Lookup } from '../../../../lib/preflight/model/iam/policy-request';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';

type Value = string | string[] | undefined | 'unknown key';

function lookupOf(value: Value): Lookup {
  return key => key !== 'aws:key' ? undefined : value === 'unknown key' ? new Unknown('the key') : typeof value === 'string' ? [value] : value;
}

function holds(operator: string, wanted: Known<string | string[]>, value: Value, key: string = 'AWS:Key'): boolean | 'unknown' {
  const values = isKnown(wanted) ? [wanted].flat() : wanted;
  const result = checkOf({ operator, key, values })(lookupOf(value));
  return isKnown(result) ? result : 'unknown';
}

const ARN = 'arn:aws:iam::111122223333:role/path/Name';

test.each<[string, string | string[], Value, boolean | 'unknown']>([
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', ['a', 'b'], 'b', true],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', [], 'a', false],
  ['StringNotEquals', [], 'a', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', ['a', 'b'], 'c', true],
  ['StringEqualsIgnoreCase', 'Abc', 'aBC', true],
  ['StringEqualsIgnoreCase', 'Abc', 'abd', false],
  ['StringNotEqualsIgnoreCase', 'Abc', 'aBC', false],
  ['StringLike', 'a*?', 'abc', true],
  ['StringLike', 'a*', 'b', false],
  ['StringNotLike', 'a*', 'b', true],
  ['StringNotLike', 'a*', 'ab', false],
  ['stringlike', 'a*', 'ab', true],
  ['NumericEquals', '10', '10.0', true],
  ['NumericNotEquals', '10', '10', false],
  ['NumericLessThan', '10', '9', true],
  ['NumericLessThan', '10', '10', false],
  ['NumericLessThanEquals', '10', '10', true],
  ['NumericLessThanEquals', '10', '11', false],
  ['NumericGreaterThan', '10', '11', true],
  ['NumericGreaterThan', '10', '10', false],
  ['NumericGreaterThanEquals', '10', '10', true],
  ['NumericGreaterThanEquals', '-10', '-11', false],
  ['NumericEquals', 'ten', '10', 'unknown'],
  ['NumericEquals', '10', 'ten', 'unknown'],
  ['DateGreaterThan', '2024-01-01T00:00:00Z', '2024-06-01T00:00:00Z', true],
  ['DateLessThan', '2024-01-01', '2023-12-31T23:59:59Z', true],
  ['DateLessThanEquals', '2024-01-01T00:00:00Z', '1704067200', true],
  ['DateEquals', '2024-01-01T01:00:00+01:00', '2024-01-01T00:00:00Z', true],
  ['DateNotEquals', '2024-01-01', '2024-01-02', true],
  ['DateGreaterThanEquals', 'soon', '2024-01-02', 'unknown'],
  ['DateGreaterThanEquals', '2024-99-01', '2024-01-02', 'unknown'],
  ['Bool', 'true', 'true', true],
  ['Bool', 'True', 'true', true],
  ['Bool', 'false', 'true', false],
  ['Bool', 'yes', 'true', 'unknown'],
  ['Bool', 'true', 'yes', 'unknown'],
  ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
  ['BinaryEquals', 'Qm*', 'QmluYXJ5', false],
  ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
  ['IpAddress', '10.0.0.0/8', '11.1.2.3', false],
  ['IpAddress', '10.1.2.3', '10.1.2.3', true],
  ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '2001:db8::1', true],
  ['IpAddress', '2001:db8::/32', '10.1.2.3', false],
  ['IpAddress', '2001:db8::1', '2001:db8::1', true],
  ['IpAddress', '10.0.0.0/99', '10.1.2.3', 'unknown'],
  ['IpAddress', '10.0.0.0/8', 'here', 'unknown'],
  ['NotIpAddress', '10.0.0.0/8', '10.1.2.3', false],
  ['NotIpAddress', '10.0.0.0/8', '11.1.2.3', true],
  ['ArnEquals', ARN, ARN, true],
  ['ArnEquals', 'arn:aws:iam::111122223333:role/*', ARN, true],
  ['ArnLike', 'arn:*:iam::*:role/*/N?me', ARN, true],
  ['ArnLike', 'arn:aws:iam::*:user/*', ARN, false],
  ['ArnLike', 'arn:aws:*:role/*/Name', ARN, 'unknown'],
  ['ArnLike', 'arn:*:*:*:*:*', 'arn:aws:iam:::x:y', true],
  ['ArnLike', 'arn:aws:i*1:::role/path/Name', 'arn:aws:i:a:1::role/path/Name', false],
  ['ArnLike', '*', ARN, 'unknown'],
  ['ArnLike', 'arn:aws:iam::*:role/*', opaque('Role.Arn'), 'unknown'],
  ['ArnLike', `arn:aws:iam::${gap('account')}:role/*`, ARN, 'unknown'],
  ['ArnLike', `arn:aws:iam::${gap('1:role/x')}:user/*`, 'arn:aws:iam::1:role/x:user/y', 'unknown'],
  ['ArnLike', opaque('Role.Arn'), opaque('Role.Arn'), true],
  ['ArnNotLike', 'arn:aws:iam::*:role/*', ARN, false],
  ['ArnNotEquals', 'arn:aws:iam::*:user/*', ARN, true],
  ['Null', 'true', undefined, true],
  ['Null', 'true', [], true],
  ['Null', 'false', undefined, false],
  ['Null', 'true', 'a', false],
  ['Null', 'false', 'a', true],
  ['Null', ['true', 'false'], 'a', true],
  ['Null', 'maybe', 'a', 'unknown'],
  ['Null', 'true', 'unknown key', 'unknown'],
])('%s %j of %j is %s', (operator, wanted, value, expected) => {
  expect(holds(operator, wanted, value)).toBe(expected);
});

test.each<[string, boolean | 'unknown']>([
  ['StringEquals', false], ['StringNotEquals', true], ['StringEqualsIfExists', true], ['StringNotEqualsIfExists', true],
  ['ForAllValues:StringEquals', true], ['ForAllValues:StringNotEquals', true], ['ForAllValues:StringEqualsIfExists', true],
  ['ForAnyValue:StringEquals', false], ['ForAnyValue:StringNotEquals', false], ['ForAnyValue:StringEqualsIfExists', 'unknown'],
  ['Bool', false], ['BoolIfExists', true], ['ArnNotLike', true], ['NotIpAddress', true], ['IpAddress', false], ['NumericLessThan', false],
])('%s without the key is %s', (operator, expected) => {
  expect(holds(operator, 'a', undefined)).toBe(expected);
  expect(holds(operator, 'a', [])).toBe(expected);
  expect(holds(operator, 'a', 'unknown key')).toBe('unknown');
});

test.each<[string, string[], string[], boolean | 'unknown']>([
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
  ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
  ['ForAnyValue:StringEquals', ['a'], ['b', 'a'], true],
  ['ForAnyValue:StringEquals', ['a'], ['b', 'c'], false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'a'], false],
  ['foranyvalue:stringlikeifexists', ['a*'], ['b', 'ab'], true],
  ['StringEquals', ['a'], ['a', 'b'], 'unknown'],
  ['StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['StringEquals', ['a'], ['b', 'c'], false],
  ['StringEquals', ['a'], ['a'], true],
])('%s %j of several values %j is %s', (operator, wanted, values, expected) => {
  expect(holds(operator, wanted, values)).toBe(expected);
});

test('what cannot be seen is unknown, unless it makes no difference', () => {
  const why = new Unknown('why');

  expect(holds('StringEquals', why, 'a')).toBe('unknown');
  expect(holds('StringEquals', why, undefined)).toBe(false);
  expect(holds('StringEqualsIfExists', why, undefined)).toBe(true);
  expect(holds('Null', why, undefined)).toBe('unknown');
  expect(holds('StringEquals', gap('x'), 'a')).toBe('unknown');
  expect(holds('StringEquals', [gap('x'), 'a'], 'a')).toBe(true);
  expect(holds('StringLike', 'a*', `a${gap('x')}`)).toBe(true);
  expect(holds('NumericEquals', '1', gap('x'))).toBe('unknown');
  expect(holds('IpAddress', '10.0.0.0/8', opaque('Address'))).toBe('unknown');
  expect(checkOf({ operator: 'NumericEquals', key: 'aws:key', values: ['1'] })(lookupOf(gap('the number')))).toEqual(new Unknown('the number'));
  expect(checkOf({ operator: 'Bool', key: '', values: why })(() => new Unknown('the key'))).toBe(why);
  expect(checkOf({ operator: 'Bool', key: 'k', values: ['true'] })(() => new Unknown('the key'))).toEqual(new Unknown('the key'));
});

test.each(['StringMatches', 'NullIfExists', 'ForAllValues:Null', 'ForSomeValues:StringEquals', '', 'Not'])('the operator %j is not known', operator => {
  expect(checkOf({ operator, key: 'aws:key', values: ['a'] })(lookupOf('a'))).toEqual(
    new Unknown(`preflight does not know the condition operator '${operator}'`));
});

test('a region or an account that is known only at deployment may be the one that a condition names', () => {
  const region = opaque('AWS::Region');
  const result = (operator: string, key: string, wanted: string, value: string) =>
    checkOf({ operator, key, values: [wanted] })(asked => asked === key.toLowerCase() ? [value] : undefined);

  expect(result('StringEquals', 'aws:RequestedRegion', 'eu-west-1', region)).toBeInstanceOf(Unknown);
  expect(result('StringEquals', 'aws:RequestedRegion', region, region)).toBe(true);
  expect(result('StringNotEquals', 'aws:PrincipalAccount', '111122223333', opaque('AWS::AccountId'))).toBeInstanceOf(Unknown);
  expect(result('StringEquals', 'kms:ViaService', 's3.eu-west-1.amazonaws.com', `s3.${region}.amazonaws.com`)).toBeInstanceOf(Unknown);
  expect(result('StringEquals', 'kms:ViaService', 'ec2.eu-west-1.amazonaws.com', `s3.${region}.amazonaws.com`)).toBe(false);
  expect(result('StringEquals', 'aws:SourceVpce', 'vpce-1', opaque('Endpoint'))).toBe(false);
});

describe('policy variables', () => {
  const lookup: Lookup = key => ({
    'aws:user': ['Alice'], 'aws:stars': ['a*'], 'aws:none': [], 'aws:many': ['a', 'b'], 'aws:secret': new Unknown('nobody says'),
  } as Record<string, Known<string[]> | undefined>)[key];
  const result = (operator: string, wanted: string, value: string) =>
    checkOf({ operator, key: 'k', values: [wanted] })(key => key === 'k' ? [value] : lookup(key));

  test.each<[string, string, string, boolean | 'unknown']>([
    ['StringEquals', '${aws:User}', 'Alice', true],
    ['StringEquals', 'home/${ aws:user }/x', 'home/Alice/x', true],
    ['StringEquals', '${aws:user}', 'Bob', false],
    ['StringEqualsIgnoreCase', '${aws:user}', 'aLICE', true],
    ['StringLike', '${aws:user}*', 'Alice2', true],
    ['StringLike', '${aws:stars}', 'ab', false],
    ['StringLike', '${aws:stars}', 'a*', true],
    ['StringEquals', '${aws:none}', 'x', false],
    ['StringEquals', '${aws:absent}', 'x', false],
    ['StringNotEquals', '${aws:absent}', 'x', true],
    ['ArnLike', '${aws:absent}', 'x', false],
    ['ArnLike', 'arn:aws:iam::1:role/${aws:user}', 'arn:aws:iam::1:role/Alice', true],
    ['StringEquals', '${aws:absent, \'someone\'}', 'someone', true],
    ['StringEquals', '${aws:user, \'someone\'}', 'someone', false],
    ['StringEquals', '${aws:absent,\'\'}x', 'x', true],
    ['StringEquals', '${aws:secret}', 'x', 'unknown'],
    ['StringEquals', 'a${aws:secret}', 'x', false],
    ['StringEquals', '${aws:many}', 'a', 'unknown'],
    ['StringLike', 'a${*}', 'a*', true],
    ['StringLike', 'a${*}', 'ab', false],
    ['StringLike', 'a${?}${$}', 'a?$', true],
    ['StringEquals', '${$}{aws:user}', '${aws:user}', true],
    ['StringEquals', '$x{y}', '$x{y}', true],
    ['StringEquals', '${aws:user', '${aws:user', true],
    ['StringEquals', 'a${not a key}', 'ax', 'unknown'],
    ['StringEquals', `\${${gap('which')}}`, 'x', 'unknown'],
    ['StringEquals', '$', '$', true],
    ['NumericEquals', '${aws:user}', '1', 'unknown'],
  ])('%s %j of %j is %s', (operator, wanted, value, expected) => {
    const answer = result(operator, wanted, value);
    expect(isKnown(answer) ? answer : 'unknown').toBe(expected);
  });

  test('say why they leave something open', () => {
    expect(result('StringEquals', '${aws:many}', 'a')).toEqual(new Unknown('the condition key \'aws:many\' has several values, and so is no policy variable'));
    expect(result('StringEquals', '${a b}', 'a')).toEqual(new Unknown('\'${a b}\' is not a policy variable'));
  });
});
