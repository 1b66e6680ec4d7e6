import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import * as ipaddr from 'ipaddr.js';
import { fail } from './errors';

/** Ranges of addresses that never reach a public endpoint as what they are. */
const NOT_PUBLIC = ['private', 'carrierGradeNat', 'loopback', 'linkLocal', 'uniqueLocal'];

/** Checks blocks of addresses that requests to a public endpoint may come from. */
export function checkPublicNetworks(scope: IConstruct, name: string, blocks: string[]): void {
  if (blocks.length === 0) {
    fail(scope, `${name} must be one or more, got none, from which nobody could connect; name a block such as '198.51.100.0/24', or leave it out`);
  }
  blocks.filter(block => !Token.isUnresolved(block)).forEach(block => checkPublicNetwork(scope, name, block));
}

function checkPublicNetwork(scope: IConstruct, name: string, block: string): void {
  if (!isBlock(block)) {
    fail(scope, `${name} must be blocks of addresses, got '${block}'; write one such as '198.51.100.0/24' or '2001:db8::/56'`);
  }
  const [address, bits] = ipaddr.parseCIDR(block);
  if (bits === 0) {
    fail(scope, `${name} must not be all addresses, got '${block}', which restricts nothing; name the networks, or leave it out`);
  }
  if (NOT_PUBLIC.includes(address.range())) {
    fail(scope, `${name} must be public addresses, got '${block}': AWS sees the address that a network has outside, such as that of its NAT gateway; name that one`);
  }
}

/** The parser would also take octal, hexadecimal and zones, which IAM does not. */
function isBlock(text: string): boolean {
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || (ipaddr.IPv6.isValidCIDR(text) && !text.includes('%'));
}
