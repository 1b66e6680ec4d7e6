import { isKnown, Known } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { RouteTarget, RoutingInstance, Subnet, Vpc } from '../../model/network/network';
import { internetPathOf, NetworkPath } from '../../model/network/network-path';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { startsByItself, unawaited, pathsAtBoot } from '../support/order/boot-order';
import { lateRulesIn, lateRulesOut } from '../support/order/late-rules';

export const afterRoutesRule: Rule = {
  ...catalogued('SSM-ORD-002'),
  why: 'CloudFormation does not know that a node needs the route of its subnet; an agent that finds no way out as it boots tries again after 5 minutes, then 10, and up to an hour.',
  fix: { change: 'start-after-these', what: 'the route, its association, the attachment of the Internet gateway, the address of a NAT instance, and the rules that let the node out where they are resources of their own' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  reads: 'what the node depends on, directly and through other resources',
  cannotSee: 'how long a deployment takes, and when the agent tries again: it only warns',
  hop: 'NODE',
  *check(context) {
    if (!startsByItself(context.node)) {
      return;
    }
    const locations = pathsAtBoot(context).flatMap(path => [...spotsOf(context, path), ...path.kind === 'internet' ? lateRulesOut(context, path) : []]);
    const finding = unawaited(context, locations, 'an agent that boots without a way out registers only minutes later, up to an hour');
    if (finding) { yield finding; }
  },
};

/** What makes a path; the path of a NAT is a part of it, and a subnet is only followed once. */
function spotsOf(context: RuleContext, path: NetworkPath, seen: ReadonlySet<string> = new Set()): PropertyLocation[] {
  if (path.kind === 'gateway-endpoint') {
    return path.table.association ? [path.table.association] : [];
  }
  if (path.kind !== 'internet') {
    return [];
  }
  const { vpc, table: { association }, route: { location, target } } = path;
  return [location, ...association ? [association] : [], ...targetLocations(context, target, vpc, seen)];
}

function targetLocations(context: RuleContext, target: RouteTarget, vpc: Vpc, seen: ReadonlySet<string>): PropertyLocation[] {
  switch (target.kind) {
    case 'internet-gateway': return vpc.internetGateways.seen.filter(({ gateway }) => gateway === target.id).map(({ location }) => location);
    case 'nat-gateway': return isKnown(target.gateway) ? [target.gateway.location, ...onwards(context, target.gateway.subnet, seen)] : [];
    case 'instance': return isKnown(target.instance) ? natInstanceLocations(context, target.instance, seen) : [];
    default: return [];
  }
}

/** A NAT instance, what gives it its address, the rules that let the node in, and its own way out. */
function natInstanceLocations(context: RuleContext, instance: RoutingInstance, seen: ReadonlySet<string>): PropertyLocation[] {
  const { location, publicAddress, securityGroups, subnet } = instance;
  const isOfSubnet = isKnown(subnet) && publicAddress.location.resource.key === subnet.location.resource.key;
  return [location, ...isOfSubnet ? [] : [publicAddress.location], ...lateRulesIn(context, securityGroups), ...onwards(context, subnet, seen)];
}

function onwards(context: RuleContext, subnet: Known<Subnet> | undefined, seen: ReadonlySet<string>): PropertyLocation[] {
  if (subnet === undefined || !isKnown(subnet) || seen.has(subnet.id)) { return []; }
  return spotsOf(context, internetPathOf(subnet), new Set([...seen, subnet.id]));
}
