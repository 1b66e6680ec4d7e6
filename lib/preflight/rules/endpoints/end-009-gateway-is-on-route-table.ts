import { isKnown } from '../../model/known';
import { gatewayEndpoints, isOn } from '../../model/way';
import { Rule, undecided } from '../rule';

export const gatewayIsOnRouteTable: Rule = {
  id: 'SSM-END-009',
  title: 'The S3 gateway endpoint is on the route table of the node\'s subnet',
  why: 'A gateway endpoint is a route, and works in the route tables that it names and in no others.',
  fix: 'Name the route table of the node\'s subnet in RouteTableIds of the gateway endpoint',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
  hop: 'ENDPOINT',
  *check(site) {
    const way = site.way('s3');
    if (way.kind !== 'none') { return; }
    const gateways = gatewayEndpoints(way.vpc);
    const gateway = gateways.find(each => !isKnown(isOn(each, way.table))) ?? gateways[0];
    if (!gateway) { return; }
    const { spot } = gateway.routeTables;
    const capabilities = site.capabilitiesOf('s3');
    const unknown = isOn(gateway, way.table);
    if (!isKnown(unknown)) {
      yield undecided(spot, 'Whether the S3 gateway endpoint is on the route table of the node\'s subnet', unknown, capabilities, ['s3']);
    } else {
      yield {
        severity: 'BLOCKED',
        spot,
        message: `The S3 gateway endpoint ${gateway.spot.place.logicalId} is not on the route table of the node's subnet, ${way.table.spot.place.logicalId}, which has no other way to S3`,
        capabilities,
        services: ['s3'],
      };
    }
  },
};
