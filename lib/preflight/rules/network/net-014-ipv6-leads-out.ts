import { Fix } from '../../model/fix';
import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { lacksDns64Only } from '../support/network/dns64';
import { pathsOf } from '../support/network/network-paths';

export const ipv6LeadsOutRule: Rule = {
  ...catalogued('SSM-NET-014'),
  why: 'Systems Manager answers on IPv6 at dual-stack endpoints only. Agents since 3.3.3270 can use them, if they are configured to, which no template shows.',
  fix: 'Give the subnet a way out by IPv4 or NAT64, or set up the agent for dual-stack endpoints and acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
  reads: 'the IPv6 addresses of the node and its subnet, IPv6 and NAT64 routes, and DNS64',
  cannotSee: 'whether the agent on the node is set up for dual-stack endpoints: then the node is UNKNOWN',
  hop: 'GATEWAY',
  *check(context) {
    const { node, subnet } = context;
    for (const { services, capabilities } of pathsOf(context, 'none')) {
      if (isKnown(subnet) && lacksDns64Only(subnet)) {
        const message = `${subnet.location.resource.name} has IPv6 only and a route for NAT64, but no DNS64, so no name leads there`;
        yield { severity: 'BLOCKED', location: subnet.dns64.location, message, fix: DNS64, services, capabilities };
      }
    }
    for (const { path: { route, family }, services, capabilities } of pathsOf(context, 'internet')) {
      if (family === 'ipv4' || !isKnown(subnet)) { continue; }
      const own = node.ipv6Address.value;
      const { value, location } = own === undefined ? subnet.ipv6AddressOnCreation : { value: own, location: node.ipv6Address.location };
      if (value === false) {
        yield { severity: 'BLOCKED', location, message: `The only way out of ${subnet.location.resource.name} is IPv6, and the node has no IPv6 address`, fix: IPV6_ADDRESS, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(location, 'Whether the node has an IPv6 address', value, capabilities, services);
      } else if (family === 'nat64' && !isKnown(subnet.dns64.value)) {
        yield undecided(subnet.dns64.location, 'Whether names resolve to addresses for NAT64', subnet.dns64.value, capabilities, services);
      } else if (family === 'ipv6' && !['elsewhere', 'local', 'nowhere'].includes(route.target.kind)) {
        yield { severity: 'UNKNOWN', location: node.userData.location, message: `The only way out of ${subnet.location.resource.name} is IPv6, and whether the agent is set up for dual-stack endpoints cannot be seen`, services, capabilities };
      }
    }
  },
};

const DNS64: Fix = { change: 'set', setting: 'subnet.dns64', of: 'the subnet', to: 'true' };
const IPV6_ADDRESS: Fix = [
  { change: 'set', setting: 'node.ipv6-address', of: 'the node' },
  { change: 'set', setting: 'subnet.ipv6-address', of: 'the subnet' },
];
