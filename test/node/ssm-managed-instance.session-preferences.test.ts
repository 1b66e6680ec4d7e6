import { App, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import {
  AccountSessionPreferences, AgentPackage, CustomOperatingSystemOptions, ISessionPreferences, ISsmManagedInstance, InteractiveCommandDocument,
  NodeOperatingSystem, NodePermissions, RunAs, RunAsUserOptions, SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket,
  SessionPreferences, SessionPreferencesProps, SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps, SsmVpcEndpoints,
} from '../../lib';
import { errorOf } from '../fixtures';
import { quietApp } from '../quiet-app';
import {
  LINUX_IMAGE, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, WINDOWS_IMAGE,
  deployed, ec2Instance, instanceIn, logicalId, logicalIds, newStack as stackOf, only, policyStatements, resources, vpcWith, warnings,
} from '../util';

const ENV = { account: '123456789012', region: 'us-east-1' };
const NODE_ID = 'i-0123456789abcdef0';
const ROLE_ARN = 'arn:aws:iam::123456789012:role/node';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const BUCKET_KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/99999999-2222-3333-4444-555555555555';
const LOGS_ARN = 'arn:aws:logs:us-east-1:123456789012:log-group:/logs';
const WARNING = 'cdk-session-manager:SsmManagedInstance.';

const newStack = (app = quietApp(), id = 'Stack') => stackOf(ENV, app, id);
const allow = (Action: string | string[], Resource: unknown, Condition?: unknown) => ({ Effect: 'Allow', Action, Resource, ...Condition ? { Condition } : {} });

/** The parts of the preferences that a test needs. They are imported, so that a template has little else. */
interface Parts {
  readonly bucket?: boolean;
  readonly logGroup?: boolean;
  readonly streaming?: boolean;
  readonly key?: boolean;
}

const ALL: Parts = { bucket: true, logGroup: true, key: true };

function loggingOf(stack: Stack, { bucket, logGroup, streaming }: Parts, id = ''): SessionLogging | ReturnType<typeof SessionLogging.none> {
  return bucket || logGroup ? new SessionLogging(stack, `Logging${id}`, {
    bucket: bucket ? SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, `Bucket${id}`, {
      bucketName: 'my-logs', keyPrefix: 'nodes', encryptionKey: kms.Key.fromKeyArn(stack, `BucketKey${id}`, BUCKET_KEY_ARN),
    }) : undefined,
    logGroup: logGroup ? SessionLogGroup.fromSessionLogGroupAttributes(stack, `Group${id}`, { logGroupName: '/logs', encrypted: true, streaming }) : undefined,
  }) : SessionLogging.none();
}

function preferencesOf(stack: Stack, parts: Parts, props: SessionPreferencesProps = {}, id = 'Preferences'): SessionPreferences {
  return new SessionPreferences(stack, id, {
    logging: loggingOf(stack, parts, id),
    ...parts.key ? { encryptionKey: kms.Key.fromKeyArn(stack, `${id}Key`, KEY_ARN) } : { encryption: SessionEncryption.none() },
    documentName: 'my-shell',
    ...props,
  });
}

const BUCKET_ROWS = [
  allow('s3:PutObject', 'arn:aws:s3:::my-logs/nodes/*'),
  allow('s3:PutObjectAcl', 'arn:aws:s3:::my-logs/nodes/*', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
  allow('s3:GetEncryptionConfiguration', 'arn:aws:s3:::my-logs'),
  allow(['kms:Decrypt', 'kms:GenerateDataKey'], BUCKET_KEY_ARN, { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }),
];
const LOG_GROUP_ROWS = [
  allow('logs:DescribeLogGroups', '*'),
  allow(['logs:CreateLogStream', 'logs:DescribeLogStreams'], `${LOGS_ARN}:*`),
  allow('logs:PutLogEvents', `${LOGS_ARN}:log-stream:*`),
];
/** The node's side of the encryption of a session. */
const NODE_KEY_ROW = allow('kms:Decrypt', KEY_ARN, { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } });
/** The person's side. */
const personKeyRow = (node: string) => allow('kms:GenerateDataKey', KEY_ARN, { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': node } });
const personRows = (node: string, document: string) => [
  allow('ssm:StartSession', [`arn:aws:ec2:us-east-1:123456789012:instance/${node}`, `arn:aws:ssm:us-east-1:123456789012:document/${document}`],
    document === 'SSM-SessionManagerRunShell' ? undefined : { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } }),
  allow(['ssm:ResumeSession', 'ssm:TerminateSession'], 'arn:aws:ssm:us-east-1:123456789012:session/*',
    { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } }),
  allow('ssmmessages:OpenDataChannel', 'arn:aws:ssm:us-east-1:123456789012:session/*'),
];

/** A node behind a NAT gateway. */
function nodeIn(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]), ...props });
}

function equippedIn(stack: Stack, sessionPreferences?: ISessionPreferences, instanceProps: Partial<ec2.InstanceProps> = {}) {
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  const instance = ec2Instance(stack, vpc, instanceProps);
  return SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, sessionPreferences });
}

