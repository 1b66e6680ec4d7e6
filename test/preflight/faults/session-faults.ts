import { Json } from './draft';
import { Fault, faultsOf } from './fault';
import { IMAGES } from './images';
import { changeStatement, drop, remove, replaceText, set, withoutAction, withoutStatement, withStatement } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';

const ROLE_POLICY = 'Role/DefaultPolicy/Resource';
const IN_POLICY = { resource: ROLE_POLICY, property: 'Properties/PolicyDocument' } as const;
const CONTENT = { resource: 'Preferences', property: 'Properties/Content' } as const;

function input(name: string, value: Json): Mutation {
  return set(T.DOCUMENT, 'Preferences', `Content/inputs/${name}`, value);
}

function revoke(action: string): Mutation {
  return withoutAction(T.POLICY, ROLE_POLICY, action);
}

const documents: Fault[] = [
  ...faultsOf('sessions', 'OpenSessions', 'Node', [
    { name: 'cloudWatchStreamingEnabled is a text', mutate: input('cloudWatchStreamingEnabled', 'true'), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'cloudWatchStreamingEnabled is a parameter', mutate: input('cloudWatchStreamingEnabled', '{{ streaming }}'), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 's3EncryptionEnabled is a number', mutate: input('s3EncryptionEnabled', 1), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'maxSessionDuration is a number', mutate: input('maxSessionDuration', 60), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'idleSessionTimeout is too long', mutate: input('idleSessionTimeout', '90'), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'sessions run as root', mutate: set(T.DOCUMENT, 'Preferences', 'Content/inputs', { runAsEnabled: true, runAsDefaultUser: 'root' }), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'the schema version is one for commands', mutate: set(T.DOCUMENT, 'Preferences', 'Content/schemaVersion', '2.2'), ruleId: 'SSM-LOG-001', ...CONTENT },
    { name: 'the session type is unknown', mutate: set(T.DOCUMENT, 'Preferences', 'Content/sessionType', 'Standard'), ruleId: 'SSM-LOG-001', ...CONTENT },
    {
      name: 'the document names no bucket, and transcripts in one are required',
      mutate: input('s3BucketName', ''),
      ruleId: 'SSM-LOG-015',
      resource: 'Node/Resource',
      require: [PreflightCapability.SHELL, PreflightCapability.TRANSCRIPT_S3],
    },
    { name: 'the bucket has a name that the app has not', mutate: input('s3BucketName', 'my-transcript'), ruleId: 'SSM-LOG-002', ...CONTENT, severity: 'UNKNOWN' },
    { name: 'the log group is a parameter of the document', mutate: input('cloudWatchLogGroupName', '{{ group }}'), ruleId: 'SSM-LOG-009', ...CONTENT, severity: 'UNKNOWN' },
    { name: 'the log group is another one than that of the role', mutate: input('cloudWatchLogGroupName', '/sessions/OpenSession'), ruleId: 'SSM-LOG-012', ...IN_POLICY },
    { name: 'the bucket is gone', mutate: remove(T.BUCKET, 'Bucket/Resource'), ruleId: 'SSM-LOG-002', ...CONTENT, severity: 'UNKNOWN' },
    { name: 'the log group is gone', mutate: remove(T.LOG_GROUP, 'LogGroup/Resource'), ruleId: 'SSM-LOG-009', ...CONTENT, severity: 'UNKNOWN' },
    { name: 'the session key is gone', mutate: remove(T.KEY, 'SessionKey/Resource'), ruleId: 'SSM-KEY-001', ...CONTENT, severity: 'UNKNOWN' },
    {
      name: 'the session key is disabled',
      mutate: set(T.KEY, 'SessionKey/Resource', 'Enabled', false),
      ruleId: 'SSM-KEY-001',
      resource: 'SessionKey/Resource',
      property: 'Properties/Enabled',
    },
    {
      name: 'the session key is an asymmetric one',
      mutate: set(T.KEY, 'SessionKey/Resource', 'KeySpec', 'RSA_2048'),
      ruleId: 'SSM-KEY-001',
      resource: 'SessionKey/Resource',
      property: 'Properties/KeySpec',
    },
    { name: 'the key is an alias', mutate: input('kmsKeyId', 'alias/sessions'), ruleId: 'SSM-KEY-001', ...CONTENT, severity: 'UNKNOWN' },
    {
      name: 'sessions run as a user that nobody makes',
      mutate: set(T.DOCUMENT, 'Preferences', 'Content/inputs', { runAsEnabled: true, runAsDefaultUser: 'ubuntu' }),
      ruleId: 'SSM-LOG-016',
      ...CONTENT,
      severity: 'UNKNOWN',
    },
    {
      name: 'the log group is given by its ARN',
      mutate: draft => input('cloudWatchLogGroupName', { 'Fn::GetAtt': [draft.logicalId('LogGroup/Resource'), 'Arn'] })(draft),
      ruleId: 'SSM-LOG-017',
      ...CONTENT,
    },
    {
      name: 'the key is in another region',
      mutate: input('kmsKeyId', 'arn:aws:kms:us-east-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef'),
      ruleId: 'SSM-KEY-001',
      ...CONTENT,
    },
    {
      name: 'the key is not in the app',
      mutate: input('kmsKeyId', 'arn:aws:kms:eu-central-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef'),
      ruleId: 'SSM-KEY-001',
      ...CONTENT,
      severity: 'UNKNOWN',
    },
  ]),
  ...faultsOf('scenarios', 'AccountPreferencesScenario', 'Node/Instance', [
    {
      name: 'the account\'s preferences have streaming as a text',
      mutate: replaceText(T.PREFERENCES, 'Preferences/Resource/Default/Default', 'Content', '\\"cloudWatchStreamingEnabled\\":true', '\\"cloudWatchStreamingEnabled\\":\\"true\\"'),
      ruleId: 'SSM-LOG-001',
      resource: 'Preferences/Resource/Default/Default',
      property: 'Properties/Content',
    },
  ]),
];

