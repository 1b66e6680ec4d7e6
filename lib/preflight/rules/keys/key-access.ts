import { isKnown } from '../../model/known';
import { Key } from '../../model/logging';
import { Call } from '../../model/need';
import { Role } from '../../model/policy';
import { Decision, ResourcePolicies } from '../../model/policy-evaluation';
import { gap } from '../../model/text';
import { roleMay } from '../access';
import { Site } from '../site';

/** A key policy as evaluation takes it. */
export function keyPolicies({ account, policy, spot }: Key): ResourcePolicies {
  return {
    kind: 'key',
    account: isKnown(account) ? account : gap(account.reason),
    policies: [{ name: `the policy of the key ${spot.place.logicalId}`, spot: policy.spot, document: policy.value }],
  };
}

/** Whether the role may make a call with a key, by its own policies and by the key's. */
export function roleMayUse(site: Site, role: Role, key: Key, call: Call): Decision {
  const context = new Map([['kms:calleraccount', site.node.environment.account] as const, ...call.context ?? []]);
  return roleMay(site, role, { ...call, context }, keyPolicies(key));
}

/** Whether it is the key's policy that decided, and not the role's. */
export function isOfKey({ reason, by }: Decision, key: Key): boolean {
  return reason === 'resource' || by?.spot === key.policy.spot;
}