/** The statements of the policies of one principal. */
function statementsOf(stack: Stack, principal: 'Role' | 'User'): any[] {
  return deployed(resources(stack, 'AWS::IAM::Policy')
    .filter(({ Properties }) => (Properties.Users === undefined) === (principal === 'Role'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement));
}

const userData = (stack: Stack): string => deployed(instanceIn(stack).Properties.UserData);
const customOs = (options: Partial<CustomOperatingSystemOptions> = {}, image: ec2.IMachineImage = LINUX_IMAGE) =>
  NodeOperatingSystem.custom(image, { agentPreinstalled: true, rootDeviceName: '/dev/xvda', ...options });
const windowsOs = () => customOs({ platform: ec2.OperatingSystemType.WINDOWS }, WINDOWS_IMAGE);
const ours = (stack: Stack): string[] => warnings(stack).filter(id => id.startsWith(WARNING));

interface Facts {
  readonly sessionDocument?: { readonly Ref: string };
}

/** What the instance depends on, through DependsOn or through a reference in its metadata. */
function waitsFor(stack: Stack): string[] {
  const { DependsOn = [], Metadata } = instanceIn(stack) as { DependsOn?: string[]; Metadata?: Record<string, Facts> };
  const document = Metadata?.['cdk-session-manager:node']?.sessionDocument?.Ref;
  return [...DependsOn, ...document ? [document] : []];
}

describe('The role of a node', () => {
  test.each([
    ['a bucket', { bucket: true }, BUCKET_ROWS],
    ['a log group', { logGroup: true }, LOG_GROUP_ROWS],
    ['a log group that does not stream', { logGroup: true, streaming: false }, LOG_GROUP_ROWS],
    ['a key', { key: true }, [NODE_KEY_ROW]],
    ['a bucket and a key', { bucket: true, key: true }, [...BUCKET_ROWS, NODE_KEY_ROW]],
    ['a log group and a key', { logGroup: true, key: true }, [...LOG_GROUP_ROWS, NODE_KEY_ROW]],
    ['a bucket and a log group', { bucket: true, logGroup: true }, [...BUCKET_ROWS, ...LOG_GROUP_ROWS]],
    ['all of them', ALL, [...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]],
    ['none of them', {}, []],
  ] as [string, Parts, any[]][])('gets exactly the permissions that preferences with %s need', (_name, parts, rows) => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, parts) });
    expect(statementsOf(stack, 'Role')).toEqual(rows);

    const other = newStack();
    equippedIn(other, preferencesOf(other, parts));
    expect(statementsOf(other, 'Role')).toEqual(rows);
  });

  test('gets nothing without preferences', () => {
    const stack = newStack();
    nodeIn(stack);
    expect(policyStatements(stack)).toEqual([]);
  });

  test('gets them in addition to those of sessions', () => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, { key: true }), permissions: NodePermissions.sessionOnly() });
    expect(statementsOf(stack, 'Role').map(({ Action }) => [Action].flat()[0])).toEqual(['ssm:UpdateInstanceInformation', 'kms:Decrypt']);
  });

  test('gets the same if it was passed', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    nodeIn(stack, { role, sessionPreferences: preferencesOf(stack, ALL) });
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });

  test('gets the same with the preferences of the account', () => {
    const stack = newStack();
    const sessionPreferences = new AccountSessionPreferences(stack, 'Preferences', {
      logging: loggingOf(stack, ALL), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    });
    const node = nodeIn(stack, { sessionPreferences });
    const [policy] = resources(stack, 'AWS::IAM::Policy').filter(({ Properties }) => Properties.Roles[0].Ref === logicalId(node.role));
    expect(deployed(policy.Properties.PolicyDocument.Statement)).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });

  test('gets the same with imported preferences', () => {
    const stack = newStack();
    const sessionPreferences = SessionPreferences.fromSessionPreferencesAttributes(stack, 'Preferences', {
      documentName: 'their-shell', logging: loggingOf(stack, ALL), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    });
    nodeIn(stack, { sessionPreferences });
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });

  test('that two nodes share, or that has its grants already, is not mistaken for an immutable one', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const sessionPreferences = preferencesOf(stack, ALL);
    sessionPreferences.grantHost(role);
    const { _vpc: vpc } = nodeIn(stack, { role, sessionPreferences });
    expect(errorOf(() => new SsmManagedInstance(stack, 'Other', { vpc, role, sessionPreferences }))).toBeUndefined();
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });

  test('has each of them once, for several people and documents', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, ALL);
    const node = nodeIn(stack, { sessionPreferences });
    ['A', 'B'].forEach(id => node.grantStartSession(new iam.User(stack, id)));
    sessionPreferences.grantStartSession(new iam.User(stack, 'C'), node);
    new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences }).grantStartSession(new iam.User(stack, 'D'), node);
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });
});

