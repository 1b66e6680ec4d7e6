import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { CreateDBInstanceCommand, CreateDBSnapshotCommand, DescribeDBSnapshotsCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, DeleteObjectCommand, ListBucketsCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { HYBRID, SCENARIOS } from './scenarios';
import { StubCloudFormation, StubStack, clientEnvironment } from './stub-cloudformation';
import { clean } from '../../integ/left-behind/clean';
import { KINDS } from '../../integ/left-behind/kinds';
import { stackNames } from '../../integ/left-behind/stacks';
import { MotoServer } from '../http/moto-server';

// moto loads a service at its first call.
jest.setTimeout(60_000);

let moto: MotoServer;
let cloudFormation: StubCloudFormation;
const environment = process.env;

beforeAll(async () => {
  moto = await MotoServer.shared();
  cloudFormation = await StubCloudFormation.start();
  process.env = {
    ...environment,
    ...clientEnvironment(moto, cloudFormation),
  };
}, 120_000);
afterAll(async () => {
  process.env = environment;
  await cloudFormation.stop();
});

const s3 = () => new S3Client({});
const logs = () => new CloudWatchLogsClient({});
const kms = () => new KMSClient({});
const rds = () => new RDSClient({});

let key: string;

beforeEach(async () => {
  await moto.reset();
  for (const bucket of ['session-logs', 'of-somebody-else']) {
    await s3().send(new CreateBucketCommand({ Bucket: bucket }));
    await s3().send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'one.log', Body: 'first' }));
    await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'one.log', Body: 'second' }));
    await s3().send(new DeleteObjectCommand({ Bucket: bucket, Key: 'one.log' }));
  }
  for (const logGroupName of ['session-logs', 'session-logs-of-somebody-else']) {
    await logs().send(new CreateLogGroupCommand({ logGroupName }));
  }
  const { KeyMetadata } = await kms().send(new CreateKeyCommand({}));
  key = KeyMetadata!.KeyId!;
  for (const database of ['database', 'of-somebody-else']) {
    await rds().send(new CreateDBInstanceCommand({
      DBInstanceIdentifier: database, Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20, MasterUsername: 'person', MasterUserPassword: 'a-password',
    }));
    await rds().send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: database, DBSnapshotIdentifier: `${database}-final` }));
  }
  cloudFormation.stacks = [{
    name: 'IntegNatGateway',
    status: 'DELETE_COMPLETE',
    resources: [
      { type: 'AWS::KMS::Key', id: key, status: 'DELETE_SKIPPED' },
      { type: 'AWS::S3::Bucket', id: 'session-logs', status: 'DELETE_SKIPPED' },
      { type: 'AWS::S3::BucketPolicy', id: 'session-logs', status: 'DELETE_SKIPPED' },
      { type: 'AWS::Logs::LogGroup', id: 'session-logs', status: 'DELETE_SKIPPED' },
      { type: 'AWS::EC2::VPC', id: 'vpc-0123', status: 'DELETE_COMPLETE' },
    ],
  }, {
    name: 'IntegDatabaseTunnel',
    status: 'DELETE_COMPLETE',
    resources: [
      { type: 'AWS::RDS::DBInstance', id: 'database', status: 'DELETE_COMPLETE' },
    ],
  }];
});

async function cleaned(deletes: boolean): Promise<string[]> {
  const lines: string[] = [];
  const done = await clean(deletes, line => lines.push(line));
  return [...lines, done ? 'done' : 'failed'];
}

async function account() {
  return {
    buckets: (await s3().send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name).sort(),
    logGroups: (await logs().send(new DescribeLogGroupsCommand({}))).logGroups?.map(({ logGroupName }) => logGroupName).sort(),
    key: (await kms().send(new DescribeKeyCommand({ KeyId: key }))).KeyMetadata?.KeyState,
    snapshots: (await rds().send(new DescribeDBSnapshotsCommand({ SnapshotType: 'manual' }))).DBSnapshots?.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier).sort(),
  };
}

const LISTED = () => [
  'IntegNatGateway: session-logs (bucket, with all its objects)',
  'IntegNatGateway: session-logs (log group)',
  'IntegDatabaseTunnel: database-final (final snapshot of a database)',
  `IntegNatGateway: ${key} (key, which KMS deletes 7 days later)`,
];

