import * as fc from 'fast-check';
import { isKnown, Known, Unknown } from '../../../../lib/preflight/model/known';
import { PropertyLocation } from '../../../../lib/preflight/model/location';
import { aclAllows } from '../../../../lib/preflight/model/network/acl-traffic';
import { AddressSet } from '../../../../lib/preflight/model/network/address-set';
import { AclEntry, NetworkAcl, PortRange } from '../../../../lib/preflight/model/network/network';
import { Coverage, Direction, EPHEMERAL_PORTS, Extent } from '../../../../lib/preflight/model/network/traffic';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { templateLocation } from '../../locations';

const UNSEEN = new Unknown('no default for a parameter');

function locationOf(name: string): PropertyLocation {
  return { resource: templateLocation(name, 'AWS::EC2::NetworkAclEntry', 'App') };
}

function block(text: string): AddressSet {
  return AddressSet.cidr(text) as AddressSet;
}

function entry(number: Known<number>, fields: Partial<AclEntry> = {}): AclEntry {
  return {
    location: locationOf(`Entry${isKnown(number) ? number : ''}`), number, egress: true, allow: true, protocol: '-1', ports: undefined, cidr: '0.0.0.0/0', ...fields,
  };
}

function acl(...entries: AclEntry[]): NetworkAcl {
  return { location: locationOf('Acl'), entries };
}

const HTTPS = { from: 443, to: 443 };
const INTERNET = AddressSet.internet('ipv4');

function out(entries: AclEntry[], ports: PortRange = HTTPS, addresses = INTERNET): Coverage {
  return aclAllows(acl(...entries), 'egress', { protocol: 'tcp', ports, addresses });
}

function back(entries: AclEntry[], ports: PortRange, addresses = INTERNET): Coverage {
  return aclAllows(acl(...entries.map(each => ({ ...each, egress: false }))), 'ingress', { protocol: 'tcp', ports, addresses });
}

