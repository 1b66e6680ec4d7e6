import { isKnown } from '../../model/known';
import { catalogued, Rule, undecided } from '../rule';

export const securityGroupsAreOfTheVpcRule: Rule = {
  ...catalogued('SSM-NET-016'),
  why: 'EC2 refuses to start an instance with a security group of another VPC: the deployment fails.',
  fix: 'Use a security group of the VPC that the subnet is in',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html',
  hop: 'SECURITY_GROUP',
  *check(context) {
    const { subnet, node: { securityGroups: { value: groups, location } } } = context;
    if (!isKnown(subnet) || !isKnown(subnet.vpc) || !isKnown(groups)) { return; }
    const { vpc } = subnet;
    for (const group of groups.filter(isKnown)) {
      if (!isKnown(group.vpc)) {
        yield undecided(location, `Whether the security group ${group.location.resource.name} is of the node's VPC`, group.vpc, context.capabilitiesOf());
      } else if (group.vpc !== vpc.id) {
        yield { severity: 'BLOCKED', location, message: `The security group ${group.location.resource.name} is of another VPC than ${vpc.location.resource.name}, where the node is`, capabilities: context.capabilitiesOf() };
      }
    }
  },
};
