import { isKnown } from '../../model/known';
import { display } from '../../model/symbolic-text';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const recordLeadsToServiceRule: Rule = {
  ...catalogued('SSM-END-016'),
  why: 'An endpoint answers for its own service only, with a certificate for the names of that service, so that the agent ends the connection.',
  reads: 'records of private hosted zones that lead to an endpoint of the assembly, and the service of that endpoint',
  cannotSee: 'endpoints outside of the assembly that a record leads to: there the node is UNKNOWN by SSM-END-013',
  fix: 'Let the record lead to the endpoint of the service that it is named after',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { endpoint, record }, services } of pathsOf(context, 'endpoint')) {
      if (!record) { continue; }
      for (const service of services.filter(each => each !== endpoint.service)) {
        const capabilities = context.capabilitiesOf(service);
        if (isKnown(endpoint.service)) {
          yield {
            severity: 'BLOCKED',
            location: record.location,
            message: `The record ${record.location.resource.name} leads ${service} to ${endpoint.location.resource.name}, which is the endpoint of ${display(endpoint.service)}`,
            capabilities,
            services: [service],
          };
        } else {
          yield undecided(record.location, `Whether the record leads to an endpoint of ${service}`, endpoint.service, capabilities, [service]);
        }
      }
    }
  },
};