describe('a network ACL', () => {
  test('without entries denies everything, and no entry decided', () => {
    expect(out([])).toEqual({ how: 'none', location: undefined });
  });

  test('with the default entries allows everything', () => {
    expect(out([entry(100)])).toEqual({ how: 'all', location: locationOf('Entry100') });
  });

  test('follows the numbers of the entries, not their order', () => {
    expect(out([entry(200, { allow: false }), entry(100)])).toEqual({ how: 'all', location: locationOf('Entry100') });
    expect(out([entry(100), entry(90, { allow: false })])).toEqual({ how: 'none', location: locationOf('Entry90') });
    expect(out([entry(1000, { allow: false }), entry(200)]).how).toBe('all');
  });

  test('has separate entries for each direction', () => {
    expect(out([entry(100, { egress: false })]).how).toBe('none');
    expect(back([entry(100)], EPHEMERAL_PORTS.linux).how).toBe('all');
    expect(out([entry(100), entry(100, { egress: false, allow: false })]).how).toBe('all');
  });

  test.each([['17', 'none'], ['1', 'none'], ['6', 'all'], ['-1', 'all']])('has entries for protocols: %s allows %s', (protocol, how) => {
    expect(out([entry(100, { protocol, ports: HTTPS })]).how).toBe(how);
  });

  test('ignores the ports of an entry for all protocols', () => {
    expect(out([entry(100, { ports: { from: 22, to: 22 } })]).how).toBe('all');
  });

  test('does not match IPv6 with an entry for IPv4', () => {
    expect(out([entry(100)], HTTPS, AddressSet.internet('ipv6')).how).toBe('none');
    expect(out([entry(100), entry(101, { cidr: '::/0' })], HTTPS, AddressSet.internet('ipv6'))).toEqual({ how: 'all', location: locationOf('Entry101') });
  });

  test('allows some addresses if it denies a part of them', () => {
    expect(out([entry(90, { allow: false, cidr: '52.94.0.0/16' }), entry(100)])).toEqual({
      how: 'some', location: locationOf('Entry90'), denied: { ports: [HTTPS], addresses: ['52.94.0.0/16'] },
    });
  });

  test('names the ports of the replies that it denies', () => {
    const replies = entry(100, { protocol: '6', ports: { from: 49152, to: 65535 } });
    expect(back([replies], EPHEMERAL_PORTS.windows)).toEqual({ how: 'all', location: locationOf('Entry100') });
    expect(back([replies], EPHEMERAL_PORTS.linux)).toEqual({
      how: 'some', location: undefined, denied: { ports: [{ from: 32768, to: 49151 }], addresses: ['all public IPv4 addresses'] },
    });
    expect(back([entry(90, { allow: false, protocol: '6', ports: { from: 3389, to: 3389 } }), entry(100)], EPHEMERAL_PORTS['nat-gateway'])).toEqual({
      how: 'some', location: locationOf('Entry90'), denied: { ports: [{ from: 3389, to: 3389 }], addresses: ['all public IPv4 addresses'] },
    });
  });

  test('names the larger range if it denies several', () => {
    const narrow = entry(10, { allow: false, protocol: '6', ports: { from: 2000, to: 2000 }, cidr: '10.0.0.0/9' });
    const wide = entry(20, { allow: false, protocol: '6', ports: { from: 3000, to: 3999 }, cidr: '10.128.0.0/9' });
    const wider = entry(30, { allow: false, protocol: '6', ports: { from: 4000, to: 4999 }, cidr: '10.128.0.0/9' });
    const apart = entry(40, { allow: false, protocol: '6', ports: { from: 6000, to: 6000 }, cidr: '10.128.0.0/9' });
    expect(back([narrow, wide, wider, apart, entry(100)], EPHEMERAL_PORTS['nat-gateway'], block('10.0.0.0/8'))).toEqual({
      how: 'some', location: locationOf('Entry10'), denied: { ports: [{ from: 3000, to: 4999 }, { from: 6000, to: 6000 }], addresses: ['10.128.0.0/9'] },
    });
  });

  test('combines several entries', () => {
    const lower = entry(10, { protocol: '6', ports: { from: 1024, to: 40000 } });
    const upper = entry(20, { protocol: '6', ports: { from: 40001, to: 65535 } });
    expect(back([lower, upper], EPHEMERAL_PORTS.linux)).toEqual({ how: 'all', location: locationOf('Entry10') });
  });

  test('with the same number twice in one direction is refused by EC2', () => {
    expect(out([entry(100), { ...entry(100, { allow: false }), location: locationOf('Second') }])).toEqual({
      how: new Unknown('two egress entries have the number 100, which EC2 refuses'), location: locationOf('Second'),
    });
    expect(back([entry(7), entry(7)], HTTPS).how).toEqual(new Unknown('two ingress entries have the number 7, which EC2 refuses'));
  });

  test('checks ports, addresses and directions', () => {
    const one = acl(entry(10, { protocol: '6', ports: HTTPS, cidr: '10.0.0.0/8' }), entry(10, { egress: false, cidr: '10.0.0.0/9' }));
    const ask = (direction: Direction, ports: PortRange, cidr: string) => aclAllows(one, direction, { protocol: 'tcp', ports, addresses: block(cidr) }).how;
    const answers = () => [
      ask('egress', HTTPS, '10.0.0.0/8'), ask('ingress', HTTPS, '10.0.0.0/8'), ask('egress', { from: 22, to: 22 }, '10.0.0.0/8'),
      ask('egress', { from: 22, to: 443 }, '10.0.0.0/8'), ask('egress', { from: 443, to: 444 }, '10.0.0.0/8'), ask('egress', HTTPS, '11.0.0.0/8'),
    ];
    expect(answers()).toEqual(['all', 'some', 'none', 'some', 'some', 'none']);
    expect(answers()).toEqual(['all', 'some', 'none', 'some', 'some', 'none']);
  });

  test('is unknown if it, or the packet, is not known', () => {
    expect(aclAllows(UNSEEN, 'egress', { protocol: 'tcp', ports: HTTPS, addresses: INTERNET })).toEqual({ how: UNSEEN });
    expect(out([entry(100)], HTTPS, AddressSet.none).how).toEqual(new Unknown('the addresses that the packets go to are not known'));
  });

  describe('with unknown parts', () => {
    test('is decided if they make no difference', () => {
      expect(out([entry(100), entry(200, { allow: UNSEEN })]).how).toBe('all');
      expect(out([entry(100, { cidr: UNSEEN }), entry(200)]).how).toBe('all');
      expect(out([entry(100, { allow: false, cidr: UNSEEN })]).how).toBe('none');
      expect(out([entry(UNSEEN, { allow: false }), entry(100, { allow: false })]).how).toBe('none');
      expect(out([entry(UNSEEN), entry(100)]).how).toBe('all');
      expect(out([entry(UNSEEN)]).how).toBe('all');
      expect(out([entry(100, { egress: UNSEEN, allow: false })]).how).toBe('none');
      expect(out([entry(100), entry(50, { protocol: '17', ports: UNSEEN, allow: false })]).how).toBe('all');
    });

    test.each<[string, Partial<AclEntry>]>([
      ['action', { allow: UNSEEN }], ['addresses', { cidr: UNSEEN }], ['ports', { protocol: '6', ports: UNSEEN }], ['protocol', { protocol: UNSEEN }],
      ['direction', { egress: UNSEEN }],
    ])('is unknown if the %s of the first entry decides', (_, fields) => {
      expect(out([entry(100), entry(50, { allow: false, ...fields })])).toEqual({ how: UNSEEN, location: locationOf('Entry50') });
    });

    test('is unknown if the number of an entry decides', () => {
      expect(out([entry(100), entry(UNSEEN, { allow: false })])).toEqual({ how: UNSEEN, location: locationOf('Entry') });
    });

    test('gives the reason of a text with a gap', () => {
      expect(out([entry(100, { cidr: gap('imported') })]).how).toEqual(new Unknown('imported'));
    });

    test('still allows some addresses if a part is allowed and a part denied in any case', () => {
      const entries = [entry(10, { allow: false, cidr: '10.0.0.0/10' }), entry(20, { cidr: '10.64.0.0/10' }), entry(30, { allow: UNSEEN, cidr: '10.128.0.0/9' })];
      expect(out(entries, HTTPS, block('10.0.0.0/8'))).toEqual({
        how: 'some', location: locationOf('Entry10'), denied: { ports: [HTTPS], addresses: ['10.0.0.0/10'] },
      });
    });

    test('names an entry only if it is known to match the packets', () => {
      const entries = [entry(10, { allow: false, egress: UNSEEN }), entry(20, { allow: false, cidr: UNSEEN }), entry(30, { allow: false })];
      expect(out(entries)).toEqual({ how: 'none', location: locationOf('Entry30') });
      expect(out(entries.map(each => ({ ...each, allow: true })))).toEqual({ how: 'all', location: locationOf('Entry30') });
    });
  });
});

