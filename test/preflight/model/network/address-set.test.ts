import * as fc from 'fast-check';
import { isKnown, Unknown } from '../../../../lib/preflight/model/known';
import { AddressSet, NAT64_ADDRESSES } from '../../../../lib/preflight/model/network/address-set';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';

function block(text: string): AddressSet {
  const set = AddressSet.cidr(text);
  if (!isKnown(set)) { throw new Error(set.reason); }
  return set;
}

function union(...texts: string[]): AddressSet {
  return texts.map(block).reduce((sum, set) => sum.union(set), AddressSet.none);
}

/** The sixteen addresses of a block, and the blocks inside it. */
interface Universe {
  readonly name: string;
  readonly whole: string;
  readonly address: (index: number) => string;
  readonly width: number;
}

const HEX = '0123456789abcdef';
const UNIVERSES: Universe[] = [
  { name: 'IPv4', whole: '10.0.0.0/28', address: index => `10.0.0.${index}`, width: 32 },
  { name: 'the first of IPv4', whole: '0.0.0.0/28', address: index => `0.0.0.${index}`, width: 32 },
  { name: 'the last of IPv4', whole: '255.255.255.240/28', address: index => `255.255.255.${240 + index}`, width: 32 },
  { name: 'IPv6', whole: '2001:db8::/124', address: index => `2001:db8::${HEX[index]}`, width: 128 },
  { name: 'the first of IPv6', whole: '::/124', address: index => `::${HEX[index]}`, width: 128 },
  { name: 'the last of IPv6', whole: `${'ffff:'.repeat(7)}fff0/124`, address: index => `${'ffff:'.repeat(7)}fff${HEX[index]}`, width: 128 },
];
const INDEXES = [...Array(16).keys()];

describe.each(UNIVERSES)('sets of addresses in $name', ({ whole, address, width }) => {
  const universe = block(whole);
  const single = INDEXES.map(index => block(`${address(index)}/${width}`));
  const members = (set: AddressSet) => INDEXES.filter(index => set.covers(single[index]));
  const same = (a: number[], b: number[]) => expect(a).toEqual(b);

  /** A union of a few blocks, with its addresses. */
  const sets = fc.array(fc.record({ index: fc.nat(15), free: fc.nat(4) }), { maxLength: 4 }).map(parts => ({
    set: union(...parts.map(({ index, free }) => `${address(index)}/${width - free}`)),
    in: INDEXES.filter(i => parts.some(({ index, free }) => Math.floor(i / 2 ** free) === Math.floor(index / 2 ** free))),
  }));
  const check = <T>(property: fc.IProperty<T>) => fc.assert(property, { seed: 41, numRuns: 150 });

  test('hold the addresses of their blocks', () => check(fc.property(sets, a => {
    same(members(a.set), a.in);
    expect(a.set.isEmpty).toBe(a.in.length === 0);
    expect(universe.covers(a.set)).toBe(true);
  })));

  test('union, intersect and subtract agree with their addresses', () => check(fc.property(sets, sets, (a, b) => {
    same(members(a.set.union(b.set)), INDEXES.filter(i => a.in.includes(i) || b.in.includes(i)));
    same(members(a.set.intersect(b.set)), INDEXES.filter(i => a.in.includes(i) && b.in.includes(i)));
    same(members(a.set.subtract(b.set)), INDEXES.filter(i => a.in.includes(i) && !b.in.includes(i)));
  })));

  test('covers, overlaps and equals agree with their addresses', () => check(fc.property(sets, sets, (a, b) => {
    expect(a.set.covers(b.set)).toBe(b.in.every(i => a.in.includes(i)));
    expect(a.set.overlaps(b.set)).toBe(b.in.some(i => a.in.includes(i)));
    expect(a.set.equals(b.set)).toBe(a.in.join() === b.in.join());
  })));

  test('follow De Morgan\'s laws', () => check(fc.property(sets, sets, (a, b) => {
    const not = (set: AddressSet) => universe.subtract(set);
    expect(not(a.set.union(b.set)).equals(not(a.set).intersect(not(b.set)))).toBe(true);
    expect(not(a.set.intersect(b.set)).equals(not(a.set).union(not(b.set)))).toBe(true);
    expect(not(not(a.set)).equals(a.set)).toBe(true);
  })));

  test('consist of blocks that do not overlap and are as large as possible', () => check(fc.property(sets, a => {
    const blocks = a.set.blocks();
    same(blocks.flatMap(each => members(each.addresses)), a.in);
    for (const { bits, addresses } of blocks) {
      const [first] = members(addresses);
      expect(addresses.equals(block(`${address(first)}/${bits}`))).toBe(true);
      expect(bits > width - 4 && a.set.covers(block(`${address(first)}/${bits - 1}`))).toBe(false);
    }
  })));
});

