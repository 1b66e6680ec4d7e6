import { isKnown } from '../../model/known';
import { SecurityGroup } from '../../model/network/network';
import { rulesOf, SECURITY_GROUP_QUOTAS } from '../../model/network/security-group-size';
import { catalogued, Rule } from '../rule';
import { pathsOf } from '../support/network/network-paths';

export const securityGroupsAreSmallRule: Rule = {
  ...catalogued('SSM-NET-022'),
  why: 'EC2 refuses more rules than the quota of the account, and the deployment fails.',
  reads: 'the rules of the security groups of the node and of the endpoints on the way, counted by direction and family of addresses',
  cannotSee: 'the quota of the account, which may be higher, and how many entries a prefix list of somebody else counts for',
  fix: 'Let one rule do for several, with a larger block or a security group that all nodes share; or ask for a higher quota',
  contract: 6,
  see: 'https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html',
  hop: 'SECURITY_GROUP',
  *check(context) {
    const { node } = context;
    const ofEndpoints = pathsOf(context, 'endpoint').map(({ path: { endpoint } }) => endpoint.securityGroups.value);
    const groups = [node.securityGroups.value, ...ofEndpoints].filter(isKnown).flat().filter(isKnown);
    for (const group of new Set<SecurityGroup>(groups)) {
      for (const direction of ['egress', 'ingress'] as const) {
        const count = rulesOf(group, direction);
        if (count > SECURITY_GROUP_QUOTAS.rules) {
          yield {
            severity: 'WARNING',
            location: (direction === 'egress' ? group.egressLocation : group.ingressLocation) ?? group.location,
            message: `${group.location.resource.name} has ${count} ${direction} rules of one family of addresses, and the default quota "Inbound or outbound rules per security group" is ${SECURITY_GROUP_QUOTAS.rules}`,
            capabilities: context.capabilitiesOf(),
          };
        }
      }
    }
  },
};
