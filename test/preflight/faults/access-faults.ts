import { Draft, Json } from './draft';
import { add, change, changeStatement, drop, replaceText, set, together, withoutAction, withStatement } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';
import {
  BUCKET_CHANGES, DOCUMENT_CHANGES, KEY_CHANGES, LOG_GROUP_CHANGES, RUN_COMMAND_ACTIONS, START_AUTOMATION_ACTION, TRAIL_CHANGES, TRANSCRIPT_DELETIONS,
} from '../../../lib/access/guarded-actions';
import { AWS_SESSION_DOCUMENTS } from '../../../lib/agent/session-documents';

/** One change of the templates of a team that does nothing risky. */
export interface AccessFault {
  readonly name: string;
  readonly mutate: Mutation;
  /** A change that is as good as the same, and risks nothing. */
  readonly twin: Mutation;
  readonly ruleId: string;
  /** Who is told of, below the stack. */
  readonly people: readonly string[];
  /** The path of the resource of the finding, below the stack; or `+` and the logical id of one that the mutation adds. */
  readonly resource: string;
  readonly property: string;
}

type Statement = { [key: string]: Json };

const ACCESS = 'Access/Resource';
const GROUP_ACCESS = 'GroupAccess/Resource';
const GUARDRAIL = 'Guardrail/ManagedPolicy/Resource';
const DOCUMENT = 'Properties/PolicyDocument';
const ELSEWHERE = 'arn:aws:iam::111122223333:policy/Elsewhere';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const READERS = 'arn:aws:iam::aws:policy/SecurityAudit';
const BY_DEVELOPERS = { people: ['Developers'], resource: ACCESS, property: DOCUMENT };
const BY_OPERATORS = { people: ['Olga', 'Operators'], resource: GROUP_ACCESS, property: DOCUMENT };
const BY_HELPERS = { people: ['Helpers'], resource: 'Helpers/DefaultPolicy/Resource', property: DOCUMENT };

const arnOf = (draft: Draft, path: string): Json => ({ 'Fn::GetAtt': [draft.logicalId(path), 'Arn'] });
const below = (arn: Json): Json => ({ 'Fn::Join': ['', [arn, '/*']] });
const ownDocument = (name: Json): Json => ({ 'Fn::Join': ['', ['arn:aws:ssm:eu-west-1:111122223333:document/', name]] });

/** Lets developers do something, or denies it in the same breath. */
function allowed(Action: Json, Resource: (draft: Draft) => Json, more: Statement = {}): Pick<AccessFault, 'mutate' | 'twin'> {
  const statement = (draft: Draft, Effect: string): Statement => ({ Effect, Action, Resource: Resource(draft), ...Effect === 'Allow' ? more : {} });
  const mutate: Mutation = draft => withStatement(T.MANAGED_POLICY, ACCESS, statement(draft, 'Allow'))(draft);
  return { mutate, twin: together(mutate, draft => withStatement(T.MANAGED_POLICY, ACCESS, statement(draft, 'Deny'))(draft)) };
}

const anything = () => '*' as Json;
const MFA: Statement = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };

/** The contents of documents are JSON inside a text. */
const PORT = '\\"portNumber\\":\\"8080\\"';
const unnamed = (input: string) => replaceText(T.DOCUMENT, 'SecondPreferences/Document', 'Content', input, `no${input}`);

const transcripts: AccessFault[] = [
  ...AWS_SESSION_DOCUMENTS.map((document): AccessFault => ({
    name: `developers may start sessions with ${document}`,
    ...allowed('ssm:StartSession', () => `arn:aws:ssm:eu-west-1::document/${document}`),
    ruleId: 'SSM-ACC-001',
    ...BY_DEVELOPERS,
  })),
  {
    name: 'developers may start sessions with every document of the account',
    ...allowed('ssm:StartSession', () => ownDocument('*')),
    // A denial of every document is one of the logged ones as well.
    twin: withStatement(T.MANAGED_POLICY, ACCESS, { Effect: 'Allow', Action: 'ssm:DescribeDocument', Resource: '*' }),
    ruleId: 'SSM-ACC-001',
    ...BY_DEVELOPERS,
  },
  {
    name: 'a second document of developers logs no more',
    mutate: together(unnamed('s3BucketName'), unnamed('cloudWatchLogGroupName')),
    twin: unnamed('s3BucketName'),
    ruleId: 'SSM-ACC-001',
    people: ['Developers', 'Helpers'],
    resource: ACCESS,
    property: DOCUMENT,
  },
  {
    name: 'the contractor says where the tunnel leads',
    mutate: replaceText(T.DOCUMENT, 'Tunnel/Document', 'Content', PORT, PORT.replace('8080', '{{ portNumber }}')),
    twin: replaceText(T.DOCUMENT, 'Tunnel/Document', 'Content', PORT, PORT.replace('8080', '8081')),
    ruleId: 'SSM-ACC-001',
    people: ['Contractor'],
    resource: 'TunnelAccess/Resource',
    property: DOCUMENT,
  },
];