describe('A node with preferences', () => {
  test('has them as an attribute, and a node without preferences has none', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, ALL);
    expect(nodeIn(stack, { sessionPreferences }).sessionPreferences).toBe(sessionPreferences);
    expect(nodeIn(newStack()).sessionPreferences).toBeUndefined();
    const other = newStack();
    const theirs = preferencesOf(other, ALL);
    expect(equippedIn(other, theirs).sessionPreferences).toBe(theirs);
  });

  test.each([['created', nodeIn], ['existing', (stack: Stack, { sessionPreferences }: { sessionPreferences?: ISessionPreferences }) => equippedIn(stack, sessionPreferences)]] as
    [string, (stack: Stack, props: { sessionPreferences?: ISessionPreferences }) => ISsmManagedInstance][])('waits for its policy and its document (%s)', (_name, make) => {
    const stack = newStack();
    make(stack, { sessionPreferences: preferencesOf(stack, ALL) });
    expect(waitsFor(stack)).toEqual(expect.arrayContaining([...logicalIds(stack, 'AWS::IAM::Policy'), ...logicalIds(stack, 'AWS::SSM::Document')]));
    expect(logicalIds(stack, 'AWS::IAM::Policy')).toHaveLength(1);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('has no circular dependency with preferences that create all they need', () => {
    const stack = newStack();
    const node = nodeIn(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    node.grantStartSession(new iam.User(stack, 'User'));
    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(waitsFor(stack)).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::SSM::Document')));
  });

  test('has no circular dependency with the preferences of the account', () => {
    const stack = newStack();
    const node = nodeIn(stack, { sessionPreferences: new AccountSessionPreferences(stack, 'Preferences') });
    node.grantStartSession(new iam.User(stack, 'User'));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('waits for the stack of preferences that are in another stack, and not the reverse', () => {
    const app = new App();
    const [shared, stack] = [newStack(app, 'Shared'), newStack(app)];
    const node = nodeIn(stack, { sessionPreferences: new SessionPreferences(shared, 'Preferences') });
    node.grantStartSession(new iam.User(stack, 'User'));
    app.synth();
    expect([stack.dependencies.map(({ node: { path } }) => path), shared.dependencies]).toEqual([['Shared'], []]);
  });

  test.each([
    ['its own document', (stack: Stack) => preferencesOf(stack, ALL, { documentName: undefined }), (stack: Stack) => ` --document-name <${logicalIds(stack, 'AWS::SSM::Document')[0]}>`],
    ['imported ones', (stack: Stack) => SessionPreferences.fromSessionPreferencesAttributes(stack, 'P', { documentName: 'their-shell', logging: SessionLogging.none() }), () => ' --document-name their-shell'],
    ['the account\'s own', (stack: Stack) => new AccountSessionPreferences(stack, 'P', { logging: SessionLogging.none() }), () => ''],
    ['the account\'s own, imported', (stack: Stack) => SessionPreferences.fromSessionPreferencesAttributes(stack, 'P', { documentName: 'SSM-SessionManagerRunShell', logging: SessionLogging.none() }), () => ''],
    ['none', () => undefined, () => ''],
  ] as [string, (stack: Stack) => ISessionPreferences | undefined, (stack: Stack) => string][])('has a command for a shell with %s', (_name, make, option) => {
    const stack = newStack();
    const sessionPreferences = make(stack);
    const nodes = [nodeIn(stack, { sessionPreferences }), SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Imported', { instanceId: NODE_ID, sessionPreferences })];
    const [created, imported] = nodes.map(node => deployed(stack.resolve(node.startSessionCommand)));
    expect(created).toBe(`aws ssm start-session --target <${logicalIds(stack, 'AWS::EC2::Instance')[0]}> --region us-east-1${option(stack)}`);
    expect(imported).toBe(`aws ssm start-session --target ${NODE_ID} --region us-east-1${option(stack)}`);
  });

  test('has commands for tunnels with AWS\'s own documents', () => {
    const stack = newStack();
    const node = nodeIn(stack, { sessionPreferences: preferencesOf(stack, ALL) });
    expect([node.sshProxyCommand, node.portForwardingCommand(80)].map(command => /--document-name (\S+)/.exec(command)![1]))
      .toEqual(['AWS-StartSSHSession', 'AWS-StartPortForwardingSession']);
  });
});

describe('grantStartSession', () => {
  const kinds: [string, (stack: Stack, preferences?: ISessionPreferences) => ISsmManagedInstance][] = [
    ['a created node', (stack, sessionPreferences) => nodeIn(stack, { sessionPreferences })],
    ['an existing instance', equippedIn],
    ['an imported node', (stack, sessionPreferences) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', {
      instanceId: NODE_ID, sessionPreferences, role: iam.Role.fromRoleArn(stack, 'NodeRole', ROLE_ARN),
    })],
  ];
  const idOf = (stack: Stack, node: ISsmManagedInstance) => deployed(stack.resolve(node.instanceId));

  test.each(kinds)('gives the person and the node of %s their sides of the encryption', (kind, make) => {
    const stack = newStack();
    const node = make(stack, preferencesOf(stack, { key: true }, { documentName: undefined }));
    expect(node.grantStartSession(new iam.User(stack, 'User')).success).toBe(true);

    const id = idOf(stack, node);
    expect(statementsOf(stack, 'User')).toEqual([...personRows(id, `<${logicalIds(stack, 'AWS::SSM::Document')[0]}>`), personKeyRow(id)]);
    // An imported node has its side where it was defined.
    expect(statementsOf(stack, 'Role')).toEqual(kind === 'an imported node' ? [] : [NODE_KEY_ROW]);
  });

  test.each(kinds)('of the document gives %s without preferences its side too', (_name, make) => {
    const stack = newStack();
    const node = make(stack);
    const preferences = preferencesOf(stack, ALL);
    expect(preferences.grantStartSession(new iam.User(stack, 'User'), node).success).toBe(true);

    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
    expect(statementsOf(stack, 'User')).toEqual([...personRows(idOf(stack, node), `<${logicalIds(stack, 'AWS::SSM::Document')[0]}>`), personKeyRow(idOf(stack, node))]);
  });

  test.each(kinds)('of the document gives %s its side once', (_name, make) => {
    const stack = newStack();
    const node = make(stack);
    const preferences = preferencesOf(stack, ALL);
    const grantHost = jest.spyOn(preferences, 'grantHost');
    ['A', 'B'].forEach(id => preferences.grantStartSession(new iam.User(stack, id), node));
    expect(grantHost).toHaveBeenCalledTimes(1);
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
  });

  test('of a second document prepares the node for both, and the instance waits for both', () => {
    const stack = newStack();
    const node = nodeIn(stack, { sessionPreferences: preferencesOf(stack, { logGroup: true }) });
    const audited = preferencesOf(stack, { bucket: true, key: true }, { documentName: 'audited' }, 'Audited');
    audited.grantStartSession(new iam.User(stack, 'User'), node);

    expect(statementsOf(stack, 'Role')).toEqual([...LOG_GROUP_ROWS, ...BUCKET_ROWS, NODE_KEY_ROW]);
    expect(waitsFor(stack)).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::SSM::Document')));
    expect(logicalIds(stack, 'AWS::SSM::Document')).toHaveLength(2);
  });

  test.each(kinds)('on %s without preferences grants only the account\'s own document, and the node gets nothing', (_name, make) => {
    const stack = newStack();
    const node = make(stack);
    node.grantStartSession(new iam.User(stack, 'User'));
    expect(statementsOf(stack, 'User')).toEqual(personRows(idOf(stack, node), 'SSM-SessionManagerRunShell'));
    expect(statementsOf(stack, 'Role')).toEqual([]);
  });

  test('with another document does not grant the account\'s document', () => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, ALL) }).grantStartSession(new iam.User(stack, 'User'));
    expect(JSON.stringify(statementsOf(stack, 'User'))).not.toContain('SSM-SessionManagerRunShell');
  });

  test('with the preferences of the account grants that document', () => {
    const stack = newStack();
    const sessionPreferences = new AccountSessionPreferences(stack, 'P', { logging: SessionLogging.none(), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) });
    const node = nodeIn(stack, { sessionPreferences });
    node.grantStartSession(new iam.User(stack, 'User'));
    expect(statementsOf(stack, 'User')).toEqual([...personRows(idOf(stack, node), 'SSM-SessionManagerRunShell'), personKeyRow(idOf(stack, node))]);
  });

  test('without a key grants nothing in KMS', () => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, { logGroup: true }) }).grantStartSession(new iam.User(stack, 'User'));
    expect(JSON.stringify(policyStatements(stack))).not.toContain('kms:');
  });

  test('never gives the person the node\'s side, or the node the person\'s side', () => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, { key: true }) }).grantStartSession(new iam.User(stack, 'User'));
    expect(JSON.stringify(statementsOf(stack, 'User'))).not.toContain('kms:Decrypt');
    expect(JSON.stringify(statementsOf(stack, 'Role'))).not.toContain('kms:GenerateDataKey');
  });

  test('on a node of another implementation grants the node its side', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const node = Object.assign(new Construct(stack, 'Theirs'), { instanceId: NODE_ID, grantPrincipal: role.grantPrincipal }) as unknown as ISsmManagedInstance;
    preferencesOf(stack, { key: true }).grantStartSession(new iam.User(stack, 'User'), node);
    expect(statementsOf(stack, 'Role')).toEqual([NODE_KEY_ROW]);
  });
});

