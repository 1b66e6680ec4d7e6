import { App, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Preflight, PreflightVerdict, RdpRecording, RdpRecordingProps, SessionLogging, SessionLoggingBucket, SessionPreferences, SsmManagedInstance } from '../../lib';
import { WarningId } from '../../lib/core/warning-ids';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { deployed, policyStatements, resources, synthErrors } from '../util';
import { problemsOf } from '../validation';

const PREFERENCES = 'AWS::SSMGuiConnect::Preferences';
const KEY = 'AWS::KMS::Key';
const OTHER_ACCOUNT = '210987654321';
const KEY_ARN = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;
const TAG = { Key: 'SystemsManagerJustInTimeNodeAccessManaged', Value: 'true' };

function setUp(props: RdpRecordingProps = {}, stack = newStack()) {
  return { stack, recording: new RdpRecording(stack, 'Recording', props) };
}

const newBucket = (stack: Stack, id = 'Bucket') => new SessionLoggingBucket(stack, id);
const newKey = (stack: Stack, props: kms.KeyProps = {}) => new kms.Key(stack, 'TheirKey', props);

/** The statements for Remote Desktop in the policies of all buckets and keys. */
function statementsFor(stack: Stack, type: string, policy: string) {
  return propertiesOf(stack, type).flatMap(properties => deployed(properties[policy].Statement))
    .filter(({ Principal }) => Principal.Service === 'ssm-guiconnect.amazonaws.com');
}
const onBuckets = (stack: Stack) => statementsFor(stack, 'AWS::S3::BucketPolicy', 'PolicyDocument');
const onKeys = (stack: Stack) => statementsFor(stack, KEY, 'KeyPolicy');

const warningsWith = (stack: Stack, id: WarningId) => warnings(stack).filter(text => text.includes(id));