const keyStatement = 4;

const keys: AccessFault[] = [
  {
    name: 'developers may not use the key',
    mutate: withoutAction(T.MANAGED_POLICY, ACCESS, 'kms:GenerateDataKey'),
    twin: changeStatement(T.MANAGED_POLICY, ACCESS, keyStatement, { Resource: '*' }),
    ruleId: 'SSM-ACC-002',
    ...BY_DEVELOPERS,
  },
  {
    name: 'developers may use the key of another document',
    mutate: draft => changeStatement(T.MANAGED_POLICY, ACCESS, keyStatement, { Resource: arnOf(draft, 'SecondPreferences/Key/Resource') })(draft),
    twin: draft => changeStatement(T.MANAGED_POLICY, ACCESS, keyStatement, { Resource: arnOf(draft, 'Preferences/Key/Resource') })(draft),
    ruleId: 'SSM-ACC-002',
    ...BY_DEVELOPERS,
  },
  {
    name: 'operators may use the key for nodes outside of EC2',
    mutate: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, keyStatement, { Condition: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': 'mi-*' } } }),
    twin: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, keyStatement, { Condition: { StringLike: { 'kms:EncryptionContext:aws:ssm:TargetId': 'i-*' } } }),
    ruleId: 'SSM-ACC-002',
    ...BY_OPERATORS,
  },
  {
    name: 'operators may decrypt, and not make a data key',
    mutate: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, keyStatement, { Action: 'kms:Decrypt' }),
    twin: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, keyStatement, { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
    ruleId: 'SSM-ACC-002',
    ...BY_OPERATORS,
  },
];

/** Each action by itself, on the thing alone. */
function changes(ruleId: string, what: string, actions: readonly string[], resource: (draft: Draft) => Json): AccessFault[] {
  return actions.map(action => ({ name: `developers may call ${action} on ${what}`, ...allowed(action, resource), ruleId, ...BY_DEVELOPERS }));
}

const kept: AccessFault[] = [
  ...changes('SSM-ACC-003', 'the session document', DOCUMENT_CHANGES.slice(1), draft => ownDocument({ Ref: draft.logicalId('Preferences/Document') })),
  ...changes('SSM-ACC-003', 'the default document of the account', DOCUMENT_CHANGES, () => ownDocument('SSM-SessionManagerRunShell')),
  ...changes('SSM-ACC-004', 'the log group', LOG_GROUP_CHANGES, draft => arnOf(draft, 'Preferences/Logging/LogGroup/LogGroup/Resource')),
  ...changes('SSM-ACC-005', 'the bucket', BUCKET_CHANGES, draft => arnOf(draft, 'Preferences/Logging/Bucket/Bucket/Resource')),
  ...changes('SSM-ACC-005', 'transcripts', TRANSCRIPT_DELETIONS, draft => below(arnOf(draft, 'Preferences/Logging/Bucket/Bucket/Resource'))),
  ...changes('SSM-ACC-006', 'the session key', KEY_CHANGES, draft => arnOf(draft, 'Preferences/Key/Resource')),
  ...changes('SSM-ACC-006', 'the key of the logs', KEY_CHANGES, draft => arnOf(draft, 'Preferences/Logging/Key/Resource')),
  ...changes('SSM-ACC-007', 'the trail', TRAIL_CHANGES, draft => arnOf(draft, 'Trail')),
  ...changes('SSM-ACC-008', 'everything', [...RUN_COMMAND_ACTIONS, START_AUTOMATION_ACTION], anything),
  { name: 'developers may run commands with a second factor', ...allowed('ssm:SendCommand', anything, MFA), ruleId: 'SSM-ACC-008', ...BY_DEVELOPERS },
];

/** What a guardrail denies is allowed beside it. */
function unguarded(index: number, what: string, ruleId: string): AccessFault {
  return {
    name: `the guardrail of helpers leaves ${what} alone`,
    mutate: change(T.MANAGED_POLICY, GUARDRAIL, 'PolicyDocument/Statement', value => (value as Json[]).filter((_, at) => at !== index)),
    twin: change(T.MANAGED_POLICY, GUARDRAIL, 'PolicyDocument/Statement', value => [...value as Json[]].reverse()),
    ruleId,
    ...BY_HELPERS,
  };
}

