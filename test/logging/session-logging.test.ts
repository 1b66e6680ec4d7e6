import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  ISessionLogGroup, ISessionLogging, ISessionLoggingBucket, SessionLogGroup, SessionLogGroupAttributes, SessionLogging, SessionLoggingBucket,
  SessionLoggingBucketAttributes, SessionLoggingProps,
} from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newStack, propertiesOf, ref, warnings } from '../fixtures';
import { deployed, policyStatements } from '../util';

const KEY = 'AWS::KMS::Key';
const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const { KMS, S3_MANAGED, KMS_MANAGED } = s3.BucketEncryption;

function setUp(props: SessionLoggingProps = {}, stack = newStack()) {
  return { stack, logging: new SessionLogging(stack, 'Logging', props) };
}

const resourceTypes = (stack: Stack): string[] =>
  Object.values<any>(Template.fromStack(stack).toJSON().Resources ?? {}).map(({ Type }) => Type).sort();
const newRole = (stack: Stack) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
const importedBucket = (stack: Stack, attrs: Partial<SessionLoggingBucketAttributes> = { encryption: S3_MANAGED }) =>
  SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'MyBucket', { bucketName: 'my-logs', ...attrs });
const importedGroup = (stack: Stack, attrs: Partial<SessionLogGroupAttributes> = { encrypted: true }) =>
  SessionLogGroup.fromSessionLogGroupAttributes(stack, 'MyGroup', { logGroupName: '/logs', ...attrs });

const BUCKET_UNKNOWN = 'how bucket Stack/MyBucket is encrypted is not known, and the session document has to say so; pass encryption or encryptionKey to SessionLoggingBucket.fromSessionLoggingBucketAttributes [Stack/Logging]';
const GROUP_UNKNOWN = 'whether logGroup Stack/MyGroup is encrypted is not known, and the session document has to say so; pass encrypted to SessionLogGroup.fromSessionLogGroupAttributes [Stack/Logging]';

