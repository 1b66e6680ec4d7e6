import { check, WordedFinding } from './check';
import { ENVIRONMENT, inlinePolicy, nodeLocation, policy, ContextChanges, location, statement, workingContext } from './working-context';
import { REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS } from '../../../lib/agent/actions';
import { AttachedPolicy, PolicyStatement, Role } from '../../../lib/preflight/model/iam/policy';
import { isKnown, Known, Unknown } from '../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../lib/preflight/model/location';
import { Model } from '../../../lib/preflight/model/model';
import { Environment } from '../../../lib/preflight/model/node';
import { sessionDocumentInputs } from '../../../lib/preflight/model/session/session-document-inputs';
import { Bucket, Key, LogGroup, SessionDocument, SYMMETRIC_KEY } from '../../../lib/preflight/model/session/session-resources';
import { opaque } from '../../../lib/preflight/model/symbolic-text';
import { Rule } from '../../../lib/preflight/rules/rule';
import { RuleContext } from '../../../lib/preflight/rules/rule-context';

export const BUCKET_NAME = 'session-logs-bucket';
export const LOG_GROUP_NAME = '/sessions/shell';
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/node-role';

/** Names that are known only at deployment. */
export const SESSION_KEY_ID = opaque('SessionKey');
const BUCKET_KEY_ID = opaque('BucketKey');
const LOG_KEY_ID = opaque('LogKey');

/** The properties that the rules name. */
export const CONTENT = location('Preferences', 'AWS::SSM::Document', 'Properties/Content');
export const ROLE = location('NodeRole', 'AWS::IAM::Role');
export const GRANTS = location('Grants', 'AWS::IAM::Policy', 'Properties/PolicyDocument');
export const BUCKET_POLICY = location('BucketPolicy', 'AWS::S3::BucketPolicy', 'Properties/PolicyDocument');

/** What a working site with a session document has, and what is to be different about it; what is left out works. */
export interface DocumentChanges extends ContextChanges {
  readonly document?: Partial<SessionDocument>;
  /** Overrides the working document; undefined removes an input. */
  readonly inputs?: { readonly [key: string]: unknown };
  /** The permissions of the role beside sessions, instead of all that transcripts and encryption need. */
  readonly grants?: PolicyStatement[];
  /** Additional policies. */
  readonly policies?: AttachedPolicy[];
  /** Undefined: the assembly has none. */
  readonly bucket?: (Partial<Bucket> & { readonly account?: Known<string> }) | Unknown;
  readonly logGroup?: Partial<LogGroup> | Unknown;
  readonly bucketKey?: Partial<Key> | Unknown;
  readonly logKey?: Partial<Key> | Unknown;
  readonly sessionKey?: Partial<Key> | Unknown;
  readonly names?: { readonly bucketNames?: string[]; readonly logGroupNames?: string[] };
}

/** A node whose sessions are encrypted, and go to a bucket and to a log group. */
export function workingDocumentContext(changes: DocumentChanges = {}): RuleContext {
  const environment = { ...ENVIRONMENT, ...changes.environment };
  const document = workingDocument(changes);
  const role: Partial<Role> = { policies: [...sessionPolicies(), ...grantsOf(changes, environment), ...changes.policies ?? []], ...changes.role };
  return workingContext({
    ...changes,
    role,
    asked: 'asked' in changes ? changes.asked : sessionDocumentInputs(document),
    node: { document: { document, because: 'it is the only one' }, ...changes.node },
    model: { ...world(changes, environment), ...changes.names, ...changes.model },
  });
}

/** All that a rule says of a site with a session document. */
export function documentFindings(rule: Rule, changes: DocumentChanges = {}): WordedFinding[] {
  return check(rule, workingDocumentContext(changes));
}

/** The permissions of the role for transcripts and encryption, statement by statement. */
export const GRANTED = {
  upload: statement(['s3:PutObject'], { label: 'Upload', resources: [`arn:aws:s3:::${BUCKET_NAME}/nodes/*`] }),
  check: statement(['s3:GetEncryptionConfiguration'], { label: 'Check', resources: [`arn:aws:s3:::${BUCKET_NAME}`] }),
  bucketKey: statement(['kms:GenerateDataKey', 'kms:Decrypt'], {
    label: 'BucketKey',
    resources: [keyArn(BUCKET_KEY_ID)],
    conditions: [{ operator: 'StringEquals', key: 'kms:ViaService', values: ['s3.eu-west-1.amazonaws.com'] }],
  }),
  search: statement(['logs:DescribeLogGroups'], { label: 'Search' }),
  streams: statement(['logs:CreateLogStream', 'logs:DescribeLogStreams'], { label: 'Streams', resources: [`${logGroupArn()}:*`] }),
  events: statement(['logs:PutLogEvents'], { label: 'Events', resources: [`${logGroupArn()}:log-stream:*`] }),
  sessionKey: statement(['kms:Decrypt'], {
    label: 'SessionKey',
    resources: [keyArn(SESSION_KEY_ID)],
    conditions: [{ operator: 'Null', key: 'kms:EncryptionContext:aws:ssm:SessionId', values: ['false'] }],
  }),
} satisfies { readonly [name: string]: PolicyStatement };

