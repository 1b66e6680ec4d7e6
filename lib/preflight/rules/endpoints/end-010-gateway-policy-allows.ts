import { catalogued, Rule } from '../rule';
import { policyFindings } from '../support/endpoints/endpoint-policy';

export const gatewayPolicyAllowsRule: Rule = {
  ...catalogued('SSM-END-010'),
  why: 'If the policy of a gateway endpoint leaves out the log bucket, transcripts are lost or sessions are refused. If it leaves out AWS\'s own buckets, the agent cannot be updated.',
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
