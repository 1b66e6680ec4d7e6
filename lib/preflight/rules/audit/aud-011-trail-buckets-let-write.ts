import { RecordingTrail } from '../../model/audit/recording-trail';
import { ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { Bucket } from '../../model/session/session-resources';
import { gap, isLiteral, opaque } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued } from '../rule';
import { AuditFinding, AuditRule } from '../rule-about-audit';
import { serviceMay, sourceKeys } from '../support/audit/service-calls';
import { sessionTrails } from '../support/audit/session-trails';
import { denier } from '../support/identity/names';

export const trailBucketsLetWriteRule: AuditRule = {
  ...catalogued('SSM-AUD-011'),
  why: 'CloudTrail tries the bucket when the trail is made, and refuses it where it may not write: the deployment fails.',
  fix: 'let cloudtrail.amazonaws.com call s3:GetBucketAcl on the bucket, and s3:PutObject below AWSLogs/<account> where s3:x-amz-acl is bucket-owner-full-control, in '
    + 'the policy of the bucket',
  contract: 7,
  see: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
  reads: 'the policy of the bucket of a trail, with its conditions, where a rule on session calls is in the account of the trail',
  cannotSee: 'the policy of a bucket that is in no template, and resource control policies',
  *check(context) {
    for (const trail of sessionTrails(context)) {
      const { value: name } = trail.bucket;
      const bucket = isKnown(name) ? context.model.bucket(name, trail.environment) : name;
      if (isKnown(bucket)) { yield* findings(trail, bucket); }
    }
  },
};

const CLOUD_TRAIL = 'cloudtrail.amazonaws.com';

function* findings(trail: RecordingTrail, bucket: Bucket): Generator<AuditFinding> {
  const { account, policies } = bucket;
  const resource: ResourcePolicies = { kind: 'bucket', account: isKnown(account) ? account : gap(account.reason), policies };
  const decided = callsOf(trail, bucket).map(call => ({ call, decision: serviceMay(call, resource) }));
  const refused = decided.filter(({ decision }) => decision.allowed === false);
  if (refused.length === 0) { return; }
  const [{ decision: { reason, by } }] = refused;
  const actions = listed(refused.map(({ call }) => call.action));
  const [name, bucketName] = [trail.location.resource.name, bucket.location.resource.name];
  yield {
    severity: 'BLOCKED',
    location: by?.location ?? bucket.location,
    message: reason === 'explicit-deny'
      ? `${denier(by)} denies ${CLOUD_TRAIL} ${actions} on ${bucketName}: CloudTrail refuses ${name}`
      : `the policy of ${bucketName} does not let ${CLOUD_TRAIL} ${actions}: CloudTrail refuses ${name}`,
  };
}

function callsOf({ arn, prefix, isOfOrganization, environment: { partition, account } }: RecordingTrail, { name }: Bucket) {
  const bucketArn = `arn:${partition}:s3:::${name}`;
  const keys = sourceKeys(arn, account);
  const below = isKnown(prefix) ? prefix === undefined ? '' : `${prefix}/` : gap(prefix.reason);
  // A path is no ARN, in which an account that is not known yet might be the one that a policy writes out.
  const owner = isOfOrganization === false && isLiteral(account) ? account : gap('whose files the trail has is not known');
  return [
    { service: CLOUD_TRAIL, action: 's3:GetBucketAcl', resource: bucketArn, keys: new Map(keys) },
    {
      service: CLOUD_TRAIL,
      action: 's3:PutObject',
      resource: `${bucketArn}/${below}AWSLogs/${owner}/CloudTrail/${opaque('a file of the trail')}`,
      keys: new Map([...keys, ['s3:x-amz-acl', 'bucket-owner-full-control']]),
    },
  ];
}