describe('reading a block', () => {
  test.each([
    ['10.0.0.0/16', '10.0.0.0/16'],
    ['10.0.200.7/16', '10.0.0.0/16'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['1.2.3.4/0', '0.0.0.0/0'],
    ['192.0.2.1/32', '192.0.2.1'],
    ['2001:DB8::1/32', '2001:db8::/32'],
    ['2001:db8:0:0:0:0:0:1/128', '2001:db8::1'],
    ['fe80::1/10', 'fe80::/10'],
    ['::/0', '::/0'],
    ['::ffff:10.0.0.1/104', '::ffff:a00:0/104'],
  ])('%s is %s', (text, expected) => {
    expect(block(text).describe()).toEqual([expected]);
  });

  test.each([
    '', '10.0.0.0', '10.0.0.0/', '/16', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0/8', '10/8', '256.0.0.0/8', '010.0.0.0/8', '0xa.0.0.0/8', '10.0.0.0/8 ',
    ' 10.0.0.0/8', '10.0.0.0/255.0.0.0', '10.0.0.0/8/8', '2001:db8::', '2001:db8::/129', '2001::db8::/32', ':::/0', 'fe80::1%eth0/64', '12345::/16',
    'pl-0123', 'any', '0.0.0.0/0,::/0',
  ])('\'%s\' is not a block', text => {
    expect(AddressSet.cidr(text)).toEqual(new Unknown(`'${text}' is not a block of addresses; write it as '10.0.0.0/16' or '2001:db8::/56'`));
  });

  test('a gap passes its reason on', () => {
    expect(AddressSet.cidr(`10.0.0.0/${gap('no default for Mask')}`)).toEqual(new Unknown('no default for Mask'));
  });

  test('addresses that are known only at deployment are named', () => {
    expect(AddressSet.cidr(opaque('App/Vpc.Ipv6'))).toEqual(new Unknown('the addresses of <App/Vpc.Ipv6> are not known before the deployment'));
  });

  test('the same text is read once', () => {
    expect(AddressSet.cidr('10.9.0.0/16')).toBe(AddressSet.cidr('10.9.0.0/16'));
    expect(AddressSet.cidr('10.9.0.0/99')).toBe(AddressSet.cidr('10.9.0.0/99'));
  });

  test('no text makes it throw', () => {
    const odd = fc.stringMatching(/^[0-9a-f:./%x -]{0,24}$/);
    fc.assert(fc.property(fc.oneof(odd, fc.string(), fc.ipV4(), fc.ipV6()), fc.option(fc.integer({ min: -1, max: 200 })), (text, bits) => {
      const read = AddressSet.cidr(bits === null ? text : `${text}/${bits}`);
      expect(isKnown(read) ? read.isEmpty : read.reason === '').toBe(false);
    }), { seed: 42, numRuns: 500 });
  });

  test('every well-formed block is read, and described as it is read', () => {
    fc.assert(fc.property(fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    ), ([address, bits]) => {
      const read = block(`${address}/${bits}`);
      const [text] = read.describe();
      expect(block(text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`).equals(read)).toBe(true);
    }), { seed: 43, numRuns: 300 });
  });
});

describe('families', () => {
  test('do not overlap, and are both in a union', () => {
    const both = AddressSet.all('ipv4').union(AddressSet.all('ipv6'));
    expect(AddressSet.all('ipv4').overlaps(AddressSet.all('ipv6'))).toBe(false);
    expect(both.covers(block('10.0.0.0/8'))).toBe(true);
    expect(both.covers(block('2001:db8::/32'))).toBe(true);
    expect(both.subtract(AddressSet.all('ipv6')).equals(AddressSet.all('ipv4'))).toBe(true);
    expect(both.describe()).toEqual(['::/0', '0.0.0.0/0']);
  });

  test('none() is in both and covers nothing else', () => {
    expect(AddressSet.none.isEmpty).toBe(true);
    expect(AddressSet.all('ipv4').covers(AddressSet.none)).toBe(true);
    expect(AddressSet.none.covers(AddressSet.all('ipv6'))).toBe(false);
    expect(AddressSet.none.describe()).toEqual([]);
    expect(AddressSet.none.blocks()).toEqual([]);
  });
});

describe('the Internet', () => {
  test.each(['52.94.1.1/32', '1.1.1.1/32', '9.255.255.255/32', '11.0.0.0/8', '172.15.0.0/16', '172.32.0.0/11', '192.169.0.0/16', '223.255.255.255/32', '100.128.0.0/9'])(
    'has %s', text => expect(AddressSet.internet('ipv4').covers(block(text))).toBe(true));

  test.each([
    '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24',
    '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '2000::/3',
  ])('of IPv4 does not contain %s', text => expect(AddressSet.internet('ipv4').overlaps(block(text))).toBe(false));

  test.each(['2600:1f00::/24', '2a05:d000::/25', '2000::/16', '2001:200::/23', '3ffe::/16'])(
    'has %s', text => expect(AddressSet.internet('ipv6').covers(block(text))).toBe(true));

  test.each([
    '::/3', '64:ff9b::/96', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '4000::/3', 'fc00::/7', 'fe80::/10', 'ff00::/8', '0.0.0.0/0',
  ])('of IPv6 does not contain %s', text => expect(AddressSet.internet('ipv6').overlaps(block(text))).toBe(false));

  test('has a name for reports', () => {
    expect(AddressSet.internet('ipv4').describe()).toEqual(['all public IPv4 addresses']);
    expect(AddressSet.internet('ipv6').describe()).toEqual(['all public IPv6 addresses']);
  });
});

test('addresses for NAT64 are the well-known prefix', () => {
  expect(NAT64_ADDRESSES.equals(block('64:ff9b::/96'))).toBe(true);
});

describe('the text of a set', () => {
  test.each([
    [['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/24']],
    [['10.0.0.0/24', '10.0.1.0/25'], ['10.0.0.0-10.0.1.127']],
    [['10.0.0.1/32', '10.0.0.3/32'], ['10.0.0.1', '10.0.0.3']],
    [['10.0.3.0/24', '10.0.1.0/24', '2001:db8::/32'], ['2001:db8::/32', '10.0.1.0/24', '10.0.3.0/24']],
    [['10.0.0.0/24', '10.0.2.0/24', '10.0.4.0/24', '10.0.6.0/24'], ['10.0.0.0/24', '10.0.2.0/24', '2 more ranges']],
  ])('%j is %j', (texts, expected) => {
    expect(union(...texts).describe()).toEqual(expected);
  });

  test('says that there may be more', () => {
    expect(union('10.0.0.0/24', '10.0.2.0/24', '10.0.4.0/24', '10.0.6.0/24').describe(4)).toHaveLength(4);
  });
});
