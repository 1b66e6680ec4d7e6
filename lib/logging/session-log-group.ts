import { IResource, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { encryptedLogGroup, logGroupNameOf } from './encrypted-log-group';
import { SessionLogGroupBase } from './session-log-group-base';
import { PropTypes, checkProps, having, oneOf, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { checkKey } from '../core/keys';
import { BOOLEAN, KEY, REMOVAL_POLICY, TEXT } from '../core/prop-types';
import { referencedResource } from '../core/references';
import { applyToCreated, refuseRemovalPolicy } from '../core/removal-policy';
import { WarningId } from '../core/warning-ids';

/**
 * A log group that keeps session logs.
 */
export interface ISessionLogGroup extends IResource {
  /**
   * The log group itself.
   */
  readonly logGroup: logs.ILogGroup;

  /**
   * The name of the log group.
   * @attribute
   */
  readonly logGroupName: string;

  /**
   * The ARN of the log group, without `:*` at its end.
   * @attribute
   */
  readonly logGroupArn: string;

  /**
   * Whether a key of AWS KMS encrypts the log group; undefined where it is not known. The agent refuses a
   * session whose document says it wrongly.
   */
  readonly encrypted?: boolean;

  /**
   * Whether a session is logged line by line while it runs, or all at once when it ends.
   */
  readonly streaming: boolean;

  /**
   * Lets a node write session logs, and nothing more: find the group, make a stream for each session, put events into it.
   *
   * @param grantee the node, or its role
   */
  grantWriteSessionLogs(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets a person or a role read and search session logs. What a data protection policy masks stays masked.
   *
   * @param grantee who reads
   */
  grantReadSessionLogs(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets somebody who may read session logs also read what a data protection policy masks in them.
   *
   * @param grantee who reads
   */
  grantUnmask(grantee: iam.IGrantable): iam.Grant;
}

/**
 * Properties of `SessionLogGroup`.
 */
export interface SessionLogGroupProps {
  /**
   * The key that encrypts the logs. Its policy gets a statement that lets CloudWatch Logs use it for this group.
   *
   * @default - a new customer-managed key with yearly rotation (1 USD a month)
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * Whether a session is logged line by line while it runs, as JSON events. Otherwise its log is uploaded when it ends, if it ends cleanly,
   * and only where the node has `script`.
   *
   * @default true
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html
   */
  readonly streaming?: boolean;

  /**
   * The name of the log group: 1-512 of the characters A-Z a-z 0-9 _ - / . #, not beginning with `aws/`.
   *
   * @default - made of the construct's path and the stack's id, so that a group kept from a deleted stack is not in the way
   */
  readonly logGroupName?: string;

  /**
   * What CloudWatch Logs looks for in session logs and masks: keys, card numbers, what a regular expression of yours matches.
   *
   * It masks what is logged from then on. Whoever lacks `logs:Unmask` sees asterisks; `grantReadSessionLogs` does not grant it, and `grantUnmask` does.
   * Metric filters and subscription filters get the masked text, so that `SessionCommandAlarm` does not see what is masked. A copy of the transcript in a
   * bucket is not masked. `logs.DataIdentifier.EMAILADDRESS` also masks who it was, if people sign in with an address.
   *
   * CloudWatch Logs bills 0.12 USD for each GB that it looks through.
   *
   * @default - nothing is masked
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
   * @see https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly dataProtectionPolicy?: logs.DataProtectionPolicy;

  /**
   * What becomes of the log group, and of a key made for it, when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes of a log group that exists already.
 */
export interface SessionLogGroupAttributes {
  /**
   * The name of the log group, in the nodes' own account and region.
   */
  readonly logGroupName: string;

  /**
   * Whether a key of AWS KMS encrypts the log group: `aws logs describe-log-groups` shows a `kmsKeyId` then.
   *
   * @default - not known, which `SessionLogging` refuses
   */
  readonly encrypted?: boolean;

  /**
   * Whether a session is logged line by line while it runs.
   *
   * @default true
   */
  readonly streaming?: boolean;
}

const PROP_TYPES: PropTypes<SessionLogGroupProps> = {
  logGroupName: TEXT,
  encryptionKey: KEY,
  retention: oneOf('a logs.RetentionDays', logs.RetentionDays, 'logs.RetentionDays.ONE_YEAR'),
  streaming: BOOLEAN,
  dataProtectionPolicy: having(
    'a logs.DataProtectionPolicy', '_bind', 'new logs.DataProtectionPolicy({ identifiers: [logs.DataIdentifier.AWSSECRETKEY] })',
  ),
  removalPolicy: REMOVAL_POLICY,
};

const ATTRIBUTE_TYPES: PropTypes<SessionLogGroupAttributes> = {
  logGroupName: required(TEXT),
  encrypted: BOOLEAN,
  streaming: BOOLEAN,
};

/**
 * The log group of CloudWatch Logs that keeps session logs.
 *
 * Encrypted with a customer-managed key, kept for a year, kept when the stack is deleted. The agent never creates a log group: a session whose
 * log group does not exist is refused, or runs unlogged.
 *
 * Creates a log group and a key (1 USD a month); CloudWatch Logs bills by the GB.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-cloudwatch-logs.html
 *
 * @example
 * const logGroup = new SessionLogGroup(this, 'LogGroup', { logGroupName: '/session-manager/production' });
 * logGroup.grantReadSessionLogs(role);
 * const logging = new SessionLogging(this, 'Logging', { logGroup });
 * new SessionPreferences(this, 'Preferences', { logging });
 */
export class SessionLogGroup extends SessionLogGroupBase {
  /**
   * Uses a log group that exists already.
   *
   * @param scope the scope
   * @param id the id
   * @param attrs what is known of the log group
   * @throws if `logGroupName` is not a valid name of a log group
   */
  public static fromSessionLogGroupAttributes(scope: Construct, id: string, attrs: SessionLogGroupAttributes): ISessionLogGroup {
    return new ImportedSessionLogGroup(scope, id, attrs);
  }

  public readonly logGroup: logs.ILogGroup;
  public readonly encrypted?: boolean = true;
  public readonly streaming: boolean;

  /**
   * The key that encrypts the logs.
   */
  public readonly encryptionKey: kms.IKey;

  /**
   * @throws if `logGroupName` is not a valid name of a log group, or is missing where `encryptionKey` belongs to another stack; if
   * `encryptionKey` is an alias or in another region
   */
  constructor(scope: Construct, id: string, props: SessionLogGroupProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    checkName(this, props.logGroupName);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.streaming = props.streaming ?? true;
    this.encryptionKey = (props.encryptionKey && checkKey(this, props.encryptionKey)) ?? new kms.Key(this, 'Key', {
      description: `Encrypts the Session Manager logs of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.logGroup = encryptedLogGroup(this, 'LogGroup', {
      logGroupName: props.logGroupName ?? this.nameKnownBeforehand(),
      encryptionKey: this.encryptionKey,
      retention: props.retention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy,
      dataProtectionPolicy: props.dataProtectionPolicy,
    });
    this.node.defaultChild = this.logGroup.node.defaultChild;
    this.warnOfDeletion(removalPolicy);
  }

  /**
   * Keeps or deletes the log group, and a key created for it, when the stack is deleted.
   *
   * @param policy the policy
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    applyToCreated(this, policy);
    this.warnOfDeletion(policy);
  }

  private nameKnownBeforehand(): string {
    const keyStack = Stack.of(this.encryptionKey);
    const changesItsPolicy = referencedResource(this.encryptionKey.keyArn) !== undefined;
    if (changesItsPolicy && keyStack !== Stack.of(this)) {
      fail(this, `logGroupName must be set where encryptionKey belongs to another stack, here ${keyStack.node.path}, whose key policy has to name the log group; set logGroupName, or leave encryptionKey out`);
    }
    return logGroupNameOf(this, '/session-manager');
  }

  private warnOfDeletion(removalPolicy: RemovalPolicy): void {
    if (removalPolicy === RemovalPolicy.DESTROY) {
      warn(this, WarningId.LOG_GROUP_DELETED_WITH_STACK,
        'removalPolicy is DESTROY: deleting the stack deletes the session logs in this log group at once.');
    }
  }
}

class ImportedSessionLogGroup extends SessionLogGroupBase {
  public readonly logGroup: logs.ILogGroup;
  public readonly encrypted?: boolean;
  public readonly streaming: boolean;

  constructor(scope: Construct, id: string, attrs: SessionLogGroupAttributes) {
    super(scope, id);
    checkProps(this, attrs, ATTRIBUTE_TYPES);
    checkName(this, attrs.logGroupName);
    this.encrypted = attrs.encrypted;
    this.streaming = attrs.streaming ?? true;
    this.logGroup = logs.LogGroup.fromLogGroupName(this, 'LogGroup', attrs.logGroupName);
  }

  public applyRemovalPolicy(): never {
    refuseRemovalPolicy(this);
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
const LOG_GROUP_NAME = /^(?!aws\/)[A-Za-z0-9_\-/.#]{1,512}$/;

function checkName(scope: Construct, name: string | undefined): void {
  if (name !== undefined && !Token.isUnresolved(name) && !LOG_GROUP_NAME.test(name)) {
    fail(scope, `logGroupName must be 1-512 of the characters A-Z a-z 0-9 _ - / . # and not begin with aws/, got '${name}'; use a name such as '/session-manager/production'`);
  }
}
