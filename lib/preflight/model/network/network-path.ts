import { NAT64_ADDRESSES } from './address-set';
import { any, isKnown, Known, Unknown } from '../known';
import { DnsRecord, PrivateZone } from './dns';
import { answerFor, NameAnswer, zonesOfOthers } from './name-answer';
import { Endpoint, Route, RouteTable, Subnet, Vpc } from './network';
import { routesToPeer } from './peer-route';
import { PropertyLocation } from '../location';
import { defaultRoute, routeFor, routeOutOfSight } from './routing';
import { remembered } from '../remembered';
import { Service } from '../session/service';

/** The addresses that a service has for a node: `nat64` are its IPv4 ones, as DNS64 writes them for a node with IPv6 only. */
export type Family = 'ipv4' | 'ipv6' | 'nat64';

/** How packets leave a subnet for a service. */
export type NetworkPath =
  /** Through an interface endpoint, to which private DNS or a record leads; the VPC is that of the endpoint. */
  | {
    readonly kind: 'endpoint';
    readonly vpc: Vpc;
    readonly endpoint: Endpoint;
    readonly record?: DnsRecord;
    /** What leads there besides: the zone of the record, and the routes between two VPCs. */
    readonly ways?: readonly PropertyLocation[];
  }
  /** Through a gateway endpoint on the subnet's route table. */
  | { readonly kind: 'gateway-endpoint'; readonly vpc: Vpc; readonly table: RouteTable; readonly endpoint: Endpoint }
  /** By a route for addresses of the Internet. */
  | { readonly kind: 'internet'; readonly vpc: Vpc; readonly table: RouteTable; readonly family: Family; readonly route: Route }
  /** Nowhere: the name of the service has no address. */
  | { readonly kind: 'unresolved'; readonly vpc: Vpc; readonly zone: PrivateZone; readonly name: string }
  /** Not at all. */
  | { readonly kind: 'none'; readonly vpc: Vpc; readonly table: RouteTable }
  /** Not to be seen. */
  | {
    readonly kind: 'unseen';
    readonly unknown: Unknown;
    /** The table whose routes leave it open. */
    readonly table?: RouteTable;
    /** Where there is no default route: one to other networks. Packets take it if the name of the service resolves to an address behind it. */
    readonly behind?: Route;
    /** What about endpoints leaves it open. */
    readonly doubt?: PropertyLocation;
    /** What leads the name of the service out of sight. */
    readonly at?: PropertyLocation;
  };

/** The path that packets from a subnet to a service take: DNS decides first, then the route table. */
export function networkPathTo(subnet: Known<Subnet>, service: Service): NetworkPath {
  return isKnown(subnet)
    ? remembered(remembered(PATHS, subnet, () => new Map()), service, () => pathFrom(subnet, service))
    : { kind: 'unseen', unknown: subnet };
}

// Many nodes are in one subnet, and several rules look at each path.
const PATHS = new WeakMap<Subnet, Map<Service, NetworkPath>>();

function pathFrom(subnet: Subnet, service: Service): NetworkPath {
  const path = pastOrThrough(subnet, service);
  // An endpoint for IPv4, as all are unless somebody says otherwise, may yet be reached by NAT64.
  return (path.kind === 'endpoint' || path.kind === 'gateway-endpoint') && subnet.cidr === undefined
    ? { kind: 'unseen', unknown: new Unknown(`the subnet has IPv6 only, and whether the agent reaches the endpoint ${path.endpoint.location.resource.name} by it cannot be seen`), doubt: path.endpoint.location }
    : path;
}

