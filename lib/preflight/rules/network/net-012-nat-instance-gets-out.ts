import { isKnown, Unknown } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { RoutingInstance } from '../../model/network/network';
import { securityGroupsAllow } from '../../model/network/security-group-traffic';
import { addressesOf } from '../../model/network/subnet-addresses';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { natInstanceOf, onwardRoute, pathsOf } from '../support/network/network-paths';

export const natInstanceGetsOutRule: Rule = {
  ...catalogued('SSM-NET-012'),
  why: 'A NAT instance needs a public address, a route to an Internet gateway, and security groups that let the node in and HTTPS out.',
  fix: 'Put the NAT instance into a public subnet with a public address, let TCP 443 in from the node\'s subnet, and out to everywhere',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html',
  reads: 'the subnet, the public address, the routes and the security groups of the NAT instance',
  cannotSee: 'whether the operating system of the NAT instance forwards and translates packets',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      const instance = natInstanceOf(route);
      if (instance) {
        yield* routeFindings(instance, { services, capabilities });
        yield* groupFindings(instance, context, { services, capabilities });
      }
    }
  },
};

type Rest = Pick<Finding, 'services' | 'capabilities'>;

function* routeFindings({ subnet, subnetLocation, publicAddress, location }: RoutingInstance, rest: Rest): Iterable<Finding> {
  const { name } = location.resource;
  const onward = onwardRoute(subnet);
  if (!isKnown(onward) || !isKnown(onward.route)) {
    yield undecided(location, `Whether the NAT instance ${name} reaches the Internet`, isKnown(onward) ? onward.route as Unknown : onward, rest.capabilities, rest.services);
  } else if (onward.route?.target.kind === 'elsewhere') {
    const why = new Unknown(`its traffic leaves through ${onward.route.target.what}`);
    yield undecided(onward.route.location, `Whether the NAT instance ${name} reaches the Internet`, why, rest.capabilities, rest.services);
  } else if (onward.route?.target.kind !== 'internet-gateway') {
    const { routeTable } = onward.subnet;
    yield {
      ...rest,
      severity: 'BLOCKED',
      // A route that leads elsewhere is right for what else is in that subnet: then the instance is in the wrong one.
      location: onward.route ? subnetLocation : isKnown(routeTable) ? routeTable.location : location,
      message: `The NAT instance ${name} is in ${onward.subnet.location.resource.name}, which has no default route to an Internet gateway`,
      fix: 'Put the NAT instance into a public subnet, or give its subnet a default route to an Internet gateway',
    };
  } else if (publicAddress.value === false) {
    yield { ...rest, severity: 'BLOCKED', location: publicAddress.location, message: `The NAT instance ${name} has no public address`, fix: { change: 'give-public-address', to: 'the NAT instance' } };
  } else if (!isKnown(publicAddress.value)) {
    yield undecided(publicAddress.location, `Whether the NAT instance ${name} has a public address`, publicAddress.value, rest.capabilities, rest.services);
  }
}

function* groupFindings({ securityGroups, location }: RoutingInstance, context: RuleContext, rest: Rest): Iterable<Finding> {
  const { name } = location.resource;
  const groups = context.node.securityGroups.value;
  const peers = isKnown(groups) ? groups.map(group => isKnown(group) ? group.id : group) : [groups];
  const from = addressesOf([context.subnet]);
  if (!isKnown(from)) { return; }
  const [first] = securityGroups.filter(isKnown);
  const checks = [
    { direction: 'ingress', peer: { addresses: from, groups: peers, prefixLists: [] }, says: `lets no TCP 443 in from ${isKnown(context.subnet) ? context.subnet.location.resource.name : 'the node'}`, at: first?.ingressLocation },
    { direction: 'egress', peer: { addresses: AddressSet.internet('ipv4'), groups: [], prefixLists: [] }, says: 'lets no TCP 443 out to the Internet', at: first?.egressLocation },
  ] as const;
  for (const { direction, peer, says, at } of checks) {
    const { how, location: by } = securityGroupsAllow(securityGroups, direction, { protocol: 'tcp', port: 443, peer: { ...peer, groups: [...peer.groups], prefixLists: [] } });
    const resource = by ?? at ?? location;
    if (how === 'none' || how === 'some') {
      yield { ...rest, severity: how === 'none' ? 'BLOCKED' : 'UNKNOWN', location: resource, message: `The security group of the NAT instance ${name} ${how === 'none' ? says : `${says.replace('no ', '')}, but not for all addresses`}` };
    } else if (!isKnown(how)) {
      yield undecided(resource, `Whether the NAT instance ${name} forwards HTTPS`, how, rest.capabilities, rest.services);
    }
  }
}
