import { aclProblems } from './acl-problems';
import { destinationOf, otherSubnets, waysOf } from './ways-out';
import { isKnown } from '../../model/known';
import { addressesOf } from '../../model/way';
import { Rule, TO } from '../rule';

export const aclLetsOut: Rule = {
  id: 'SSM-NET-004',
  title: 'The network ACL of the node\'s subnet lets TCP 443 out',
  why: 'A network ACL that denies port 443 on the way out cuts the node off, whatever its security groups allow.',
  fix: 'Add an egress entry that allows TCP 443, with a number below the entry that denies it',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  hop: 'NETWORK_ACL',
  *check(site) {
    const { subnet } = site;
    if (!isKnown(subnet)) { return; }
    for (const { way, services, capabilities } of waysOf(site, 'endpoint', 'gateway-endpoint', 'internet')) {
      const { addresses: all, name } = destinationOf(way);
      const subnets = way.kind === 'endpoint' && isKnown(way.endpoint.subnets.value) ? otherSubnets(way.endpoint.subnets.value, subnet) : undefined;
      if (subnets?.length === 0) { continue; }
      const others = subnets ? addressesOf(subnets) : all;
      yield* aclProblems(
        { acl: subnet.acl, direction: 'egress', ports: HTTPS, addresses: others, what: `requests to ${TO}` },
        { spot: subnet.spot, capabilities, services, to: name },
      );
    }
  },
};

export const HTTPS = { from: 443, to: 443 };
