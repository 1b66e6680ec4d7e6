import { isKnown, Known } from '../../../model/known';
import { AddressSet, NAT64_ADDRESSES } from '../../../model/network/address-set';
import { NatGateway, Route, RoutingInstance, Subnet, Vpc } from '../../../model/network/network';
import { NetworkPath } from '../../../model/network/network-path';
import { defaultRoute } from '../../../model/network/routing';
import { addressesOf } from '../../../model/network/subnet-addresses';
import { remembered } from '../../../model/remembered';
import { Capability } from '../../../model/session/capability';
import { Service } from '../../../model/session/service';
import { RuleContext } from '../../rule-context';

/** Services that are reached by the same path, so that they have the same findings. */
export interface SharedPath<K extends NetworkPath['kind']> {
  readonly path: Extract<NetworkPath, { readonly kind: K }>;
  readonly services: Service[];
  readonly capabilities: Capability[];
}

/** The paths of a context that are of these kinds, each with all services that take it. */
export function pathsOf<K extends NetworkPath['kind']>(context: RuleContext, ...kinds: K[]): readonly SharedPath<K>[] {
  return remembered(surroundingsOf(context).paths, kinds.join(), () => findPaths(context, ...kinds)) as readonly SharedPath<K>[];
}

/** What all nodes in a subnet that have the same requirements have in common: most rules for the network look at nothing else. */
interface Surroundings {
  /** By their kinds. */
  readonly paths: Map<string, readonly unknown[]>;
  beyondSubnet?: readonly DestinationOfServices[];
}

const SURROUNDINGS = new WeakMap<RuleContext['requirements'], Map<Known<Subnet>, Surroundings>>();

function surroundingsOf({ requirements, subnet }: RuleContext): Surroundings {
  return remembered(remembered(SURROUNDINGS, requirements, () => new Map()), subnet, () => ({ paths: new Map() }));
}

function findPaths<K extends NetworkPath['kind']>(context: RuleContext, ...kinds: K[]): readonly SharedPath<K>[] {
  const shared = new Map<unknown, SharedPath<K>>();
  for (const service of new Set(context.requirements.map(requirement => requirement.service))) {
    const path = context.pathTo(service);
    if ((kinds as string[]).includes(path.kind)) {
      const key = identityOf(path);
      const known = shared.get(key) ?? { path: path as SharedPath<K>['path'], services: [], capabilities: [] };
      known.services.push(service);
      known.capabilities.push(...context.capabilitiesOf(service).filter(capability => !known.capabilities.includes(capability)));
      shared.set(key, known);
    }
  }
  return [...shared.values()];
}

function identityOf(path: NetworkPath): unknown {
  switch (path.kind) {
    case 'endpoint': return path.record ?? path.endpoint;
    case 'gateway-endpoint': return path.endpoint;
    case 'internet': return path.route;
    case 'unresolved': return path.zone;
    case 'none': return 'none';
    case 'unseen': return `${path.at?.resource.key ?? ''} ${path.unknown.reason}`;
  }
}

/** What security groups and ACLs see at the other end. */
export interface Destination {
  readonly addresses: Known<AddressSet>;
  readonly groups: Known<string>[];
  /** For people to read. */
  readonly name: string;
}

export function destinationOf(path: Exclude<NetworkPath, { readonly kind: 'none' | 'unresolved' }>): Destination {
  return remembered(DESTINATIONS, path, () => findDestination(path));
}

const DESTINATIONS = new WeakMap<NetworkPath, Destination>();

function findDestination(path: Exclude<NetworkPath, { readonly kind: 'none' | 'unresolved' }>): Destination {
  switch (path.kind) {
    case 'endpoint': {
      const { subnets, securityGroups } = path.endpoint;
      return {
        addresses: isKnown(subnets.value) ? addressesOf(subnets.value) : subnets.value,
        groups: isKnown(securityGroups.value) ? securityGroups.value.map(group => isKnown(group) ? group.id : group) : [securityGroups.value],
        name: 'the VPC endpoint',
      };
    }
    case 'gateway-endpoint': return { addresses: AddressSet.internet('ipv4'), groups: [], name: 'S3 through its gateway endpoint' };
    case 'unseen': return { addresses: path.unknown, groups: [path.unknown], name: 'anywhere' };
    case 'internet': return { addresses: path.family === 'nat64' ? NAT64_ADDRESSES : AddressSet.internet(path.family), groups: [], name: 'the Internet' };
  }
}

/** What the network ACL of the node's subnet sees at the other end. */
export function beyondSubnet(context: RuleContext): readonly DestinationOfServices[] {
  return surroundingsOf(context).beyondSubnet ??= findBeyondSubnet(context);
}

type DestinationOfServices = Destination & Pick<SharedPath<'internet'>, 'services' | 'capabilities'>;

function findBeyondSubnet(context: RuleContext): readonly DestinationOfServices[] {
  return pathsOf(context, 'endpoint', 'gateway-endpoint', 'internet').flatMap(({ path, services, capabilities }) => {
    const destination = { ...destinationOf(path), services, capabilities };
    if (path.kind !== 'endpoint' || !isKnown(path.endpoint.subnets.value)) { return [destination]; }
    const subnets = otherSubnets(path.endpoint.subnets.value, context.subnet);
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

/** Where a NAT gateway or instance is, and the route that its own packets take. */
export interface Onward {
  readonly subnet: Subnet;
  readonly vpc: Vpc;
  readonly route: Known<Route | undefined>;
}

export function onwardRoute(subnet: Known<Subnet>): Known<Onward> {
  if (!isKnown(subnet)) { return subnet; }
  const { routeTable, vpc } = subnet;
  if (!isKnown(vpc)) { return vpc; }
  return { subnet, vpc, route: isKnown(routeTable) ? defaultRoute(routeTable, 'ipv4') : routeTable };
}
