import { deed } from '../../model/fix';
import { RouteTable } from '../../model/network/network';
import { catalogued, Rule, undecided } from '../rule';
import { hasEndpoints } from '../support/endpoints/has-endpoints';
import { lacksDns64Only } from '../support/network/dns64';
import { pathsOf } from '../support/network/network-paths';

export const routeLeadsOutRule: Rule = {
  ...catalogued('SSM-NET-006'),
  why: 'A subnet without a default route and without VPC endpoints reaches nothing: the agent never registers, and the node never shows up in Fleet Manager.',
  fix: ['Add a default route to an Internet or NAT gateway', deed('add-endpoints', 'VPC endpoints for ssm and ssmmessages')],
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  reads: 'the route table of the node\'s subnet, with the routes of the assembly and whether the VPC has endpoints',
  cannotSee: 'routes that are added outside of the assembly, and routes that a network on premises announces',
  hop: 'ROUTE',
  *check(context) {
    for (const { path: { table, behind, unknown }, services, capabilities } of pathsOf(context, 'unseen')) {
      if (table && !behind) {
        yield undecided(table.location, 'Where the routes of the node\'s subnet lead', unknown, capabilities, services);
      }
    }
    for (const { path: { vpc, table }, services, capabilities } of pathsOf(context, 'none')) {
      if (!hasEndpoints(vpc) && !lacksDns64Only(context.subnet)) {
        yield {
          severity: 'BLOCKED',
          location: table.location,
          message: `${tableName(table)} has no default route, and the VPC ${vpc.location.resource.name} has no VPC endpoint: nothing leads to Systems Manager`,
          capabilities,
          services,
        };
      }
    }
    for (const { path: { route, vpc }, services, capabilities } of pathsOf(context, 'internet')) {
      const { kind } = route.target;
      if (kind === 'nowhere' || kind === 'local') {
        const what = kind === 'local' ? 'leads back into the VPC' : 'has no target';
        yield { severity: 'BLOCKED', location: route.location, message: `The default route of the node's subnet in ${vpc.location.resource.name} ${what}`, fix: 'Name a gateway in the route', capabilities, services };
      }
    }
  },
};

function tableName({ association, location: { resource: { name } } }: RouteTable): string {
  return association ? `The route table ${name}` : `The subnet ${name} is on the main route table of the VPC, which`;
}
