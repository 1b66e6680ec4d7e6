import { findingsIn, findingsOf, LOGS, said } from './findings-in';
import { allow, att, CHANNEL, deny, documentArn, inline, ref, role, shell, SHELL_STATEMENTS, START, Statement, sub, THE_NODE } from '../../access/access-templates';
import { Resources, withResources } from '../../node-template';

const RULE = 'SSM-ACC-002';
const DATA_KEY = 'kms:GenerateDataKey';
const HANGS = 'may start sessions with Node by Shell, and lacks kms:GenerateDataKey with its key, so that they hang at the handshake';
const keyPolicy = (...statements: object[]) => ({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: statements } } } });
const own = { Effect: 'Allow', Principal: { AWS: att('Person', 'Arn') }, Action: DATA_KEY, Resource: '*' };
const ofAccount = { Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: 'kms:*', Resource: '*' };

test.each<[what: string, statements: Statement[], expected: string[], resources?: Resources]>([
  ['the shell alone', SHELL_STATEMENTS, [HANGS]],
  ['the shell and the key', [...SHELL_STATEMENTS, allow(DATA_KEY, att('Key', 'Arn'))], []],
  ['the shell and any key', [...SHELL_STATEMENTS, allow('kms:*', '*')], []],
  ['the shell and another key', [...SHELL_STATEMENTS, allow(DATA_KEY, 'arn:aws:kms:eu-west-1:111122223333:key/1')], [HANGS]],
  ['the shell and Decrypt, which is the node\'s', [...SHELL_STATEMENTS, allow('kms:Decrypt', '*')], [HANGS]],
  ['the shell, and the key by its own policy', SHELL_STATEMENTS, [], keyPolicy(ofAccount, own)],
  ['the shell and the key, whose policy leaves it to nobody', [...SHELL_STATEMENTS, allow('kms:*', '*')], [HANGS], keyPolicy({ ...ofAccount, Action: 'kms:Describe*' })],
  ['the shell and the key for other nodes', [...SHELL_STATEMENTS, allow(DATA_KEY, '*', { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': 'mi-0123' } })], [HANGS]],
  ['the shell, and the key denied on purpose', [...SHELL_STATEMENTS, allow('kms:*', '*'), deny(DATA_KEY, '*')], []],
  ['the node alone', [allow(START, THE_NODE), CHANNEL], []],
  ['the shell, denied', [...SHELL_STATEMENTS, deny(START, '*')], []],
])('%s', (_, statements, expected, resources = {}) => {
  expect(said(findingsOf(statements, resources), RULE)).toEqual(expected);
});

test('says nothing of a document without a key, or with one that is not in the templates', () => {
  const people = { Person: role(inline(...SHELL_STATEMENTS)) };
  expect(said(findingsIn(withResources({ Shell: shell(), ...people })), RULE)).toEqual([]);
  expect(said(findingsIn(withResources({ Shell: shell({}, { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1' }), ...people })), RULE)).toEqual([]);
});

test('says nothing of a document that is not the node\'s: whose key is not theirs is not meant to open it', () => {
  const { Shell, ...logs } = LOGS;
  const Default = shell({ Name: 'SSM-SessionManagerRunShell' }, { cloudWatchLogGroupName: ref('LogGroup') });
  const statements = [allow(START, [THE_NODE, documentArn('*')]), CHANNEL];
  const template = withResources({ ...logs, Default, Other: Shell, Person: role(inline(...statements)) });
  expect(said(findingsIn(template), RULE)).toEqual([]);
});

test('points at the statement that grants the document', () => {
  const [finding] = findingsOf([allow(START, THE_NODE), { Sid: 'Shells', ...allow(START, documentArn('${Shell}')) }, CHANNEL]);
  expect([finding.ruleId, finding.statement, finding.property]).toEqual([RULE, 'Shells', 'Properties/Policies/0']);
});
