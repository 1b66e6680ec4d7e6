import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { notifyTopic } from './alarm-topic';
import { regularExpressionFiltersOf } from './regular-expression-filters';
import { alarmOnOne, sessionMetric } from './session-metric';
import { COMMAND, patternsOf } from './typed-command';
import { PropTypes, checkProps, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { ALARM_ACTIONS, BOOLEAN, LOGGING, TEXT, TEXTS, TOPIC } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import { readFilterPattern } from '../filter-pattern/filter-pattern';
import { MOST_FILTERS_WITH_REGULAR_EXPRESSIONS } from '../filter-pattern/limits';
import { RefusedPattern } from '../filter-pattern/refused-pattern';
import type { ISessionLogGroup } from '../logging/session-log-group';
import type { ISessionLogging } from '../logging/session-logging';

/**
 * Properties of `SessionCommandAlarm`.
 */
export interface SessionCommandAlarmProps {
  /**
   * Where the transcripts go: `logging` of session preferences. It needs a log group that is streamed to.
   */
  readonly logging: ISessionLogging;

  /**
   * The commands that raise the alarm, such as `rm` or `systemctl stop`: words of letters, digits and `_ . + : @ / - =`. `rm` is found as a word of its
   * own, after `sudo`, in a path and in quotation marks as well, and not in `farm`, `rmdir` or `rm.txt`.
   *
   * @default - none; give `pattern` instead
   */
  readonly commands?: string[];

  /**
   * A filter pattern of CloudWatch Logs of your own. Events are JSON: lines are in `$.sessionData[*]`, the node is in `$.target.id`, and who opened the
   * session in `$.userIdentity.arn`.
   *
   * @default - made of `commands`
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
   */
  readonly pattern?: string;

  /**
   * Whether upper and lower case are the same in `commands`, as in PowerShell.
   *
   * @default false
   */
  readonly ignoreCase?: boolean;

  /**
   * The topic that is told. It gets a statement that lets CloudWatch publish, and so does its key.
   *
   * @default - none; use `addAlarmAction`
   */
  readonly topic?: sns.ITopic;

  /**
   * What happens when the alarm is raised.
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

const PROP_TYPES: PropTypes<SessionCommandAlarmProps> = {
  logging: required(LOGGING),
  commands: TEXTS,
  pattern: TEXT,
  ignoreCase: BOOLEAN,
  topic: TOPIC,
  alarmActions: ALARM_ACTIONS,
  alarmName: TEXT,
};

/**
 * An alarm when a command is typed in a session, such as `rm`.
 *
 * Metric filters count the lines of streamed transcripts that have the command, and the alarm is raised within about a minute. It does not name who
 * typed: the events of the log group do.
 *
 * It is a tripwire and no fence. A transcript is what the terminal showed. So the alarm is also raised by output that has the word, by a line that was
 * cancelled before it ran, and by `echo rm`. It is not raised by an alias, a script, an editor, `r''m`, a word that was edited while it was typed, a
 * paste that came in two events, after `stty -echo`, by what a data protection policy masks, or in a tunnel, in SSH and in a session with another document. What
 * must be known for certain is for auditd on the node, or for a document that allows certain commands only (`InteractiveCommandDocument`).
 *
 * The patterns were never tried with AWS: `aws logs test-metric-filter` shows what yours makes of an event.
 *
 * Creates one alarm (0.10 USD a month), one metric (0.30 USD a month while there are sessions) and a metric filter for up to about five commands, of which a
 * log group takes five.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 *
 * @example
 * declare const topic: sns.Topic;
 *
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * new SessionCommandAlarm(this, 'Deletion', { logging: sessionPreferences.logging, commands: ['rm', 'shred'], topic });
 */
export class SessionCommandAlarm extends Construct {
  /** The alarm. */
  public readonly alarm: cloudwatch.Alarm;

  /** How many events had the command, by the minute. */
  public readonly metric: cloudwatch.Metric;

  /**
   * @throws if `logging` has no log group or one that is not streamed to, neither or both of `commands` and `pattern` are given, a command has other
   * characters, or CloudWatch Logs refuses the pattern; at synthesis if a log group has more than five filters with regular expressions
   */
  constructor(scope: Construct, id: string, props: SessionCommandAlarmProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const logGroup = this.streamedLogGroup(props.logging);
    const patterns = this.patternsOf(props);
    this.metric = sessionMetric(this);
    patterns.forEach((pattern, index) => new logs.MetricFilter(this, index === 0 ? 'Filter' : `Filter${index + 1}`, {
      logGroup: logGroup.logGroup,
      filterPattern: logs.FilterPattern.literal(pattern),
      metricNamespace: this.metric.namespace,
      metricName: this.metric.metricName,
      metricValue: '1',
    }));
    this.alarm = alarmOnOne(this, 'Alarm', this.metric, {
      alarmName: props.alarmName,
      alarmDescription: `In a session that is logged to ${logGroup.logGroupName}, ${props.commands ? `the transcript has ${props.commands.join(', ')}` : 'the transcript fits the pattern'}`,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    if (props.topic) { notifyTopic(this, this.alarm, props.topic); }
    this.addAlarmAction(...props.alarmActions ?? []);
    this.node.addValidation({ validate: () => this.tooManyFilters(logGroup) });
  }

  /**
   * Adds what happens when the alarm is raised.
   *
   * @param actions the actions
   */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    this.alarm.addAlarmAction(...actions);
  }

  private streamedLogGroup({ logGroup }: ISessionLogging): ISessionLogGroup {
    if (!logGroup) {
      fail(this, 'logging has no log group, and an alarm on commands needs the transcripts in one; pass a SessionLogging with a logGroup');
    }
    if (!logGroup.streaming) {
      fail(this, `logging must stream to its log group, got ${logGroup.node.path} with streaming: false: a transcript then comes when its session has ended, without the JSON that the pattern reads; remove that setting`);
    }
    return logGroup;
  }

  private patternsOf({ commands, pattern, ignoreCase }: SessionCommandAlarmProps): string[] {
    if (pattern !== undefined) {
      if (commands !== undefined || ignoreCase !== undefined) {
        fail(this, `pattern contradicts ${commands === undefined ? 'ignoreCase' : 'commands'}: it says by itself what is looked for; remove one of the two`);
      }
      this.checkPattern(pattern);
      return [pattern];
    }
    if (!commands || commands.length === 0) {
      fail(this, 'commands or pattern must say what raises the alarm, got neither; pass one such as commands: [\'rm\']');
    }
    const wrong = commands.find(command => !COMMAND.test(command));
    if (wrong !== undefined) {
      fail(this, `commands must be words of letters, digits and _ . + : @ / - =, with one blank between two of them, got '${wrong}'; pass a pattern for anything else`);
    }
    const patterns = patternsOf(commands, ignoreCase ?? false);
    if (patterns.length > MOST_FILTERS_WITH_REGULAR_EXPRESSIONS) {
      fail(this, `commands need ${patterns.length} filters with regular expressions, and a log group takes ${MOST_FILTERS_WITH_REGULAR_EXPRESSIONS}, got ${commands.length} commands; pass fewer, or log different sessions to different log groups`);
    }
    return patterns;
  }

  private checkPattern(pattern: string): void {
    try {
      readFilterPattern(pattern);
    } catch (error) {
      if (!(error instanceof RefusedPattern)) { throw error; }
      if (error.isCertain) {
        fail(this, `pattern must be one that CloudWatch Logs takes, got ${pattern}: ${error.message}`);
      }
      warn(this, WarningId.PATTERN_NOT_PROVEN, `pattern ${pattern} may be refused: ${error.message}.`);
    }
  }

  private tooManyFilters({ logGroupName }: ISessionLogGroup): string[] {
    const filters = regularExpressionFiltersOf(this, logGroupName);
    return filters.length > MOST_FILTERS_WITH_REGULAR_EXPRESSIONS
      ? [`the log group takes ${MOST_FILTERS_WITH_REGULAR_EXPRESSIONS} filters with regular expressions, got ${filters.length}: ${filters.map(({ node }) => node.path).join(', ')}; put the commands of several alarms into one`]
      : [];
  }
}
