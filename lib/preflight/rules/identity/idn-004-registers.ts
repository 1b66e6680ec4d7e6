import { MANAGED_INSTANCE_CORE_POLICY } from '../../../agent/actions';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { listed } from '../../model/words';
import { catalogued, Rule, undecided } from '../rule';
import { actionNames, consequence, howToGrant, ungranted, unseen, whereToGrant } from '../support/identity/missing-actions';
import { roleName } from '../support/identity/names';
import { permissionsOf, unlessTakenOver } from '../support/identity/permissions';

export const registersRule: Rule = {
  ...catalogued('SSM-IDN-004'),
  why: 'The agent registers with this call. Without it the node is not in the list of managed nodes, and the agent tries again after half an hour.',
  fix: `attach the managed policy ${MANAGED_INSTANCE_CORE_POLICY} to the role, or allow ssm:UpdateInstanceInformation on *`,
  contract: 4,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  reads: 'the inline policies and managed policies of the role, with their resources and conditions',
  cannotSee: 'policies that are attached and service control policies that are made outside of the assembly, and the content of managed policies that are neither in the assembly nor known AWS managed ones',
  hop: 'IDENTITY',
  *check(context) {
    const permissions = permissionsOf(context);
    if (!permissions) {
      return;
    }
    const { role, registration, channels } = permissions;
    const missing = actionNames(ungranted(registration));
    if (missing.length > 0) {
      // A role that was not made for Systems Manager at all is one finding, not two.
      const channelsToo = actionNames(ungranted(channels));
      const nothing = channelsToo.length === channels.length;
      const actions = nothing ? [...missing, ...channelsToo] : missing;
      const { location, policy } = whereToGrant(role, channels);
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `the role ${roleName(role)} ${nothing ? `allows neither ${listed(actions, 'nor')}` : `does not allow ${listed(actions, 'or')}`}: `
          + consequence(permissions, actions),
        fix: howToGrant(role, actions, policy, MANAGED_INSTANCE_CORE_POLICY),
        capabilities: SESSION_CAPABILITIES,
      });
    }
    const doubt = unseen(registration);
    if (doubt) {
      const same = unseen(channels);
      const actions = [...doubt.actions, ...same?.unknown.reason === doubt.unknown.reason ? same.actions : []];
      yield* unlessTakenOver(context, undecided(role.location, `whether the role ${roleName(role)} allows ${listed(actions)}`, doubt.unknown, SESSION_CAPABILITIES));
    }
  },
};
