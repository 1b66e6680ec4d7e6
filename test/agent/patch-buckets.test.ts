import { Aws } from 'aws-cdk-lib';
import { agentBucketNames } from '../../lib/agent/buckets';
import { patchBucketNames, patchSnapshotBucketName } from '../../lib/agent/patch-buckets';

const AMAZON_LINUX = ['al2023-repos-eu-west-1-de612dc2', 'amazonlinux-2-repos-eu-west-1'];

test('the buckets of a region are those that AWS documents, and the repositories of Amazon Linux', () => {
  expect(patchBucketNames('eu-west-1')).toEqual(['aws-patch-manager-eu-west-1-5522fb710', 'aws-patchmanager-macos-eu-west-1-5522fb710', ...AMAZON_LINUX]);
});

test('a region whose snapshots have an ending has that bucket, too', () => {
  expect(patchBucketNames('af-south-1')).toContain('patch-baseline-snapshot-af-south-1-tbxdb5b9');
  expect(patchSnapshotBucketName('af-south-1')).toBe('patch-baseline-snapshot-af-south-1-tbxdb5b9');
});

test('a region whose snapshots have none has the bucket that the agent reads anyway', () => {
  expect(agentBucketNames('eu-west-1')).toContain(patchSnapshotBucketName('eu-west-1'));
});

test.each(['cn-north-1', 'us-gov-west-1', 'eu-isoe-west-1'])('a region that AWS\'s page leaves out, such as %s, has the repositories alone', region => {
  expect(patchBucketNames(region)).toEqual([`al2023-repos-${region}-de612dc2`, `amazonlinux-2-repos-${region}`]);
});

test('a region that only the deployment knows has the buckets of all regions', () => {
  const names = patchBucketNames(Aws.REGION);
  expect(names).toHaveLength(29 * 2 + 6 + 2);
  expect(names).toContain('aws-patch-manager-us-east-1-1970c647d');
  expect(names).toContain('patch-baseline-snapshot-me-south-1-uduvl7q8');
});

test.each(['us-east-1', 'me-south-1', 'cn-north-1', Aws.REGION])('no name in %s has a wildcard, because anybody can own what it matches', region => {
  patchBucketNames(region).forEach(name => expect(name).not.toMatch(/[*?]/));
});
