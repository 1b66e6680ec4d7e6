import { PolicyDocument, PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { parsePolicy } from '../../../../lib/preflight/model/iam/policy-parse';
import { Known, isKnown, Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { Resolved } from '../../../../lib/preflight/readers/cloudformation/evaluate/template';

const WHY = new Unknown('a parameter without a default');

function known<T>(value: Known<T>): T {
  if (!isKnown(value)) { throw new Error(value.reason); }
  return value;
}

function statementOf(statement: Resolved): PolicyStatement {
  return known(known(parsePolicy({ Version: '2012-10-17', Statement: [statement] })).statements[0]);
}

function reasonOf(document: Resolved | undefined): string {
  const parsed = parsePolicy(document);
  return isKnown(parsed) ? 'known' : parsed.reason;
}

const ALLOW = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

test('reads single values and lists', () => {
  const one: PolicyDocument = known(parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Sid: 'Upload', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:PutObject', Resource: 'a', Condition: { Bool: { k: true } },
    },
  }));
  const many = parsePolicy({
    Version: '2012-10-17',
    Id: 'a policy',
    Statement: [{
      Sid: 'Upload',
      Effect: 'Allow',
      Principal: { AWS: ['111122223333'] },
      Action: ['s3:PutObject'],
      Resource: ['a'],
      Condition: { Bool: { k: ['true'] } },
    }],
  });

  expect(one).toEqual(many);
  expect(one.statements).toEqual([{
    label: 'Upload',
    effect: 'Allow',
    principals: { AWS: ['111122223333'] },
    actions: ['s3:PutObject'],
    resources: ['a'],
    conditions: [{ operator: 'Bool', key: 'k', values: ['true'] }],
  }]);
});

test('reads NotAction, NotResource, NotPrincipal, everyone, and Deny', () => {
  expect(statementOf({ Effect: 'Deny', NotPrincipal: '*', NotAction: ['a:b', 'c:d'], NotResource: 'x' })).toEqual({
    label: 'statement 1', effect: 'Deny', notPrincipals: '*', notActions: ['a:b', 'c:d'], notResources: ['x'], conditions: [],
  });
});

test('labels statements by their Sid or their position', () => {
  const { statements } = known(parsePolicy({ Statement: [{ ...ALLOW, Sid: '' }, { ...ALLOW, Sid: `For${opaque('A')}` }, { ...ALLOW, Sid: WHY }] }));

  expect(statements.map(statement => known(statement).label)).toEqual(['statement 1', 'For<A>', 'statement 3']);
});

test('reads JSON in a text', () => {
  expect(parsePolicy(JSON.stringify({ Statement: ALLOW }))).toEqual(parsePolicy({ Statement: ALLOW }));
  expect(parsePolicy('{"Statement": ')).toEqual(new Unknown('the policy document is a text that is not JSON'));
  expect(parsePolicy(`{"Statement": ${gap('made elsewhere')}}`)).toEqual(new Unknown('made elsewhere'));
  expect(parsePolicy(`{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"${opaque('Arn')}"}}`))
    .toEqual(parsePolicy({ Statement: { ...ALLOW, Resource: opaque('Arn') } }));
});

test('limits what is unknown to the smallest part', () => {
  expect(parsePolicy(WHY)).toBe(WHY);
  expect(parsePolicy({ Statement: WHY })).toBe(WHY);
  expect(parsePolicy({ Statement: [WHY, ALLOW] })).toEqual({ statements: [WHY, expect.objectContaining({ effect: 'Allow' })] });
  expect(statementOf({
    Effect: WHY,
    Principal: { AWS: WHY, Service: ['ec2.amazonaws.com', WHY] },
    Action: ['a:b', WHY],
    Resource: WHY,
    Condition: { StringEquals: WHY, Bool: { 'aws:SecureTransport': WHY, 'aws:ViaAWSService': [WHY, true] } },
  })).toEqual({
    label: 'statement 1',
    effect: WHY,
    principals: { AWS: [gap(WHY.reason)], Service: ['ec2.amazonaws.com', gap(WHY.reason)] },
    actions: ['a:b', gap(WHY.reason)],
    resources: WHY,
    conditions: [
      { operator: 'StringEquals', key: '', values: WHY },
      { operator: 'Bool', key: 'aws:SecureTransport', values: WHY },
      { operator: 'Bool', key: 'aws:ViaAWSService', values: [gap(WHY.reason), 'true'] },
    ],
  });
  expect(statementOf({ ...ALLOW, Principal: WHY, Condition: WHY })).toMatchObject({ principals: WHY, conditions: WHY });
  expect(statementOf({ ...ALLOW, Principal: gap('which'), Effect: gap('what') })).toMatchObject({
    principals: new Unknown('which'), effect: new Unknown('what'),
  });
});

