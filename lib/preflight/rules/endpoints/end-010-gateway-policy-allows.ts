import { catalogued, Rule } from '../rule';
import { policyFindings } from '../support/endpoints/endpoint-policy';

export const gatewayPolicyAllowsRule: Rule = {
  ...catalogued('SSM-END-010'),
  why: 'A gateway endpoint whose policy leaves out the log bucket loses transcripts, or has sessions refused; one that leaves out AWS\'s own buckets stops updates of the agent.',
  fix: { change: 'allow', what: 'the bucket', in: 'endpoint.policy', of: 'the gateway endpoint' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html',
  hop: 'ENDPOINT',
  *check(context) {
    for (const requirement of context.requirements) {
      if (context.pathTo(requirement.service).kind === 'gateway-endpoint') {
        yield* policyFindings(context, requirement);
      }
    }
  },
};
