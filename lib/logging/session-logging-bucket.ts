import { Duration, IResource, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { normalizeKeyPrefix } from './key-prefix';
import { ServerAccessLogs } from './server-access-logs';
import { SessionLoggingBucketBase, accountRoots, uploadAclCondition, viaS3Condition } from './session-logging-bucket-base';
import { checkImportedEncryption, checkSessionLoggingBucket } from './session-logging-bucket-checks';
import { LOG_BUCKET_CHECK_ACTION, LOG_UPLOAD_ACTIONS, LOG_UPLOAD_KEY_ACTIONS } from '../agent/actions';
import { PropTypes, checkProps, having, listOf, oneOf, required, struct } from '../core/check-props';
import { warn } from '../core/errors';
import { checkKey } from '../core/keys';
import { DAYS, KEY, REMOVAL_POLICY, TEXT, TEXTS } from '../core/prop-types';
import { applyToCreated, refuseRemovalPolicy } from '../core/removal-policy';
import { WarningId } from '../core/warning-ids';

/**
 * A bucket that keeps session logs.
 */
export interface ISessionLoggingBucket extends IResource {
  /**
   * The bucket itself.
   */
  readonly bucket: s3.IBucket;

  /**
   * The name of the bucket.
   * @attribute
   */
  readonly bucketName: string;

  /**
   * The ARN of the bucket.
   * @attribute
   */
  readonly bucketArn: string;

  /**
   * The ARN of all session logs in the bucket: `<bucketArn>/<keyPrefix>/*`.
   */
  readonly logObjectsArn: string;

  /**
   * The prefix of the logs' keys, without a slash at either end; empty if there is none. The agent writes `<keyPrefix>/<session id>.log`.
   */
  readonly keyPrefix: string;

  /**
   * How the bucket is encrypted; undefined where it is not known. The agent refuses a session whose document says
   * it wrongly.
   */
  readonly encryption?: s3.BucketEncryption;

  /**
   * The customer-managed key that encrypts the logs; undefined with S3-managed encryption.
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Lets a node upload session logs, and nothing more: PutObject under the prefix, PutObjectAcl with the agent's ACL alone,
   * GetEncryptionConfiguration on the bucket, and Decrypt and GenerateDataKey on the key through S3.
   *
   * @param grantee the node, or its role
   */
  grantWriteSessionLogs(grantee: iam.IGrantable): iam.Grant;

  /**
   * Lets a person or a role list and read session logs.
   *
   * @param grantee who reads
   */
  grantReadSessionLogs(grantee: iam.IGrantable): iam.Grant;
}

/**
 * A lock that keeps session logs from being changed or deleted.
 */
export interface SessionLogObjectLock {
  /**
   * With `GOVERNANCE` a principal with `s3:BypassGovernanceRetention` can lift the lock; with `COMPLIANCE` nobody can, not even the
   * account's root user, so there is a warning.
   */
  readonly mode: s3.ObjectLockMode;

  /**
   * How long each log is locked from its upload on: whole days, 1 day to 100 years.
   */
  readonly duration: Duration;
}

/**
 * Properties of `SessionLoggingBucket`.
 */
export interface SessionLoggingBucketProps {
  /**
   * How the logs are encrypted: `KMS` with a customer-managed key, or `S3_MANAGED`.
   *
   * `DSSE` is refused: the SSM Agent takes a bucket with `aws:kms:dsse` for an unencrypted one and refuses the session.
   *
   * @default s3.BucketEncryption.KMS
   */
  readonly encryption?: s3.BucketEncryption;

  /**
   * The key that encrypts the logs.
   *
   * @default - a new customer-managed key with yearly rotation (1 USD a month), unless `encryption` is `S3_MANAGED`
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The prefix of the logs' keys, such as `session-logs/production`. A trailing slash is cut off.
   *
   * @default - none
   */
  readonly keyPrefix?: string;

  /**
   * How long logs are kept, in whole days. Each log is deleted that long after its upload, and so is each server access log in a bucket of
   * the library's making.
   *
   * @default - for ever; the server access logs for a year
   */
  readonly retention?: Duration;

  /**
   * Moves logs to cheaper storage classes as they age. S3 takes logs into the infrequent access classes after 30 days at the earliest.
   *
   * @default - none, logs stay in S3 Standard
   */
  readonly transitions?: s3.Transition[];

  /**
   * Locks each log against change and deletion. A bucket that has it keeps it for good.
   *
   * @default - none; the bucket is versioned, so an overwritten or deleted log can be restored
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
   */
  readonly objectLock?: SessionLogObjectLock;

  /**
   * Where the bucket's own server access logs go.
   *
   * @default ServerAccessLogs.ownBucket()
   */
  readonly serverAccessLogs?: ServerAccessLogs;

  /**
   * Lets the nodes of all accounts of an organization write logs, as far as their own roles let them.
   *
   * @default - this account only
   */
  readonly organizationId?: string;

  /**
   * Lets the nodes of other accounts write logs, as far as their own roles let them: 12-digit account ids.
   *
   * @default - this account only
   */
  readonly accounts?: string[];

  /**
   * The name of the bucket.
   *
   * @default - CloudFormation's choice; set one if other accounts have to know it
   */
  readonly bucketName?: string;

  /**
   * What becomes of the bucket, its key and its access log bucket when the stack is deleted, and of the policies of both. CloudFormation deletes
   * empty buckets only.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Attributes of a session log bucket that exists already.
 */
export interface SessionLoggingBucketAttributes {
  /**
   * The name of the bucket.
   */
  readonly bucketName: string;

  /**
   * The prefix of the logs' keys. A trailing slash is cut off.
   *
   * @default - none
   */
  readonly keyPrefix?: string;

  /**
   * The customer-managed key that encrypts the bucket.
   *
   * @default - none
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How the bucket is encrypted: `KMS`, `S3_MANAGED`, or `KMS_MANAGED` with the AWS managed key.
   *
   * @default - `KMS` if there is an `encryptionKey`, else not known, which `SessionLogging` refuses
   */
  readonly encryption?: s3.BucketEncryption;

  /**
   * The account that the bucket belongs to, such as that of a central log archive. The bucket is in the nodes' own region.
   *
   * @default - the account of the stack
   */
  readonly account?: string;
}

const TRANSITION = having('an s3.Transition', 'storageClass', '{ storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(90) }');

const ENCRYPTION = oneOf('an s3.BucketEncryption', s3.BucketEncryption, 's3.BucketEncryption.KMS');

const PROP_TYPES: PropTypes<SessionLoggingBucketProps> = {
  bucketName: TEXT,
  keyPrefix: TEXT,
  encryption: ENCRYPTION,
  encryptionKey: KEY,
  retention: DAYS,
  transitions: listOf('a list of s3.Transition', `[${TRANSITION.example}]`, TRANSITION),
  objectLock: struct<SessionLogObjectLock>('a SessionLogObjectLock', '{ mode: s3.ObjectLockMode.GOVERNANCE, duration: Duration.days(90) }', {
    mode: required(oneOf('an s3.ObjectLockMode', s3.ObjectLockMode, 's3.ObjectLockMode.GOVERNANCE')),
    duration: required(DAYS),
  }),
  serverAccessLogs: having('a ServerAccessLogs', '_createsBucket', 'ServerAccessLogs.ownBucket()'),
  organizationId: TEXT,
  accounts: TEXTS,
  removalPolicy: REMOVAL_POLICY,
};

const ATTRIBUTE_TYPES: PropTypes<SessionLoggingBucketAttributes> = {
  bucketName: required(TEXT),
  keyPrefix: TEXT,
  encryption: ENCRYPTION,
  encryptionKey: KEY,
  account: TEXT,
};

/** Every request to the bucket makes an entry, so that they would grow for ever. PCI DSS 4.0 (10.5.1) asks for twelve months. */
const ACCESS_LOG_RETENTION = Duration.days(365);

/**
 * The S3 bucket that keeps session logs.
 *
 * Encrypted with a customer-managed key, with a bucket key; no public access, no ACLs, TLS 1.2 or newer only; versioned; kept when the stack
 * is deleted; with server access logs. The agent uploads a log once, at the clean end of a session.
 *
 * Creates a bucket, a key (1 USD a month) and a bucket for the access logs.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging-s3.html
 *
 * @example
 * const bucket = new SessionLoggingBucket(this, 'Bucket', { keyPrefix: 'production', retention: Duration.days(400) });
 * bucket.grantReadSessionLogs(role);
 * const logging = new SessionLogging(this, 'Logging', { bucket });
 * new SessionPreferences(this, 'Preferences', { logging });
 */
export class SessionLoggingBucket extends SessionLoggingBucketBase {
  /**
   * Uses a bucket that exists already, for grants and endpoint policies.
   *
   * @param scope the scope
   * @param id the id
   * @param attrs what is known of the bucket
   * @throws if `keyPrefix` starts with a slash or has characters that are not safe in a policy, or `encryption` is one that the agent refuses
   * or contradicts `encryptionKey`
   */
  public static fromSessionLoggingBucketAttributes(scope: Construct, id: string, attrs: SessionLoggingBucketAttributes): ISessionLoggingBucket {
    return new ImportedSessionLoggingBucket(scope, id, attrs);
  }

  public readonly bucket: s3.IBucket;
  public readonly encryption?: s3.BucketEncryption;
  public readonly encryptionKey?: kms.IKey;
  public readonly keyPrefix: string;

  /**
   * The bucket of the server access logs, if there is one.
   */
  public readonly serverAccessLogsBucket?: s3.IBucket;

  /**
   * @throws if `encryption` is neither `KMS` nor `S3_MANAGED`, or contradicts `encryptionKey`; if `encryptionKey` is an alias or in another
   * region; if `keyPrefix` starts with a slash or has characters that are not safe in a policy; if `retention` or the lock's duration is not
   * in whole days, or `retention` is shorter than the lock or not longer than a transition; if an account or organization id is not valid
   */
  constructor(scope: Construct, id: string, props: SessionLoggingBucketProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    checkSessionLoggingBucket(this, props);
    this.keyPrefix = normalizeKeyPrefix(this, props.keyPrefix);
    // Log delivery by ACL, which some apps' feature flags still ask for, does not work in a bucket without ACLs.
    this.node.setContext('@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy', true);

    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const accessLogs = props.serverAccessLogs ?? ServerAccessLogs.ownBucket();
    const givenKey = props.encryptionKey && checkKey(this, props.encryptionKey);
    this.encryptionKey = props.encryption === s3.BucketEncryption.S3_MANAGED ? undefined : givenKey ?? new kms.Key(this, 'Key', {
      description: `Encrypts the Session Manager logs of ${this.node.path}`,
      enableKeyRotation: true,
    });
    this.serverAccessLogsBucket = accessLogs._createsBucket ? new s3.Bucket(this, 'AccessLogs', {
      ...SECURE_BUCKET,
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: props.retention ?? ACCESS_LOG_RETENTION, noncurrentVersionExpiration: Duration.days(1) }],
    }) : accessLogs._bucket;
    this.encryption = this.encryptionKey ? s3.BucketEncryption.KMS : s3.BucketEncryption.S3_MANAGED;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...SECURE_BUCKET,
      bucketName: props.bucketName,
      encryption: this.encryption,
      encryptionKey: this.encryptionKey,
      bucketKeyEnabled: this.encryptionKey ? true : undefined,
      objectLockDefaultRetention: objectLockRetention(props.objectLock),
      lifecycleRules: [{
        id: 'SessionLogs',
        // Logs over 5 MiB are uploaded in parts; a node that stops in between leaves them.
        abortIncompleteMultipartUploadAfter: Duration.days(7),
        expiration: props.retention,
        // Versioned: the expired log becomes a noncurrent version, which goes a day later.
        noncurrentVersionExpiration: props.retention && Duration.days(1),
        transitions: props.transitions,
      }],
      serverAccessLogsBucket: this.serverAccessLogsBucket,
      serverAccessLogsPrefix: accessLogs._prefix,
    });
    this.node.defaultChild = this.bucket.node.defaultChild;
    this.admitOtherAccounts(props);
    this.applyRemovalPolicy(removalPolicy);
    if (props.objectLock?.mode === s3.ObjectLockMode.COMPLIANCE) {
      warn(this, WarningId.COMPLIANCE_LOCK,
        'objectLock.mode is COMPLIANCE: nobody, the root user included, can delete a log or shorten its lock before it ends, and the bucket is billed until then.');
    }
  }

  /**
   * Keeps or deletes the bucket, and a key and an access log bucket created for it, when the stack is deleted. CloudFormation deletes empty
   * buckets only.
   *
   * @param policy the policy
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    applyToCreated(this, policy);
    this.warnOfDeletion(policy);
  }

  /** Access from another account takes these statements here, and the same permissions on the node's role there. */
  private admitOtherAccounts(props: SessionLoggingBucketProps): void {
    if (props.accounts?.length) {
      this.admit('OtherAccounts', accountRoots(props.accounts), {});
    }
    if (props.organizationId) {
      this.admit('Organization', [new iam.AnyPrincipal()], { 'aws:PrincipalOrgID': props.organizationId });
    }
  }

  private admit(sid: string, principals: iam.IPrincipal[], who: Record<string, string>): void {
    const statement = (name: string, actions: string[], resource: string, conditions: Record<string, string>) => new iam.PolicyStatement({
      sid: sid + name,
      principals,
      actions,
      resources: [resource],
      conditions: Object.keys(conditions).length > 0 ? { StringEquals: conditions } : undefined,
    });
    const [putObject, ...withAcl] = LOG_UPLOAD_ACTIONS;
    // The parts of a log over 5 MiB are put without an ACL, so only the action that is about ACLs can ask for it.
    this.bucket.addToResourcePolicy(statement('Upload', [putObject], this.logObjectsArn, who));
    this.bucket.addToResourcePolicy(statement('UploadAcl', withAcl, this.logObjectsArn, { ...who, ...uploadAclCondition().StringEquals }));
    this.bucket.addToResourcePolicy(statement('CheckEncryption', [LOG_BUCKET_CHECK_ACTION], this.bucketArn, who));
    const added = this.encryptionKey?.addToResourcePolicy(
      statement('UseKey', LOG_UPLOAD_KEY_ACTIONS, '*', { ...who, ...viaS3Condition(this).StringEquals }), true);
    if (added && !added.statementAdded) {
      warn(this, WarningId.KEY_POLICY_NOT_CHANGED,
        `encryptionKey is imported, so its policy was not changed; it must allow ${LOG_UPLOAD_KEY_ACTIONS.join(' and ')} through S3 to the other accounts, or their logs are lost.`);
    }
  }

  private warnOfDeletion(removalPolicy: RemovalPolicy): void {
    if (removalPolicy === RemovalPolicy.DESTROY) {
      warn(this, WarningId.LOGS_DELETED_WITH_STACK,
        'removalPolicy is DESTROY: deleting the stack deletes the bucket if it is empty, and in any case a key that was made for it: logs that are left can then never be read.');
    }
  }
}

