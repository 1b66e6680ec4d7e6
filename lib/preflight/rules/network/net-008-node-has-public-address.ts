import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const nodeHasPublicAddressRule: Rule = {
  ...catalogued('SSM-NET-008'),
  why: 'An Internet gateway translates public addresses only; a node without one sends packets that nothing answers.',
  fix: [{ change: 'give-public-address', to: 'the node' }, 'route by a NAT gateway'],
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  reads: 'whether the node asks for a public address, and otherwise the setting of its subnet; Elastic IP addresses of the assembly',
  cannotSee: 'an Elastic IP address that is associated outside of the assembly or by a script of the node',
  hop: 'NODE',
  *check(context) {
    const { node, subnet } = context;
    for (const { path, services, capabilities } of pathsOf(context, 'internet')) {
      if (path.route.target.kind !== 'internet-gateway' || path.family !== 'ipv4' || !isKnown(subnet)) { continue; }
      const own = node.publicAddress.value;
      const { value, location } = own === undefined ? subnet.publicAddressOnLaunch : { value: own, location: node.publicAddress.location };
      if (value === false) {
        yield { severity: 'BLOCKED', location, message: `The node's default route leads to an Internet gateway, but it has no public address in ${subnet.location.resource.name}`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(location, 'Whether the node has a public address', value, capabilities, services);
      }
    }
  },
};
