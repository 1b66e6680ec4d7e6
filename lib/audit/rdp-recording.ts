import { Aws, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnPreferences } from 'aws-cdk-lib/aws-ssmguiconnect';
import { Construct, IDependable } from 'constructs';
import { REMOTE_DESKTOP_EVENTS } from './session-events';
import { PropTypes, checkProps, checkValue, required } from '../core/check-props';
import { fail, warn } from '../core/errors';
import { grantOnBothSides } from '../core/grants';
import { checkKey } from '../core/keys';
import { GRANTEE, KEY, LOGGING_BUCKET, REMOVAL_POLICY } from '../core/prop-types';
import { referencedResource } from '../core/references';
import { otherInSameEnvironment } from '../core/same-environment';
import { WarningId } from '../core/warning-ids';
import { ISessionLoggingBucket, SessionLoggingBucket } from '../logging/session-logging-bucket';
import { viaS3Condition } from '../logging/session-logging-bucket-base';

/**
 * Properties of `RdpRecording`.
 */
export interface RdpRecordingProps {
  /**
   * The bucket for the recordings. Its policy, and that of its key, get a statement that lets Remote Desktop write. Recordings have no prefix, so a
   * `keyPrefix` of the bucket is not for them.
   *
   * @default - a new `SessionLoggingBucket`, encrypted with `encryptionKey`
   */
  readonly bucket?: ISessionLoggingBucket;

  /**
   * The key that encrypts recordings while they are made: symmetric and customer-managed. It gets the tag that AWS asks for.
   *
   * @default - a new one with yearly rotation (1 USD a month)
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * What becomes of a new bucket and a new key when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const PROP_TYPES: PropTypes<RdpRecordingProps> = {
  bucket: LOGGING_BUCKET,
  encryptionKey: KEY,
  removalPolicy: REMOVAL_POLICY,
};

const REMOTE_DESKTOP = REMOTE_DESKTOP_EVENTS.eventSource;

/** What AWS's own policies for just-in-time node access ask of a key. */
const KEY_TAG = { key: 'SystemsManagerJustInTimeNodeAccessManaged', value: 'true' };

/**
 * Records Remote Desktop connections to Windows nodes, as videos in a bucket.
 *
 * It is part of just-in-time node access, which has to be on in the account and region before the deployment. That is done in the console, from the delegated
 * administrator's account of the organization. CloudFormation can neither do it nor see it, so there is a warning. Whoever keeps a standing
 * `ssm:StartSession` connects without an approval.
 *
 * An account has one such setting in a region. Who deploys it needs `kms:CreateGrant` and the actions `ssm-guiconnect:...ConnectionRecordingPreferences`. A
 * bucket that Remote Desktop cannot write to shows only when a connection has ended, as `ProcessingError`.
 *
 * Creates a bucket with its access log bucket and a key (1 USD a month), as far as none is given. S3 bills by the GB. Just-in-time node access costs about
 * 10 USD a month for each of the first 100 nodes that run, and less for more.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-just-in-time-node-access-rdp-recording.html
 * @see https://aws.amazon.com/systems-manager/pricing/
 *
 * @example
 * const recording = new RdpRecording(this, 'Recording');
 * recording.grantConnect(role);
 */
export class RdpRecording extends Construct {
  /** The bucket for the recordings. */
  public readonly bucket: ISessionLoggingBucket;

  /** The key that encrypts recordings while they are made, and a bucket that was created. */
  public readonly encryptionKey: kms.IKey;

