import { lacksDns64Only } from './dns64';
import { waysOf } from './ways-out';
import { RouteTable, Vpc } from '../../model/network';
import { Service } from '../../model/service';
import { gatewayEndpoints, interfaceEndpoints } from '../../model/way';
import { Rule, undecided } from '../rule';

export const routeLeadsOut: Rule = {
  id: 'SSM-NET-006',
  title: 'A route leads from the node\'s subnet to the services',
  why: 'A subnet without a default route and without VPC endpoints reaches nothing: the agent never registers, and the node never shows up in Fleet Manager.',
  fix: 'Add a default route to an Internet or NAT gateway, or VPC endpoints for ssm and ssmmessages',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  hop: 'ROUTE',
  *check(site) {
    for (const { way: { table, unknown }, services, capabilities } of waysOf(site, 'unseen')) {
      if (table) {
        yield undecided(table.spot, 'Where the routes of the node\'s subnet lead', unknown, capabilities, services);
      }
    }
    for (const { way: { vpc, table }, services, capabilities } of waysOf(site, 'none')) {
      if (!hasEndpoints(vpc) && !lacksDns64Only(site.subnet)) {
        yield {
          severity: 'BLOCKED',
          spot: table.spot,
          message: `${tableName(table)} has no default route, and the VPC ${vpc.spot.place.logicalId} has no VPC endpoint: nothing leads to Systems Manager`,
          capabilities,
          services,
        };
      }
    }
    for (const { way: { route, vpc }, services, capabilities } of waysOf(site, 'internet')) {
      if (route.target.kind === 'nowhere') {
        yield { severity: 'BLOCKED', spot: route.spot, message: `The default route of the node's subnet in ${vpc.spot.place.logicalId} has no target`, fix: 'Name a gateway in the route', capabilities, services };
      }
    }
  },
};

function tableName({ association, spot: { place: { logicalId } } }: RouteTable): string {
  return association ? `The route table ${logicalId}` : `The subnet ${logicalId} is on the main route table of the VPC, which`;
}

/** Whether somebody means to reach Systems Manager by endpoints; what is missing then is an endpoint, and not a route. */
export function hasEndpoints(vpc: Vpc): boolean {
  return ENDPOINT_SERVICES.some(service => interfaceEndpoints(vpc, service).length > 0) || gatewayEndpoints(vpc).length > 0;
}

const ENDPOINT_SERVICES: Service[] = ['ssm', 'ssmmessages', 'ec2messages', 'logs', 'kms', 's3'];