describe('A role that cannot be changed', () => {
  const imported = (stack: Stack, options?: iam.FromRoleArnOptions) => iam.Role.fromRoleArn(stack, 'NodeRole', ROLE_ARN, options);
  const message = (actions: string) => `sessionPreferences cannot add a policy to the role, which is imported or cannot be changed; import it with mutable: true, or use a role of this app. The role must allow ${actions} on what Stack/Preferences names [Stack/Node]`;

  test.each([
    [{ bucket: true }, 's3:PutObject, s3:PutObjectAcl, s3:GetEncryptionConfiguration'],
    [{ logGroup: true }, 'logs:DescribeLogGroups, logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents'],
    [{ key: true }, 'kms:Decrypt'],
  ] as [Parts, string][])('is an error with preferences that have %j', (parts, actions) => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, parts);
    const role = imported(stack, { mutable: false });
    const error = errorOf(() => nodeIn(stack, { role, permissions: NodePermissions.none(), sessionPreferences }));
    // The names of the actions on the bucket key are tested with the bucket. This checks the other names.
    expect(error).toMatch(/^sessionPreferences cannot add a policy to the role, which is imported or cannot be changed; import it with mutable: true, or use a role of this app\. The role must allow /);
    expect(error).toContain(actions);
    if (!parts.bucket) {
      expect(error).toBe(message(actions));
    }
  });

  test('is no error with preferences that need no grants', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, {});
    const role = imported(stack, { mutable: false });
    expect(errorOf(() => nodeIn(stack, { role, permissions: NodePermissions.none(), sessionPreferences }))).toBeUndefined();
  });

  test('is an error for an existing instance, and for a document that is granted later', () => {
    const stack = newStack();
    expect(errorOf(() => equippedIn(stack, preferencesOf(stack, { key: true }), { role: imported(stack, { mutable: false }) })))
      // The permissions of the node come first, so this is their error.
      .toMatch(/^NodePermissions\.managedInstanceCore\(\) cannot attach/);

    const other = newStack();
    const node = nodeIn(other, { role: imported(other, { mutable: false }), permissions: NodePermissions.none() });
    expect(errorOf(() => preferencesOf(other, { key: true }).grantStartSession(new iam.User(other, 'User'), node))).toBe(message('kms:Decrypt'));
  });

  test('is an error even if it has a policy from before it became immutable', () => {
    const stack = newStack();
    const role = imported(stack);
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    jest.spyOn(role, 'addToPrincipalPolicy').mockReturnValue({ statementAdded: false });
    const sessionPreferences = preferencesOf(stack, { logGroup: true });
    expect(errorOf(() => nodeIn(stack, { role, permissions: NodePermissions.none(), sessionPreferences })))
      .toBe(message('logs:DescribeLogGroups, logs:CreateLogStream, logs:DescribeLogStreams, logs:PutLogEvents'));
  });

  test('of another account is immutable too', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'NodeRole', 'arn:aws:iam::210987654321:role/node');
    expect(errorOf(() => nodeIn(stack, { role, permissions: NodePermissions.none(), sessionPreferences: preferencesOf(stack, { key: true }) }))).toBe(message('kms:Decrypt'));
  });

  test.each([undefined, { mutable: true }])('does not include one that is imported with %j: it gets a policy, and the instance waits for it', options => {
    const stack = newStack();
    nodeIn(stack, { role: imported(stack, options), permissions: NodePermissions.none(), sessionPreferences: preferencesOf(stack, ALL) });
    expect(statementsOf(stack, 'Role')).toEqual([...BUCKET_ROWS, ...LOG_GROUP_ROWS, NODE_KEY_ROW]);
    expect(only(stack, 'AWS::IAM::Policy').Properties.Roles).toEqual(['node']);
    expect(waitsFor(stack)).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::IAM::Policy')));
  });
});