/* By brute force: each of sixteen addresses at each of a dozen ports, entry by entry. */

const FAMILIES = [
  { name: 'IPv4', whole: '10.0.0.0/28', outside: '10.1.0.0/16', address: (index: number) => `10.0.0.${index}`, width: 32 },
  { name: 'IPv6', whole: '2001:db8::/124', outside: '2001:db8:1::/48', address: (index: number) => `2001:db8::${index.toString(16)}`, width: 128 },
];
const INDEXES = [...Array(16).keys()];
const FIRST_PORT = 440;
const LAST_PORT = 451;
const PAIRS = INDEXES.flatMap(index => [...Array(12).keys()].map(port => ({ index, port: FIRST_PORT + port })));

interface Outcome {
  readonly how: Extent;
  readonly allows?: PropertyLocation;
  readonly denies?: PropertyLocation;
  readonly denied: Set<string>;
}

describe.each(FAMILIES)('a network ACL against brute force, $name', ({ whole, outside, address, width }) => {
  const single = INDEXES.map(index => block(`${address(index)}/${width}`));

  function speaksOf({ protocol, ports, cidr }: AclEntry, { index, port }: { index: number; port: number }): boolean {
    const range = ports as PortRange | undefined;
    const isPort = protocol === '-1' || (protocol === '6' && (range === undefined || (range.from <= port && port <= range.to)));
    return isPort && block(cidr as string).covers(single[index]);
  }

  /** For entries without unknown parts and with unique numbers. */
  function naive(entries: AclEntry[], direction: Direction): Outcome {
    const sorted = entries.filter(each => each.egress === (direction === 'egress')).sort((a, b) => Number(a.number) - Number(b.number));
    const deciders = PAIRS.map(pair => ({ pair, by: sorted.find(each => speaksOf(each, pair)) }));
    const denied = deciders.filter(({ by }) => !by?.allow);
    const firstOf = (allow: boolean) => sorted.find(each => each.allow === allow && deciders.some(({ by }) => by === each))?.location;
    return {
      how: denied.length === 0 ? 'all' : denied.length === PAIRS.length ? 'none' : 'some',
      allows: firstOf(true),
      denies: firstOf(false),
      denied: new Set(denied.map(({ pair }) => `${pair.index}:${pair.port}`)),
    };
  }

  /** The addresses that a text of the report means. */
  function meant(text: string): number[] {
    const [first, last] = text.split('-').map(end => INDEXES.findIndex(index => address(index) === end));
    return last === undefined
      ? INDEXES.filter(index => block(text.includes('/') ? text : `${text}/${width}`).covers(single[index]))
      : INDEXES.filter(index => first <= index && index <= last);
  }

  function deniedPairs({ denied }: Coverage): string[] {
    const addresses = denied!.addresses.filter(text => !text.endsWith('more ranges')).flatMap(meant);
    const ports = denied!.ports.flatMap(({ from, to }) => [...Array(to - from + 1).keys()].map(port => from + port));
    return addresses.flatMap(index => ports.map(port => `${index}:${port}`));
  }

  const cidrs = fc.oneof(
    { arbitrary: fc.record({ index: fc.nat(15), free: fc.nat(4) }).map(({ index, free }) => `${address(index)}/${width - free}`), weight: 9 },
    { arbitrary: fc.constant(outside), weight: 1 },
  );
  const ports = fc.oneof(
    { arbitrary: fc.record({ from: fc.integer({ min: 438, max: 452 }), to: fc.integer({ min: 438, max: 453 }) }), weight: 4 },
    { arbitrary: fc.constant(undefined), weight: 1 },
  );
  const fields = fc.record({
    number: fc.integer({ min: 1, max: 9 }).map(number => number * 10),
    egress: fc.constantFrom(true, true, true, false),
    allow: fc.boolean(),
    protocol: fc.constantFrom('-1', '6', '6', '6', '17'),
    ports,
    cidr: cidrs,
  });
  const entriesUpTo = (maxLength: number) => fc.uniqueArray(fields, { maxLength, selector: each => `${each.egress}${each.number}` })
    .map(list => list.map(({ number, ...rest }, index) => ({ ...entry(number, rest), location: locationOf(`${index}`) })));
  const ask = (entries: AclEntry[], direction: Direction) => aclAllows(
    acl(...entries), direction, { protocol: 'tcp', ports: { from: FIRST_PORT, to: LAST_PORT }, addresses: block(whole) });

  test('is the sum of its entries for each packet', () => {
    fc.assert(fc.property(entriesUpTo(7), fc.constantFrom<Direction>('egress', 'ingress'), (entries, direction) => {
      const expected = naive(entries, direction);
      const answer = ask(entries, direction);
      expect([answer.how, answer.location]).toEqual([expected.how, expected.how === 'all' ? expected.allows : expected.denies]);
      expect(answer.denied !== undefined).toBe(expected.how === 'some');
      if (answer.denied) {
        const pairs = deniedPairs(answer);
        expect(pairs.length).toBeGreaterThan(0);
        expect(pairs.filter(pair => !expected.denied.has(pair))).toEqual([]);
      }
    }), { seed: 61, numRuns: 500 });
  });

  /** The values that an unknown part may have, as far as they make a difference here. Numbers are between those of the other entries. */
  const completions = {
    number: [5, 45, 95],
    egress: [true, false],
    allow: [true, false],
    protocol: ['-1', '6', '17'],
    ports: [undefined, { from: 1, to: 1 }, { from: 443, to: 446 }],
    cidr: [whole, outside, `${address(8)}/${width - 2}`],
  };
  const FIELDS = ['number', 'egress', 'allow', 'protocol', 'ports', 'cidr'] as const;

  function completed(each: AclEntry, index: number): AclEntry[] {
    return FIELDS.reduce<AclEntry[]>((list, field) => list.flatMap(known => (isKnown(known[field]) ? [known] : completions[field].map(value => (
      { ...known, [field]: field === 'number' ? Number(value) + index / 10 : value })))), [each]);
  }

  const product = <T>(lists: T[][]): T[][] => lists.reduce<T[][]>((all, list) => all.flatMap(some => list.map(one => [...some, one])), [[]]);

  const blurred = fc.record({
    entries: entriesUpTo(4),
    blurs: fc.array(fc.record({ index: fc.nat(3), field: fc.constantFrom(...FIELDS) }), { minLength: 1, maxLength: 3 }),
  }).map(({ entries, blurs }) => entries.map((each, index) => (
    blurs.filter(blur => blur.index === index).reduce<AclEntry>((known, { field }) => ({ ...known, [field]: UNSEEN }), each))));

  test('holds for all values of its unknown parts, and is as precise as possible', () => {
    fc.assert(fc.property(blurred, entries => {
      const answer = ask(entries, 'egress');
      const outcomes = product(entries.map(completed)).map(each => naive(each, 'egress'));
      const possible = new Set(outcomes.map(({ how }) => how));
      if (isKnown(answer.how)) {
        expect([...possible]).toEqual([answer.how]);
      } else {
        expect([...possible]).not.toEqual(['all']);
        expect([...possible]).not.toEqual(['none']);
      }
      if (answer.denied) {
        expect(deniedPairs(answer).filter(pair => outcomes.some(({ denied }) => !denied.has(pair)))).toEqual([]);
      }
    }), { seed: 62, numRuns: 500 });
  });
});
