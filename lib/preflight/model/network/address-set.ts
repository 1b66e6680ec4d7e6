import * as ipaddr from 'ipaddr.js';
import { Known, Unknown } from '../known';
import { display, gapIn, isLiteral } from '../symbolic-text';

export type AddressFamily = 'ipv4' | 'ipv6';

/** A block of addresses as a route or a rule names it. */
export interface AddressBlock {
  /** The length of its prefix. */
  readonly bits: number;
  readonly addresses: AddressSet;
}

/** The first and the last address, as numbers. */
type Interval = readonly [first: bigint, last: bigint];

/** Both families lie on one line of numbers, so that one arithmetic does for both; the gap between keeps their ends from joining. */
const FAMILIES = {
  ipv4: { width: 32, offset: 2n ** 129n },
  ipv6: { width: 128, offset: 0n },
} as const;

/**
 * Addresses that no public service answers at.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6890, and the registries that it sets up:
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NOT_PUBLIC = {
  ipv4: [
    '0.0.0.0/8', // this network
    '10.0.0.0/8', // private
    '100.64.0.0/10', // carrier-grade NAT
    '127.0.0.0/8', // loopback
    '169.254.0.0/16', // link-local
    '172.16.0.0/12', // private
    '192.0.0.0/24', // protocol assignments
    '192.0.2.0/24', // documentation
    '192.88.99.0/24', // 6to4 relays, given up
    '192.168.0.0/16', // private
    '198.18.0.0/15', // benchmarks
    '198.51.100.0/24', // documentation
    '203.0.113.0/24', // documentation
    '224.0.0.0/4', // multicast
    '240.0.0.0/4', // reserved, and limited broadcast
  ],
  ipv6: [
    '::/3', // loopback, mapped and translated IPv4, reserved
    '4000::/2', // reserved
    '8000::/1', // unique local, link-local, multicast, reserved
    '2001::/23', // protocol assignments
    '2001:db8::/32', // documentation
    '2002::/16', // 6to4
    '3fff::/20', // documentation
  ],
} as const;

/**
 * A set of IPv4 and IPv6 addresses.
 */
export class AddressSet {
  /** No address at all. */
  static readonly none = new AddressSet([]);

  /** Every address of a family. */
  static all(family: AddressFamily): AddressSet {
    return AddressSet.whole[family];
  }

  /** The public addresses of a family: where a service of AWS answers that is not in the VPC. */
  static internet(family: AddressFamily): AddressSet {
    return AddressSet.public[family];
  }

  /** A block in CIDR notation, of the family that the text is of. Host bits are cleared, as EC2 does; unknown for what is no such block. */
  static cidr(text: string): Known<AddressSet> {
    let read = AddressSet.read.get(text);
    if (!read) {
      const finding = problemOf(text);
      read = finding ?? AddressSet.block(text);
      AddressSet.read.set(text, read);
    }
    return read;
  }

  /** The addresses that are in any of the sets: joined at once, since a security group may have thousands of rules. */
  static union(sets: readonly AddressSet[]): AddressSet {
    const [first = AddressSet.none, ...others] = sets.filter(set => !set.isEmpty);
    return others.length === 0 ? first : new AddressSet(AddressSet.joined([first, ...others].flatMap(({ intervals }) => intervals)));
  }

  /** The same few blocks come up for each node of an app. */
  private static readonly read = new Map<string, Known<AddressSet>>();

  private static readonly whole = { ipv4: AddressSet.block('0.0.0.0/0'), ipv6: AddressSet.block('::/0') };

  private static readonly public = { ipv4: AddressSet.publicOnes('ipv4'), ipv6: AddressSet.publicOnes('ipv6') };

  private static publicOnes(family: AddressFamily): AddressSet {
    return NOT_PUBLIC[family].reduce((left, text) => left.subtract(AddressSet.block(text)), AddressSet.whole[family]);
  }

  private static joined(intervals: Interval[]): Interval[] {
    const joined: [bigint, bigint][] = [];
    for (const [first, last] of intervals.sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const previous = joined.at(-1);
      if (!previous || first > previous[1] + 1n) {
        joined.push([first, last]);
      } else if (last > previous[1]) {
        previous[1] = last;
      }
    }
    return joined;
  }

  /** A block that is known to be well-formed. */
  private static block(text: string): AddressSet {
    const [address, bits] = ipaddr.parseCIDR(text);
    const { width, offset } = FAMILIES[address.kind()];
    const size = 2n ** BigInt(width - bits);
    const value = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const first = offset + value - value % size;
    return new AddressSet([[first, first + size - 1n]]);
  }

  /** In ascending order, neither overlapping nor adjacent. */
  private constructor(private readonly intervals: readonly Interval[]) {}

  get isEmpty(): boolean {
    return this.intervals.length === 0;
  }

  /** The addresses that are in either. */
  union(other: AddressSet): AddressSet {
    return AddressSet.union([this, other]);
  }

  /** The addresses that are in both. */
  intersect(other: AddressSet): AddressSet {
    if (this.isInOneOf(other) || other.isInOneOf(this)) {
      return this.isInOneOf(other) ? this : other;
    }
    const common = [...this.meetings(other)];
    return new AddressSet(common.map(([a, b]) => [max(a[0], b[0]), min(a[1], b[1])]));
  }

