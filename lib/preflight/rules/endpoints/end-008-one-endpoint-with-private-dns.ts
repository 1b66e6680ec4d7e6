import { isKnown, Unknown } from '../../model/known';
import { interfaceEndpoints } from '../../model/way';
import { waysOf } from '../network/ways-out';
import { Rule, undecided } from '../rule';

export const oneEndpointWithPrivateDns: Rule = {
  id: 'SSM-END-008',
  title: 'A VPC has one endpoint with private DNS for a service',
  why: 'EC2 refuses a second one, since both would answer to one name: the deployment fails.',
  fix: 'Share one endpoint, or turn private DNS off in the other',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  hop: 'ENDPOINT',
  *check(site) {
    for (const { way: { vpc }, services } of waysOf(site, 'endpoint')) {
      for (const service of services) {
        const endpoints = interfaceEndpoints(vpc, service);
        const [first, second] = endpoints.filter(({ privateDns }) => privateDns.value === true);
        const perhaps = endpoints.find(({ privateDns }) => !isKnown(privateDns.value));
        if (first && !second && perhaps) {
          const what = `Whether ${first.spot.place.logicalId} is the only endpoint for ${service} with private DNS`;
          yield undecided(perhaps.privateDns.spot, what, perhaps.privateDns.value as Unknown, site.capabilitiesOf(service), [service]);
        } else if (second) {
          yield {
            severity: 'BLOCKED',
            spot: second.spot,
            message: `The VPC ${vpc.spot.place.logicalId} has two endpoints for ${service} with private DNS, ${first.spot.place.logicalId} and ${second.spot.place.logicalId}`,
            services: [service],
            capabilities: site.capabilitiesOf(service),
          };
        }
      }
    }
  },
};
