import { isKnown, Unknown } from '../../model/known';
import { interfaceEndpoints } from '../../model/network/network-path';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const oneEndpointWithPrivateDnsRule: Rule = {
  ...catalogued('SSM-END-008'),
  why: 'EC2 refuses a second one, since both would answer to one name: the deployment fails.',
  fix: 'Share one endpoint, or turn private DNS off in the other',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  reads: 'all interface endpoints of the VPC for one service, and whether each has private DNS',
  cannotSee: 'endpoints and private hosted zones that other apps have in the VPC',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { vpc }, services } of pathsOf(context, 'endpoint')) {
      for (const service of services) {
        const endpoints = interfaceEndpoints(vpc, service);
        const [first, second] = endpoints.filter(({ privateDns }) => privateDns.value === true);
        const perhaps = endpoints.find(({ privateDns }) => !isKnown(privateDns.value));
        if (first && !second && perhaps) {
          const what = `Whether ${first.location.resource.name} is the only endpoint for ${service} with private DNS`;
          yield undecided(perhaps.privateDns.location, what, perhaps.privateDns.value as Unknown, context.capabilitiesOf(service), [service]);
        } else if (second) {
          yield {
            severity: 'BLOCKED',
            location: second.location,
            message: `The VPC ${vpc.location.resource.name} has two endpoints for ${service} with private DNS, ${first.location.resource.name} and ${second.location.resource.name}`,
            services: [service],
            capabilities: context.capabilitiesOf(service),
          };
        }
      }
    }
  },
};