const guardrails: AccessFault[] = [
  unguarded(0, 'other documents', 'SSM-ACC-001'),
  unguarded(2, 'session documents', 'SSM-ACC-003'),
  unguarded(3, 'the bucket', 'SSM-ACC-005'),
  unguarded(4, 'transcripts', 'SSM-ACC-005'),
  unguarded(5, 'the log group', 'SSM-ACC-004'),
  unguarded(6, 'the keys', 'SSM-ACC-006'),
  unguarded(7, 'the trail', 'SSM-ACC-007'),
  unguarded(8, 'commands', 'SSM-ACC-008'),
];

const CHECK: Json = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
const ASSUMED = 'Properties/AssumeRolePolicyDocument';
const trustOf = (role: string, by: Statement): Mutation => changeStatement(T.ROLE, `${role}/Resource`, 0, by, 'AssumeRolePolicyDocument');
const ofRole = (role: string, property = ASSUMED) => ({ people: [role], resource: `${role}/Resource`, property });
const GITHUB = 'token.actions.githubusercontent.com';
const EVERYBODY = ['Company', 'Contractor', 'Developers', 'Helpers', 'Olga', 'OnCall', 'Operators', 'Partner', 'Pipeline'];

/** Shows that people have to ask. */
function approvals(name: string, type: string, properties: Statement, harmless: Statement, harmlessType = type): AccessFault {
  return {
    name,
    mutate: add('Trail', 'Approval', type, () => properties),
    twin: add('Trail', 'Approval', harmlessType, () => harmless),
    ruleId: 'SSM-ACC-010',
    people: EVERYBODY,
    resource: 'FederatedAccess/Resource',
    property: DOCUMENT,
  };
}

const wide: AccessFault[] = [
  {
    name: 'the grant of developers asks for no tag',
    mutate: changeStatement(T.MANAGED_POLICY, ACCESS, 1, { Condition: CHECK }),
    twin: changeStatement(T.MANAGED_POLICY, ACCESS, 1, { Condition: { ...CHECK as Statement, StringLike: { 'ssm:resourceTag/env': '*' } } }),
    ruleId: 'SSM-ACC-009',
    ...BY_DEVELOPERS,
  },
  {
    name: 'the grant of operators is on everything',
    mutate: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, 1, { Condition: CHECK, Resource: 'arn:aws:ec2:*:*:instance/*' }),
    twin: changeStatement(T.MANAGED_POLICY, GROUP_ACCESS, 1, { Condition: CHECK, Resource: 'arn:aws:ec2:us-east-1:*:instance/*' }),
    ruleId: 'SSM-ACC-009',
    ...BY_OPERATORS,
  },
  approvals('people ask by a manual approval policy', T.DOCUMENT, { DocumentType: 'ManualApprovalPolicy', Content: {} }, { DocumentType: 'Automation', Content: {} }),
  approvals('people ask by an automatic approval policy', T.DOCUMENT, { DocumentType: 'AutoApprovalPolicy', Content: {} }, { DocumentType: 'Policy', Content: {} }),
  approvals('people ask by Quick Setup', 'AWS::SSMQuickSetup::ConfigurationManager',
    { ConfigurationDefinitions: [{ Type: 'AWSQuickSetupType-JITNA', Parameters: {} }] }, { ConfigurationDefinitions: [{ Type: 'AWSQuickSetupType-PatchPolicy', Parameters: {} }] }),
  approvals('people\'s connections are recorded', 'AWS::SSMGuiConnect::Preferences', {}, { BucketName: 'recordings' }, T.BUCKET),
];

