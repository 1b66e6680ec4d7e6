import { waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { Rule, undecided } from '../rule';

export const nodeHasPublicAddress: Rule = {
  id: 'SSM-NET-008',
  title: 'A node whose default route leads to an Internet gateway has a public address',
  why: 'An Internet gateway translates public addresses only; a node without one sends packets that nothing answers.',
  fix: 'Give the node a public address (AssociatePublicIpAddress, or MapPublicIpOnLaunch of the subnet), or route by a NAT gateway',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  hop: 'NODE',
  *check(site) {
    const { node, subnet } = site;
    for (const { way, services, capabilities } of waysOf(site, 'internet')) {
      if (way.route.target.kind !== 'internet-gateway' || way.family !== 'ipv4' || !isKnown(subnet)) { continue; }
      const own = node.publicAddress.value;
      const { value, spot } = own === undefined ? subnet.publicAddressOnLaunch : { value: own, spot: node.publicAddress.spot };
      if (value === false) {
        yield { severity: 'BLOCKED', spot, message: `The node's default route leads to an Internet gateway, but it has no public address in ${subnet.spot.place.logicalId}`, services, capabilities };
      } else if (!isKnown(value)) {
        yield undecided(spot, 'Whether the node has a public address', value, capabilities, services);
      }
    }
  },
};
