import {
  accessIn, allow, ANY_INSTANCE, att, CHANNEL, deny, documentArn, inline, policyOf, Question, ref, role, shell, SHELL, SHELL_STATEMENTS, START,
  Statement, sub, taggedNode, THE_NODE,
} from './access-templates';
import { Preflight } from '../../../lib';
import { Resources, withResources } from '../node-template';

type Row = [what: string, expected: string, statements: Statement[], resources?: Resources, question?: Question];

const CHECK = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
const tagged = (key: string, value: string, prefix = 'ssm:resourceTag') => ({ StringEquals: { [`${prefix}/${key}`]: value } });
const onTag = (key: string, value: string, prefix?: string) => [allow(START, ANY_INSTANCE, tagged(key, value, prefix)), allow(START, SHELL), CHANNEL];
const dev = { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) };
const other = { Other: taggedNode([]) };
const instance = (id: string) => sub(`arn:\${AWS::Partition}:ec2:\${AWS::Region}:\${AWS::AccountId}:instance/${id}`);
const DEFAULT: Question = { document: 'SSM-SessionManagerRunShell' };
const SSH: Question = { document: 'AWS-StartSSHSession' };
const DEFAULT_SHELL = documentArn('SSM-SessionManagerRunShell');
const tunnel = (properties: object = {}, inputs: object = {}) => ({
  Tunnel: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: { schemaVersion: '1.0', sessionType: 'Port', inputs }, ...properties } },
});

const NODES: Row[] = [
  ['the node and the document', 'YES', SHELL_STATEMENTS],
  ['the node alone', 'NO', [allow(START, THE_NODE), CHANNEL]],
  ['the document alone', 'NO', [allow(START, SHELL), CHANNEL]],
  ['everything', 'YES', [allow('*', '*')]],
  ['everything, and a denial of sessions', 'NO', [allow('*', '*'), deny(START, '*')]],
  ['everything, and a denial of the node', 'NO', [allow('*', '*'), deny(START, THE_NODE)]],
  ['everything, and a denial of another node', 'YES', [allow('*', '*'), deny(START, instance('${Other}'))], other],
  ['everything, and a denial of all but the document and nodes', 'YES', [allow('*', '*'), { Effect: 'Deny', Action: START, NotResource: [SHELL, ANY_INSTANCE] }]],
  ['everything, and a denial of all but another document and nodes', 'NO', [allow('*', '*'), { Effect: 'Deny', Action: START, NotResource: [DEFAULT_SHELL, ANY_INSTANCE] }]],
  ['all actions but sessions', 'NO', [{ Effect: 'Allow', NotAction: 'ssm:*', Resource: '*' }]],
  ['another node', 'NO', [allow(START, [instance('${Other}'), SHELL]), CHANNEL], other],
  ['ids that begin as all do', 'YES', [allow(START, [instance('i-*'), SHELL]), CHANNEL]],
  ['ids that begin as all do, and the node if it has a tag that it lacks', 'YES', [
    allow(START, [instance('i-*'), SHELL]), allow(START, THE_NODE, tagged('env', 'dev')), CHANNEL,
  ]],
  ['ids that begin as some do', 'UNKNOWN', [allow(START, [instance('i-0a*'), SHELL]), CHANNEL]],
  ['managed nodes outside of EC2', 'NO', [allow(START, [sub('arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:managed-instance/*'), SHELL]), CHANNEL]],
  ['an id that is written out', 'UNKNOWN', [allow(START, [instance('i-0123456789abcdef0'), SHELL]), CHANNEL]],
  ['everything, and a denial of an id that is written out', 'UNKNOWN', [allow('*', '*'), deny(START, instance('i-0123456789abcdef0'))]],
  ['the node by its id, and a denial of an id that is written out', 'UNKNOWN', [...SHELL_STATEMENTS, deny(START, instance('i-0123456789abcdef0'))]],
  ['the node by its id, and another one that is written out', 'YES', [...SHELL_STATEMENTS, allow(START, instance('i-0123456789abcdef0'))]],
  ['everything but an id that is written out', 'UNKNOWN', [{ ...allow(START, undefined), Resource: undefined, NotResource: instance('i-0123456789abcdef0') }, CHANNEL]],
  ['everything but an id that is written out, and the node if it has a tag that it lacks', 'UNKNOWN', [
    { ...allow(START, undefined), Resource: undefined, NotResource: instance('i-0123456789abcdef0') }, allow(START, THE_NODE, tagged('env', 'dev')), CHANNEL,
  ]],
  ['nodes of another region', 'NO', [allow(START, [sub('arn:aws:ec2:us-west-2:${AWS::AccountId}:instance/*'), SHELL]), CHANNEL]],
  ['nodes of an account that may be this one', 'UNKNOWN', [allow(START, ['arn:aws:ec2:eu-west-1:111122223333:instance/*', SHELL]), CHANNEL]],
];

