import { PropertyLocation } from '../../model/location';
import { NetworkPath } from '../../model/network/network-path';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { startsByItself, unawaited, pathsAtBoot } from '../support/order/boot-order';
import { lateRulesIn, lateRulesOut } from '../support/order/late-rules';

export const afterEndpointsRule: Rule = {
  ...catalogued('SSM-ORD-001'),
  why: 'An agent that finds no endpoint as it boots, or is not let in, tries again after 5 minutes, then 10, and up to an hour; what user data loads it loads once.',
  fix: { change: 'start-after-these', what: 'the endpoints, the records and zones that lead to them, the routes to another VPC and back, and the rules that let the node in and out where they are resources of their own' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  reads: 'what the node depends on, directly and through other resources',
  cannotSee: 'how long a deployment takes, and when the agent tries again: it only warns',
  hop: 'NODE',
  *check(context) {
    if (!startsByItself(context.node)) {
      return;
    }
    const locations = pathsAtBoot(context).flatMap(path => locationsOf(context, path));
    const finding = unawaited(context, locations, 'an agent that boots earlier registers only minutes later, up to an hour');
    if (finding) { yield finding; }
  },
};

/** An endpoint, what leads there, and the rules that let the node in, and out to it. */
function locationsOf(context: RuleContext, path: NetworkPath): PropertyLocation[] {
  switch (path.kind) {
    case 'endpoint': {
      const { endpoint, record, ways = [] } = path;
      const rules = [...lateRulesIn(context, endpoint.securityGroups.value), ...lateRulesOut(context, path)];
      return [endpoint.location, ...record ? [record.location] : [], ...ways, ...rules];
    }
    case 'gateway-endpoint': return [path.endpoint.location, ...lateRulesOut(context, path)];
    default: return [];
  }
}
