import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { matchesOf } from './event-ruler/event-ruler';
import { EVENTS, EventName, startOf } from './recorded-events';
import {
  AccountSessionPreferences, ISessionDocument, InteractiveCommandDocument, NonInteractiveCommandDocument, PortForwardingDocument,
  PortForwardingTarget, SessionAudit, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences, UnloggedSessionAlarm,
  UnloggedSessionAlarmProps,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, propertiesOf, warnings } from '../fixtures';
import { Deployed } from '../preferences/deployed';
import { deployed, policyStatements } from '../util';

const ALARM = 'AWS::CloudWatch::Alarm';
const QUEUE = 'AWS::SQS::Queue';
const RULE = 'AWS::Events::Rule';
const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/organization`;

type Options = Partial<UnloggedSessionAlarmProps>;

interface Places {
  readonly logGroup?: boolean;
  readonly streaming?: boolean;
  readonly bucket?: boolean;
  readonly keyPrefix?: string;
}

function loggingOf(stack: Stack, { streaming, logGroup, bucket, keyPrefix }: Places = { logGroup: true }): SessionLogging {
  return new SessionLogging(stack, 'Logging', {
    logGroup: logGroup ? new SessionLogGroup(stack, 'LogGroup', { streaming }) : undefined,
    bucket: bucket ? new SessionLoggingBucket(stack, 'Bucket', { keyPrefix }) : undefined,
  });
}

function setUp(options: Options = {}, stack = newStack()) {
  const logging = options.logging ?? loggingOf(stack);
  return { stack, logging, alarm: new UnloggedSessionAlarm(stack, 'Alarm', { trailArn: TRAIL_ARN, ...options, logging }) };
}

const handlerOf = (stack: Stack) => propertiesOf(stack, 'AWS::Lambda::Function').find(({ Description = '' }) => Description.startsWith('Looks'));
const environmentOf = (stack: Stack): Record<string, unknown> => handlerOf(stack).Environment.Variables;
const ruleOf = (stack: Stack) => propertiesOf(stack, RULE).find(({ Description = '' }) => Description === 'Has started Session Manager sessions looked at');
const documentOf = (stack: Stack, documentName: string): ISessionDocument => (
  SessionPreferences.fromSessionPreferencesAttributes(stack, documentName, { documentName, logging: SessionLogging.none() })
);

const NAMES = Object.keys(EVENTS) as EventName[];

/** The recorded events that have a session looked at. */
function looksAt(stack: Stack): EventName[] {
  const pattern = new Deployed(stack).value(ruleOf(stack).EventPattern);
  const answers = matchesOf(NAMES.map(name => ({ pattern, event: EVENTS[name] })));
  expect(answers.filter(answer => typeof answer === 'string')).toEqual([]);
  return NAMES.filter((_, index) => answers[index] === true);
}

const SHELLS: EventName[] = [
  'a shell of an IAM user in 2020', 'a shell of a role, with the account\'s document', 'a shell of a role that names the account\'s document',
  'a shell of a role, with a document of the app', 'a shell of somebody of IAM Identity Center', 'a shell with another node', 'a shell on a server outside EC2',
];
const OF_ACCOUNT = SHELLS.slice(0, 3);
const OF_APP = SHELLS.slice(3);

describe('the rule', () => {
  test('has every session looked at that can leave a transcript', () => {
    expect(looksAt(setUp().stack)).toEqual(SHELLS);
  });

  test('has commands of AWS\'s own documents looked at, which leave none', () => {
    const pattern = deployed(ruleOf(setUp().stack).EventPattern);
    const names = ['AWS-StartInteractiveCommand', 'AWS-StartNonInteractiveCommand', 'AWS-PasswordReset', 'AWS-StartPortForwardingSessionToSocket'];
    expect(matchesOf(names.map(name => ({ pattern, event: startOf(name) })))).toEqual([true, true, true, false]);
  });

  test('leaves documents out that are excepted', () => {
    const stack = newStack();
    expect(looksAt(setUp({ exceptDocuments: [documentOf(stack, 'logged-shell')] }, stack).stack)).toEqual(OF_ACCOUNT);
  });

  test('leaves the account\'s document out, named or not, where it is excepted', () => {
    const stack = newStack();
    expect(looksAt(setUp({ exceptDocuments: [documentOf(stack, 'SSM-SessionManagerRunShell')] }, stack).stack)).toEqual(OF_APP);
  });

  test('has the named documents alone looked at', () => {
    const stack = newStack();
    const logging = loggingOf(stack);
    const preferences = new SessionPreferences(stack, 'Preferences', { logging, documentName: 'logged-shell' });
    expect(looksAt(setUp({ logging, documents: [preferences] }, stack).stack)).toEqual(OF_APP);
  });

  test('has the account\'s document looked at, named or not', () => {
    const stack = newStack();
    const logging = loggingOf(stack);
    expect(looksAt(setUp({ logging, documents: [new AccountSessionPreferences(stack, 'Account', { logging })] }, stack).stack)).toEqual(OF_ACCOUNT);
  });

  test('is an ordinary one, since a session that starts is no read', () => {
    expect(ruleOf(setUp().stack)).toMatchObject({ State: 'ENABLED' });
  });

  test('brings events into the queue, and those that it cannot bring into the other one', () => {
    const { stack } = setUp();
    const { Targets } = deployed(ruleOf(stack));
    expect(Targets).toEqual([{
      Id: expect.any(String),
      Arn: expect.stringMatching(/^<AlarmSessions\w+\.Arn>$/),
      DeadLetterConfig: { Arn: expect.stringMatching(/^<AlarmNotChecked\w+\.Arn>$/) },
    }]);
  });
});

describe('the queues', () => {
  const { stack, alarm } = setUp();
  const [notChecked, sessions] = deployed(propertiesOf(stack, QUEUE));

  test('keep an event back, deliver it five times, and keep it for 14 days', () => {
    expect(sessions).toMatchObject({ DelaySeconds: 300, RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: expect.stringContaining('NotChecked') } });
    expect(notChecked).toEqual({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
    expect(stack.resolve(alarm.notCheckedQueue.queueArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^AlarmNotChecked/), 'Arn'] });
  });

  test('are encrypted, with a key that EventBridge need not be let use', () => {
    for (const queue of [notChecked, sessions]) {
      expect(queue).toMatchObject({ SqsManagedSseEnabled: true });
      expect(queue).not.toHaveProperty('KmsMasterKeyId');
    }
  });

  test('take messages of the rule alone, and over TLS alone', () => {
    const statements = propertiesOf(stack, 'AWS::SQS::QueuePolicy').flatMap(({ PolicyDocument: { Statement } }) => deployed(Statement));
    const allowed = statements.filter(({ Effect }: any) => Effect === 'Allow');
    expect(allowed).toHaveLength(2);
    allowed.forEach((statement: any) => expect(statement).toMatchObject({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { ArnEquals: { 'aws:SourceArn': expect.stringMatching(/^<AlarmStarted\w+\.Arn>$/) } },
    }));
    const overPlainHttp = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(statements.filter(({ Effect }: any) => Effect === 'Deny')).toMatchObject([overPlainHttp, overPlainHttp]);
  });

  test('are asked by few functions at a time, which answer for each message', () => {
    expect(propertiesOf(stack, 'AWS::Lambda::EventSourceMapping')).toEqual([expect.objectContaining({
      BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'], ScalingConfig: { MaximumConcurrency: 2 },
    })]);
    expect(handlerOf(stack)).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('deliver again when six times the time of the function is over', () => {
    expect(sessions.VisibilityTimeout).toBe(6 * handlerOf(stack).Timeout);
  });

  test.each([[1, 60], [15, 900]])('keep an event back for %i minutes where that is asked for', (minutes, DelaySeconds) => {
    expect(propertiesOf(setUp({ within: Duration.minutes(minutes) }).stack, QUEUE)).toContainEqual(expect.objectContaining({ DelaySeconds }));
  });
});

describe('the function', () => {
  test('runs on Node.js 22, and writes into a log group of its own that is kept', () => {
    const { stack } = setUp();
    expect(handlerOf(stack)).toMatchObject({ Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 60, MemorySize: 256 });
    // A session of more than four hours takes more looks than Lambda lets a function have by messages of its own.
    expect(handlerOf(stack).RecursiveLoop).toBe('Allow');
    const { LoggingConfig: { LogGroup, LogFormat } } = handlerOf(stack);
    expect(LogFormat).toBeUndefined();
    const group: any = Template.fromStack(stack).toJSON().Resources[LogGroup.Ref];
    expect(group).toMatchObject({ Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
  });

  test.each<[string, Places, object]>([
    ['a log group', { logGroup: true }, { LOG_GROUP_NAME: expect.anything(), IS_STREAMED: 'true' }],
    ['a log group that is not streamed to', { logGroup: true, streaming: false }, { LOG_GROUP_NAME: expect.anything(), IS_STREAMED: 'false' }],
    ['a bucket', { bucket: true }, { BUCKET_NAME: expect.anything(), KEY_PREFIX: '' }],
    ['a prefix in a bucket', { bucket: true, keyPrefix: 'production/shells/' }, { BUCKET_NAME: expect.anything(), KEY_PREFIX: 'production/shells' }],
    ['both', { logGroup: true, bucket: true }, { LOG_GROUP_NAME: expect.anything(), IS_STREAMED: 'true', BUCKET_NAME: expect.anything(), KEY_PREFIX: '' }],
  ])('is told of %s', (_what, places, environment) => {
    const stack = newStack();
    const { alarm } = setUp({ logging: loggingOf(stack, places) }, stack);
    expect(environmentOf(stack)).toEqual({ METRIC_NAMESPACE: 'SessionManager', METRIC_NAME: alarm.metric.metricName, QUEUE_URL: { Ref: expect.stringMatching(/^AlarmSessions/) }, ...environment });
  });

  test('is told which documents are not streamed: commands, and those that log to the bucket alone', () => {
    const stack = newStack();
    const logging = loggingOf(stack, { logGroup: true, bucket: true });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging, documentName: 'shell' });
    const toBucket = new SessionLogging(stack, 'BucketLogging', { bucket: logging.bucket });
    const commands = { linux: { commands: 'top' } };
    const documents = [
      sessionPreferences,
      new InteractiveCommandDocument(stack, 'Top', { documentName: 'top', commands, sessionPreferences }),
      new NonInteractiveCommandDocument(stack, 'Disk', { documentName: 'disk', commands, sessionPreferences }),
      new SessionPreferences(stack, 'Other', { logging: toBucket, documentName: 'uploaded-shell' }),
    ];
    setUp({ logging, documents }, stack);
    expect(new Deployed(stack).value(environmentOf(stack))).toMatchObject({ NOT_STREAMED_DOCUMENTS: 'top,disk,uploaded-shell' });
  });

  test('is told of no document where all are streamed, or the log group is not streamed to', () => {
    const { stack } = setUp();
    expect(environmentOf(stack)).not.toHaveProperty('NOT_STREAMED_DOCUMENTS');
    const other = newStack();
    const logging = loggingOf(other, { logGroup: true, streaming: false });
    setUp({ logging, documents: [new SessionPreferences(other, 'Preferences', { logging })] }, other);
    expect(environmentOf(other)).not.toHaveProperty('NOT_STREAMED_DOCUMENTS');
  });

  test('reads no transcript, and has no wildcard but where AWS has nothing narrower', () => {
    const stack = newStack();
    setUp({ logging: loggingOf(stack, { logGroup: true, streaming: false, bucket: true }), topic: new sns.Topic(stack, 'Topic') }, stack);
    const statements = deployed(policyStatements(stack));
    expect(statements.flatMap(({ Action }: any) => [Action].flat()).filter((action: string) => /\*|GetObject|GetLogEvents|Filter|kms:/.test(action))).toEqual([]);
    expect(statements.filter(({ Resource }: any) => [Resource].flat().includes('*')).map(({ Action }: any) => Action)).toEqual(['ssm:DescribeSessions']);
  });

  test('is named only where a bucket of another account has to name it', () => {
    expect(propertiesOf(setUp().stack, 'AWS::IAM::Role').filter(role => role.RoleName !== undefined)).toEqual([]);
  });
});

describe('a bucket of another account', () => {
  const OTHER = '210987654321';

  test('that is in the app lets the function list it', () => {
    const app = new App();
    const owner = newStack(app, 'Owner', { env: { account: OTHER, region: 'us-east-1' } });
    const bucket = new SessionLoggingBucket(owner, 'Bucket', { bucketName: 'central-logs', keyPrefix: 'shells', accounts: [ACCOUNT] });
    const stack = newStack(app);
    setUp({ logging: new SessionLogging(stack, 'Logging', { bucket }) }, stack);
    const statement = deployed(propertiesOf(owner, 'AWS::S3::BucketPolicy')).flatMap(({ PolicyDocument: { Statement } }: any) => Statement)
      .find(({ Action }: any) => Action === 's3:ListBucket');
    expect(statement).toMatchObject({
      Effect: 'Allow', Principal: { AWS: expect.stringMatching(/^arn:aws:iam::123456789012:role\/.*alarmrole/) }, Condition: { StringLike: { 's3:prefix': 'shells/*' } },
    });
    expect(warnings(stack)).toEqual([]);
  });

  test('that is not in the app is a warning', () => {
    const stack = newStack();
    const bucket = SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Bucket', { bucketName: 'central-logs', account: OTHER, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${OTHER}:key/11111111-2222-3333-4444-555555555555`) });
    setUp({ logging: new SessionLogging(stack, 'Logging', { bucket }) }, stack);
    expect(warnings(stack)).toEqual([expect.stringMatching(/the policy of bucket Stack\/Bucket\/Bucket of another account cannot be changed here: .* \[ack: annotation::cdk-session-manager:UnloggedSessionAlarm\.bucketNotProven\]$/)]);
  });

  test('is none where it is imported from the same account', () => {
    const stack = newStack();
    const bucket = SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Bucket', { bucketName: 'logs', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`) });
    const logGroup = SessionLogGroup.fromSessionLogGroupAttributes(stack, 'LogGroup', { logGroupName: '/imported', encrypted: true });
    setUp({ logging: new SessionLogging(stack, 'Logging', { bucket, logGroup }) }, stack);
    expect(warnings(stack)).toEqual([]);
    expect(environmentOf(stack)).toMatchObject({ LOG_GROUP_NAME: '/imported', IS_STREAMED: 'true', BUCKET_NAME: 'logs' });
  });
});

