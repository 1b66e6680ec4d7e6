import { Service } from '../../model/service';
import { gatewayEndpoints, interfaceEndpoints } from '../../model/way';
import { hasEndpoints } from '../network/net-006-route-leads-out';
import { Rule } from '../rule';
import { Site } from '../site';

export const endpointExists: Rule = {
  id: 'SSM-END-001',
  title: 'A VPC without another way out has an endpoint for each service that is needed',
  why: 'One endpoint that is missing is enough: without ssm the node never registers, without ssmmessages no session starts, without logs, kms or s3 sessions are refused or go without a transcript.',
  fix: 'Add the endpoint to the VPC, with private DNS',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  hop: 'ENDPOINT',
  *check(site) {
    for (const service of new Set(site.needs.map(need => need.service))) {
      const way = site.way(service);
      if (way.kind !== 'none' || !hasEndpoints(way.vpc) || isThere(site, service)) { continue; }
      const { vpc } = way;
      const kind = service === 's3' ? 'gateway endpoint' : 'interface endpoint';
      yield {
        severity: 'BLOCKED',
        spot: vpc.spot,
        message: `The VPC ${vpc.spot.place.logicalId} has no endpoint for ${service}, and the node's subnet has no other way out`,
        fix: `Add ${service === 's3' ? 'a' : 'an'} ${kind} for com.amazonaws.<region>.${service} to the VPC${service === 's3' ? ', on the route table of the node\'s subnet' : ', with private DNS'}`,
        capabilities: site.capabilitiesOf(service),
        services: [service],
      };
    }
  },
};

/** There, but not on the way: that is for the rules of private DNS and of route tables to tell. */
function isThere(site: Site, service: Service): boolean {
  const way = site.way(service);
  return way.kind === 'none' && (interfaceEndpoints(way.vpc, service).length > 0 || (service === 's3' && gatewayEndpoints(way.vpc).length > 0));
}
