import { catalogued, Rule } from '../rule';
import { policyFindings } from '../support/endpoints/endpoint-policy';

export const gatewayPolicyAllowsRule: Rule = {
  ...catalogued('SSM-END-010'),
  why: 'If the policy of a gateway endpoint leaves out the log bucket, transcripts are lost or sessions are refused. If it leaves out AWS\'s own buckets, the agent cannot be updated.',
  fix: { change: 'allow', what: 'the bucket', in: 'endpoint.policy', of: 'the gateway endpoint' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html',
  reads: 'the policy of the S3 gateway endpoint, and the buckets that the agent and the node\'s session document use',
  cannotSee: 'policies that are set outside of the assembly, and buckets that scripts of the node use',
  hop: 'ENDPOINT',
  *check(context) {
    for (const requirement of context.requirements) {
      if (context.pathTo(requirement.service).kind === 'gateway-endpoint') {
        yield* policyFindings(context, requirement);
      }
    }
  },
};
