import { aclAllows } from '../../model/acl-traffic';
import { AddressSet } from '../../model/address-set';
import { isKnown, Known } from '../../model/known';
import { NetworkAcl, PortRange } from '../../model/network';
import { Direction, forAddresses } from '../../model/traffic';
import { Problem, undecided } from '../rule';

export interface AclCheck {
  readonly acl: Known<NetworkAcl>;
  readonly direction: Direction;
  readonly ports: PortRange;
  readonly addresses: Known<AddressSet>;
  /** For people to read: `requests to the Internet`. */
  readonly what: string;
}

/** What a network ACL makes of some packets. An ACL has no memory: requests and replies are looked at apart. */
export function* aclProblems({ acl, direction, ports, addresses, what }: AclCheck, rest: Omit<Problem, 'severity' | 'message'>): Iterable<Problem> {
  if (!isKnown(acl)) {
    yield undecided(rest.spot, `Whether the network ACL lets ${what} through`, acl, rest.capabilities, rest.services, rest.to);
    return;
  }
  const { how, spot, denied } = forAddresses(addresses, all => aclAllows(acl, direction, { protocol: 'tcp', ports, addresses: all }));
  const at = spot ?? acl.spot;
  const side = direction === 'egress' ? 'out' : 'in';
  const wanted = `TCP ${portsText(ports)}`;
  if (how === 'none') {
    yield { ...rest, severity: 'BLOCKED', spot: at, message: `The network ACL ${acl.spot.place.logicalId} does not let ${wanted} ${side}: ${what} do not get through` };
  } else if (how === 'some') {
    const part = denied ? ` to TCP ${denied.ports.map(portsText).join(', ')} of ${denied.addresses.join(', ')}` : '';
    yield { ...rest, severity: 'BLOCKED', spot: at, message: `The network ACL ${acl.spot.place.logicalId} denies part of what goes ${side}${part}: ${what} get through sometimes, or not at all` };
  } else if (!isKnown(how)) {
    yield undecided(at, `Whether the network ACL ${acl.spot.place.logicalId} lets ${what} through`, how, rest.capabilities, rest.services, rest.to);
  }
}

export function portsText({ from, to }: PortRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
