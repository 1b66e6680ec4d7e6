import { isKnown } from '../../model/known';
import { securityGroupsAllow } from '../../model/security-group-traffic';
import { forAddresses } from '../../model/traffic';
import { addressesOf } from '../../model/way';
import { waysOf } from '../network/ways-out';
import { Rule, undecided } from '../rule';

export const endpointLetsNodeIn: Rule = {
  id: 'SSM-END-004',
  title: 'The endpoint\'s security groups let the node in on TCP 443',
  why: 'An endpoint is a network interface with security groups of its own. Where they do not let the node in, its connections time out.',
  fix: 'Add an ingress rule for TCP 443 from the node\'s security group to the endpoint\'s security group',
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  hop: 'ENDPOINT',
  *check(site) {
    const { value: nodeGroups } = site.node.securityGroups;
    const from = addressesOf([site.subnet]);
    for (const { way: { endpoint, vpc }, services, capabilities } of waysOf(site, 'endpoint')) {
      const { value: groups, spot: at } = endpoint.securityGroups;
      const what = `Whether the endpoint ${endpoint.spot.place.logicalId} lets the node in`;
      if (!isKnown(groups)) {
        yield undecided(at, what, groups, capabilities, services);
        continue;
      }
      const stranger = groups.filter(isKnown).find(group => group.vpc !== vpc.id);
      if (stranger) {
        yield isKnown(stranger.vpc)
          ? { severity: 'BLOCKED', spot: at, message: `The security group ${stranger.spot.place.logicalId} of the endpoint ${endpoint.spot.place.logicalId} is of another VPC than ${vpc.spot.place.logicalId}, which EC2 refuses`, fix: 'Use a security group of the endpoint\'s VPC', services, capabilities }
          : undecided(at, `Whether the security group ${stranger.spot.place.logicalId} is of the endpoint's VPC`, stranger.vpc, capabilities, services);
      }
      const peers = isKnown(nodeGroups) ? nodeGroups.map(group => isKnown(group) ? group.id : group) : [nodeGroups];
      const { how, spot } = forAddresses(from, all => (
        securityGroupsAllow(groups, 'ingress', { protocol: 'tcp', port: 443, peer: { addresses: all, groups: peers, prefixLists: [] } })
      ));
      const [first] = groups.filter(isKnown);
      // The default group of a VPC is no resource: there the endpoint has to name another one.
      const place = spot ?? first?.ingressSpot ?? at;
      const names = groups.filter(isKnown).map(group => group.spot.place.logicalId).join(', ');
      if (how === 'none') {
        yield { severity: 'BLOCKED', spot: place, message: `No ingress rule of ${names}, the security group of VPC endpoints, lets the node in on TCP 443`, services, capabilities };
      } else if (how === 'some') {
        yield { severity: 'UNKNOWN', spot: place, message: `The ingress rules of ${names}, the security group of VPC endpoints, let in some addresses of the node's subnet only, and which of them the node gets cannot be seen`, services, capabilities };
      } else if (!isKnown(how)) {
        yield undecided(place, what, how, capabilities, services);
      }
    }
  },
};
