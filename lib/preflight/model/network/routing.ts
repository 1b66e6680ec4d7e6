import { AddressFamily, AddressSet } from './address-set';
import { isKnown, Known, Unknown } from '../known';
import { Route, RouteTable, RouteTarget } from './network';
import { remembered } from '../remembered';
import { display, gapIn } from '../symbolic-text';

/** Addresses by the id of the prefix list that holds them. */
export type PrefixLists = ReadonlyMap<string, Known<AddressSet>>;

/** What besides the routes of a table decides where it sends packets. */
export interface RoutingContext {
  /** The blocks of the VPC, of the family that is asked about: any address could be in an unknown one. */
  readonly vpcCidrs: Known<string>[];
  readonly prefixLists: PrefixLists;
}

/** A route and the addresses that take it. */
export interface RoutedPart {
  readonly route: Route;
  readonly part: AddressSet;
}

/** Where addresses are sent. */
export interface Routing {
  /** The most specific routes first. */
  readonly routes: RoutedPart[];
  /** What stays in the VPC. */
  readonly local: AddressSet;
  /** What no route takes. */
  readonly uncovered: AddressSet;
}

/** Addresses that a route takes, or those of the VPC itself where there is no route. */
interface Candidate {
  readonly route?: Route;
  readonly addresses: AddressSet;
}

/** A block, with the length of its prefix: at least that, where it comes from a prefix list, whose entries are not known one by one. */
interface Block extends Candidate {
  readonly bits: number;
  readonly listed: boolean;
}

/** What may take addresses from more general routes and, unless its prefix is known, from all others. */
interface Rival extends Candidate {
  readonly reason: Unknown;
  /** The length of its prefix, where it is a block that may not be there. */
  readonly bits?: number;
}

const FINER_ENTRIES = new Unknown('a prefix list has some of the addresses of another route, and which of its entries are more specific is not known');

/** All that could take some addresses. */
interface Candidates {
  readonly blocks: Block[];
  readonly rivals: Rival[];
}

/**
 * Which route each part of some addresses takes: the most specific one; among equals the VPC's own, then the first in the table, then that to a
 * prefix list.
 *
 * Unknown where something that cannot be seen could send a part another way.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export function routeFor(table: RouteTable, addresses: AddressSet, context: RoutingContext): Known<Routing> {
  const { blocks, rivals } = candidatesFor(table, addresses, context);
  const parts = new Map<Route | undefined, AddressSet>();
  let uncovered = addresses;
  for (const block of blocks) {
    const part = block.addresses.intersect(uncovered);
    const rival = rivals.find(each => mayTake(each, block) && each.addresses.overlaps(part));
    if (rival) {
      return rival.reason;
    }
    if (!part.isEmpty) {
      parts.set(block.route, part.union(parts.get(block.route) ?? AddressSet.none));
      uncovered = uncovered.subtract(part);
    }
  }
  const rest = rivals.find(each => each.addresses.overlaps(uncovered));
  return rest ? rest.reason : {
    routes: [...parts].flatMap(([route, part]) => (route ? [{ route, part }] : [])),
    local: parts.get(undefined) ?? AddressSet.none,
    uncovered,
  };
}

/**
 * The route that Internet addresses take, the most general one where several lead the same way; undefined if there is none.
 *
 * Unknown where they lead different ways or take a part of the Internet only: templates do not say which addresses the services of AWS have.
 */
export function defaultRoute(table: RouteTable, family: AddressFamily, prefixLists?: PrefixLists): Known<Route | undefined> {
  return prefixLists
    ? findDefaultRoute(table, family, prefixLists)
    : remembered(remembered(DEFAULT_ROUTES, table, () => new Map()), family, () => findDefaultRoute(table, family, new Map()) ?? null) ?? undefined;
}

const DEFAULT_ROUTES = new WeakMap<RouteTable, Map<AddressFamily, Known<Route> | null>>();

