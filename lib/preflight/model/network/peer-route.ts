import { AddressSet } from './address-set';
import { isKnown, Known, Unknown } from '../known';
import { EndpointTarget } from './dns';
import { Peering, RouteTable, Subnet } from './network';
import { PropertyLocation } from '../location';
import { routeFor } from './routing';
import { addressesOf } from './subnet-addresses';

/** Why it cannot be seen that packets reach another VPC and come back. */
export interface PeerObstacle {
  readonly unknown: Unknown;
  readonly location: PropertyLocation;
}

/**
 * The routes by which a subnet reaches an endpoint of another VPC and replies come back, with what puts the subnets on their tables; or what keeps
 * it open whether there are any.
 *
 * A peering connection is all that joins two VPCs by itself. A transit gateway, a VPN and the like have routes of their own, which decide.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-routing.html
 */
export function routesToPeer(subnet: Subnet, { vpc, endpoint }: EndpointTarget): readonly PropertyLocation[] | PeerObstacle {
  const { value: peers, location } = endpoint.subnets;
  const hidden = isKnown(peers) ? peers.find(peer => !isKnown(peer)) : peers;
  if (!isKnown(peers) || hidden instanceof Unknown) {
    return { unknown: hidden as Unknown, location };
  }
  const there = wayTo(subnet, addressesOf(peers), `the endpoint ${endpoint.location.resource.name}`);
  if (!('peering' in there)) { return there; }
  if (!there.peering.vpcs.includes(vpc.id)) {
    return { unknown: new Unknown(`the route leads to a peering connection with another VPC than ${vpc.location.resource.name}, which the endpoint is in`), location: there.location };
  }
  const routes = [...there.parts];
  for (const peer of peers.filter(isKnown)) {
    const back = wayTo(peer, addressesOf([subnet]), `the node's subnet from that of the endpoint ${endpoint.location.resource.name}`);
    if (!('peering' in back)) { return back; }
    if (back.peering.id !== there.peering.id) {
      return { unknown: new Unknown('packets to the endpoint take another peering connection than replies'), location: back.location };
    }
    routes.push(...back.parts);
  }
  return routes;
}

interface PeeringRoute {
  readonly peering: Peering;
  readonly location: PropertyLocation;
  /** All the routes, and what puts the subnet on their table. */
  readonly parts: readonly PropertyLocation[];
}

function wayTo(from: Subnet, addresses: Known<AddressSet>, destination: string): PeeringRoute | PeerObstacle {
  const { routeTable: table, location } = from;
  if (!isKnown(table)) { return { unknown: table, location }; }
  if (!isKnown(addresses)) { return { unknown: addresses, location: table.location }; }
  return peeringOf(table, addresses, destination);
}

function peeringOf(table: RouteTable, addresses: AddressSet, destination: string): PeeringRoute | PeerObstacle {
  const routing = routeFor(table, addresses, { vpcCidrs: [], prefixLists: new Map() });
  if (!isKnown(routing)) { return { unknown: routing, location: table.location }; }
  const [first] = routing.routes;
  if (!first || !routing.uncovered.isEmpty) {
    return { unknown: new Unknown(`no route leads to all addresses of ${destination}; check the routes`), location: table.location };
  }
  const { location, target } = first.route;
  const peering = peeringIn(target);
  if (!peering) {
    const what = target.kind === 'elsewhere' ? target.what : 'a gateway';
    return { unknown: new Unknown(`the route to ${destination} leads to ${what}, and what is behind it cannot be seen; check its routes, and those back`), location };
  }
  const other = routing.routes.find(({ route }) => peeringIn(route.target)?.id !== peering.id);
  return other ? { unknown: new Unknown(`the routes to ${destination} lead different ways`), location: other.route.location }
    : { peering, location, parts: [...routing.routes.map(({ route }) => route.location), ...table.association ? [table.association] : []] };
}

function peeringIn(target: RouteTable['routes'][number]['target']): Peering | undefined {
  return target.kind === 'elsewhere' ? target.peering : undefined;
}