describe.each(FLAGS)('without properties, in an app with %s', (_, context) => {
  const { stack, logging } = setUp({}, newStack(new App({ context })));

  test('there are a bucket and a log group, with one key for both', () => {
    const [key] = propertiesOf(stack, KEY);

    expect(propertiesOf(stack, KEY)).toHaveLength(1);
    expect(key).toMatchObject({ Description: 'Encrypts the Session Manager logs of Stack/Logging', EnableKeyRotation: true });
    expect(logging.bucket!.encryptionKey === logging.encryptionKey).toBe(true);
    expect((logging.logGroup as SessionLogGroup).encryptionKey === logging.encryptionKey).toBe(true);
    expect(propertiesOf(stack, 'AWS::Logs::LogGroup')[0].KmsKeyId).toEqual(stack.resolve(logging.encryptionKey!.keyArn));
    const { BucketEncryption } = Template.fromStack(stack).toJSON().Resources[ref(logging.bucket!.bucket).Ref].Properties;
    expect(BucketEncryption.ServerSideEncryptionConfiguration[0]).toMatchObject({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: stack.resolve(logging.encryptionKey!.keyArn) } });
  });

  test('nothing else is created, and nothing raises a warning', () => {
    expect(resourceTypes(stack)).toEqual([
      KEY, 'AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::S3::BucketPolicy',
    ]);
    expect(warnings(stack)).toEqual([]);
  });

  test('the log group streams, so an aborted session has a transcript', () => {
    expect(logging.logGroup!.streaming).toBe(true);
  });

  test('both are encrypted in a way that the agent accepts', () => {
    expect([logging.bucket!.encryption, logging.logGroup!.encrypted]).toEqual([KMS, true]);
  });

  test('all of it stays when the stack is deleted', () => {
    const { Resources } = Template.fromStack(stack).toJSON();
    const kept = Object.values<any>(Resources).filter(({ Type }) => Type !== 'AWS::S3::BucketPolicy');
    expect(kept.map(({ DeletionPolicy, UpdateReplacePolicy }) => [DeletionPolicy, UpdateReplacePolicy])).toEqual(Array(4).fill(['Retain', 'Retain']));
  });

  test('the template has no circular dependency', () => {
    // `Template` refuses circular dependencies.
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('with a given destination', () => {
  test('bucket only: transcripts go there, and nothing is created', () => {
    const stack = newStack();
    const bucket = importedBucket(stack);
    const { logging } = setUp({ bucket }, stack);

    expect(logging.bucket).toBe(bucket);
    expect([logging.logGroup, logging.encryptionKey]).toEqual([undefined, undefined]);
    expect(resourceTypes(stack)).toEqual([]);
  });

  test('logGroup only: transcripts go there, and nothing is created', () => {
    const stack = newStack();
    const logGroup = importedGroup(stack);
    const { logging } = setUp({ logGroup }, stack);

    expect(logging.logGroup).toBe(logGroup);
    expect([logging.bucket, logging.encryptionKey]).toEqual([undefined, undefined]);
    expect(resourceTypes(stack)).toEqual([]);
  });

  test('both: transcripts go to both, and nothing is created', () => {
    const stack = newStack();
    const [bucket, logGroup] = [importedBucket(stack), importedGroup(stack)];
    const { logging } = setUp({ bucket, logGroup }, stack);

    expect([logging.bucket === bucket, logging.logGroup === logGroup]).toEqual([true, true]);
    expect(logging.encryptionKey).toBeUndefined();
    expect(resourceTypes(stack)).toEqual([]);
  });

  test.each([
    ['with a key', (stack: Stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) }), KMS],
    ['with S3\'s own key', () => ({ encryption: S3_MANAGED }), S3_MANAGED],
    ['with the AWS managed key', () => ({ encryption: KMS_MANAGED }), KMS_MANAGED],
  ])('an imported bucket %s is accepted', (_, attrs, encryption) => {
    const stack = newStack();
    expect(setUp({ bucket: importedBucket(stack, attrs(stack)) }, stack).logging.bucket!.encryption).toBe(encryption);
  });

  test('a new bucket with S3-managed encryption is accepted', () => {
    const stack = newStack();
    const bucket = new SessionLoggingBucket(stack, 'MyBucket', { encryption: S3_MANAGED });
    expect(setUp({ bucket }, stack).logging.bucket!.encryption).toBe(S3_MANAGED);
  });

  test('a log group that is known to have no key is accepted', () => {
    const stack = newStack();
    expect(setUp({ logGroup: importedGroup(stack, { encrypted: false }) }, stack).logging.logGroup!.encrypted).toBe(false);
  });

  test('a bucket with an unknown encryption is refused', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ bucket: importedBucket(stack, {}) }, stack))).toBe(BUCKET_UNKNOWN);
    const other = newStack();
    expect(errorOf(() => setUp({ bucket: importedBucket(other, {}), logGroup: importedGroup(other) }, other))).toBe(BUCKET_UNKNOWN);
  });

  test('a log group with an unknown encryption is refused', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ logGroup: importedGroup(stack, {}) }, stack))).toBe(GROUP_UNKNOWN);
    const other = newStack();
    expect(errorOf(() => setUp({ bucket: importedBucket(other), logGroup: importedGroup(other, {}), failClosed: true }, other))).toBe(GROUP_UNKNOWN);
  });

  test.each(['bucket', 'logGroup'])('encryptionKey has nothing to encrypt beside %s', given => {
    const stack = newStack();
    const place = given === 'bucket' ? { bucket: importedBucket(stack) } : { logGroup: importedGroup(stack) };

    expect(errorOf(() => setUp({ ...place, encryptionKey: new kms.Key(stack, 'Key') }, stack)))
      .toBe('encryptionKey applies to a new bucket and log group, and one of them was given; remove it, or set it on what you pass [Stack/Logging]');
  });

  test.each([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN])('removalPolicy %s has nothing to apply to beside bucket or logGroup', removalPolicy => {
    for (const given of ['bucket', 'logGroup']) {
      const stack = newStack();
      const place = given === 'bucket' ? { bucket: importedBucket(stack) } : { logGroup: importedGroup(stack) };

      expect(errorOf(() => setUp({ ...place, removalPolicy }, stack)))
        .toBe('removalPolicy applies to a new bucket and log group, and one of them was given; remove it, or set it on what you pass [Stack/Logging]');
    }
  });
});

