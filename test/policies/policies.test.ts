import { readFileSync } from 'fs';
import { join } from 'path';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessRequest, Statement, isAllowed, isAllowedBy } from './evaluate';
import {
  AccountSessionPreferences, InteractiveCommandDocument, NodePermissions, NonInteractiveCommandDocument, PortForwardingDocument, PortForwardingTarget,
  SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, newStack, newVpc } from '../fixtures';
import { Deployed } from '../preferences/deployed';

/** A stack with every grant of the library. */
function deploy() {
  const stack = newStack();
  const vpc = newVpc(stack);
  const bucket = new SessionLoggingBucket(stack, 'Bucket', { bucketName: 'session-logs', keyPrefix: 'production' });
  const logGroup = new SessionLogGroup(stack, 'LogGroup', { logGroupName: '/session-manager/production', encryptionKey: bucket.encryptionKey });
  const logging = new SessionLogging(stack, 'Logging', { bucket, logGroup });
  const preferences = new SessionPreferences(stack, 'Preferences', { documentName: 'production-shell', logging });
  const account = new AccountSessionPreferences(stack, 'Account', { logging: SessionLogging.none() });

  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences: preferences });
  const privateLink = SsmConnectivity.privateLink(endpoints);
  const newNode = (id: string, sessionPreferences?: SessionPreferences | AccountSessionPreferences) => new SsmManagedInstance(stack, id, {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    connectivity: privateLink,
    permissions: NodePermissions.sessionOnly(),
    sessionPreferences,
  });
  const [node, plainNode, accountNode] = [newNode('Node', preferences), newNode('PlainNode'), newNode('AccountNode', account)];

  const newRole = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountPrincipal(ACCOUNT) });
  const roles = {
    bucketWriter: newRole('BucketWriter'),
    bucketReader: newRole('BucketReader'),
    groupWriter: newRole('GroupWriter'),
    groupReader: newRole('GroupReader'),
    loggingWriter: newRole('LoggingWriter'),
    host: newRole('Host'),
    person: newRole('Person'),
    defaultPerson: newRole('DefaultPerson'),
    accountPerson: newRole('AccountPerson'),
    tunnelPerson: newRole('TunnelPerson'),
    commandPerson: newRole('CommandPerson'),
    runPerson: newRole('RunPerson'),
    administrator: newRole('Administrator'),
    node: node.instance.role,
    plainNode: plainNode.instance.role,
    accountNode: accountNode.instance.role,
    handler: account.node.findChild('Resource').node.findChild('HandlerRole') as iam.Role,
  };
  bucket.grantWriteSessionLogs(roles.bucketWriter);
  bucket.grantReadSessionLogs(roles.bucketReader);
  logGroup.grantWriteSessionLogs(roles.groupWriter);
  logGroup.grantReadSessionLogs(roles.groupReader);
  logging.grantWrite(roles.loggingWriter);
  preferences.grantHost(roles.host);
  node.grantStartSession(roles.person);
  plainNode.grantStartSession(roles.defaultPerson);
  accountNode.grantStartSession(roles.accountPerson);
  new PortForwardingDocument(stack, 'Tunnel', { documentName: 'database-tunnel', to: PortForwardingTarget.host('database.example.com', 5432) })
    .grantStartSession(roles.tunnelPerson, node);
  new InteractiveCommandDocument(stack, 'Commands', { documentName: 'show-top', commands: { linux: { commands: 'top' } } })
    .grantStartSession(roles.commandPerson, plainNode);
  new NonInteractiveCommandDocument(stack, 'Disk', { documentName: 'disk-space', commands: { linux: { commands: 'df' } }, sessionPreferences: preferences })
    .grantStartSession(roles.runPerson, node);
  // The permissions of an administrator of the account. The key policies decide the rest.
  roles.administrator.addToPolicy(new iam.PolicyStatement({ actions: ['kms:*'], resources: ['*'] }));

  return { stack, bucket, preferences, account, nodes: { node, plainNode, accountNode }, roles };
}

const { stack: STACK, bucket, preferences, account: accountPreferences, nodes, roles } = deploy();
const DEPLOYED = new Deployed(STACK);

