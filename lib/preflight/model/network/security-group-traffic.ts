import { AddressSet } from './address-set';
import { any, isKnown, Known, Unknown } from '../known';
import { Peer, SecurityGroup, SecurityGroupRule } from './network';
import { PropertyLocation } from '../location';
import { display } from '../symbolic-text';
import { Coverage, Direction, sameText, tcpPorts } from './traffic';

/** A connection as a security group sees it; the port is the one that it goes to. */
export interface SecurityGroupTraffic {
  readonly protocol: 'tcp';
  readonly port: number;
  readonly peer: TrafficPeer;
}

/** The other side of a connection. */
export interface TrafficPeer {
  /** Where these are not known: all that they may be of. */
  readonly addresses: AddressSet;
  /** Ids of the security groups that the other side carries, where it is reached by its private address. */
  readonly groups: Known<string>[];
  /** Ids of the prefix lists that are known to hold exactly these addresses. */
  readonly prefixLists: string[];
}

/** The addresses that a rule lets through, or may let through where there is a doubt. */
interface Allowance {
  /** Undefined for a group that cannot be seen. */
  readonly location?: PropertyLocation;
  readonly addresses: AddressSet;
  readonly doubt?: Unknown;
}

/**
 * Whether security groups let a connection through: the rules of all of them add up.
 *
 * The answer is for all addresses of the peer taken together. Those of a peer that is not known may be given as all that they may be of: `all` and
 * `none` hold for whatever part of them it turns out to be.
 */
export function securityGroupsAllow(groups: Known<SecurityGroup>[], direction: Direction, traffic: SecurityGroupTraffic): Coverage {
  const asked = traffic.peer.addresses;
  if (asked.isEmpty) {
    return { how: new Unknown('the addresses of the other side are not known') };
  }
  const allowances = groups.flatMap(group => allowancesOf(group, direction, traffic)).filter(allowance => !allowance.addresses.isEmpty);
  const certain = allowances.filter(allowance => !allowance.doubt);
  const allowed = addressesOf(certain);
  if (allowed.covers(asked)) {
    // One rule that does it alone says more than the first of several.
    return { how: 'all', location: (certain.find(allowance => allowance.addresses.covers(asked)) ?? certain[0]).location };
  }
  const doubtful = allowances.find(allowance => allowance.doubt && !allowed.covers(allowance.addresses));
  // What may be allowed besides turns some into all, or none into anything; otherwise some stays some.
  if (doubtful && (allowed.isEmpty || addressesOf(allowances).covers(asked))) {
    return { how: doubtful.doubt!, location: doubtful.location };
  }
  return allowed.isEmpty ? { how: 'none' } : { how: 'some', location: certain[0].location };
}

function addressesOf(allowances: Allowance[]): AddressSet {
  return AddressSet.union(allowances.map(allowance => allowance.addresses));
}

function allowancesOf(group: Known<SecurityGroup>, direction: Direction, traffic: SecurityGroupTraffic): Allowance[] {
  const asked = traffic.peer.addresses;
  if (!isKnown(group)) {
    return [{ addresses: asked, doubt: group }];
  }
  const seen = group[direction].map(rule => allowanceOf(rule, traffic));
  return group.hiddenRules ? [...seen, { addresses: asked, doubt: group.hiddenRules, location: group.location }] : seen;
}

function allowanceOf(rule: SecurityGroupRule, { port, peer }: SecurityGroupTraffic): Allowance {
  const { location } = rule;
  const ports = tcpPorts(rule.protocol, rule.ports);
  if (isKnown(ports) && (!ports || port < ports.from || port > ports.to)) {
    return { addresses: AddressSet.none, location };
  }
  const addresses = peerAddresses(rule.peer, peer);
  const doubt = [addresses, ports].find(value => value instanceof Unknown);
  return { addresses: isKnown(addresses) ? addresses : peer.addresses, doubt, location };
}

/** Which addresses of the other side a rule names. */
function peerAddresses(named: Known<Peer>, peer: TrafficPeer): Known<AddressSet> {
  if (!isKnown(named)) {
    return named;
  }
  if (named.kind === 'cidr') {
    const block = AddressSet.cidr(named.cidr);
    return isKnown(block) ? peer.addresses.intersect(block) : block;
  }
  if (named.kind === 'group') {
    const carried = any(peer.groups.map(id => (isKnown(id) ? sameText(id, named.id) : id)));
    return isKnown(carried) ? (carried ? peer.addresses : AddressSet.none) : carried;
  }
  const listed = any(peer.prefixLists.map(id => sameText(id, named.id)));
  return listed === true ? peer.addresses : new Unknown(`what is in the prefix list ${display(named.id)} is not known`);
}
