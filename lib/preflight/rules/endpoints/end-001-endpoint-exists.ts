import { deed } from '../../model/fix';
import { gatewayEndpoints, interfaceEndpoints } from '../../model/network/network-path';
import { Service } from '../../model/session/service';
import { catalogued, Rule } from '../rule';
import { RuleContext } from '../rule-context';
import { hasEndpoints } from '../support/endpoints/has-endpoints';

export const endpointExistsRule: Rule = {
  ...catalogued('SSM-END-001'),
  why: 'One missing endpoint is enough: without ssm the node never registers, without ssmmessages no session starts, without logs, kms or s3 sessions are refused or go without a transcript.',
  fix: deed('add-endpoints', 'Add the endpoint to the VPC, with private DNS'),
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  reads: 'the endpoints of the VPC in the assembly and the services that the agent calls for what is used',
  cannotSee: 'endpoints that are created outside of the assembly: an imported VPC is UNKNOWN by SSM-NET-001',
  hop: 'ENDPOINT',
  *check(context) {
    for (const service of new Set(context.requirements.map(requirement => requirement.service))) {
      const path = context.pathTo(service);
      if (path.kind !== 'none' || !hasEndpoints(path.vpc) || isThere(context, service)) { continue; }
      const { vpc } = path;
      const kind = service === 's3' ? 'gateway endpoint' : 'interface endpoint';
      yield {
        severity: 'BLOCKED',
        location: vpc.location,
        message: `The VPC ${vpc.location.resource.name} has no endpoint for ${service}, and the node's subnet has no other way out`,
        fix: deed({ what: 'add-endpoint', service }, `Add ${service === 's3' ? 'a' : 'an'} ${kind} for com.amazonaws.<region>.${service} to the VPC${service === 's3' ? ', on the route table of the node\'s subnet' : ', with private DNS'}`),
        capabilities: context.capabilitiesOf(service),
        services: [service],
      };
    }
  },
};

/** There, but not on the path, which the rules for private DNS and route tables report. */
function isThere(context: RuleContext, service: Service): boolean {
  const path = context.pathTo(service);
  return path.kind === 'none' && (interfaceEndpoints(path.vpc, service).length > 0 || (service === 's3' && gatewayEndpoints(path.vpc).length > 0));
}
