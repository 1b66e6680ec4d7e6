import { deed } from '../../model/fix';
import { isKnown } from '../../model/known';
import { catalogued, Rule, TO } from '../rule';
import { aclFindings } from '../support/network/acl-findings';
import { beyondSubnet } from '../support/network/network-paths';
import { HTTPS } from '../support/network/ports';

export const aclLetsOutRule: Rule = {
  ...catalogued('SSM-NET-004'),
  why: 'A network ACL that denies port 443 on the way out cuts the node off, whatever its security groups allow.',
  fix: deed('let-acl-out', 'Add an egress entry that allows TCP 443, with a number below the entry that denies it'),
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  reads: 'the outbound entries of the network ACL of the node\'s subnet, in their order',
  cannotSee: 'entries that are added outside of the assembly, and the exact addresses of the services',
  hop: 'NETWORK_ACL',
  *check(context) {
    const { subnet } = context;
    if (!isKnown(subnet)) { return; }
    for (const { addresses, name, services, capabilities } of beyondSubnet(context)) {
      yield* aclFindings(
        { acl: subnet.acl, direction: 'egress', ports: HTTPS, addresses, what: `requests to ${TO}` },
        { location: subnet.location, capabilities, services, to: name },
      );
    }
  },
};