const buckets: Fault[] = [
  ...faultsOf('sessions', 'OpenSessions', 'Node', [
    {
      name: 'the bucket is encrypted twice over, which the agent takes for not encrypted',
      mutate: set(T.BUCKET, 'Bucket/Resource', 'BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm', 'aws:kms:dsse'),
      ruleId: 'SSM-LOG-003',
      resource: 'Bucket/Resource',
      property: 'Properties/BucketEncryption',
    },
    { name: 'the role may not upload', mutate: revoke('s3:PutObject'), ruleId: 'SSM-LOG-004', resource: 'Role/Resource' },
    {
      name: 'the role may upload under another prefix',
      mutate: replaceText(T.POLICY, ROLE_POLICY, 'PolicyDocument', '/sessions/*', '/session/*'),
      ruleId: 'SSM-LOG-004',
      ...IN_POLICY,
    },
    { name: 'the document names another prefix', mutate: input('s3KeyPrefix', 'transcripts'), ruleId: 'SSM-LOG-004', ...IN_POLICY },
    { name: 'the prefix begins with a slash', mutate: input('s3KeyPrefix', '/sessions'), ruleId: 'SSM-LOG-004', ...IN_POLICY },
    {
      name: 'the role may upload with another ACL only',
      mutate: changeStatement(T.POLICY, ROLE_POLICY, 'Upload', { Condition: { StringEquals: { 's3:x-amz-acl': 'private' } } }),
      ruleId: 'SSM-LOG-004',
      ...IN_POLICY,
    },
    { name: 'the role may not look at the encryption', mutate: revoke('s3:GetEncryptionConfiguration'), ruleId: 'SSM-LOG-005', resource: 'Role/Resource' },
    {
      name: 'the role may look at the encryption of objects, not of the bucket',
      mutate: draft => changeStatement(T.POLICY, ROLE_POLICY, 'Encryption', {
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [draft.logicalId('Bucket/Resource'), 'Arn'] }, '/*']] },
      })(draft),
      ruleId: 'SSM-LOG-005',
      ...IN_POLICY,
    },
    {
      name: 'the bucket policy wants uploads to name their encryption',
      mutate: withStatement(T.BUCKET_POLICY, 'Bucket/Policy/Resource', {
        Sid: 'Encrypted',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: '*',
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption': 'aws:kms' } },
      }),
      ruleId: 'SSM-LOG-006',
      resource: 'Bucket/Policy/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the bucket policy lets in another VPC endpoint only',
      mutate: withStatement(T.BUCKET_POLICY, 'Bucket/Policy/Resource', {
        Sid: 'Endpoint', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } },
      }),
      ruleId: 'SSM-LOG-006',
      resource: 'Bucket/Policy/Resource',
      property: 'Properties/PolicyDocument',
    },
    { name: 'the role may make no data key of the bucket\'s key', mutate: revoke('kms:GenerateDataKey'), ruleId: 'SSM-LOG-007', resource: 'Role/Resource' },
    {
      name: 'the bucket\'s key is disabled',
      mutate: set(T.KEY, 'BucketKey/Resource', 'Enabled', false),
      ruleId: 'SSM-LOG-007',
      resource: 'BucketKey/Resource',
      property: 'Properties/Enabled',
    },
    {
      name: 'the bucket\'s key lets nobody of the account in',
      mutate: changeStatement(T.KEY, 'BucketKey/Resource', 0, { Principal: { AWS: 'arn:aws:iam::111111111111:role/Admin' } }, 'KeyPolicy'),
      ruleId: 'SSM-LOG-007',
      resource: 'BucketKey/Resource',
      property: 'Properties/KeyPolicy',
    },
    {
      name: 'the role may not decrypt with the bucket\'s key',
      mutate: changeStatement(T.POLICY, ROLE_POLICY, 'BucketKey', { Action: 'kms:GenerateDataKey' }),
      ruleId: 'SSM-LOG-007',
      resource: 'Role/Resource',
      severity: 'WARNING',
    },
    {
      name: 'the image has no script',
      mutate: set(T.INSTANCE, 'Node/Resource', 'ImageId', IMAGES.MINIMAL),
      ruleId: 'SSM-LOG-008',
      resource: 'Node/Resource',
      property: 'Properties/ImageId',
      severity: 'WARNING',
    },
  ]),
  ...faultsOf('sessions', 'ClosedSessions', 'Node', [
    {
      name: 'the bucket policy lets in another VPC endpoint only',
      mutate: changeStatement(T.BUCKET_POLICY, 'Bucket/Policy/Resource', 'OnlyThroughTheGateway', {
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } },
      }),
      ruleId: 'SSM-LOG-006',
      resource: 'Bucket/Policy/Resource',
      property: 'Properties/PolicyDocument',
    },
  ]),
];

