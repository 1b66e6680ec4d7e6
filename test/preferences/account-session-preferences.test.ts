import { App, Duration, Environment, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { Deployed } from './deployed';
import {
  AccountPreferencesOnDelete, AccountPreferencesOnDrift, AccountSessionPreferences, AccountSessionPreferencesProps, ISessionLogging, RunAs,
  SessionEncryption, SessionLogGroup, SessionLogging, SessionLoggingBucket, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newStack, propertiesOf, warnings } from '../fixtures';

const RESOURCE = 'Custom::AccountSessionPreferences';
const NAME = 'SSM-SessionManagerRunShell';
const RECORD = '/cdk-session-manager/account-session-preferences';
const LOG_GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:`;

function setUp(props: AccountSessionPreferencesProps = {}, stack = newStack()) {
  return { stack, preferences: new AccountSessionPreferences(stack, 'Preferences', props) };
}

const plain = (props: AccountSessionPreferencesProps = {}, stack = newStack()) =>
  setUp({ logging: SessionLogging.none(), encryption: SessionEncryption.none(), ...props }, stack);

const resourceOf = (stack: Stack): any => Object.values(Template.fromStack(stack).findResources(RESOURCE))[0];

const handlerLogs = (stack: Stack): any => Object.entries(new Deployed(stack).properties('AWS::Logs::LogGroup')).find(([id]) => id.startsWith('PreferencesLogs'))![1];

describe.each(FLAGS)('by default, in an app with %s', (_, context) => {
  const { stack, preferences } = setUp({}, newStack(new App({ context })));
  const template = Template.fromStack(stack);
  const deployed = new Deployed(stack);
  const [resource] = Object.values(deployed.properties(RESOURCE));

  test('the account\'s document is a custom resource, because CloudFormation could not create it', () => {
    template.resourceCountIs('AWS::SSM::Document', 0);
    template.resourceCountIs('AWS::SSM::Parameter', 0);
    expect(resource).toEqual({
      ServiceToken: expect.stringContaining(':function:PreferencesHandler'),
      ServiceTimeout: '1080',
      DocumentName: NAME,
      RecordName: RECORD,
      Content: expect.any(String),
      OnDelete: 'RESTORE',
      OnDrift: 'FAIL',
      GoesWithStack: [deployed.value(preferences.encryptionKey!.keyArn)],
    });
    expect(preferences.documentName).toBe(NAME);
    expect(deployed.value(preferences.documentArn)).toBe(`arn:aws:ssm:${REGION}:${ACCOUNT}:document/${NAME}`);
  });

  test('the content is text, because CloudFormation would turn the booleans into strings', () => {
    expect(resource.Content).toContain('"s3EncryptionEnabled":true,');
    expect(resource.Content).toContain('"cloudWatchEncryptionEnabled":true,"cloudWatchStreamingEnabled":true,');
    expect(resource.Content).toContain('"runAsEnabled":false,');
    expect(JSON.parse(resource.Content)).toEqual({
      schemaVersion: '1.0',
      description: 'Session Manager preferences of Stack/Preferences',
      sessionType: 'Standard_Stream',
      inputs: {
        s3BucketName: deployed.value(preferences.logging.bucket!.bucketName),
        s3KeyPrefix: '',
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: deployed.value(preferences.logging.logGroup!.logGroupName),
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: true,
        kmsKeyId: deployed.value(preferences.encryptionKey!.keyArn),
        runAsEnabled: false,
        runAsDefaultUser: '',
        idleSessionTimeout: '20',
        shellProfile: { linux: '', windows: '' },
      },
    });
  });

  test('the key of the sessions is deleted with the stack', () => {
    expect(template.toJSON().Resources[stack.getLogicalId(preferences.encryptionKey!.node.defaultChild as kms.CfnKey)]).toMatchObject({
      Type: 'AWS::KMS::Key', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
    });
  });

  test('there is one function with Node.js 22, and its log group is there when the stack is gone', () => {
    const functions = Object.values(deployed.properties('AWS::Lambda::Function'));
    const [logs] = Object.entries(template.findResources('AWS::Logs::LogGroup')).filter(([id]) => !id.includes('Logging')).map(([, kept]) => kept);

    expect(functions).toEqual([{
      Description: 'Puts the Session Manager preferences of Stack/Preferences into force',
      Code: expect.anything(),
      Handler: 'preferences/account-preferences-handler/index.handler',
      Runtime: 'nodejs22.x',
      Timeout: 240,
      MemorySize: 256,
      Role: expect.any(String),
      LoggingConfig: { LogGroup: handlerLogs(stack).LogGroupName },
    }]);
    expect(logs).toMatchObject({ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('the key of the session logs encrypts its log group, and CloudWatch Logs may use the key for it', () => {
    const { encryptionKey } = preferences.logging as SessionLogging;
    const { LogGroupName, KmsKeyId } = handlerLogs(stack);
    const logged = deployed.properties('AWS::KMS::Key')[stack.getLogicalId(encryptionKey!.node.defaultChild as kms.CfnKey)]
      .KeyPolicy.Statement.map(({ Condition }: any) => Condition?.ArnEquals['kms:EncryptionContext:aws:logs:arn']);

    expect(KmsKeyId).toBe(deployed.value(encryptionKey!.keyArn));
    expect(LogGroupName).toMatch(/^\/cdk-session-manager\/Stack-Preferences-[^/]+$/);
    expect(logged).toContain(`${LOG_GROUP}${LogGroupName}`);
  });

  test('no attempt runs any more when CloudFormation stops waiting for it', () => {
    const [{ Timeout }] = Object.values(deployed.properties('AWS::Lambda::Function'));
    const [retries] = Object.values(deployed.properties('AWS::Lambda::EventInvokeConfig'));
    // Lambda waits a minute before the second attempt and two before the third.
    const startOfLast = 2 * Timeout + 60 + 120;

    expect(retries).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 720 });
    expect(startOfLast).toBeLessThan(retries.MaximumEventAgeInSeconds);
    expect(retries.MaximumEventAgeInSeconds + Timeout).toBeLessThan(Number(resource.ServiceTimeout));
  });

  test('the handler may manage this document and this record, write its log, and do nothing else', () => {
    const [handler] = Object.values(deployed.properties('AWS::IAM::Policy'));
    const log = {
      Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `${LOG_GROUP}${handlerLogs(stack).LogGroupName}:*`,
    };

    expect(Object.keys(deployed.properties('AWS::IAM::Policy'))).toHaveLength(1);
    expect(handler.PolicyDocument.Statement).toEqual([
      log,
      {
        Effect: 'Allow',
        Action: ['ssm:CreateDocument', 'ssm:DeleteDocument', 'ssm:DescribeDocument', 'ssm:GetDocument', 'ssm:UpdateDocument', 'ssm:UpdateDocumentDefaultVersion'],
        Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/${NAME}`,
      },
      {
        Effect: 'Allow',
        Action: ['ssm:DeleteParameter', 'ssm:GetParameter', 'ssm:PutParameter'],
        Resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${RECORD}`,
      },
    ]);
  });

  test('no role has an AWS managed policy, or a statement on everything', () => {
    const roles = Object.values(deployed.properties('AWS::IAM::Role'));
    const statements = Object.values(deployed.properties('AWS::IAM::Policy')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);

    expect(roles).toHaveLength(1);
    roles.forEach(role => expect(Object.keys(role)).toEqual(['AssumeRolePolicyDocument']));
    roles.forEach(role => expect(role.AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]));
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain('*');
    expect(statements.flatMap(({ Action }) => Action).filter((action: string) => action.includes('*'))).toEqual([]);
  });

  test('the custom resource is created after the handler\'s permissions, and deleted before them', () => {
    expect(resourceOf(stack).DependsOn).toEqual([
      expect.stringMatching(/^PreferencesHandlerRoleDefaultPolicy/),
      expect.stringMatching(/^PreferencesRetries/),
    ]);
  });

  test('there is no warning', () => {
    expect(warnings(stack)).toEqual([]);
  });
});

describe('the log group of the function', () => {
  test('has the key of a given log group', () => {
    const stack = newStack();
    const logGroup = new SessionLogGroup(stack, 'LogGroup');
    plain({ logging: new SessionLogging(stack, 'Logging', { logGroup }) }, stack);
    expect(handlerLogs(stack).KmsKeyId).toBe(new Deployed(stack).value(logGroup.encryptionKey.keyArn));
  });

  test('has the key of a given bucket', () => {
    const stack = newStack();
    const bucket = new SessionLoggingBucket(stack, 'Bucket');
    plain({ logging: new SessionLogging(stack, 'Logging', { bucket }) }, stack);
    expect(handlerLogs(stack).KmsKeyId).toBe(new Deployed(stack).value(bucket.encryptionKey!.keyArn));
  });

  test.each<[string, (stack: Stack) => ISessionLogging]>([
    ['sessions are not logged', () => SessionLogging.none()],
    ['the key is deleted with the stack, because the log is needed longer', stack => new SessionLogging(stack, 'Logging', { removalPolicy: RemovalPolicy.DESTROY })],
    ['the key belongs to another stack, whose policy would refer back', stack => new SessionLogging(newStack(stack.node.root as App, 'Other'), 'Logging')],
    ['the key is imported, because its policy may not let CloudWatch Logs use it', stack => new SessionLogging(stack, 'Logging', {
      bucket: new SessionLoggingBucket(stack, 'Bucket', { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`) }),
    })],
    ['the log group is imported', stack => new SessionLogging(stack, 'Logging', {
      logGroup: SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: 'Logs', encrypted: true }),
    })],
  ])('has no key where %s', (_, logging) => {
    const stack = newStack();
    plain({ logging: logging(stack) }, stack);
    expect(handlerLogs(stack)).toEqual({ RetentionInDays: 365 });
  });
});