const TAGS: Row[] = [
  ['the tag of the node', 'YES', onTag('env', 'dev'), dev],
  ['the same as aws:ResourceTag', 'YES', onTag('env', 'dev', 'aws:ResourceTag'), dev],
  ['a tag in another case', 'YES', onTag('ENV', 'dev'), dev],
  ['another value', 'NO', onTag('env', 'prod'), dev],
  ['a tag that the node lacks', 'NO', onTag('team', 'ops'), dev],
  ['a denial of nodes without a tag', 'NO', [allow('*', '*'), deny(START, ANY_INSTANCE, { Null: { 'ssm:resourceTag/team': 'true' } })], dev],
  ['the tag, also for the document, which lacks it', 'NO', [allow(START, [ANY_INSTANCE, SHELL], tagged('env', 'dev')), CHANNEL], dev],
  ['the tag, also for the document, which has it', 'YES', [allow(START, [ANY_INSTANCE, SHELL], tagged('env', 'dev')), CHANNEL], { ...dev, Shell: shell({ Tags: [{ Key: 'env', Value: 'dev' }] }) }],
  ['a tag whose value nobody knows', 'UNKNOWN', onTag('env', 'dev'), { Node: taggedNode([{ Key: 'env', Value: ref('Value') }]) }],
  ['tags that nobody knows', 'UNKNOWN', onTag('env', 'dev'), { Node: taggedNode(ref('Value')) }],
  ['what CloudFormation calls the node', 'YES', onTag('aws:cloudformation:logical-id', 'Node')],
  ['what CloudFormation calls another one', 'NO', onTag('aws:cloudformation:logical-id', 'Other')],
  ['the name of the stack', 'YES', onTag('aws:cloudformation:stack-name', ref('AWS::StackName') as unknown as string)],
  ['a tag that only AWS makes', 'UNKNOWN', onTag('aws:ec2launchtemplate:id', 'lt-0123')],
  ['the tag that the person has', 'UNKNOWN', onTag('env', '${aws:PrincipalTag/env}'), dev],
];

const DOCUMENTS: Row[] = [
  ['all documents of the account', 'YES', [allow(START, [ANY_INSTANCE, documentArn('*')]), CHANNEL]],
  ['all documents of the account, and one of AWS\'s', 'NO', [allow(START, [ANY_INSTANCE, documentArn('*')]), CHANNEL], {}, SSH],
  ['AWS\'s documents', 'YES', [allow(START, [ANY_INSTANCE, 'arn:aws:ssm:*::document/AWS-StartSSHSession']), CHANNEL], {}, SSH],
  ['any document at all', 'YES', [allow(START, '*'), CHANNEL], {}, SSH],
  ['a tunnel of the templates', 'YES', [allow(START, [ANY_INSTANCE, documentArn('${Tunnel}')]), CHANNEL], tunnel(), { document: 'Tunnel' }],
  ['a document that no template has', 'UNKNOWN', [allow(START, '*'), CHANNEL], {}, { document: 'Elsewhere' }],
  ['a document that no template has, and no grant', 'NO', SHELL_STATEMENTS, {}, { document: 'Elsewhere' }],
  ['the check, and the document named', 'YES', [allow(START, ANY_INSTANCE, CHECK), allow(START, SHELL, CHECK), CHANNEL]],
  ['the check by Bool, which a session that names its document lacks', 'NO', [allow(START, ANY_INSTANCE, { Bool: CHECK.BoolIfExists }), allow(START, SHELL), CHANNEL]],
  ['the default document, by the check, without a grant on it', 'NO', [allow(START, ANY_INSTANCE, CHECK), allow(START, SHELL, CHECK), CHANNEL], {}, DEFAULT],
  ['the default document without the check and without a grant on it', 'UNKNOWN', [allow(START, [ANY_INSTANCE, SHELL]), CHANNEL], {}, DEFAULT],
  ['the default document of the templates', 'YES', [allow(START, [ANY_INSTANCE, DEFAULT_SHELL]), CHANNEL], { Default: shell({ Name: 'SSM-SessionManagerRunShell' }) }, DEFAULT],
  ['the default document that no template has, which may have a key', 'UNKNOWN', [allow(START, [ANY_INSTANCE, DEFAULT_SHELL]), CHANNEL], {}, DEFAULT],
];