/** The values of the names in braces in the tables. */
const NAMES: Record<string, string> = {
  ...Object.fromEntries(Object.entries(nodes).map(([name, { instanceId }]) => [name, DEPLOYED.value(instanceId)])),
  sessionKey: DEPLOYED.value(preferences.encryptionKey!.keyArn),
  accountKey: DEPLOYED.value(accountPreferences.encryptionKey!.keyArn),
  logKey: DEPLOYED.value(bucket.encryptionKey!.keyArn),
  handlerFunction: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${idOf('AWS::Lambda::Function', 'AccountHandler')}`,
  handlerLogs: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${idOf('AWS::Logs::LogGroup', 'AccountLogs')}`,
};

function idOf(type: string, start: string): string {
  const found = Object.keys(DEPLOYED.properties(type)).filter(id => id.startsWith(start));
  expect(found).toHaveLength(1);
  return found[0];
}

/** The statements of all policies of a role. It has no other policies. */
function identityOf(role: iam.IRole): Statement[] {
  const name = DEPLOYED.value(role.roleName);
  expect(DEPLOYED.properties('AWS::IAM::Role')[name].ManagedPolicyArns).toBeUndefined();
  expect(DEPLOYED.properties('AWS::IAM::Role')[name].Policies).toBeUndefined();
  return Object.values(DEPLOYED.properties('AWS::IAM::Policy'))
    .filter(({ Roles }) => Roles.includes(name))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const IDENTITIES = new Map(Object.values(roles).map(role => [DEPLOYED.value(role.roleArn) as string, identityOf(role)]));

/** The statements of the policy of the key or the bucket that a request is about. */
function resourcePolicyOf(resource: string): Statement[] | undefined {
  const key = Object.entries(DEPLOYED.properties('AWS::KMS::Key')).find(([id]) => DEPLOYED.value({ 'Fn::GetAtt': [id, 'Arn'] }) === resource);
  const bucketPolicy = Object.values(DEPLOYED.properties('AWS::S3::BucketPolicy')).find(({ Bucket }) =>
    resource === `arn:aws:s3:::${Bucket}` || resource.startsWith(`arn:aws:s3:::${Bucket}/`));
  return key?.[1].KeyPolicy.Statement ?? bucketPolicy?.PolicyDocument.Statement;
}

/** The statements of the endpoint that an action goes through. */
function endpointOf(action: string): Statement[] {
  const endpoints: any[] = Object.values(DEPLOYED.properties('AWS::EC2::VPCEndpoint')).filter(({ ServiceName }) => ServiceName.endsWith(`.${action.split(':')[0]}`));
  expect(endpoints).toHaveLength(1);
  return endpoints[0].PolicyDocument.Statement;
}

const TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

function allowed(request: AccessRequest, { without, endpoint }: { readonly without?: Statement; readonly endpoint?: boolean } = {}): boolean {
  const others = (statements?: Statement[]) => statements?.filter(statement => statement !== without);
  return isAllowed({
    account: ACCOUNT,
    identity: others(IDENTITIES.get(request.principal)),
    resource: others(resourcePolicyOf(request.resource)),
    endpoint: endpoint ? others(endpointOf(request.action)) : undefined,
  }, { ...request, context: { ...TLS, ...request.context } });
}

interface Case extends AccessRequest {
  readonly expected: 'allowed' | 'denied';
  readonly why: string;
}

function filled(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, name) => {
    expect(Object.keys(NAMES)).toContain(name);
    return NAMES[name];
  });
}

/** The cases of a table, each with the title of its test. */
function table(name: string): [string, Case][] {
  const cases: Case[] = JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8'));
  return cases.map(each => {
    const { principal, action, resource, context = {}, expected, why } = each;
    const role = roles[principal as keyof typeof roles] as iam.IRole | undefined;
    const given = Object.entries(context).map(([key, value]) => ` ${key}=${value}`).join('');
    return [`${principal} ${action} ${resource}${given} is ${expected}: ${why}`, {
      ...each,
      principal: role ? DEPLOYED.value(role.roleArn) : principal,
      resource: filled(resource),
      context: Object.fromEntries(Object.entries(context).map(([key, value]) => [key, filled(value)])),
    }];
  });
}

