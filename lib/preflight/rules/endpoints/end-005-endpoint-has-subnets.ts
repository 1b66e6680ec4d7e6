import { isKnown, Known } from '../../model/known';
import { Subnet } from '../../model/network/network';
import { catalogued, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const endpointHasSubnetsRule: Rule = {
  ...catalogued('SSM-END-005'),
  why: 'An endpoint without subnets has no address. EC2 refuses two subnets of one zone, and subnets of another VPC: the deployment fails.',
  fix: { change: 'name', what: 'one subnet of the VPC for each zone', in: 'endpoint.subnets', of: 'the endpoint' },
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
  reads: 'the subnets of the endpoint, their VPC and their Availability Zones',
  cannotSee: 'whether AWS offers the service in a zone',
  hop: 'ENDPOINT',
  *check(context) {
    for (const { path: { endpoint, vpc }, services, capabilities } of pathsOf(context, 'endpoint')) {
      const { value: subnets, location } = endpoint.subnets;
      const { name } = endpoint.location.resource;
      if (!isKnown(subnets)) {
        yield undecided(location, `The subnets of the endpoint ${name}`, subnets, capabilities, services);
        continue;
      }
      const known = subnets.filter(isKnown);
      const unseen = [...subnets, ...known.map(subnet => subnet.vpc)].find(each => !isKnown(each));
      const message = subnets.length === 0 ? `The endpoint ${name} is in no subnet and has no address`
        : sharesZone(known) ? `The endpoint ${name} is in two subnets of one zone, which EC2 refuses`
          : known.some(subnet => isKnown(subnet.vpc) && subnet.vpc.id !== vpc.id) ? `The endpoint ${name} names a subnet of another VPC, which EC2 refuses` : undefined;
      if (message) {
        yield { severity: 'BLOCKED', location, message, services, capabilities };
      } else if (unseen && !isKnown(unseen)) {
        yield undecided(location, `Whether the subnets of the endpoint ${name} are right`, unseen, capabilities, services);
      }
    }
  },
};

function sharesZone(subnets: Subnet[]): boolean {
  const zones = subnets.map(({ zone }): Known<string> => zone).filter(isKnown);
  return new Set(zones).size < zones.length;
}
