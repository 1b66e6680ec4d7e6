import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { Endpoint, SecurityGroup, Vpc } from '../../model/network/network';
import { securityGroupsAllow } from '../../model/network/security-group-traffic';
import { isUsableIn } from '../../model/network/security-group-vpcs';
import { addressesOf } from '../../model/network/subnet-addresses';
import { forAddresses } from '../../model/network/traffic';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const endpointLetsNodeInRule: Rule = {
  ...catalogued('SSM-END-004'),
  why: 'An endpoint is a network interface with security groups of its own. If they do not let the node in, its connections time out.',
  fix: deed('let-node-into-endpoint', 'Add an ingress rule for TCP 443 from the node\'s security group to the endpoint\'s security group'),
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  reads: 'the ingress rules of the endpoint\'s security groups, the node\'s security groups and the addresses of its subnet',
  cannotSee: 'rules that are added outside of the assembly, and which address of its subnet the node gets: a rule for a part of them is UNKNOWN',
  hop: 'ENDPOINT',
  *check(context) {
    const { value: nodeGroups } = context.node.securityGroups;
    const from = addressesOf([context.subnet]);
    for (const { path: { endpoint, vpc }, services, capabilities } of pathsOf(context, 'endpoint')) {
      const { value: groups, location: at } = endpoint.securityGroups;
      const what = `Whether the endpoint ${endpoint.location.resource.name} lets the node in`;
      if (!isKnown(groups)) {
        yield undecided(at, what, groups, capabilities, services);
        continue;
      }
      for (const group of groups.filter(isKnown)) {
        yield* vpcFindings(group, endpoint, vpc, { services, capabilities });
      }
      const peers = isKnown(nodeGroups) ? nodeGroups.map(group => isKnown(group) ? group.id : group) : [nodeGroups];
      const { how, location } = forAddresses(from, all => (
        securityGroupsAllow(groups, 'ingress', { protocol: 'tcp', port: 443, peer: { addresses: all, groups: peers, prefixLists: [] } })
      ));
      const [first] = groups.filter(isKnown);
      // The default group of a VPC is no resource: there the endpoint has to name another one.
      const resource = location ?? first?.ingressLocation ?? at;
      const names = groups.filter(isKnown).map(group => group.location.resource.name).join(', ');
      if (how === 'none') {
        yield { severity: 'BLOCKED', location: resource, message: `No ingress rule of ${names}, the security group of VPC endpoints, lets the node in on TCP 443`, services, capabilities };
      } else if (how === 'some') {
        yield { severity: 'UNKNOWN', location: resource, message: `The ingress rules of ${names}, the security group of VPC endpoints, let in some addresses of the node's subnet only, and which of them the node gets cannot be seen`, services, capabilities };
      } else if (!isKnown(how)) {
        yield undecided(resource, what, how, capabilities, services);
      }
    }
  },
};

function* vpcFindings(group: SecurityGroup, endpoint: Endpoint, vpc: Vpc, { services, capabilities }: Pick<Finding, 'services' | 'capabilities'>): Iterable<Finding> {
  const { location: { resource: { name } } } = group;
  const { location } = endpoint.securityGroups;
  const usable = isUsableIn(group, vpc.id);
  if (!isKnown(usable)) {
    yield undecided(location, `Whether the security group ${name} is of the endpoint's VPC`, usable, capabilities, services);
  } else if (!usable) {
    yield {
      severity: 'BLOCKED',
      location,
      message: `The security group ${name} of the endpoint ${endpoint.location.resource.name} is of another VPC than ${vpc.location.resource.name}, which EC2 refuses`,
      fix: 'Use a security group of the endpoint\'s VPC, or associate the group with that VPC',
      services,
      capabilities,
    };
  }
}
