import { natGatewayOf, waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { Rule, undecided } from '../rule';

export const natGatewayIsPublic: Rule = {
  id: 'SSM-NET-010',
  title: 'The NAT gateway is a public one, with an Elastic IP address',
  why: 'A private NAT gateway translates to a private address, which gets no further than other VPCs and networks on premises.',
  fix: 'Set AllocationId to an Elastic IP address, and leave ConnectivityType out',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
  hop: 'GATEWAY',
  *check(site) {
    for (const { way: { route }, services, capabilities } of waysOf(site, 'internet')) {
      const gateway = natGatewayOf(route);
      if (!gateway) { continue; }
      const { connectivity, elasticIp, spot: { place: { logicalId } } } = gateway;
      if (connectivity.value === 'private') {
        yield { severity: 'BLOCKED', spot: connectivity.spot, message: `The NAT gateway ${logicalId} is a private one and does not lead to the Internet`, services, capabilities };
      } else if (!isKnown(connectivity.value)) {
        yield undecided(connectivity.spot, `Whether the NAT gateway ${logicalId} is public`, connectivity.value, capabilities, services);
      } else if (!isKnown(elasticIp.value)) {
        yield undecided(elasticIp.spot, `Whether the NAT gateway ${logicalId} has an Elastic IP address`, elasticIp.value, capabilities, services);
      } else if (elasticIp.value === false) {
        yield { severity: 'BLOCKED', spot: elasticIp.spot, message: `The NAT gateway ${logicalId} has no Elastic IP address`, services, capabilities };
      }
    }
  },
};