describe('encryptionKey', () => {
  test('encrypts both, and no other is created', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const { logging } = setUp({ encryptionKey }, stack);

    expect(logging.encryptionKey).toBe(encryptionKey);
    expect(logging.bucket!.encryptionKey).toBe(encryptionKey);
    expect((logging.logGroup as SessionLogGroup).encryptionKey).toBe(encryptionKey);
    expect(propertiesOf(stack, KEY)).toHaveLength(1);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('has CloudWatch Logs in its policy only once', () => {
    const stack = newStack();
    setUp({}, stack);

    expect(propertiesOf(stack, KEY)[0].KeyPolicy.Statement.slice(1).map(({ Principal }: any) => deployed(Principal))).toEqual([{ Service: `logs.${REGION}.amazonaws.com` }]);
  });
});

describe('removalPolicy', () => {
  test('DESTROY deletes the key, the buckets and the log group, and raises the warnings of both', () => {
    const { stack } = setUp({ removalPolicy: RemovalPolicy.DESTROY });
    const deletable = Object.values<any>(Template.fromStack(stack).toJSON().Resources).filter(({ Type }) => Type !== 'AWS::S3::BucketPolicy');

    expect(deletable.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(Array(4).fill('Delete'));
    expect(warnings(stack).map(warning => /cdk-session-manager:[A-Za-z.]+/.exec(warning)![0])).toEqual([
      'cdk-session-manager:SessionLoggingBucket.deletedWithStack', 'cdk-session-manager:SessionLogGroup.deletedWithStack',
    ]);
  });
});

describe('failClosed', () => {
  const message = (got: string) => `failClosed needs a logGroup that is encrypted and streaming, got ${got}: the agent refuses a session on nothing else; add new SessionLogGroup(this, 'LogGroup') [Stack/Logging]`;

  test('works with the defaults', () => {
    expect(Template.fromStack(setUp({ failClosed: true }).stack).toJSON()).toEqual(Template.fromStack(setUp().stack).toJSON());
  });

  test.each([true, false])('works with an encrypted, streaming log group (imported: %s)', isImported => {
    const stack = newStack();
    const logGroup = isImported ? importedGroup(stack) : new SessionLogGroup(stack, 'MyGroup');
    expect(errorOf(() => setUp({ logGroup, failClosed: true }, stack))).toBeUndefined();
  });

  test('cannot rely on a bucket', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ bucket: importedBucket(stack), failClosed: true }, stack))).toBe(message('none'));
  });

  test.each([
    [{ encrypted: false }, 'one with encrypted: false and streaming: true'],
    [{ encrypted: true, streaming: false }, 'one with encrypted: true and streaming: false'],
    [{ encrypted: false, streaming: false }, 'one with encrypted: false and streaming: false'],
  ])('cannot rely on a log group with %j', (attrs, got) => {
    const stack = newStack();
    expect(errorOf(() => setUp({ logGroup: importedGroup(stack, attrs), failClosed: true }, stack))).toBe(message(got));
    expect(errorOf(() => new SessionLogging(stack, 'Other', { logGroup: importedGroup(new Stack(stack, 'Inner'), attrs) }))).toBeUndefined();
  });

  test.each([undefined, false])('%s needs nothing', failClosed => {
    const stack = newStack();
    expect(errorOf(() => setUp({ bucket: importedBucket(stack), failClosed }, stack))).toBeUndefined();
  });
});

describe('none()', () => {
  test('has no destination and creates nothing', () => {
    const logging = SessionLogging.none();
    expect([logging.bucket, logging.logGroup]).toEqual([undefined, undefined]);
  });

  test('grants nothing', () => {
    const stack = newStack();
    const grant = SessionLogging.none().grantWrite(newRole(stack));

    expect(grant.success).toBe(false);
    expect(policyStatements(stack)).toEqual([]);
  });

  test('grants nothing to a node whose role is not known', () => {
    const grantee = { get grantPrincipal(): iam.IPrincipal { throw new Error('not known'); } };
    expect(errorOf(() => SessionLogging.none().grantWrite(grantee))).toBeUndefined();
  });
});