function pastOrThrough(subnet: Subnet, service: Service): NetworkPath {
  const { vpc, routeTable: table } = subnet;
  if (!isKnown(vpc)) {
    return { kind: 'unseen', unknown: vpc };
  }
  const own = interfaceEndpoints(vpc, service).find(({ privateDns }) => privateDns.value === true);
  const answer = vpc.amazonDns.value === true ? answerFor(vpc.resolver, service, own !== undefined) : undefined;
  switch (answer?.kind) {
    case 'endpoint': return throughRecord(subnet, vpc, answer);
    case 'nothing': return { kind: 'unresolved', vpc, zone: answer.zone, name: answer.name };
    case 'unseen': return { kind: 'unseen', unknown: answer.unknown, at: answer.location };
  }
  if (own) {
    return { kind: 'endpoint', vpc, endpoint: own };
  }
  if (!isKnown(table)) {
    return { kind: 'unseen', unknown: table };
  }
  const path = pastOwnEndpoints(subnet, vpc, table, service);
  const leadsOut = path.kind !== 'none' && (path.kind !== 'unseen' || path.behind === undefined);
  return leadsOut ? path : throughUnseenNames(vpc, service) ?? path;
}

function throughRecord(subnet: Subnet, own: Vpc, { target, record, zone }: Extract<NameAnswer, { readonly kind: 'endpoint' }>): NetworkPath {
  const routes = target.vpc.id === own.id ? [] : routesToPeer(subnet, target);
  return 'unknown' in routes
    ? { kind: 'unseen', unknown: routes.unknown, at: routes.location }
    : { kind: 'endpoint', ...target, record, ways: [zone.location, ...routes] };
}

/** Where names may lead to endpoints elsewhere, the lack of one in the VPC says nothing. */
function throughUnseenNames({ amazonDns, resolver, location }: Vpc, service: Service): NetworkPath | undefined {
  if (amazonDns.value !== true) {
    return { kind: 'unseen', unknown: new Unknown('the VPC\'s DNS servers are its own, and where they say that the service is cannot be seen'), at: amazonDns.location };
  }
  const [zone] = zonesOfOthers(resolver, service);
  return zone && {
    kind: 'unseen',
    unknown: new Unknown(`the private zone ${zone.location.resource.name} has the name, and whether somebody associates it with the VPC ${location.resource.name} outside the templates cannot be seen`),
    at: zone.location,
  };
}

function pastOwnEndpoints(subnet: Subnet, vpc: Vpc, table: RouteTable, service: Service): NetworkPath {
  const gateway = service === 's3' ? gatewayEndpoints(vpc).find(endpoint => isOn(endpoint, table) === true) : undefined;
  const past: NetworkPath = gateway ? { kind: 'gateway-endpoint', vpc, table, endpoint: gateway } : internetPath(vpc, table, subnet);
  return throughDoubtful(past, vpc, table, service) ?? throughHidden(vpc, service) ?? past;
}

/** The path where some endpoint may be on it or not; undefined where there is no such endpoint, or where the answer is the same either way. */
function throughDoubtful(past: NetworkPath, vpc: Vpc, table: RouteTable, service: Service): NetworkPath | undefined {
  const endpoint = vpc.endpoints.seen.find(each => mayAnswerFor(each, service));
  if (endpoint && past.kind === 'none' && isKnown(endpoint.service)) {
    return { kind: 'endpoint', vpc, endpoint };
  }
  const gateway = service === 's3' && past.kind === 'internet' ? vpc.endpoints.seen.find(each => each.kind === 'gateway' && mayBeFor(each, 's3') && isOn(each, table) !== false) : undefined;
  const doubtful = endpoint ?? gateway;
  if (!doubtful) { return undefined; }
  const { reason, location } = doubtOf(doubtful);
  return { kind: 'unseen', unknown: new Unknown(`whether traffic takes the endpoint ${doubtful.location.resource.name} is not known: ${reason}`), doubt: location };
}

/** Where an endpoint that is not seen could take the traffic instead; undefined where all are seen. */
function throughHidden({ endpoints: { hidden }, location }: Vpc, service: Service): NetworkPath | undefined {
  return hidden
    ? { kind: 'unseen', unknown: new Unknown(`whether the VPC has an endpoint for ${service} is not known: ${hidden.reason}`), doubt: location }
    : undefined;
}

