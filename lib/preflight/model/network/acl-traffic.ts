import { AddressSet } from './address-set';
import { isKnown, Known, Unknown } from '../known';
import { AclEntry, NetworkAcl, PortRange } from './network';
import { PropertyLocation } from '../location';
import { remembered } from '../remembered';
import { ALL_PORTS, Coverage, DeniedPart, Direction, tcpPorts } from './traffic';

/** Packets as a network ACL sees them. */
export interface AclTraffic {
  readonly protocol: 'tcp';
  /** The ports that the packets go to. */
  readonly ports: PortRange;
  /** Where the packets go to, or on the way in, where they come from. */
  readonly addresses: AddressSet;
}

/** Each of the ports at each of the addresses. */
interface Row {
  readonly ports: PortRange;
  readonly addresses: AddressSet;
}

/** The packets that an entry decides on, or may decide on. */
interface Claim extends Row {
  readonly entry: AclEntry;
  /** Whether it is known that the entry speaks of these packets. */
  readonly certain: boolean;
  /** The first thing about the entry that is not known. */
  readonly doubt?: Unknown;
}

/** What was answered already: few ACLs are asked the same for many nodes. */
const ANSWERS = new WeakMap<NetworkAcl, WeakMap<AddressSet, Map<string, Coverage>>>();

/**
 * Whether a network ACL lets packets through: among the entries that speak of a packet the lowest number decides, and what no entry speaks of is
 * denied.
 *
 * Where something about an entry is not known, the answer is one that holds whatever it turns out to be, or unknown.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
 */
export function aclAllows(acl: Known<NetworkAcl>, direction: Direction, traffic: AclTraffic): Coverage {
  if (!isKnown(acl)) {
    return { how: acl };
  }
  const { ports, addresses } = traffic;
  const answers = remembered(remembered(ANSWERS, acl, () => new WeakMap()), addresses, () => new Map());
  return remembered(answers, `${direction} ${ports.from}-${ports.to}`, () => judge(acl, direction, traffic));
}

function judge(acl: NetworkAcl, direction: Direction, traffic: AclTraffic): Coverage {
  const asked = packets([traffic]);
  if (asked.length === 0) {
    return { how: new Unknown('the addresses that the packets go to are not known') };
  }
  const twice = numberedTwice(acl.entries, direction);
  if (twice) { return twice; }
  const claims = acl.entries.flatMap(entry => claimOf(entry, direction, traffic.addresses));
  return new Judgement(asked, claims).coverage();
}

/** EC2 refuses a second entry with a number, where both are there. */
function numberedTwice(entries: AclEntry[], direction: Direction): Coverage | undefined {
  const seen = new Map<number, AclEntry>();
  for (const entry of entries) {
    const { number, egress, allow, location } = entry;
    if (!isKnown(number) || egress !== (direction === 'egress')) { continue; }
    const first = seen.get(number);
    if (first) {
      return { how: firstUnknown(first.allow, allow) ?? new Unknown(`two ${direction} entries have the number ${number}, which EC2 refuses`), location };
    }
    seen.set(number, entry);
  }
  return undefined;
}

function claimOf(entry: AclEntry, direction: Direction, asked: AddressSet): Claim[] {
  const isOther = isKnown(entry.egress) && entry.egress !== (direction === 'egress');
  const ports = tcpPorts(entry.protocol, entry.ports);
  if (isOther || ports === undefined) {
    return [];
  }
  const addresses = isKnown(entry.cidr) ? AddressSet.cidr(entry.cidr) : entry.cidr;
  const claimDoubt = firstUnknown(entry.egress, ports, addresses);
  return [{
    entry,
    ports: isKnown(ports) ? ports : ALL_PORTS,
    addresses: isKnown(addresses) ? addresses : asked,
    certain: claimDoubt === undefined,
    doubt: claimDoubt ?? firstUnknown(entry.allow, entry.number),
  }];
}

function firstUnknown(...values: Known<unknown>[]): Unknown | undefined {
  return values.find(value => value instanceof Unknown);
}

/** What becomes of packets under whatever the unknown parts of the entries turn out to be. */
class Judgement {
  /** What may still come to a later entry. */
  private undecided: Row[];
  private neverAllowed: Row[];
  private neverDenied: Row[];
  private mayAllow = false;
  private mayDeny = false;
  private allows?: PropertyLocation;
  private denies?: PropertyLocation;
  private doubt?: { readonly how: Unknown; readonly location: PropertyLocation };

