import * as path from 'path';
import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { notifyTopic } from './alarm-topic';
import { METRIC_NAMESPACE } from './metric-namespace';
import { startedWithoutRemoteDesktop } from './session-event-pattern';
import { PropTypes, checkProps, required } from '../core/check-props';
import { fail } from '../core/errors';
import { ALARM_ACTIONS, DOCUMENTS, LOGGING, MINUTES, TEXT, TOPIC } from '../core/prop-types';
import type { ISessionLogging } from '../logging/session-logging';
import type { ISessionDocument } from '../preferences/session-document';

/**
 * Properties of `UnloggedSessionAlarm`.
 */
export interface UnloggedSessionAlarmProps {
  /**
   * Where transcripts are looked for: `logging` of session preferences.
   */
  readonly logging: ISessionLogging;

  /**
   * The session documents whose sessions are looked at. Tunnels and SSH never leave a transcript.
   *
   * @default - all documents, so that every tunnel raises the alarm as well
   */
  readonly documents?: ISessionDocument[];

  /**
   * How long after its start a session is looked at: 1-15 minutes.
   *
   * A log group has the stream of a session as soon as the session writes its first line. In a bucket alone a transcript comes when its session has ended,
   * so that the session is looked at until then.
   *
   * @default Duration.minutes(5)
   */
  readonly within?: Duration;

  /**
   * The topic that is told who it was, and of the alarm. It gets a statement that lets CloudWatch publish, and so does its key.
   *
   * @default - none; use `addAlarmAction`
   */
  readonly topic?: sns.ITopic;

  /**
   * What happens when an alarm is raised.
   *
   * @default - none
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * The name of the alarm, up to 255 characters.
   *
   * @default - CloudFormation's choice
   */
  readonly alarmName?: string;
}

const PROP_TYPES: PropTypes<UnloggedSessionAlarmProps> = {
  logging: required(LOGGING),
  documents: DOCUMENTS,
  within: MINUTES,
  topic: TOPIC,
  alarmActions: ALARM_ACTIONS,
  alarmName: TEXT,
};

const DEFAULT_WITHIN = Duration.minutes(5);

/** The most that SQS keeps a message back. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const LATEST_MINUTES = 15;

const TIMEOUT = Duration.minutes(1);

/** AWS asks for six times the time of the function. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const VISIBILITY_TIMEOUT = Duration.minutes(6);

const ATTEMPTS = 3;

/**
 * An alarm when a session leaves no transcript.
 *
 * CloudTrail tells of each session that starts. Some minutes later a function looks whether the log group has a stream of it, or the bucket an object. It reads
 * neither. A second alarm is raised where it could not look.
 *
 * Also raised by a session that never came to a shell, such as one of the AWS CLI without the Session Manager plugin. A stream shows that a session was logged,
 * and not that all of it was. Remote Desktop is not looked at. It takes a trail that logs management events, as `SessionAudit` does.
 *
 * Creates a function with its log group, two queues, two alarms (0.20 USD a month) and a metric (0.30 USD a month while there are such sessions).
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * new UnloggedSessionAlarm(this, 'Unlogged', { logging: sessionPreferences.logging, documents: [sessionPreferences], topic });
 */
export class UnloggedSessionAlarm extends Construct {
  /** The alarm on sessions without a transcript. */
  public readonly alarm: cloudwatch.Alarm;

  /** The alarm on sessions that could not be looked at. */
  public readonly notCheckedAlarm: cloudwatch.Alarm;

  /** How many sessions have left no transcript, by the minute. */
  public readonly metric: cloudwatch.Metric;