function findDefaultRoute(table: RouteTable, family: AddressFamily, prefixLists: PrefixLists): Known<Route | undefined> {
  const routing = routeFor(table, AddressSet.internet(family), { vpcCidrs: [], prefixLists });
  if (!isKnown(routing)) {
    return routing;
  }
  const routes = routing.routes.map(({ route }) => route);
  const general = routes.at(-1);
  if (!general) {
    return undefined;
  }
  const other = routes.find(route => !leadsSameWay(route, general));
  if (other) {
    return new Unknown(`the routes to ${destinationOf(other)} and ${destinationOf(general)} lead different ways, and the addresses of a service of AWS may be in either`);
  }
  return routing.uncovered.isEmpty
    ? general
    : new Unknown(`the routes lead to ${destinationsOf(routes)} only, and the addresses of a service of AWS may be elsewhere`);
}

/**
 * A route to networks that cannot be seen, as to those behind a transit gateway. Central endpoints or a proxy may be there, for names to lead to.
 */
export function routeOutOfSight(table: RouteTable): Route | undefined {
  return outOfSight(table, new Set());
}

function outOfSight({ id, routes }: RouteTable, before: ReadonlySet<string>): Route | undefined {
  const passed = new Set([...before, id]);
  return before.has(id) ? undefined : routes.find(({ target }) => leadsOutOfSight(target, passed));
}

function leadsOutOfSight(target: RouteTarget, passed: ReadonlySet<string>): boolean {
  switch (target.kind) {
    // An instance may be the end of a VPN.
    case 'elsewhere': case 'instance': return true;
    case 'nat-gateway': {
      const subnet = isKnown(target.gateway) ? target.gateway.subnet : target.gateway;
      if (subnet === undefined) { return false; }
      const table = isKnown(subnet) ? subnet.routeTable : subnet;
      return !isKnown(table) || outOfSight(table, passed) !== undefined;
    }
    default: return false;
  }
}

function candidatesFor(table: RouteTable, asked: AddressSet, { vpcCidrs, prefixLists }: RoutingContext): Candidates {
  const blocks: Block[] = [];
  const rivals: Rival[] = [];
  const add = (addresses: Known<AddressSet>, route?: Route, listed = false) => {
    if (!isKnown(addresses)) {
      rivals.push({ route, addresses: asked, reason: addresses });
    } else if (!addresses.overlaps(asked)) {
      return;
    } else if (route?.doubt) {
      rivals.push({ route, addresses, reason: route.doubt, bits: listed ? undefined : addresses.blocks()[0].bits });
    } else {
      blocks.push(...addresses.blocks().map(block => ({ ...block, listed, route })));
      if (listed) { rivals.push({ route, addresses, reason: FINER_ENTRIES }); }
    }
  };
  vpcCidrs.forEach(cidr => add(blockOf(cidr)));
  table.routes.forEach(route => {
    const list = listOf(route, prefixLists);
    add(list ?? blockOf(route.destination), route, list !== undefined);
  });
  // Sorting leaves equals in their order, with the VPC's own in front.
  return { blocks: blocks.sort((a, b) => b.bits - a.bits || Number(a.listed) - Number(b.listed)), rivals };
}

function mayTake({ route, bits }: Rival, block: Block): boolean {
  return !leadsSameWay(route, block.route) && (bits === undefined || bits >= block.bits);
}

function blockOf(cidr: Known<string>): Known<AddressSet> {
  return isKnown(cidr) ? AddressSet.cidr(cidr) : cidr;
}

/** What is in the prefix list that a route is for; undefined for a route to a block. */
function listOf({ destination }: Route, prefixLists: PrefixLists): Known<AddressSet> | undefined {
  if (!isKnown(destination)) {
    return undefined;
  }
  const list = prefixLists.get(destination);
  return list ?? (destination.startsWith('pl-') ? new Unknown(`what is in the prefix list ${display(destination)} is not known`) : undefined);
}

/** For people to read. */
export function destinationOf({ destination }: Route): string {
  return isKnown(destination) ? display(destination) : '<?>';
}

function destinationsOf(routes: Route[]): string {
  const shown = routes.length > 3 ? routes.slice(0, 2) : routes;
  return shown.map(destinationOf).join(', ') + (shown.length < routes.length ? ` and ${routes.length - shown.length} other blocks` : '');
}

/** Whether two routes lead to the same target; that of no route is the VPC itself. */
function leadsSameWay(a: Route | undefined, b: Route | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && targetOf(a.target) === targetOf(b.target) && !gapIn(targetOf(a.target)));
}

function targetOf(target: RouteTarget): string {
  return JSON.stringify([target.kind, 'id' in target ? target.id : target.kind === 'elsewhere' ? target.what : '']);
}
