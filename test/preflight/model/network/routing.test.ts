import * as fc from 'fast-check';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../../lib/preflight/model/location';
import { AddressFamily, AddressSet } from '../../../../lib/preflight/model/network/address-set';
import { Route, RouteTable, RouteTarget } from '../../../../lib/preflight/model/network/network';
import { defaultRoute, routeFor, Routing, RoutingContext } from '../../../../lib/preflight/model/network/routing';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { templateLocation } from '../../locations';

const UNSEEN = new Unknown('no default for a parameter');

function locationOf(name: string): PropertyLocation {
  return { resource: templateLocation(name, 'AWS::EC2::Route', 'App') };
}

function block(text: string): AddressSet {
  return AddressSet.cidr(text) as AddressSet;
}

const IGW: RouteTarget = { kind: 'internet-gateway', id: 'igw-1' };
const NAT: RouteTarget = { kind: 'nat-gateway', id: 'nat-1', gateway: UNSEEN };
const TRANSIT: RouteTarget = { kind: 'elsewhere', what: 'transit gateway tgw-1' };

function route(destination: Known<string>, target: RouteTarget): Route {
  return { location: locationOf('Route'), destination, target };
}

function table(...routes: Route[]): RouteTable {
  return { id: 'rtb-1', location: locationOf('Table'), routes };
}

const ALONE: RoutingContext = { vpcCidrs: [], prefixLists: new Map() };
const IN_VPC: RoutingContext = { vpcCidrs: ['10.0.0.0/16'], prefixLists: new Map() };

function routing(routes: Route[], addresses: string, context = IN_VPC): Routing {
  const result = routeFor(table(...routes), block(addresses), context);
  if (!isKnown(result)) { throw new Error(result.reason); }
  return result;
}

/** Each target and the addresses that it gets. */
function summary({ routes, local, uncovered }: Routing) {
  return {
    routes: routes.map(({ route: { target }, part }) => [target.kind, ...part.describe()]),
    local: local.describe(),
    uncovered: uncovered.describe(),
  };
}

