import { isKnown, Known } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { Route, Vpc } from '../../model/network/network';
import { destinationOf } from '../../model/network/routing';
import { catalogued, Rule, undecided } from '../rule';
import { edgesOnTheWay } from '../support/network/route-tables';

export const gatewayTableStaysInVpcRule: Rule = {
  ...catalogued('SSM-NET-026'),
  why: 'EC2 associates a route table with a gateway only where all routes are for blocks of the VPC, and lead to network interfaces or endpoints in it. With another route the deployment fails.',
  reads: 'the routes of the tables of Internet gateways and virtual private gateways on the way, and the blocks of the VPC',
  cannotSee: 'routes that are added outside of the assembly, and routes for what a prefix list of somebody else has',
  fix: 'Give the gateway a route table of its own, with routes for subnets of the VPC only',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html',
  hop: 'ROUTE',
  *check(context) {
    const capabilities = context.capabilitiesOf();
    for (const { table, subnet: { vpc } } of edgesOnTheWay(context)) {
      if (!isKnown(table) || !isKnown(vpc)) { continue; }
      const { name } = table.location.resource;
      for (const route of table.routes.filter(each => !each.isOfAnyTable && leadsOut(each, vpc))) {
        const { location, doubt = table.doubt } = route;
        const what = `${name}, the route table of a gateway, with a route to ${destinationOf(route)} that leads out of the VPC`;
        yield doubt
          ? undecided(location, `Whether there is ${what}, which EC2 refuses,`, doubt, capabilities)
          : { severity: 'BLOCKED', location, message: `EC2 refuses ${what}`, capabilities };
      }
    }
  },
};

function leadsOut({ target: { kind }, destination, prefixList }: Route, vpc: Vpc): boolean {
  if (kind === 'internet-gateway' || kind === 'egress-only-gateway' || kind === 'nat-gateway') { return true; }
  const blocks = vpc.blocks.map(cidrOf);
  const block = cidrOf(destination);
  return prefixList === undefined && isKnown(block) && blocks.every(isKnown) && !AddressSet.union(blocks).covers(block);
}

function cidrOf(cidr: Known<string>): Known<AddressSet> {
  return isKnown(cidr) ? AddressSet.cidr(cidr) : cidr;
}