/** All of {@link GRANTED} except some. */
export function without(...names: (keyof typeof GRANTED)[]): PolicyStatement[] {
  return Object.entries(GRANTED).filter(([name]) => !names.some(left => left === name)).map(([, granted]) => granted);
}

/** All of {@link GRANTED}, with one statement changed. */
export function withChanged(name: keyof typeof GRANTED, changes: Partial<PolicyStatement>): PolicyStatement[] {
  return Object.entries(GRANTED).map(([other, granted]) => other === name ? { ...granted, ...changes } : granted);
}

/** A permissions boundary that allows everything but some actions. */
export function boundaryWithout(...actions: string[]): AttachedPolicy {
  const limit = { ...statement([]), actions: undefined, notActions: actions };
  return { name: 'Limits', location: { ...ROLE, property: 'Properties/PermissionsBoundary' }, document: { statements: [limit] } };
}

/** A policy of the role that denies something. */
export function denying(actions: string[], changes: Partial<PolicyStatement> = {}): AttachedPolicy {
  return policy('Denials', statement(actions, { effect: 'Deny', label: 'NoWay', ...changes }));
}

/** A bucket policy with one statement, for everybody by default. */
export function bucketPolicy(changes: Partial<PolicyStatement>): AttachedPolicy {
  return {
    name: 'BucketPolicy',
    location: BUCKET_POLICY,
    document: { statements: [statement(['s3:*'], { label: 'Rule', principals: '*', resources: [`arn:aws:s3:::${BUCKET_NAME}`, `arn:aws:s3:::${BUCKET_NAME}/*`], ...changes })] },
  };
}

/** The default key policy: the policies of the account decide. */
export const LEFT_TO_ACCOUNT = statement(['kms:*'], { principals: { AWS: ['arn:aws:iam::111122223333:root'] } });

/** The key policy. */
export function keyPolicy(logicalId: string, ...statements: PolicyStatement[]): Key['policy'] {
  return { value: { statements }, location: keyPolicyLocation(logicalId) };
}

export function keyPolicyLocation(logicalId: string): PropertyLocation {
  return location(logicalId, 'AWS::KMS::Key', 'Properties/KeyPolicy');
}

/** The statement of a key policy that lets CloudWatch Logs encrypt a group. */
export function logsService(changes: Partial<PolicyStatement> = {}): PolicyStatement {
  return statement(['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'], {
    label: 'Logs',
    principals: { Service: ['logs.eu-west-1.amazonaws.com'] },
    conditions: [{ operator: 'ArnEquals', key: 'kms:EncryptionContext:aws:logs:arn', values: [logGroupArn()] }],
    ...changes,
  });
}

export function keyArn(id: string, { region, account } = ENVIRONMENT): string {
  return `arn:aws:kms:${region}:${account}:key/${id}`;
}

export function logGroupArn({ region, account } = ENVIRONMENT): string {
  return `arn:aws:logs:${region}:${account}:log-group:${LOG_GROUP_NAME}`;
}

/** Default Host Management in the node's account and region. */
export const HOST_MANAGEMENT = { location: location('HostManagement', 'AWS::SSM::ServiceSetting'), role: 'HostRole', environment: ENVIRONMENT };

/** A node without an instance profile. */
export const NO_PROFILE = { profile: { value: undefined, location: nodeLocation('Properties/IamInstanceProfile') } };

function workingDocument({ document, inputs }: DocumentChanges): SessionDocument {
  const all: { readonly [key: string]: unknown } = {
    s3BucketName: BUCKET_NAME,
    s3KeyPrefix: 'nodes/',
    s3EncryptionEnabled: true,
    cloudWatchLogGroupName: LOG_GROUP_NAME,
    cloudWatchEncryptionEnabled: true,
    cloudWatchStreamingEnabled: true,
    kmsKeyId: keyArn(SESSION_KEY_ID),
    runAsEnabled: false,
    runAsDefaultUser: '',
    idleSessionTimeout: '20',
    shellProfile: { linux: '', windows: '' },
    ...inputs,
  };
  return {
    name: 'preferences',
    location: location('Preferences', 'AWS::SSM::Document'),
    schemaVersion: { value: '1.0', location: CONTENT },
    sessionType: { value: 'Standard_Stream', location: CONTENT },
    inputs: { value: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)), location: CONTENT },
    ...document,
  };
}

