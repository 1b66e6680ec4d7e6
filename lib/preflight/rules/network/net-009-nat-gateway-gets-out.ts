import { isKnown, Unknown } from '../../model/known';
import { display } from '../../model/symbolic-text';
import { catalogued, Rule, undecided } from '../rule';
import { natGatewayOf, onwardRoute, pathsOf } from '../support/network/network-paths';

export const natGatewayGetsOutRule: Rule = {
  ...catalogued('SSM-NET-009'),
  why: 'A NAT gateway in a private subnet has nowhere to send what it translates.',
  fix: 'Put the NAT gateway into a public subnet, or give its subnet a default route to an Internet gateway',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      if (route.target.kind !== 'nat-gateway') { continue; }
      const gateway = natGatewayOf(route);
      const what = 'Whether the NAT gateway reaches the Internet';
      if (!gateway) {
        yield undecided(route.location, what, route.target.gateway as Unknown, capabilities, services);
        continue;
      }
      const onward = onwardRoute(gateway.subnet);
      if (!isKnown(onward)) {
        yield undecided(gateway.location, what, onward, capabilities, services);
      } else if (!isKnown(onward.route)) {
        yield undecided(onward.subnet.location, what, onward.route, capabilities, services);
      } else if (onward.route?.target.kind === 'elsewhere') {
        yield undecided(onward.route.location, what, new Unknown(`its traffic leaves through ${onward.route.target.what}`), capabilities, services);
      } else if (onward.route?.target.kind === 'instance') {
        yield undecided(onward.route.location, what, new Unknown(`its way leads through another instance, ${display(onward.route.target.id)}`), capabilities, services);
      } else if (onward.route?.target.kind !== 'internet-gateway') {
        const { routeTable } = onward.subnet;
        yield {
          severity: 'BLOCKED',
          // A route that leads elsewhere is right for what else is in that subnet: then the gateway is in the wrong one.
          location: onward.route ? gateway.subnetLocation : isKnown(routeTable) ? routeTable.location : onward.subnet.location,
          message: `The NAT gateway ${gateway.location.resource.name} is in ${onward.subnet.location.resource.name}, which has no default route to an Internet gateway`,
          services,
          capabilities,
        };
      }
    }
  },
};
