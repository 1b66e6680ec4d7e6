import { destinationOf, waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { securityGroupsAllow } from '../../model/security-group-traffic';
import { forAddresses } from '../../model/traffic';
import { Problem, Rule, TO, undecided } from '../rule';

export const securityGroupLetsOut: Rule = {
  id: 'SSM-NET-003',
  title: 'The node\'s security groups let TCP 443 out to where the services are',
  why: 'The agent opens every connection itself, by HTTPS. Without an egress rule for port 443 the node never shows up in Fleet Manager.',
  fix: 'Add an egress rule for TCP 443 to a security group of the node',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html',
  hop: 'SECURITY_GROUP',
  *check(site) {
    const { value: groups, spot: at } = site.node.securityGroups;
    for (const { way, services, capabilities } of waysOf(site, 'endpoint', 'gateway-endpoint', 'internet', 'unseen')) {
      if (!isKnown(groups)) {
        if (way.kind !== 'unseen') {
          yield undecided(at, 'Whether the node\'s security groups let TCP 443 out', groups, capabilities, services);
        }
        continue;
      }
      const { addresses, groups: peers, name } = destinationOf(way);
      const { how, spot } = forAddresses(addresses, all => (
        securityGroupsAllow(groups, 'egress', { protocol: 'tcp', port: 443, peer: { addresses: all, groups: peers, prefixLists: [] } })
      ));
      const [first] = groups.filter(isKnown);
      // Where the way cannot be seen, a group that lets nothing out is still one.
      if (way.kind === 'unseen' && how !== 'none') { continue; }
      const place = spot ?? first?.egressSpot ?? first?.spot ?? at;
      const names = groups.filter(isKnown).map(group => group.spot.place.logicalId).join(', ');
      const problem: Omit<Problem, 'severity' | 'message'> = { spot: place, capabilities, services, to: name };
      if (how === 'none') {
        yield { ...problem, severity: 'BLOCKED', message: `No egress rule of ${names} lets TCP 443 out to ${TO}` };
      } else if (how === 'some') {
        yield { ...problem, severity: 'UNKNOWN', message: `The egress rules of ${names} let TCP 443 out to some addresses of ${TO} only, and which of them the service has cannot be seen` };
      } else if (!isKnown(how)) {
        yield undecided(place, `Whether the node's security groups let TCP 443 out to ${TO}`, how, capabilities, services, name);
      }
    }
  },
};