describe('the alarms', () => {
  const { stack, alarm } = setUp();
  const [missing, notChecked] = propertiesOf(stack, ALARM);

  test('are raised by one session without a transcript, and not by silence', () => {
    expect(missing).toMatchObject({
      Namespace: 'SessionManager',
      MetricName: alarm.metric.metricName,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
    expect(missing).not.toHaveProperty('Dimensions');
    expect(stack.resolve(alarm.alarm.alarmArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^Alarm[0-9A-F]{8}$/), 'Arn'] });
  });

  test('are raised by one that could not be looked at, until the queue is empty', () => {
    expect(deployed(notChecked)).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: expect.stringMatching(/^<AlarmNotChecked\w+\.QueueName>$/) }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'ignore',
    });
    expect(stack.resolve(alarm.notCheckedAlarm.alarmArn)).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^AlarmNotCheckedAlarm/), 'Arn'] });
  });

  test('do nothing unless they are told to', () => {
    [missing, notChecked].forEach(properties => {
      expect(properties).not.toHaveProperty('AlarmActions');
      expect(properties).not.toHaveProperty('AlarmName');
    });
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy')).toEqual([]);
    expect(environmentOf(stack)).not.toHaveProperty('TOPIC_ARN');
    expect(warnings(stack)).toEqual([]);
  });

  test('do both what is asked for', () => {
    const other = newStack();
    const [one, two, three] = ['One', 'Two', 'Three'].map(id => new sns.Topic(other, id));
    setUp({ topic: one, alarmActions: [new actions.SnsAction(two)] }, other).alarm.addAlarmAction(new actions.SnsAction(three));
    const arns = [one, two, three].map(({ topicArn }) => other.resolve(topicArn));
    expect(propertiesOf(other, ALARM).map(({ AlarmActions }) => AlarmActions)).toEqual([arns, arns]);
  });

  test('have the name that is given to the first', () => {
    expect(propertiesOf(setUp({ alarmName: 'unlogged' }).stack, ALARM).map(({ AlarmName }) => AlarmName)).toEqual(['unlogged', undefined]);
  });

  test('of two constructs have metrics, queues and rules of their own', () => {
    const both = setUp();
    const other = new UnloggedSessionAlarm(both.stack, 'Other', { logging: both.logging, trailArn: TRAIL_ARN });
    expect(other.metric.metricName).not.toEqual(both.alarm.metric.metricName);
    expect([QUEUE, RULE, ALARM].map(type => propertiesOf(both.stack, type).length)).toEqual([4, 2, 4]);
  });
});

