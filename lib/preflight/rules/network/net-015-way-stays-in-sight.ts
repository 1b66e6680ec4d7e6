import { Route, RouteTarget } from '../../model/network/network';
import { destinationOf } from '../../model/network/routing';
import { catalogued, Rule } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const wayStaysInSightRule: Rule = {
  ...catalogued('SSM-NET-015'),
  why: 'Behind a transit gateway, a peering connection or a VPN there are networks that no template shows, with routes, firewalls and endpoints of their own.',
  fix: 'Check that the network behind lets HTTPS out to AWS and replies back, and acknowledge the rule; or add VPC endpoints for ssm and ssmmessages',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html',
  reads: 'the target of the default route of the node\'s subnet',
  cannotSee: 'everything behind a transit gateway, a peering connection, a VPN, an appliance or an imported gateway: there the node is UNKNOWN',
  hop: 'ROUTE',
  *check(context) {
    for (const { path: { route: { target, location } }, services, capabilities } of pathsOf(context, 'internet')) {
      if (target.kind === 'elsewhere') {
        yield { severity: 'UNKNOWN', location, message: `The default route of the node's subnet leads to ${target.what}, and what is behind it cannot be seen`, services, capabilities };
      }
    }
    for (const { path: { behind }, services, capabilities } of pathsOf(context, 'unseen')) {
      if (behind) {
        yield { severity: 'UNKNOWN', location: behind.location, message: messageOf(behind), fix: CHECK_NAMES, services, capabilities };
      }
    }
  },
};

const CHECK_NAMES = 'Check that hosted zones or Resolver rules lead the names of ssm and ssmmessages to endpoints behind that route, or that the agent has a proxy there, and acknowledge the rule; or add VPC endpoints for ssm and ssmmessages to the VPC';

function messageOf(route: Route): string {
  const doubt = route.doubt ? `, and neither whether it is there: ${route.doubt.reason}` : '';
  return `The node's subnet has no default route, but one to ${destinationOf(route)}, which leads to ${nameOf(route.target)}: whether the names of AWS's services lead there, and what answers, cannot be seen${doubt}`;
}

function nameOf(target: RouteTarget): string {
  return target.kind === 'elsewhere' ? target.what : target.kind === 'instance' ? 'an instance' : 'a NAT gateway and other networks';
}
