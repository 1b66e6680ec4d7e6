import { CloudWatchLogsClient, DeleteLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeKeyCommand, KeyState, KMSClient, NotFoundException, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { DeleteDBSnapshotCommand, paginateDescribeDBSnapshots, RDSClient } from '@aws-sdk/client-rds';
import { DeleteBucketCommand, DeleteObjectsCommand, HeadBucketCommand, ListObjectVersionsCommand, NotFound, S3Client } from '@aws-sdk/client-s3';

/** The shortest that KMS allows. */
const KEY_WAITS_DAYS = 7;

/** How a deleted stack leaves a type of resource. */
export interface Kind {
  /** What it is to whoever reads the list. */
  readonly what: string;
  /** Of these, what is still there of the resource. */
  left(physicalId: string): Promise<string[]>;
  delete(name: string): Promise<void>;
}

const BUCKET: Kind = {
  what: 'bucket, with all its objects',
  left: name => ifThere(NotFound, name, () => new S3Client({}).send(new HeadBucketCommand({ Bucket: name }))),
  async delete(name) {
    const client = new S3Client({});
    while (await deleteSome(client, name)) {
      // There are more than one request deletes.
    }
    await client.send(new DeleteBucketCommand({ Bucket: name }));
  },
};

/** It goes with its bucket. */
const BUCKET_POLICY: Kind = {
  what: 'policy of a bucket',
  left: async () => [],
  async delete() {},
};

const LOG_GROUP: Kind = {
  what: 'log group',
  async left(name) {
    const { logGroups = [] } = await new CloudWatchLogsClient({}).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }));
    return logGroups.filter(({ logGroupName }) => logGroupName === name).map(() => name);
  },
  async delete(name) {
    await new CloudWatchLogsClient({}).send(new DeleteLogGroupCommand({ logGroupName: name }));
  },
};

const FINAL_SNAPSHOT: Kind = {
  what: 'final snapshot of a database',
  async left(instance) {
    const names: string[] = [];
    for await (const { DBSnapshots = [] } of paginateDescribeDBSnapshots({ client: new RDSClient({}) }, { DBInstanceIdentifier: instance, SnapshotType: 'manual' })) {
      names.push(...DBSnapshots.map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier!));
    }
    return names;
  },
  async delete(name) {
    await new RDSClient({}).send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: name }));
  },
};

const KEY: Kind = {
  what: `key, which KMS deletes ${KEY_WAITS_DAYS} days later`,
  async left(id) {
    let state: KeyState | undefined;
    const there = await ifThere(NotFoundException, id, async () => {
      state = (await new KMSClient({}).send(new DescribeKeyCommand({ KeyId: id }))).KeyMetadata?.KeyState;
    });
    return there.filter(() => state !== KeyState.PendingDeletion);
  },
  async delete(id) {
    await new KMSClient({}).send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: KEY_WAITS_DAYS }));
  },
};

/** In the order in which they can go: the keys after what they encrypt. */
export const KINDS: Record<string, Kind> = {
  'AWS::S3::Bucket': BUCKET,
  'AWS::S3::BucketPolicy': BUCKET_POLICY,
  'AWS::Logs::LogGroup': LOG_GROUP,
  'AWS::RDS::DBInstance': FINAL_SNAPSHOT,
  'AWS::KMS::Key': KEY,
};

/** Whether there was something to delete. */
async function deleteSome(client: S3Client, Bucket: string): Promise<boolean> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
  if (Objects.length === 0) {
    return false;
  }
  const { Errors: [problem] = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
  if (problem) {
    throw new Error(`${problem.Key}: ${problem.Message}`);
  }
  return true;
}

async function ifThere(missing: abstract new (...args: any[]) => Error, name: string, look: () => Promise<unknown>): Promise<string[]> {
  try {
    await look();
    return [name];
  } catch (error) {
    if (error instanceof missing) {
      return [];
    }
    throw error;
  }
}
