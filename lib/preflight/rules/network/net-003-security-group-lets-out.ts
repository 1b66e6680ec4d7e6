import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { securityGroupsAllow } from '../../model/network/security-group-traffic';
import { forAddresses } from '../../model/network/traffic';
import { catalogued, Finding, Rule, TO, undecided } from '../rule';
import { destinationOf, pathsOf } from '../support/network/network-paths';

export const securityGroupLetsOutRule: Rule = {
  ...catalogued('SSM-NET-003'),
  why: 'The agent opens every connection itself, by HTTPS. Without an egress rule for port 443 the node never shows up in Fleet Manager.',
  fix: deed('let-node-out', 'Add an egress rule for TCP 443 to a security group of the node'),
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html',
  reads: 'the egress rules of the node\'s security groups, and the addresses or groups of what the path leads to',
  cannotSee: 'rules that are added outside of the assembly, rules of imported security groups, and the exact addresses of the services: a rule for a part of the Internet is UNKNOWN',
  hop: 'SECURITY_GROUP',
  *check(context) {
    const { value: groups, location: at } = context.node.securityGroups;
    for (const { path, services, capabilities } of pathsOf(context, 'endpoint', 'gateway-endpoint', 'internet', 'unseen')) {
      if (!isKnown(groups)) {
        if (path.kind !== 'unseen') {
          yield undecided(at, 'Whether the node\'s security groups let TCP 443 out', groups, capabilities, services);
        }
        continue;
      }
      const { addresses, groups: peers, name } = destinationOf(path);
      const { how, location } = forAddresses(addresses, all => (
        securityGroupsAllow(groups, 'egress', { protocol: 'tcp', port: 443, peer: { addresses: all, groups: peers, prefixLists: [] } })
      ));
      const [first] = groups.filter(isKnown);
      // Where the path cannot be seen, a group that lets nothing out still blocks.
      if (path.kind === 'unseen' && how !== 'none') { continue; }
      const resource = location ?? first?.egressLocation ?? first?.location ?? at;
      const names = groups.filter(isKnown).map(group => group.location.resource.name).join(', ');
      const finding: Omit<Finding, 'severity' | 'message'> = { location: resource, capabilities, services, to: name };
      if (how === 'none') {
        yield { ...finding, severity: 'BLOCKED', message: `No egress rule of ${names} lets TCP 443 out to ${TO}` };
      } else if (how === 'some') {
        yield { ...finding, severity: 'UNKNOWN', message: `The egress rules of ${names} let TCP 443 out to some addresses of ${TO} only, and which of them the service has cannot be seen` };
      } else if (!isKnown(how)) {
        yield undecided(resource, `Whether the node's security groups let TCP 443 out to ${TO}`, how, capabilities, services, name);
      }
    }
  },
};
