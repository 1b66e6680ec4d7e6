import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { listed } from '../../model/words';
import { catalogued, Rule, undecided } from '../rule';
import { actionNames, consequence, howToAllowInBoundary } from '../support/identity/missing-actions';
import { roleName } from '../support/identity/names';
import { ActionDecision, permissionsOf, unlessTakenOver } from '../support/identity/permissions';

export const boundaryAllowsRule: Rule = {
  ...catalogued('SSM-IDN-007'),
  why: 'A role may do only what its permissions boundary allows as well; a boundary without Systems Manager takes away what the policies grant.',
  fix: 'allow ssm:UpdateInstanceInformation and the four ssmmessages actions on * in the permissions boundary',
  contract: 4,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html',
  reads: 'the permissions boundary of the role',
  cannotSee: 'a boundary that is set after the deployment, and the content of a boundary that is not in the assembly: then the node is UNKNOWN',
  hop: 'IDENTITY',
  *check(context) {
    const permissions = permissionsOf(context);
    const boundary = permissions?.role.boundary;
    if (!permissions || !boundary) {
      return;
    }
    const { role, registration, channels } = permissions;
    const limited = [...registration, ...channels].filter(({ decision }) => decision.reason === 'boundary');
    const touchesRegistration = (decisions: readonly ActionDecision[]) => registration.some(each => decisions.includes(each));
    const { location } = boundary;
    const refused = limited.filter(({ decision }) => decision.allowed === false);
    if (refused.length > 0) {
      const actions = actionNames(refused);
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `the permissions boundary ${boundary.name} of the role ${roleName(role)} does not allow ${listed(actions, 'or')}: `
          + consequence(permissions, actions),
        fix: [howToAllowInBoundary(boundary, actions), `take it off ${roleName(role)}`],
        capabilities: SESSION_CAPABILITIES,
        services: touchesRegistration(refused) ? undefined : ['ssmmessages'],
      }, touchesRegistration(refused));
    }
    const open = limited.filter(({ decision }) => !isKnown(decision.allowed));
    if (open.length > 0) {
      const what = `whether the permissions boundary ${boundary.name} of the role ${roleName(role)} allows ${listed(actionNames(open))}`;
      yield* unlessTakenOver(context, undecided(location, what, open[0].decision.allowed as Unknown, SESSION_CAPABILITIES));
    }
  },
};
