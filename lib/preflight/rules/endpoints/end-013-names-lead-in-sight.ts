import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const namesLeadInSightRule: Rule = {
  ...catalogued('SSM-END-013'),
  why: 'Private hosted zones, resolver rules and Route 53 Profiles can lead the name of a service to an endpoint in another VPC, and what no template shows decides whether the node gets there.',
  reads: 'private hosted zones, resolver rules, Route 53 Profiles and routes that lead the name of a service out of sight',
  cannotSee: 'where they lead: this is what the rule reports',
  fix: 'Check where the name leads, that the endpoint lets the node in on TCP 443, and that routes lead there and back; then acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/whitepapers/latest/building-scalable-secure-multi-vpc-network-infrastructure/centralized-access-to-vpc-private-endpoints.html',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { at, unknown }, services, capabilities } of pathsOf(context, 'unseen')) {
      if (at) {
        yield undecided(at, `Whether the node reaches ${services.join(' and ')}`, unknown, capabilities, services);
      }
    }
  },
};
