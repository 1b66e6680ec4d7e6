import { catalogued, Rule } from '../rule';
import { policyFindings } from '../support/endpoints/endpoint-policy';

export const endpointPolicyAllowsRule: Rule = {
  ...catalogued('SSM-END-007'),
  why: 'The policy of an endpoint is a second gate behind that of the role: what it does not allow is denied.',
  fix: [{ change: 'allow', what: 'the agent\'s actions', in: 'endpoint.policy', of: 'the endpoint' }, { change: 'reset', setting: 'endpoint.policy' }],
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  reads: 'the policy of the interface endpoint, with its principals, actions, resources and conditions',
  cannotSee: 'policies that are set outside of the assembly, and the values of condition keys that only a request has',
  hop: 'ENDPOINT',
  *check(context) {
    for (const requirement of context.requirements) {
      if (context.pathTo(requirement.service).kind === 'endpoint') {
        yield* policyFindings(context, requirement);
      }
    }
  },
};