describe('the topic', () => {
  const condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

  test('lets CloudWatch publish for this account alone, and the function', () => {
    const stack = newStack();
    const topic = new sns.Topic(stack, 'Topic');
    setUp({ topic }, stack);
    expect(environmentOf(stack)).toMatchObject({ TOPIC_ARN: stack.resolve(topic.topicArn) });
    expect(propertiesOf(stack, 'AWS::SNS::TopicPolicy').flatMap(({ PolicyDocument: { Statement } }) => Statement)).toEqual([
      expect.objectContaining({ Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: condition }),
    ]);
    expect(policyStatements(stack)).toContainEqual({ Effect: 'Allow', Action: 'sns:Publish', Resource: stack.resolve(topic.topicArn) });
  });

  test('with a key lets both use the key', () => {
    const stack = newStack();
    const masterKey = new kms.Key(stack, 'Key');
    setUp({ topic: new sns.Topic(stack, 'Topic', { masterKey }) }, stack);
    expect(propertiesOf(stack, 'AWS::KMS::Key').flatMap(({ KeyPolicy: { Statement } }) => Statement)).toContainEqual(
      expect.objectContaining({ Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: condition }),
    );
    expect(policyStatements(stack)).toContainEqual({ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: stack.resolve(masterKey.keyArn) });
  });

  test('that is imported is one warning', () => {
    const stack = newStack();
    setUp({ topic: sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:us-east-1:${ACCOUNT}:topic`) }, stack);
    expect(warnings(stack)).toEqual([expect.stringContaining('it has to let cloudwatch.amazonaws.com use sns:Publish, or nobody is told')]);
    expect(deployed(policyStatements(stack))).toContainEqual({ Effect: 'Allow', Action: 'sns:Publish', Resource: `arn:aws:sns:us-east-1:${ACCOUNT}:topic` });
  });
});

describe('the trail', () => {
  test('that nobody names is a warning', () => {
    expect(warnings(setUp({ trailArn: undefined }).stack)).toEqual([expect.stringMatching(/^trailArn is not given: .* \[ack: annotation::cdk-session-manager:UnloggedSessionAlarm\.trailNotProven\]$/)]);
  });

  test('of a SessionAudit is none', () => {
    const stack = newStack();
    setUp({ trailArn: new SessionAudit(stack, 'Audit', { createTrail: true }).trail!.trailArn }, stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('of the app that does not log is an error', () => {
    const stack = newStack();
    const trailArn = new cloudtrail.CfnTrail(stack, 'Trail', { s3BucketName: 'bucket', isLogging: false }).attrArn;
    expect(errorOf(() => setUp({ trailArn }, stack)))
      .toBe('trailArn must be of a trail that logs management events, got one with isLogging: false: EventBridge gets no events of it; change the trail [Stack/Alarm]');
  });
});

describe('is an error:', () => {
  test('logging that goes nowhere', () => {
    expect(errorOf(() => setUp({ logging: SessionLogging.none() as SessionLogging })))
      .toBe('logging has neither a bucket nor a log group, so that every session would raise the alarm; pass a SessionLogging [Stack/Alarm]');
  });

  test.each([
    [Duration.seconds(59), '0.9833333333333333'], [Duration.minutes(16), '16'], [Duration.hours(1), '60'],
  ])('within %s', (within, got) => {
    expect(errorOf(() => setUp({ within })))
      .toBe(`within must be 1-15 minutes, got ${got}: SQS keeps no message back for longer; pass one such as Duration.minutes(5) [Stack/Alarm]`);
  });

  test('no document', () => {
    expect(errorOf(() => setUp({ documents: [] }))).toBe('documents must not be empty, got []: no session would be looked at; leave it out for all [Stack/Alarm]');
  });

  test('documents, and some that are excepted', () => {
    const stack = newStack();
    const logging = loggingOf(stack);
    const documents = [new SessionPreferences(stack, 'Preferences', { logging })];
    expect(errorOf(() => setUp({ logging, documents, exceptDocuments: documents }, stack)))
      .toBe('exceptDocuments contradicts documents: no session with any other document is looked at; remove one of the two [Stack/Alarm]');
  });

  test.each<[string, (stack: Stack) => ISessionDocument, string]>([
    ['a tunnel', stack => new PortForwardingDocument(stack, 'It', { to: PortForwardingTarget.node(5432) }), 'none'],
    ['commands without preferences', stack => new InteractiveCommandDocument(stack, 'It', { commands: { linux: { commands: 'top' } } }), 'none'],
    ['preferences without logs', stack => new SessionPreferences(stack, 'It', { logging: SessionLogging.none() }), 'none'],
    ['preferences with other logs', stack => new SessionPreferences(stack, 'It'), 'them elsewhere'],
  ])('the document of %s', (_what, documentOfIt, where) => {
    const stack = newStack();
    const logging = loggingOf(stack);
    const documents = [new SessionPreferences(stack, 'Preferences', { logging }), documentOfIt(stack)];
    expect(errorOf(() => setUp({ logging, documents }, stack)))
      .toBe(`documents must leave transcripts in logging, got Stack/It, which leaves ${where}: each of its sessions would raise the alarm; remove it [Stack/Alarm]`);
  });

  test('none of these: a document that logs to one of the two places', () => {
    const stack = newStack();
    const logging = loggingOf(stack, { logGroup: true, bucket: true });
    const toGroup = new SessionLogging(stack, 'Group', { logGroup: logging.logGroup });
    expect(errorOf(() => setUp({ logging, documents: [new SessionPreferences(stack, 'Preferences', { logging: toGroup })] }, stack))).toBeUndefined();
    expect(environmentOf(stack)).not.toHaveProperty('NOT_STREAMED_DOCUMENTS');
  });
});

test.each([
  ['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov'], ['us-east-1', 'aws'],
])('in %s all ARNs are of %s', (region, partition) => {
  const stack = newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  setUp({ logging: loggingOf(stack, { logGroup: true, bucket: true }), trailArn: `arn:${partition}:cloudtrail:${region}:${ACCOUNT}:trail/x`, topic: new sns.Topic(stack, 'Topic') }, stack);
  const template = JSON.stringify(deployed(Template.fromStack(stack).toJSON(), { 'AWS::Partition': partition, 'AWS::URLSuffix': 'x', 'AWS::AccountId': ACCOUNT, 'AWS::StackId': 'a/b/c-d' }));
  const partitions = [...template.matchAll(/arn:([a-z-]+):/g)].map(([, name]) => name);
  expect(partitions.length).toBeGreaterThan(0);
  expect(new Set(partitions)).toEqual(new Set([partition]));
});

test('two syntheses are alike', () => {
  const synthesized = () => {
    const stack = newStack();
    setUp({ logging: loggingOf(stack, { logGroup: true, bucket: true }), topic: new sns.Topic(stack, 'Topic') }, stack);
    return Template.fromStack(stack).toJSON();
  };
  expect(synthesized()).toEqual(synthesized());
});

test('cdk-nag finds what has nothing narrower, and the runtime, which is that of all functions here', () => {
  const app = new App();
  const stack = newStack(app);
  const masterKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const topic = new sns.Topic(stack, 'Topic', { masterKey, enforceSSL: true });
  setUp({ logging: new SessionPreferences(stack, 'Preferences', { logging: loggingOf(stack, { logGroup: true, streaming: false, bucket: true }) }).logging, topic }, stack);
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName).sort()).toEqual([
    'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    'AwsSolutions-IAM5[Resource::*]',
    expect.stringMatching(/^AwsSolutions-IAM5\[Resource::.*:log-group:<LogGroup\w+>:\*\]$/),
    'AwsSolutions-L1',
  ]);
});
