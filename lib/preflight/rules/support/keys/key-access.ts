import { Role } from '../../../model/iam/policy';
import { Decision } from '../../../model/iam/policy-evaluation';
import { keyPolicies } from '../../../model/session/key-policies';
import { Call } from '../../../model/session/requirement';
import { Key } from '../../../model/session/session-resources';
import { RuleContext } from '../../rule-context';
import { roleMay } from '../access';

/** Whether the role may make a call with a key, by its own policies and by the key's. */
export function roleMayUse(context: RuleContext, role: Role, key: Key, call: Call): Decision {
  const keys = new Map([['kms:calleraccount', context.node.environment.account] as const, ...call.context ?? []]);
  return roleMay(context, role, { ...call, context: keys }, keyPolicies(key));
}

/** Whether it is the key's policy that decided, and not the role's. */
export function isOfKey({ reason, by }: Decision, key: Key): boolean {
  return reason === 'resource' || by?.location === key.policy.location;
}
