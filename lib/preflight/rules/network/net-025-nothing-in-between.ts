import { isKnown, Known } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { Route, RouteTarget, Subnet } from '../../model/network/network';
import { addressesOf } from '../../model/network/subnet-addresses';
import { catalogued, Finding, Rule } from '../rule';
import { natGatewayOf, natInstanceOf, otherSubnets, pathsOf } from '../support/network/network-paths';

export const nothingInBetweenRule: Rule = {
  ...catalogued('SSM-NET-025'),
  why: 'A route that is more specific than the VPC\'s own sends what is for another subnet to a firewall or another appliance first. Whether that passes it on, and replies back, no template shows.',
  reads: 'routes for addresses of the VPC in the tables of the subnets on the way',
  cannotSee: 'whether an appliance passes traffic on: this is what the rule reports',
  fix: 'Check that the appliance passes HTTPS on and replies back, and acknowledge the rule; or remove the route',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html',
  hop: 'ROUTE',
  *check(context) {
    const { subnet } = context;
    if (!isKnown(subnet)) { return; }
    for (const { path: { endpoint: { subnets } }, ...rest } of pathsOf(context, 'endpoint')) {
      for (const other of isKnown(subnets.value) ? otherSubnets(subnets.value, subnet).filter(isKnown) : []) {
        yield* detours(subnet, other, rest);
        yield* detours(other, subnet, rest);
      }
    }
    for (const { path: { route }, ...rest } of pathsOf(context, 'internet')) {
      const nat = (natGatewayOf(route) ?? natInstanceOf(route))?.subnet;
      if (nat !== undefined && isKnown(nat) && nat.id !== subnet.id) {
        yield* detours(nat, subnet, rest);
      }
    }
  },
};

function* detours(from: Subnet, to: Subnet, { services, capabilities }: Pick<Finding, 'services' | 'capabilities'>): Iterable<Finding> {
  const addresses = addressesOf([to]);
  for (const route of isKnown(from.routeTable) ? from.routeTable.routes : []) {
    const appliance = applianceOf(route.target);
    if (!appliance || !isWithin(route, addresses)) { continue; }
    yield {
      severity: appliance.forwards === false ? 'BLOCKED' : 'UNKNOWN',
      location: route.location,
      message: `The route sends what ${from.location.resource.name} has for ${to.location.resource.name} to ${appliance.name}, ${appliance.forwards === false ? 'which forwards nothing' : 'and whether that passes it on cannot be seen'}`,
      services,
      capabilities,
    };
  }
}

/** EC2 takes no route into the VPC but for whole subnets, so what is within a subnet is more specific than the VPC's own. */
function isWithin({ destination }: Route, subnet: Known<AddressSet>): boolean {
  const block = isKnown(destination) ? AddressSet.cidr(destination) : destination;
  return isKnown(block) && isKnown(subnet) && !block.isEmpty && subnet.covers(block);
}

interface Appliance {
  readonly name: string;
  /** False where it certainly forwards nothing. */
  readonly forwards?: false;
}

/** What a route into the VPC may lead to; EC2 refuses all other targets. */
function applianceOf(target: RouteTarget): Appliance | undefined {
  switch (target.kind) {
    case 'elsewhere': return { name: target.what };
    case 'nat-gateway': return { name: 'a NAT gateway' };
    case 'instance': return isKnown(target.instance)
      ? { name: `the instance ${target.instance.location.resource.name}`, ...target.instance.sourceDestCheck.value === true ? { forwards: false } : {} }
      : { name: 'an instance' };
    default: return undefined;
  }
}