  /**
   * @throws if `encryptionKey` is an alias, disabled, not symmetric or in another region, `bucket` is encrypted with the key that AWS manages, or
   * `removalPolicy` has nothing to apply to; at synthesis, if the app has another one for the same account and region
   */
  constructor(scope: Construct, id: string, props: RdpRecordingProps = {}) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.checkBucket(props);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.encryptionKey = (props.encryptionKey && checkKey(this, props.encryptionKey)) ?? new kms.Key(this, 'Key', {
      description: `Encrypts the Remote Desktop recordings of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.tagKey();
    this.bucket = props.bucket ?? new SessionLoggingBucket(this, 'Bucket', { encryptionKey: this.encryptionKey, removalPolicy });
    const preferences = new CfnPreferences(this, 'Resource', {
      connectionRecordingPreferences: {
        kmsKeyArn: this.encryptionKey.keyArn,
        recordingDestinations: { s3Buckets: [{ bucketName: this.bucket.bucketName, bucketOwner: this.bucket.env.account }] },
      },
    });
    const policy = this.letRemoteDesktopWrite();
    if (policy) { preferences.node.addDependency(policy); }
    warn(this, WarningId.JUST_IN_TIME_ACCESS_NOT_PROVEN, 'just-in-time node access has to be on in this account and region, and CloudFormation can neither do it nor see it: switch it on in the console of Systems Manager, or the deployment fails or nothing is recorded.');
    this.node.addValidation({
      validate: () => otherInSameEnvironment(this, RdpRecording).map(({ node }) =>
        `an account has one place for Remote Desktop recordings in a region, and ${node.path} sets it too; keep one of the two, or set another env on one of the stacks`),
    });
  }

  /**
   * Lets somebody connect whose connections are recorded: `kms:CreateGrant` on the key, through Remote Desktop alone. What just-in-time node access asks for
   * besides is not granted, and above all no `ssm:StartSession`, with which nobody has to approve.
   *
   * @param grantee who connects, or their role
   */
  public grantConnect(grantee: iam.IGrantable): iam.Grant {
    checkValue(this, 'grantee', grantee, required(GRANTEE));
    return grantOnBothSides({
      grantee,
      actions: ['kms:CreateGrant'],
      resourceArns: [this.encryptionKey.keyArn],
      resource: this.encryptionKey,
      resourceSelfArns: ['*'],
      conditions: {
        StringEquals: { 'kms:ViaService': `ssm-guiconnect.${Stack.of(this).region}.${Aws.URL_SUFFIX}` },
        Bool: { 'aws:ViaAWSService': 'true' },
      },
    });
  }

  private checkBucket({ bucket, encryptionKey, removalPolicy }: RdpRecordingProps): void {
    if (bucket?.encryption === s3.BucketEncryption.KMS_MANAGED) {
      fail(this, `bucket must be encrypted with a key whose policy can be changed, got ${bucket.node.path} with KMS_MANAGED: Remote Desktop may not use the key that AWS manages; use a customer-managed key or S3_MANAGED`);
    }
    if (bucket && encryptionKey && removalPolicy) {
      fail(this, 'removalPolicy applies to a new bucket and a new key, and both were given; remove it, or set it on what you pass');
    }
  }

  private tagKey(): void {
    Tags.of(this.encryptionKey).add(KEY_TAG.key, KEY_TAG.value);
    if (!referencedResource(this.encryptionKey.keyArn)) {
      warn(this, WarningId.RECORDING_KEY_NOT_PROVEN, `encryptionKey is imported, so it was not tagged: it must have the tag ${KEY_TAG.key} with the value ${KEY_TAG.value}, or nobody can connect.`);
    }
  }

  /** Returns the policy of the bucket, which has to be there before the first recording. */
  private letRemoteDesktopWrite(): IDependable | undefined {
    const { bucket, encryptionKey } = this.bucket;
    const principals = [new iam.ServicePrincipal(REMOTE_DESKTOP)];
    const account = { 'aws:SourceAccount': Stack.of(this).account };
    const put = bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'ConnectionRecording',
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: account },
    }));
    const encrypt = encryptionKey?.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'ConnectionRecording',
      principals,
      actions: ['kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: { StringEquals: { ...account, ...viaS3Condition(this.bucket).StringEquals } },
    }), true);
    if (!put.statementAdded || encrypt?.statementAdded === false) {
      warn(this, WarningId.RECORDING_BUCKET_NOT_PROVEN, `the policy of bucket ${this.bucket.node.path}${put.statementAdded ? '\'s key' : ''} cannot be changed here: it has to let ${REMOTE_DESKTOP} use ${put.statementAdded ? '' : 's3:PutObject, and the key of the bucket '}kms:GenerateDataKey* through S3, with this account as aws:SourceAccount, or recordings end in ProcessingError.`);
    }
    return put.policyDependable;
  }
}
