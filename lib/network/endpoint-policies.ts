import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AGENT_DOWNLOAD_ACTIONS, LOG_BUCKET_CHECK_ACTION, LOG_UPLOAD_ACTIONS } from '../agent/actions';
import { agentBucketNames } from '../agent/buckets';
import { patchBucketNames } from '../agent/patch-buckets';

/** Lets the account's own principals do just these actions through an endpoint. */
export function accountStatement(account: string, actions: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'SsmAgentsOfThisAccount',
    principals: [new iam.AnyPrincipal()],
    actions,
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account } },
  });
}

/**
 * Lets the agent read AWS's regional buckets.
 *
 * Without a condition on the principal: downloads of packages and updates are unsigned, and an unsigned request has none.
 */
export function agentBucketsStatement(region: string): iam.PolicyStatement {
  return downloadsStatement('SsmAgentDownloads', agentBucketNames(region));
}

/** The same for what patches are downloaded from. */
export function patchBucketsStatement(region: string): iam.PolicyStatement {
  return downloadsStatement('PatchDownloads', patchBucketNames(region));
}

function downloadsStatement(sid: string, buckets: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    principals: [new iam.AnyPrincipal()],
    actions: AGENT_DOWNLOAD_ACTIONS,
    resources: buckets.map(name => `arn:${Aws.PARTITION}:s3:::${name}/*`),
  });
}

/** Lets the account's own principals upload session logs, and ask how the bucket is encrypted. */
export function logUploadStatements(account: string, bucketArn: string, objectsArn: string): iam.PolicyStatement[] {
  const conditions = { StringEquals: { 'aws:PrincipalAccount': account } };
  return [
    new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: LOG_UPLOAD_ACTIONS, resources: [objectsArn], conditions }),
    new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: [LOG_BUCKET_CHECK_ACTION], resources: [bucketArn], conditions }),
  ];
}
