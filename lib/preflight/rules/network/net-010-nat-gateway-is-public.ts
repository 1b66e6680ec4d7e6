import { isKnown, Known } from '../../model/known';
import { Subnet } from '../../model/network/network';
import { routeOutOfSight } from '../../model/network/routing';
import { catalogued, Rule, undecided } from '../rule';
import { natGatewayOf, pathsOf } from '../support/network/network-paths';

export const natGatewayIsPublicRule: Rule = {
  ...catalogued('SSM-NET-010'),
  why: 'A private NAT gateway translates to a private address, which gets no further than other VPCs and networks on premises.',
  fix: { all: [{ change: 'set', setting: 'nat-gateway.address', to: 'an Elastic IP address' }, { change: 'reset', setting: 'nat-gateway.connectivity' }] },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
  reads: 'whether the NAT gateway is public, and whether it has an Elastic IP address',
  cannotSee: 'the state of the gateway after the deployment',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      const gateway = natGatewayOf(route);
      if (!gateway) { continue; }
      const { connectivity, elasticIp, subnet, location: { resource: { name } } } = gateway;
      if (connectivity.value === 'private' && subnet === undefined) {
        yield { severity: 'BLOCKED', location: connectivity.location, message: `The NAT gateway ${name} is regional and private, and EC2 makes public ones only as regional ones`, fix: { change: 'reset', setting: 'nat-gateway.connectivity' }, services, capabilities };
      } else if (connectivity.value === 'private' && leadsOutOfSight(subnet)) {
        yield {
          severity: 'UNKNOWN',
          location: connectivity.location,
          message: `The NAT gateway ${name} is a private one, and what answers in the networks that its subnet leads to cannot be seen`,
          fix: 'Check that those networks let HTTPS out to AWS and replies back, and acknowledge the rule; or use a public NAT gateway',
          services,
          capabilities,
        };
      } else if (connectivity.value === 'private') {
        yield { severity: 'BLOCKED', location: connectivity.location, message: `The NAT gateway ${name} is a private one and does not lead to the Internet`, services, capabilities };
      } else if (!isKnown(connectivity.value)) {
        yield undecided(connectivity.location, `Whether the NAT gateway ${name} is public`, connectivity.value, capabilities, services);
      } else if (!isKnown(elasticIp.value)) {
        yield undecided(elasticIp.location, `Whether the NAT gateway ${name} has an Elastic IP address`, elasticIp.value, capabilities, services);
      } else if (elasticIp.value === false) {
        yield { severity: 'BLOCKED', location: elasticIp.location, message: `The NAT gateway ${name} has no Elastic IP address`, services, capabilities };
      }
    }
  },
};

/** Whether the subnet of a NAT gateway may lead to networks out of sight, to which a private one leads as well. */
function leadsOutOfSight(subnet: Known<Subnet> | undefined): boolean {
  if (subnet === undefined) { return false; }
  const table = isKnown(subnet) ? subnet.routeTable : subnet;
  return !isKnown(table) || routeOutOfSight(table) !== undefined;
}
