import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { listed } from '../../model/words';
import { catalogued, Rule, undecided } from '../rule';
import { actionNames, consequence, howToGrant, ungranted, unseen, whereToGrant } from '../support/identity/missing-actions';
import { roleName } from '../support/identity/names';
import { permissionsOf, unlessTakenOver } from '../support/identity/permissions';

export const opensChannelsRule: Rule = {
  ...catalogued('SSM-IDN-005'),
  why: 'Sessions run through channels of the message gateway. If a role allows registration and not the channels, the node is Online, no session starts, and Default Host Management does not take over.',
  fix: 'allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel on *',
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  reads: 'the inline policies and managed policies of the role, with their resources and conditions',
  cannotSee: 'policies that are attached and service control policies that are made outside of the assembly, and the content of managed policies that are neither in the assembly nor known AWS managed ones',
  hop: 'IDENTITY',
  *check(context) {
    const permissions = permissionsOf(context);
    if (!permissions) {
      return;
    }
    const { role, registration, channels } = permissions;
    const missing = actionNames(ungranted(channels));
    const registers = registration.every(each => each.decision.allowed === true);
    const isToldAlready = missing.length === channels.length && ungranted(registration).length === registration.length;
    if (missing.length > 0 && !isToldAlready) {
      const { location, policy } = whereToGrant(role, [...channels, ...registration]);
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `the role ${roleName(role)} ${registers ? 'allows registration but not' : 'does not allow'} ${listed(missing, 'or')}: `
          + consequence(permissions, missing),
        fix: howToGrant(role, missing, policy),
        capabilities: SESSION_CAPABILITIES,
        services: ['ssmmessages'],
      }, false);
    }
    const doubt = unseen(channels);
    if (doubt && doubt.unknown.reason !== unseen(registration)?.unknown.reason) {
      const what = `whether the role ${roleName(role)} allows ${listed(doubt.actions)}`;
      yield* unlessTakenOver(context, undecided(role.location, what, doubt.unknown, SESSION_CAPABILITIES, ['ssmmessages']));
    }
  },
};
