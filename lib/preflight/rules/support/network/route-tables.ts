import { natGatewayOf, natInstanceOf, onwardRoute, pathsOf, SharedPath } from './network-paths';
import { isKnown, Known } from '../../../model/known';
import { SourceLocation } from '../../../model/location';
import { AddressSet } from '../../../model/network/address-set';
import { Route, RouteTable, Subnet, Vpc } from '../../../model/network/network';
import { Family } from '../../../model/network/network-path';
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

/** A route table with the VPC that it is used in. */
interface TableOnTheWay {
  readonly table: RouteTable;
  readonly vpc: Known<Vpc>;
}

/** Those of the subnets on the way, and of the gateways that the VPC is left by. */
export function tablesOnTheWay(context: RuleContext): TableOnTheWay[] {
  const ofSubnets = subnetsOnTheWay(context).map(({ routeTable: table, vpc }) => ({ table, vpc }));
  const ofGateways = edgesOnTheWay(context).map(({ table, subnet: { vpc } }) => ({ table, vpc }));
  const known = [...ofSubnets, ...ofGateways].filter((each): each is TableOnTheWay => isKnown(each.table));
  return [...new Map(known.map(each => [each.table.id, each])).values()];
}

/** Where replies enter a VPC through a gateway that has a route table. */
export interface EdgeOnTheWay extends Pick<SharedPath<'internet'>, 'services' | 'capabilities'> {
  readonly table: Known<RouteTable>;
  /** The route that leads to the gateway. */
  readonly route: Route;
  /** Whom the replies are for, and its subnet. */
  readonly receiver: SourceLocation;
  readonly subnet: Subnet;
  readonly addresses: Known<AddressSet>;
  /**
   * Whether an appliance that the table leads to needs a public address, as behind an Internet gateway.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
   * @see https://docs.aws.amazon.com/vpc/latest/reachability/explanation-codes.html, INGRESS_RTB_NO_PUBLIC_IP
   */
  readonly needsAddress: boolean;
}

export function edgesOnTheWay(context: RuleContext): EdgeOnTheWay[] {
  return pathsOf(context, 'internet').flatMap(({ path: { route, family }, services, capabilities }) => {
    const own = leavesBy(context.subnet, route, context.node.resource, family);
    const nat = natGatewayOf(route) ?? natInstanceOf(route);
    const onward = nat?.subnet && onwardRoute(nat.subnet);
    const beyond = onward && isKnown(onward) ? leavesBy(onward.subnet, onward.route, nat.location.resource, 'ipv4') : [];
    return [...own, ...beyond].map(edge => ({ ...edge, services, capabilities }));
  });
}

function leavesBy(subnet: Known<Subnet>, route: Known<Route | undefined>, receiver: SourceLocation, family: Family): Omit<EdgeOnTheWay, 'services' | 'capabilities'>[] {
  if (!isKnown(subnet) || !isKnown(route) || !route || !('arrivals' in route.target) || !route.target.arrivals) { return []; }
  const block = family === 'ipv4' ? subnet.cidr : subnet.ipv6Cidr;
  const addresses = block === undefined ? AddressSet.none : isKnown(block) ? AddressSet.cidr(block) : block;
  const needsAddress = route.target.kind === 'internet-gateway' && family === 'ipv4';
  return [{ table: route.target.arrivals, route, receiver, subnet, addresses, needsAddress }];
}
