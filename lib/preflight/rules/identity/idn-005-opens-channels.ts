import { actionNames, consequence, howToGrant, ungranted, unseen, whereToGrant } from './missing-actions';
import { listed, roleName } from './names';
import { permissionsOf, unlessTakenOver } from './permissions';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { Rule, undecided } from '../rule';

/** SSM-IDN-005. */
export const opensChannels: Rule = {
  id: 'SSM-IDN-005',
  title: 'The role allows the four ssmmessages actions that channels take',
  why: 'Sessions run through channels of the message gateway; a role that allows registration and not the channels leaves the node Online with no session to start, and keeps Default Host Management away, too.',
  fix: 'allow ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel on *',
  contract: 7,
  see: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  hop: 'IDENTITY',
  *check(site) {
    const permissions = permissionsOf(site);
    if (!permissions) {
      return;
    }
    const { role, registration, channels } = permissions;
    const missing = actionNames(ungranted(channels));
    const registers = registration.every(each => each.decision.allowed === true);
    const isToldAlready = missing.length === channels.length && ungranted(registration).length === registration.length;
    if (missing.length > 0 && !isToldAlready) {
      const { spot, policy } = whereToGrant(role, [...channels, ...registration]);
      yield* unlessTakenOver(site, {
        severity: 'BLOCKED',
        spot,
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
      yield* unlessTakenOver(site, undecided(role.spot, what, doubt.unknown, SESSION_CAPABILITIES, ['ssmmessages']));
    }
  },
};
