import { isKnown } from '../../model/known';
import { SECURITY_GROUP_QUOTAS } from '../../model/network/security-group-size';
import { catalogued, Rule } from '../rule';

export const fewSecurityGroupsRule: Rule = {
  ...catalogued('SSM-NET-023'),
  why: 'EC2 refuses to start an instance with more security groups on an interface than the quota of the account, which is 16 at most.',
  reads: 'how many security groups the interface of the node has',
  cannotSee: 'the quota of the account, which may be 16 at most',
  fix: 'Put the rules into fewer security groups, or ask for a higher quota',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  hop: 'SECURITY_GROUP',
  *check(context) {
    const { node: { resource, securityGroups: { value: groups, location } } } = context;
    if (!isKnown(groups) || groups.length <= SECURITY_GROUP_QUOTAS.groups) { return; }
    const { groups: quota, mostGroups } = SECURITY_GROUP_QUOTAS;
    const has = `${resource.name} has ${groups.length} security groups on its interface`;
    const capabilities = context.capabilitiesOf();
    // A group that cannot be seen may be left out.
    yield groups.filter(isKnown).length > mostGroups
      ? { severity: 'BLOCKED', location, message: `${has}, and no account may have more than ${mostGroups}`, fix: 'Put the rules into fewer security groups', capabilities }
      : { severity: 'WARNING', location, message: `${has}, and the default quota "Security groups per network interface" is ${quota}`, capabilities };
  },
};
