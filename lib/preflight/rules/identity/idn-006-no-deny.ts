import { isKnown, Unknown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { Service } from '../../model/session/service';
import { listed } from '../../model/words';
import { catalogued, Finding, Rule, undecided } from '../rule';
import { actionNames, consequence } from '../support/identity/missing-actions';
import { denier, roleName } from '../support/identity/names';
import { ActionDecision, Permissions, permissionsOf, unlessTakenOver } from '../support/identity/permissions';

export const noDenyRule: Rule = {
  ...catalogued('SSM-IDN-006'),
  why: 'An explicit deny overrides every allow: the role looks right, and the agent is still refused.',
  fix: 'take the actions out of the denying statement, or let its conditions leave the node\'s role alone',
  contract: 4,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html',
  reads: 'the statements with Deny in all policies of the role and in its permissions boundary',
  cannotSee: 'a Deny in a service control policy or in another policy that is not in the assembly; SSM-IDN-011 looks at the service control policies that are',
  hop: 'IDENTITY',
  *check(context) {
    const permissions = permissionsOf(context);
    if (!permissions) {
      return;
    }
    const { registration, channels } = permissions;
    for (const denied of bySource([...registration, ...channels].filter(({ decision }) => decision.reason === 'explicit-deny'))) {
      yield* unlessTakenOver(context, problemOf(permissions, denied), registration.some(each => denied.includes(each)));
    }
  },
};

/** What one statement denies is one finding. */
function bySource(decisions: readonly ActionDecision[]): ActionDecision[][] {
  const groups = new Map<string, ActionDecision[]>();
  for (const each of decisions) {
    const { allowed, by } = each.decision;
    const key = JSON.stringify([by?.location.resource.key, by?.location.property, by?.statement, isKnown(allowed)]);
    groups.set(key, [...groups.get(key) ?? [], each]);
  }
  return [...groups.values()];
}

function problemOf(permissions: Permissions, denied: readonly ActionDecision[]): Finding {
  const { role, registration } = permissions;
  const actions = actionNames(denied);
  const { allowed, by } = denied[0].decision;
  const location = by?.location ?? role.location;
  const services: Service[] | undefined = registration.some(each => denied.includes(each)) ? undefined : ['ssmmessages'];
  if (allowed instanceof Unknown) {
    return undecided(location, `whether ${denier(by)} denies the role ${roleName(role)} ${listed(actions)}`, allowed, SESSION_CAPABILITIES, services);
  }
  return {
    severity: 'BLOCKED',
    location,
    message: `${denier(by)} denies the role ${roleName(role)} ${listed(actions)}: ${consequence(permissions, actions)}`,
    fix: `take ${listed(actions)} out of ${denier(by)}`,
    capabilities: SESSION_CAPABILITIES,
    services,
  };
}