describe('An imported node', () => {
  const imported = (stack: Stack, sessionPreferences?: ISessionPreferences, role?: iam.IRole) =>
    SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: NODE_ID, sessionPreferences, role });

  test.each([true, false])('with preferences gets nothing by itself (role known: %s)', known => {
    const stack = newStack();
    imported(stack, preferencesOf(stack, ALL), known ? iam.Role.fromRoleArn(stack, 'NodeRole', ROLE_ARN) : undefined);
    expect(policyStatements(stack)).toEqual([]);
  });

  test('with preferences needs no role to be granted to a person', () => {
    const stack = newStack();
    imported(stack, preferencesOf(stack, ALL)).grantStartSession(new iam.User(stack, 'User'));
    expect(statementsOf(stack, 'User')).toEqual([...personRows(NODE_ID, `<${logicalIds(stack, 'AWS::SSM::Document')[0]}>`), personKeyRow(NODE_ID)]);
  });

  test('needs its role for the document of other preferences', () => {
    const stack = newStack();
    const node = imported(stack, preferencesOf(stack, {}));
    const others = preferencesOf(stack, { key: true }, { documentName: 'other' }, 'Others');
    expect(errorOf(() => others.grantStartSession(new iam.User(stack, 'User'), node))).toBe(
      'the role of the imported node is not known, so nothing can be granted to it; pass role to fromSsmManagedInstanceAttributes [Stack/Node]');
  });

  test('needs no role for the document of preferences that need no grants', () => {
    const stack = newStack();
    const node = imported(stack);
    expect(errorOf(() => preferencesOf(stack, {}).grantStartSession(new iam.User(stack, 'User'), node))).toBeUndefined();
  });
});

describe('runAs', () => {
  const CREATE = 'id -u operator >/dev/null 2>&1 || useradd --create-home --home-dir /home/operator --shell /bin/bash operator';
  const SUDO = ['install -m 0440 /dev/null /etc/sudoers.d/operator', 'echo \'operator ALL=(ALL) NOPASSWD:ALL\' > /etc/sudoers.d/operator'];
  const operator = (options?: RunAsUserOptions) => RunAs.defaultUser('operator', options);

  test.each([
    ['a user that is made', operator({ createUser: true }), [CREATE]],
    ['a user that is made and may become root', operator({ createUser: true, sudo: true }), [CREATE, ...SUDO]],
    ['ssm-user without sudo', RunAs.ssmUser({ sudo: false }), ['install -m 0440 /dev/null /etc/sudoers.d/ssm-agent-users']],
    ['a user that is there', operator(), []],
    ['ssm-user', RunAs.ssmUser(), []],
    ['ssm-user with sudo', RunAs.ssmUser({ sudo: true }), []],
    ['the user of a tag', RunAs.principalTag(), []],
  ])('with %s prepares a Linux node', (_name, runAs, commands) => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: preferencesOf(stack, {}, { runAs }) });
    expect(userData(stack)).toBe(['#!/bin/bash', ...commands].join('\n'));
    expect(ours(stack)).toEqual([]);
  });

  test.each([
    ['a user that is made', operator({ createUser: true, sudo: true }), [`${WARNING}runAsIgnored`]],
    ['a user that is there', operator(), [`${WARNING}runAsIgnored`]],
    ['the user of a tag', RunAs.principalTag(), [`${WARNING}runAsIgnored`]],
    ['ssm-user', RunAs.ssmUser(), []],
  ])('with %s does nothing on Windows', (_name, runAs, expected) => {
    for (const operatingSystem of [NodeOperatingSystem.windowsServer('2022'), windowsOs()]) {
      const stack = newStack();
      nodeIn(stack, { operatingSystem, sessionPreferences: preferencesOf(stack, {}, { runAs }) });
      expect(userData(stack)).toBe('<powershell></powershell>');
      expect(ours(stack)).toEqual(expected);
    }
  });

  test('on Windows raises a warning, which can be acknowledged', () => {
    const stack = newStack();
    const node = nodeIn(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022'), sessionPreferences: preferencesOf(stack, {}, { runAs: operator() }) });
    expect(node.node.metadata.map(({ data }) => data)).toEqual([
      expect.stringMatching(/^runAs does not apply to Windows: sessions run as ssm-user, a local administrator\./),
    ]);
    Validations.of(node).acknowledge({ id: `${WARNING}runAsIgnored`, reason: 'a test' });
    expect(ours(stack)).toEqual([]);
  });

  test('with commands is refused by an existing instance, whose user data cannot be changed', () => {
    for (const runAs of [operator({ createUser: true }), RunAs.ssmUser({ sudo: false })]) {
      const stack = newStack();
      expect(errorOf(() => equippedIn(stack, preferencesOf(stack, {}, { runAs })))).toBe(
        'sessionPreferences Stack/Preferences has runAs commands for user data, and the user data of this instance cannot be changed from here; create the user or the sudoers file in the instance\'s own user data, and leave createUser and sudo out of runAs [Stack/Node]');
    }
    const stack = newStack();
    expect(errorOf(() => equippedIn(stack, preferencesOf(stack, {}, { runAs: operator() })))).toBeUndefined();
  });

  test('with commands is refused if a document is granted to a node that was created without it', () => {
    for (const runAs of [operator({ createUser: true }), RunAs.ssmUser({ sudo: false })]) {
      const stack = newStack();
      const node = nodeIn(stack);
      expect(errorOf(() => preferencesOf(stack, {}, { runAs }).grantStartSession(new iam.User(stack, 'User'), node))).toBe(
        'Stack/Preferences has runAs commands for the user data of its nodes; set sessionPreferences on the node, whose user data is made with it [Stack/Node]');
    }
  });

  test('without commands can be granted later', () => {
    const stack = newStack();
    const node = nodeIn(stack);
    expect(errorOf(() => preferencesOf(stack, {}, { runAs: operator() }).grantStartSession(new iam.User(stack, 'User'), node))).toBeUndefined();
    expect(userData(stack)).toBe('#!/bin/bash');
  });

  test('with commands works on the node that was created with it', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, {}, { runAs: operator({ createUser: true }) });
    const node = nodeIn(stack, { sessionPreferences });
    expect(errorOf(() => sessionPreferences.grantStartSession(new iam.User(stack, 'User'), node))).toBeUndefined();
  });

  test('cannot prepare user data that is not a script', () => {
    const stack = newStack();
    expect(errorOf(() => nodeIn(stack, { userData: ec2.UserData.custom('#cloud-config\n'), sessionPreferences: preferencesOf(stack, {}, { runAs: operator({ createUser: true }) }) }))).toBe(
      `userData is neither a shell nor a PowerShell script, so the commands that prepare the node (${CREATE} ...) cannot be put before it; use ec2.UserData.forLinux() or forWindows(), or an image that has what they install [Stack/Node]`);
  });
});