const groups: Fault[] = [
  ...faultsOf('sessions', 'OpenSessions', 'Node', [
    {
      name: 'the log group has no key',
      mutate: drop(T.LOG_GROUP, 'LogGroup/Resource', 'KmsKeyId'),
      ruleId: 'SSM-LOG-010',
      resource: 'LogGroup/Resource',
      property: 'Properties/KmsKeyId',
    },
    { name: 'the role may not look for the log group', mutate: revoke('logs:DescribeLogGroups'), ruleId: 'SSM-LOG-011', resource: 'Role/Resource' },
    { name: 'the role may not make streams', mutate: revoke('logs:CreateLogStream'), ruleId: 'SSM-LOG-012', resource: 'Role/Resource' },
    { name: 'the role may not look for streams', mutate: revoke('logs:DescribeLogStreams'), ruleId: 'SSM-LOG-012', resource: 'Role/Resource' },
    {
      name: 'the role may make streams in another log group',
      mutate: replaceText(T.POLICY, ROLE_POLICY, 'PolicyDocument', '/sessions/OpenSessions:*', '/session/OpenSessions:*'),
      ruleId: 'SSM-LOG-012',
      ...IN_POLICY,
    },
    { name: 'the role may not put events', mutate: revoke('logs:PutLogEvents'), ruleId: 'SSM-LOG-013', resource: 'Role/Resource' },
    {
      name: 'the role may put events into the group, not into its streams',
      mutate: replaceText(T.POLICY, ROLE_POLICY, 'PolicyDocument', '/sessions/OpenSessions:log-stream:*', '/sessions/OpenSessions'),
      ruleId: 'SSM-LOG-013',
      ...IN_POLICY,
    },
    {
      name: 'the key of the log group is disabled',
      mutate: set(T.KEY, 'GroupKey/Resource', 'Enabled', false),
      ruleId: 'SSM-LOG-014',
      resource: 'GroupKey/Resource',
      property: 'Properties/Enabled',
    },
    {
      name: 'the key of the log group does not let CloudWatch Logs in',
      mutate: withoutStatement(T.KEY, 'GroupKey/Resource', 'Logs', 'KeyPolicy'),
      ruleId: 'SSM-LOG-014',
      resource: 'GroupKey/Resource',
      property: 'Properties/KeyPolicy',
    },
    {
      name: 'the key of the log group lets CloudWatch Logs in for another group',
      mutate: replaceText(T.KEY, 'GroupKey/Resource', 'KeyPolicy', '/sessions/OpenSessions', '/sessions/others'),
      ruleId: 'SSM-LOG-014',
      resource: 'GroupKey/Resource',
      property: 'Properties/KeyPolicy',
    },
    {
      name: 'the key of the log group lets CloudWatch Logs of another region in',
      mutate: replaceText(T.KEY, 'GroupKey/Resource', 'KeyPolicy', 'logs.eu-central-1.amazonaws.com', 'logs.us-east-1.amazonaws.com'),
      ruleId: 'SSM-LOG-014',
      resource: 'GroupKey/Resource',
      property: 'Properties/KeyPolicy',
    },
  ]),
];

