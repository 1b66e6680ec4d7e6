import { catalogued, Rule } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const wayStaysInSightRule: Rule = {
  ...catalogued('SSM-NET-015'),
  why: 'Behind a transit gateway, a peering connection or a VPN there are networks that no template of the app shows, with routes and firewalls of their own.',
  fix: 'Check that the network behind lets HTTPS out to AWS and replies back, and acknowledge the rule; or add VPC endpoints for ssm and ssmmessages',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html',
  hop: 'ROUTE',
  *check(context) {
    for (const { path: { route: { target, location } }, services, capabilities } of pathsOf(context, 'internet')) {
      if (target.kind === 'elsewhere') {
        yield { severity: 'UNKNOWN', location, message: `The default route of the node's subnet leads to ${target.what}, and what is behind it cannot be seen`, services, capabilities };
      }
    }
  },
};
