import { samePart } from './same-part';
import { AttachedPolicy, PolicyDocument, PolicyStatement, Role } from '../../../model/iam/policy';
import { Decision, ResourcePolicies } from '../../../model/iam/policy-evaluation';
import { isKnown } from '../../../model/known';
import { NOWHERE } from '../../../model/location';
import { Call } from '../../../model/session/requirement';
import { Bucket } from '../../../model/session/session-resources';
import { gap } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';
import { roleMay } from '../access';

/** What the role and the grants of the bucket's policy make of a call, leaving aside what the bucket's policy denies: that is for SSM-LOG-006. */
export function roleAtBucket(context: RuleContext, role: Role, call: Call, bucket: Bucket): Decision {
  const account = accountText(bucket);
  return roleMay(context, role, call, resource(bucket.policies.map(policy => withOnly('Allow', policy)), account));
}

/** Whether nothing in the bucket's policy denies a call, whatever the role's own policies say. */
export function bucketLets(context: RuleContext, role: Role, call: Call, bucket: Bucket): Decision {
  return roleMay(context, { ...role, policies: [EVERYTHING], boundary: undefined }, call,
    resource(bucket.policies.map(policy => withOnly('Deny', policy)), context.node.environment.account));
}

/** Whether a decision is that of the bucket's policy. */
export function isOfBucket({ reason, by }: Decision, bucket: Bucket): boolean {
  return reason === 'resource' || bucket.policies.some(({ location }) => location === by?.location);
}

/** Whether a bucket is known to be of the node's own account. */
export function isOwnBucket(bucket: Bucket, context: RuleContext): boolean {
  return samePart(accountText(bucket), context.node.environment.account) === true;
}

/** What a role of the same account need not have, since the bucket's policy has no say then but to deny. */
const EVERYTHING: AttachedPolicy = {
  name: 'everything',
  location: NOWHERE,
  document: { statements: [{ label: 'statement 1', effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }] },
};

function resource(policies: AttachedPolicy[], account: string): ResourcePolicies {
  return { policies, account, kind: 'bucket' };
}

function accountText({ account }: Bucket): string {
  return isKnown(account) ? account : gap(account.reason);
}

/** What cannot be distinguished stays in. */
function withOnly(effect: PolicyStatement['effect'], policy: AttachedPolicy): AttachedPolicy {
  const { document } = policy;
  if (!isKnown(document)) {
    return policy;
  }
  const statements = document.statements.filter(statement => !isKnown(statement) || !isKnown(statement.effect) || statement.effect === effect);
  return { ...policy, document: { ...document, statements } satisfies PolicyDocument };
}
