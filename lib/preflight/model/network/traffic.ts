import { AddressSet, EVERY_ADDRESS } from './address-set';
import { isKnown, Known, Unknown } from '../known';
import { PortRange } from './network';
import { PropertyLocation } from '../location';
import { gapIn } from '../symbolic-text';

export type Direction = 'egress' | 'ingress';

/** How much of some traffic gets through. */
export type Extent = 'all' | 'some' | 'none';

/** What rules make of some traffic. */
export interface Coverage {
  readonly how: Known<Extent>;
  /**
   * The rule that decided: of a security group one that allows; of a network ACL one that allows where all is allowed, and otherwise one that
   * denies; where it is unknown the rule that cannot be seen. Undefined if no rule mentions the traffic.
   */
  readonly location?: PropertyLocation;
  /** A part that a network ACL denies where it allows some: each of these ports at each of these addresses. */
  readonly denied?: DeniedPart;
}

export interface DeniedPart {
  readonly ports: PortRange[];
  /** For people to read, three at most; the last one may count what is left out. */
  readonly addresses: string[];
}

export const ALL_PORTS: PortRange = { from: 0, to: 65535 };

/**
 * The ports that connections come from, and replies go to.
 *
 * Linux: `net.ipv4.ip_local_port_range` is 32768 to 60999 by default; the documentation of AWS rounds it up to 61000. A NAT instance with Linux keeps
 * the port of whom it translates.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html
 * @see https://docs.kernel.org/networking/ip-sysctl.html
 * @see https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang
 */
export const EPHEMERAL_PORTS = {
  'linux': { from: 32768, to: 60999 },
  'windows': { from: 49152, to: 65535 },
  /** `net.inet.ip.portrange.first` and `.last`. */
  'macos': { from: 49152, to: 65535 },
  'nat-gateway': { from: 1024, to: 65535 },
} as const satisfies { readonly [origin: string]: PortRange };

/**
 * The TCP ports that a rule speaks of; undefined for none.
 *
 * EC2 ignores the ports of a rule for all protocols, so they say nothing either where the protocol is not known.
 */
export function tcpPorts(protocol: Known<string>, ports: Known<PortRange | undefined>): Known<PortRange | undefined> {
  const name = isKnown(protocol) ? gapIn(protocol) ?? protocol.toLowerCase() : protocol;
  if (name instanceof Unknown) { return name; }
  if (name === '-1') { return ALL_PORTS; }
  if (name !== 'tcp' && name !== '6') { return undefined; }
  if (!isKnown(ports)) { return ports; }
  return ports === undefined || ports.from === -1 ? ALL_PORTS : ports;
}

/** Decides on traffic with addresses that may not be known: over all that they may be of, where `some` then says nothing. */
export function forAddresses(addresses: Known<AddressSet>, decide: (addresses: AddressSet) => Coverage): Coverage {
  if (isKnown(addresses)) { return decide(addresses); }
  const coverage = decide(EVERY_ADDRESS);
  return coverage.how === 'some' ? { ...coverage, how: addresses } : coverage;
}

/** Whether two texts are the same: unknown where a gap could make them so. */
export function sameText(a: string, b: string): Known<boolean> {
  return gapIn(a) ?? gapIn(b) ?? a === b;
}
