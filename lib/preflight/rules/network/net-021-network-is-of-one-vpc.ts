import { isKnown, Known } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { NetworkAcl, Route, RouteTable, SecurityGroup, Subnet, Vpc } from '../../model/network/network';
import { isUsableIn } from '../../model/network/security-group-vpcs';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { natGatewayOf, natInstanceOf, pathsOf } from '../support/network/network-paths';
import { edgesOnTheWay, subnetsOnTheWay } from '../support/network/route-tables';

export const networkIsOfOneVpcRule: Rule = {
  ...catalogued('SSM-NET-021'),
  why: 'EC2 refuses a route table or a network ACL of another VPC for a subnet, a route to a NAT in another VPC, and a security group of another VPC for an instance: the deployment fails.',
  reads: 'the VPC of the route table, the network ACL and the NAT on the way, and of the security groups of a NAT instance',
  cannotSee: 'the VPC of what is imported',
  fix: 'Use what is of the VPC of the subnet',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html',
  hop: 'ROUTE',
  *check(context) {
    const capabilities = context.capabilitiesOf();
    for (const subnet of subnetsOnTheWay(context)) {
      yield* subnetFindings(subnet, capabilities);
    }
    for (const { table, subnet, route } of edgesOnTheWay(context)) {
      yield* partFindings({ what: 'route table', part: table, of: `the gateway of ${route.location.resource.name}` }, subnet.vpc, capabilities);
    }
    for (const { path: { route, vpc } } of pathsOf(context, 'internet')) {
      yield* natFindings(natOf(route), route, vpc, capabilities);
    }
  },
};

/** What a route leads to, with the VPC that it is in. */
interface Nat {
  readonly location: PropertyLocation;
  readonly vpc: Known<Vpc>;
  readonly securityGroups: readonly Known<SecurityGroup>[];
}

function natOf(route: Route): Nat | undefined {
  const gateway = natGatewayOf(route);
  if (gateway) { return { ...gateway, securityGroups: [] }; }
  const instance = natInstanceOf(route);
  return instance && { ...instance, vpc: isKnown(instance.subnet) ? instance.subnet.vpc : instance.subnet };
}

function* natFindings(nat: Nat | undefined, route: Route, { id, location: own }: Vpc, capabilities: Finding['capabilities']): Iterable<Finding> {
  if (!nat || !isKnown(nat.vpc)) { return; }
  const { location: { resource: { name } }, vpc, securityGroups } = nat;
  if (vpc.id !== id) {
    const message = `The route leads to ${name}, which is in the VPC ${vpc.location.resource.name}, and not in ${own.resource.name}`;
    yield { severity: 'BLOCKED', location: route.location, message, fix: `Route to a NAT in ${own.resource.name}`, capabilities };
  }
  for (const group of securityGroups.filter(isKnown)) {
    const usable = isUsableIn(group, vpc.id);
    if (!isKnown(usable)) {
      yield undecided(nat.location, `Whether the security group ${group.location.resource.name} is of the VPC of the NAT instance ${name}`, usable, capabilities);
    } else if (!usable) {
      const message = `The security group ${group.location.resource.name} is of another VPC than the NAT instance ${name}`;
      yield { severity: 'BLOCKED', location: nat.location, message, fix: 'Use a security group of the VPC of the NAT instance, or associate the group with that VPC', capabilities };
    }
  }
}

function* subnetFindings({ vpc, routeTable, acl, location: { resource: { name } } }: Subnet, capabilities: Finding['capabilities']): Iterable<Finding> {
  yield* partFindings({ what: 'route table', part: routeTable, of: `the subnet ${name}` }, vpc, capabilities);
  yield* partFindings({ what: 'network ACL', part: acl, of: `the subnet ${name}` }, vpc, capabilities);
}

/** What is associated with something in a VPC. */
interface Part {
  readonly what: string;
  readonly part: Known<RouteTable | NetworkAcl>;
  /** For people. */
  readonly of: string;
}

function* partFindings({ what, part, of: owner }: Part, vpc: Known<Vpc>, capabilities: Finding['capabilities']): Iterable<Finding> {
  const of = isKnown(part) ? part.vpc : undefined;
  if (!isKnown(vpc) || !isKnown(part) || of === undefined || of === vpc.id) { return; }
  const { location, association, doubt, location: { resource: { name } } } = part;
  const open = isKnown(of) ? doubt : of;
  yield open
    ? undecided(location, `Whether the ${what} ${name} is of the VPC of ${owner}`, open, capabilities)
    : { severity: 'BLOCKED', location: association ?? location, message: `The ${what} ${name} of ${owner} is of another VPC than ${vpc.location.resource.name}`, fix: `Use a ${what} of ${vpc.location.resource.name}`, capabilities };
}
