import { isKnown } from '../../model/known';
import { associationWith, isUsableIn } from '../../model/network/security-group-vpcs';
import { catalogued, Rule, undecided } from '../rule';
import { startsByItself, unawaited } from '../support/order/boot-order';

export const securityGroupsAreOfTheVpcRule: Rule = {
  ...catalogued('SSM-NET-016'),
  why: 'EC2 refuses to start an instance with a security group of another VPC that is not associated with its own: the deployment fails.',
  fix: 'Use a security group of the VPC that the subnet is in, or associate the group with that VPC',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assoc.html',
  reads: 'the VPC of each security group of the node',
  cannotSee: 'the VPC of an imported security group: then the node is UNKNOWN',
  hop: 'SECURITY_GROUP',
  *check(context) {
    const { subnet, node, node: { securityGroups: { value: groups, location } } } = context;
    if (!isKnown(subnet) || !isKnown(subnet.vpc) || !isKnown(groups)) { return; }
    const { vpc } = subnet;
    for (const group of groups.filter(isKnown)) {
      const usable = isUsableIn(group, vpc.id);
      if (!isKnown(usable)) {
        yield undecided(location, `Whether the security group ${group.location.resource.name} is of the node's VPC`, usable, context.capabilitiesOf());
      } else if (!usable) {
        yield { severity: 'BLOCKED', location, message: `The security group ${group.location.resource.name} is of another VPC than ${vpc.location.resource.name}, where the node is`, capabilities: context.capabilitiesOf() };
      }
    }
    if (startsByItself(node)) {
      const associations = groups.filter(isKnown).flatMap(group => associationWith(group, vpc.id)?.location ?? []);
      const finding = unawaited(context, associations, 'EC2 refuses to start it before its security groups are associated with its VPC');
      if (finding) { yield finding; }
    }
  },
};