describe('the tables', () => {
  const TABLES = ['node-side', 'person-side', 'readers', 'account-preferences', 'endpoints', 'keys'];

  test('have no case twice, and each principal in them exists', () => {
    const cases = TABLES.flatMap(name => table(name));

    expect(cases.map(([title]) => title).filter((title, i, all) => all.indexOf(title) !== i)).toEqual([]);
    expect(cases.filter(([, { principal }]) => !/^arn:aws:iam::|^anonymous$|\.amazonaws\.com$/.test(principal))).toEqual([]);
  });

  test('allow and deny something, for each role', () => {
    const cases = ['node-side', 'person-side', 'readers', 'account-preferences', 'keys'].flatMap(name => table(name).map(([, each]) => each));
    const lacking = Object.entries(roles).filter(([name]) => name !== 'administrator').filter(([, role]) =>
      new Set(cases.filter(({ principal }) => principal === DEPLOYED.value(role.roleArn)).map(({ expected }) => expected)).size < 2);

    expect(lacking.map(([name]) => name)).toEqual([]);
  });
});

describe.each(['node-side', 'person-side', 'readers', 'account-preferences', 'keys'])('%s', name => {
  test.each(table(name))('%s', (_, request) => {
    expect(allowed(request) ? 'allowed' : 'denied').toBe(request.expected);
  });
});

describe('endpoints', () => {
  test.each(table('endpoints'))('%s', (_, request) => {
    expect(isAllowedBy(endpointOf(request.action), request) ? 'allowed' : 'denied').toBe(request.expected);
  });
});