  /** The addresses that are in this one and not in the other. */
  subtract(other: AddressSet): AddressSet {
    if (this.isInOneOf(other)) {
      return AddressSet.none;
    }
    const left: Interval[] = [];
    let index = 0;
    for (const [first, last] of this.intervals) {
      let from = first;
      // An interval of the other may reach into the next of these, so it is left only when it ends before.
      for (; index < other.intervals.length && other.intervals[index][0] <= last; index++) {
        const [otherFirst, otherLast] = other.intervals[index];
        if (otherFirst > from) { left.push([from, otherFirst - 1n]); }
        from = max(from, otherLast + 1n);
        if (otherLast > last) { break; }
      }
      if (from <= last) { left.push([from, last]); }
    }
    return new AddressSet(left);
  }

  /** Whether all addresses of the other are in this one; true for none at all. */
  covers(other: AddressSet): boolean {
    return other.subtract(this).isEmpty;
  }

  /** Whether an address is in both. */
  overlaps(other: AddressSet): boolean {
    return !this.meetings(other).next().done;
  }

  /** Whether both hold the same addresses. */
  equals(other: AddressSet): boolean {
    return this.intervals.length === other.intervals.length
      && this.intervals.every(([first, last], index) => first === other.intervals[index][0] && last === other.intervals[index][1]);
  }

  /** The fewest blocks that make up the set, in ascending order. */
  blocks(): AddressBlock[] {
    return this.intervals.flatMap(([first, last]) => {
      const blocks: AddressBlock[] = [];
      for (let next = first; next <= last;) {
        const { bits, size } = largestBlock(next, last);
        blocks.push({ bits, addresses: new AddressSet([[next, next + size - 1n]]) });
        next += size;
      }
      return blocks;
    });
  }

  /** For people to read: blocks, and ranges where it takes several blocks; the last one counts what is left out. */
  describe(limit = 3): string[] {
    const whole = (['ipv4', 'ipv6'] as const).find(family => this.equals(AddressSet.internet(family)));
    if (whole) {
      return [`all public ${whole === 'ipv4' ? 'IPv4' : 'IPv6'} addresses`];
    }
    if (this.intervals.length <= limit) {
      return this.intervals.map(describeInterval);
    }
    const shown = this.intervals.slice(0, limit - 1).map(describeInterval);
    return [...shown, `${this.intervals.length - shown.length} more ranges`];
  }

  /** Whether one interval of the other has all of these: the common case, as rules mostly name a block with everything that is asked about. */
  private isInOneOf(other: AddressSet): boolean {
    const first = this.intervals.at(0)?.[0];
    const last = this.intervals.at(-1)?.[1];
    return first === undefined || last === undefined || other.intervals.some(interval => interval[0] <= first && last <= interval[1]);
  }

  /** The pairs of intervals that overlap. */
  private *meetings(other: AddressSet): Generator<[Interval, Interval]> {
    for (let i = 0, j = 0; i < this.intervals.length && j < other.intervals.length;) {
      const a = this.intervals[i];
      const b = other.intervals[j];
      if (a[0] <= b[1] && b[0] <= a[1]) { yield [a, b]; }
      if (a[1] < b[1]) { i++; } else { j++; }
    }
  }
}

/** What addresses that are not known may be of. */
export const EVERY_ADDRESS = AddressSet.all('ipv4').union(AddressSet.all('ipv6'));

/** What a translating NAT gateway (NAT64) takes for the IPv4 Internet. */

export const NAT64_ADDRESSES = AddressSet.cidr('64:ff9b::/96') as AddressSet;

function problemOf(text: string): Unknown | undefined {
  const gap = gapIn(text);
  if (gap) {
    return gap;
  }
  if (!isLiteral(text)) {
    return new Unknown(`the addresses of ${display(text)} are not known before the deployment`);
  }
  // The parser would also take octal, hexadecimal and zones, which EC2 does not.
  const wellFormed = ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || (ipaddr.IPv6.isValidCIDR(text) && !text.includes('%'));
  return wellFormed ? undefined : new Unknown(`'${text}' is not a block of addresses; write it as '10.0.0.0/16' or '2001:db8::/56'`);
}

/** The largest block that begins at an address and does not go beyond another. */
function largestBlock(from: bigint, last: bigint): { readonly bits: number; readonly size: bigint } {
  const { width, offset } = familyOf(from);
  let bits: number = width;
  let size = 1n;
  while (bits > 0 && (from - offset) % (size * 2n) === 0n && from + size * 2n - 1n <= last) {
    bits--;
    size *= 2n;
  }
  return { bits, size };
}

function describeInterval([first, last]: Interval): string {
  if (first === last) {
    return addressText(first);
  }
  const { bits, size } = largestBlock(first, last);
  return first + size - 1n === last ? `${addressText(first)}/${bits}` : `${addressText(first)}-${addressText(last)}`;
}

function addressText(address: bigint): string {
  const { width, offset } = familyOf(address);
  const hex = (address - offset).toString(16).padStart(width / 4, '0');
  return ipaddr.fromByteArray(hex.match(/../g)!.map(byte => parseInt(byte, 16))).toString();
}

function familyOf(address: bigint): typeof FAMILIES[AddressFamily] {
  return address >= FAMILIES.ipv4.offset ? FAMILIES.ipv4 : FAMILIES.ipv6;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
