import { AddressSet, NAT64_ADDRESSES } from '../../model/address-set';
import { Capability } from '../../model/capability';
import { isKnown, Known } from '../../model/known';
import { NatGateway, Route, RoutingInstance, Subnet, Vpc } from '../../model/network';
import { defaultRoute } from '../../model/routing';
import { Service } from '../../model/service';
import { addressesOf, Way } from '../../model/way';
import { Site } from '../site';

/** Services that are reached in the same way, so that they have the same problems. */
export interface SharedWay<K extends Way['kind']> {
  readonly way: Extract<Way, { readonly kind: K }>;
  readonly services: Service[];
  readonly capabilities: Capability[];
}

/** The ways of a site of some kinds, each with all services that take it. */
export function waysOf<K extends Way['kind']>(site: Site, ...kinds: K[]): SharedWay<K>[] {
  const shared = new Map<unknown, SharedWay<K>>();
  for (const service of new Set(site.needs.map(need => need.service))) {
    const way = site.way(service);
    if ((kinds as string[]).includes(way.kind)) {
      const key = identityOf(way);
      const known = shared.get(key) ?? { way: way as SharedWay<K>['way'], services: [], capabilities: [] };
      known.services.push(service);
      known.capabilities.push(...site.capabilitiesOf(service).filter(capability => !known.capabilities.includes(capability)));
      shared.set(key, known);
    }
  }
  return [...shared.values()];
}

function identityOf(way: Way): unknown {
  switch (way.kind) {
    case 'endpoint': case 'gateway-endpoint': return way.endpoint;
    case 'internet': return way.route;
    case 'none': return 'none';
    case 'unseen': return way.unknown.reason;
  }
}

/** What security groups and ACLs see at the other end. */
export interface Destination {
  readonly addresses: Known<AddressSet>;
  readonly groups: Known<string>[];
  /** For people to read. */
  readonly name: string;
}

export function destinationOf(way: Exclude<Way, { readonly kind: 'none' }>): Destination {
  switch (way.kind) {
    case 'endpoint': {
      const { subnets, securityGroups } = way.endpoint;
      return {
        addresses: isKnown(subnets.value) ? addressesOf(subnets.value) : subnets.value,
        groups: isKnown(securityGroups.value) ? securityGroups.value.map(group => isKnown(group) ? group.id : group) : [securityGroups.value],
        name: 'the VPC endpoint',
      };
    }
    case 'gateway-endpoint': return { addresses: AddressSet.internet('ipv4'), groups: [], name: 'S3 through its gateway endpoint' };
    case 'unseen': return { addresses: way.unknown, groups: [way.unknown], name: 'anywhere' };
    case 'internet': return { addresses: way.family === 'nat64' ? NAT64_ADDRESSES : AddressSet.internet(way.family), groups: [], name: 'the Internet' };
  }
}

/** What the services of a site are, to the network ACL of its subnet. */
export function beyondSubnet(site: Site): (Destination & Pick<SharedWay<'internet'>, 'services' | 'capabilities'>)[] {
  return waysOf(site, 'endpoint', 'gateway-endpoint', 'internet').flatMap(({ way, services, capabilities }) => {
    const destination = { ...destinationOf(way), services, capabilities };
    if (way.kind !== 'endpoint' || !isKnown(way.endpoint.subnets.value)) { return [destination]; }
    const subnets = otherSubnets(way.endpoint.subnets.value, site.subnet);
    return subnets.length === 0 ? [] : [{ ...destination, addresses: addressesOf(subnets) }];
  });
}

/** The subnets of an endpoint without the node's own: a network ACL does not see what stays inside a subnet. */
export function otherSubnets(subnets: readonly Known<Subnet>[], own: Known<Subnet>): Known<Subnet>[] {
  return subnets.filter(subnet => !isKnown(subnet) || !isKnown(own) || subnet.id !== own.id);
}

/** The NAT gateway that a route leads to, where it can be seen. */
export function natGatewayOf({ target }: Route): NatGateway | undefined {
  return target.kind === 'nat-gateway' && isKnown(target.gateway) ? target.gateway : undefined;
}

export function natInstanceOf({ target }: Route): RoutingInstance | undefined {
  return target.kind === 'instance' && isKnown(target.instance) ? target.instance : undefined;
}

/** Where a NAT gateway or instance is, and the route that it takes itself. */
export function onwardRoute(
  subnet: Known<Subnet>,
): { readonly subnet: Subnet; readonly vpc: Vpc; readonly route: Known<Route | undefined> } | undefined {
  if (!isKnown(subnet) || !isKnown(subnet.vpc)) { return undefined; }
  const { routeTable, vpc } = subnet;
  return { subnet, vpc, route: isKnown(routeTable) ? defaultRoute(routeTable, 'ipv4') : routeTable };
}