test('lists what the stacks left, and deletes nothing', async () => {
  const before = await account();
  expect(await cleaned(false)).toEqual([...LISTED(), '4 left, nothing deleted. "npx projen integ:clean --delete" deletes all of it, for good.', 'done']);
  expect(await account()).toEqual(before);
});

test('deletes what the stacks left, the keys last, and nothing else', async () => {
  expect(await cleaned(true)).toEqual([...LISTED().map(line => `${line}: deleted`), '4 of 4 deleted.', 'done']);
  expect(await account()).toEqual({
    buckets: ['of-somebody-else'],
    logGroups: ['session-logs-of-somebody-else'],
    key: 'PendingDeletion',
    snapshots: ['of-somebody-else-final'],
  });
  expect(await cleaned(true)).toEqual(['No run of the last 90 days left anything.', 'done']);
});

test('leaves alone what a stack has that is there', async () => {
  cloudFormation.stacks = cloudFormation.stacks.map((stack): StubStack => ({ ...stack, status: stack.name === 'IntegNatGateway' ? 'DELETE_FAILED' : stack.status }));
  const { snapshots, ...rest } = await account();
  expect(await cleaned(true)).toEqual([
    'IntegNatGateway is DELETE_FAILED, and keeps what it has: delete the stack first.',
    'IntegDatabaseTunnel: database-final (final snapshot of a database): deleted',
    '1 of 1 deleted.',
    'done',
  ]);
  expect(await account()).toEqual({ ...rest, snapshots: snapshots!.filter(name => name !== 'database-final') });
});

test('leaves alone what the stacks of others left', async () => {
  cloudFormation.stacks = cloudFormation.stacks.map(stack => ({ ...stack, name: `My${stack.name}` }));
  const before = await account();
  expect(await cleaned(true)).toEqual(['No run of the last 90 days left anything.', 'done']);
  expect(await account()).toEqual(before);
});

test('does not list what is gone already', async () => {
  await kms().send(new ScheduleKeyDeletionCommand({ KeyId: key }));
  const [{ resources = [], ...stack }] = cloudFormation.stacks;
  cloudFormation.stacks = [{ ...stack, resources: [resources[0], ...resources.slice(1).map(resource => ({ ...resource, id: 'gone' })), { ...resources[0], id: '12345678-1234-1234-1234-123456789012' }] }];
  expect(await cleaned(false)).toEqual(['No run of the last 90 days left anything.', 'done']);
});

test('says what could not be deleted, goes on with the rest, and fails', async () => {
  const remove = jest.spyOn(KINDS['AWS::S3::Bucket'], 'delete').mockRejectedValue(new Error('The bucket you tried to delete is not empty'));
  const [bucket, ...rest] = LISTED();
  expect(await cleaned(true)).toEqual([
    `${bucket}: not deleted: The bucket you tried to delete is not empty`,
    ...rest.map(line => `${line}: deleted`),
    '3 of 4 deleted.',
    'failed',
  ]);
  remove.mockRestore();
});

test('knows the stacks of all scenarios, and each type of resource that they leave', () => {
  const scenarios = [...SCENARIOS.map(([, scenario]) => scenario), HYBRID];
  expect(stackNames().sort()).toEqual(scenarios.flatMap(({ stack, assertionStack }) => [stack, assertionStack]).sort());
  const left = scenarios.flatMap(({ templates }) => Object.values(templates))
    .flatMap(({ Resources }) => Object.values<any>(Resources))
    .filter(({ DeletionPolicy, Type }) => DeletionPolicy === 'Retain' || DeletionPolicy === 'Snapshot' || Type === 'AWS::RDS::DBInstance');
  expect(new Set(left.map(({ Type }) => Type))).toEqual(new Set(Object.keys(KINDS)));
});

test('refuses a type that it does not know', async () => {
  cloudFormation.stacks = [{ name: 'IntegNatGateway', status: 'DELETE_COMPLETE', resources: [{ type: 'AWS::SNS::Topic', id: 'topic', status: 'DELETE_SKIPPED' }] }];
  await expect(cleaned(false)).rejects.toThrow('IntegNatGateway left AWS::SNS::Topic topic, which integ/left-behind/kinds.ts does not know');
});
