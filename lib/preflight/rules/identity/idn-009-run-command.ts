import { LEGACY_MESSAGE_ACTIONS } from '../../../agent/actions';
import { isOlder, WITHOUT_LEGACY_MESSAGES } from '../../../agent/versions';
import { deed } from '../../model/fix';
import { isKnown, Unknown } from '../../model/known';
import { listed } from '../../model/words';
import { catalogued, Rule, undecided } from '../rule';
import { runningAgents } from '../support/agent/running-agents';
import { actionNames, howToAllowInBoundary, howToGrant } from '../support/identity/missing-actions';
import { denier, roleName } from '../support/identity/names';
import { decisionsOn, permissionsOf, takesOver } from '../support/identity/permissions';

export const runCommandRule: Rule = {
  ...catalogued('SSM-IDN-009'),
  why: `Before ${WITHOUT_LEGACY_MESSAGES} the agent receives commands through ec2messages and not through the channels of sessions; without these calls a command stays Pending.`,
  fix: [deed({ what: 'grant', actions: LEGACY_MESSAGE_ACTIONS }, 'allow the six ec2messages actions on *'), 'use an image with a newer agent'],
  contract: 6,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  reads: 'the version of the agent in the image, and the policies of the role',
  cannotSee: 'the version of an agent that updates itself after the start, and service control policies',
  hop: 'IDENTITY',
  *check(context) {
    const permissions = permissionsOf(context);
    const old = runningAgents(context).find(({ version }) => isOlder(version, WITHOUT_LEGACY_MESSAGES));
    // Registration and channels have rules of their own, and the role of Default Host Management has these calls.
    if (!permissions || !old || takesOver(context) !== false) {
      return;
    }
    const { role } = permissions;
    const decisions = decisionsOn(LEGACY_MESSAGE_ACTIONS, context, role);
    const refused = decisions.filter(({ decision }) => decision.allowed === false);
    const because = `the agent ${old.version} of ${old.on} receives commands through ec2messages`;
    if (refused.length > 0) {
      const actions = actionNames(refused);
      const { reason, by } = refused[0].decision;
      const isDenied = reason === 'explicit-deny';
      yield {
        severity: 'BLOCKED',
        location: isDenied ? by?.location ?? role.location : role.location,
        message: isDenied
          ? `${because}, and ${denier(by)} denies the role ${roleName(role)} ${listed(actions)}`
          : `${because}, and ${reason === 'boundary' ? 'the permissions boundary of ' : ''}the role ${roleName(role)} does not allow ${listed(actions, 'or')}`,
        fix: isDenied ? `take ${listed(actions)} out of ${denier(by)}` : [
          ...reason === 'boundary' && role.boundary ? [howToAllowInBoundary(role.boundary, actions)] : howToGrant(role, actions, undefined),
          'use an image with a newer agent',
        ],
        capabilities: ['RUN_COMMAND'],
        services: ['ec2messages'],
      };
      return;
    }
    const open = decisions.filter(({ decision }) => !isKnown(decision.allowed));
    if (open.length > 0) {
      const what = `${because}, and whether the role ${roleName(role)} allows ${listed(actionNames(open))}`;
      yield undecided(role.location, what, open[0].decision.allowed as Unknown, ['RUN_COMMAND'], ['ec2messages']);
    }
  },
};
