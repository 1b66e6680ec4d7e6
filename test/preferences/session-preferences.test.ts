import { App, Aws, CfnParameter, Duration, Lazy, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { documentOf } from './deployed';
import {
  InteractiveCommandDocument, RunAs, SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
  SessionPreferencesProps, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, FLAGS, errorOf, newStack, pathsOf, propertiesOf, ref, warnings } from '../fixtures';

const KEY = 'AWS::KMS::Key';
const DOCUMENT = 'AWS::SSM::Document';
const INSTANCE = 'i-0123456789abcdef0';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const NOT_LOGGED = 'logging is SessionLogging.none(): nobody will know what was done in these sessions. [ack: annotation::cdk-session-manager:SessionDocument.notLogged]';

function setUp(props: SessionPreferencesProps = {}, stack = newStack()) {
  return { stack, preferences: new SessionPreferences(stack, 'Preferences', props) };
}

/** The same without a bucket, a log group or a key, for tests that do not need them. */
const plain = (props: SessionPreferencesProps = {}, stack = newStack()) =>
  setUp({ logging: SessionLogging.none(), encryption: SessionEncryption.none(), ...props }, stack);

const inputsOf = (props: SessionPreferencesProps) => documentOf(plain(props).stack).inputs;

describe.each(FLAGS)('by default, in an app with %s', (_, context) => {
  const { stack, preferences } = setUp({}, newStack(new App({ context })));
  const template = Template.fromStack(stack);

  test('there is a session document, and a change creates a new version of it', () => {
    template.resourceCountIs(DOCUMENT, 1);
    expect(propertiesOf(stack, DOCUMENT)).toEqual([{
      Content: expect.anything(),
      DocumentFormat: 'JSON',
      DocumentType: 'Session',
      UpdateMethod: 'NewVersion',
    }]);
  });

  test('the content is text with literal booleans in it', () => {
    const [{ Content }] = propertiesOf(stack, DOCUMENT);

    expect(Content['Fn::Join'][1].join('')).toContain('"cloudWatchEncryptionEnabled":true,"cloudWatchStreamingEnabled":true,');
  });

  test('the document names what was created, 20 minutes of idle time, and no maximum duration', () => {
    expect(documentOf(stack)).toEqual({
      schemaVersion: '1.0',
      description: 'Session Manager preferences of Stack/Preferences',
      sessionType: 'Standard_Stream',
      inputs: {
        s3BucketName: expect.stringMatching(/^preferencesloggingbucket/),
        s3KeyPrefix: '',
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: expect.stringMatching(/^\/session-manager\/Stack-Preferences-Logging-LogGroup-[0-9A-F]{8}-5ac1b0c0$/),
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:123456789012:key\//),
        runAsEnabled: false,
        runAsDefaultUser: '',
        idleSessionTimeout: '20',
        shellProfile: { linux: '', windows: '' },
      },
    });
    const text = JSON.stringify(propertiesOf(stack, DOCUMENT)[0].Content);
    expect(text).toContain(JSON.stringify(stack.resolve(preferences.encryptionKey!.keyArn)));
    expect(text).toContain(JSON.stringify(stack.resolve(preferences.logging.bucket!.bucketName)));
    expect(text).toContain(JSON.stringify(stack.resolve(preferences.logging.logGroup!.logGroupName)));
  });

  test('the key is new, rotates and is deleted with the stack', () => {
    const { logicalId } = preferences.encryptionKey!.node.defaultChild as kms.CfnKey;

    expect(template.toJSON().Resources[stack.resolve(logicalId)]).toEqual({
      Type: KEY,
      Properties: {
        Description: 'Encrypts the Session Manager sessions of Stack/Preferences',
        EnableKeyRotation: true,
        KeyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: expect.anything() }, Action: 'kms:*', Resource: '*' }] },
      },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  test('there are two keys, one for the transcripts and one for the sessions, and no key for a function', () => {
    template.resourceCountIs(KEY, 2);
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.resourceCountIs('AWS::IAM::Role', 0);
    template.resourceCountIs('Custom::AccountSessionPreferences', 0);
  });

  test('sessions run as ssm-user, and there is no warning', () => {
    expect(preferences.runAs._enabled).toBe(false);
    expect(warnings(stack)).toEqual([]);
  });
});

describe('documentName', () => {
  test('is chosen by CloudFormation, so that two documents of an app do not conflict', () => {
    const { stack, preferences } = plain();

    expect(propertiesOf(stack, DOCUMENT)[0].Name).toBeUndefined();
    expect(stack.resolve(preferences.documentName)).toEqual(ref({ node: { defaultChild: preferences.node.findChild('Document') } }));
  });

  test.each(['abc', 'production-shell', 'Team_A.shell-1', 'a'.repeat(128), 'SSM-SessionManager', 'my-aws-shell'])('may be %s', documentName => {
    const { stack } = plain({ documentName });

    expect(propertiesOf(stack, DOCUMENT)[0]).toMatchObject({ Name: documentName, UpdateMethod: 'NewVersion' });
  });

  test('may be a token', () => {
    const stack = newStack();
    const documentName = new CfnParameter(stack, 'Name').valueAsString;

    expect(propertiesOf(plain({ documentName }, stack).stack, DOCUMENT)[0].Name).toEqual({ Ref: 'Name' });
  });

  test.each(['', 'ab', 'a'.repeat(129), 'a b', 'a/b', 'a$(x)', 'aws-shell', 'AWS-shell', 'amazon.shell', 'AmznShell', 'shell\n'])('cannot be %j', documentName => {
    expect(errorOf(() => plain({ documentName }))).toBe(
      `documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got '${documentName}'; use a name such as 'production-shell' [Stack/Preferences]`);
  });

  test('cannot be the account\'s document, which exists already or gets another meaning', () => {
    expect(errorOf(() => plain({ documentName: 'SSM-SessionManagerRunShell' }))).toBe(
      'documentName must not be the account\'s own, got \'SSM-SessionManagerRunShell\', which CloudFormation cannot create where it exists; use AccountSessionPreferences for the account\'s default, or leave documentName out [Stack/Preferences]');
  });

  test('is part of the ARN', () => {
    const { stack, preferences } = plain({ documentName: 'production-shell' });

    expect(stack.resolve(preferences.documentArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:us-east-1:123456789012:document/', stack.resolve(preferences.documentName)]],
    });
  });
});

describe('only the content of the document changes', () => {
  const [one, other] = [plain({ documentName: 'production-shell' }), setUp({
    documentName: 'production-shell', idleTimeout: Duration.minutes(5), maxDuration: Duration.hours(1), runAs: RunAs.principalTag(),
  })].map(({ stack }) => propertiesOf(stack, DOCUMENT)[0]);

  test('so nothing is replaced', () => {
    expect({ ...one, Content: undefined }).toEqual({ ...other, Content: undefined });
    expect(one.Content).not.toEqual(other.Content);
  });
});

describe('logging', () => {
  test('none() is empty in the document, and raises a warning', () => {
    const { stack } = setUp({ logging: SessionLogging.none() });

    expect(documentOf(stack).inputs).toMatchObject({
      s3BucketName: '',
      s3KeyPrefix: '',
      s3EncryptionEnabled: false,
      cloudWatchLogGroupName: '',
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
    });
    Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 0);
    expect(warnings(stack)).toEqual([NOT_LOGGED]);
  });

  test('in a bucket only', () => {
    const stack = newStack();
    const bucket = SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Bucket', {
      bucketName: 'session-logs', keyPrefix: 'production/', encryption: s3.BucketEncryption.S3_MANAGED,
    });
    setUp({ logging: new SessionLogging(stack, 'Logging', { bucket }) }, stack);

    expect(documentOf(stack).inputs).toMatchObject({
      s3BucketName: 'session-logs',
      s3KeyPrefix: 'production',
      s3EncryptionEnabled: true,
      cloudWatchLogGroupName: '',
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
    });
    expect(warnings(stack)).toEqual([]);
  });

  test.each([[true, true], [true, false], [false, true], [false, false]])('in a log group only (encrypted: %s, streaming: %s)', (encrypted, streaming) => {
    const stack = newStack();
    const logGroup = SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/session-manager/production', encrypted, streaming });
    setUp({ logging: new SessionLogging(stack, 'Logging', { logGroup }) }, stack);

    expect(documentOf(stack).inputs).toMatchObject({
      s3BucketName: '',
      s3KeyPrefix: '',
      s3EncryptionEnabled: false,
      cloudWatchLogGroupName: '/session-manager/production',
      cloudWatchEncryptionEnabled: encrypted,
      cloudWatchStreamingEnabled: streaming,
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('that was passed creates none', () => {
    const stack = newStack();
    const logging = new SessionLogging(stack, 'Logging');
    const { preferences } = setUp({ logging }, stack);

    expect(preferences.logging).toBe(logging);
    expect(preferences.node.tryFindChild('Logging')).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::Logs::LogGroup', 1);
  });
});

describe('timeouts', () => {
  test.each([[1, '1'], [20, '20'], [60, '60']])('an idle timeout of %d minutes is text', (minutes, text) => {
    expect(inputsOf({ idleTimeout: Duration.minutes(minutes) }).idleSessionTimeout).toBe(text);
  });

  test.each([[1, '1'], [61, '61'], [1440, '1440']])('a maximum of %d minutes is text', (minutes, text) => {
    const inputs = inputsOf({ maxDuration: Duration.minutes(minutes) });

    expect(inputs.maxSessionDuration).toBe(text);
    expect(inputs.idleSessionTimeout).toBe('20');
  });

  test('another unit is converted', () => {
    expect(inputsOf({ idleTimeout: Duration.seconds(120), maxDuration: Duration.hours(12) })).toMatchObject({ idleSessionTimeout: '2', maxSessionDuration: '720' });
  });

  test.each([
    ['0 minutes', Duration.minutes(0)],
    ['1 hour 1 minute', Duration.minutes(61)],
    ['1 minute 30 seconds', Duration.minutes(1.5)],
    ['59 seconds', Duration.seconds(59)],
  ])('an idle timeout of %s is refused', (got, idleTimeout) => {
    expect(errorOf(() => plain({ idleTimeout }))).toBe(
      `idleTimeout must be 1-60 whole minutes, got ${got}; use Duration.minutes(n) in that range [Stack/Preferences]`);
  });

  test.each([
    ['0 minutes', Duration.minutes(0)],
    ['1 day 1 minute', Duration.minutes(1441)],
    ['1 minute 30 seconds', Duration.seconds(90)],
  ])('a maximum of %s is refused', (got, maxDuration) => {
    expect(errorOf(() => plain({ maxDuration }))).toBe(
      `maxDuration must be 1-1440 whole minutes, got ${got}; use Duration.minutes(n) in that range [Stack/Preferences]`);
  });

  test.each(['idleTimeout', 'maxDuration'])('%s must not be a token', name => {
    const duration = Duration.minutes(Lazy.number({ produce: () => 5 }));

    expect(errorOf(() => plain({ [name]: duration }))).toBe(
      `${name} must be known at synthesis, got a value known at deployment only; use Duration.minutes(n) with a number [Stack/Preferences]`);
  });
});

test.each([
  [{ linux: 'bash' }, { linux: 'bash', windows: '' }],
  [{ windows: 'Set-Location $HOME' }, { linux: '', windows: 'Set-Location $HOME' }],
  [{ linux: 'echo "a\\b"\ncd ~', windows: '' }, { linux: 'echo "a\\b"\ncd ~', windows: '' }],
])('shellProfile %j has a key for each platform that the agent supports', (shellProfile, expected) => {
  expect(inputsOf({ shellProfile }).shellProfile).toEqual(expected);
});

test.each([
  ['ssmUser', RunAs.ssmUser({ sudo: false }), { runAsEnabled: false, runAsDefaultUser: '' }],
  ['defaultUser', RunAs.defaultUser('operator'), { runAsEnabled: true, runAsDefaultUser: 'operator' }],
  ['principalTag', RunAs.principalTag(), { runAsEnabled: true, runAsDefaultUser: '' }],
])('runAs %s', (_, runAs, expected) => {
  const { stack, preferences } = plain({ runAs });

  expect(documentOf(stack).inputs).toMatchObject(expected);
  expect(preferences.runAs).toBe(runAs);
});

describe('grants', () => {
  const newRole = (stack = newStack()) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  const statements = (role: iam.IRole): any[] => {
    const policy = role.node.tryFindChild('DefaultPolicy') as iam.Policy | undefined;
    return policy ? policy.document.toJSON().Statement : [];
  };

  /** Preferences with a key, a bucket and a log group that have physical names, and a node that is not in this app. */
  function named(props: SessionPreferencesProps = {}) {
    const stack = newStack();
    const logging = new SessionLogging(stack, 'Logging', {
      bucket: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Bucket', { bucketName: 'session-logs', encryption: s3.BucketEncryption.S3_MANAGED }),
      logGroup: SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/session-manager/production', encrypted: true }),
    });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const preferences = new SessionPreferences(stack, 'Preferences', { logging, encryptionKey, ...props });
    const nodeRole = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role: nodeRole });
    return { stack, preferences, node, nodeRole, person: newRole(stack) };
  }

  const actionsOf = (role: iam.IRole) => statements(role).flatMap(({ Action }) => Action);
  const OPEN = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN, Condition: { Null: { 'kms:EncryptionContext:aws:ssm:SessionId': 'false' } } };
  const TARGET = { StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': INSTANCE } };

  test('a host writes transcripts and decrypts sessions', () => {
    const { stack, preferences, nodeRole } = named();
    const granted = preferences.grantHost(nodeRole);

    expect(granted.success).toBe(true);
    expect(actionsOf(nodeRole)).toEqual([
      's3:PutObject', 's3:PutObjectAcl', 's3:GetEncryptionConfiguration', 'logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams',
      'logs:PutLogEvents', 'kms:Decrypt',
    ]);
    expect(stack.resolve(statements(nodeRole))).toContainEqual(OPEN);
  });

  test('a host without a key decrypts nothing', () => {
    const { preferences, nodeRole } = named({ encryption: SessionEncryption.none(), encryptionKey: undefined });
    preferences.grantHost(nodeRole);

    expect(actionsOf(nodeRole)).toContain('s3:PutObject');
    expect(actionsOf(nodeRole).filter(action => action.startsWith('kms:'))).toEqual([]);
  });

  test('a host without transcripts only decrypts sessions', () => {
    const { stack, preferences, nodeRole } = named({ logging: SessionLogging.none() });
    preferences.grantHost(nodeRole);

    expect(stack.resolve(statements(nodeRole))).toEqual([OPEN]);
  });

  test('a person starts sessions on the node with the document, and both sides of the key are granted', () => {
    const { stack, preferences, person, node, nodeRole } = named();
    const granted = preferences.grantStartSession(person, node);

    expect(granted.success).toBe(true);
    expect(stack.resolve(statements(person))).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:StartSession',
        Resource: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:us-east-1:123456789012:instance/${INSTANCE}`]] },
          stack.resolve(preferences.documentArn),
        ],
        Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } },
      },
      {
        Effect: 'Allow',
        Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:us-east-1:123456789012:session/*']] },
        Condition: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
      },
      {
        Effect: 'Allow',
        Action: 'ssmmessages:OpenDataChannel',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:us-east-1:123456789012:session/*']] },
      },
      { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: KEY_ARN, Condition: TARGET },
    ]);
    expect(stack.resolve(statements(nodeRole))).toContainEqual(OPEN);
    expect(actionsOf(nodeRole)).toEqual(expect.arrayContaining(['s3:PutObject', 'logs:PutLogEvents']));
  });

  test('a person gets nothing in KMS without a key', () => {
    const { preferences, person, node } = named({ encryption: SessionEncryption.none(), encryptionKey: undefined });
    preferences.grantStartSession(person, node);

    expect(actionsOf(person)).toEqual(['ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel']);
  });

  test('the node\'s side is granted once, for several people', () => {
    const { preferences, person, node, nodeRole, stack } = named();
    const other = new iam.Role(stack, 'Other', { assumedBy: new iam.AccountRootPrincipal() });
    preferences.grantStartSession(person, node);
    const before = statements(nodeRole);
    preferences.grantStartSession(other, node);

    expect(statements(nodeRole)).toEqual(before);
    expect(before.filter(({ Action }) => Action === 'kms:Decrypt')).toHaveLength(1);
    expect(statements(other)).toHaveLength(4);
  });

  test('a hybrid node is a managed instance', () => {
    const { stack, preferences, person, nodeRole } = named();
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Hybrid', { instanceId: 'mi-0123456789abcdef0', role: nodeRole });
    preferences.grantStartSession(person, node);

    expect(JSON.stringify(stack.resolve(statements(person)[0].Resource))).toContain(':ssm:us-east-1:123456789012:managed-instance/mi-0123456789abcdef0');
    expect(statements(person)[3].Condition).toEqual({ StringEquals: { 'kms:EncryptionContext:aws:ssm:TargetId': 'mi-0123456789abcdef0' } });
  });

  test('a node of another library gets its side too', () => {
    const { preferences, person, nodeRole } = named();
    const foreign = { ...{ instanceId: INSTANCE, grantPrincipal: nodeRole.grantPrincipal, node: nodeRole.node } } as unknown as SsmManagedInstance;
    preferences.grantStartSession(person, foreign);

    expect(actionsOf(nodeRole)).toEqual(expect.arrayContaining(['s3:PutObject', 'logs:PutLogEvents', 'kms:Decrypt']));
  });

  test('somebody of another account is refused, and the key\'s policy does not name them', () => {
    const stack = newStack();
    const { preferences } = setUp({ logging: SessionLogging.none() }, stack);
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role: newRole(stack) });
    const person = iam.Role.fromRoleArn(stack, 'Person', 'arn:aws:iam::210987654321:role/Operator');

    expect(errorOf(() => preferences.grantStartSession(person, node))).toContain('needs a principal of the node\'s account 123456789012, got Stack/Person of account 210987654321');
    expect(propertiesOf(stack, KEY)[0].KeyPolicy.Statement.slice(1)).toEqual([]);
  });
});

describe('fromSessionPreferencesAttributes', () => {
  test('has the user that the document names, for command documents', () => {
    const stack = newStack();
    const sessionPreferences = SessionPreferences.fromSessionPreferencesAttributes(stack, 'Preferences', {
      documentName: 'production-shell', logging: SessionLogging.none(), runAs: RunAs.defaultUser('operator'),
    });
    new InteractiveCommandDocument(stack, 'Top', { commands: { linux: { commands: 'top' } }, sessionPreferences });
    const [{ Properties: { Content } }] = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Document'));
    expect(JSON.parse(Content).inputs).toMatchObject({ runAsEnabled: true, runAsDefaultUser: 'operator' });
  });

  test('creates nothing and has the attributes', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const logging = SessionLogging.none();
    const preferences = SessionPreferences.fromSessionPreferencesAttributes(stack, 'Preferences', { documentName: 'production-shell', logging, encryptionKey });

    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
    expect(preferences.documentName).toBe('production-shell');
    expect(preferences.logging).toBe(logging);
    expect(pathsOf([preferences.encryptionKey!])).toEqual(['Stack/Key']);
    expect(preferences.runAs._enabled).toBe(false);
    expect(stack.resolve(preferences.documentArn)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:us-east-1:123456789012:document/production-shell']],
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('has no key by default', () => {
    expect(SessionPreferences.fromSessionPreferencesAttributes(newStack(), 'Preferences', {
      documentName: 'production-shell', logging: SessionLogging.none(),
    }).encryptionKey).toBeUndefined();
  });

  test.each(['SSM-SessionManagerRunShell', Token.asString({ Ref: 'Name' }), Aws.STACK_NAME])('may be %s', documentName => {
    expect(SessionPreferences.fromSessionPreferencesAttributes(newStack(), 'Preferences', { documentName, logging: SessionLogging.none() }).documentName).toBe(documentName);
  });

  test('needs a valid document name', () => {
    expect(errorOf(() => SessionPreferences.fromSessionPreferencesAttributes(newStack(), 'Preferences', { documentName: 'a b', logging: SessionLogging.none() }))).toBe(
      'documentName must be 3-128 of the characters A-Z a-z 0-9 _ - . and not begin with aws, amazon or amzn, got \'a b\'; use a name such as \'production-shell\' [Stack/Preferences]');
  });

  test('grants both sides', () => {
    const stack = newStack();
    const nodeRole = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const person = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountPrincipal(ACCOUNT) });
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: INSTANCE, role: nodeRole });
    const logGroup = SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/session-manager/production', encrypted: true });
    SessionPreferences.fromSessionPreferencesAttributes(stack, 'Preferences', {
      documentName: 'production-shell',
      logging: new SessionLogging(stack, 'Logging', { logGroup }),
      encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    }).grantStartSession(person, node);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [ref(nodeRole)],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'logs:PutLogEvents' }), Match.objectLike({ Action: 'kms:Decrypt', Resource: KEY_ARN })]) },
    });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [ref(person)],
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'ssm:StartSession' }), Match.objectLike({ Action: 'kms:GenerateDataKey', Resource: KEY_ARN })]) },
    });
  });
});
