import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SessionLogging, SessionLoggingBucket, SessionLoggingBucketAttributes, SessionPreferences } from '../../lib';
import { errorOf, newStack, propertiesOf } from '../fixtures';
import { deployed, policyStatements } from '../util';

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const { KMS, S3_MANAGED, KMS_MANAGED, DSSE, DSSE_MANAGED, UNENCRYPTED } = s3.BucketEncryption;

const key = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
const imported = (attrs: Partial<SessionLoggingBucketAttributes>, stack = newStack()) =>
  SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Logs', { bucketName: 'my-logs', ...attrs });

describe('the encryption of an imported bucket', () => {
  test('is not known by default', () => {
    const bucket = imported({});
    expect([bucket.encryption, bucket.encryptionKey]).toEqual([undefined, undefined]);
  });

  test.each([undefined, KMS])('is KMS with a key (encryption: %s)', encryption => {
    const stack = newStack();
    const bucket = imported({ encryption, encryptionKey: key(stack) }, stack);
    expect(bucket.encryption).toBe(KMS);
    expect(bucket.encryptionKey?.keyArn).toBe(KEY_ARN);
  });

  test.each([S3_MANAGED, KMS_MANAGED])('may be %s, without a key', encryption => {
    const bucket = imported({ encryption });
    expect([bucket.encryption, bucket.encryptionKey]).toEqual([encryption, undefined]);
  });

  test.each([DSSE, DSSE_MANAGED, UNENCRYPTED])('must not be %s, with or without a key: the agent treats it as unencrypted and refuses the session', encryption => {
    const message = `encryption must be KMS, S3_MANAGED or KMS_MANAGED, got ${encryption}: the SSM Agent treats any other as unencrypted and refuses the session; encrypt the bucket with KMS [Stack/Logs]`;
    const stack = newStack();
    expect(errorOf(() => imported({ encryption }))).toBe(message);
    expect(errorOf(() => imported({ encryption, encryptionKey: key(stack) }, stack))).toBe(message);
  });

  test.each([S3_MANAGED, KMS_MANAGED])('must not be %s with a key', encryption => {
    const stack = newStack();
    expect(errorOf(() => imported({ encryption, encryptionKey: key(stack) }, stack)))
      .toBe(`encryptionKey is used with encryption KMS only, got ${encryption}; remove one of the two [Stack/Logs]`);
  });

  test('must not be KMS without a key', () => {
    expect(errorOf(() => imported({ encryption: KMS })))
      .toBe('encryption KMS needs encryptionKey, on which nodes get their grants; pass the key, or KMS_MANAGED for the AWS managed one [Stack/Logs]');
  });
});

test('the encryption of a new bucket is the one that it has', () => {
  const stack = newStack();
  expect(new SessionLoggingBucket(stack, 'Kms').encryption).toBe(KMS);
  expect(new SessionLoggingBucket(stack, 'S3', { encryption: S3_MANAGED }).encryption).toBe(S3_MANAGED);
});

describe('the session document states the encryption that the bucket has', () => {
  const document = (stack: Stack) => {
    const { Content } = propertiesOf(stack, 'AWS::SSM::Document')[0];
    return JSON.parse(deployed(Content)).inputs;
  };
  const preferencesWith = (stack: Stack, attrs: Partial<SessionLoggingBucketAttributes>) =>
    new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging', { bucket: imported(attrs, stack) }) });

  test.each([
    ['a key', (stack: Stack) => ({ encryptionKey: key(stack) })],
    ['S3\'s own key', () => ({ encryption: S3_MANAGED })],
    ['the AWS managed key', () => ({ encryption: KMS_MANAGED })],
  ])('an imported bucket with %s is encrypted, and the node may check it', (_, attrs) => {
    const stack = newStack();
    const preferences = preferencesWith(stack, attrs(stack));
    preferences.grantHost(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }));

    expect(document(stack)).toMatchObject({ s3BucketName: 'my-logs', s3EncryptionEnabled: true, cloudWatchLogGroupName: '', cloudWatchEncryptionEnabled: false });
    expect(deployed(policyStatements(stack))).toContainEqual({ Effect: 'Allow', Action: 's3:GetEncryptionConfiguration', Resource: 'arn:aws:s3:::my-logs' });
  });

  test('a bucket with an unknown encryption is refused for a document', () => {
    const stack = newStack();
    expect(errorOf(() => preferencesWith(stack, {}))).toMatch(/^how bucket Stack\/Logs is encrypted is not known/);
    expect(Template.fromStack(stack).findResources('AWS::SSM::Document')).toEqual({});
  });
});
