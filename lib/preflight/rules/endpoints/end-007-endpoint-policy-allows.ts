import { policyProblems } from './policy-problems';
import { Rule } from '../rule';

export const endpointPolicyAllows: Rule = {
  id: 'SSM-END-007',
  title: 'The endpoint\'s policy allows what the agent calls',
  why: 'The policy of an endpoint is a second gate behind that of the role: what it does not allow is denied.',
  fix: 'Allow the agent\'s actions in PolicyDocument of the endpoint, or leave the policy out',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html',
  hop: 'ENDPOINT',
  *check(site) {
    for (const need of site.needs) {
      if (site.way(need.service).kind === 'endpoint') {
        yield* policyProblems(site, need);
      }
    }
  },
};
