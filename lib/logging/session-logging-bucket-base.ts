import { Arn, Aws, Resource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import type { ISessionLoggingBucket } from './session-logging-bucket';
import { LOG_BUCKET_CHECK_ACTION, LOG_UPLOAD_ACL, LOG_UPLOAD_ACTIONS, LOG_UPLOAD_KEY_ACTIONS } from '../agent/actions';
import { Conditions, combine, grantOnBothSides } from '../core/grants';

/**
 * What a created and an imported session log bucket have in common: where the logs are, and who may write and read them.
 *
 * @internal
 */
export abstract class SessionLoggingBucketBase extends Resource implements ISessionLoggingBucket {
  public abstract readonly bucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;
  public abstract readonly keyPrefix: string;
  public abstract readonly encryption?: s3.BucketEncryption;

  public get bucketName(): string {
    return this.bucket.bucketName;
  }

  public get bucketArn(): string {
    return this.bucket.bucketArn;
  }

  public get logObjectsArn(): string {
    return this.bucket.arnForObjects(this.keyPrefix ? `${this.keyPrefix}/*` : '*');
  }

  public grantWriteSessionLogs(grantee: iam.IGrantable): iam.Grant {
    const [putObject, ...withAcl] = LOG_UPLOAD_ACTIONS;
    const grants = [
      this.grantOnBucket(grantee, [putObject], this.logObjectsArn),
      this.grantOnBucket(grantee, withAcl, this.logObjectsArn, uploadAclCondition()),
      this.grantOnBucket(grantee, [LOG_BUCKET_CHECK_ACTION], this.bucketArn),
    ];
    return combine([...grants, ...this.grantOnKey(grantee, LOG_UPLOAD_KEY_ACTIONS)]);
  }

  public grantReadSessionLogs(grantee: iam.IGrantable): iam.Grant {
    const grants = [
      this.grantOnBucket(grantee, ['s3:GetObject'], this.logObjectsArn),
      this.grantOnBucket(grantee, ['s3:ListBucket'], this.bucketArn, this.keyPrefix ? { StringLike: { 's3:prefix': `${this.keyPrefix}/*` } } : undefined),
    ];
    return combine([...grants, ...this.grantOnKey(grantee, ['kms:Decrypt'])]);
  }

  private grantOnBucket(grantee: iam.IGrantable, actions: string[], arn: string, conditions?: Conditions): iam.Grant {
    return grantOnBothSides({ grantee, actions, resourceArns: [arn], resource: this.bucket, conditions });
  }

  private grantOnKey(grantee: iam.IGrantable, actions: string[]): iam.Grant[] {
    return this.encryptionKey ? [grantOnBothSides({
      grantee,
      actions,
      resourceArns: [this.encryptionKey.keyArn],
      resource: this.encryptionKey,
      // In its own policy a key is `*`.
      resourceSelfArns: ['*'],
      conditions: viaS3Condition(this),
    })] : [];
  }
}

/** The agent's uploads carry this ACL and no other. */
export function uploadAclCondition(): Record<string, Record<string, string>> {
  return { StringEquals: { 's3:x-amz-acl': LOG_UPLOAD_ACL } };
}

/** The key can be used through S3 only, never by the caller directly. */
export function viaS3Condition(scope: IConstruct): Record<string, Record<string, string>> {
  return { StringEquals: { 'kms:ViaService': `s3.${Stack.of(scope).region}.${Aws.URL_SUFFIX}` } };
}

/** The root of an account, whose own administrators pass the permission on. */
export function accountRoots(accounts: string[]): iam.IPrincipal[] {
  return accounts.map(account => new iam.ArnPrincipal(Arn.format({ partition: Aws.PARTITION, service: 'iam', region: '', account, resource: 'root' })));
}
