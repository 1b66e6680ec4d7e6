import { Policies, Statement, isAllowed, isAllowedBy } from './evaluate';
import { errorOf } from '../fixtures';

const ROLE = 'arn:aws:iam::123456789012:role/Role';
const OTHER_ACCOUNT = 'arn:aws:iam::210987654321:role/Role';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1';
const ALLOW: Statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };
const REQUEST = { principal: ROLE, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key' };

const by = (change: Partial<Statement>, context?: Record<string, string>, request = REQUEST) =>
  isAllowedBy([{ ...ALLOW, ...change }], { ...request, context });
const when = (operator: string, key: string, wanted: unknown, context?: Record<string, string>) =>
  by({ Condition: { [operator]: { [key]: wanted } } }, context);

describe('one statement', () => {
  test.each<[string, boolean, Partial<Statement>]>([
    ['as it is', true, {}],
    ['with a wildcard for the action', true, { Action: 's3:Get*' }],
    ['with the action in another case', true, { Action: 'S3:getobject' }],
    ['with one of several actions', true, { Action: ['s3:PutObject', 's3:GetObject'] }],
    ['with another action', false, { Action: 's3:PutObject' }],
    ['with a longer action', false, { Action: 's3:GetObjectAcl' }],
    ['with NotAction of another', true, { Action: undefined, NotAction: 's3:Put*' }],
    ['with NotAction of this', false, { Action: undefined, NotAction: 's3:Get*' }],
    ['with a question mark', true, { Resource: 'arn:aws:s3:::bucke?/key' }],
    ['with a question mark too many', false, { Resource: 'arn:aws:s3:::bucket?/key' }],
    ['with a dot that is no wildcard', false, { Resource: 'arn:aws:s3:::bucket.key' }],
    ['with another resource', false, { Resource: 'arn:aws:s3:::other/*' }],
    ['with NotResource of another', true, { Resource: undefined, NotResource: ['arn:aws:s3:::other/*', 'arn:aws:s3:::third/*'] }],
    ['with NotResource of this', false, { Resource: undefined, NotResource: ['arn:aws:s3:::other/*', 'arn:aws:s3:::bucket/*'] }],
    ['with its principal', true, { Principal: { AWS: ROLE } }],
    ['with any principal', true, { Principal: { AWS: '*' } }],
    ['with its account', true, { Principal: { AWS: ['arn:aws:iam::123456789012:root'] } }],
    ['with another principal', false, { Principal: { AWS: `${ROLE}2` } }],
    ['with a service', false, { Principal: { Service: 'logs.us-east-1.amazonaws.com' } }],
  ])('%s: %s', (_, expected, change) => {
    expect(by(change)).toBe(expected);
  });

  test.each<[string, string, unknown, string | undefined, boolean]>([
    ['StringEquals', 'aws:x', 'a', 'a', true], ['StringEquals', 'aws:x', ['b', 'a'], 'a', true], ['StringEquals', 'aws:x', 'a', 'A', false],
    ['StringEquals', 'aws:x', '*', 'a', false], ['StringEquals', 'aws:x', 'a', undefined, false], ['StringEquals', 'AWS:X', 'a', 'a', true],
    ['StringLike', 'aws:x', 'a*', 'abc', true], ['StringLike', 'aws:x', 'a*', 'ba', false], ['StringLike', 'aws:x', '*', undefined, false],
    ['ArnLike', 'aws:x', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', true], ['ArnLike', 'aws:x', 'arn:aws:*:ab', 'arn:aws:s3:::ab', false],
    ['ArnEquals', 'aws:x', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', true], ['ArnEquals', 'aws:x', 'arn:aws:s3:::ab', 'ab', false],
    ['ArnNotLike', 'aws:x', 'arn:aws:s3:::a*', 'arn:aws:s3:::b', true], ['ArnNotLike', 'aws:x', ['arn:aws:s3:::a*', 'arn:aws:s3:::b'], 'arn:aws:s3:::b', false],
    ['ArnNotLike', 'aws:x', 'arn:aws:s3:::a*', 'arn:aws:s3:::ab', false], ['ArnNotLike', 'aws:x', 'arn:aws:s3:::a*', undefined, true],
    ['Bool', 'aws:x', 'true', 'true', true], ['Bool', 'aws:x', true, 'true', true], ['Bool', 'aws:x', 'true', 'false', false], ['Bool', 'aws:x', 'false', undefined, false],
    ['BoolIfExists', 'aws:x', 'true', 'true', true], ['BoolIfExists', 'aws:x', 'true', 'false', false], ['BoolIfExists', 'aws:x', 'true', undefined, true],
    ['Null', 'aws:x', 'true', undefined, true], ['Null', 'aws:x', 'true', 'a', false], ['Null', 'aws:x', 'false', 'a', true], ['Null', 'aws:x', 'false', undefined, false],
    ['IpAddress', 'aws:x', '198.51.100.0/24', '198.51.100.255', true], ['IpAddress', 'aws:x', ['203.0.113.0/24', '2001:db8::/56'], '2001:db8::1', true],
    ['IpAddress', 'aws:x', '198.51.100.0/24', '198.51.101.0', false], ['IpAddress', 'aws:x', '198.51.100.0/24', '', false], ['IpAddress', 'aws:x', '198.51.100.0/24', undefined, false],
    ['NumericLessThan', 'aws:x', 1.2, '1.1', true], ['NumericLessThan', 'aws:x', 1.2, '1.2', false], ['NumericLessThan', 'aws:x', 1.2, undefined, false],
  ])('%s %s %j with %j: %s', (operator, key, wanted, value, expected) => {
    expect(when(operator, key, wanted, value === undefined ? {} : { 'aws:x': value })).toBe(expected);
  });

  test('all conditions must hold', () => {
    const Condition = { StringEquals: { a: '1', b: '2' }, Null: { c: 'true' } };

    expect(by({ Condition }, { a: '1', b: '2' })).toBe(true);
    expect([{ a: '1' }, { b: '2' }, { a: '1', b: '2', c: '3' }].map(context => by({ Condition }, context as any))).toEqual([false, false, false]);
  });

  test('a policy variable is replaced by its value, which is not a pattern; without a value the statement does not apply', () => {
    const own: Partial<Statement> = { Resource: 'arn:aws:s3:::bucket/${aws:userid}-*' };
    const request = (key: string) => ({ ...REQUEST, resource: `arn:aws:s3:::bucket/${key}` });

    expect(by(own, { 'aws:userid': 'A:me' }, request('A:me-1'))).toBe(true);
    expect(by(own, { 'aws:userid': 'A:me' }, request('A:you-1'))).toBe(false);
    expect(by(own, { 'aws:userid': '*' }, request('A:you-1'))).toBe(false);
    expect(by(own, {}, request('A:me-1'))).toBe(false);
    expect(by({ Condition: { StringEquals: { x: '${aws:userid}' } } }, { 'aws:userid': 'me', 'x': 'me' })).toBe(true);
    expect(by({ Condition: { StringEquals: { x: '${aws:userid}' } } }, { x: 'me' })).toBe(false);
  });

  test.each<[string, Partial<Statement>]>([
    ['The evaluator does not know the operator StringEqualsIfExists', { Condition: { StringEqualsIfExists: { a: 'b' } } }],
    ['The evaluator does not know the operator ForAnyValue:StringEquals', { Condition: { 'ForAnyValue:StringEquals': { a: 'b' } } }],
    ['The evaluator does not know NotPrincipal', { NotPrincipal: '*' } as any],
    ['The evaluator does not know principals of type Federated', { Principal: { Federated: 'x' } }],
    ['The evaluator does not know the principal x', { Principal: 'x' }],
    ['A statement has Action or NotAction, and Resource or NotResource', { Action: undefined }],
    ['A statement has Action or NotAction, and Resource or NotResource', { Resource: undefined }],
    ['A statement has Action or NotAction, and Resource or NotResource', { NotResource: '*' }],
  ])('%s', (message, change) => {
    expect(errorOf(() => by(change))).toBe(message);
  });
});

describe('policies together', () => {
  const allowed = (policies: Partial<Policies>, request = REQUEST) => isAllowed({ account: '123456789012', ...policies }, request);
  const DENY: Statement = { ...ALLOW, Effect: 'Deny', Principal: '*' };
  const TO_ROLE: Statement = { ...ALLOW, Principal: { AWS: [ROLE, OTHER_ACCOUNT] } };

  test.each<[string, boolean, Partial<Policies>]>([
    ['none', false, {}],
    ['the identity\'s', true, { identity: [ALLOW] }],
    ['the resource\'s', true, { resource: [TO_ROLE] }],
    ['the resource\'s, which names the account', false, { resource: [{ ...ALLOW, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }] }],
    ['the identity\'s and a Deny of the resource', false, { identity: [ALLOW], resource: [DENY] }],
    ['the identity\'s and a Deny beside it', false, { identity: [ALLOW, { ...ALLOW, Effect: 'Deny' }] }],
    ['the identity\'s and the endpoint\'s', true, { identity: [ALLOW], endpoint: [{ ...ALLOW, Principal: '*' }] }],
    ['the identity\'s through an endpoint that says nothing', false, { identity: [ALLOW], endpoint: [] }],
    ['the endpoint\'s alone', false, { endpoint: [{ ...ALLOW, Principal: '*' }] }],
  ])('%s: %s', (_, expected, policies) => {
    expect(allowed(policies)).toBe(expected);
  });

  test('another account must allow it too', () => {
    const request = { ...REQUEST, principal: OTHER_ACCOUNT };

    expect(allowed({ identity: [ALLOW] }, request)).toBe(false);
    expect(allowed({ resource: [TO_ROLE] }, request)).toBe(false);
    expect(allowed({ identity: [ALLOW], resource: [TO_ROLE] }, request)).toBe(true);
  });

  test('a service needs only the resource policy', () => {
    const Service = 'logs.us-east-1.amazonaws.com';

    expect(allowed({ resource: [{ ...ALLOW, Principal: { Service } }] }, { ...REQUEST, principal: Service })).toBe(true);
    expect(allowed({ identity: [ALLOW] }, { ...REQUEST, principal: Service })).toBe(false);
  });

  test('the key policy must let the account grant the key', () => {
    const decrypt = { principal: ROLE, action: 'kms:Decrypt', resource: KEY };
    const identity: Statement[] = [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY }];
    const root: Statement = { Effect: 'Allow', Action: 'kms:*', Resource: '*', Principal: { AWS: 'arn:aws:iam::123456789012:root' } };

    expect(allowed({ identity }, decrypt)).toBe(false);
    expect(allowed({ resource: [root] }, decrypt)).toBe(false);
    expect(allowed({ identity, resource: [root] }, decrypt)).toBe(true);
    expect(allowed({ resource: [{ ...root, Principal: { AWS: ROLE } }] }, decrypt)).toBe(true);
  });
});
