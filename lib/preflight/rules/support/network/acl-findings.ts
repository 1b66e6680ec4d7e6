import { isKnown, Known } from '../../../model/known';
import { aclAllows } from '../../../model/network/acl-traffic';
import { AddressSet } from '../../../model/network/address-set';
import { NetworkAcl, PortRange } from '../../../model/network/network';
import { Direction, forAddresses } from '../../../model/network/traffic';
import { Finding, undecided } from '../../rule';

export interface AclCheck {
  readonly acl: Known<NetworkAcl>;
  readonly direction: Direction;
  readonly ports: PortRange;
  readonly addresses: Known<AddressSet>;
  /** For people to read: `requests to the Internet`. */
  readonly what: string;
}

/** What a network ACL makes of some packets. An ACL has no memory: requests and replies are looked at apart. */
export function* aclFindings({ acl, direction, ports, addresses, what }: AclCheck, rest: Omit<Finding, 'severity' | 'message'>): Iterable<Finding> {
  if (!isKnown(acl)) {
    yield undecided(rest.location, `Whether the network ACL lets ${what} through`, acl, rest.capabilities, rest.services, rest.to);
    return;
  }
  const { how: answer, location, denied } = forAddresses(addresses, all => aclAllows(acl, direction, { protocol: 'tcp', ports, addresses: all }));
  // Whoever may put the subnet under another ACL is taken to let more through, and not less.
  const how = answer !== 'all' && acl.doubt ? acl.doubt : answer;
  const at = location ?? acl.location;
  const side = direction === 'egress' ? 'out' : 'in';
  const wanted = `TCP ${portsText(ports)}`;
  if (how === 'none') {
    yield { ...rest, severity: 'BLOCKED', location: at, message: `The network ACL ${acl.location.resource.name} does not let ${wanted} ${side}: ${what} do not get through` };
  } else if (how === 'some') {
    const part = denied ? ` to TCP ${denied.ports.map(portsText).join(', ')} of ${denied.addresses.join(', ')}` : '';
    yield { ...rest, severity: 'BLOCKED', location: at, message: `The network ACL ${acl.location.resource.name} denies part of what goes ${side}${part}: ${what} get through sometimes, or not at all` };
  } else if (!isKnown(how)) {
    yield undecided(at, `Whether the network ACL ${acl.location.resource.name} lets ${what} through`, how, rest.capabilities, rest.services, rest.to);
  }
}

export function portsText({ from, to }: PortRange): string {
  return from === to ? `${from}` : `${from}-${to}`;
}
