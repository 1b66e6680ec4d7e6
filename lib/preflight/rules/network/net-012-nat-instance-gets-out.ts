import { natInstanceOf, onwardRoute, waysOf } from './ways-out';
import { AddressSet } from '../../model/address-set';
import { isKnown, Unknown } from '../../model/known';
import { RoutingInstance } from '../../model/network';
import { securityGroupsAllow } from '../../model/security-group-traffic';
import { addressesOf } from '../../model/way';
import { Problem, Rule, undecided } from '../rule';
import { Site } from '../site';

export const natInstanceGetsOut: Rule = {
  id: 'SSM-NET-012',
  title: 'A NAT instance gets out itself and lets the node in',
  why: 'A NAT instance needs a public address, a route to an Internet gateway, and security groups that let the node in and HTTPS out.',
  fix: 'Put the NAT instance into a public subnet with a public address, let TCP 443 in from the node\'s subnet, and out to everywhere',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html',
  hop: 'GATEWAY',
  *check(site) {
    for (const { way: { route }, services, capabilities } of waysOf(site, 'internet')) {
      const instance = natInstanceOf(route);
      if (instance) {
        yield* routeProblems(instance, { services, capabilities });
        yield* groupProblems(instance, site, { services, capabilities });
      }
    }
  },
};

type Rest = Pick<Problem, 'services' | 'capabilities'>;

function* routeProblems({ subnet, publicAddress, spot }: RoutingInstance, rest: Rest): Iterable<Problem> {
  const { logicalId } = spot.place;
  const onward = onwardRoute(subnet);
  if (!onward || !isKnown(onward.route)) {
    const unknown = !isKnown(subnet) ? subnet : onward ? onward.route : subnet.vpc;
    if (!isKnown(unknown as never)) {
      yield undecided(spot, `Whether the NAT instance ${logicalId} gets out`, unknown as never, rest.capabilities, rest.services);
    }
  } else if (onward.route?.target.kind === 'elsewhere') {
    const why = new Unknown(`its way leads out of sight, by ${onward.route.target.what}`);
    yield undecided(onward.route.spot, `Whether the NAT instance ${logicalId} gets out`, why, rest.capabilities, rest.services);
  } else if (onward.route?.target.kind !== 'internet-gateway') {
    const { routeTable } = onward.subnet;
    yield { ...rest, severity: 'BLOCKED', spot: onward.route?.spot ?? (isKnown(routeTable) ? routeTable.spot : spot), message: `The NAT instance ${logicalId} is in ${onward.subnet.spot.place.logicalId}, which has no default route to an Internet gateway` };
  } else if (publicAddress.value === false) {
    yield { ...rest, severity: 'BLOCKED', spot: publicAddress.spot, message: `The NAT instance ${logicalId} has no public address` };
  } else if (!isKnown(publicAddress.value)) {
    yield undecided(publicAddress.spot, `Whether the NAT instance ${logicalId} has a public address`, publicAddress.value, rest.capabilities, rest.services);
  }
}

function* groupProblems({ securityGroups, spot }: RoutingInstance, site: Site, rest: Rest): Iterable<Problem> {
  const { logicalId } = spot.place;
  const groups = site.node.securityGroups.value;
  const peers = isKnown(groups) ? groups.map(group => isKnown(group) ? group.id : group) : [groups];
  const from = addressesOf([site.subnet]);
  if (!isKnown(from)) { return; }
  const [first] = securityGroups.filter(isKnown);
  const checks = [
    { direction: 'ingress', peer: { addresses: from, groups: peers, prefixLists: [] }, says: `lets no TCP 443 in from ${isKnown(site.subnet) ? site.subnet.spot.place.logicalId : 'the node'}`, at: first?.ingressSpot },
    { direction: 'egress', peer: { addresses: AddressSet.internet('ipv4'), groups: [], prefixLists: [] }, says: 'lets no TCP 443 out to the Internet', at: first?.egressSpot },
  ] as const;
  for (const { direction, peer, says, at } of checks) {
    const { how, spot: by } = securityGroupsAllow(securityGroups, direction, { protocol: 'tcp', port: 443, peer: { ...peer, groups: [...peer.groups], prefixLists: [] } });
    const place = by ?? at ?? spot;
    if (how === 'none' || how === 'some') {
      yield { ...rest, severity: how === 'none' ? 'BLOCKED' : 'UNKNOWN', spot: place, message: `The security group of the NAT instance ${logicalId} ${how === 'none' ? says : `${says.replace('no ', '')}, but not for all addresses`}` };
    } else if (!isKnown(how)) {
      yield undecided(place, `Whether the NAT instance ${logicalId} forwards HTTPS`, how, rest.capabilities, rest.services);
    }
  }
}
