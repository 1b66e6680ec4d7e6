import { LOG_BUCKET_CHECK_ACTION } from '../../../private/agent-actions';
import { Capability } from '../../model/capability';
import { isKnown, Unknown } from '../../model/known';
import { Bucket } from '../../model/logging';
import { Call } from '../../model/need';
import { bucketCheck, upload } from '../../model/needs';
import { Spot } from '../../model/place';
import { Role } from '../../model/policy';
import { Decision } from '../../model/policy-evaluation';
import { display, gap } from '../../model/text';
import { denier, listed, roleName } from '../identity/names';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';
import { bucketLets, roleAtBucket } from './bucket-access';
import { callingRole } from './caller';
import { explanationOf } from './condition-explanations';
import { askedBucket, Named } from './document';
import { Attempt } from './refusals';

/** SSM-LOG-006. */
export const bucketPolicy: Rule = {
  id: 'SSM-LOG-006',
  title: 'The bucket policy lets the role upload transcripts',
  why: 'A statement that denies uploads, unless they come from somewhere else or are encrypted in their own right, denies those of the agent; the transcript is lost.',
  fix: 'let the uploads of the agent pass in the bucket policy',
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
  hop: 'SERVICE',
  *check(site) {
    const named = askedBucket(site);
    const role = named && callingRole(site);
    if (!named || !role || !isKnown(named.found)) {
      return;
    }
    for (const group of groupsOf(site, role, named, named.found)) {
      yield problemOf(site, role, named.found, named, group);
    }
  },
};

const CHECK = 's3EncryptionEnabled is true, so the agent refuses every session';
const UPLOAD = 'the transcript is lost, and only a line in the log of the node says so';

/** What one statement makes of the calls is one problem; a check that the document may not ask for is one of its own. */
function groupsOf(site: Site, role: Role, named: Named<Bucket>, bucket: Bucket): Iterable<Attempt[]> {
  const groups = new Map<string, Attempt[]>();
  for (const call of callsOf(site, named)) {
    const decision = decide(site, role, call, bucket);
    if (decision && decision.allowed !== true) {
      const { allowed, reason, by } = decision;
      const key = [isKnown(allowed), reason, by?.spot.place.key, by?.statement, isCheck(call) && !isKnown(named.asked.bucketEncryption)].join('\n');
      groups.set(key, [...groups.get(key) ?? [], { call, decision }]);
    }
  }
  return groups.values();
}

/** The check first: it decides whether there is a session at all. */
function callsOf({ node: { environment } }: Site, { name, asked: { bucketEncryption, prefix } }: Named<Bucket>): Call[] {
  const uploads = upload(environment, name, isKnown(prefix) ? prefix : gap(prefix.reason));
  return bucketEncryption === false ? [uploads] : [bucketCheck(environment, name), uploads];
}

function isCheck({ action }: Call): boolean {
  return action === LOG_BUCKET_CHECK_ACTION;
}

/** What the bucket's policy makes of a call: that it denies it, or, from another account, that it does not allow it. */
function decide(site: Site, role: Role, call: Call, bucket: Bucket): Decision | undefined {
  const denied = bucketLets(site, role, call, bucket);
  if (denied.allowed !== true) {
    return denied;
  }
  const granted = roleAtBucket(site, role, call, bucket);
  return granted.reason === 'resource' ? granted : undefined;
}

function problemOf(site: Site, role: Role, bucket: Bucket, { asked: { bucketEncryption } }: Named<Bucket>, group: readonly Attempt[]): Problem {
  const [{ decision: { allowed, reason, by } }] = group;
  const { logicalId } = bucket.spot.place;
  const actions = listed(group.map(({ call }) => call.action));
  const isChecked = group.some(({ call }) => isCheck(call));
  const spot: Spot = by?.spot ?? bucket.spot;
  const capabilities: Capability[] = isChecked ? ['SHELL', 'TRANSCRIPT_S3'] : ['TRANSCRIPT_S3'];
  const unknown = [allowed, ...isChecked ? [bucketEncryption] : []].find((value): value is Unknown => !isKnown(value));
  if (unknown) {
    return undecided(spot, `whether the policy of the bucket ${logicalId} lets the role ${roleName(role)} ${actions}`, unknown, capabilities, ['s3']);
  }
  const explained = by && explanationOf(site, bucket, by);
  const wrong = reason === 'resource'
    ? `the bucket ${logicalId} is in another account, and its policy does not let the role ${roleName(role)} ${actions}`
    : `${denier(by)} denies the role ${roleName(role)} ${actions} on the bucket ${logicalId}${explained ? ` (${explained.why})` : ''}`;
  return {
    severity: 'BLOCKED',
    spot,
    message: `${wrong}: ${isChecked ? CHECK : UPLOAD}`,
    fix: reason === 'resource'
      ? `allow ${display(role.arn)} ${actions} in the policy of the bucket ${logicalId}`
      : explained?.fix ?? `except ${display(role.arn)} from ${denier(by)}`,
    capabilities,
    services: ['s3'],
  };
}
