import { isKnown, Known } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { AddressSet } from '../../../model/network/address-set';
import { SecurityGroup, SecurityGroupRule } from '../../../model/network/network';
import { NetworkPath } from '../../../model/network/network-path';
import { securityGroupsAllow } from '../../../model/network/security-group-traffic';
import { addressesOf } from '../../../model/network/subnet-addresses';
import { Direction, forAddresses } from '../../../model/network/traffic';
import { ManagedNode } from '../../../model/node';
import { RuleContext } from '../../rule-context';
import { destinationOf } from '../network/network-paths';

/** The other side of a connection, as security groups see it. */
interface Peer {
  readonly addresses: Known<AddressSet>;
  readonly groups: readonly Known<string>[];
}

/** Rules of the node's security groups that let a path through, are resources of their own, and may come after the node. */
export function lateRulesOut({ node }: RuleContext, path: Exclude<NetworkPath, { readonly kind: 'none' | 'unresolved' }>): PropertyLocation[] {
  const groups = node.securityGroups.value;
  return isKnown(groups) ? lateRules(node, groups, 'egress', destinationOf(path)) : [];
}

/** The same of the rules of an endpoint or a NAT that let the node in. */
export function lateRulesIn({ node }: RuleContext, groups: Known<Known<SecurityGroup>[]>): PropertyLocation[] {
  if (!isKnown(groups)) { return []; }
  const { subnets: { value: subnets }, securityGroups: { value: own } } = node;
  return lateRules(node, groups, 'ingress', {
    addresses: isKnown(subnets) ? addressesOf(subnets) : subnets,
    groups: isKnown(own) ? own.map(group => isKnown(group) ? group.id : group) : [own],
  });
}

function lateRules(node: ManagedNode, groups: readonly Known<SecurityGroup>[], direction: Direction, peer: Peer): PropertyLocation[] {
  const late = groups.filter(isKnown).flatMap(group => group[direction].filter(rule => isLate(node, group, rule)).map(rule => ({ group, rule })));
  if (late.length === 0) { return []; }
  const isOneOf = new Set(late.map(({ rule }) => rule));
  const early = groups.map(group => isKnown(group) ? { ...group, [direction]: group[direction].filter(rule => !isOneOf.has(rule)) } : group);
  if (extentOf(early, direction, peer) === 'all') { return []; }
  return late.filter(({ group, rule }) => extentOf([{ ...group, [direction]: [rule] }], direction, peer) !== 'none').map(({ rule }) => rule.location);
}

/** A rule inside a group comes with it, and what carries the group cannot come before it. */
function isLate(node: ManagedNode, group: SecurityGroup, { location: { resource } }: SecurityGroupRule): boolean {
  return resource.key !== group.location.resource.key && !node.comesAfter.has(resource.key);
}

function extentOf(groups: Known<SecurityGroup>[], direction: Direction, { addresses, groups: carried }: Peer) {
  return forAddresses(addresses, all => (
    securityGroupsAllow(groups, direction, { protocol: 'tcp', port: 443, peer: { addresses: all, groups: [...carried], prefixLists: [] } })
  )).how;
}
