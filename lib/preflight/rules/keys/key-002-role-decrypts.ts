import { isKnown, Unknown } from '../../model/known';
import { openSession } from '../../model/needs';
import { display } from '../../model/text';
import { roleMay } from '../access';
import { callerOf } from '../logging/caller';
import { askedKey } from '../logging/document';
import { grantedElsewhere } from '../logging/granted-elsewhere';
import { refusals } from '../logging/refusals';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';
import { isOfKey } from './key-access';
import { KEY_CAPABILITIES } from './key-capabilities';
import { isAlias, Opening, openingOf } from './session-key';

/** SSM-KEY-002. */
export const roleDecrypts: Rule = {
  id: 'SSM-KEY-002',
  title: 'The role may decrypt with the key of sessions',
  why: 'The agent opens the data key of each session with kms:Decrypt; where that is denied the handshake fails after 15 seconds, and no session starts.',
  fix: 'allow kms:Decrypt on the ARN of the key in a policy of the role',
  contract: 3,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-enable-encryption.html',
  hop: 'IDENTITY',
  *check(site) {
    const named = askedKey(site);
    const caller = named && callerOf(site);
    if (!named || !caller) {
      return;
    }
    if (caller.kind === 'unseen') {
      yield undecided(caller.spot, `whether the agent may kms:Decrypt with the session key '${display(named.name)}'`, caller.unknown, KEY_CAPABILITIES, ['kms']);
      return;
    }
    const opening = openingOf(site);
    if (opening && !isOfKey(opening.decision, opening.key)) {
      yield* openingProblems(opening);
    } else if (!isKnown(named.found) && !isAlias(named.name)) {
      yield* unseenKeyProblems(site, caller.role, named.name, named.found);
    }
  },
};

const FAILS = 'the handshake fails and no session starts';

function openingProblems({ role, key, call, decision }: Opening): Problem[] {
  return refusals([{ call, decision }], {
    role,
    target: `with the session key ${key.spot.place.logicalId}`,
    grant: key.arn,
    consequence: FAILS,
    capabilities: KEY_CAPABILITIES,
    services: ['kms'],
    elsewhere: refused => grantedElsewhere(role, refused, { related: () => undefined, wanted: '' }),
  });
}

/** The policy of a key that cannot be seen may let in the role by itself, so only a deny and a boundary are certain. */
function unseenKeyProblems(site: Site, role: Opening['role'], name: string, unseen: Unknown): Problem[] {
  const { partition, region, account } = site.node.environment;
  const call = openSession(name.startsWith('arn:') ? name : `arn:${partition}:kms:${region}:${account}:key/${name}`);
  const decision = roleMay(site, role, call);
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