/** Everything that a session needs, read from the document that it uses. */
function session(name: string, person: keyof typeof roles, node: keyof typeof nodes, host: keyof typeof roles = node) {
  const instanceId = NAMES[node];
  const [document] = Object.values(DEPLOYED.properties('AWS::SSM::Document')).filter(({ Name }) => Name === name);
  const content = document?.Content ?? Object.values(DEPLOYED.properties('Custom::AccountSessionPreferences'))[0].Content;
  const { inputs = {} } = JSON.parse(content);
  const sessionId = 'alice-0123456789abcdef0';
  const handshake = { 'kms:EncryptionContext:aws:ssm:SessionId': sessionId, 'kms:EncryptionContext:aws:ssm:TargetId': instanceId };
  const object = `arn:aws:s3:::${inputs.s3BucketName}/${[...inputs.s3KeyPrefix ? [inputs.s3KeyPrefix] : [], `${sessionId}.log`].join('/')}`;
  const group = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:${inputs.cloudWatchLogGroupName}`;
  const keyOf = (type: string, found: (properties: any) => unknown): string | undefined => {
    const properties = Object.values(DEPLOYED.properties(type)).find(found);
    return properties?.KmsKeyId ?? properties?.BucketEncryption?.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID;
  };
  const bucketKey = keyOf('AWS::S3::Bucket', ({ BucketName }) => BucketName === inputs.s3BucketName);
  const groupKey = keyOf('AWS::Logs::LogGroup', ({ LogGroupName }) => LogGroupName === inputs.cloudWatchLogGroupName);

  const by = (principal: string) => (action: string, resource: string, context: Record<string, string> = {}): AccessRequest =>
    ({ principal, action, resource, context });
  const [ofNode, ofPerson] = [roles[host], roles[person]].map(role => by(DEPLOYED.value(role.roleArn)));
  const viaS3 = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
  return {
    /** The calls of the agent. All of them go through the endpoints, if there are any. */
    agent: [
      ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(action => ofNode(`ssmmessages:${action}`, '*')),
      ofNode('ssm:UpdateInstanceInformation', '*'),
    ],
    transcripts: [
      ...inputs.s3BucketName ? [
        ofNode('s3:GetEncryptionConfiguration', `arn:aws:s3:::${inputs.s3BucketName}`),
        ofNode('s3:PutObject', object, { 's3:x-amz-acl': 'bucket-owner-full-control' }),
        ofNode('s3:PutObject', object),
        ofNode('s3:PutObjectAcl', object, { 's3:x-amz-acl': 'bucket-owner-full-control' }),
      ] : [],
      ...inputs.cloudWatchLogGroupName ? [
        ofNode('logs:DescribeLogGroups', '*'), ofNode('logs:CreateLogStream', `${group}:log-stream:${sessionId}`), ofNode('logs:DescribeLogStreams', `${group}:*`),
        ofNode('logs:PutLogEvents', `${group}:log-stream:${sessionId}`),
      ] : [],
    ],
    /** The calls of S3 and CloudWatch Logs with keys, for the node or by themselves. They do not go through the endpoints. */
    storage: [
      ...bucketKey ? [ofNode('kms:GenerateDataKey', bucketKey, viaS3), ofNode('kms:Decrypt', bucketKey, viaS3)] : [],
      ...groupKey ? ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'].map(action =>
        by('logs.us-east-1.amazonaws.com')(action, groupKey, { 'kms:EncryptionContext:aws:logs:arn': group })) : [],
    ],
    open: inputs.kmsKeyId ? [ofNode('kms:Decrypt', inputs.kmsKeyId, { ...handshake, 'kms:EncryptionContext:aws:ssm:RandomChallenge': 'x' }), ofNode('kms:Decrypt', inputs.kmsKeyId, handshake)] : [],
    start: [
      ...[`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${instanceId}`, `arn:aws:ssm:us-east-1:${ACCOUNT}:document/${name}`].map(resource =>
        // The key is absent where a session names its document, and false where it names none.
        ofPerson('ssm:StartSession', resource, name === 'SSM-SessionManagerRunShell' ? { 'ssm:SessionDocumentAccessCheck': 'false' } : {})),
      ...['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'].map(action =>
        ofPerson(action, `arn:aws:ssm:us-east-1:${ACCOUNT}:session/${sessionId}`, {
          'aws:userid': 'AROAEXAMPLE:alice', 'ssm:resourceTag/aws:ssmmessages:session-id': 'AROAEXAMPLE:alice',
        })),
    ],
    encrypt: inputs.kmsKeyId ? [ofPerson('kms:GenerateDataKey', inputs.kmsKeyId, handshake)] : [],
  };
}

type Session = ReturnType<typeof session>;
type Options = Parameters<typeof allowed>[1];

/** The requests of a session that are denied. Empty if the session starts, is logged and is encrypted. */
function denied({ agent, transcripts, storage, open, start, encrypt }: Session, options: Options = {}): string[] {
  const through = { ...options, endpoint: options.endpoint ?? true };
  return [
    ...[...agent, ...transcripts, ...open].filter(request => !allowed(request, through)),
    ...[...storage, ...start, ...encrypt].filter(request => !allowed(request, { ...options, endpoint: false })),
  ].map(({ action, resource }) => `${action} ${resource}`);
}

describe('a session is allowed on each side, as its document requires', () => {
  test.each<[string, Session, number]>([
    ['with preferences of its own', session('production-shell', 'person', 'node'), 27],
    ['with the account\'s preferences', session('SSM-SessionManagerRunShell', 'accountPerson', 'accountNode'), 13],
    ['of commands with preferences', session('disk-space', 'runPerson', 'node'), 27],
    ['of commands without preferences', session('show-top', 'commandPerson', 'plainNode'), 10],
    ['through a tunnel', session('database-tunnel', 'tunnelPerson', 'node'), 10],
  ])('%s', (_, made, calls) => {
    expect(denied(made)).toEqual([]);
    // An empty list of calls must not pass for a session.
    expect(Object.values(made).flat()).toHaveLength(calls);
  });

  test('with the default document of an account about which nothing is known', () => {
    const { agent, start } = session('SSM-SessionManagerRunShell', 'defaultPerson', 'plainNode');

    expect(denied({ agent, start, transcripts: [], storage: [], open: [], encrypt: [] })).toEqual([]);
  });

  test('on a node of another library, with grantHost and its own permissions', () => {
    expect(denied({ ...session('production-shell', 'person', 'node', 'host'), agent: [] })).toEqual([]);
  });
});

describe('a session fails without one side', () => {
  const made = session('production-shell', 'person', 'node');
  const viaEndpoint = (requests: AccessRequest[]) => requests.map(request => endpointOf(request.action));
  const NODE = DEPLOYED.value(roles.node.roleArn);
  const PERSON = DEPLOYED.value(roles.person.roleArn);
  const find = (statements: Statement[], action: string) => {
    const found = statements.filter(({ Action }) => [Action].flat().includes(action));
    expect(found).not.toEqual([]);
    return found;
  };
  const deniedWithout = (statements: Statement[]) => statements.map(without => denied(made, { without }));

  test('of the key: kms:Decrypt of the node and kms:GenerateDataKey of the person', () => {
    const [nodeHalf] = find(IDENTITIES.get(NODE)!, 'kms:Decrypt').filter(({ Resource }) => Resource === NAMES.sessionKey);
    const [personHalf] = find(IDENTITIES.get(PERSON)!, 'kms:GenerateDataKey');

    expect(denied(made)).toEqual([]);
    expect(deniedWithout([nodeHalf])).toEqual([[`kms:Decrypt ${NAMES.sessionKey}`, `kms:Decrypt ${NAMES.sessionKey}`]]);
    expect(deniedWithout([personHalf])).toEqual([[`kms:GenerateDataKey ${NAMES.sessionKey}`]]);
  });

  test.each(['s3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration'])('of the upload: %s of the role and of the endpoint', action => {
    const halves = [...find(IDENTITIES.get(NODE)!, action), ...find(endpointOf(action), action)];

    expect(halves).toHaveLength(2);
    deniedWithout(halves).forEach(missing => expect(missing.join()).toContain(action));
  });

  test.each(['logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'])('of the stream: %s of the role and of the endpoint', action => {
    const halves = [...find(IDENTITIES.get(NODE)!, action), ...find(endpointOf(action), action)];

    expect(halves).toHaveLength(2);
    deniedWithout(halves).forEach(missing => expect(missing.join()).toContain(action));
  });

  test.each(['ssm:UpdateInstanceInformation', 'ssmmessages:OpenDataChannel', 'kms:Decrypt'])('of the network path: %s of the role and of the endpoint', action => {
    const halves = [...find(IDENTITIES.get(NODE)!, action).slice(-1), ...find(endpointOf(action), action)];

    expect(halves).toHaveLength(2);
    deniedWithout(halves).forEach(missing => expect(missing.join()).toContain(action));
  });

  test('of the log group\'s key: its policy names the service, and the log group', () => {
    const [service, ...others] = resourcePolicyOf(NAMES.logKey)!.filter(({ Principal }) => typeof Principal === 'object' && 'Service' in Principal);

    expect(others).toEqual([]);
    expect(deniedWithout([service])[0]).toHaveLength(4);
  });

  test('of the keys of the bucket and the session: their policies let the account grant them', () => {
    const root = (key: string) => resourcePolicyOf(key)!.filter(({ Action }) => Action === 'kms:*');

    expect([...deniedWithout(root(NAMES.logKey)), ...deniedWithout(root(NAMES.sessionKey))]).toEqual([
      [`kms:GenerateDataKey ${NAMES.logKey}`, `kms:Decrypt ${NAMES.logKey}`],
      [`kms:Decrypt ${NAMES.sessionKey}`, `kms:Decrypt ${NAMES.sessionKey}`, `kms:GenerateDataKey ${NAMES.sessionKey}`],
    ]);
  });

  test('no statement of the node, of the person or of the endpoints is superfluous', () => {
    const downloads = (statement: Statement) => statement.Sid === 'SsmAgentDownloads';
    const tunnels = session('database-tunnel', 'tunnelPerson', 'node');
    const endpoints = new Set(viaEndpoint([...made.agent, ...made.transcripts, ...made.open]).flat());
    const all = [...IDENTITIES.get(NODE)!, ...IDENTITIES.get(PERSON)!, ...endpoints];
    const idle = all.filter(without => !downloads(without) && [...denied(made, { without }), ...denied(tunnels, { without })].length === 0);

    expect(idle).toEqual([]);
  });
});

test('a principal without grants is denied everything', () => {
  const stranger = `arn:aws:iam::${ACCOUNT}:role/Stranger`;
  const calls = Object.values(session('production-shell', 'person', 'node')).flat().filter(({ principal }) => principal.startsWith('arn:'));

  expect(calls.filter(request => allowed({ ...request, principal: stranger }))).toEqual([]);
});

test('the stack has no managed policy, and `*` only for actions that support no narrower resource', () => {
  const statements: Statement[] = Object.values(DEPLOYED.properties('AWS::IAM::Policy')).flatMap(({ Roles, PolicyDocument }) =>
    Roles.includes(DEPLOYED.value(roles.administrator.roleName)) ? [] : PolicyDocument.Statement);
  const onEverything = statements.filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(({ Action }) => Action);

  expect(DEPLOYED.properties('AWS::IAM::ManagedPolicy')).toEqual({});
  expect([...new Set(onEverything)].sort()).toEqual([
    'logs:DescribeLogGroups', 'logs:GetQueryResults', 'ssm:UpdateInstanceInformation', 'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
  ]);
  expect(statements.flatMap(({ Action, NotAction }) => [Action, NotAction].flat()).filter(action => action?.includes('*'))).toEqual([]);
});
