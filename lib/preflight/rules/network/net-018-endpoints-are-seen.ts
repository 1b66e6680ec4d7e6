import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const endpointsAreSeenRule: Rule = {
  ...catalogued('SSM-NET-018'),
  why: 'Private DNS sends the names of a service to the endpoint of the VPC, past all routes. Where it is not known whether an endpoint does that, it is not known which way is to be looked at.',
  reads: 'the settings of endpoints and of the VPC that decide whether private DNS answers',
  cannotSee: 'values that only the deployment knows: this is what the rule reports',
  fix: 'Write the setting so that it can be read, or tell preflight the values of parameters; or check by hand which way the traffic takes, and acknowledge the rule',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
  hop: 'ROUTE',
  *check(context) {
    for (const { path: { doubt, unknown }, services, capabilities } of pathsOf(context, 'unseen')) {
      if (doubt) {
        yield undecided(doubt, 'The way out of the node\'s subnet', unknown, capabilities, services);
      }
    }
  },
};
