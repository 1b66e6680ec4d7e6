import { startsByItself, unawaited, waysAtBoot } from './awaited';
import { Rule } from '../rule';

/** SSM-ORD-001. */
export const afterEndpoints: Rule = {
  id: 'SSM-ORD-001',
  title: 'The node waits for its VPC endpoints',
  why: 'An agent that finds no endpoint as it boots tries again after 5 minutes, then 10, and up to an hour; what user data loads it loads once.',
  fix: 'add the endpoints to DependsOn of the node',
  contract: 6,
  see: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html',
  hop: 'NODE',
  *check(site) {
    if (!startsByItself(site.node)) {
      return;
    }
    const spots = waysAtBoot(site).flatMap(way => (way.kind === 'endpoint' || way.kind === 'gateway-endpoint' ? [way.endpoint.spot] : []));
    const problem = unawaited(site, spots, 'an agent that boots before them registers only minutes later, up to an hour');
    if (problem) { yield problem; }
  },
};
