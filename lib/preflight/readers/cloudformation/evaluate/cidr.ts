import * as ipaddr from 'ipaddr.js';
import { unknown } from './resolved-values';
import { Unknown } from '../../../model/known';

const FOUR_PARTS = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;
const MOST_BLOCKS = 256;

/** As many blocks of 2 to the power of `hostBits` addresses as are asked for, from the start of a block; what `Fn::Cidr` gives. */
export function blocksWithin(block: string, count: number, hostBits: number): string[] | Unknown {
  // The library also takes addresses in two parts, in octal and in hex, which CloudFormation does not.
  if (!ipaddr.isValidCIDR(block) || (!block.includes(':') && !FOUR_PARTS.test(block))) {
    return unknown(`Fn::Cidr: "${block}" is not an address block`);
  }
  const [address, prefix] = ipaddr.parseCIDR(block);
  const width = address.kind() === 'ipv4' ? 32 : 128;
  if (!Number.isInteger(count) || count < 1 || count > MOST_BLOCKS) {
    return unknown(`Fn::Cidr: ${count} blocks; from 1 to ${MOST_BLOCKS} are allowed`);
  }
  if (!Number.isInteger(hostBits) || hostBits < 1 || hostBits > width) {
    return unknown(`Fn::Cidr: ${hostBits} bits; from 1 to ${width} are allowed`);
  }
  const size = 2n ** BigInt(hostBits);
  if (size * BigInt(count) > 2n ** BigInt(width - prefix)) {
    return unknown(`Fn::Cidr: ${count} blocks of ${hostBits} bits do not fit into ${block}`);
  }
  const start = networkAddress(address, width - prefix);
  return Array.from({ length: count }, (_, index) => `${format(start + size * BigInt(index), width)}/${width - hostBits}`);
}

function networkAddress(address: ipaddr.IPv4 | ipaddr.IPv6, hostBits: number): bigint {
  const value = address.toByteArray().reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return value - value % 2n ** BigInt(hostBits);
}

function format(value: bigint, width: number): string {
  const bytes: number[] = [];
  for (let rest = value; bytes.length < width / 8; rest /= 256n) {
    bytes.unshift(Number(rest % 256n));
  }
  return ipaddr.fromByteArray(bytes).toString();
}