class ImportedSessionLoggingBucket extends SessionLoggingBucketBase {
  public readonly bucket: s3.IBucket;
  public readonly encryption?: s3.BucketEncryption;
  public readonly encryptionKey?: kms.IKey;
  public readonly keyPrefix: string;

  constructor(scope: Construct, id: string, attrs: SessionLoggingBucketAttributes) {
    super(scope, id, { account: attrs?.account });
    checkProps(this, attrs, ATTRIBUTE_TYPES);
    checkImportedEncryption(this, attrs);
    this.keyPrefix = normalizeKeyPrefix(this, attrs.keyPrefix);
    this.encryption = attrs.encryption ?? (attrs.encryptionKey && s3.BucketEncryption.KMS);
    this.encryptionKey = attrs.encryptionKey && checkKey(this, attrs.encryptionKey);
    this.bucket = s3.Bucket.fromBucketAttributes(this, 'Bucket', {
      bucketName: attrs.bucketName, encryptionKey: attrs.encryptionKey, account: attrs.account,
    });
  }

  public applyRemovalPolicy(): never {
    refuseRemovalPolicy(this);
  }
}

const SECURE_BUCKET = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  versioned: true,
};

function objectLockRetention(lock?: SessionLogObjectLock): s3.ObjectLockRetention | undefined {
  return lock && (lock.mode === s3.ObjectLockMode.COMPLIANCE
    ? s3.ObjectLockRetention.compliance(lock.duration)
    : s3.ObjectLockRetention.governance(lock.duration));
}
