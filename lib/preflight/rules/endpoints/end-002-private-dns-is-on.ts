import { isKnown } from '../../model/known';
import { interfaceEndpoints } from '../../model/network/network-path';
import { catalogued, Rule, undecided } from '../rule';

/** EC2 refuses private DNS of S3 without a gateway endpoint, which then is what nodes use, unless the endpoint is for all resolvers. */
const FIX_FOR_S3 = 'Add a gateway endpoint for S3 on the route table of the node\'s subnet, or turn on private DNS of the endpoint for all resolvers';

export const privateDnsIsOnRule: Rule = {
  ...catalogued('SSM-END-002'),
  why: 'The agent asks for the public name of a service. Without private DNS that name leads to public addresses, past the endpoint.',
  fix: { change: 'set', setting: 'endpoint.private-dns', of: 'the endpoint', to: 'true' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html',
  reads: 'whether the interface endpoint has private DNS',
  cannotSee: 'private hosted zones outside of the assembly that stand in for private DNS, and whether the names resolve after the deployment',
  hop: 'ENDPOINT',
  *check(context) {
    for (const service of new Set(context.requirements.map(requirement => requirement.service))) {
      const path = context.pathTo(service);
      if (path.kind === 'none') {
        for (const { privateDns, location } of interfaceEndpoints(path.vpc, service).slice(0, 1)) {
          yield {
            severity: 'BLOCKED',
            location: privateDns.location,
            message: `The endpoint ${location.resource.name} for ${service} has no private DNS, so nothing uses it, and the node's subnet has no other way out`,
            ...service === 's3' ? { fix: FIX_FOR_S3 } : {},
            capabilities: context.capabilitiesOf(service),
            services: [service],
          };
        }
      } else if (path.kind === 'endpoint' && !path.record && !isKnown(path.endpoint.privateDns.value)) {
        yield undecided(path.endpoint.privateDns.location, `Whether the endpoint for ${service} has private DNS`, path.endpoint.privateDns.value, context.capabilitiesOf(service), [service]);
      }
    }
  },
};
