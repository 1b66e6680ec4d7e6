import { isKnown } from '../../model/known';
import { addressesOf } from '../../model/network/subnet-addresses';
import { catalogued, Rule } from '../rule';
import { aclFindings } from '../support/network/acl-findings';
import { otherSubnets, pathsOf } from '../support/network/network-paths';
import { ephemeralPortsOf, HTTPS } from '../support/network/ports';

export const endpointAclLetsThroughRule: Rule = {
  ...catalogued('SSM-END-006'),
  why: 'An endpoint in another subnet than the node\'s is behind the network ACL of that subnet in both directions.',
  fix: 'Let TCP 443 in from the node\'s subnet, and TCP 1024-65535 out to it',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html',
  reads: 'the entries of the network ACLs of the endpoint\'s subnets, in both directions',
  cannotSee: 'entries that are added outside of the assembly',
  hop: 'ENDPOINT',
  *check(context) {
    const node = addressesOf([context.subnet]);
    for (const { path: { endpoint }, services, capabilities } of pathsOf(context, 'endpoint')) {
      const { value: subnets } = endpoint.subnets;
      for (const subnet of isKnown(subnets) ? otherSubnets(subnets, context.subnet) : []) {
        if (!isKnown(subnet)) { continue; }
        const rest = { location: subnet.location, services, capabilities };
        yield* aclFindings({ acl: subnet.acl, direction: 'ingress', ports: HTTPS, addresses: node, what: 'requests from the node to VPC endpoints' }, rest);
        yield* aclFindings({ acl: subnet.acl, direction: 'egress', ports: ephemeralPortsOf(context.node), addresses: node, what: 'replies from VPC endpoints to the node' }, rest);
      }
    }
  },
};
