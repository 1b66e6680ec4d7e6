import { HOST_MANAGEMENT_POLICY, HOST_MANAGEMENT_PRINCIPAL } from '../../../agent/host-management';
import { deed } from '../../model/fix';
import { Role } from '../../model/iam/policy';
import { Decision } from '../../model/iam/policy-evaluation';
import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { display } from '../../model/symbolic-text';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { RuleContext } from '../rule-context';
import { actionNames } from '../support/identity/missing-actions';
import { denier, roleName } from '../support/identity/names';
import { ActionDecision, hostManagementOf, sessionDecisionsOf, takesOver } from '../support/identity/permissions';
import { trustsSystemsManager } from '../support/identity/trust';

const TRUST = `the principal Service ${HOST_MANAGEMENT_PRINCIPAL} sts:AssumeRole`;

export const hostManagementRoleRule: Rule = {
  ...catalogued('SSM-IDN-013'),
  why: 'A node without permissions of its own calls with the role of Default Host Management. If Systems Manager may not assume it, or it lacks these actions, no such node of the account and region has sessions.',
  fix: `let the role trust ${HOST_MANAGEMENT_PRINCIPAL}, and attach the managed policy ${HOST_MANAGEMENT_POLICY} to it`,
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html',
  reads: 'the role that Default Host Management names in the assembly: its trust policy, its policies and its permissions boundary',
  cannotSee: 'policies that are attached to the role outside of the assembly, and a role that is not in the assembly: then the node is UNKNOWN, unless it is the one that AWS makes',
  hop: 'IDENTITY',
  *check(context) {
    const management = hostManagementOf(context);
    if (management === undefined || !isKnown(management) || management.seenRole === undefined || takesOver(context) !== true) {
      return;
    }
    const { seenRole: role, location } = management;
    if (isKnown(role)) {
      yield* trustFindings(context, role);
      yield* permissionFindings(context, role);
    } else {
      const name = isKnown(management.role) ? ` ${display(management.role)}` : '';
      yield undecided(location, `whether the role${name} of Default Host Management lets nodes register and open sessions`, role, SESSION_CAPABILITIES);
    }
  },
};

function* trustFindings({ node: { environment } }: RuleContext, role: Role): Generator<Finding> {
  const trusted = trustsSystemsManager(role, environment);
  const { location } = role.trust;
  if (!isKnown(trusted)) {
    yield undecided(location, `whether Systems Manager may assume the role ${roleName(role)} of Default Host Management`, trusted, SESSION_CAPABILITIES);
  } else if (!trusted) {
    yield {
      severity: 'BLOCKED',
      location,
      message: `Systems Manager may not assume the role ${roleName(role)} of Default Host Management: a node without permissions of its own gets no credentials and never registers`,
      fix: { change: 'allow', what: TRUST, in: 'role.trust-policy', of: roleName(role), service: HOST_MANAGEMENT_PRINCIPAL },
      capabilities: SESSION_CAPABILITIES,
    };
  }
}

function* permissionFindings(context: RuleContext, role: Role): Generator<Finding> {
  const decisions = sessionDecisionsOf(context, role);
  const refused = decisions.filter(({ decision }) => decision.allowed === false);
  if (refused.length > 0) {
    yield refusal(role, refused);
  }
  const open = decisions.filter(({ decision }) => !isKnown(decision.allowed));
  if (open.length > 0) {
    const what = `whether the role ${roleName(role)} of Default Host Management allows ${listed(actionNames(open))}`;
    yield undecided(role.location, what, open[0].decision.allowed as Unknown, SESSION_CAPABILITIES);
  }
}

function refusal(role: Role, refused: readonly ActionDecision[]): Finding {
  const { reason, by }: Decision = refused[0].decision;
  const actions = actionNames(refused);
  const subject = `the role ${roleName(role)} of Default Host Management`;
  const isDenied = reason === 'explicit-deny';
  const said = isDenied ? `${denier(by)} denies ${subject} ${listed(actions)}`
    : `${reason === 'boundary' ? 'the permissions boundary of ' : ''}${subject} does not allow ${listed(actions, 'or')}`;
  const grant = `allow ${listed(actions)} on *`;
  return {
    severity: 'BLOCKED',
    location: isDenied || reason === 'boundary' ? by?.location ?? role.location : role.location,
    message: `${said}: no session starts on a node without permissions of its own`,
    fix: isDenied ? `take ${listed(actions)} out of ${denier(by)}`
      : reason === 'boundary' ? `${grant} in the permissions boundary of ${roleName(role)}`
        : [deed({ what: 'attach-managed-policy', policy: HOST_MANAGEMENT_POLICY }, `attach the managed policy ${HOST_MANAGEMENT_POLICY} to ${roleName(role)}`), grant],
    capabilities: SESSION_CAPABILITIES,
  };
}
