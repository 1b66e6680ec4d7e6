import { isKnown, Known } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { RouteTarget, Subnet, Vpc } from '../../model/network/network';
import { internetPathOf, NetworkPath } from '../../model/network/network-path';
import { catalogued, Rule } from '../rule';
import { startsByItself, unawaited, pathsAtBoot } from '../support/order/boot-order';
import { lateRulesOut } from '../support/order/late-rules';

export const afterRoutesRule: Rule = {
  ...catalogued('SSM-ORD-002'),
  why: 'CloudFormation does not know that a node needs the route of its subnet; an agent that finds no way out as it boots tries again after 5 minutes, then 10, and up to an hour.',
  fix: { change: 'start-after-these', what: 'the route, its association, the attachment of the Internet gateway, and the egress rule where it is a resource of its own' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  reads: 'what the node depends on, directly and through other resources',
  cannotSee: 'how long a deployment takes, and when the agent tries again: it only warns',
  hop: 'NODE',
  *check(context) {
    if (!startsByItself(context.node)) {
      return;
    }
    const locations = pathsAtBoot(context).flatMap(path => [...spotsOf(path), ...path.kind === 'internet' ? lateRulesOut(context, path) : []]);
    const finding = unawaited(context, locations, 'an agent that boots without a way out registers only minutes later, up to an hour');
    if (finding) { yield finding; }
  },
};

/** What makes a path; the path of a NAT is a part of it, and a subnet is only followed once. */
function spotsOf(path: NetworkPath, seen: ReadonlySet<string> = new Set()): PropertyLocation[] {
  if (path.kind === 'gateway-endpoint') {
    return path.table.association ? [path.table.association] : [];
  }
  if (path.kind !== 'internet') {
    return [];
  }
  const { vpc, table: { association }, route: { location, target } } = path;
  return [location, ...association ? [association] : [], ...targetLocations(target, vpc, seen)];
}

function targetLocations(target: RouteTarget, vpc: Vpc, seen: ReadonlySet<string>): PropertyLocation[] {
  switch (target.kind) {
    case 'internet-gateway': return vpc.internetGateways.seen.filter(({ gateway }) => gateway === target.id).map(({ location }) => location);
    case 'nat-gateway': return isKnown(target.gateway) ? [target.gateway.location, ...onwards(target.gateway.subnet, seen)] : [];
    case 'instance': return isKnown(target.instance) ? [target.instance.location, ...onwards(target.instance.subnet, seen)] : [];
    default: return [];
  }
}

function onwards(subnet: Known<Subnet> | undefined, seen: ReadonlySet<string>): PropertyLocation[] {
  return subnet !== undefined && isKnown(subnet) && !seen.has(subnet.id) ? spotsOf(internetPathOf(subnet), new Set([...seen, subnet.id])) : [];
}