describe('grantWrite grants what is used, and nothing else', () => {
  const allow = (Action: string | string[], Resource: string, Condition?: unknown) => ({ Effect: 'Allow', Action, Resource, ...Condition ? { Condition } : {} });
  const upload = (bucket: string, prefix = '') => [
    allow('s3:PutObject', `${bucket}/${prefix}*`),
    allow('s3:PutObjectAcl', `${bucket}/${prefix}*`, { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }),
    allow('s3:GetEncryptionConfiguration', bucket),
  ];
  const useKey = (key: string) => allow(['kms:Decrypt', 'kms:GenerateDataKey'], key, { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } });
  const stream = (name: string) => [
    allow('logs:DescribeLogGroups', '*'),
    allow(['logs:CreateLogStream', 'logs:DescribeLogStreams'], `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:*`),
    allow('logs:PutLogEvents', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}:log-stream:*`),
  ];
  const MY_BUCKET = 'arn:aws:s3:::my-logs';

  function granted(props: (stack: Stack) => SessionLoggingProps) {
    const stack = newStack();
    const { logging } = setUp(props(stack), stack);
    const grant = logging.grantWrite(newRole(stack));
    return { stack, logging, grant, statements: deployed(policyStatements(stack)) };
  }

  test('by default: bucket, key and log group', () => {
    const { stack, logging, grant, statements } = granted(() => ({}));
    const id = (of: kms.IKey | s3.IBucket | ISessionLogGroup['logGroup']) => ref(of as any).Ref;

    expect(statements).toEqual([
      ...upload(`<${id(logging.bucket!.bucket)}.Arn>`),
      useKey(`<${id(logging.encryptionKey!)}.Arn>`),
      ...stream(`<${id(logging.logGroup!.logGroup)}>`),
    ]);
    expect(grant.success).toBe(true);
    expect(grant.principalStatements).toHaveLength(7);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('a bucket with a key', () => {
    expect(granted(stack => ({ bucket: importedBucket(stack, { encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), keyPrefix: 'team/a/' }) })).statements)
      .toEqual([...upload(MY_BUCKET, 'team/a/'), useKey(KEY_ARN)]);
  });

  test.each([S3_MANAGED, KMS_MANAGED])('an imported bucket with %s, which needs no grant on a key', encryption => {
    expect(granted(stack => ({ bucket: importedBucket(stack, { encryption }) })).statements).toEqual(upload(MY_BUCKET));
  });

  test('a new bucket with S3-managed encryption', () => {
    const { logging, statements } = granted(stack => ({ bucket: new SessionLoggingBucket(stack, 'MyBucket', { encryption: S3_MANAGED }) }));
    expect(statements).toEqual(upload(`<${ref(logging.bucket!.bucket as any).Ref}.Arn>`));
  });

  test.each([true, false])('an encrypted log group: %s, whose key CloudWatch Logs uses itself', encrypted => {
    expect(granted(stack => ({ logGroup: importedGroup(stack, { encrypted }) })).statements).toEqual(stream('/logs'));
  });

  test.each([true, false])('a streaming log group: %s', streaming => {
    expect(granted(stack => ({ logGroup: importedGroup(stack, { encrypted: true, streaming }) })).statements).toEqual(stream('/logs'));
  });

  test('both', () => {
    expect(granted(stack => ({ bucket: importedBucket(stack), logGroup: importedGroup(stack) })).statements).toEqual([...upload(MY_BUCKET), ...stream('/logs')]);
  });

  test('and is one grant, which a node can depend on', () => {
    const { stack, logging } = setUp();
    logging.grantWrite(newRole(stack)).applyBefore(new s3.CfnBucket(stack, 'Waiting'));

    expect(Template.fromStack(stack).toJSON().Resources.Waiting.DependsOn).toEqual(Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy')));
  });

  test('of a destination that another library implements', () => {
    const stack = newStack();
    const asked: string[] = [];
    const place = (name: string) => ({
      ...name === 'bucket' ? { encryption: S3_MANAGED } : { encrypted: true, streaming: true },
      node: stack.node,
      grantWriteSessionLogs: (grantee: iam.IGrantable) => {
        asked.push(name);
        return iam.Grant.drop(grantee, 'a test');
      },
    });
    const logging: ISessionLogging = new SessionLogging(stack, 'Logging', {
      bucket: place('bucket') as unknown as ISessionLoggingBucket, logGroup: place('logGroup') as unknown as ISessionLogGroup,
    });
    logging.grantWrite(newRole(stack));

    expect(asked).toEqual(['bucket', 'logGroup']);
  });
});
