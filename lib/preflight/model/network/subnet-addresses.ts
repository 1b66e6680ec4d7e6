import { AddressSet } from './address-set';
import { isKnown, Known } from '../known';
import { Subnet } from './network';

/** The addresses that the network interfaces of an endpoint may have. */
export function addressesOf(subnets: readonly Known<Subnet>[]): Known<AddressSet> {
  let addresses = AddressSet.none;
  for (const subnet of subnets) {
    const cidr = isKnown(subnet) ? subnet.cidr ?? subnet.ipv6Cidr : subnet;
    if (!isKnown(cidr)) { return cidr; }
    const set = cidr === undefined ? AddressSet.none : AddressSet.cidr(cidr);
    if (!isKnown(set)) { return set; }
    addresses = addresses.union(set);
  }
  return addresses;
}