/** Whether an interface endpoint may take the traffic to a service; one that certainly does is looked at before. */
function mayAnswerFor(endpoint: Endpoint, service: Service): boolean {
  return endpoint.kind === 'interface' && endpoint.privateDns.value !== false && mayBeFor(endpoint, service);
}

function mayBeFor({ service }: Endpoint, wanted: Service): boolean {
  return !isKnown(service) || service === wanted;
}

interface Doubt {
  readonly reason: string;
  readonly location: PropertyLocation;
}

/** The first setting of an endpoint that is not known. */
function doubtOf({ service, serviceLocation, privateDns, routeTables, kind }: Endpoint): Doubt {
  const tables = isKnown(routeTables.value) ? routeTables.value : [routeTables.value];
  const doubts: { readonly value: Known<unknown>; readonly location: PropertyLocation }[] = [
    { value: service, location: serviceLocation },
    ...kind === 'interface' ? [privateDns] : tables.map(value => ({ value, location: routeTables.location })),
  ];
  const { value, location } = doubts.find(each => each.value instanceof Unknown)!;
  return { reason: (value as Unknown).reason, location };
}

/** The path that packets from a subnet to the Internet take, past all endpoints. */
export function internetPathOf(subnet: Known<Subnet>): NetworkPath {
  if (!isKnown(subnet)) {
    return { kind: 'unseen', unknown: subnet };
  }
  return remembered(INTERNET_PATHS, subnet, () => internetPathFrom(subnet));
}

const INTERNET_PATHS = new WeakMap<Subnet, NetworkPath>();

function internetPathFrom(subnet: Subnet): NetworkPath {
  const { vpc, routeTable: table } = subnet;
  if (!isKnown(vpc)) {
    return { kind: 'unseen', unknown: vpc };
  }
  return isKnown(table) ? internetPath(vpc, table, subnet) : { kind: 'unseen', unknown: table };
}

/** The endpoints in a VPC for a service, whether or not private DNS leads to them. */
export function interfaceEndpoints(vpc: Vpc, service: Service): Endpoint[] {
  return vpc.endpoints.seen.filter(endpoint => endpoint.kind === 'interface' && endpoint.service === service);
}

/** The gateway endpoints for S3 in a VPC, on whichever route tables. */
export function gatewayEndpoints(vpc: Vpc): Endpoint[] {
  return vpc.endpoints.seen.filter(endpoint => endpoint.kind === 'gateway' && endpoint.service === 's3');
}

/** Whether a gateway endpoint is on a route table. */
export function isOn({ routeTables }: Endpoint, table: RouteTable): Known<boolean> {
  return isKnown(routeTables.value) ? any(routeTables.value.map(id => isKnown(id) ? id === table.id : id)) : routeTables.value;
}

function internetPath(vpc: Vpc, table: RouteTable, subnet: Subnet): NetworkPath {
  for (const family of familiesOf(subnet)) {
    const route = family === 'nat64' ? nat64Route(table) : defaultRoute(table, family);
    if (!isKnown(route)) {
      return { kind: 'unseen', unknown: route, table };
    }
    if (route) {
      return { kind: 'internet', vpc, table, family, route };
    }
  }
  const behind = routeOutOfSight(table);
  if (!behind) { return { kind: 'none', vpc, table }; }
  return { kind: 'unseen', table, behind, unknown: new Unknown('there is no default route, and whether names resolve to addresses of other networks cannot be seen') };
}

function familiesOf({ cidr, dns64 }: Subnet): Family[] {
  if (cidr !== undefined) { return ['ipv4', 'ipv6']; }
  return dns64.value === false ? ['ipv6'] : ['nat64', 'ipv6'];
}

/** The route of the addresses that DNS64 makes up. */
export function nat64Route(table: RouteTable): Known<Route | undefined> {
  const routing = routeFor(table, NAT64_ADDRESSES, { vpcCidrs: [], prefixLists: new Map() });
  if (!isKnown(routing)) { return routing; }
  return routing.routes.map(({ route }) => route).find(({ target }) => target.kind === 'nat-gateway');
}
