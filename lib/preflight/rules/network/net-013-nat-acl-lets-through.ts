import { isKnown } from '../../model/known';
import { AddressSet } from '../../model/network/address-set';
import { addressesOf } from '../../model/network/subnet-addresses';
import { EPHEMERAL_PORTS } from '../../model/network/traffic';
import { catalogued, Rule } from '../rule';
import { aclFindings } from '../support/network/acl-findings';
import { natGatewayOf, natInstanceOf, pathsOf } from '../support/network/network-paths';
import { ephemeralPortsOf, HTTPS } from '../support/network/ports';

export const natAclLetsThroughRule: Rule = {
  ...catalogued('SSM-NET-013'),
  why: 'What a NAT gateway forwards passes the ACL of its subnet four times: in from the node, out to the Internet, and the replies back.',
  fix: 'Let TCP 443 in from the node\'s subnet and out to everywhere, and TCP 1024-65535 in from everywhere and out to the node\'s subnet',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html',
  reads: 'the entries of the network ACL of the NAT\'s subnet, in both directions',
  cannotSee: 'entries that are added outside of the assembly, and the exact addresses of the services',
  hop: 'GATEWAY',
  *check(context) {
    for (const { path: { route }, services, capabilities } of pathsOf(context, 'internet')) {
      const nat = natGatewayOf(route) ?? natInstanceOf(route);
      if (!nat?.subnet || !isKnown(nat.subnet)) { continue; }
      const { acl, location, id } = nat.subnet;
      const rest = { location, services, capabilities };
      const internet = AddressSet.internet('ipv4');
      const replies = route.target.kind === 'nat-gateway' ? EPHEMERAL_PORTS['nat-gateway'] : EPHEMERAL_PORTS.linux;
      yield* aclFindings({ acl, direction: 'egress', ports: HTTPS, addresses: internet, what: 'requests from the NAT to the Internet' }, rest);
      yield* aclFindings({ acl, direction: 'ingress', ports: replies, addresses: internet, what: 'replies to the NAT' }, rest);
      if (isKnown(context.subnet) && context.subnet.id !== id) {
        const node = addressesOf([context.subnet]);
        yield* aclFindings({ acl, direction: 'ingress', ports: HTTPS, addresses: node, what: 'requests from the node to the NAT' }, rest);
        yield* aclFindings({ acl, direction: 'egress', ports: ephemeralPortsOf(context.node), addresses: node, what: 'replies from the NAT to the node' }, rest);
      }
    }
  },
};
