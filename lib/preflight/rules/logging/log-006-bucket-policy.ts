import { LOG_BUCKET_CHECK_ACTION } from '../../../agent/actions';
import { Role } from '../../model/iam/policy';
import { Decision } from '../../model/iam/policy-evaluation';
import { isKnown, Unknown } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { Capability } from '../../model/session/capability';
import { Call } from '../../model/session/requirement';
import { bucketCheck, upload } from '../../model/session/requirements';
import { Bucket } from '../../model/session/session-resources';
import { display, gap } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { denier, roleName } from '../support/identity/names';
import { bucketLets, roleAtBucket } from '../support/logging/bucket-access';
import { callingRole } from '../support/logging/caller';
import { explanationOf } from '../support/logging/condition-explanations';
import { Attempt } from '../support/logging/refusals';
import { namedBucket, Named } from '../support/logging/session-document';

export const bucketPolicyRule: Rule = {
  ...catalogued('SSM-LOG-006'),
  why: 'A statement that denies uploads, unless they come from somewhere else or are encrypted in their own right, denies those of the agent; the transcript is lost.',
  fix: 'let the uploads of the agent pass in the bucket policy',
  contract: 4,
  see: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html',
  reads: 'what the policy of the bucket denies the role, and what it grants to a role of another account, with its principals and conditions, and the endpoint through which the node reaches S3',
  cannotSee: 'the policy of a bucket that is not in the assembly, or that is set outside of it, service and resource control policies, and condition keys whose values only a request has',
  hop: 'SERVICE',
  *check(context) {
    const named = namedBucket(context);
    const role = named && callingRole(context);
    if (!named || !role || !isKnown(named.found)) {
      return;
    }
    for (const group of groupsOf(context, role, named, named.found)) {
      yield findingOf(context, role, named.found, named, group);
    }
  },
};

const CHECK = 's3EncryptionEnabled is true, so the agent refuses every session';
const UPLOAD = 'the transcript is lost, and only a line in the log of the node says so';

/** What one statement does to the calls is one finding. A check that the document may not ask for has its own. */
function groupsOf(context: RuleContext, role: Role, named: Named<Bucket>, bucket: Bucket): Iterable<Attempt[]> {
  const groups = new Map<string, Attempt[]>();
  for (const call of callsOf(context, named)) {
    const decision = decide(context, role, call, bucket);
    if (decision && decision.allowed !== true) {
      const { allowed, reason, by } = decision;
      const key = [isKnown(allowed), reason, by?.location.resource.key, by?.statement, isCheck(call) && !isKnown(named.inputs.bucketEncryption)].join('\n');
      groups.set(key, [...groups.get(key) ?? [], { call, decision }]);
    }
  }
  return groups.values();
}

/** The check first: it decides whether there is a session at all. */
function callsOf({ node: { environment } }: RuleContext, { name, inputs: { bucketEncryption, prefix } }: Named<Bucket>): Call[] {
  const uploads = upload(environment, name, isKnown(prefix) ? prefix : gap(prefix.reason));
  return bucketEncryption === false ? [uploads] : [bucketCheck(environment, name), uploads];
}

function isCheck({ action }: Call): boolean {
  return action === LOG_BUCKET_CHECK_ACTION;
}

/** What the bucket's policy makes of a call: that it denies it, or, from another account, that it does not allow it. */
function decide(context: RuleContext, role: Role, call: Call, bucket: Bucket): Decision | undefined {
  const denied = bucketLets(context, role, call, bucket);
  if (denied.allowed !== true) {
    return denied;
  }
  const granted = roleAtBucket(context, role, call, bucket);
  return granted.reason === 'resource' ? granted : undefined;
}

function findingOf(
  context: RuleContext, role: Role, bucket: Bucket, { inputs: { bucketEncryption } }: Named<Bucket>, group: readonly Attempt[],
): Finding {
  const [{ decision: { allowed, reason, by } }] = group;
  const { name } = bucket.location.resource;
  const actions = listed(group.map(({ call }) => call.action));
  const isChecked = group.some(({ call }) => isCheck(call));
  const location: PropertyLocation = by?.location ?? bucket.location;
  const capabilities: Capability[] = isChecked ? ['SHELL', 'TRANSCRIPT_S3'] : ['TRANSCRIPT_S3'];
  const unknown = [allowed, ...isChecked ? [bucketEncryption] : []].find((value): value is Unknown => !isKnown(value));
  if (unknown) {
    return undecided(location, `whether the policy of the bucket ${name} lets the role ${roleName(role)} ${actions}`, unknown, capabilities, ['s3']);
  }
  const explained = by && explanationOf(context, bucket, by);
  const wrong = reason === 'resource'
    ? `the bucket ${name} is in another account, and its policy does not let the role ${roleName(role)} ${actions}`
    : `${denier(by)} denies the role ${roleName(role)} ${actions} on the bucket ${name}${explained ? ` (${explained.why})` : ''}`;
  return {
    severity: 'BLOCKED',
    location,
    message: `${wrong}: ${isChecked ? CHECK : UPLOAD}`,
    fix: reason === 'resource'
      ? `allow ${display(role.arn)} ${actions} in the policy of the bucket ${name}`
      : explained?.fix ?? `except ${display(role.arn)} from ${denier(by)}`,
    capabilities,
    services: ['s3'],
  };
}