  constructor(asked: Row[], claims: Claim[]) {
    this.undecided = this.neverAllowed = this.neverDenied = asked;
    // An entry with an unknown number may come first, and may come last: it can decide on whatever it speaks of, yet need not.
    const anywhere = claims.filter(claim => !isKnown(claim.entry.number));
    anywhere.forEach(claim => this.hear(claim));
    for (const claim of claims.filter(each => isKnown(each.entry.number)).sort((a, b) => Number(a.entry.number) - Number(b.entry.number))) {
      this.hear(claim);
      this.settle(claim);
    }
    anywhere.forEach(claim => this.settle(claim));
    this.denyTheRest();
  }

  coverage(): Coverage {
    if (!this.mayDeny) {
      return { how: 'all', location: this.allows };
    }
    if (!this.mayAllow) {
      return { how: 'none', location: this.denies };
    }
    if (this.neverDenied.length > 0 && this.neverAllowed.length > 0) {
      return { how: 'some', location: this.denies, denied: largestPart(this.neverAllowed) };
    }
    return this.doubt!;
  }

  /** Takes down what an entry may do to the packets that are left. */
  private hear(claim: Claim): void {
    const claimed = within(this.undecided, claim);
    if (claimed.length === 0) {
      return;
    }
    const { allow, location } = claim.entry;
    if (allow !== false) {
      this.mayAllow = true;
      this.neverAllowed = without(this.neverAllowed, claimed);
    }
    if (allow !== true) {
      this.mayDeny = true;
      this.neverDenied = without(this.neverDenied, claimed);
    }
    if (claim.certain && allow === true) { this.allows ??= location; }
    if (claim.certain && allow === false) { this.denies ??= location; }
    if (claim.doubt) { this.doubt ??= { how: claim.doubt, location }; }
  }

  /** Takes away what cannot get past an entry. */
  private settle(claim: Claim): void {
    if (claim.certain) {
      this.undecided = without(this.undecided, [claim]);
    }
  }

  private denyTheRest(): void {
    this.mayDeny ||= this.undecided.length > 0;
    this.neverDenied = without(this.neverDenied, this.undecided);
  }
}

/** Rows that have no port in common, without empty ones. */
function packets(rows: Row[]): Row[] {
  return rows.filter(({ ports, addresses }) => ports.from <= ports.to && !addresses.isEmpty);
}

function within(rows: Row[], other: Row): Row[] {
  return packets(rows.map(row => ({ ports: common(row.ports, other.ports), addresses: row.addresses.intersect(other.addresses) })));
}

function without(rows: Row[], others: Row[]): Row[] {
  return others.reduce((left, other) => packets(left.flatMap(row => remains(row, other))), rows);
}

/** What is below the other's ports, among them and above them. */
function remains(row: Row, other: Row): Row[] {
  const { ports, addresses } = row;
  const shared = common(ports, other.ports);
  return shared.from > shared.to ? [row] : [
    { ports: { from: ports.from, to: shared.from - 1 }, addresses },
    { ports: shared, addresses: addresses.subtract(other.addresses) },
    { ports: { from: shared.to + 1, to: ports.to }, addresses },
  ];
}

function common(a: PortRange, b: PortRange): PortRange {
  return { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
}

/** The most ports with the same addresses. */
function largestPart(rows: Row[]): DeniedPart {
  const parts: { ports: PortRange[]; addresses: AddressSet }[] = [];
  for (const { ports, addresses } of rows) {
    const part = parts.find(each => each.addresses.equals(addresses));
    if (part) {
      part.ports = joined(part.ports, ports);
    } else {
      parts.push({ ports: [ports], addresses });
    }
  }
  const { ports, addresses } = parts.reduce((best, part) => (portCount(part.ports) > portCount(best.ports) ? part : best));
  return { ports, addresses: addresses.describe() };
}

/** Rows come in the order of their ports, so only the last range can touch the next. */
function joined(ranges: PortRange[], next: PortRange): PortRange[] {
  const last = ranges[ranges.length - 1];
  return last.to + 1 === next.from ? [...ranges.slice(0, -1), { from: last.from, to: next.to }] : [...ranges, next];
}

function portCount(ranges: PortRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}