describe('routes for addresses', () => {
  test('the most specific one wins, in any order', () => {
    const expected = { routes: [['nat-gateway', '52.94.0.0/16'], ['internet-gateway', '52.92.0.0/15', '52.95.0.0/16']], local: [], uncovered: [] };
    const routes = [route('0.0.0.0/0', IGW), route('52.94.0.0/16', NAT)];
    expect(summary(routing(routes, '52.92.0.0/14'))).toEqual(expected);
    expect(summary(routing([...routes].reverse(), '52.92.0.0/14'))).toEqual(expected);
  });

  test('the VPC keeps its own addresses, except for more specific routes', () => {
    const routes = [route('0.0.0.0/0', IGW), route('10.0.8.0/24', NAT), route('10.0.0.0/16', TRANSIT)];
    expect(summary(routing(routes, '10.0.8.0/23'))).toEqual({ routes: [['nat-gateway', '10.0.8.0/24']], local: ['10.0.9.0/24'], uncovered: [] });
  });

  test('addresses without a route are left over', () => {
    expect(summary(routing([route('52.0.0.0/9', IGW)], '52.0.0.0/8'))).toEqual({
      routes: [['internet-gateway', '52.0.0.0/9']], local: [], uncovered: ['52.128.0.0/9'],
    });
    expect(summary(routing([], '52.0.0.0/8'))).toEqual({ routes: [], local: [], uncovered: ['52.0.0.0/8'] });
  });

  test('the first of two equal ones wins', () => {
    const first = route('52.0.0.0/8', NAT);
    expect(routing([first, route('52.0.0.0/8', IGW)], '52.0.0.0/8').routes.map(each => each.route)).toEqual([first]);
  });

  test('for IPv6 are separate', () => {
    expect(summary(routing([route('0.0.0.0/0', IGW)], '2600::/12'))).toEqual({ routes: [], local: [], uncovered: ['2600::/12'] });
    expect(summary(routing([route('64:ff9b::/96', NAT), route('::/0', IGW)], '64:ff9b::/96')).routes).toEqual([['nat-gateway', '64:ff9b::/96']]);
  });

  describe('that cannot be seen', () => {
    test('might take any address', () => {
      expect(routeFor(table(route('0.0.0.0/0', IGW), route(UNSEEN, NAT)), block('52.0.0.0/8'), ALONE)).toBe(UNSEEN);
      expect(routeFor(table(route(UNSEEN, NAT)), block('52.0.0.0/8'), ALONE)).toBe(UNSEEN);
      expect(routeFor(table(route(gap('imported'), NAT)), block('52.0.0.0/8'), ALONE)).toEqual(new Unknown('imported'));
      expect(routeFor(table(route(opaque('App/Vpc.Ipv6'), NAT)), block('52.0.0.0/8'), ALONE))
        .toEqual(new Unknown('the addresses of <App/Vpc.Ipv6> are not known before the deployment'));
    });

    test('make no difference if they have the same target, or for no addresses', () => {
      expect(summary(routing([route('0.0.0.0/0', NAT), route(UNSEEN, { ...NAT })], '52.0.0.0/8')).routes).toEqual([['nat-gateway', '52.0.0.0/8']]);
      expect(routeFor(table(route(UNSEEN, NAT)), AddressSet.none, ALONE)).toEqual({ routes: [], local: AddressSet.none, uncovered: AddressSet.none });
    });

    test('make a difference for the addresses of the VPC and for what is left over', () => {
      expect(routeFor(table(route(UNSEEN, NAT)), block('10.0.0.0/24'), IN_VPC)).toBe(UNSEEN);
      expect(routeFor(table(route('52.0.0.0/9', NAT), route(UNSEEN, NAT)), block('52.0.0.0/8'), ALONE)).toBe(UNSEEN);
    });

    test('might be those of the VPC itself', () => {
      const context = { ...IN_VPC, vpcCidrs: ['10.0.0.0/16', UNSEEN] };
      expect(routeFor(table(route('0.0.0.0/0', NAT)), block('52.0.0.0/8'), context)).toBe(UNSEEN);
      expect(summary(routing([route('0.0.0.0/0', NAT)], '10.0.0.0/24', context)).local).toEqual(['10.0.0.0/24']);
    });
  });

  describe('to prefix lists', () => {
    const context = (lists: [string, Known<AddressSet>][]) => ({ ...IN_VPC, prefixLists: new Map(lists) });

    test('take the addresses of the list', () => {
      const lists = context([['pl-1', block('172.16.0.0/13').union(block('192.168.0.0/24'))], [opaque('App/List'), block('52.0.0.0/8')]]);
      const routes = [route('0.0.0.0/0', IGW), route('pl-1', TRANSIT), route(opaque('App/List'), NAT)];
      expect(summary(routing(routes, '172.16.0.0/12', lists)).routes).toEqual([['elsewhere', '172.16.0.0/13'], ['internet-gateway', '172.24.0.0/13']]);
      expect(summary(routing(routes, '52.0.0.0/7', lists)).routes).toEqual([['nat-gateway', '52.0.0.0/8'], ['internet-gateway', '53.0.0.0/8']]);
    });

    test('might take any address if the list is not known', () => {
      const routes = [route('0.0.0.0/0', IGW), route('pl-1', TRANSIT)];
      expect(routeFor(table(...routes), block('52.0.0.0/8'), IN_VPC)).toEqual(new Unknown('what is in the prefix list pl-1 is not known'));
      expect(routeFor(table(...routes), block('52.0.0.0/8'), context([['pl-1', UNSEEN]]))).toBe(UNSEEN);
    });

    test('might have more specific entries than a route to a block', () => {
      const lists = context([['pl-1', block('172.16.0.0/12')]]);
      const reason = new Unknown('a prefix list has some of the addresses of another route, and which of its entries are more specific is not known');
      expect(routeFor(table(route('pl-1', TRANSIT), route('172.16.0.0/12', NAT)), block('172.16.0.0/16'), lists)).toEqual(reason);
      expect(routeFor(table(route('pl-1', TRANSIT), route('172.16.0.0/24', NAT)), block('172.16.0.0/16'), lists)).toEqual(reason);
      expect(summary(routing([route('pl-1', TRANSIT), route('172.16.0.0/24', NAT)], '172.17.0.0/16', lists)).routes).toEqual([['elsewhere', '172.17.0.0/16']]);
      expect(summary(routing([route('pl-1', TRANSIT), route('172.16.0.0/24', TRANSIT)], '172.16.0.0/24', lists)).routes).toEqual([['elsewhere', '172.16.0.0/24']]);
    });

    test('are chosen at random if two lists have the same addresses', () => {
      const lists = context([['pl-1', block('172.16.0.0/12')], ['pl-2', block('172.16.0.0/16')]]);
      expect(routeFor(table(route('pl-1', TRANSIT), route('pl-2', NAT)), block('172.16.0.0/16'), lists)).toBeInstanceOf(Unknown);
      expect(routeFor(table(route('pl-1', TRANSIT), route('pl-2', NAT)), block('172.17.0.0/16'), lists)).not.toBeInstanceOf(Unknown);
    });
  });
});

