import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { notifyTopic } from './alarm-topic';
import { namesOf, startedWithOthers, startedWithoutRemoteDesktop } from './session-event-pattern';
import { alarmOnOne, sessionMetric } from './session-metric';
import { checkTrailLogs } from './session-trail';
import { VISIBILITY_TIMEOUT, unloggedSessionFunction } from './unlogged-session-function';
import type { GrantableDocument } from '../access/started-document';
import { TUNNEL_DOCUMENTS } from '../agent/session-documents';
import { PropTypes, checkProps, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { ALARM_ACTIONS, DOCUMENTS, LOGGING, MINUTES, TEXT, TOPIC } from '../core/prop-types';
import { sameId } from '../core/references';
import { WarningId } from '../core/warning-ids';
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
   * The ARN of a trail of CloudTrail that logs management events of this account and region. Without one no session is ever looked at.
   *
   * @default - none is known, with a warning
   */
  readonly trailArn?: string;

  /**
   * The session documents whose sessions are looked at, each of which leaves its transcripts in `logging`. Sessions with any other document are then for
   * `SessionAudit.onUnloggedSession`.
   *
   * Transcripts of commands come when a session has ended, which is known of the documents that are named here. Of others they are expected as early as
   * those of shells.
   *
   * @default - all documents but AWS's own for tunnels and SSH, and `exceptDocuments`
   */
  readonly documents?: ISessionDocument[];

  /**
   * Documents whose sessions are not looked at, such as a `PortForwardingDocument`.
   *
   * @default - AWS's own for tunnels and SSH alone, unless `documents` is given
   */
  readonly exceptDocuments?: ISessionDocument[];

  /**
   * How long after CloudTrail told of its start a session is looked at: 1-15 minutes.
   *
   * A log group that is streamed to has the stream of a shell as soon as somebody there presses Enter. Everything else comes when a session has ended, so that the
   * session is looked at every 15 minutes until then.
   *
   * @default Duration.minutes(5)
   */
  readonly within?: Duration;

  /**
   * The topic that is told who it was, and of the alarms. It gets a statement that lets CloudWatch publish, and so does its key.
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
  trailArn: TEXT,
  documents: DOCUMENTS,
  exceptDocuments: DOCUMENTS,
  within: MINUTES,
  topic: TOPIC,
  alarmActions: ALARM_ACTIONS,
  alarmName: TEXT,
};

const DEFAULT_WITHIN = Duration.minutes(5);

/** The most that SQS keeps a message back. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const LATEST_MINUTES = 15;

/** The least that AWS asks for, since a delivery that Lambda throttles counts too. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const ATTEMPTS = 5;

/** The most that SQS takes. */
const LONGEST_RETENTION = Duration.days(14);

/**
 * An alarm when a session leaves no transcript.
 *
 * CloudTrail tells of each session that starts. Some minutes later a function looks whether the log group has a stream of it, or the bucket an object. It reads
 * neither. That something is missing it concludes from three lists in a row, and never from a call that failed: what could not be looked at in five attempts,
 * over half an hour, goes into `notCheckedQueue` for 14 days, and raises a second alarm until the queue is empty. Redrive the queue when the cause is gone.
 *
 * Also raised where nothing is wrong:
 * - by a session that never came to a shell, such as one of the AWS CLI without the Session Manager plugin,
 * - by a shell in which nobody has pressed Enter in time,
 * - by commands that run for longer, unless `documents` names their document.
 *
 * A stream shows that a session was logged, and not that all of it was. AWS's tunnels, SSH and Remote Desktop never leave a transcript, so they are not looked
 * at; nor is a session that is resumed, which goes on in its own transcript. A session may be told twice, since events may come twice. EventBridge delivers as
 * well as it can and without a guarantee.
 *
 * Creates a function with its log group, two queues, two alarms (0.20 USD a month) and a metric (0.30 USD a month while there are such sessions). Lambda asks
 * the queue about 650,000 times a month, and the first million requests of an account are free (0.26 USD otherwise). Two sessions are looked at at a time,
 * however many start.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
 *
 * @example
 * declare const topic: sns.Topic;
 *
 * const audit = new SessionAudit(this, 'Audit', { createTrail: true });
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * new UnloggedSessionAlarm(this, 'Unlogged', { logging: sessionPreferences.logging, trailArn: audit.trail!.trailArn, topic });
 */
export class UnloggedSessionAlarm extends Construct {
  /** The alarm on sessions without a transcript. */
  public readonly alarm: cloudwatch.Alarm;

  /** The alarm on sessions that could not be looked at. */
  public readonly notCheckedAlarm: cloudwatch.Alarm;

  /** The events of sessions that could not be looked at. */
  public readonly notCheckedQueue: sqs.IQueue;

  /** How many sessions have left no transcript, by the minute. One whose topic could not be told counts with each attempt. */
  public readonly metric: cloudwatch.Metric;

  /**
   * @throws if `logging` has neither a bucket nor a log group, `documents` is empty, beside `exceptDocuments` or has one that leaves no transcript in
   * `logging`, `within` is not 1-15 minutes, or the trail of `trailArn` is in the app and logs no management events
   */
  constructor(scope: Construct, id: string, props: UnloggedSessionAlarmProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { logging, topic } = props;
    this.checkLogging(logging);
    this.checkTrail(props.trailArn);
    const documents = this.checkDocuments(props);
    this.metric = sessionMetric(this);
    const notChecked = this.notCheckedQueue = this.queue('NotChecked', { retentionPeriod: LONGEST_RETENTION });
    const queue = this.queue('Sessions', {
      deliveryDelay: this.checkWithin(props.within),
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: notChecked, maxReceiveCount: ATTEMPTS },
    });
    unloggedSessionFunction(this, { queue, logging, documents: documents ?? [], metric: this.metric, topic });
    new events.Rule(this, 'Started', {
      description: 'Has started Session Manager sessions looked at',
      eventPattern: documents
        ? startedWithoutRemoteDesktop({ documents: namesOf(documents) })
        : startedWithOthers([...TUNNEL_DOCUMENTS, ...namesOf(props.exceptDocuments ?? [])]),
      targets: [new targets.SqsQueue(queue, { deadLetterQueue: notChecked })],
    });
    this.alarm = alarmOnOne(this, 'Alarm', this.metric, {
      alarmName: props.alarmName,
      alarmDescription: 'A Session Manager session has left no transcript',
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.notCheckedAlarm = alarmOnOne(this, 'NotCheckedAlarm', notChecked.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }), {
      alarmDescription: 'Whether a Session Manager session has left a transcript could not be looked at',
      // SQS measures a queue that nobody uses for six hours, and its messages are still there then.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
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

  private checkLogging({ bucket, logGroup }: ISessionLogging): void {
    if (!bucket && !logGroup) {
      fail(this, 'logging has neither a bucket nor a log group, so that every session would raise the alarm; pass a SessionLogging');
    }
  }

  private checkTrail(trailArn: string | undefined): void {
    if (trailArn === undefined) {
      warn(this, WarningId.UNLOGGED_SESSION_TRAIL_NOT_PROVEN, 'trailArn is not given: EventBridge gets events only where a trail of this account logs management events. Without one no session is looked at, and the alarm is never raised.');
    } else {
      checkTrailLogs(this, trailArn);
    }
  }

  /** Every session with a document that does not log here would raise the alarm. */
  private checkDocuments({ logging, documents, exceptDocuments }: UnloggedSessionAlarmProps): GrantableDocument[] | undefined {
    if (!documents) { return undefined; }
    if (documents.length === 0) {
      fail(this, 'documents must not be empty, got []: no session would be looked at; leave it out for all');
    }
    if (exceptDocuments) {
      fail(this, 'exceptDocuments contradicts documents: no session with any other document is looked at; remove one of the two');
    }
    const known = documents as GrantableDocument[];
    const stray = known.find(({ _started }) => !logsTo(logging, _started.logging));
    if (stray) {
      fail(this, `documents must leave transcripts in logging, got ${stray.node.path}, which leaves ${stray._started.logging?.bucket ?? stray._started.logging?.logGroup ? 'them elsewhere' : 'none'}: each of its sessions would raise the alarm; remove it`);
    }
    return known;
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
}

/** Whether transcripts that go to one are found in the other. */
function logsTo(found: ISessionLogging, gone: ISessionLogging | undefined): boolean {
  return sameId(found.logGroup?.logGroupName, gone?.logGroup?.logGroupName) || sameId(found.bucket?.bucketName, gone?.bucket?.bucketName);
}