describe('by default', () => {
  const { stack, recording } = setUp();

  test('recordings go to a new bucket of this account, with a new key', () => {
    expect(propertiesOf(stack, PREFERENCES)).toEqual([{
      ConnectionRecordingPreferences: {
        KMSKeyArn: stack.resolve(recording.encryptionKey.keyArn),
        RecordingDestinations: { S3Buckets: [{ BucketName: stack.resolve(recording.bucket.bucketName), BucketOwner: ACCOUNT }] },
      },
    }]);
  });

  test('one key encrypts both, rotates and has the tag that AWS asks for', () => {
    expect(propertiesOf(stack, KEY)).toEqual([expect.objectContaining({
      EnableKeyRotation: true, Description: 'Encrypts the Remote Desktop recordings of Stack/Recording', Tags: [TAG],
    })]);
    expect(recording.bucket.encryptionKey).toBe(recording.encryptionKey);
  });

  test('the bucket is one of session logs: encrypted, versioned, not public, with access logs', () => {
    expect(recording.bucket).toBeInstanceOf(SessionLoggingBucket);
    expect(propertiesOf(stack, 'AWS::S3::Bucket')).toHaveLength(2);
  });

  test('Remote Desktop may write to the bucket, for this account alone', () => {
    expect(onBuckets(stack)).toEqual([{
      Sid: 'ConnectionRecording',
      Effect: 'Allow',
      Principal: { Service: 'ssm-guiconnect.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: expect.stringMatching(/^<RecordingBucket[0-9A-F]+\.Arn>\/\*$/),
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    }]);
  });

  test('and use its key through S3, for this account alone', () => {
    expect(onKeys(stack)).toEqual([{
      Sid: 'ConnectionRecording',
      Effect: 'Allow',
      Principal: { Service: 'ssm-guiconnect.amazonaws.com' },
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    }]);
  });

  test('may do both before it is told to', () => {
    const policies = Object.entries(Template.fromStack(stack).findResources('AWS::S3::BucketPolicy'));
    const [policy] = policies.find(([, { Properties }]) => JSON.stringify(Properties).includes('ssm-guiconnect'))!;
    expect(resources(stack, PREFERENCES)[0].DependsOn).toContain(policy);
  });

  test('everything is kept when the stack is deleted', () => {
    const kept = [KEY, 'AWS::S3::Bucket'].flatMap(type => Object.values<any>(Template.fromStack(stack).findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy));
    expect(kept).toEqual(['Retain', 'Retain', 'Retain']);
  });

  test('nobody may connect', () => {
    expect(policyStatements(stack)).toEqual([]);
  });
});

describe('bucket', () => {
  test('is the one that is given, with its own key', () => {
    const stack = newStack();
    const bucket = newBucket(stack);
    const { recording } = setUp({ bucket }, stack);
    expect(propertiesOf(stack, 'AWS::S3::Bucket')).toHaveLength(2);
    expect(recording.bucket).toBe(bucket);
    expect(onBuckets(stack)).toHaveLength(1);
    const [bucketKey, recordingKey] = propertiesOf(stack, KEY);
    expect(JSON.stringify(bucketKey.KeyPolicy)).toContain('ssm-guiconnect');
    expect(JSON.stringify(recordingKey.KeyPolicy)).not.toContain('ssm-guiconnect');
    expect([bucketKey.Tags, recordingKey.Tags]).toEqual([undefined, [TAG]]);
  });

  test('of another account is named with it', () => {
    const stack = newStack();
    setUp({ bucket: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Archive', { bucketName: 'archive', account: OTHER_ACCOUNT, encryption: s3.BucketEncryption.S3_MANAGED }) }, stack);
    expect(propertiesOf(stack, PREFERENCES)[0].ConnectionRecordingPreferences.RecordingDestinations.S3Buckets).toEqual([{ BucketName: 'archive', BucketOwner: OTHER_ACCOUNT }]);
  });

  test('without a key needs no statement on one', () => {
    const stack = newStack();
    setUp({ bucket: new SessionLoggingBucket(stack, 'Bucket', { encryption: s3.BucketEncryption.S3_MANAGED }) }, stack);
    expect(onKeys(stack)).toEqual([]);
    expect(onBuckets(stack)).toHaveLength(1);
    expect(warningsWith(stack, WarningId.RECORDING_BUCKET_NOT_PROVEN)).toEqual([]);
  });

  test('that is imported raises a warning that says what to add', () => {
    const stack = newStack();
    setUp({ bucket: SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Archive', { bucketName: 'archive' }) }, stack);
    expect(warningsWith(stack, WarningId.RECORDING_BUCKET_NOT_PROVEN)).toEqual([expect.stringContaining(
      'the policy of bucket Stack/Archive cannot be changed here: it has to let ssm-guiconnect.amazonaws.com use s3:PutObject, and the key of the bucket kms:GenerateDataKey* through S3',
    )]);
  });

  test('with an imported key raises a warning about the key alone', () => {
    const stack = newStack();
    setUp({ bucket: new SessionLoggingBucket(stack, 'Bucket', { encryptionKey: kms.Key.fromKeyArn(stack, 'Their', KEY_ARN) }) }, stack);
    expect(warningsWith(stack, WarningId.RECORDING_BUCKET_NOT_PROVEN)).toEqual([expect.stringContaining(
      'the policy of bucket Stack/Bucket\'s key cannot be changed here: it has to let ssm-guiconnect.amazonaws.com use kms:GenerateDataKey* through S3',
    )]);
  });

  test('of the app raises none', () => {
    expect(warningsWith(setUp().stack, WarningId.RECORDING_BUCKET_NOT_PROVEN)).toEqual([]);
  });

  test('with the key that AWS manages is an error', () => {
    const stack = newStack();
    const bucket = SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Archive', { bucketName: 'archive', encryption: s3.BucketEncryption.KMS_MANAGED });
    expect(errorOf(() => setUp({ bucket }, stack))).toBe('bucket must be encrypted with a key whose policy can be changed, got Stack/Archive with KMS_MANAGED: Remote Desktop may not use the key that AWS manages; use a customer-managed key or S3_MANAGED [Stack/Recording]');
  });
});

describe('encryptionKey', () => {
  test('is the one that is given, which gets the tag', () => {
    const stack = newStack();
    const encryptionKey = newKey(stack);
    const { recording } = setUp({ encryptionKey }, stack);
    expect(propertiesOf(stack, KEY)).toEqual([expect.objectContaining({ Tags: [TAG] })]);
    expect(recording.encryptionKey).toBe(encryptionKey);
    expect(recording.bucket.encryptionKey).toBe(encryptionKey);
    expect(warningsWith(stack, WarningId.RECORDING_KEY_NOT_PROVEN)).toEqual([]);
  });

  test('of another stack gets the tag there', () => {
    const app = new App();
    const keys = newStack(app, 'Keys');
    setUp({ encryptionKey: newKey(keys) }, newStack(app));
    expect(propertiesOf(keys, KEY)).toEqual([expect.objectContaining({ Tags: [TAG] })]);
  });

  test('that is imported raises a warning that names the tag', () => {
    const stack = newStack();
    setUp({ encryptionKey: kms.Key.fromKeyArn(stack, 'Their', KEY_ARN) }, stack);
    expect(propertiesOf(stack, PREFERENCES)[0].ConnectionRecordingPreferences.KMSKeyArn).toBe(KEY_ARN);
    expect(warningsWith(stack, WarningId.RECORDING_KEY_NOT_PROVEN)).toEqual([expect.stringContaining(
      'encryptionKey is imported, so it was not tagged: it must have the tag SystemsManagerJustInTimeNodeAccessManaged with the value true',
    )]);
  });

  test.each<[string, (stack: Stack) => kms.IKey, string]>([
    ['an alias', stack => kms.Alias.fromAliasName(stack, 'Their', 'alias/recording'), 'encryptionKey must be a key, got the alias'],
    ['of another region', stack => kms.Key.fromKeyArn(stack, 'Their', KEY_ARN.replace('us-east-1', 'eu-west-1')), 'encryptionKey must be in the stack\'s region us-east-1, got one in eu-west-1'],
    ['not symmetric', stack => newKey(stack, { keySpec: kms.KeySpec.RSA_2048 }), 'encryptionKey must be symmetric'],
    ['disabled', stack => newKey(stack, { enabled: false }), 'encryptionKey must be enabled'],
  ])('that is %s is an error', (_what, key, message) => {
    const stack = newStack();
    expect(errorOf(() => setUp({ encryptionKey: key(stack) }, stack))).toContain(message);
  });
});

describe('removalPolicy', () => {
  test('deletes what was created', () => {
    const { stack } = setUp({ removalPolicy: RemovalPolicy.DESTROY });
    expect(Object.values<any>(Template.fromStack(stack).findResources(KEY)).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete']);
    expect(warningsWith(stack, WarningId.LOGS_DELETED_WITH_STACK)).toHaveLength(1);
  });

  test('of nothing is an error', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ bucket: newBucket(stack), encryptionKey: newKey(stack), removalPolicy: RemovalPolicy.DESTROY }, stack)))
      .toBe('removalPolicy applies to a new bucket and a new key, and both were given; remove it, or set it on what you pass [Stack/Recording]');
  });

  test('of one of the two is none', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ bucket: newBucket(stack), removalPolicy: RemovalPolicy.DESTROY }, stack))).toBeUndefined();
  });
});

