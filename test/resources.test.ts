import { RemovalPolicy, Resource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { errorOf } from './fixtures';
import { PRIVATE_WITH_EGRESS, PUBLIC, ec2Instance, newStack, only, vpcWith, warnings } from './util';
import {
  AccountSessionPreferences, ISessionDocument, ISessionLogGroup, ISessionLoggingBucket, ISsmManagedInstance, InteractiveCommandDocument,
  NonInteractiveCommandDocument, PortForwardingDocument, PortForwardingTarget, SessionLogGroup, SessionLogging, SessionLoggingBucket,
  SessionPreferences, SsmManagedInstance,
} from '../lib';

type AnyResource = ISsmManagedInstance | ISessionLoggingBucket | ISessionLogGroup | ISessionDocument;

const ENV = { account: '123456789012', region: 'eu-west-1' };
const logging = SessionLogging.none();
const commands = { linux: { commands: 'top' } };
const vpcIn = (stack: Stack) => vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);

/** Each construct that is made, and the resources that its removal policy is about. */
const MADE: [string, (stack: Stack) => AnyResource, string[]][] = [
  ['SsmManagedInstance', stack => new SsmManagedInstance(stack, 'It', { vpc: vpcIn(stack) }), ['AWS::EC2::Instance']],
  ['SsmManagedInstance.fromInstance', stack => {
    const vpc = vpcIn(stack);
    return SsmManagedInstance.fromInstance(stack, 'It', ec2Instance(stack, vpc), { vpc });
  }, ['AWS::EC2::Instance']],
  ['SessionLoggingBucket', stack => new SessionLoggingBucket(stack, 'It'), ['AWS::KMS::Key', 'AWS::S3::Bucket', 'AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::S3::BucketPolicy']],
  ['SessionLogGroup', stack => new SessionLogGroup(stack, 'It'), ['AWS::KMS::Key', 'AWS::Logs::LogGroup']],
  ['SessionPreferences', stack => new SessionPreferences(stack, 'It', { logging }), ['AWS::KMS::Key', 'AWS::SSM::Document']],
  ['InteractiveCommandDocument', stack => new InteractiveCommandDocument(stack, 'It', { commands }), ['AWS::SSM::Document']],
  ['NonInteractiveCommandDocument', stack => new NonInteractiveCommandDocument(stack, 'It', { commands }), ['AWS::SSM::Document']],
  ['PortForwardingDocument', stack => new PortForwardingDocument(stack, 'It', { to: PortForwardingTarget.node(80) }), ['AWS::SSM::Document']],
];

const IMPORTED: [string, (stack: Stack) => AnyResource][] = [
  ['SsmManagedInstance', stack => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'It', { instanceId: 'i-0123456789abcdef0' })],
  ['SessionLoggingBucket', stack => SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'It', { bucketName: 'my-logs' })],
  ['SessionLogGroup', stack => SessionLogGroup.fromSessionLogGroupAttributes(stack, 'It', { logGroupName: '/logs' })],
  ['SessionPreferences', stack => SessionPreferences.fromSessionPreferencesAttributes(stack, 'It', { documentName: 'my-shell', logging })],
];

/** The types of the resources with a deletion policy. */
function typesWith(stack: Stack, policy: string): string[] {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> };
  return Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy === policy).map(({ Type }) => Type).sort();
}

describe.each([
  ...MADE.map(([name, make]) => [name, make] as const),
  ...IMPORTED.map(([name, make]) => [`an imported ${name}`, make] as const),
  ['AccountSessionPreferences', (stack: Stack) => new AccountSessionPreferences(stack, 'It', { logging })] as const,
])('%s', (_name, make) => {
  test('is a resource in the environment of its stack', () => {
    const resource = make(newStack(ENV));
    expect(Resource.isResource(resource)).toBe(true);
    expect(resource.env).toEqual(ENV);
  });
});

describe.each(MADE)('The removal policy of %s', (_name, make, types) => {
  test.each([[RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'], [RemovalPolicy.DESTROY, 'Delete']])('%s reaches all that it is about', (policy, deletionPolicy) => {
    const stack = newStack(ENV);
    const resource = make(stack);
    resource.applyRemovalPolicy(policy);
    expect(typesWith(stack, deletionPolicy)).toEqual(types);
  });
});

test.each(IMPORTED)('an imported %s has no removal policy', (_name, make) => {
  expect(errorOf(() => make(newStack()).applyRemovalPolicy(RemovalPolicy.RETAIN))).toBe(
    'applyRemovalPolicy does not apply to an imported resource; set the policy in the stack that creates it [Stack/It]');
});

test('the account\'s preferences have onDelete', () => {
  expect(errorOf(() => new AccountSessionPreferences(newStack(), 'It', { logging }).applyRemovalPolicy(RemovalPolicy.RETAIN))).toBe(
    'applyRemovalPolicy does not apply to the account\'s preferences; set onDelete to AccountPreferencesOnDelete.RESTORE, KEEP or DELETE [Stack/It]');
});

test('a key that is given keeps its own removal policy', () => {
  const stack = newStack(ENV);
  const encryptionKey = new kms.Key(stack, 'Key');
  new SessionLoggingBucket(stack, 'Bucket', { encryptionKey }).applyRemovalPolicy(RemovalPolicy.DESTROY);
  new SessionLogGroup(stack, 'LogGroup', { encryptionKey }).applyRemovalPolicy(RemovalPolicy.DESTROY);
  new SessionPreferences(stack, 'Preferences', { logging, encryptionKey }).applyRemovalPolicy(RemovalPolicy.DESTROY);
  expect(only(stack, 'AWS::KMS::Key')).toMatchObject({ DeletionPolicy: 'Retain' });
});

test('logs that are set to go with the stack bring the same warning as the property', () => {
  const stack = newStack(ENV);
  new SessionLoggingBucket(stack, 'Bucket').applyRemovalPolicy(RemovalPolicy.DESTROY);
  new SessionLogGroup(stack, 'LogGroup').applyRemovalPolicy(RemovalPolicy.DESTROY);
  expect(warnings(stack)).toEqual([
    'cdk-session-manager:SessionLoggingBucket.deletedWithStack', 'cdk-session-manager:SessionLogGroup.deletedWithStack',
  ]);
});

test('an imported bucket is in the account that is said', () => {
  const stack = newStack(ENV);
  const logs = SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'Logs', {
    bucketName: 'central-logs', account: '999999999999', encryption: s3.BucketEncryption.S3_MANAGED,
  });
  expect(logs.env).toEqual({ ...ENV, account: '999999999999' });
  expect(logs.bucket.env).toEqual(logs.env);
  const vpc = vpcIn(stack);
  const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging', { bucket: logs }) });
  const { role } = new SsmManagedInstance(stack, 'Node', { vpc, sessionPreferences });
  expect(logs.grantWriteSessionLogs(role).success).toBe(true);
});

test('an instance that is made elsewhere gives its environment', () => {
  const stack = newStack(ENV);
  const vpc = vpcIn(stack);
  const instance = ec2Instance(stack, vpc);
  const node = SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc });
  expect(node.env).toEqual(instance.env);
  expect((node.node.defaultChild as ec2.CfnInstance).ref).toBe(instance.instanceId);
});
