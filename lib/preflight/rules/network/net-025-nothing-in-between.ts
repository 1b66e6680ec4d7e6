import { isKnown, Known } from '../../model/known';
import { SourceLocation } from '../../model/location';
import { AddressSet } from '../../model/network/address-set';
import { Route, RouteTable, RouteTarget, RoutingInstance, Subnet } from '../../model/network/network';
import { addressesOf } from '../../model/network/subnet-addresses';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { natGatewayOf, natInstanceOf, otherSubnets, pathsOf } from '../support/network/network-paths';
import { EdgeOnTheWay, edgesOnTheWay } from '../support/network/route-tables';

export const nothingInBetweenRule: Rule = {
  ...catalogued('SSM-NET-025'),
  why: 'A route that is more specific than the VPC\'s own sends what is for another subnet to a firewall or another appliance first, and the route table of a gateway does so with what enters the VPC. Whether that passes it on, and replies back, no template shows.',
  reads: 'routes for addresses of the VPC in the tables of the subnets on the way, and in those of Internet gateways and virtual private gateways',
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
        if (areApart(subnet, other)) { continue; }
        yield* detoursBetween(subnet, other, rest);
        yield* detoursBetween(other, subnet, rest);
      }
    }
    for (const { path: { route }, ...rest } of pathsOf(context, 'internet')) {
      const nat = (natGatewayOf(route) ?? natInstanceOf(route))?.subnet;
      if (nat !== undefined && isKnown(nat) && nat.id !== subnet.id) {
        yield* detoursBetween(nat, subnet, rest);
      }
    }
    for (const edge of edgesOnTheWay(context)) {
      yield* detoursAtTheEdge(edge);
    }
  },
};

/** Whether two subnets certainly are in two VPCs: between those a route is the only way, and no detour. */
function areApart({ vpc }: Subnet, { vpc: other }: Subnet): boolean {
  return isKnown(vpc) && isKnown(other) && vpc.id !== other.id;
}

type Rest = Pick<Finding, 'services' | 'capabilities'>;

/** What is on its way into a subnet. */
interface Passage {
  /** For people: `what A has for B`. */
  readonly what: string;
  readonly to: Known<AddressSet>;
  /** Whom it is for: what leads there is no detour. */
  readonly receiver?: SourceLocation;
  /** Whether an appliance on the way needs a public address. */
  readonly needsAddress?: boolean;
}

function* detoursBetween(from: Subnet, to: Subnet, rest: Rest): Iterable<Finding> {
  if (!isKnown(from.routeTable)) { return; }
  yield* detours(from.routeTable, { what: `what ${from.location.resource.name} has for ${to.location.resource.name}`, to: addressesOf([to]) }, rest);
}

function* detoursAtTheEdge({ table, route, subnet, addresses, receiver, needsAddress, services, capabilities }: EdgeOnTheWay): Iterable<Finding> {
  const what = `what enters the VPC for ${subnet.location.resource.name}`;
  if (!isKnown(table)) {
    yield undecided(route.location, `Where the gateway sends ${what}`, table, capabilities, services);
    return;
  }
  yield* detours(table, { what, to: addresses, receiver, needsAddress }, { services, capabilities });
}

function* detours({ routes }: RouteTable, passage: Passage, rest: Rest): Iterable<Finding> {
  const { what, to, receiver } = passage;
  for (const route of routes) {
    const appliance = applianceOf(route.target);
    const leadsThere = appliance && leadsInto(route, to);
    if (!appliance || leadsThere === false || (receiver && appliance.key === receiver.key)) { continue; }
    const doubt = isKnown(leadsThere) ? route.doubt : leadsThere;
    yield doubt
      ? undecided(route.location, `Whether the route sends ${what} to ${appliance.name}`, doubt, rest.capabilities, rest.services)
      : { ...throughAppliance(appliance, passage), location: route.location, ...rest };
  }
}

function throughAppliance({ name, forwards, hasPublicAddress }: Appliance, { what, needsAddress }: Passage): Pick<Finding, 'severity' | 'message'> {
  const lack = forwards === false ? 'forwards nothing' : needsAddress && hasPublicAddress === false ? 'has no public address, and gets nothing from an Internet gateway' : undefined;
  return lack !== undefined
    ? { severity: 'BLOCKED', message: `The route sends ${what} to ${name}, which ${lack}` }
    : { severity: 'UNKNOWN', message: `The route sends ${what} to ${name}, and whether that passes it on cannot be seen` };
}

/** Whether a route takes what is for a subnet. */
function leadsInto({ destination, target }: Route, subnet: Known<AddressSet>): Known<boolean> {
  // Of what is not known nothing is certain but that EC2 takes no other target than an appliance.
  if (!isKnown(destination)) { return mayBeInTheVpc(target) && destination; }
  const block = AddressSet.cidr(destination);
  if (!isKnown(block) || block.isEmpty) { return false; }
  if (!isKnown(subnet)) { return mayBeInTheVpc(target) && isOfAnyVpc(block) && subnet; }
  // EC2 takes no route into the VPC but for whole subnets, so what is within a subnet is more specific than the VPC's own.
  return subnet.covers(block);
}

/** EC2 refuses a VPC with a larger block, and so a subnet. */
function isOfAnyVpc(block: AddressSet): boolean {
  return block.blocks().every(({ bits }) => bits >= MOST_GENERAL_PREFIX);
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const MOST_GENERAL_PREFIX = 16;

interface Appliance {
  readonly name: string;
  /** Of its resource, where that is in sight. */
  readonly key?: string;
  /** False where it certainly forwards nothing. */
  readonly forwards?: false;
  readonly hasPublicAddress?: Known<boolean>;
}

function mayBeInTheVpc(target: RouteTarget): boolean {
  return target.kind === 'elsewhere' ? target.appliance === true : applianceOf(target) !== undefined;
}

/** What a route into the VPC may lead to; EC2 refuses all other targets. */
function applianceOf(target: RouteTarget): Appliance | undefined {
  switch (target.kind) {
    case 'elsewhere': return { name: target.what };
    case 'nat-gateway': return { name: 'a NAT gateway' };
    case 'instance': return isKnown(target.instance) ? instanceInBetween(target.instance) : { name: 'an instance' };
    default: return undefined;
  }
}

function instanceInBetween({ location: { resource: { name, key } }, sourceDestCheck, publicAddress }: RoutingInstance): Appliance {
  return { name: `the instance ${name}`, key, hasPublicAddress: publicAddress.value, ...sourceDestCheck.value === true ? { forwards: false } : {} };
}
