import { BUCKET_CHANGES, TRANSCRIPT_DELETIONS } from '../../../access/guarded-actions';
import { PersonCall } from '../../access/person-request';
import { deed } from '../../model/fix';
import { ResourcePolicies } from '../../model/iam/policy-evaluation';
import { isKnown } from '../../model/known';
import { Environment } from '../../model/node';
import { Bucket } from '../../model/session/session-resources';
import { gap, opaque } from '../../model/symbolic-text';
import { catalogued } from '../rule';
import { AccessRule } from '../rule-about-people';
import { KeptBucket, keptBy } from '../support/people/kept';
import { Guarded, mayChange } from '../support/people/may-change';

export const bucketsStayRule: AccessRule = {
  ...catalogued('SSM-ACC-005'),
  why: 'Whoever may delete objects of the bucket takes transcripts away, and whoever may change its policy, encryption or lifecycle keeps new ones out or lets '
    + 'them expire.',
  fix: ['take the actions on the bucket and its objects away', deed('guard-sessions', 'deny them by a SessionGuardrail in an app that uses this library')],
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html',
  reads: 'whether the person may change or delete a bucket that a session document of the templates names, or objects under the prefix of transcripts, by their '
    + 'own policies and by that of the bucket',
  cannotSee: 'buckets that are in no template, Object Lock, replication, and access points',
  deed: 'delete transcripts and change their buckets',
  *check(context) {
    const { environment } = context.person;
    yield* mayChange(context, ['bucket of transcripts', 'buckets of transcripts'], keptBy(context).buckets.flatMap(each => guarded(each, environment)));
  },
};

/** Transcripts of each prefix by themselves: who may delete those of one document blinds it. */
function guarded({ bucket, prefixes }: KeptBucket, { partition }: Environment): Guarded[] {
  const arn = `arn:${partition}:s3:::${bucket.name}`;
  const common = { name: bucket.location.resource.name, resource: policiesOf(bucket) };
  return [
    { ...common, actions: BUCKET_CHANGES, callsOf: action => [call(action, arn)] },
    ...prefixes.map(prefix => ({
      ...common,
      actions: TRANSCRIPT_DELETIONS,
      callsOf: (action: string) => [call(action, `${arn}/${prefix === '' ? '' : `${prefix}/`}${opaque('transcript')}`)],
    })),
  ];
}

/** The person's tools speak TLS 1.3, which policies of buckets ask about. */
function call(action: string, resource: string): PersonCall {
  return { action, resource, keys: new Map([['s3:tlsversion', '1.3']]) };
}

function policiesOf({ account, policies }: Bucket): ResourcePolicies {
  return { kind: 'bucket', account: isKnown(account) ? account : gap(account.reason), policies };
}