  /**
   * @throws if `logging` has neither a bucket nor a log group, `documents` is empty, or `within` is not 1-15 minutes
   */
  constructor(scope: Construct, id: string, props: UnloggedSessionAlarmProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { logging, documents, topic } = props;
    if (!logging.bucket && !logging.logGroup) {
      fail(this, 'logging has neither a bucket nor a log group, so that every session would raise the alarm; pass a SessionLogging');
    }
    if (documents?.length === 0) {
      fail(this, 'documents must not be empty, got []: no session would be looked at; leave it out for all');
    }
    this.metric = new cloudwatch.Metric({
      namespace: METRIC_NAMESPACE,
      metricName: Names.uniqueResourceName(this, { maxLength: 255 }),
      statistic: cloudwatch.Stats.SUM,
      period: Duration.minutes(1),
    });
    const notChecked = this.queue('NotChecked', { retentionPeriod: Duration.days(14) });
    const queue = this.queue('Sessions', {
      deliveryDelay: this.checkWithin(props.within),
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: notChecked, maxReceiveCount: ATTEMPTS },
    });
    this.look(queue, logging, topic);
    new events.Rule(this, 'Started', {
      description: 'Has started Session Manager sessions looked at',
      eventPattern: startedWithoutRemoteDesktop({ documents: documents?.map(({ documentName }) => documentName) }),
      targets: [new targets.SqsQueue(queue)],
    });
    this.alarm = this.alarmOn('Alarm', this.metric, { alarmName: props.alarmName, alarmDescription: 'A Session Manager session has left no transcript' });
    this.notCheckedAlarm = this.alarmOn('NotCheckedAlarm', notChecked.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }), {
      alarmDescription: 'Whether a Session Manager session has left a transcript could not be looked at',
    });
    if (topic) { [this.alarm, this.notCheckedAlarm].forEach(alarm => notifyTopic(this, alarm, topic)); }
    this.addAlarmAction(...props.alarmActions ?? []);
  }

  /**
   * Adds what happens when one of the alarms is raised.
   *
   * @param actions the actions
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    [this.alarm, this.notCheckedAlarm].forEach(alarm => alarm.addAlarmAction(...actions));
  }

  private checkWithin(within = DEFAULT_WITHIN): Duration {
    const minutes = within.toMinutes({ integral: false });
    if (minutes < 1 || minutes > LATEST_MINUTES) {
      fail(this, `within must be 1-${LATEST_MINUTES} minutes, got ${minutes}: SQS keeps no message back for longer; pass one such as Duration.minutes(5)`);
    }
    return within;
  }

  private queue(id: string, props: sqs.QueueProps): sqs.Queue {
    return new sqs.Queue(this, id, { ...props, encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true });
  }

  private look(queue: sqs.Queue, { bucket, logGroup }: ISessionLogging, topic: sns.ITopic | undefined): void {
    const functionLogs = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.RETAIN });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    functionLogs.grantWrite(role);
    const handler = new lambda.Function(this, 'Handler', {
      description: 'Looks whether Session Manager sessions have left transcripts',
      code: lambda.Code.fromAsset(path.join(__dirname, 'unlogged-session-handler')),
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      timeout: TIMEOUT,
      memorySize: 256,
      role,
      logGroup: functionLogs,
      environment: {
        METRIC_NAMESPACE,
        METRIC_NAME: this.metric.metricName,
        QUEUE_URL: queue.queueUrl,
        ...logGroup ? { LOG_GROUP_NAME: logGroup.logGroupName } : {},
        ...bucket ? { BUCKET_NAME: bucket.bucketName, KEY_PREFIX: bucket.keyPrefix } : {},
        ...topic ? { TOPIC_ARN: topic.topicArn } : {},
      },
    });
    handler.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));
    queue.grantSendMessages(role);
    topic?.grantPublish(role);
    topic?.masterKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey*');
    const allow = (actions: string[], resource: string, conditions?: iam.PolicyStatementProps['conditions']) => (
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }))
    );
    if (logGroup) { allow(['logs:DescribeLogStreams'], `${logGroup.logGroupArn}:*`); }
    if (bucket) {
      allow(['s3:ListBucket'], bucket.bucketArn, bucket.keyPrefix ? { StringLike: { 's3:prefix': `${bucket.keyPrefix}/*` } } : undefined);
      // No narrower resource.
      if (!logGroup) { allow(['ssm:DescribeSessions'], '*'); }
    }
  }

  private alarmOn(id: string, metric: cloudwatch.Metric, props: Partial<cloudwatch.AlarmProps>): cloudwatch.Alarm {
    return metric.createAlarm(this, id, {
      ...props,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
