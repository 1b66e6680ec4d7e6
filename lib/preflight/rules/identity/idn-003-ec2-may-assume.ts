import { PolicyDocument } from '../../model/iam/policy';
import { isKnown, Known } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Rule, undecided } from '../rule';
import { roleName } from '../support/identity/names';
import { permissionsOf, unlessTakenOver } from '../support/identity/permissions';
import { trustsEc2 } from '../support/identity/trust';

const EC2 = 'ec2.amazonaws.com';
const ASSUMPTION = { change: 'allow', what: `the principal Service ${EC2} sts:AssumeRole`, in: 'role.trust-policy', service: EC2 } as const;

export const ec2MayAssumeRule: Rule = {
  ...catalogued('SSM-IDN-003'),
  why: 'EC2 assumes the role to get credentials for the agent. If the trust policy does not allow that, the instance has none and never registers.',
  fix: { ...ASSUMPTION, of: 'the role' },
  contract: 7,
  see: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html',
  reads: 'the trust policy of the role of the instance profile',
  cannotSee: 'a trust policy that is changed after the deployment, and the trust policy of an imported role: then the node is UNKNOWN',
  hop: 'IDENTITY',
  *check(context) {
    const role = permissionsOf(context)?.role;
    if (!role) {
      return;
    }
    const { location } = role.trust;
    const trusted = trustsEc2(role, context.node.environment);
    if (!isKnown(trusted)) {
      yield undecided(location, `whether EC2 may assume the role ${roleName(role)}`, trusted, SESSION_CAPABILITIES);
    } else if (!trusted) {
      const others = allowedServices(role.trust.value);
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `EC2 may not assume the role ${roleName(role)}${others.length ? `, whose trust policy names ${listed(others)}` : ''}: `
          + 'the agent gets no credentials and never registers',
        fix: { ...ASSUMPTION, of: roleName(role) },
        capabilities: SESSION_CAPABILITIES,
      });
    }
  },
};

/** The other services that a trust policy is for, for people to see the slip. */
function allowedServices(document: Known<PolicyDocument>): string[] {
  const statements = isKnown(document) ? document.statements : [];
  return statements.flatMap(statement => {
    const principals = isKnown(statement) && statement.effect === 'Allow' ? statement.principals : undefined;
    return principals === undefined || !isKnown(principals) || principals === '*' ? [] : (principals.Service ?? []).filter(name => !name.startsWith('ec2.')).map(display);
  });
}
