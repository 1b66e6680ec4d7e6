import { Duration, Token } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { SessionLoggingBucketAttributes, SessionLoggingBucketProps } from './session-logging-bucket';
import { fail } from '../core/errors';

/** S3's own limits. */
const MAX_LOCK = Duration.days(36500);
const IMPORTABLE = [s3.BucketEncryption.KMS, s3.BucketEncryption.S3_MANAGED, s3.BucketEncryption.KMS_MANAGED];
const INFREQUENT_ACCESS_AFTER = Duration.days(30);
const INFREQUENT_ACCESS = [s3.StorageClass.INFREQUENT_ACCESS, s3.StorageClass.ONE_ZONE_INFREQUENT_ACCESS].map(({ value }) => value);

/** Everything that S3 or the agent would refuse, found before anything is created. */
export function checkSessionLoggingBucket(scope: Construct, props: SessionLoggingBucketProps): void {
  checkEncryption(scope, props);
  checkLifecycle(scope, props);
  checkOtherAccounts(scope, props);
}

function checkOtherAccounts(scope: Construct, props: SessionLoggingBucketProps): void {
  for (const account of props.accounts ?? []) {
    if (!Token.isUnresolved(account) && !/^\d{12}$/.test(account)) {
      fail(scope, `accounts must be 12-digit account ids, got '${account}'; write it as a string with its leading zeros`);
    }
  }
  const { organizationId } = props;
  if (organizationId !== undefined && !Token.isUnresolved(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    fail(scope, `organizationId must look like o-a1b2c3d4e5, got '${organizationId}'; find it with aws organizations describe-organization`);
  }
}

function checkEncryption(scope: Construct, { encryption, encryptionKey }: SessionLoggingBucketProps): void {
  switch (encryption) {
    case undefined:
    case s3.BucketEncryption.KMS:
      return;
    case s3.BucketEncryption.S3_MANAGED:
      return encryptionKey && fail(scope, 'encryptionKey is used with encryption KMS only, got S3_MANAGED; remove one of the two');
    case s3.BucketEncryption.DSSE:
    case s3.BucketEncryption.DSSE_MANAGED:
      return fail(scope, `encryption must be KMS or S3_MANAGED, got ${encryption}: the SSM Agent treats a bucket with aws:kms:dsse as unencrypted and refuses the session; use KMS`);
    case s3.BucketEncryption.KMS_MANAGED:
      return fail(scope, `encryption must be KMS or S3_MANAGED, got ${encryption}: the policy of the AWS managed key cannot be changed, so no grant reaches it from another account; use KMS`);
    default:
      return fail(scope, `encryption must be KMS or S3_MANAGED, got ${encryption}; session logs hold what people typed: use KMS`);
  }
}

/** An imported bucket may also be encrypted with the AWS managed key, whose policy needs no change. */
export function checkImportedEncryption(scope: Construct, { encryption, encryptionKey }: SessionLoggingBucketAttributes): void {
  if (encryption !== undefined && !IMPORTABLE.includes(encryption)) {
    fail(scope, `encryption must be KMS, S3_MANAGED or KMS_MANAGED, got ${encryption}: the SSM Agent treats any other as unencrypted and refuses the session; encrypt the bucket with KMS`);
  }
  if (encryptionKey && encryption !== undefined && encryption !== s3.BucketEncryption.KMS) {
    fail(scope, `encryptionKey is used with encryption KMS only, got ${encryption}; remove one of the two`);
  }
  if (!encryptionKey && encryption === s3.BucketEncryption.KMS) {
    fail(scope, 'encryption KMS needs encryptionKey, on which nodes get their grants; pass the key, or KMS_MANAGED for the AWS managed one');
  }
}

function checkLifecycle(scope: Construct, { retention, transitions, objectLock }: SessionLoggingBucketProps): void {
  if (objectLock?.duration.isUnresolved()) {
    fail(scope, 'objectLock.duration must be known at synthesis; use Duration.days(n) with a number');
  }
  const retentionDays = wholeDays(scope, 'retention', retention);
  const lockDays = wholeDays(scope, 'objectLock.duration', objectLock?.duration);
  if (lockDays !== undefined && lockDays > MAX_LOCK.toDays()) {
    fail(scope, `objectLock.duration must be 1-${MAX_LOCK.toDays()} days, got ${lockDays}; set a value in that range`);
  }
  if (retentionDays !== undefined && lockDays !== undefined && retentionDays < lockDays) {
    fail(scope, `retention must be at least objectLock.duration, got ${retentionDays} days and a lock of ${lockDays}: a locked log cannot be deleted; raise retention or shorten the lock`);
  }
  for (const { storageClass, transitionAfter } of transitions ?? []) {
    const days = wholeDays(scope, 'transitions.transitionAfter', transitionAfter, 0);
    if (days === undefined) {
      continue;
    }
    if (INFREQUENT_ACCESS.includes(storageClass.value) && days < INFREQUENT_ACCESS_AFTER.toDays()) {
      fail(scope, `transitions to ${storageClass} must be after ${INFREQUENT_ACCESS_AFTER.toDays()} days or later, got ${days}; S3 allows no earlier transition`);
    }
    if (retentionDays !== undefined && days >= retentionDays) {
      fail(scope, `transitions must be earlier than retention, got a transition to ${storageClass} after ${days} days and a retention of ${retentionDays}; change one of the two`);
    }
  }
}

function wholeDays(scope: Construct, name: string, duration: Duration | undefined, least = 1): number | undefined {
  if (duration === undefined || duration.isUnresolved()) {
    return undefined;
  }
  const days = duration.toDays({ integral: false });
  if (!Number.isInteger(days) || days < least) {
    fail(scope, `${name} must be whole days, at least ${least}, got ${duration.toHumanString()}; use Duration.days(n)`);
  }
  return days;
}
