import { isKnown } from '../../model/known';
import { interfaceEndpoints } from '../../model/way';
import { Rule, undecided } from '../rule';

export const privateDnsIsOn: Rule = {
  id: 'SSM-END-002',
  title: 'The endpoint has private DNS',
  why: 'The agent asks for the public name of a service. Without private DNS that name leads to public addresses, past the endpoint.',
  fix: 'Set PrivateDnsEnabled of the endpoint to true',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  hop: 'ENDPOINT',
  *check(site) {
    for (const service of new Set(site.needs.map(need => need.service))) {
      const way = site.way(service);
      if (way.kind === 'none') {
        for (const { privateDns, spot } of interfaceEndpoints(way.vpc, service).slice(0, 1)) {
          yield {
            severity: 'BLOCKED',
            spot: privateDns.spot,
            message: `The endpoint ${spot.place.logicalId} for ${service} has no private DNS, so nothing uses it, and the node's subnet has no other way out`,
            capabilities: site.capabilitiesOf(service),
            services: [service],
          };
        }
      } else if (way.kind === 'endpoint' && !isKnown(way.endpoint.privateDns.value)) {
        yield undecided(way.endpoint.privateDns.spot, `Whether the endpoint for ${service} has private DNS`, way.endpoint.privateDns.value, site.capabilitiesOf(service), [service]);
      }
    }
  },
};