describe('User data', () => {
  const SCRIPT = /^command -v script >\/dev\/null 2>&1 \|\| /;

  test('installs the agent and script, creates the user, and then runs the given commands', () => {
    const stack = newStack();
    const yours = ec2.UserData.forLinux();
    yours.addCommands('echo yours');
    const node = nodeIn(stack, {
      operatingSystem: customOs({ agentPreinstalled: false, agentPackage: AgentPackage.RPM }),
      userData: yours,
      sessionPreferences: preferencesOf(stack, { bucket: true }, { runAs: RunAs.defaultUser('operator', { createUser: true }) }),
    });
    node.instance.addUserData('echo later');
    const lines = userData(stack).split('\n');
    const enabled = lines.indexOf('systemctl enable --now amazon-ssm-agent');
    const [script, user, ...rest] = lines.slice(enabled + 1);

    expect(lines[0]).toBe('#!/bin/bash');
    expect(lines.slice(1, enabled).filter(line => line.includes('rpm -U --replacepkgs'))).toHaveLength(2);
    expect(script).toMatch(SCRIPT);
    expect(user).toMatch(/^id -u operator/);
    expect(rest).toEqual(['echo yours', 'echo later']);
  });

  test('does not change if nothing has to be prepared', () => {
    const stack = newStack();
    const yours = ec2.UserData.custom('#cloud-config\n');
    nodeIn(stack, { userData: yours, sessionPreferences: preferencesOf(stack, ALL) });
    expect(userData(stack)).toBe('#cloud-config\n');
  });

  test.each([
    ['a bucket', { bucket: true }, true],
    ['a log group that does not stream', { logGroup: true, streaming: false }, true],
    ['both', { bucket: true, logGroup: true }, true],
    ['a log group that streams', { logGroup: true }, false],
    ['a key', { key: true }, false],
    ['nothing', {}, false],
  ] as [string, Parts, boolean][])('of an image that may lack script installs it for %s if whole sessions are recorded', (_name, parts, installs) => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: customOs(), sessionPreferences: preferencesOf(stack, parts) });
    expect(userData(stack).split('\n').slice(1).map(line => SCRIPT.test(line))).toEqual(installs ? [true] : []);
    expect(ours(stack)).toEqual([]);
  });

  test.each([
    ['is known to have script', () => customOs({ scriptPreinstalled: true })],
    ['is Amazon Linux 2023', NodeOperatingSystem.amazonLinux2023],
    ['is Ubuntu', () => NodeOperatingSystem.ubuntu('24.04')],
  ])('installs no script if the image %s', (_name, operatingSystem) => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: operatingSystem(), sessionPreferences: preferencesOf(stack, ALL) });
    expect(userData(stack)).toBe('#!/bin/bash');
    expect(ours(stack)).toEqual([]);
  });

  test('installs script with scriptPreinstalled: false', () => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: customOs({ scriptPreinstalled: false }), sessionPreferences: preferencesOf(stack, ALL) });
    expect(userData(stack)).toContain('command -v script');
  });

  test('installs no script without preferences, or on Windows', () => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: customOs() });
    expect(userData(stack)).toBe('#!/bin/bash');

    const windows = newStack();
    nodeIn(windows, { operatingSystem: windowsOs(), sessionPreferences: preferencesOf(windows, { bucket: true }) });
    expect(userData(windows)).toBe('<powershell></powershell>');
    expect(ours(windows)).toEqual([]);
  });

  test.each([
    ['a public subnet', [PUBLIC], true],
    ['a private subnet', [PUBLIC, PRIVATE_WITH_EGRESS], true],
  ])('in %s reaches a repository', (_name, types, installs) => {
    const stack = newStack();
    new SsmManagedInstance(stack, 'Node', { vpc: vpcWith(stack, types), operatingSystem: customOs(), sessionPreferences: preferencesOf(stack, { bucket: true }) });
    expect(userData(stack).includes('command -v script')).toBe(installs);
  });
});

