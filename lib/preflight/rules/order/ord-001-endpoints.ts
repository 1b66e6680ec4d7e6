import { catalogued, Rule } from '../rule';
import { startsByItself, unawaited, pathsAtBoot } from '../support/order/boot-order';

export const afterEndpointsRule: Rule = {
  ...catalogued('SSM-ORD-001'),
  why: 'An agent that finds no endpoint as it boots tries again after 5 minutes, then 10, and up to an hour; what user data loads it loads once.',
  fix: { change: 'start-after-these', what: 'the endpoints' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  hop: 'NODE',
  *check(context) {
    if (!startsByItself(context.node)) {
      return;
    }
    const locations = pathsAtBoot(context).flatMap(path => (path.kind === 'endpoint' || path.kind === 'gateway-endpoint' ? [path.endpoint.location] : []));
    const finding = unawaited(context, locations, 'an agent that boots before them registers only minutes later, up to an hour');
    if (finding) { yield finding; }
  },
};
