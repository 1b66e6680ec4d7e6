import { App, Aws, CfnParameter, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ISessionLoggingBucket, ServerAccessLogs, SessionLoggingBucket, SessionLoggingBucketProps } from '../../lib';
import { FLAGS, REGION, errorOf, newStack, pathsOf, propertiesOf, ref, warnings } from '../fixtures';

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const KEY = 'AWS::KMS::Key';
const ROLE = 'AWS::IAM::Policy';
const { GOVERNANCE, COMPLIANCE } = s3.ObjectLockMode;

function setUp(props: SessionLoggingBucketProps = {}, stack = newStack()) {
  return { stack, logs: new SessionLoggingBucket(stack, 'Logs', props) };
}

/** The resource of the log bucket. */
function bucketResource({ stack, logs }: { stack: Stack; logs: SessionLoggingBucket }): any {
  return Template.fromStack(stack).toJSON().Resources[ref(logs.bucket).Ref];
}

const bucketOf = (made: { stack: Stack; logs: SessionLoggingBucket }) => bucketResource(made).Properties;
const lifecycleOf = (props: SessionLoggingBucketProps) => bucketOf(setUp(props)).LifecycleConfiguration.Rules;

/** The statements of the log bucket policy after the two that require TLS. */
function bucketStatements({ stack, logs }: { stack: Stack; logs: SessionLoggingBucket }): any[] {
  return propertiesOf(stack, 'AWS::S3::BucketPolicy').find(policy => policy.Bucket.Ref === ref(logs.bucket).Ref).PolicyDocument.Statement.slice(2);
}

/** The statements of the key policy after the one for the administrators of the account. */
function keyStatements(stack: Stack): any[] {
  return propertiesOf(stack, KEY)[0].KeyPolicy.Statement.slice(1);
}

const newRole = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
const roleStatements = (stack: Stack): any[] => propertiesOf(stack, ROLE).flatMap(policy => policy.PolicyDocument.Statement);

