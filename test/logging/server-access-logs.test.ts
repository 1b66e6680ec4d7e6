import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ServerAccessLogs, SessionLoggingBucket } from '../../lib';
import { ACCOUNT, newStack, propertiesOf, ref, warnings } from '../fixtures';

const BUCKET = 'AWS::S3::Bucket';
const FLAG = '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy';

/** The template is the same, whatever the feature flags of the app are. */
const CONTEXTS: [string, Record<string, unknown>][] = [['unset', {}], ['true', { [FLAG]: true }], ['false', { [FLAG]: false }]];

function setUp(serverAccessLogs?: ServerAccessLogs, stack = newStack()) {
  const logs = new SessionLoggingBucket(stack, 'Logs', { serverAccessLogs });
  return { stack, logs, loggingOf: () => bucketOf(stack, logs.bucket).LoggingConfiguration };
}

function bucketOf(stack: Stack, bucket: s3.IBucket): any {
  return Template.fromStack(stack).toJSON().Resources[ref(bucket).Ref].Properties;
}

function policyOf(stack: Stack, bucket: s3.IBucket): any[] {
  return propertiesOf(stack, 'AWS::S3::BucketPolicy').find(policy => policy.Bucket.Ref === ref(bucket).Ref)?.PolicyDocument.Statement ?? [];
}

const delivery = (stack: Stack, from: s3.IBucket, to: s3.IBucket, path = '/*') => ({
  Effect: 'Allow',
  Principal: { Service: 'logging.s3.amazonaws.com' },
  Action: 's3:PutObject',
  Resource: { 'Fn::Join': ['', [stack.resolve(to.bucketArn), path]] },
  Condition: {
    ArnLike: { 'aws:SourceArn': stack.resolve(from.bucketArn) },
    StringEquals: { 'aws:SourceAccount': ACCOUNT },
  },
});

describe.each([['by default', undefined], ['with ownBucket()', ServerAccessLogs.ownBucket()]])('%s', (_, serverAccessLogs) => {
  test('the logs go to a new bucket', () => {
    const { stack, logs, loggingOf } = setUp(serverAccessLogs);

    expect(propertiesOf(stack, BUCKET)).toHaveLength(2);
    expect(logs.serverAccessLogsBucket!.node.path).toBe('Stack/Logs/AccessLogs');
    expect(loggingOf()).toEqual({ DestinationBucketName: ref(logs.serverAccessLogsBucket!) });
  });
});

const lifecycleOf = (days: number) => (
  { Rules: [{ ExpirationInDays: days, NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' }] }
);

test('the new bucket is as closed as the log bucket, with S3-managed encryption, because log delivery supports nothing else', () => {
  const { stack, logs } = setUp();

  expect(bucketOf(stack, logs.serverAccessLogsBucket!)).toEqual({
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    LifecycleConfiguration: lifecycleOf(365),
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test.each<[string, Duration | undefined, number]>([
  ['a year by default', undefined, 365],
  ['as long as the session logs are kept', Duration.days(90), 90],
  ['as long as the session logs are kept, if that is longer than a year', Duration.days(400), 400],
])('the new bucket keeps its logs %s', (_, retention, days) => {
  const stack = newStack();
  const logs = new SessionLoggingBucket(stack, 'Logs', { retention });
  expect(bucketOf(stack, logs.serverAccessLogsBucket!).LifecycleConfiguration).toEqual(lifecycleOf(days));
});

test('the new bucket has no access logs and no lock', () => {
  const stack = newStack();
  const logs = new SessionLoggingBucket(stack, 'Logs', {
    objectLock: { mode: s3.ObjectLockMode.GOVERNANCE, duration: Duration.days(1) },
    organizationId: 'o-a1b2c3d4e5',
  });

  expect(Object.keys(bucketOf(stack, logs.serverAccessLogsBucket!))).toEqual([
    'BucketEncryption', 'LifecycleConfiguration', 'OwnershipControls', 'PublicAccessBlockConfiguration', 'VersioningConfiguration',
  ]);
  expect(policyOf(stack, logs.serverAccessLogsBucket!)).toHaveLength(3);
});

describe.each(CONTEXTS)(`in an app with ${FLAG} %s`, (_, context) => {
  test('the policy of the new bucket allows log delivery, and no ACL does', () => {
    const { stack, logs } = setUp(undefined, newStack(new App({ context })));
    const target = logs.serverAccessLogsBucket!;
    const arns = [stack.resolve(target.bucketArn), stack.resolve(target.arnForObjects('*'))];
    const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: arns };

    expect(policyOf(stack, target)).toEqual([
      { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
      delivery(stack, logs.bucket, target),
    ]);
    propertiesOf(stack, BUCKET).forEach(bucket => expect(bucket.AccessControl).toBeUndefined());
  });
});

describe('with toBucket()', () => {
  test.each([
    ['without a prefix', undefined, '/*'],
    ['with a prefix', 'access/', '/access/*'],
  ])('the logs go to that bucket, %s', (_, prefix, path) => {
    const stack = newStack(new App({ context: { [FLAG]: true } }));
    const target = new s3.Bucket(stack, 'Target');
    const { logs, loggingOf } = setUp(ServerAccessLogs.toBucket(target, prefix), stack);

    expect(propertiesOf(stack, BUCKET)).toHaveLength(2);
    expect(logs.serverAccessLogsBucket?.node.path).toBe(target.node.path);
    expect(loggingOf()).toEqual({ DestinationBucketName: ref(target), ...prefix ? { LogFilePrefix: prefix } : {} });
    expect(policyOf(stack, target)).toEqual([delivery(stack, logs.bucket, target, path)]);
  });

  test('an imported bucket gets no policy, and the CDK warns about it', () => {
    const stack = newStack();
    const target = s3.Bucket.fromBucketName(stack, 'Target', 'access-logs');
    const { logs, loggingOf } = setUp(ServerAccessLogs.toBucket(target), stack);

    expect(logs.serverAccessLogsBucket?.node.path).toBe(target.node.path);
    expect(loggingOf()).toEqual({ DestinationBucketName: 'access-logs' });
    expect(propertiesOf(stack, 'AWS::S3::BucketPolicy')).toHaveLength(1);
    expect(warnings(stack)).toEqual([expect.stringContaining('@aws-cdk/aws-s3:accessLogsPolicyNotAdded')]);
  });
});

test('with off() there are no access logs and no bucket for them', () => {
  const { stack, logs, loggingOf } = setUp(ServerAccessLogs.off());

  expect(logs.serverAccessLogsBucket).toBeUndefined();
  expect(propertiesOf(stack, BUCKET)).toHaveLength(1);
  expect(loggingOf()).toBeUndefined();
  expect(propertiesOf(stack, 'AWS::S3::BucketPolicy')).toHaveLength(1);
});

test('the feature flags of the rest of the app do not change', () => {
  const stack = newStack(new App({ context: { [FLAG]: false } }));
  const { logs } = setUp(undefined, stack);

  expect(stack.node.tryGetContext(FLAG)).toBe(false);
  expect(logs.node.tryGetContext(FLAG)).toBe(true);
});