const trusts: AccessFault[] = [
  { name: 'everybody may assume a role', mutate: trustOf('Developers', { Principal: '*' }), twin: trustOf('Developers', { Principal: { AWS: 'arn:aws:iam::111122223333:role/sso' } }), ruleId: 'SSM-ACC-011', ...ofRole('Developers') },
  { name: 'everybody may assume it as an AWS principal', mutate: trustOf('Developers', { Principal: { AWS: '*' } }), twin: trustOf('Developers', { Principal: { AWS: '*' }, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), ruleId: 'SSM-ACC-011', ...ofRole('Developers') },
  { name: 'a partner needs no external id', mutate: trustOf('Partner', { Condition: {} }), twin: trustOf('Partner', { Condition: { StringEquals: { 'sts:ExternalId': 'other' } } }), ruleId: 'SSM-ACC-011', ...ofRole('Partner') },
  { name: 'another account is trusted beside a partner', mutate: trustOf('Partner', { Principal: { AWS: '777788889999' }, Condition: {} }), twin: trustOf('Partner', { Principal: { AWS: 'arn:aws:iam::777788889999:role/ops' }, Condition: {} }), ruleId: 'SSM-ACC-011', ...ofRole('Partner') },
  { name: 'every repository runs a pipeline', mutate: trustOf('Pipeline', { Condition: { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } } }), twin: trustOf('Pipeline', { Condition: { StringLike: { [`${GITHUB}:sub`]: 'repo:org/*' } } }), ruleId: 'SSM-ACC-011', ...ofRole('Pipeline') },
  { name: 'a pipeline may be of any sub', mutate: trustOf('Pipeline', { Condition: { StringLike: { [`${GITHUB}:sub`]: 'repo:*' } } }), twin: trustOf('Pipeline', { Condition: { StringEquals: { [`${GITHUB}:sub`]: 'repo:org/app:ref:refs/heads/main' } } }), ruleId: 'SSM-ACC-011', ...ofRole('Pipeline') },
  { name: 'an assertion is for anybody', mutate: trustOf('Company', { Condition: {} }), twin: trustOf('Company', { Condition: { StringEquals: { 'SAML:iss': 'https://idp.example.com' } } }), ruleId: 'SSM-ACC-011', ...ofRole('Company') },
];

const MANAGED = 'Properties/ManagedPolicyArns/0';

const whole: AccessFault[] = [
  { name: 'a role is an administrator', mutate: set(T.ROLE, 'Contractor/Resource', 'ManagedPolicyArns', [ADMINISTRATOR]), twin: set(T.ROLE, 'Contractor/Resource', 'ManagedPolicyArns', [READERS]), ruleId: 'SSM-ACC-012', ...ofRole('Contractor', MANAGED) },
  { name: 'a user is an administrator', mutate: set('AWS::IAM::User', 'Olga/Resource', 'ManagedPolicyArns', [ADMINISTRATOR]), twin: set('AWS::IAM::User', 'Olga/Resource', 'ManagedPolicyArns', [READERS]), ruleId: 'SSM-ACC-012', ...ofRole('Olga', MANAGED) },
  { name: 'a permission set is one of administrators', mutate: set('AWS::SSO::PermissionSet', 'OnCall/Resource', 'ManagedPolicies', [ADMINISTRATOR]), twin: set('AWS::SSO::PermissionSet', 'OnCall/Resource', 'ManagedPolicies', [READERS]), ruleId: 'SSM-ACC-012', ...ofRole('OnCall', 'Properties/ManagedPolicies/0') },
  { name: 'developers may do everything', ...allowed('*', anything), ruleId: 'SSM-ACC-012', ...BY_DEVELOPERS },
  { name: 'developers may do everything with a second factor', ...allowed('*', anything, MFA), ruleId: 'SSM-ACC-012', ...BY_DEVELOPERS },
  { name: 'a role has a policy of another app', mutate: set(T.ROLE, 'Developers/Resource', 'ManagedPolicyArns', [ELSEWHERE]), twin: drop(T.ROLE, 'Developers/Resource', 'AssumeRolePolicyDocument/Version'), ruleId: 'SSM-ACC-013', ...ofRole('Developers', MANAGED) },
  { name: 'a role has a boundary of another app', mutate: set(T.ROLE, 'Developers/Resource', 'PermissionsBoundary', ELSEWHERE), twin: set(T.ROLE, 'Developers/Resource', 'PermissionsBoundary', ADMINISTRATOR), ruleId: 'SSM-ACC-013', ...ofRole('Developers', 'Properties/PermissionsBoundary') },
  { name: 'a user is in a group of another app', mutate: set('AWS::IAM::User', 'Olga/Resource', 'Groups', ['elsewhere']), twin: set('AWS::IAM::User', 'Olga/Resource', 'Groups', []), ruleId: 'SSM-ACC-013', ...ofRole('Olga', 'Properties/Groups') },
  { name: 'a permission set has a policy of the account that is in no template', mutate: set('AWS::SSO::PermissionSet', 'OnCall/Resource', 'CustomerManagedPolicyReferences', [{ Name: 'elsewhere' }]), twin: set('AWS::SSO::PermissionSet', 'OnCall/Resource', 'CustomerManagedPolicyReferences', []), ruleId: 'SSM-ACC-013', ...ofRole('OnCall', 'Properties/CustomerManagedPolicyReferences/0') },
];

export const ACCESS_FAULTS: readonly AccessFault[] = [...transcripts, ...keys, ...kept, ...guardrails, ...wide, ...trusts, ...whole];
