import { any, isKnown, Known, Unknown } from '../../model/known';
import { NatGateway, Subnet } from '../../model/network/network';
import { routeOutOfSight } from '../../model/network/routing';
import { display } from '../../model/symbolic-text';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { natGatewayOf, onwardRoute, pathsOf } from '../support/network/network-paths';

export const natGatewayGetsOutRule: Rule = {
  ...catalogued('SSM-NET-009'),
  why: 'A NAT gateway in a private subnet has nowhere to send what it translates, and neither has a regional one in a VPC without an Internet gateway.',
  fix: 'Put the NAT gateway into a public subnet, or give its subnet a default route to an Internet gateway',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html',
  reads: 'the subnet of the NAT gateway and the routes of that subnet',
  cannotSee: 'routes that are added outside of the assembly, and what is behind a transit gateway, an appliance or another network',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      if (route.target.kind !== 'nat-gateway') { continue; }
      const gateway = natGatewayOf(route);
      const rest = { services, capabilities };
      if (!gateway) {
        yield undecided(route.location, WHAT, route.target.gateway as Unknown, capabilities, services);
      } else {
        yield* gateway.subnet === undefined ? regionalFindings(gateway, context.subnet, rest) : zonalFindings(gateway, gateway.subnet, rest);
      }
    }
  },
};

type Rest = Pick<Finding, 'services' | 'capabilities'>;

const WHAT = 'Whether the NAT gateway reaches the Internet';

/** A regional gateway has a route of its own to the Internet gateway of its VPC, and EC2 makes none where there is no such gateway. */
function* regionalFindings(
  { vpc, location, subnetLocation, zones }: NatGateway, from: Known<Subnet>, { services, capabilities }: Rest,
): Iterable<Finding> {
  if (!isKnown(vpc)) {
    yield undecided(subnetLocation, WHAT, vpc, capabilities, services);
    return;
  }
  const { seen, hidden } = vpc.internetGateways;
  if (seen.some(({ gateway }) => isKnown(gateway))) {
    const served = zones && isKnown(from) ? isServed(zones.value, from.zone) : true;
    if (zones && served !== true) {
      const why = isKnown(served) ? new Unknown('its owner expands it to zones, the zone of the node\'s subnet is not among them, and what happens to packets from there is not documented') : served;
      yield undecided(zones.location, WHAT, why, capabilities, services);
    }
    return;
  }
  const unknown = seen.map(({ gateway }) => gateway).find(gateway => gateway instanceof Unknown) ?? hidden;
  if (unknown instanceof Unknown) {
    yield undecided(location, WHAT, unknown, capabilities, services);
    return;
  }
  yield {
    severity: 'BLOCKED',
    location,
    message: `The regional NAT gateway ${location.resource.name} is in the VPC ${vpc.location.resource.name}, which has no Internet gateway`,
    fix: { change: 'attach-internet-gateway' },
    services,
    capabilities,
  };
}

function isServed(zones: Known<Known<string>[]>, zone: Known<string>): Known<boolean> {
  if (!isKnown(zones)) { return zones; }
  return isKnown(zone) ? any(zones.map(each => isKnown(each) ? each === zone : each)) : zone;
}

function* zonalFindings({ location, subnetLocation }: NatGateway, subnet: Known<Subnet>, { services, capabilities }: Rest): Iterable<Finding> {
  const onward = onwardRoute(subnet);
  if (!isKnown(onward)) {
    yield undecided(subnetLocation, WHAT, onward, capabilities, services);
    return;
  }
  const { route, subnet: { routeTable, location: at } } = onward;
  if (!isKnown(route)) {
    yield undecided(isKnown(routeTable) ? routeTable.location : at, WHAT, route, capabilities, services);
  } else if (route?.target.kind === 'elsewhere') {
    yield undecided(route.location, WHAT, new Unknown(`its traffic leaves through ${route.target.what}`), capabilities, services);
  } else if (route?.target.kind === 'instance') {
    yield undecided(route.location, WHAT, new Unknown(`its way leads through another instance, ${display(route.target.id)}`), capabilities, services);
  } else if (route?.target.kind !== 'internet-gateway') {
    const aside = !route && isKnown(routeTable) ? routeOutOfSight(routeTable) : undefined;
    if (aside) {
      const why = new Unknown('its subnet has no default route, and whether names resolve to addresses of other networks cannot be seen');
      yield undecided(aside.location, WHAT, why, capabilities, services);
      return;
    }
    yield {
      severity: 'BLOCKED',
      // A route that leads elsewhere is right for what else is in that subnet: then the gateway is in the wrong one.
      location: route ? subnetLocation : isKnown(routeTable) ? routeTable.location : at,
      message: `The NAT gateway ${location.resource.name} is in ${at.resource.name}, which has no default route to an Internet gateway`,
      services,
      capabilities,
    };
  }
}