function sessionPolicies(): AttachedPolicy[] {
  return [inlinePolicy(statement(REGISTRATION_ACTIONS), statement(SESSION_CHANNEL_ACTIONS, { label: 'statement 2' }))];
}

function grantsOf({ grants }: DocumentChanges, environment: Environment): AttachedPolicy[] {
  const own = grants ?? Object.values(GRANTED);
  return [{ ...policy('Grants', ...own.map(granted => inEnvironment(granted, environment))), name: 'Grants' }];
}

function inEnvironment(granted: PolicyStatement, { region, account }: Environment): PolicyStatement {
  const moved = (text: string) => text.replace(`:${ENVIRONMENT.region}:${ENVIRONMENT.account}:`, `:${region}:${account}:`).replace('s3.eu-west-1.', `s3.${region}.`);
  const all = (texts: Known<string[]>) => isKnown(texts) ? texts.map(moved) : texts;
  const { resources, conditions } = granted;
  return {
    ...granted,
    resources: resources && all(resources),
    conditions: isKnown(conditions) ? conditions.map(condition => ({ ...condition, values: all(condition.values) })) : conditions,
  };
}

function world(changes: DocumentChanges, environment: Environment): Partial<Model> {
  const keys: [string, Known<Key>][] = [
    [SESSION_KEY_ID, orUnknown(workingKey('SessionKey', SESSION_KEY_ID, environment), changes.sessionKey)],
    [BUCKET_KEY_ID, orUnknown(workingKey('BucketKey', BUCKET_KEY_ID, environment), changes.bucketKey)],
    [LOG_KEY_ID, orUnknown(workingLogKey(environment), changes.logKey)],
  ];
  const bucket = orUnknown(workingBucket(environment), changes.bucket);
  const group = orUnknown(workingLogGroup(environment), changes.logGroup);
  return {
    bucket: name => name === BUCKET_NAME ? bucket : new Unknown(`the bucket ${name} is not in the assembly`),
    logGroup: name => name === LOG_GROUP_NAME ? group : new Unknown(`the log group ${name} is not in the assembly`),
    key: id => keys.find(([known]) => id.endsWith(known) || id === 'alias/sessions')?.[1] ?? new Unknown(`the key ${id} is not in the assembly`),
  };
}

function orUnknown<T extends object>(working: T, changes: Partial<T> | Unknown | undefined): Known<T> {
  return changes instanceof Unknown ? changes : { ...working, ...changes };
}

function workingBucket({ region, account }: Environment): Bucket {
  const property = (name: string) => location('Logs', 'AWS::S3::Bucket', `Properties/${name}`);
  return {
    name: BUCKET_NAME,
    location: location('Logs', 'AWS::S3::Bucket'),
    region,
    account,
    encryption: { value: 'aws:kms', location: property('BucketEncryption') },
    key: { value: keyArn(BUCKET_KEY_ID), location: property('BucketEncryption') },
    policies: [bucketPolicy({ effect: 'Deny', conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }] })],
  };
}

function workingLogGroup(environment: Environment): LogGroup {
  return {
    name: LOG_GROUP_NAME,
    arn: logGroupArn(environment),
    location: location('Group', 'AWS::Logs::LogGroup'),
    key: { value: keyArn(LOG_KEY_ID), location: location('Group', 'AWS::Logs::LogGroup', 'Properties/KmsKeyId') },
  };
}

function workingKey(logicalId: string, id: string, environment: Environment): Key {
  return {
    id,
    arn: keyArn(id, environment),
    location: location(logicalId, 'AWS::KMS::Key'),
    region: environment.region,
    account: environment.account,
    enabled: { value: true, location: location(logicalId, 'AWS::KMS::Key', 'Properties/Enabled') },
    spec: { value: SYMMETRIC_KEY, location: location(logicalId, 'AWS::KMS::Key', 'Properties/KeySpec') },
    policy: keyPolicy(logicalId, { ...LEFT_TO_ACCOUNT, principals: { AWS: [`arn:aws:iam::${environment.account}:root`] } }),
  };
}

function workingLogKey(environment: Environment): Key {
  const values = [logGroupArn(environment)];
  return {
    ...workingKey('LogKey', LOG_KEY_ID, environment),
    policy: keyPolicy('LogKey', LEFT_TO_ACCOUNT, logsService({
      principals: { Service: [`logs.${environment.region}.amazonaws.com`] },
      conditions: [{ operator: 'ArnEquals', key: 'kms:EncryptionContext:aws:logs:arn', values }],
    })),
  };
}
