import { Aws } from 'aws-cdk-lib';
import { agentBucketNames } from '../../lib/agent/buckets';

test('the agent\'s buckets are those that AWS documents', () => {
  expect(agentBucketNames('eu-west-1')).toEqual([
    'amazon-ssm-eu-west-1',
    'aws-ssm-eu-west-1',
    'aws-windows-downloads-eu-west-1',
    'eu-west-1-birdwatcher-prod',
    'aws-ssm-document-attachments-eu-west-1',
    'patch-baseline-snapshot-eu-west-1',
    'patch-baseline-snapshot-me-south-1-uduvl7q8',
    'aws-patchmanager-macos-eu-west-1',
    'aws-ssm-distributor-file-eu-west-1',
  ]);
});

test.each(['me-south-1', 'cn-north-1', Aws.REGION])('no bucket name has a wildcard in %s, because anybody can own what it matches', region => {
  agentBucketNames(region).forEach(name => expect(name).not.toMatch(/[*?]/));
});
