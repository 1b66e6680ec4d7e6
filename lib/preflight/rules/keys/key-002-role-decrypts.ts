import { isKnown, Unknown } from '../../model/known';
import { openSession } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { roleMay } from '../support/access';
import { isOfKey } from '../support/keys/key-access';
import { KEY_CAPABILITIES } from '../support/keys/key-capabilities';
import { isAlias, Opening, openingOf } from '../support/keys/session-key';
import { callerOf } from '../support/logging/caller';
import { grantedElsewhere } from '../support/logging/granted-elsewhere';
import { refusals } from '../support/logging/refusals';
import { namedKey } from '../support/logging/session-document';

export const roleDecryptsRule: Rule = {
  ...catalogued('SSM-KEY-002'),
  why: 'The agent decrypts the data key of each session with kms:Decrypt. If that is denied, the handshake fails after 15 seconds, and no session starts.',
  fix: 'allow kms:Decrypt on the ARN of the key in a policy of the role',
  contract: 3,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  reads: 'with whose permissions the agent calls, and the policies of its role and the permissions boundary, beside the policy of the key, for kms:Decrypt with the encryption context of a session',
  cannotSee: 'the policy of a key that is not in the assembly, grants of the key, service control policies, and policies that are attached to the role outside of the assembly',
  hop: 'IDENTITY',
  *check(context) {
    const named = namedKey(context);
    const caller = named && callerOf(context);
    if (!named || !caller) {
      return;
    }
    if (caller.kind === 'unseen') {
      yield undecided(caller.location, `whether the agent may kms:Decrypt with the session key '${display(named.name)}'`, caller.unknown, KEY_CAPABILITIES, ['kms']);
      return;
    }
    const opening = openingOf(context);
    if (opening && !isOfKey(opening.decision, opening.key)) {
      yield* openingFindings(opening);
    } else if (!isKnown(named.found) && !isAlias(named.name)) {
      yield* unseenKeyFindings(context, caller.role, named.name, named.found);
    }
  },
};

const FAILS = 'the handshake fails and no session starts';

function openingFindings({ role, key, call, decision }: Opening): Finding[] {
  return refusals([{ call, decision }], {
    role,
    target: `with the session key ${key.location.resource.name}`,
    grant: key.arn,
    consequence: FAILS,
    capabilities: KEY_CAPABILITIES,
    services: ['kms'],
    elsewhere: refused => grantedElsewhere(role, refused, { related: () => undefined, wanted: '' }),
  });
}

/** The policy of a key that cannot be seen may let in the role by itself, so only a deny and a boundary are certain. */
function unseenKeyFindings(context: RuleContext, role: Opening['role'], name: string, unseen: Unknown): Finding[] {
  const { partition, region, account } = context.node.environment;
  const call = openSession(name.startsWith('arn:') ? name : `arn:${partition}:kms:${region}:${account}:key/${name}`);
  const decision = roleMay(context, role, call);
  const open = decision.allowed === false && decision.reason === 'identity'
    ? { ...decision, allowed: new Unknown(`no policy of the role allows it, and the policy of the key cannot be seen: ${unseen.reason}`) }
    : decision;
  return refusals([{ call, decision: open }], {
    role,
    target: `with the session key '${display(name)}'`,
    grant: call.resource,
    consequence: FAILS,
    capabilities: KEY_CAPABILITIES,
    services: ['kms'],
  });
}