describe('just-in-time node access', () => {
  test('that nobody can see is a warning', () => {
    expect(warningsWith(setUp().stack, WarningId.JUST_IN_TIME_ACCESS_NOT_PROVEN)).toEqual([expect.stringContaining('just-in-time node access has to be on in this account and region')]);
  });

  test('is acknowledged', () => {
    const { stack, recording } = setUp();
    Validations.of(recording).acknowledge({ id: WarningId.JUST_IN_TIME_ACCESS_NOT_PROVEN, reason: 'The landing zone switched it on.' });
    expect(warningsWith(stack, WarningId.JUST_IN_TIME_ACCESS_NOT_PROVEN)).toEqual([]);
  });
});

describe('grantConnect', () => {
  const ofKey = (Resource: string) => ({
    Effect: 'Allow',
    Action: 'kms:CreateGrant',
    Resource,
    Condition: { StringEquals: { 'kms:ViaService': 'ssm-guiconnect.us-east-1.amazonaws.com' }, Bool: { 'aws:ViaAWSService': 'true' } },
  });

  test('lets somebody use the key through Remote Desktop, and nothing more', () => {
    const { stack, recording } = setUp();
    const role = new iam.Role(stack, 'Operators', { assumedBy: new iam.AccountPrincipal(ACCOUNT) });
    expect(recording.grantConnect(role).success).toBe(true);
    expect(deployed(policyStatements(stack))).toEqual([ofKey(deployed(stack.resolve(recording.encryptionKey.keyArn)))]);
  });

  test('is in the key\'s policy for somebody of another account', () => {
    const { stack, recording } = setUp();
    recording.grantConnect(new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:role/operators`));
    const statements = propertiesOf(stack, KEY).flatMap(({ KeyPolicy }) => deployed(KeyPolicy.Statement));
    expect(statements).toContainEqual({ ...ofKey('*'), Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:role/operators` } });
  });

  test('to what is no grantee is an error', () => {
    const { recording } = setUp();
    for (const wrong of [undefined, null, 'role', {}]) {
      expect(errorOf(() => recording.grantConnect(wrong as any))).toContain('grantee must be an iam.IGrantable');
    }
  });
});

