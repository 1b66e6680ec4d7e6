import { startsByItself, unawaited, waysAtBoot } from './awaited';
import { isKnown, Known } from '../../model/known';
import { RouteTarget, Subnet, Vpc } from '../../model/network';
import { Spot } from '../../model/place';
import { internetOf, Way } from '../../model/way';
import { Rule } from '../rule';

/** SSM-ORD-002. */
export const afterRoutes: Rule = {
  id: 'SSM-ORD-002',
  title: 'The node waits for the routes that lead it out',
  why: 'CloudFormation does not know that a node needs the route of its subnet; an agent that finds no way out as it boots tries again after 5 minutes, then 10, and up to an hour.',
  fix: 'add the route, its association and the attachment of the Internet gateway to DependsOn of the node',
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  hop: 'NODE',
  *check(site) {
    if (!startsByItself(site.node)) {
      return;
    }
    const spots = waysAtBoot(site).flatMap(way => spotsOf(way));
    const problem = unawaited(site, spots, 'an agent that boots without a way out registers only minutes later, up to an hour');
    if (problem) { yield problem; }
  },
};

/** What makes a way; the way of a NAT is a part of it, and a subnet is only followed once. */
function spotsOf(way: Way, seen: ReadonlySet<string> = new Set()): Spot[] {
  if (way.kind === 'gateway-endpoint') {
    return way.table.association ? [way.table.association] : [];
  }
  if (way.kind !== 'internet') {
    return [];
  }
  const { vpc, table: { association }, route: { spot, target } } = way;
  return [spot, ...association ? [association] : [], ...targetSpots(target, vpc, seen)];
}

function targetSpots(target: RouteTarget, vpc: Vpc, seen: ReadonlySet<string>): Spot[] {
  switch (target.kind) {
    case 'internet-gateway': return vpc.internetGateways.filter(({ gateway }) => gateway === target.id).map(({ spot }) => spot);
    case 'nat-gateway': return isKnown(target.gateway) ? [target.gateway.spot, ...onwards(target.gateway.subnet, seen)] : [];
    case 'instance': return isKnown(target.instance) ? [target.instance.spot, ...onwards(target.instance.subnet, seen)] : [];
    default: return [];
  }
}

function onwards(subnet: Known<Subnet>, seen: ReadonlySet<string>): Spot[] {
  return isKnown(subnet) && !seen.has(subnet.id) ? spotsOf(internetOf(subnet), new Set([...seen, subnet.id])) : [];
}