const VIA_S3 = { 'kms:ViaService': { 'Fn::Join': ['', [`s3.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] } };
const WITH_ACL = { 's3:x-amz-acl': 'bucket-owner-full-control' };

const UNDELETABLE = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

describe.each(FLAGS)('by default, in an app with %s', (_, context) => {
  const made = setUp({}, newStack(new App({ context })));
  const { stack, logs } = made;

  test('the bucket is encrypted with a customer managed key, with an S3 Bucket Key', () => {
    expect(bucketOf(made).BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { KMSMasterKeyID: stack.resolve(logs.encryptionKey!.keyArn), SSEAlgorithm: 'aws:kms' },
      }],
    });
  });

  test('the key is new and rotates', () => {
    expect(propertiesOf(stack, KEY)).toEqual([{
      Description: 'Encrypts the Session Manager logs of Stack/Logs',
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow',
          Principal: { AWS: expect.anything() },
          Action: 'kms:*',
          Resource: '*',
        }],
      },
    }]);
    expect(JSON.stringify(propertiesOf(stack, KEY)[0].KeyPolicy.Statement[0].Principal)).toMatch(/:iam::123456789012:root"/);
  });

  test('nothing is public, and there are no ACLs', () => {
    expect(bucketOf(made)).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(bucketOf(made).AccessControl).toBeUndefined();
  });

  test('the policy refuses requests without TLS or with TLS below 1.2, and allows nobody', () => {
    const [bucketPolicy] = propertiesOf(stack, 'AWS::S3::BucketPolicy').filter(policy => policy.Bucket.Ref === ref(logs.bucket).Ref);
    const arns = [stack.resolve(logs.bucketArn), stack.resolve(logs.bucket.arnForObjects('*'))];
    const deny = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: arns };

    expect(bucketPolicy.PolicyDocument.Statement).toEqual([
      { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });

  test('versioning is on', () => {
    expect(bucketOf(made).VersioningConfiguration).toEqual({ Status: 'Enabled' });
  });

  test('the buckets and the key stay when the stack is deleted', () => {
    const template = Template.fromStack(stack);

    expect(Object.values({ ...template.findResources('AWS::S3::Bucket'), ...template.findResources(KEY) })).toEqual(
      [expect.objectContaining(UNDELETABLE), expect.objectContaining(UNDELETABLE), expect.objectContaining(UNDELETABLE)]);
    expect(JSON.stringify(template.toJSON())).not.toContain('"Delete"');
  });

  test('logs are kept for ever, the parts of an incomplete upload for a week', () => {
    expect(bucketOf(made).LifecycleConfiguration).toEqual({
      Rules: [{ Id: 'SessionLogs', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }],
    });
  });

  test('there is no lock, no physical name, no prefix and no warning', () => {
    expect(Object.keys(bucketOf(made))).not.toEqual(expect.arrayContaining(['ObjectLockEnabled']));
    expect(bucketOf(made).ObjectLockConfiguration).toBeUndefined();
    expect(bucketOf(made).BucketName).toBeUndefined();
    expect(logs.keyPrefix).toBe('');
    expect(warnings(stack)).toEqual([]);
  });
});

describe('encryption', () => {
  const AES256 = { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] };

  test('is KMS by default', () => {
    const [explicit, byDefault] = [setUp({ encryption: s3.BucketEncryption.KMS }), setUp()];

    expect(Template.fromStack(explicit.stack).toJSON()).toEqual(Template.fromStack(byDefault.stack).toJSON());
  });

  test('S3_MANAGED needs no key', () => {
    const made = setUp({ encryption: s3.BucketEncryption.S3_MANAGED });

    expect(bucketOf(made).BucketEncryption).toEqual(AES256);
    expect(propertiesOf(made.stack, KEY)).toEqual([]);
    expect(made.logs.encryptionKey === undefined).toBe(true);
  });

  test.each([undefined, s3.BucketEncryption.KMS])('a key that was passed is used, with an S3 Bucket Key, and no other is created (encryption: %s)', encryption => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const made = setUp({ encryption, encryptionKey }, stack);

    expect(made.logs.encryptionKey?.node.path).toBe(encryptionKey.node.path);
    expect(propertiesOf(stack, KEY)).toHaveLength(1);
    expect(bucketOf(made).BucketEncryption.ServerSideEncryptionConfiguration).toEqual([{
      BucketKeyEnabled: true,
      ServerSideEncryptionByDefault: { KMSMasterKeyID: stack.resolve(encryptionKey.keyArn), SSEAlgorithm: 'aws:kms' },
    }]);
  });

  const DSSE = (name: string) => `encryption must be KMS or S3_MANAGED, got ${name}: the SSM Agent treats a bucket with aws:kms:dsse as unencrypted and refuses the session; use KMS [Stack/Logs]`;
  test.each([
    [s3.BucketEncryption.DSSE, DSSE('DSSE')],
    [s3.BucketEncryption.DSSE_MANAGED, DSSE('DSSE_MANAGED')],
    [s3.BucketEncryption.KMS_MANAGED, 'encryption must be KMS or S3_MANAGED, got KMS_MANAGED: the policy of the AWS managed key cannot be changed, so no grant reaches it from another account; use KMS [Stack/Logs]'],
    [s3.BucketEncryption.UNENCRYPTED, 'encryption must be KMS or S3_MANAGED, got UNENCRYPTED; session logs hold what people typed: use KMS [Stack/Logs]'],
  ])('%s is refused', (encryption, message) => {
    expect(errorOf(() => setUp({ encryption }))).toBe(message);
    expect(errorOf(() => setUp({ encryption, encryptionKey: kms.Key.fromKeyArn(newStack(), 'Key', KEY_ARN) }))).toBe(message);
  });

  test('a key with S3_MANAGED is refused', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);

    expect(errorOf(() => setUp({ encryption: s3.BucketEncryption.S3_MANAGED, encryptionKey }, stack))).toBe(
      'encryptionKey is used with encryption KMS only, got S3_MANAGED; remove one of the two [Stack/Logs]');
  });
});

test('bucketName names only the bucket', () => {
  const made = setUp({ bucketName: 'session-logs-of-ours' });

  expect(bucketOf(made).BucketName).toBe('session-logs-of-ours');
  expect(propertiesOf(made.stack, 'AWS::S3::Bucket').filter(({ BucketName }) => BucketName)).toHaveLength(1);
});

describe('keyPrefix', () => {
  test.each([
    [undefined, '', '/*'],
    ['', '', '/*'],
    ['session-logs', 'session-logs', '/session-logs/*'],
    ['session-logs/production/', 'session-logs/production', '/session-logs/production/*'],
  ])('%j becomes %j', (keyPrefix, normalized, path) => {
    const { stack, logs } = setUp({ keyPrefix });

    expect(logs.keyPrefix).toBe(normalized);
    expect(stack.resolve(logs.logObjectsArn)).toEqual({ 'Fn::Join': ['', [stack.resolve(logs.bucketArn), path]] });
  });

  test('may be a token', () => {
    const { stack, logs } = setUp({ keyPrefix: Aws.ACCOUNT_ID });

    expect(logs.keyPrefix).toBe(Aws.ACCOUNT_ID);
    expect(stack.resolve(logs.logObjectsArn)).toEqual({ 'Fn::Join': ['', [stack.resolve(logs.bucketArn), '/', { Ref: 'AWS::AccountId' }, '/*']] });
  });

  test.each([
    ['/logs', 'keyPrefix must not start with a slash, got \'/logs\': the agent keeps it and the keys would start with \'/\'; use \'logs\' [Stack/Logs]'],
    ['a//b', 'keyPrefix must have no empty, \'.\' or \'..\' segment, got \'a//b\': the agent cleans such a path and writes elsewhere; use a plain path such as \'session-logs/production\' [Stack/Logs]'],
    ['*', 'keyPrefix must be at most 800 of the characters A-Z a-z 0-9 ! _ . ( ) = / -, got \'*\'; use a plain path such as \'session-logs/production\' [Stack/Logs]'],
  ])('%s is refused', (keyPrefix, message) => {
    expect(errorOf(() => setUp({ keyPrefix }))).toBe(message);
  });
});

describe('retention', () => {
  const RULE = { Id: 'SessionLogs', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } };

  test.each([
    ['one day', Duration.days(1), 1],
    ['ten years', Duration.days(3650), 3650],
    ['48 hours', Duration.hours(48), 2],
  ])('of %s deletes logs, and their versions a day later', (_, retention, days) => {
    expect(lifecycleOf({ retention })).toEqual([{ ...RULE, ExpirationInDays: days, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
  });

  test('may be a token', () => {
    const stack = newStack();
    const retention = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);

    expect(bucketOf(setUp({ retention }, stack)).LifecycleConfiguration.Rules[0].ExpirationInDays).toEqual({ Ref: 'Days' });
  });

  test.each([
    [Duration.hours(36), '1 day 12 hours'],
    [Duration.minutes(90), '1 hour 30 minutes'],
    [Duration.days(0), '0 days'],
    [Duration.millis(0), '0 millis'],
  ])('that is not in whole days is refused (%#)', (retention, human) => {
    expect(errorOf(() => setUp({ retention }))).toBe(`retention must be whole days, at least 1, got ${human}; use Duration.days(n) [Stack/Logs]`);
  });
});

test('objectLock.duration must be known at synthesis', () => {
  const stack = newStack();
  const duration = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
  expect(errorOf(() => setUp({ objectLock: { mode: s3.ObjectLockMode.GOVERNANCE, duration } }, stack))).toBe(
    'objectLock.duration must be known at synthesis; use Duration.days(n) with a number [Stack/Logs]');
});

test('a storage class is compared by its name', () => {
  const transitions = [{ storageClass: new s3.StorageClass('STANDARD_IA'), transitionAfter: Duration.days(29) }];
  expect(errorOf(() => setUp({ transitions }))).toBe(
    'transitions to STANDARD_IA must be after 30 days or later, got 29; S3 allows no earlier transition [Stack/Logs]');
});

describe('transitions', () => {
  const { GLACIER, INFREQUENT_ACCESS, INTELLIGENT_TIERING, ONE_ZONE_INFREQUENT_ACCESS } = s3.StorageClass;
  const after = (storageClass: s3.StorageClass, days: number): s3.Transition => ({ storageClass, transitionAfter: Duration.days(days) });

  test('are part of the lifecycle', () => {
    const transitions = [after(INFREQUENT_ACCESS, 30), after(GLACIER, 90)];

    expect(lifecycleOf({ transitions, retention: Duration.days(91) })[0]).toMatchObject({
      ExpirationInDays: 91,
      Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }, { StorageClass: 'GLACIER', TransitionInDays: 90 }],
    });
  });

  test.each([
    ['at once, to a class without a minimum age', [after(INTELLIGENT_TIERING, 0), after(GLACIER, 1)]],
    ['at a date', [{ storageClass: GLACIER, transitionDate: new Date('2030-01-01') }]],
    ['not at all', []],
  ])('are accepted %s', (_, transitions) => {
    expect(errorOf(() => setUp({ transitions, retention: Duration.days(2) }))).toBeUndefined();
  });

  test('may be tokens', () => {
    const stack = newStack();
    const transitionAfter = Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber);
    const made = setUp({ transitions: [{ storageClass: INFREQUENT_ACCESS, transitionAfter }], retention: Duration.days(5) }, stack);

    expect(bucketOf(made).LifecycleConfiguration.Rules[0].Transitions).toEqual([{ StorageClass: 'STANDARD_IA', TransitionInDays: { Ref: 'Days' } }]);
  });

  test.each([
    [INFREQUENT_ACCESS, 29, 'STANDARD_IA'],
    [ONE_ZONE_INFREQUENT_ACCESS, 0, 'ONEZONE_IA'],
  ])('to infrequent access before 30 days are refused (%#)', (storageClass, days, name) => {
    expect(errorOf(() => setUp({ transitions: [after(GLACIER, 1), after(storageClass, days)] }))).toBe(
      `transitions to ${name} must be after 30 days or later, got ${days}; S3 allows no earlier transition [Stack/Logs]`);
  });

  test.each([90, 91])('after %d days are refused with a retention of 90', days => {
    expect(errorOf(() => setUp({ transitions: [after(GLACIER, days)], retention: Duration.days(90) }))).toBe(
      `transitions must be earlier than retention, got a transition to GLACIER after ${days} days and a retention of 90; change one of the two [Stack/Logs]`);
  });

  test('in fractions of a day are refused', () => {
    expect(errorOf(() => setUp({ transitions: [{ storageClass: GLACIER, transitionAfter: Duration.hours(12) }] }))).toBe(
      'transitions.transitionAfter must be whole days, at least 0, got 12 hours; use Duration.days(n) [Stack/Logs]');
  });
});

describe('objectLock', () => {
  const LOCK_WARNING = 'objectLock.mode is COMPLIANCE: nobody, the root user included, can delete a log or shorten its lock before it ends, and the bucket is billed until then. [ack: annotation::cdk-session-manager:SessionLoggingBucket.complianceLock]';

  test.each([
    [GOVERNANCE, 1, []],
    [GOVERNANCE, 36500, []],
    [COMPLIANCE, 1, [LOCK_WARNING]],
    [COMPLIANCE, 36500, [LOCK_WARNING]],
  ])('%s for %d days locks each log, and only COMPLIANCE raises a warning', (mode, days, expected) => {
    const made = setUp({ objectLock: { mode, duration: Duration.days(days) } });

    expect(bucketOf(made)).toMatchObject({
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: days, Mode: mode } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(warnings(made.stack)).toEqual(expected);
  });

  test('does not lock the access logs, because log delivery cannot write into a bucket with a lock', () => {
    const { stack } = setUp({ objectLock: { mode: GOVERNANCE, duration: Duration.days(1) } });

    expect(propertiesOf(stack, 'AWS::S3::Bucket').filter(({ ObjectLockEnabled }) => ObjectLockEnabled)).toHaveLength(1);
  });

  test('the warning can be acknowledged, before and after', () => {
    const rule = { id: 'cdk-session-manager:SessionLoggingBucket.complianceLock', reason: 'the law asks for it' };
    const props = { objectLock: { mode: COMPLIANCE, duration: Duration.days(1) } };
    const before = newStack();
    Validations.of(before).acknowledge(rule);
    setUp(props, before);
    const after = setUp(props);
    Validations.of(after.logs).acknowledge(rule);

    expect(warnings(before)).toEqual([]);
    expect(warnings(after.stack)).toEqual([]);
  });

  test('may be as long as the retention', () => {
    const days = Duration.days(30);

    expect(errorOf(() => setUp({ retention: days, objectLock: { mode: GOVERNANCE, duration: days } }))).toBeUndefined();
  });

  test('cannot be longer than the retention', () => {
    expect(errorOf(() => setUp({ retention: Duration.days(29), objectLock: { mode: GOVERNANCE, duration: Duration.days(30) } }))).toBe(
      'retention must be at least objectLock.duration, got 29 days and a lock of 30: a locked log cannot be deleted; raise retention or shorten the lock [Stack/Logs]');
  });

  test('cannot be longer than 36500 days', () => {
    expect(errorOf(() => setUp({ objectLock: { mode: GOVERNANCE, duration: Duration.days(36501) } }))).toBe(
      'objectLock.duration must be 1-36500 days, got 36501; set a value in that range [Stack/Logs]');
  });

  test.each([
    [Duration.hours(25), '1 day 1 hour'],
    [Duration.days(0), '0 days'],
  ])('must be in whole days (%#)', (duration, human) => {
    expect(errorOf(() => setUp({ objectLock: { mode: COMPLIANCE, duration } }))).toBe(
      `objectLock.duration must be whole days, at least 1, got ${human}; use Duration.days(n) [Stack/Logs]`);
  });
});

describe('removalPolicy', () => {
  const DELETED = 'removalPolicy is DESTROY: deleting the stack deletes the bucket if it is empty, and in any case a key that was made for it: logs that are left can then never be read. [ack: annotation::cdk-session-manager:SessionLoggingBucket.deletedWithStack]';
  const policiesOf = (stack: Stack) => {
    const template = Template.fromStack(stack);
    return ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', KEY].flatMap(type => Object.values(template.findResources(type)))
      .map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy]);
  };

  test('DESTROY deletes the buckets with their policies and the key, and raises a warning', () => {
    const { stack } = setUp({ removalPolicy: RemovalPolicy.DESTROY });

    expect(policiesOf(stack)).toEqual(Array(5).fill(['Delete', 'Delete']));
    expect(warnings(stack)).toEqual([DELETED]);
  });

  test('DESTROY does not empty the bucket', () => {
    const { stack } = setUp({ removalPolicy: RemovalPolicy.DESTROY });

    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/AutoDelete|AWS::Lambda/);
  });

  test.each([
    [undefined, ['Retain', 'Retain']],
    [RemovalPolicy.RETAIN, ['Retain', 'Retain']],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, ['RetainExceptOnCreate', 'Retain']],
  ])('%s keeps them without a warning', (removalPolicy, expected) => {
    const { stack } = setUp({ removalPolicy });

    expect(policiesOf(stack)).toEqual(Array(5).fill(expected));
    expect(warnings(stack)).toEqual([]);
  });

  test('the warning can be acknowledged', () => {
    const { stack, logs } = setUp({ removalPolicy: RemovalPolicy.DESTROY });
    Validations.of(logs).acknowledge({ id: 'cdk-session-manager:SessionLoggingBucket.deletedWithStack', reason: 'a test' });

    expect(warnings(stack)).toEqual([]);
  });
});

describe('grants', () => {
  const write = (stack: Stack, logs: ISessionLoggingBucket, path: string) => [
    { Effect: 'Allow', Action: 's3:PutObject', Resource: { 'Fn::Join': ['', [stack.resolve(logs.bucketArn), path]] } },
    {
      Effect: 'Allow',
      Action: 's3:PutObjectAcl',
      Resource: { 'Fn::Join': ['', [stack.resolve(logs.bucketArn), path]] },
      Condition: { StringEquals: WITH_ACL },
    },
    { Effect: 'Allow', Action: 's3:GetEncryptionConfiguration', Resource: stack.resolve(logs.bucketArn) },
  ];
  const read = (stack: Stack, logs: ISessionLoggingBucket, path: string, prefix?: string) => [
    { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [stack.resolve(logs.bucketArn), path]] } },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: stack.resolve(logs.bucketArn),
      ...prefix ? { Condition: { StringLike: { 's3:prefix': prefix } } } : {},
    },
  ];
  const useKey = (action: string | string[], resource: unknown) =>
    ({ Effect: 'Allow', Action: action, Resource: resource, Condition: { StringEquals: VIA_S3 } });

  const WRITE_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

  test.each([
    ['with a prefix', 'session-logs/production', '/session-logs/production/*', 'session-logs/production/*'],
    ['without a prefix', undefined, '/*', undefined],
  ])('to a role of the same stack are as narrow as possible, %s', (_, keyPrefix, path, prefix) => {
    const writer = setUp({ keyPrefix });
    const writes = writer.logs.grantWriteSessionLogs(newRole(writer.stack));
    const reader = setUp({ keyPrefix });
    const reads = reader.logs.grantReadSessionLogs(newRole(reader.stack));
    const keyArn = writer.stack.resolve(writer.logs.encryptionKey!.keyArn);

    expect(roleStatements(writer.stack)).toEqual([...write(writer.stack, writer.logs, path), useKey(WRITE_KEY, keyArn)]);
    expect(roleStatements(reader.stack)).toEqual([...read(reader.stack, reader.logs, path, prefix), useKey('kms:Decrypt', keyArn)]);
    expect([writes.success, reads.success]).toEqual([true, true]);
  });

  test('to a role of the same account change neither the bucket policy nor the key policy', () => {
    const made = setUp();
    const role = newRole(made.stack);
    made.logs.grantWriteSessionLogs(role);
    made.logs.grantReadSessionLogs(role);

    expect(bucketStatements(made)).toEqual([]);
    expect(keyStatements(made.stack)).toEqual([]);
  });

  test('name no key with S3-managed encryption', () => {
    const [writer, reader] = [1, 2].map(() => setUp({ encryption: s3.BucketEncryption.S3_MANAGED, keyPrefix: 'p' }));
    writer.logs.grantWriteSessionLogs(newRole(writer.stack));
    reader.logs.grantReadSessionLogs(newRole(reader.stack));

    expect(roleStatements(writer.stack)).toEqual(write(writer.stack, writer.logs, '/p/*'));
    expect(roleStatements(reader.stack)).toEqual(read(reader.stack, reader.logs, '/p/*', 'p/*'));
  });

  test('do not let a writer read or list, or a reader write', () => {
    const [writer, reader] = [setUp(), setUp()];
    writer.logs.grantWriteSessionLogs(newRole(writer.stack));
    reader.logs.grantReadSessionLogs(newRole(reader.stack));
    const actions = (stack: Stack) => roleStatements(stack).flatMap(({ Action }) => Action).sort();

    expect(actions(writer.stack)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey', 's3:GetEncryptionConfiguration', 's3:PutObject', 's3:PutObjectAcl']);
    expect(actions(reader.stack)).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
  });

  test('return all statements, so that a node can wait for its policy', () => {
    const { stack, logs } = setUp();

    expect(logs.grantWriteSessionLogs(newRole(stack)).principalStatements).toHaveLength(4);
    expect(logs.grantReadSessionLogs(iam.Role.fromRoleName(stack, 'Reader', 'reader')).principalStatements).toHaveLength(3);
  });

  test('to a role of another stack make that stack depend on the stack of the bucket, and not the reverse', () => {
    const app = new App();
    const made = setUp({}, newStack(app, 'Bucket'));
    const nodes = newStack(app, 'Nodes');
    const role = newRole(nodes);
    made.logs.grantWriteSessionLogs(role);
    made.logs.grantReadSessionLogs(role);
    app.synth();

    expect(pathsOf(nodes.dependencies)).toEqual(['Bucket']);
    expect(pathsOf(made.stack.dependencies)).toEqual([]);
    expect(roleStatements(nodes)).toHaveLength(7);
    expect(bucketStatements(made)).toEqual([]);
    expect(keyStatements(made.stack)).toEqual([]);
  });

  test('to a mutable imported role create a policy', () => {
    const { stack, logs } = setUp();
    logs.grantWriteSessionLogs(iam.Role.fromRoleName(stack, 'Role', 'node'));

    expect(propertiesOf(stack, ROLE).map(({ Roles }) => Roles)).toEqual([['node']]);
    expect(roleStatements(stack)).toHaveLength(4);
  });

  test('to an immutable imported role do nothing, as everywhere in the CDK', () => {
    const made = setUp();
    made.logs.grantWriteSessionLogs(iam.Role.fromRoleName(made.stack, 'Role', 'node', { mutable: false }));

    expect(propertiesOf(made.stack, ROLE)).toEqual([]);
    expect(bucketStatements(made)).toEqual([]);
    expect(keyStatements(made.stack)).toEqual([]);
  });

  describe('to a grantee of another account', () => {
    const ARN = 'arn:aws:iam::999999999999:role/node';
    const grantee = (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', ARN);

    test('are in the bucket policy and the key policy', () => {
      const made = setUp({ keyPrefix: 'p' });
      made.logs.grantWriteSessionLogs(grantee(made.stack));

      expect(bucketStatements(made).map(({ Action, Principal, Resource }) => ({ Action, Principal, Resource }))).toEqual(
        write(made.stack, made.logs, '/p/*').map(({ Action, Resource }) => ({ Action, Principal: { AWS: ARN }, Resource })));
      expect(keyStatements(made.stack)).toEqual([expect.objectContaining({
        Effect: 'Allow', Principal: { AWS: ARN }, Action: WRITE_KEY, Resource: '*',
      })]);
    });

    test('let a reader read', () => {
      const made = setUp({ keyPrefix: 'p' });
      made.logs.grantReadSessionLogs(grantee(made.stack));

      expect(bucketStatements(made).map(({ Action, Principal, Resource }) => ({ Action, Principal, Resource }))).toEqual(
        read(made.stack, made.logs, '/p/*').map(({ Action, Resource }) => ({ Action, Principal: { AWS: ARN }, Resource })));
      expect(keyStatements(made.stack)).toEqual([expect.objectContaining({ Principal: { AWS: ARN }, Action: 'kms:Decrypt', Resource: '*' })]);
    });

    test('allow a service through the bucket policy and the key policy', () => {
      const made = setUp({ keyPrefix: 'p' });
      made.logs.grantReadSessionLogs(new iam.ServicePrincipal('athena.amazonaws.com'));

      expect(bucketStatements(made).map(({ Principal }) => Principal)).toEqual(Array(2).fill({ Service: 'athena.amazonaws.com' }));
      expect(keyStatements(made.stack)).toEqual([expect.objectContaining({ Condition: { StringEquals: VIA_S3 } })]);
    });

    test('have the same conditions as in a role', () => {
      const [writer, reader] = [1, 2].map(() => setUp({ keyPrefix: 'p' }));
      writer.logs.grantWriteSessionLogs(grantee(writer.stack));
      reader.logs.grantReadSessionLogs(grantee(reader.stack));

      expect(bucketStatements(writer)[1].Condition).toEqual({ StringEquals: WITH_ACL });
      expect(bucketStatements(reader)[1].Condition).toEqual({ StringLike: { 's3:prefix': 'p/*' } });
      expect([writer, reader].map(({ stack }) => keyStatements(stack)[0].Condition)).toEqual([{ StringEquals: VIA_S3 }, { StringEquals: VIA_S3 }]);
    });
  });
});

describe('other accounts', () => {
  const root = (account: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]] });
  const ORGANIZATION = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };

  /** The statements that let principals of other accounts write. */
  function admitted({ stack, logs }: ReturnType<typeof setUp>, sid: string, principal: unknown, who?: Record<string, string>) {
    const common = { Effect: 'Allow', Principal: { AWS: principal } };
    return {
      bucket: [
        {
          ...common,
          Sid: `${sid}Upload`,
          Action: 's3:PutObject',
          Resource: stack.resolve(logs.logObjectsArn),
          ...who ? { Condition: { StringEquals: who } } : {},
        },
        {
          ...common,
          Sid: `${sid}UploadAcl`,
          Action: 's3:PutObjectAcl',
          Resource: stack.resolve(logs.logObjectsArn),
          Condition: { StringEquals: { ...who, ...WITH_ACL } },
        },
        {
          ...common,
          Sid: `${sid}CheckEncryption`,
          Action: 's3:GetEncryptionConfiguration',
          Resource: stack.resolve(logs.bucketArn),
          ...who ? { Condition: { StringEquals: who } } : {},
        },
      ],
      key: {
        ...common,
        Sid: `${sid}UseKey`,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
        Condition: { StringEquals: { ...who, ...VIA_S3 } },
      },
    };
  }

  test.each(['session-logs', undefined])('accounts may write if their own administrators allow it (prefix: %s)', keyPrefix => {
    const made = setUp({ keyPrefix, accounts: ['000000000001', '111122223333'] });
    const { bucket, key } = admitted(made, 'OtherAccounts', [root('000000000001'), root('111122223333')]);

    expect(bucketStatements(made)).toEqual(bucket);
    expect(keyStatements(made.stack)).toEqual([key]);
    expect(warnings(made.stack)).toEqual([]);
  });

  test('the accounts of an organization may write', () => {
    const made = setUp({ keyPrefix: 'session-logs', organizationId: 'o-a1b2c3d4e5' });
    const { bucket, key } = admitted(made, 'Organization', '*', ORGANIZATION);

    expect(bucketStatements(made)).toEqual(bucket);
    expect(keyStatements(made.stack)).toEqual([key]);
    expect(warnings(made.stack)).toEqual([]);
  });

  test('both may be given', () => {
    const made = setUp({ accounts: ['111122223333'], organizationId: 'o-a1b2c3d4e5' });

    expect(bucketStatements(made).map(({ Sid }) => Sid)).toEqual([
      'OtherAccountsUpload', 'OtherAccountsUploadAcl', 'OtherAccountsCheckEncryption',
      'OrganizationUpload', 'OrganizationUploadAcl', 'OrganizationCheckEncryption',
    ]);
    expect(keyStatements(made.stack).map(({ Sid }) => Sid)).toEqual(['OtherAccountsUseKey', 'OrganizationUseKey']);
  });

  test('without an account or an organization, no principal is allowed', () => {
    const made = setUp({ accounts: ['111122223333'], organizationId: 'o-a1b2c3d4e5' });

    [...bucketStatements(made), ...keyStatements(made.stack)].filter(({ Principal }) => Principal.AWS === '*')
      .forEach(({ Condition }) => expect(Condition.StringEquals).toMatchObject(ORGANIZATION));
    expect(bucketStatements(made).flatMap(({ Action }) => Action)).not.toContain('s3:GetObject');
  });

  test('an empty list of accounts allows nobody', () => {
    const made = setUp({ accounts: [] });

    expect(bucketStatements(made)).toEqual([]);
    expect(keyStatements(made.stack)).toEqual([]);
  });

  test('S3-managed encryption needs no statement for a key', () => {
    const made = setUp({ encryption: s3.BucketEncryption.S3_MANAGED, accounts: ['111122223333'] });

    expect(bucketStatements(made)).toHaveLength(3);
    expect(warnings(made.stack)).toEqual([]);
  });

  test('may be tokens', () => {
    const stack = newStack();
    const [account, organization] = ['Account', 'Organization'].map(id => new CfnParameter(stack, id).valueAsString);
    const [accounts, , , organizations] = bucketStatements(setUp({ accounts: [account], organizationId: organization }, stack));

    expect(accounts.Principal.AWS).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'Account' }, ':root']] });
    expect(organizations.Condition.StringEquals['aws:PrincipalOrgID']).toEqual({ Ref: 'Organization' });
  });

  test.each(['1234567890', '1234567890123', '12345678901a', '', '1234-5678-9012', 'arn:aws:iam::123456789012:root', '123456789012\n'])(
    'account %j is refused', account => {
      expect(errorOf(() => setUp({ accounts: ['111122223333', account] }))).toBe(
        `accounts must be 12-digit account ids, got '${account}'; write it as a string with its leading zeros [Stack/Logs]`);
    });

  test.each(['o-a1b2c3d4e', `o-${'a'.repeat(33)}`, 'O-a1b2c3d4e5', 'o-A1B2C3D4E5', 'r-a1b2c3d4e5', 'a1b2c3d4e5', 'o-*', '', '*'])(
    'organization %j is refused', organizationId => {
      expect(errorOf(() => setUp({ organizationId }))).toBe(
        `organizationId must look like o-a1b2c3d4e5, got '${organizationId}'; find it with aws organizations describe-organization [Stack/Logs]`);
    });

  describe('with an imported key', () => {
    const NOT_CHANGED = 'encryptionKey is imported, so its policy was not changed; it must allow kms:Decrypt and kms:GenerateDataKey through S3 to the other accounts, or their logs are lost. [ack: annotation::cdk-session-manager:SessionLoggingBucket.keyPolicyNotChanged]';

    function setUpImported(props: SessionLoggingBucketProps) {
      const stack = newStack();
      return setUp({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), ...props }, stack);
    }

    test.each<[string, SessionLoggingBucketProps]>([
      ['accounts', { accounts: ['111122223333'] }],
      ['an organization', { organizationId: 'o-a1b2c3d4e5' }],
      ['both', { accounts: ['111122223333'], organizationId: 'o-a1b2c3d4e5' }],
    ])('%s raise one warning', (_, props) => {
      const made = setUpImported(props);

      expect(warnings(made.stack)).toEqual([NOT_CHANGED]);
      expect(bucketStatements(made).length).toBeGreaterThan(0);
    });

    test('there is no warning without other accounts', () => {
      expect(warnings(setUpImported({}).stack)).toEqual([]);
    });

    test('the warning can be acknowledged', () => {
      const { stack, logs } = setUpImported({ accounts: ['111122223333'] });
      Validations.of(logs).acknowledge({ id: 'cdk-session-manager:SessionLoggingBucket.keyPolicyNotChanged', reason: 'done by hand' });

      expect(warnings(stack)).toEqual([]);
    });
  });

  test('the policy of a key that was passed and is in this app changes, without a warning', () => {
    const stack = newStack();
    const made = setUp({ encryptionKey: new kms.Key(stack, 'Key'), accounts: ['111122223333'] }, stack);

    expect(keyStatements(stack)).toEqual([admitted(made, 'OtherAccounts', root('111122223333')).key]);
    expect(warnings(stack)).toEqual([]);
  });

  test('a key that was passed and is in another stack does not make the stacks depend on each other', () => {
    const app = new App();
    const keys = newStack(app, 'Keys');
    const made = setUp({ encryptionKey: new kms.Key(keys, 'Key'), accounts: ['111122223333'] }, newStack(app));
    app.synth();

    expect(keyStatements(keys)).toHaveLength(1);
    expect(pathsOf(keys.dependencies)).toEqual([]);
    expect(pathsOf(made.stack.dependencies)).toEqual(['Keys']);
  });
});

describe('fromSessionLoggingBucketAttributes', () => {
  function setUpImported(attrs: { keyPrefix?: string; encryptionKey?: kms.IKey } = {}, stack = newStack()) {
    return { stack, logs: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Logs', { bucketName: 'central-logs', ...attrs }) };
  }
  const ARN = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::central-logs']] };
  const objects = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::central-logs${path}`]] });

  test('creates nothing', () => {
    const { stack } = setUpImported({ keyPrefix: 'p' });

    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });

  test.each([
    [undefined, '', '/*'],
    ['p/q/', 'p/q', '/p/q/*'],
  ])('knows the bucket, and its prefix %s as %j', (keyPrefix, normalized, path) => {
    const { stack, logs } = setUpImported({ keyPrefix });

    expect(logs.bucketName).toBe('central-logs');
    expect(logs.bucket.bucketName).toBe('central-logs');
    expect(logs.keyPrefix).toBe(normalized);
    expect(stack.resolve(logs.bucketArn)).toEqual(ARN);
    expect(stack.resolve(logs.logObjectsArn)).toEqual(objects(path));
    expect(logs.encryptionKey).toBeUndefined();
  });

  test('refuses the prefixes that a new bucket refuses', () => {
    expect(errorOf(() => setUpImported({ keyPrefix: '/p' }))).toBe(
      'keyPrefix must not start with a slash, got \'/p\': the agent keeps it and the keys would start with \'/\'; use \'p\' [Stack/Logs]');
  });

  test('grants only the bucket if no key is known', () => {
    const { stack, logs } = setUpImported({ keyPrefix: 'p' });
    logs.grantWriteSessionLogs(newRole(stack));

    expect(roleStatements(stack).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['s3:PutObject', objects('/p/*')], ['s3:PutObjectAcl', objects('/p/*')], ['s3:GetEncryptionConfiguration', ARN],
    ]);
  });

  test('grants the key through S3 if it is known', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    const { logs } = setUpImported({ encryptionKey }, stack);
    const role = newRole(stack);
    logs.grantWriteSessionLogs(role);
    logs.grantReadSessionLogs(role);

    expect(logs.encryptionKey?.node.path).toBe(encryptionKey.node.path);
    expect(logs.bucket.encryptionKey?.node.path).toBe(encryptionKey.node.path);
    expect(roleStatements(stack).filter(({ Resource }) => Resource === KEY_ARN).map(({ Action, Condition }) => [Action, Condition])).toEqual([
      [['kms:Decrypt', 'kms:GenerateDataKey'], { StringEquals: VIA_S3 }],
      ['kms:Decrypt', { StringEquals: VIA_S3 }],
    ]);
  });
});

test('names and ARNs are those of the bucket', () => {
  const { logs } = setUp();

  expect(logs.bucketName).toBe(logs.bucket.bucketName);
  expect(logs.bucketArn).toBe(logs.bucket.bucketArn);
});

test('nothing else is created', () => {
  const { stack } = setUp({ serverAccessLogs: ServerAccessLogs.off() });

  expect(Object.values<any>(Template.fromStack(stack).toJSON().Resources).map(({ Type }) => Type).sort()).toEqual([
    KEY, 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy',
  ]);
});
