import { natGatewayOf, natInstanceOf, pathsOf } from './network-paths';
import { isKnown, Known } from '../../../model/known';
import { RouteTable, Subnet } from '../../../model/network/network';
import { RuleContext } from '../../rule-context';

/** The subnets that a node's packets to the Internet leave from: its own, and those of the NATs on the way. */
export function subnetsOnTheWay(context: RuleContext): Subnet[] {
  const subnets: (Known<Subnet> | undefined)[] = [context.subnet];
  for (const { path: { route } } of pathsOf(context, 'internet')) {
    subnets.push((natGatewayOf(route) ?? natInstanceOf(route))?.subnet);
  }
  const known = subnets.filter((subnet): subnet is Subnet => subnet !== undefined && isKnown(subnet));
  return [...new Map(known.map(subnet => [subnet.id, subnet])).values()];
}

export function tablesOnTheWay(context: RuleContext): RouteTable[] {
  const tables = subnetsOnTheWay(context).map(({ routeTable }) => routeTable).filter(isKnown);
  return [...new Map(tables.map(table => [table.id, table])).values()];
}
