import { RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as events from 'aws-cdk-lib/aws-events';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EVENT_LOG_PREFIX, letEventBridgeWriteLogs } from './event-log';
import { LogGroupTarget, messageOf, TopicTarget } from './event-targets';
import { allowedCalls, deniedCalls, namesOf, sessionCalls, startedSessions, unloggedSessions } from './session-event-pattern';
import { checkTrailLogs, createTrail } from './session-trail';
import { PropTypes, checkProps, checkValue, having, oneOf, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { checkKey } from '../core/keys';
import { BOOLEAN, DOCUMENTS, KEY, REMOVAL_POLICY, TEXT, TEXTS, TOPIC } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import { encryptedLogGroup, logGroupNameOf } from '../logging/encrypted-log-group';
import type { ISessionDocument } from '../preferences/session-document';

/**
 * Properties of `SessionAudit`.
 */
export interface SessionAuditProps {
  /**
   * The ARN of a trail of CloudTrail that logs management events of this account and region. EventBridge gets events only where there is one.
   *
   * @default - none is known, with a warning, unless `createTrail` is true
   */
  readonly trailArn?: string;

  /**
   * Whether to create a trail: of all regions, with log files that can be validated, in an encrypted bucket that is kept.
   *
   * The first trail of an account is free but for its bucket. Each further one costs 2 USD for 100,000 management events, so leave it out where the account
   * or the organization has one.
   *
   * @default false
   * @see https://aws.amazon.com/cloudtrail/pricing/
   */
  readonly createTrail?: boolean;

  /**
   * The topic that is told of each session that is started, resumed or ended, and of each attempt that is denied: who, node, document, reason, when. It gets
   * a statement that lets EventBridge publish, and so does its key.
   *
   * @default - nobody is told
   */
  readonly topic?: sns.ITopic;

  /**
   * The key that encrypts the log group, and the trail that is created.
   *
   * @default - a new customer-managed key with yearly rotation (1 USD a month)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long the log group keeps the events.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * What becomes of the log group, of a new key, and of the bucket of a new trail, when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * What a rule of `SessionAudit` does, and for which sessions.
 */
export interface SessionAuditRuleOptions {
  /**
   * What is told.
   *
   * @default - nothing yet; use `addTarget` of the rule
   */
  readonly target?: events.IRuleTarget;

  /**
   * The ids of the nodes whose sessions count. Events have no tags of nodes.
   *
   * @default - all nodes
   */
  readonly nodeIds?: string[];

  /**
   * The description of the rule.
   *
   * @default - what the rule is for
   */
  readonly description?: string;
}

/**
 * Options of `SessionAudit.onSessionStarted`.
 */
export interface SessionStartedRuleOptions extends SessionAuditRuleOptions {
  /**
   * The session documents whose sessions count. Remote Desktop names none, and then does not count.
   *
   * @default - all documents, and Remote Desktop
   */
  readonly documents?: ISessionDocument[];
}

/**
 * Options of `SessionAudit.onUnloggedSession`.
 */
export interface UnloggedSessionRuleOptions extends SessionAuditRuleOptions {
  /**
   * The session documents that leave transcripts. Sessions with any other one count, and so does Remote Desktop.
   */
  readonly loggedDocuments: ISessionDocument[];
}

const PROP_TYPES: PropTypes<SessionAuditProps> = {
  trailArn: TEXT,
  createTrail: BOOLEAN,
  topic: TOPIC,
  encryptionKey: KEY,
  retention: oneOf('a logs.RetentionDays', logs.RetentionDays, 'logs.RetentionDays.ONE_YEAR'),
  removalPolicy: REMOVAL_POLICY,
};

const RULE_TYPES: PropTypes<SessionAuditRuleOptions> = {
  target: having('an events.IRuleTarget', 'bind', 'new targets.LambdaFunction(handler)'),
  nodeIds: TEXTS,
  description: TEXT,
};
const STARTED_TYPES: PropTypes<SessionStartedRuleOptions> = { ...RULE_TYPES, documents: DOCUMENTS };
const UNLOGGED_TYPES: PropTypes<UnloggedSessionRuleOptions> = { ...RULE_TYPES, loggedDocuments: required(DOCUMENTS) };

/**
 * Who opened, resumed and ended which session, and who was denied: shells, commands, tunnels, SSH and Remote Desktop.
 *
 * Session Manager keeps no transcript of a tunnel, of SSH and of Remote Desktop, so CloudTrail alone knows of these. Its events go through EventBridge into a
 * log group, and to a topic.
 *
 * What it cannot tell: that a shell ended by `exit`, by a timeout or with its node, since no API is called then. A session that names no document has no
 * document in its events. That CloudTrail hands denied calls on is not documented for this API. EventBridge delivers as well as it can and without a
 * guarantee. Events are those of one region.
 *
 * Creates a log group, two rules or fewer for each account, a key (1 USD a month), and a resource policy of CloudWatch Logs for each stack, of which an
 * account has ten in a region. Events of EventBridge that AWS sends are free.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-auditing.html
 *
 * @example
 * declare const topic: sns.Topic;
 *
 * const sessionPreferences = new SessionPreferences(this, 'Preferences');
 * const audit = new SessionAudit(this, 'Audit', { createTrail: true, topic });
 * audit.onUnloggedSession('Unlogged', { loggedDocuments: [sessionPreferences] });
 */
export class SessionAudit extends Construct {
  /** The log group of the events. */
  public readonly logGroup: logs.ILogGroup;

  /** The trail, if one was created. */
  public readonly trail?: cloudtrail.Trail;

  /** The key that encrypts the log group and a trail that was created. */
  public readonly encryptionKey: kms.IKey;

  /**
   * @throws if `trailArn` and `createTrail` are both given, or the trail of `trailArn` is in the app and logs no management events; if `encryptionKey` is an
   * alias or in another region
   */
  constructor(scope: Construct, id: string, props: SessionAuditProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.checkTrail(props);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.encryptionKey = (props.encryptionKey && checkKey(this, props.encryptionKey)) ?? new kms.Key(this, 'Key', {
      description: `Encrypts the records of Session Manager sessions of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.trail = props.createTrail ? createTrail(this, this.encryptionKey, removalPolicy) : undefined;
    const logGroupName = logGroupNameOf(this, `${EVENT_LOG_PREFIX}/session-manager`);
    this.logGroup = encryptedLogGroup(this, 'LogGroup', {
      logGroupName, encryptionKey: this.encryptionKey, retention: props.retention ?? logs.RetentionDays.ONE_YEAR, removalPolicy,
    });
    const record = this.rule('Calls', sessionCalls(), { target: new LogGroupTarget(logGroupName), description: 'Records what is done with Session Manager sessions' });
    record.node.addDependency(letEventBridgeWriteLogs(this), this.logGroup);
    if (props.topic) { this.tell(props.topic); }
  }

  /**
   * A rule on sessions that are started.
   *
   * @param id the id of the rule, unique in this construct
   * @param options what it does, and for which sessions
   */
  public onSessionStarted(id: string, options: SessionStartedRuleOptions = {}): events.Rule {
    checkProps(this, options, STARTED_TYPES);
    const { nodeIds, documents } = options;
    this.checkAny({ nodeIds, documents });
    return this.added(id, startedSessions({ nodes: nodeIds, documents: documents && namesOf(documents) }), {
      ...options, description: options.description ?? 'A Session Manager session was started',
    });
  }

  /**
   * A rule on calls about sessions that IAM denied, tunnels and Remote Desktop among them.
   *
   * @param id the id of the rule, unique in this construct
   * @param options what it does; the event of a call that is denied need not have its node, so that `nodeIds` may leave some out
   */
  public onAccessDenied(id: string, options: SessionAuditRuleOptions = {}): events.Rule {
    checkProps(this, options, RULE_TYPES);
    this.checkAny({ nodeIds: options.nodeIds });
    return this.added(id, deniedCalls(options.nodeIds), { ...options, description: options.description ?? 'A call about a Session Manager session was denied' });
  }

  /**
   * A rule on sessions that leave no transcript, since they were started with another document than these.
   *
   * @param id the id of the rule, unique in this construct
   * @param options which documents leave transcripts, and what the rule does
   */
  public onUnloggedSession(id: string, options: UnloggedSessionRuleOptions): events.Rule {
    checkProps(this, options, UNLOGGED_TYPES);
    const { nodeIds, loggedDocuments } = options;
    this.checkAny({ nodeIds, loggedDocuments });
    return this.added(id, unloggedSessions(namesOf(loggedDocuments), { nodes: nodeIds }), {
      ...options, description: options.description ?? 'A Session Manager session was started that leaves no transcript',
    });
  }

  private tell(topic: sns.ITopic): void {
    this.rule('Allowed', allowedCalls(), { target: new TopicTarget(this, topic, messageOf('did')), description: 'Tells of what is done with Session Manager sessions' });
    this.rule('Denied', deniedCalls(), {
      target: new TopicTarget(this, topic, messageOf('was denied', ['error', 'errorMessage'])),
      description: 'Tells of calls about Session Manager sessions that are denied',
    });
  }

  /** In a scope of their own, for their ids are anybody's. */
  private added(id: string, eventPattern: events.EventPattern, options: SessionAuditRuleOptions): events.Rule {
    checkValue(this, 'id', id, required(TEXT));
    return this.rule(id, eventPattern, options, this.node.tryFindChild('Rules') as Construct | undefined ?? new Construct(this, 'Rules'));
  }

  private rule(id: string, eventPattern: events.EventPattern, options: SessionAuditRuleOptions, scope: Construct = this): events.Rule {
    const { target, description } = options;
    const rule = new events.Rule(scope, id, { eventPattern, description, targets: target && [target] });
    // Whether ResumeSession counts as a read, no record shows. An ordinary rule gets no reads.
    (rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    return rule;
  }

  private checkAny(lists: Record<string, readonly unknown[] | undefined>): void {
    const empty = Object.entries(lists).find(([, list]) => list?.length === 0)?.[0];
    if (empty !== undefined) {
      fail(this, `${empty} must not be empty, got []: ${empty === 'loggedDocuments' ? 'every session would count; use onSessionStarted' : 'no session would count; leave it out for all'}`);
    }
  }

  private checkTrail({ trailArn, createTrail: creates }: SessionAuditProps): void {
    if (trailArn !== undefined && creates) {
      fail(this, 'createTrail contradicts trailArn: the account has a trail, and another one costs 2 USD for 100,000 events; remove one of the two');
    }
    if (trailArn !== undefined) { checkTrailLogs(this, trailArn); }
    if (trailArn === undefined && !creates) {
      warn(this, WarningId.TRAIL_NOT_PROVEN, 'neither trailArn nor createTrail is given: EventBridge gets events only where a trail of this account logs management events. Without one they are in CloudTrail\'s event history for 90 days, and nothing here sees them.');
    }
  }
}
