import { isKnown } from '../../model/known';
import { gatewayEndpoints, isOn } from '../../model/network/network-path';
import { catalogued, Rule, undecided } from '../rule';

export const gatewayIsOnRouteTableRule: Rule = {
  ...catalogued('SSM-END-009'),
  why: 'A gateway endpoint is a route, and works in the route tables that it names and in no others.',
  fix: { change: 'name', what: 'the route table of the node\'s subnet', in: 'endpoint.route-tables', of: 'the gateway endpoint' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
  reads: 'the route tables that the S3 gateway endpoint names',
  cannotSee: 'associations that are made outside of the assembly',
  hop: 'ENDPOINT',
  *check(context) {
    const path = context.pathTo('s3');
    if (path.kind !== 'none') { return; }
    const gateways = gatewayEndpoints(path.vpc);
    const gateway = gateways.find(each => !isKnown(isOn(each, path.table))) ?? gateways[0];
    if (!gateway) { return; }
    const { location } = gateway.routeTables;
    const capabilities = context.capabilitiesOf('s3');
    const unknown = isOn(gateway, path.table);
    if (!isKnown(unknown)) {
      yield undecided(location, 'Whether the S3 gateway endpoint is on the route table of the node\'s subnet', unknown, capabilities, ['s3']);
    } else {
      yield {
        severity: 'BLOCKED',
        location,
        message: `The S3 gateway endpoint ${gateway.location.resource.name} is not on the route table of the node's subnet, ${path.table.location.resource.name}, which has no other way to S3`,
        capabilities,
        services: ['s3'],
      };
    }
  },
};
