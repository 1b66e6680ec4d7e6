import { refusals } from '../logging/refusals';
import { Rule } from '../rule';
import { isOfKey } from './key-access';
import { KEY_CAPABILITIES } from './key-capabilities';
import { openingOf } from './session-key';

/** SSM-KEY-003. */
export const keyPolicy: Rule = {
  id: 'SSM-KEY-003',
  title: 'The policy of the key of sessions lets the role decrypt',
  why: 'A key opens for nobody whom its own policy leaves out, whatever a role is granted; the handshake fails after 15 seconds, and no session starts.',
  fix: 'allow kms:Decrypt for the role in the key policy, or leave it to the policies of the account',
  contract: 3,
  see: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html',
  hop: 'SERVICE',
  *check(site) {
    const opening = openingOf(site);
    if (!opening || !isOfKey(opening.decision, opening.key)) {
      return;
    }
    const { role, key, call, decision } = opening;
    const { logicalId } = key.spot.place;
    const withSpot = { ...decision, by: decision.by && { ...decision.by, spot: key.policy.spot } };
    yield* refusals([{ call, decision: withSpot }], {
      role,
      target: `with the session key ${logicalId}`,
      grant: key.arn,
      consequence: 'the handshake fails and no session starts',
      capabilities: KEY_CAPABILITIES,
      services: ['kms'],
      resource: { name: `the policy of the key ${logicalId}`, spot: key.policy.spot },
    });
  },
};
