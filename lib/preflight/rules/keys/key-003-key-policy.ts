import { catalogued, Rule } from '../rule';
import { isOfKey } from '../support/keys/key-access';
import { KEY_CAPABILITIES } from '../support/keys/key-capabilities';
import { openingOf } from '../support/keys/session-key';
import { refusals } from '../support/logging/refusals';

export const keyPolicyRule: Rule = {
  ...catalogued('SSM-KEY-003'),
  why: 'A key can be used only as its own policy allows, whatever the role\'s policies grant. Otherwise the handshake fails after 15 seconds, and no session starts.',
  fix: 'allow kms:Decrypt for the role in the key policy, or leave it to the policies of the account',
  contract: 3,
  see: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  reads: 'the policy of the key, with its principals and conditions, for kms:Decrypt by the role of the node',
  cannotSee: 'the policy of a key that is not in the assembly, of which SSM-KEY-001 tells, grants of the key, and a policy that is changed after the deployment',
  hop: 'SERVICE',
  *check(context) {
    const opening = openingOf(context);
    if (!opening || !isOfKey(opening.decision, opening.key)) {
      return;
    }
    const { role, key, call, decision } = opening;
    const { name } = key.location.resource;
    const withLocation = { ...decision, by: decision.by && { ...decision.by, location: key.policy.location } };
    yield* refusals([{ call, decision: withLocation }], {
      role,
      target: `with the session key ${name}`,
      grant: key.arn,
      consequence: 'the handshake fails and no session starts',
      capabilities: KEY_CAPABILITIES,
      services: ['kms'],
      resource: { name: `the policy of the key ${name}`, location: key.policy.location },
    });
  },
};
