import { Key } from './session-resources';
import { ResourcePolicies } from '../iam/policy-evaluation';
import { isKnown } from '../known';
import { gap } from '../symbolic-text';

/** A key policy as evaluation takes it. */
export function keyPolicies({ account, policy, location }: Key): ResourcePolicies {
  return {
    kind: 'key',
    account: isKnown(account) ? account : gap(account.reason),
    policies: [{ name: `the policy of the key ${location.resource.name}`, location: policy.location, document: policy.value }],
  };
}