describe('In an isolated subnet', () => {
  function isolated(parts: Parts, operatingSystem?: NodeOperatingSystem) {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const sessionPreferences = preferencesOf(stack, parts);
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences });
    const node = new SsmManagedInstance(stack, 'Node', { vpc, operatingSystem, sessionPreferences, connectivity: SsmConnectivity.privateLink(endpoints) });
    return { stack, node };
  }
  const NOT_PROVEN = 'Transcripts in S3, and in CloudWatch Logs without streaming, need the command script (util-linux), which is not known to be in the image and cannot be installed from here; without it there is none. Put it into the image and set scriptPreinstalled: true in NodeOperatingSystem.custom(...).';

  test.each([
    ['a bucket', { bucket: true }, [`${WARNING}scriptNotProven`]],
    ['a log group that does not stream', { logGroup: true, streaming: false }, [`${WARNING}scriptNotProven`]],
    ['a log group that streams', { logGroup: true }, []],
    ['a key', { key: true }, []],
  ] as [string, Parts, string[]][])('nothing installs script, which preferences with %s may need', (_name, parts, expected) => {
    const { stack } = isolated(parts, customOs());
    expect(userData(stack)).toBe('#!/bin/bash');
    expect(ours(stack)).toEqual(expected);
  });

  test('the warning says what to do, and can be acknowledged', () => {
    const { stack, node } = isolated({ bucket: true }, customOs());
    expect(node.node.metadata.map(({ data }) => String(data).split(' [ack')[0])).toEqual([NOT_PROVEN]);
    Validations.of(node).acknowledge({ id: `${WARNING}scriptNotProven`, reason: 'a test' });
    expect(ours(stack)).toEqual([]);
  });

  test.each([
    ['an image that is known to have script', customOs({ scriptPreinstalled: true })],
    ['Amazon Linux 2023', undefined],
    ['Ubuntu', NodeOperatingSystem.ubuntu('24.04')],
    ['Windows', windowsOs()],
  ])('there is no warning with %s', (_name, operatingSystem) => {
    expect(ours(isolated({ bucket: true }, operatingSystem).stack)).toEqual([]);
  });

  test('the instance waits for the endpoints, the policy and the document', () => {
    const { stack } = isolated(ALL);
    expect(waitsFor(stack)).toEqual(expect.arrayContaining(
      ['AWS::EC2::VPCEndpoint', 'AWS::IAM::Policy', 'AWS::SSM::Document'].flatMap(type => logicalIds(stack, type))));
    expect(logicalIds(stack, 'AWS::EC2::VPCEndpoint')).toHaveLength(5);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('An existing instance, whose image is not known', () => {
  test.each([
    ['Linux and a bucket', LINUX_IMAGE, { bucket: true }, ['scriptNotProven']],
    ['Linux and a log group that does not stream', LINUX_IMAGE, { logGroup: true, streaming: false }, ['scriptNotProven']],
    ['Linux and a log group that streams', LINUX_IMAGE, { logGroup: true }, []],
    ['Windows and a log group that streams', WINDOWS_IMAGE, { logGroup: true }, ['powerShellNotProven']],
    ['Windows and a log group that does not stream', WINDOWS_IMAGE, { logGroup: true, streaming: false }, []],
    ['Windows and a bucket', WINDOWS_IMAGE, { bucket: true }, []],
  ] as [string, ec2.IMachineImage, Parts, string[]][])('gets a warning with %s', (_name, machineImage, parts, expected) => {
    const stack = newStack();
    equippedIn(stack, preferencesOf(stack, parts), { machineImage });
    expect(ours(stack)).toEqual(expected.map(id => WARNING + id));
  });

  test('gets one warning, however often it is asked', () => {
    const stack = newStack();
    const node = equippedIn(stack);
    const preferences = preferencesOf(stack, { bucket: true });
    ['A', 'B'].forEach(id => preferences.grantStartSession(new iam.User(stack, id), node));
    expect(ours(stack)).toEqual([`${WARNING}scriptNotProven`]);
  });

  test('with Windows gets a warning that runAs does not apply', () => {
    const stack = newStack();
    equippedIn(stack, preferencesOf(stack, {}, { runAs: RunAs.defaultUser('operator') }), { machineImage: WINDOWS_IMAGE });
    expect(ours(stack)).toEqual([`${WARNING}runAsIgnored`]);
  });
});

describe('PowerShell', () => {
  test('is not known to be new enough in a custom image of Windows', () => {
    const stack = newStack();
    const node = nodeIn(stack, { operatingSystem: windowsOs(), sessionPreferences: preferencesOf(stack, { logGroup: true }) });
    expect(ours(stack)).toEqual([`${WARNING}powerShellNotProven`]);
    expect(node.node.metadata.map(({ data }) => String(data).split(' [ack')[0])).toEqual([
      'Streaming to CloudWatch Logs needs PowerShell 5.1 or newer and no system-wide transcription policy on Windows, which cannot be seen here; without them sessions are not logged there.',
    ]);
  });

  test.each(['2016', '2019', '2022', '2025'])('is new enough in Windows Server %s', version => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: NodeOperatingSystem.windowsServer(version), sessionPreferences: preferencesOf(stack, ALL) });
    expect(ours(stack)).toEqual([]);
  });

  test.each([[{ logGroup: true, streaming: false }], [{ bucket: true }], [{ key: true }], [{}]])('does not matter with %j', parts => {
    const stack = newStack();
    nodeIn(stack, { operatingSystem: windowsOs(), sessionPreferences: preferencesOf(stack, parts) });
    expect(ours(stack)).toEqual([]);
  });
});

