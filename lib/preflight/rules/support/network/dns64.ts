import { isKnown, Known } from '../../../model/known';
import { Subnet } from '../../../model/network/network';
import { nat64Route } from '../../../model/network/network-path';

/** Whether a subnet with IPv6 only has a route for NAT64, and DNS that does not lead there. */
export function lacksDns64Only(subnet: Known<Subnet>): boolean {
  if (!isKnown(subnet) || subnet.cidr !== undefined || subnet.dns64.value !== false || !isKnown(subnet.routeTable)) { return false; }
  const route = nat64Route(subnet.routeTable);
  return isKnown(route) && route !== undefined;
}
