import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { catalogued, Rule, TO } from '../rule';
import { aclFindings } from '../support/network/acl-findings';
import { beyondSubnet } from '../support/network/network-paths';
import { ephemeralPortsOf } from '../support/network/ports';

export const aclLetsRepliesInRule: Rule = {
  ...catalogued('SSM-NET-005'),
  why: 'A network ACL has no memory: replies come in to the ephemeral port that the connection began at, and need an entry of their own. Without it every connection times out.',
  fix: deed('let-acl-replies-in', 'Add an ingress entry that allows TCP 1024-65535, with a number below the entry that denies it'),
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html',
  reads: 'the inbound entries of the network ACL of the node\'s subnet, for the ports that the operating system takes replies on',
  cannotSee: 'entries that are added outside of the assembly, and a range of ports that somebody sets on the node',
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
