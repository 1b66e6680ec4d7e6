import { isKnown, Known } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { Route, RouteTable, Vpc } from '../../model/network/network';
import { destinationOf } from '../../model/network/routing';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { tablesOnTheWay } from '../support/network/route-tables';

export const oneRouteToADestinationRule: Rule = {
  ...catalogued('SSM-NET-020'),
  why: 'A route table has one route to a destination, and that to a block of the VPC is the VPC\'s own. EC2 refuses the second, and the deployment fails.',
  reads: 'the routes of the tables on the way out of the subnet and of the gateways there, and the blocks of the VPC',
  cannotSee: 'routes that are added outside of the assembly, and which blocks a prefix list of somebody else has',
  fix: 'Remove one of the routes, or give it another destination',
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html',
  hop: 'ROUTE',
  *check(context) {
    const capabilities = context.capabilitiesOf();
    for (const { table, vpc } of tablesOnTheWay(context)) {
      yield* twinFindings(table, capabilities);
      if (isKnown(vpc)) { yield* localFindings(table, vpc, capabilities); }
    }
  },
};

function* twinFindings({ routes, location: { resource: { name } } }: RouteTable, capabilities: Finding['capabilities']): Iterable<Finding> {
  for (const [first, second] of twinsIn(routes)) {
    const { location } = second;
    const destination = destinationOf(second);
    const doubt = first.doubt ?? second.doubt;
    yield doubt
      ? undecided(location, `Whether ${name} has two routes to ${destination}, which EC2 refuses,`, doubt, capabilities)
      : { severity: 'BLOCKED', location, message: `${first.location.resource.name} and ${location.resource.name} are both routes of ${name} to ${destination}, and EC2 refuses the second`, capabilities };
  }
}

/** EC2 makes a route for each block of the VPC with the table. */
function* localFindings({ routes, location: { resource: { name } } }: RouteTable, vpc: Vpc, capabilities: Finding['capabilities']): Iterable<Finding> {
  for (const route of routes.filter(each => !each.isOfAnyTable && vpc.blocks.some(block => isFor(each, block)))) {
    const { location, doubt } = route;
    yield doubt
      ? undecided(location, `Whether ${name} has a route to ${destinationOf(route)} besides the VPC's own, which EC2 refuses,`, doubt, capabilities)
      : { severity: 'BLOCKED', location, message: `${location.resource.name} is a route of ${name} to ${destinationOf(route)}, a block of the VPC ${vpc.location.resource.name}, for which each table has the VPC's own route: EC2 refuses a second`, fix: NAME_SUBNETS, capabilities };
  }
}

/**
 * EC2 gives another target to the VPC's own route by ReplaceRoute only, which CloudFormation does not call for a new route.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/replace-local-route-target.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/23866 and https://github.com/hashicorp/terraform/issues/23759, for what CreateRoute answers:
 * RouteAlreadyExists, for the table of a subnet and that of a gateway
 * @see https://github.com/aws/aws-cdk/issues/25150, for CloudFormation
 */
const NAME_SUBNETS = 'Remove the route; to send what is for subnets through an appliance, add a route for the block of each subnet';

function twinsIn(routes: readonly Route[]): [Route, Route][] {
  const certain = routes.filter(({ isOfAnyTable }) => !isOfAnyTable);
  return certain.flatMap((second, index) => {
    const { key } = second.location.resource;
    const first = certain.slice(0, index).find(each => each.location.resource.key !== key && haveOneDestination(each, second));
    return first ? [[first, second] as [Route, Route]] : [];
  });
}

/** A prefix list and a block are two destinations, also where the list has that block. */
function haveOneDestination(a: Route, b: Route): boolean {
  if (a.prefixList !== b.prefixList) { return false; }
  return isKnown(a.destination) && (a.prefixList !== undefined || isFor(b, a.destination));
}

function isFor({ destination }: Route, block: Known<string>): boolean {
  if (!isKnown(destination) || !isKnown(block)) { return false; }
  if (destination === block) { return true; }
  const [one, other] = [destination, block].map(cidr => AddressSet.cidr(cidr));
  return isKnown(one) && isKnown(other) && one.equals(other);
}
