import { isKnown } from '../../model/known';
import { display, isLiteral } from '../../model/text';
import { waysOf } from '../network/ways-out';
import { Rule, undecided } from '../rule';

export const endpointIsOfTheRegion: Rule = {
  id: 'SSM-END-012',
  title: 'The endpoint is for the service in the node\'s own region',
  why: 'The agent talks to Systems Manager in the region that it runs in; an endpoint for another region answers to other names.',
  fix: 'Write the region of the stack into ServiceName, best with ${AWS::Region}',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html',
  hop: 'ENDPOINT',
  *check(site) {
    const { region } = site.node.environment;
    for (const { way: { endpoint }, services, capabilities } of waysOf(site, 'endpoint', 'gateway-endpoint')) {
      if (!isKnown(endpoint.region)) {
        yield undecided(endpoint.serviceSpot, 'Whether the endpoint is of the node\'s region', endpoint.region, capabilities, services);
      } else if (endpoint.region !== region && isLiteral(region)) {
        yield { severity: 'BLOCKED', spot: endpoint.serviceSpot, message: `The endpoint ${endpoint.spot.place.logicalId} is for ${display(endpoint.region)}, and the node is in ${display(region)}`, services, capabilities };
      } else if (endpoint.region !== region) {
        yield { severity: 'UNKNOWN', spot: endpoint.serviceSpot, message: `The endpoint ${endpoint.spot.place.logicalId} is for ${display(endpoint.region)}, and the region of the node is not known`, services, capabilities };
      }
    }
  },
};