describe('options', () => {
  test('all are part of the content', () => {
    const { stack } = plain({
      idleTimeout: Duration.minutes(5), maxDuration: Duration.hours(8), runAs: RunAs.defaultUser('operator'), shellProfile: { linux: 'bash' },
    });

    expect(JSON.parse(propertiesOf(stack, RESOURCE)[0].Content).inputs).toEqual({
      s3BucketName: '',
      s3KeyPrefix: '',
      s3EncryptionEnabled: false,
      cloudWatchLogGroupName: '',
      cloudWatchEncryptionEnabled: false,
      cloudWatchStreamingEnabled: false,
      kmsKeyId: '',
      runAsEnabled: true,
      runAsDefaultUser: 'operator',
      idleSessionTimeout: '5',
      maxSessionDuration: '480',
      shellProfile: { linux: 'bash', windows: '' },
    });
  });

  test.each([
    [AccountPreferencesOnDelete.RESTORE, 'RESTORE'], [AccountPreferencesOnDelete.KEEP, 'KEEP'], [AccountPreferencesOnDelete.DELETE, 'DELETE'],
  ])('onDelete %s is passed to the handler', (onDelete, text) => {
    expect(propertiesOf(plain({ onDelete }).stack, RESOURCE)[0].OnDelete).toBe(text);
  });

  test.each([
    [AccountPreferencesOnDrift.FAIL, 'FAIL'], [AccountPreferencesOnDrift.OVERWRITE, 'OVERWRITE'],
  ])('onDrift %s is passed to the handler', (onDrift, text) => {
    expect(propertiesOf(plain({ onDrift }).stack, RESOURCE)[0].OnDrift).toBe(text);
  });

  test.each([
    [AccountPreferencesOnDelete.KEEP, 'Retain'], [AccountPreferencesOnDelete.RESTORE, 'Delete'], [AccountPreferencesOnDelete.DELETE, 'Delete'],
  ])('with onDelete %s the key has the deletion policy %s, because a document that stays names it', (onDelete, policy) => {
    const { stack } = setUp({ onDelete, logging: SessionLogging.none() });

    Template.fromStack(stack).hasResource('AWS::KMS::Key', { DeletionPolicy: policy, UpdateReplacePolicy: policy });
    Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
  });

  test('what the stack deletes of what the document names is passed to the handler, because sessions would fail without it', () => {
    const stack = newStack();
    const logging = new SessionLogging(stack, 'Logging', { removalPolicy: RemovalPolicy.DESTROY });
    const kept = new kms.Key(stack, 'Key');
    const { preferences } = setUp({ logging, encryptionKey: kept }, stack);
    const going = () => new Deployed(stack).properties(RESOURCE);

    expect(Object.values(going())[0].GoesWithStack).toEqual([
      new Deployed(stack).value(preferences.logging.bucket!.bucketName), new Deployed(stack).value(preferences.logging.logGroup!.logGroupName),
    ]);
  });

  test('what another stack has, what is imported and what is kept stays when the stack is deleted', () => {
    const app = new App();
    const others = newStack(app, 'Others');
    const key = new kms.Key(others, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
    const one = setUp({ encryptionKey: key }, newStack(app));
    const other = newStack();
    const imported = setUp({ encryptionKey: kms.Key.fromKeyArn(other, 'Imported', `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`) }, other);
    const keep = setUp({ onDelete: AccountPreferencesOnDelete.KEEP });

    expect([one, imported, keep].map(({ stack }) => propertiesOf(stack, RESOURCE)[0].GoesWithStack)).toEqual([undefined, undefined, undefined]);
  });

  test('SessionLogging.none() raises a warning', () => {
    expect(warnings(plain().stack)).toEqual([
      'logging is SessionLogging.none(): nobody will know what was done in these sessions. [ack: annotation::cdk-session-manager:SessionDocument.notLogged]',
    ]);
  });

  test('invalid options are refused', () => {
    expect(errorOf(() => plain({ idleTimeout: Duration.minutes(61) }))).toBe(
      'idleTimeout must be 1-60 whole minutes, got 1 hour 1 minute; use Duration.minutes(n) in that range [Stack/Preferences]');
    expect(errorOf(() => plain({ maxDuration: Duration.minutes(1441) }))).toBe(
      'maxDuration must be 1-1440 whole minutes, got 1 day 1 minute; use Duration.minutes(n) in that range [Stack/Preferences]');
    const stack = newStack();
    expect(errorOf(() => plain({ encryptionKey: new kms.Key(stack, 'Key') }, stack))).toBe(
      'encryptionKey contradicts encryption: SessionEncryption.none(); remove one of the two [Stack/Preferences]');
  });
});

test('the description of the function is cut to Lambda\'s limit', () => {
  const stack = newStack();
  const deep = ['a', 'b', 'c'].reduce((scope, letter) => new Construct(scope, letter.repeat(100)), stack as Construct);
  new AccountSessionPreferences(deep, 'Preferences', { logging: SessionLogging.none(), encryption: SessionEncryption.none() });
  const [{ Description }] = propertiesOf(stack, 'AWS::Lambda::Function').filter(({ Handler }) => Handler === 'preferences/account-preferences-handler/index.handler');

  expect(Description).toHaveLength(256);
  expect(Description).toMatch(/^Puts the Session Manager preferences of Stack\/aaa/);
});

describe('a node', () => {
  test('with the account\'s preferences needs no document name in its command', () => {
    const { stack, preferences } = plain();
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0', sessionPreferences: preferences });

    expect(node.startSessionCommand).toBe(`aws ssm start-session --target i-0123456789abcdef0 --region ${REGION}`);
  });
});

describe('a second one', () => {
  const ENV = { account: ACCOUNT, region: REGION };
  const add = (scope: Construct, id: string, env?: Environment) =>
    new AccountSessionPreferences(new Stack(scope, id, { env }), 'Preferences', { logging: SessionLogging.none(), encryption: SessionEncryption.none() });
  const message = (mine: string, other: string) =>
    `[${mine}] an account has one set of default preferences in a region, and ${other} sets them too; keep one of the two, or set another env on one of the stacks`;
  const errors = (app: App) => {
    const text = errorOf(() => app.synth());
    return text?.split('\n').slice(1).map(line => line.trim());
  };

  test.each<[string, Environment | undefined, Environment | undefined]>([
    ['of the same account and region', ENV, ENV],
    ['without an environment', undefined, undefined],
    ['of the same region without an account', { region: REGION }, { region: REGION }],
    ['of the same account without a region', { account: ACCOUNT }, { account: ACCOUNT }],
  ])('%s is an error', (_, one, other) => {
    const app = new App();
    add(app, 'One', one);
    add(app, 'Other', other);

    expect(errors(app)).toEqual([message('One/Preferences', 'Other/Preferences'), message('Other/Preferences', 'One/Preferences')]);
  });

  test('in the same stack is an error', () => {
    const { stack } = plain();
    new AccountSessionPreferences(stack, 'More', { logging: SessionLogging.none(), encryption: SessionEncryption.none() });

    expect(errors(stack.node.root as App)).toEqual([message('Stack/Preferences', 'Stack/More'), message('Stack/More', 'Stack/Preferences')]);
  });

  test.each<[string, Environment | undefined, Environment | undefined]>([
    ['another region', ENV, { ...ENV, region: 'eu-west-1' }],
    ['another account', ENV, { ...ENV, account: '210987654321' }],
    ['another region, both without an account', { region: REGION }, { region: 'eu-west-1' }],
    ['another account, both without a region', { account: ACCOUNT }, { account: '210987654321' }],
    ['no environment, beside one that has one', ENV, undefined],
  ])('for %s is no error', (_, one, other) => {
    const app = new App();
    add(app, 'One', one);
    add(app, 'Other', other);

    expect(errors(app)).toBeUndefined();
  });

  test('in another stage is no error in another region, and an error in the same region', () => {
    const staged = (region: string) => {
      const app = new App();
      add(new Stage(app, 'Dev'), 'Stack', ENV);
      add(new Stage(app, 'Prod'), 'Stack', { ...ENV, region });
      return errors(app);
    };

    expect(staged('eu-west-1')).toBeUndefined();
    expect(staged(REGION)).toEqual([message('Dev/Stack/Preferences', 'Prod/Stack/Preferences')]);
  });

  test('is no error beside preferences with a document of their own', () => {
    const { stack } = plain();

    expect(errors(stack.node.root as App)).toBeUndefined();
  });
});