describe('the default route', () => {
  const find = (routes: Route[], family: AddressFamily = 'ipv4') => defaultRoute(table(...routes), family);

  test('is the one that takes the Internet', () => {
    const internet = route('0.0.0.0/0', IGW);
    expect(find([route('10.1.0.0/16', TRANSIT), internet])).toBe(internet);
    expect(find([internet], 'ipv6')).toBeUndefined();
    expect(find([route('::/0', IGW)], 'ipv6')).toBeDefined();
    expect(find([])).toBeUndefined();
    expect(find([route('10.0.0.0/8', TRANSIT)])).toBeUndefined();
  });

  test('may be one of several with the same target', () => {
    const halves = [route('0.0.0.0/1', NAT), route('128.0.0.0/1', { ...NAT })];
    expect(halves).toContain(find(halves));
    const general = route('0.0.0.0/0', NAT);
    expect(find([route('52.0.0.0/8', NAT), general, ...halves])).toBe(halves[1]);
    expect(find([route('52.0.0.0/8', NAT), general])).toBe(general);
    expect(find([general, route(UNSEEN, NAT)])).toBe(general);
  });

  test('is unknown if they have different targets', () => {
    const reason = (first: string, second: string) => new Unknown(
      `the routes to ${first} and ${second} lead different ways, and the addresses of a service of AWS may be in either`);
    expect(find([route('0.0.0.0/1', NAT), route('128.0.0.0/1', IGW)])).toEqual(reason('0.0.0.0/1', '128.0.0.0/1'));
    expect(find([route('0.0.0.0/0', NAT), route('52.0.0.0/8', TRANSIT)])).toEqual(reason('52.0.0.0/8', '0.0.0.0/0'));
  });

  test.each<[RouteTarget, RouteTarget]>([
    [NAT, { ...NAT, id: 'nat-2' }],
    [{ kind: 'instance', id: 'i-1', instance: UNSEEN }, { kind: 'nat-gateway', id: 'i-1', gateway: UNSEEN }],
    [TRANSIT, { kind: 'elsewhere', what: 'peering connection pcx-1' }],
    [{ ...NAT, id: gap('imported') }, { ...NAT, id: gap('imported') }],
    [{ kind: 'nowhere' }, IGW],
  ])('distinguishes %j from %j', (a, b) => {
    expect(find([route('0.0.0.0/1', a), route('128.0.0.0/1', b)])).toBeInstanceOf(Unknown);
  });

  test.each<RouteTarget>([IGW, TRANSIT, { kind: 'nowhere' }, { kind: 'egress-only-gateway', id: opaque('App/Gateway') }])('equals %j with itself', target => {
    expect(find([route('0.0.0.0/1', target), route('128.0.0.0/1', { ...target })])).not.toBeInstanceOf(Unknown);
  });

  test('is unknown if the routes take only a part of the Internet', () => {
    expect(find([route('52.0.0.0/7', NAT), route('54.0.0.0/8', NAT)])).toEqual(
      new Unknown('the routes lead to 54.0.0.0/8, 52.0.0.0/7 only, and the addresses of a service of AWS may be elsewhere'));
    expect(find(['1', '2', '3'].map(part => route(`${part}.0.0.0/8`, NAT)))).toEqual(
      new Unknown('the routes lead to 1.0.0.0/8, 2.0.0.0/8, 3.0.0.0/8 only, and the addresses of a service of AWS may be elsewhere'));
    expect(find(['1', '2', '3', '4', '5'].map(part => route(`${part}.0.0.0/8`, NAT)))).toEqual(
      new Unknown('the routes lead to 1.0.0.0/8, 2.0.0.0/8 and 3 other blocks only, and the addresses of a service of AWS may be elsewhere'));
  });

  test('is unknown if a route is not known', () => {
    expect(find([route('0.0.0.0/0', NAT), route(UNSEEN, TRANSIT)])).toBe(UNSEEN);
    expect(find([route('0.0.0.0/0', NAT), route('pl-1', TRANSIT)])).toEqual(new Unknown('what is in the prefix list pl-1 is not known'));
  });

  test('respects known entries of prefix lists', () => {
    const internet = route('0.0.0.0/0', NAT);
    const lists = (addresses: string) => new Map([['pl-1', block(addresses)]]);
    expect(defaultRoute(table(internet, route('pl-1', TRANSIT)), 'ipv4', lists('10.0.0.0/8'))).toBe(internet);
    expect(defaultRoute(table(internet, route('pl-1', TRANSIT)), 'ipv4', lists('52.0.0.0/8'))).toBeInstanceOf(Unknown);
  });

  test('agrees with brute force', () => {
    // Each block of the list is a union of these. The last one is not in the Internet.
    const samples = ['1.1.1.1/32', '52.94.1.1/32', '52.1.1.1/32', '130.1.1.1/32', '200.1.1.1/32'];
    const routes = fc.uniqueArray(fc.record({
      destination: fc.constantFrom('0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2', '52.0.0.0/8', '52.94.0.0/16', '10.0.0.0/8', '::/0'),
      target: fc.constantFrom(NAT, NAT, IGW),
    }), { maxLength: 5, selector: each => each.destination });
    fc.assert(fc.property(routes, list => {
      const taken = samples.map(sample => list.filter(({ destination }) => block(destination).covers(block(sample)))
        .sort((a, b) => Number(b.destination.split('/')[1]) - Number(a.destination.split('/')[1]))[0]?.target.kind);
      const answer = find(list.map(({ destination, target }) => route(destination, target)));
      const expected = new Set(taken).size > 1 ? 'unknown' : taken[0];
      expect(answer instanceof Unknown ? 'unknown' : answer?.target.kind).toBe(expected);
    }), { seed: 71, numRuns: 500 });
  });
});

