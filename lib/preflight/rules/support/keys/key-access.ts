import { Role } from '../../../model/iam/policy';
import { Decision, ResourcePolicies } from '../../../model/iam/policy-evaluation';
import { isKnown } from '../../../model/known';
import { Call } from '../../../model/session/requirement';
import { Key } from '../../../model/session/session-resources';
import { gap } from '../../../model/symbolic-text';
import { RuleContext } from '../../rule-context';
import { roleMay } from '../access';

/** A key policy as evaluation takes it. */
export function keyPolicies({ account, policy, location }: Key): ResourcePolicies {
  return {
    kind: 'key',
    account: isKnown(account) ? account : gap(account.reason),
    policies: [{ name: `the policy of the key ${location.resource.name}`, location: policy.location, document: policy.value }],
  };
}

/** Whether the role may make a call with a key, by its own policies and by the key's. */
export function roleMayUse(context: RuleContext, role: Role, key: Key, call: Call): Decision {
  const keys = new Map([['kms:calleraccount', context.node.environment.account] as const, ...call.context ?? []]);
  return roleMay(context, role, { ...call, context: keys }, keyPolicies(key));
}

/** Whether it is the key's policy that decided, and not the role's. */
export function isOfKey({ reason, by }: Decision, key: Key): boolean {
  return reason === 'resource' || by?.location === key.policy.location;
}
