import { findingsOf, said } from './findings-in';
import { allow, ANY_INSTANCE, CHANNEL, deny, SHELL, START, Statement, sub, taggedNode, THE_NODE } from '../../access/access-templates';
import { Resources } from '../../node-template';

const RULE = 'SSM-ACC-009';
const ALL = 'may start sessions with every node of the account and region, those of others and of later included';
const REST = [allow(START, SHELL), CHANNEL, allow('kms:GenerateDataKey', '*')];
const tagged = (env: string) => ({ StringEquals: { 'ssm:resourceTag/env': env } });

test.each<[what: string, statements: Statement[], expected: string[], resources?: Resources]>([
  ['every instance', [allow(START, ANY_INSTANCE), ...REST], [ALL]],
  ['everything', [allow(START, '*'), ...REST], [ALL]],
  ['every instance with a second factor', [allow(START, ANY_INSTANCE, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), ...REST], [ALL]],
  ['every instance but some', [allow(START, ANY_INSTANCE), deny(START, ANY_INSTANCE, tagged('prod')), ...REST], [ALL]],
  ['every node and every document, and no channel, which old plugins do not ask for', [allow(START, '*')], [ALL]],
  ['the node', [allow(START, THE_NODE), ...REST], []],
  ['instances with a tag', [allow(START, ANY_INSTANCE, tagged('dev')), ...REST], [], { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) }],
  ['instances with any tag of a name', [allow(START, ANY_INSTANCE, { Null: { 'ssm:resourceTag/env': 'false' } }), ...REST], [], { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) }],
  ['every instance, denied but with a tag', [allow(START, ANY_INSTANCE), deny(START, ANY_INSTANCE, { StringNotEquals: { 'ssm:resourceTag/env': 'dev' } }), ...REST], [], { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) }],
  ['every instance of another region', [allow(START, sub('arn:aws:ec2:us-east-1:${AWS::AccountId}:instance/*')), ...REST], []],
  ['every instance, and no document', [allow(START, ANY_INSTANCE), CHANNEL], []],
  ['every instance, denied', [allow(START, ANY_INSTANCE), ...REST, deny(START, '*')], []],
])('%s', (_, statements, expected, resources = {}) => {
  expect(said(findingsOf(statements, resources), RULE)).toEqual(expected);
});

test('points at the statement of the nodes', () => {
  const found = findingsOf([...REST, { Sid: 'Nodes', ...allow(START, ANY_INSTANCE) }]).filter(({ ruleId }) => ruleId === RULE);
  expect(found.map(({ statement }) => statement)).toEqual(['Nodes']);
});
