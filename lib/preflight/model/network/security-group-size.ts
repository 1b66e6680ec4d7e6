import { AddressSet, EVERY_ADDRESS } from './address-set';
import { isKnown } from '../known';
import { SecurityGroup } from './network';
import { Direction } from './traffic';

/**
 * The default quotas of EC2. That of rules is for each direction and each family of addresses.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
 */
export const SECURITY_GROUP_QUOTAS = { rules: 60, groups: 5, mostGroups: 16 } as const;

const IPV6 = AddressSet.all('ipv6');

/** How many rules a group has certainly, in the family that has more. One that names a group or a prefix list counts in both. */
export function rulesOf(group: SecurityGroup, direction: Direction): number {
  const peers = group[direction].map(({ peer }) => peer).filter(isKnown);
  const blocks = peers.flatMap(peer => {
    const set = peer.kind === 'cidr' ? AddressSet.cidr(peer.cidr) : EVERY_ADDRESS;
    return isKnown(set) ? [set] : [];
  });
  const ipv6 = blocks.filter(set => set.overlaps(IPV6)).length;
  const ipv4 = blocks.filter(set => !IPV6.covers(set)).length;
  return Math.max(ipv4, ipv6);
}