const regions: Fault[] = [
  ...faultsOf('twoRegions', 'Ireland', 'Node', [
    {
      name: 'the role may not put events into the log group of its own region',
      mutate: revoke('logs:PutLogEvents'),
      ruleId: 'SSM-LOG-013',
      resource: 'Role/Resource',
    },
    {
      name: 'the log group has another name than in the document',
      mutate: set(T.DOCUMENT, 'Preferences', 'Content/inputs/cloudWatchLogGroupName', '/sessions/others'),
      ruleId: 'SSM-LOG-012',
      ...IN_POLICY,
    },
  ]),
];

const keys: Fault[] = [
  ...faultsOf('sessions', 'OpenSessions', 'Node', [
    { name: 'the role may not decrypt with the session key', mutate: withoutStatement(T.POLICY, ROLE_POLICY, 'SessionKey'), ruleId: 'SSM-KEY-002', resource: 'Role/Resource' },
    {
      name: 'the role may decrypt by way of S3 only',
      mutate: changeStatement(T.POLICY, ROLE_POLICY, 'SessionKey', { Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } } }),
      ruleId: 'SSM-KEY-002',
      ...IN_POLICY,
    },
    {
      name: 'the role\'s condition pins the encryption context of older agents',
      mutate: changeStatement(T.POLICY, ROLE_POLICY, 'SessionKey', {
        Condition: { 'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['aws:ssm:SessionId', 'aws:ssm:TargetId'] } },
      }),
      ruleId: 'SSM-KEY-002',
      ...IN_POLICY,
    },
    {
      name: 'the policy of the session key is for administrators only',
      mutate: changeStatement(T.KEY, 'SessionKey/Resource', 0, { Principal: { AWS: 'arn:aws:iam::111111111111:role/Admin' } }, 'KeyPolicy'),
      ruleId: 'SSM-KEY-003',
      resource: 'SessionKey/Resource',
      property: 'Properties/KeyPolicy',
    },
    {
      name: 'the policy of the session key denies decryption',
      mutate: withStatement(T.KEY, 'SessionKey/Resource', { Sid: 'NoDecrypt', Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' }, 'KeyPolicy'),
      ruleId: 'SSM-KEY-003',
      resource: 'SessionKey/Resource',
      property: 'Properties/KeyPolicy',
    },
  ]),
  ...faultsOf('scenarios', 'NatGatewayScenario', 'Node/Instance', [
    {
      name: 'the session key\'s policy does not leave access to the account',
      mutate: changeStatement(T.KEY, 'Preferences/Key/Resource', 0, { Action: 'kms:Describe*' }, 'KeyPolicy'),
      ruleId: 'SSM-KEY-003',
      resource: 'Preferences/Key/Resource',
      property: 'Properties/KeyPolicy',
    },
  ]),
];

/** Faults of session documents, transcripts and keys. */
export const SESSION_FAULTS: readonly Fault[] = [...documents, ...buckets, ...groups, ...regions, ...keys];
