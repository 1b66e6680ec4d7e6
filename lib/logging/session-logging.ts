import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ISessionLogGroup, SessionLogGroup } from './session-log-group';
import { ISessionLoggingBucket, SessionLoggingBucket } from './session-logging-bucket';
import { PropTypes, checkProps, having } from '../core/check-props';
import { fail } from '../core/errors';
import { combine } from '../core/grants';
import { BOOLEAN, KEY, LOGGING_BUCKET, REMOVAL_POLICY } from '../core/prop-types';
import { referencedResource } from '../core/references';

/**
 * Where the transcripts of sessions go.
 */
export interface ISessionLogging {
  /**
   * The bucket, if transcripts go to Amazon S3.
   */
  readonly bucket?: ISessionLoggingBucket;

  /**
   * The log group, if transcripts go to CloudWatch Logs.
   */
  readonly logGroup?: ISessionLogGroup;

  /**
   * Lets a node write transcripts to all of these places, as far as the SSM Agent needs it and no further.
   *
   * @param node the node, or its role
   */
  grantWrite(node: iam.IGrantable): iam.Grant;
}

/**
 * Properties of `SessionLogging`.
 */
export interface SessionLoggingProps {
  /**
   * The bucket for the transcripts. The agent uploads one at the clean end of each session.
   *
   * @default - a new one, unless `logGroup` is given: then transcripts go there alone
   */
  readonly bucket?: ISessionLoggingBucket;

  /**
   * The log group for the transcripts. The agent streams into it while a session runs.
   *
   * @default - a new one, unless `bucket` is given: then transcripts go there alone
   */
  readonly logGroup?: ISessionLogGroup;

  /**
   * The key that encrypts a new bucket and a new log group.
   *
   * @default - one new customer-managed key with yearly rotation for both (1 USD a month)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of a new bucket, log group and key when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * No session without a log. The agent refuses a session whose log group it cannot find, reach or see encrypted, so this needs an encrypted,
   * streaming log group. A bucket cannot do it: its upload fails after the session.
   *
   * Then nobody gets a shell, not even in an emergency, while the log group is deleted, the node's role is denied `logs:DescribeLogGroups`, or
   * CloudWatch Logs is out of reach, which the agent notices after about three minutes. Have another way in.
   *
   * With `false` an encrypted log group has the same effect, because the agent always checks it. A log group without a key is not checked: if
   * it is missing, sessions run unlogged.
   *
   * @default false
   */
  readonly failClosed?: boolean;
}

const PROP_TYPES: PropTypes<SessionLoggingProps> = {
  bucket: LOGGING_BUCKET,
  logGroup: having('an ISessionLogGroup', 'grantWriteSessionLogs', 'new SessionLogGroup(this, \'LogGroup\')'),
  failClosed: BOOLEAN,
  encryptionKey: KEY,
  removalPolicy: REMOVAL_POLICY,
};

/**
 * The places that transcripts of sessions go to: a bucket, a log group or both.
 *
 * Without properties it makes both, with one customer-managed key. The grants, the flags in the session document and the policies of VPC
 * endpoints follow from what is here. Port forwarding and SSH sessions are never logged, whatever is here.
 *
 * Creates a bucket with its access log bucket, a log group and a key (1 USD a month), as far as none is given.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html
 *
 * @example
 * const logGroup = new SessionLogGroup(this, 'LogGroup');
 * const logging = new SessionLogging(this, 'Logging', { logGroup, failClosed: true });
 * new SessionPreferences(this, 'Preferences', { logging });
 */
export class SessionLogging extends Construct implements ISessionLogging {
  /**
   * No transcripts at all.
   */
  public static none(): ISessionLogging {
    return new NoSessionLogging();
  }

  public readonly bucket?: ISessionLoggingBucket;
  public readonly logGroup?: ISessionLogGroup;

  /**
   * The key that encrypts what was created here; undefined if nothing was.
   */
  public readonly encryptionKey?: kms.IKey;

  /**
   * @throws if it is not known how an imported `bucket` or `logGroup` is encrypted, `failClosed` lacks an encrypted streaming log group, or
   * `encryptionKey` or `removalPolicy` has nothing to apply to; if `encryptionKey` belongs to another stack or is an alias
   */
  constructor(scope: Construct, id: string, props: SessionLoggingProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    if (props.bucket || props.logGroup) {
      this.checkGiven(props);
      this.bucket = props.bucket;
      this.logGroup = props.logGroup;
    } else {
      this.checkKeyStack(props.encryptionKey);
      const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
      const encryptionKey = this.encryptionKey = props.encryptionKey ?? new kms.Key(this, 'Key', {
        description: `Encrypts the Session Manager logs of ${this.node.path}`,
        enableKeyRotation: true,
        removalPolicy,
      });
      this.bucket = new SessionLoggingBucket(this, 'Bucket', { encryptionKey, removalPolicy });
      this.logGroup = new SessionLogGroup(this, 'LogGroup', { encryptionKey, removalPolicy });
    }
    if (props.failClosed && !(this.logGroup?.encrypted && this.logGroup.streaming)) {
      fail(this, `failClosed needs a logGroup that is encrypted and streaming, got ${describe(this.logGroup)}: the agent refuses a session on nothing else; add new SessionLogGroup(this, 'LogGroup')`);
    }
  }

  public grantWrite(node: iam.IGrantable): iam.Grant {
    return combine([this.bucket, this.logGroup].flatMap(place => place ? [place.grantWriteSessionLogs(node)] : []));
  }

  /** Checked here: the log group's own error would ask for a name that cannot be set from here. */
  private checkKeyStack(encryptionKey: kms.IKey | undefined): void {
    const owner = encryptionKey && referencedResource(encryptionKey.keyArn);
    if (owner && Stack.of(owner) !== Stack.of(this)) {
      fail(this, `encryptionKey must belong to this stack, got one of ${Stack.of(owner).node.path}, whose key policy has to name the new log group; pass logGroup: new SessionLogGroup(this, 'LogGroup', { encryptionKey, logGroupName }) and a bucket instead`);
    }
  }

  /** The session document has to say how both are encrypted: if it is wrong, the agent refuses every session. */
  private checkGiven({ bucket, logGroup, encryptionKey, removalPolicy }: SessionLoggingProps): void {
    if (bucket && !bucket.encryption) {
      fail(this, `how bucket ${bucket.node.path} is encrypted is not known, and the session document has to say so; pass encryption or encryptionKey to SessionLoggingBucket.fromSessionLoggingBucketAttributes`);
    }
    if (logGroup && logGroup.encrypted === undefined) {
      fail(this, `whether logGroup ${logGroup.node.path} is encrypted is not known, and the session document has to say so; pass encrypted to SessionLogGroup.fromSessionLogGroupAttributes`);
    }
    const idle = Object.entries({ encryptionKey, removalPolicy }).find(([, value]) => value !== undefined)?.[0];
    if (idle) {
      fail(this, `${idle} applies to a new bucket and log group, and one of them was given; remove it, or set it on what you pass`);
    }
  }
}

class NoSessionLogging implements ISessionLogging {
  public grantWrite(node: iam.IGrantable): iam.Grant {
    return iam.Grant.drop(node, 'nothing is logged');
  }
}

function describe(logGroup: ISessionLogGroup | undefined): string {
  return logGroup
    ? `one with encrypted: ${logGroup.encrypted} and streaming: ${logGroup.streaming}`
    : 'none';
}
