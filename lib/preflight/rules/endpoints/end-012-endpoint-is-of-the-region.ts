import { isKnown } from '../../model/known';
import { display, isLiteral } from '../../model/symbolic-text';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const endpointIsOfTheRegionRule: Rule = {
  ...catalogued('SSM-END-012'),
  why: 'The agent talks to Systems Manager in the region that it runs in; an endpoint for another region answers to other names.',
  fix: { change: 'use-own-region' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html',
  reads: 'the service name of the endpoint and the region of the node\'s stack',
  cannotSee: 'the region of a stack that names none: then it is UNKNOWN where the names differ',
  hop: 'ENDPOINT',
  *check(context) {
    const { region } = context.node.environment;
    for (const { path: { endpoint }, services, capabilities } of pathsOf(context, 'endpoint', 'gateway-endpoint')) {
      if (endpoint.region === undefined) { continue; }
      if (!isKnown(endpoint.region)) {
        yield undecided(endpoint.serviceLocation, 'Whether the endpoint is of the node\'s region', endpoint.region, capabilities, services);
      } else if (endpoint.region !== region && isLiteral(region)) {
        yield { severity: 'BLOCKED', location: endpoint.serviceLocation, message: `The endpoint ${endpoint.location.resource.name} is for ${display(endpoint.region)}, and the node is in ${display(region)}`, services, capabilities };
      } else if (endpoint.region !== region) {
        yield { severity: 'UNKNOWN', location: endpoint.serviceLocation, message: `The endpoint ${endpoint.location.resource.name} is for ${display(endpoint.region)}, and the region of the node is not known`, services, capabilities };
      }
    }
  },
};
