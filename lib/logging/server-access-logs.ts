import * as s3 from 'aws-cdk-lib/aws-s3';
import { checkValue, having, required } from '../core/check-props';
import { TEXT } from '../core/prop-types';

/**
 * Where the server access logs of a session log bucket go: who read or deleted a transcript, and when.
 */
export class ServerAccessLogs {
  /**
   * To a bucket that is created beside the session log bucket, with S3-managed encryption: log delivery does not support KMS keys. They are
   * kept as long as `retention` says, or for a year where session logs are kept for ever. For another time bring a bucket of yours.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
   */
  public static ownBucket(): ServerAccessLogs {
    return new ServerAccessLogs(true);
  }

  /**
   * To a bucket of yours, in the same region and account, without Object Lock and with S3-managed encryption.
   *
   * Without the feature flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy` the CDK admits log delivery by an ACL, which a bucket with
   * enforced owner refuses: set the flag. An imported bucket must let `logging.s3.amazonaws.com` put objects already.
   *
   * @param bucket the bucket
   * @param prefix the prefix of the logs' keys; none by default
   * @throws if `bucket` is none
   */
  public static toBucket(bucket: s3.IBucket, prefix?: string): ServerAccessLogs {
    checkValue(undefined, 'bucket', bucket, required(having('an s3.IBucket', 'bucketName', 'new s3.Bucket(this, \'Bucket\')')));
    checkValue(undefined, 'prefix', prefix, TEXT);
    return new ServerAccessLogs(false, bucket, prefix);
  }

  /**
   * No server access logs, for accounts that have CloudTrail data events for S3 instead.
   */
  public static off(): ServerAccessLogs {
    return new ServerAccessLogs(false);
  }

  private constructor(
    /** @internal */
    public readonly _createsBucket: boolean,
    /** @internal */
    public readonly _bucket?: s3.IBucket,
    /** @internal */
    public readonly _prefix?: string,
  ) {}
}