describe('two of them', () => {
  const second = (env?: object) => {
    const app = new App();
    const stack = setUp({}, newStack(app)).stack;
    setUp({}, newStack(app, 'Other', env ? { env } : {}));
    return stack;
  };

  test('in one account and region are an error', () => {
    expect(synthErrors(second())).toEqual([
      '[Stack/Recording] an account has one place for Remote Desktop recordings in a region, and Other/Recording sets it too; keep one of the two, or set another env on one of the stacks',
      '[Other/Recording] an account has one place for Remote Desktop recordings in a region, and Stack/Recording sets it too; keep one of the two, or set another env on one of the stacks',
    ]);
  });

  test.each<[string, object]>([
    ['regions', { account: ACCOUNT, region: 'eu-west-1' }],
    ['accounts', { account: OTHER_ACCOUNT, region: 'us-east-1' }],
  ])('in two %s are none', (_what, env) => {
    expect(synthErrors(second(env))).toEqual([]);
  });
});

describe('the template', () => {
  const make = (env?: object) => {
    const app = new App();
    setUp({}, newStack(app, 'Stack', env ? { env } : {}));
    return { app, artifact: app.synth().getStackByName('Stack') };
  };

  test('is valid CloudFormation', () => {
    expect(problemsOf(make().artifact.templateFullPath)).toEqual([]);
  });

  test('is the same twice', () => {
    expect(JSON.stringify(make().artifact.template)).toBe(JSON.stringify(make().artifact.template));
  });

  test.each(['cn-north-1', 'us-gov-west-1'])('names no partition and no domain but of principals in %s', region => {
    const text = JSON.stringify(make({ account: ACCOUNT, region }).artifact.template).replace(/"(ssm-guiconnect|logging\.s3)\.amazonaws\.com"/g, '""');
    expect(text).not.toMatch(/arn:aws|amazonaws\.com/);
  });

  test('in a stack that is deployed anywhere names the account of its deployment', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    setUp({}, stack);
    expect(propertiesOf(stack, PREFERENCES)[0].ConnectionRecordingPreferences.RecordingDestinations.S3Buckets[0].BucketOwner).toEqual({ Ref: 'AWS::AccountId' });
  });

  test('has no finding of cdk-nag', () => {
    expect(new AwsSolutionsChecks().validateScope(make().app).violations.map(({ ruleName }) => ruleName)).toEqual([]);
  });
});

test('preflight finds nothing about a bucket that has transcripts as well', () => {
  const app = new App();
  const stack = newStack(app);
  const bucket = newBucket(stack);
  setUp({ bucket }, stack);
  new SsmManagedInstance(stack, 'Node', {
    vpc: newVpc(stack), sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging', { bucket }) }),
  });
  const { nodes, accessFindings } = Preflight.ofApp(app);
  expect(nodes.map(({ verdict, findings }) => [verdict, findings.map(({ message }) => message)])).toEqual([[PreflightVerdict.CONNECTS, []]]);
  expect(accessFindings).toEqual([]);
});