const key = (...statements: object[]) => ({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Version: '2012-10-17', Statement: statements } } } });
const root = { Effect: 'Allow', Principal: { AWS: sub('arn:aws:iam::${AWS::AccountId}:root') }, Action: 'kms:*', Resource: '*' };
const encrypted = { Shell: shell({}, { kmsKeyId: att('Key', 'Arn') }) };
const dataKey = (condition?: object) => allow('kms:GenerateDataKey', att('Key', 'Arn'), condition);
const forTarget = (id: unknown) => ({ StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': id } });
const EVERYONE = { ...root, Principal: { AWS: att('Person', 'Arn') } };

const KEYS: Row[] = [
  ['no data key', 'NO', SHELL_STATEMENTS, { ...key(root), ...encrypted }],
  ['the data key', 'YES', [...SHELL_STATEMENTS, dataKey()], { ...key(root), ...encrypted }],
  ['the data key by the key\'s own policy', 'YES', SHELL_STATEMENTS, { ...key(root, EVERYONE), ...encrypted }],
  ['the data key, which the key\'s policy leaves to nobody', 'NO', [...SHELL_STATEMENTS, dataKey()], { ...key({ ...root, Action: 'kms:Describe*' }), ...encrypted }],
  ['the data key for the node', 'YES', [...SHELL_STATEMENTS, dataKey(forTarget(ref('Node')))], { ...key(root), ...encrypted }],
  ['the data key for another node', 'NO', [...SHELL_STATEMENTS, dataKey(forTarget(ref('Other')))], { ...key(root), ...encrypted, ...other }],
  ['the data key for any node in EC2', 'YES', [allow(START, [ANY_INSTANCE, SHELL]), CHANNEL, dataKey(forTarget('i-*'))], { ...key(root), ...encrypted }],
  ['the data key for a node outside of EC2', 'NO', [allow(START, [ANY_INSTANCE, SHELL]), CHANNEL, dataKey(forTarget('mi-*'))], { ...key(root), ...encrypted }],
  ['the data key, which the key\'s policy denies to all but somebody else', 'NO', [...SHELL_STATEMENTS, dataKey()], {
    ...key(root, { ...root, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: ['arn:aws:iam::111122223333:role/other'] } }), ...encrypted,
  }],
  ['the data key, which the key\'s policy denies to all but the person and perhaps to their sessions', 'UNKNOWN', [...SHELL_STATEMENTS, dataKey()], {
    ...key(root, { ...root, Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: [att('Person', 'Arn'), sub('arn:aws:iam::${AWS::AccountId}:root')] } }), ...encrypted,
  }],
  ['the data key, which the key\'s policy leaves to calls of Systems Manager', 'NO', [...SHELL_STATEMENTS, dataKey()], {
    ...key({ ...root, Condition: { StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } } }), ...encrypted,
  }],
  ['the data key, which the key\'s policy denies to calls of others than Systems Manager', 'NO', [...SHELL_STATEMENTS, dataKey()], {
    ...key(root, { ...root, Effect: 'Deny', Principal: '*', Condition: { StringNotEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' } } }), ...encrypted,
  }],
  ['the data key, which the key\'s policy leaves to sessions', 'YES', [...SHELL_STATEMENTS, dataKey()], {
    ...key({ ...root, Condition: { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } } }), ...encrypted,
  }],
  ['the data key, which the key\'s policy leaves to sessions with another node', 'NO', [...SHELL_STATEMENTS, dataKey()], {
    ...key({ ...root, Condition: forTarget(ref('Other')) }), ...encrypted, ...other,
  }],
  ['the data key, where the encryption context has one of several keys', 'YES', [
    ...SHELL_STATEMENTS, dataKey({ 'ForAnyValue:StringEquals': { 'kms:EncryptionContextKeys': ['aws:ssm:SessionId', 'aws:s3:arn'] } }),
  ], { ...key(root), ...encrypted }],
  ['grants of the key, which no session has', 'NO', [...SHELL_STATEMENTS, allow('kms:CreateGrant', att('Key', 'Arn'))], { ...key(root), ...encrypted }],
  ['a key of another app', 'UNKNOWN', [...SHELL_STATEMENTS, allow('kms:*', '*')], { Shell: shell({}, { kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1' }) }],
  ['a tunnel, which no key encrypts', 'YES', [allow(START, [ANY_INSTANCE, documentArn('${Tunnel}')]), CHANNEL], { ...key(root), ...tunnel({}, { kmsKeyId: att('Key', 'Arn') }) }, { document: 'Tunnel' }],
];

const session = (start: string) => allow('ssmmessages:OpenDataChannel', sub(`arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:session/${start}`));

const CHANNELS: Row[] = [
  ['no channel', 'UNKNOWN', [allow(START, [THE_NODE, SHELL])]],
  ['channels of all sessions', 'YES', [allow(START, [THE_NODE, SHELL]), session('*')]],
  ['channels as AWS\'s page writes them', 'YES', [allow(START, [THE_NODE, SHELL]), session('${!aws:userid}-*')]],
  ['channels, but not of what bears the name of the session', 'UNKNOWN', [...SHELL_STATEMENTS, { ...session('${!aws:userid}-*'), Effect: 'Deny' }]],
  ['channels of a user, for a role', 'UNKNOWN', [allow(START, [THE_NODE, SHELL]), session('${!aws:username}-*')]],
];

const control = (TargetIds: unknown, ...statements: Statement[]) => ({
  Control: { Type: 'AWS::Organizations::Policy', Properties: { Name: 'c', Type: 'SERVICE_CONTROL_POLICY', TargetIds, Content: policyOf(...statements) } },
});

const CONTROLS: Row[] = [
  ['a service control policy that denies sessions', 'NO', SHELL_STATEMENTS, control([ref('AWS::AccountId')], deny(START, '*'))],
  ['one that denies other documents', 'YES', SHELL_STATEMENTS, control([ref('AWS::AccountId')], deny(START, DEFAULT_SHELL))],
  ['one that denies sessions in a unit, which may have the account', 'UNKNOWN', SHELL_STATEMENTS, control(['ou-abcd-12345678'], deny(START, '*'))],
  ['one that allows something else, which others may add to', 'UNKNOWN', SHELL_STATEMENTS, control([ref('AWS::AccountId')], allow('s3:*', '*'))],
];

describe.each<[string, Row[]]>([
  ['nodes', NODES], ['tags', TAGS], ['documents', DOCUMENTS], ['keys', KEYS], ['channels', CHANNELS], ['controls', CONTROLS],
])('%s:', (_, rows) => {
  test.each(rows)('%s: %s', (_what, expected, statements, resources = {}, question = {}) => {
    const access = accessIn({ Person: role(inline(...statements)), ...resources }, question, { Parameters: { Value: { Type: 'String' } } });
    expect(access.verdict).toBe(expected);
  });
});

test('documents that only policies name are told of where they may be opened', () => {
  const named = (statements: Statement[]) => {
    const template = withResources({ Shell: shell({ Name: 'shell' }), Person: role(inline(...statements)) });
    const { documents } = Preflight.ofTemplate(template, { region: 'eu-west-1' }).access('Person', 'Node');
    return documents.filter(({ verdict }) => verdict !== 'NO').map(({ document, verdict }) => `${document} ${verdict}`);
  };
  const others = ['elsewhere', 'team-*'].map(documentArn);
  expect(named([allow(START, [ANY_INSTANCE, SHELL, ...others], CHECK), CHANNEL])).toEqual(['shell YES', 'elsewhere UNKNOWN', 'team-<*> UNKNOWN']);
  expect(named([allow(START, [ANY_INSTANCE, SHELL, ...others], CHECK), deny(START, others), CHANNEL])).toEqual(['shell YES']);
});
