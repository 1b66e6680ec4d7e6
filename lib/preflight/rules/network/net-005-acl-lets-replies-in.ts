import { isKnown } from '../../model/known';
import { PortRange } from '../../model/network/network';
import { EPHEMERAL_PORTS } from '../../model/network/traffic';
import { ManagedNode } from '../../model/node';
import { catalogued, Rule, TO } from '../rule';
import { aclFindings } from '../support/network/acl-findings';
import { beyondSubnet } from '../support/network/network-paths';

export const aclLetsRepliesInRule: Rule = {
  ...catalogued('SSM-NET-005'),
  why: 'A network ACL has no memory: replies come in to the ephemeral port that the connection began at, and need an entry of their own. Without it every connection times out.',
  fix: 'Add an ingress entry that allows TCP 1024-65535, with a number below the entry that denies it',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html',
  hop: 'NETWORK_ACL',
  *check(context) {
    const { subnet, node } = context;
    if (!isKnown(subnet)) { return; }
    for (const { addresses, name, services, capabilities } of beyondSubnet(context)) {
      yield* aclFindings(
        { acl: subnet.acl, direction: 'ingress', ports: ephemeralPortsOf(node), addresses, what: `replies of ${TO}` },
        { location: subnet.location, capabilities, services, to: name },
      );
    }
  },
};

/** The ports that a node's connections begin at; those of all platforms where its own is not known. */
export function ephemeralPortsOf({ images }: ManagedNode): PortRange {
  const platforms = images.map(({ value }) => isKnown(value) && isKnown(value.platform) ? value.platform : undefined);
  const ranges = platforms.map(platform => platform ? EPHEMERAL_PORTS[platform] : ANY_PLATFORM);
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
}

const ANY_PLATFORM: PortRange = { from: EPHEMERAL_PORTS.linux.from, to: EPHEMERAL_PORTS.windows.to };