test('turns numbers and booleans into text', () => {
  expect(statementOf({ ...ALLOW, Principal: { AWS: 111122223333 }, Condition: { NumericLessThan: { 's3:max-keys': [10, '20'] } } })).toMatchObject({
    principals: { AWS: ['111122223333'] },
    conditions: [{ operator: 'NumericLessThan', key: 's3:max-keys', values: ['10', '20'] }],
  });
});

test('reads policy variables since version 2012-10-17, and plain characters before', () => {
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::${aws:userid}/*', Condition: { StringLike: { k: '${aws:x}' } } };
  const parsed = (...versions: Resolved[]) => known(known(parsePolicy({
    ...Object.fromEntries(versions.map(version => ['Version', version])), Statement: statement,
  })).statements[0]);

  expect(parsed('2012-10-17').resources).toEqual(['arn:aws:s3:::${aws:userid}/*']);
  for (const old of [parsed(), parsed('2008-10-17')]) {
    expect(old).toMatchObject({ resources: ['arn:aws:s3:::${$}{aws:userid}/*'], conditions: [{ values: ['${$}{aws:x}'] }] });
  }
  for (const unknown of [parsed(WHY), parsed(gap(WHY.reason))]) {
    expect(unknown).toMatchObject({ resources: [gap(WHY.reason)], actions: ['s3:*'] });
  }
});

test.each<[string, Resolved | undefined]>([
  ['there is no policy document', undefined],
  ['a policy document must be an object, got null', null],
  ['a policy document must be an object, got 5', 5],
  ['a policy document must be an object, got a list', []],
  ['a policy document must be an object, got \'text\'', '"text"'],
  ['a policy document must have a Statement', {}],
  ['a policy document has Version, Id and Statement, got \'Statements\'', { Statements: [] }],
])('says that %s', (reason, document) => {
  expect(reasonOf(document)).toBe(reason);
});

test.each<[string, Resolved]>([
  ['a statement must be an object, got \'x\'', 'x'],
  ['statement 1 of the policy has no Effect', { Action: 'a:b' }],
  ['statement 1 of the policy has neither Action nor NotAction', { Effect: 'Allow' }],
  ['statement 1 of the policy has an element \'action\' that IAM does not know', { Effect: 'Allow', action: 'a:b' }],
  ['statement 1 of the policy has both Action and NotAction', { Effect: 'Allow', Action: 'a:b', NotAction: 'a:c' }],
  ['statement 1 of the policy has both Resource and NotResource', { ...ALLOW, NotResource: 'x' }],
  ['statement 1 of the policy has both Principal and NotPrincipal', { ...ALLOW, Principal: '*', NotPrincipal: '*' }],
])('says of a statement that %s', (reason, statement) => {
  expect(parsePolicy({ Statement: statement })).toEqual({ statements: [new Unknown(reason)] });
});

test('says what is wrong inside a statement, and keeps the rest', () => {
  expect(statementOf({
    Effect: 'allow', Principal: 'me', Action: ['a:b', null, ['x'], { y: 1 }], Resource: '*', Condition: { StringEquals: 'x', StringLike: { k: {} } },
  })).toEqual({
    label: 'statement 1',
    effect: new Unknown('Effect must be Allow or Deny, got \'allow\''),
    principals: new Unknown('a principal must be \'*\' or an object, got \'me\''),
    actions: [
      'a:b', gap('a policy has null where a text must be'), gap('a policy has a list where a text must be'), gap('a policy has an object where a text must be'),
    ],
    resources: ['*'],
    conditions: [
      { operator: 'StringEquals', key: '', values: new Unknown('the condition operator StringEquals takes an object, got \'x\'') },
      { operator: 'StringLike', key: 'k', values: [gap('a policy has an object where a text must be')] },
    ],
  });
  expect(statementOf({ ...ALLOW, Effect: 1, Principal: ['*'], Condition: 'x' })).toMatchObject({
    effect: new Unknown('Effect must be Allow or Deny, got 1'),
    principals: new Unknown('a principal must be \'*\' or an object, got a list'),
    conditions: new Unknown('a Condition must be an object, got \'x\''),
  });
});

test('reads an empty list of statements', () => {
  expect(parsePolicy({ Statement: [] })).toEqual({ statements: [] });
});