describe('A tunnel', () => {
  const TUNNEL = `${WARNING}tunnelNotLogged`;
  const commands: [string, (node: ISsmManagedInstance) => unknown][] = [
    ['sshProxyCommand', node => node.sshProxyCommand],
    ['portForwardingCommand', node => node.portForwardingCommand(5432)],
    ['rdpCommand', node => node.rdpCommand],
  ];
  const node = (stack: Stack, sessionPreferences?: ISessionPreferences) => nodeIn(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022'), sessionPreferences });

  test.each(commands)('with %s is never logged, and a node with transcripts warns about it', (_name, command) => {
    for (const parts of [{ bucket: true }, { logGroup: true }, ALL]) {
      const stack = newStack();
      command(node(stack, preferencesOf(stack, parts)));
      expect(ours(stack)).toEqual([TUNNEL]);
    }
  });

  test.each(commands)('with %s raises no warning without transcripts', (_name, command) => {
    for (const parts of [{}, { key: true }]) {
      const stack = newStack();
      command(node(stack, preferencesOf(stack, parts)));
      expect(ours(stack)).toEqual([]);
    }
    const stack = newStack();
    command(node(stack));
    expect(ours(stack)).toEqual([]);
  });

  test('raises the warning once, with the alternative, and it can be acknowledged', () => {
    const stack = newStack();
    const made = node(stack, preferencesOf(stack, ALL));
    commands.forEach(([, command]) => command(made));
    expect(made.node.metadata.map(({ data }) => String(data).split(' [ack')[0])).toEqual([
      'sessionPreferences keep transcripts of shells; port forwarding and SSH sessions are never logged, and this node gives commands for them. CloudTrail records who opened one.',
    ]);
    Validations.of(made).acknowledge({ id: TUNNEL, reason: 'a test' });
    expect(ours(stack)).toEqual([]);
  });

  test('raises the warning once for all three commands', () => {
    const stack = newStack();
    const made = node(stack, preferencesOf(stack, ALL));
    commands.forEach(([, command]) => command(made));
    expect(ours(stack)).toEqual([TUNNEL]);
  });

  test('through an imported node is not logged either', () => {
    const stack = newStack();
    const made = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: NODE_ID, sessionPreferences: preferencesOf(stack, { logGroup: true }) });
    expect(made.sshProxyCommand).toContain('AWS-StartSSHSession');
    expect(ours(stack)).toEqual([TUNNEL]);
  });

  test('raises no warning for a shell or the console', () => {
    const stack = newStack();
    const made = node(stack, preferencesOf(stack, ALL));
    expect([made.startSessionCommand, made.consoleUrl]).toHaveLength(2);
    made.grantStartSession(new iam.User(stack, 'User'));
    expect(ours(stack)).toEqual([]);
  });
});

describe('In another account', () => {
  // The role needs a physical name: the policy of another account cannot name a role whose name CloudFormation chooses.
  const namedRole = (stack: Stack) => new iam.Role(stack, 'NamedRole', { roleName: 'node', assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });

  test('a key may encrypt the session, and the instance does not wait for its policy', () => {
    const app = new App();
    const keys = stackOf({ account: '210987654321', region: 'us-east-1' }, app, 'Keys');
    const stack = newStack(app);
    nodeIn(stack, {
      role: namedRole(stack),
      sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryptionKey: new kms.Key(keys, 'Key') }),
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('an encrypted bucket may keep the transcripts', () => {
    const app = new App();
    const central = stackOf({ account: '210987654321', region: 'us-east-1' }, app, 'Central');
    const stack = newStack(app);
    const logging = new SessionLogging(stack, 'Logging', { bucket: new SessionLoggingBucket(central, 'Logs', { bucketName: 'central-logs' }) });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging, encryption: SessionEncryption.none() });
    nodeIn(stack, { role: namedRole(stack), sessionPreferences });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('Grants to a person', () => {
  test('the error about a role that cannot be changed names the actions on the key of the bucket', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'NodeRole', ROLE_ARN, { mutable: false });
    const sessionPreferences = preferencesOf(stack, { bucket: true });
    expect(errorOf(() => nodeIn(stack, { role, permissions: NodePermissions.none(), sessionPreferences }))).toContain('kms:GenerateDataKey');
  });

  test('an immutable role of an imported node is an error, instead of one side of the grant', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'NodeRole', ROLE_ARN, { mutable: false });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: NODE_ID, role });
    expect(errorOf(() => preferencesOf(stack, { key: true }).grantStartSession(new iam.User(stack, 'User'), node))).toBeDefined();
  });

  test('a command document, which never streams, needs script with a log group that streams', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, { logGroup: true });
    const node = nodeIn(stack, { operatingSystem: customOs(), sessionPreferences });
    new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences }).grantStartSession(new iam.User(stack, 'U'), node);
    expect(ours(stack)).toEqual([`${WARNING}scriptNotProven`]);
  });

  test('ssm-user without sudo raises the warning on Windows, where it is an administrator all the same', () => {
    const stack = newStack();
    const sessionPreferences = preferencesOf(stack, {}, { runAs: RunAs.ssmUser({ sudo: false }) });
    nodeIn(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022'), sessionPreferences });
    expect(ours(stack)).toEqual([`${WARNING}runAsIgnored`]);
  });

  test('runAs with commands does not prevent the grant of a document on Windows, which ignores it', () => {
    const stack = newStack();
    const node = nodeIn(stack, { operatingSystem: NodeOperatingSystem.windowsServer('2022') });
    const preferences = preferencesOf(stack, {}, { runAs: RunAs.defaultUser('operator', { createUser: true }) });
    expect(errorOf(() => preferences.grantStartSession(new iam.User(stack, 'User'), node))).toBeUndefined();
  });

  test('an alias is not a key, because grants on its ARN have no effect', () => {
    const stack = newStack();
    const encryptionKey = kms.Alias.fromAliasName(stack, 'Alias', 'alias/sessions');
    expect(errorOf(() => new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), encryptionKey }))).toBeDefined();
  });

  test('a node waits until the preferences of the account are in force, as for any other document', () => {
    const stack = newStack();
    nodeIn(stack, { sessionPreferences: new AccountSessionPreferences(stack, 'Preferences') });
    expect(waitsFor(stack)).toEqual(expect.arrayContaining(logicalIds(stack, 'Custom::AccountSessionPreferences')));
  });
});

test('Preferences that create all they need stream by default, so a node does not depend on script', () => {
  const stack = newStack();
  nodeIn(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
  const { inputs } = JSON.parse(deployed(only(stack, 'AWS::SSM::Document').Properties.Content));
  expect(inputs).toMatchObject({ cloudWatchStreamingEnabled: true, cloudWatchEncryptionEnabled: true, s3EncryptionEnabled: true });
  expect(inputs.cloudWatchLogGroupName).toBe(`<${logicalIds(stack, 'AWS::Logs::LogGroup')[0]}>`);
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 2);
});