/* By brute force: each of sixteen addresses, route by route. */

const FAMILIES = [
  { name: 'IPv4', address: (index: number) => `10.0.0.${index}`, width: 32, all: '0.0.0.0/0' },
  { name: 'IPv6', address: (index: number) => `2001:db8::${index.toString(16)}`, width: 128, all: '::/0' },
];
const INDEXES = [...Array(16).keys()];
const TARGETS = [IGW, NAT, TRANSIT];

interface Taker {
  readonly destination: string;
  readonly kind: string;
}

describe.each(FAMILIES)('routes against brute force, $name', ({ address, width, all }) => {
  const single = INDEXES.map(index => block(`${address(index)}/${width}`));
  const whole = block(`${address(0)}/${width - 4}`);
  const bitsOf = (cidr: string) => Number(cidr.split('/')[1]);

  /** The kind of target for an address, for known routes, with the entries of a prefix list one by one. */
  function naive(index: number, vpcCidrs: string[], taken: Taker[]): string {
    const takers = [...vpcCidrs.map(destination => ({ destination, kind: 'local' })), ...taken];
    return takers.filter(({ destination }) => block(destination).covers(single[index]))
      .sort((a, b) => bitsOf(b.destination) - bitsOf(a.destination))[0]?.kind ?? 'none';
  }

  /** The same from an answer. Every address is in exactly one part. */
  function answered(answer: Routing): string[] {
    const parts = [
      ...answer.routes.map(each => ({ kind: each.route.target.kind as string, part: each.part })),
      { kind: 'local', part: answer.local },
      { kind: 'none', part: answer.uncovered },
    ];
    return single.map(each => parts.filter(({ part }) => part.covers(each)).map(({ kind }) => kind).join());
  }

  const cidrs = fc.oneof(
    { arbitrary: fc.record({ index: fc.nat(15), free: fc.nat(4) }).map(({ index, free }) => `${address(index)}/${width - free}`), weight: 6 },
    { arbitrary: fc.constant(all), weight: 1 },
  );
  const routes = fc.array(fc.record({ destination: cidrs, target: fc.constantFrom(...TARGETS) }), { maxLength: 6 });

  test('follow the longest prefix', () => {
    fc.assert(fc.property(routes, fc.array(cidrs, { maxLength: 2 }), (list, vpcCidrs) => {
      const answer = routeFor(table(...list.map(each => route(each.destination, each.target))), whole, { vpcCidrs, prefixLists: new Map() });
      const known = list.map(({ destination, target }) => ({ destination, kind: target.kind }));
      expect(answered(answer as Routing)).toEqual(INDEXES.map(index => naive(index, vpcCidrs, known)));
    }), { seed: 72, numRuns: 400 });
  });

  const sizes = [all, ...[4, 3, 2, 0].map(free => `${address(8)}/${width - free}`), `${address(1)}/${width}`];

  test('do not change, whatever the unknown routes take', () => {
    const unknown = fc.subarray([0, 1, 2, 3], { maxLength: 2 });
    const vpc = fc.array(fc.oneof({ arbitrary: cidrs, weight: 3 }, { arbitrary: fc.constant(UNSEEN), weight: 1 }), { maxLength: 2 });
    fc.assert(fc.property(routes, unknown, vpc, (list, blurs, vpcCidrs) => {
      const blurred = list.map((each, index) => route(blurs.includes(index) ? UNSEEN : each.destination, each.target));
      const answer = routeFor(table(...blurred), whole, { vpcCidrs, prefixLists: new Map() });
      const lists = blurred.reduce<Taker[][]>((known, { destination, target }) => known.flatMap(some => (
        isKnown(destination) ? [destination] : sizes).map(each => [...some, { destination: each, kind: target.kind }])), [[]]);
      const vpcs = vpcCidrs.reduce<string[][]>((known, cidr) => known.flatMap(some => (
        isKnown(cidr) ? [cidr] : sizes).map(each => [...some, each])), [[]]);
      const possible = new Set(lists.flatMap(each => vpcs.map(cidr => INDEXES.map(index => naive(index, cidr, each)).join())));
      expect(isKnown(answer) ? [...possible] : []).toEqual(isKnown(answer) ? [answered(answer).join()] : []);
    }), { seed: 73, numRuns: 300 });
  });

  test('do not change, however a prefix list is split into entries', () => {
    const entriesOf = fc.array(cidrs, { minLength: 1, maxLength: 3 });
    const lists = fc.array(fc.record({ entries: entriesOf, target: fc.constantFrom(...TARGETS) }), { minLength: 1, maxLength: 2 });
    fc.assert(fc.property(routes, lists, fc.array(cidrs, { maxLength: 1 }), (list, prefixLists, vpcCidrs) => {
      const contents = prefixLists.map(({ entries }) => entries.map(block).reduce((sum, set) => sum.union(set), AddressSet.none));
      const toLists = prefixLists.map(({ target }, index) => route(`pl-${index}`, target));
      const answer = routeFor(table(...toLists, ...list.map(each => route(each.destination, each.target))), whole, {
        vpcCidrs, prefixLists: new Map(contents.map((set, index) => [`pl-${index}`, set])),
      });
      if (!isKnown(answer)) {
        return;
      }
      const blocks = list.map(({ destination, target }) => ({ destination, kind: target.kind }));
      const asWritten = prefixLists.map(({ entries, target }) => entries.map(destination => ({ destination, kind: target.kind })));
      const oneByOne = prefixLists.map(({ target }, at) => INDEXES.filter(index => contents[at].covers(single[index]))
        .map(index => ({ destination: `${address(index)}/${width}`, kind: target.kind })));
      const orders = [asWritten, oneByOne, [...asWritten].reverse(), [oneByOne[0], ...asWritten.slice(1)]];
      for (const entries of orders) {
        expect(answered(answer)).toEqual(INDEXES.map(index => naive(index, vpcCidrs, [...blocks, ...entries.flat()])));
      }
    }), { seed: 74, numRuns: 400 });
  });
});
