import { propertyOf } from './names';
import { unlessTakenOver } from './permissions';
import { MANAGED_INSTANCE_CORE_POLICY } from '../../../private/agent-actions';
import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { Rule, undecided } from '../rule';

/** SSM-IDN-002. */
export const profileHasRole: Rule = {
  id: 'SSM-IDN-002',
  title: 'The instance profile has a role',
  why: 'An instance profile is only a holder for a role; an empty one gives the agent no credentials, and it never registers.',
  fix: 'name a role in Roles of the instance profile',
  contract: 7,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
  hop: 'IDENTITY',
  *check(site) {
    const { value: profile } = site.node.profile;
    if (!isKnown(profile) || profile === undefined) {
      return;
    }
    const spot = propertyOf(profile.spot, 'AWS::IAM::InstanceProfile', 'Roles');
    const { logicalId } = profile.spot.place;
    if (!isKnown(profile.role)) {
      yield undecided(spot, `what the role of the instance profile ${logicalId} allows`, profile.role, SESSION_CAPABILITIES);
    } else if (profile.role === undefined) {
      yield* unlessTakenOver(site, {
        severity: 'BLOCKED',
        spot,
        message: `the instance profile ${logicalId} has no role: the agent has no credentials and never registers`,
        fix: `name a role with the managed policy ${MANAGED_INSTANCE_CORE_POLICY} in Roles of ${logicalId}`,
        capabilities: SESSION_CAPABILITIES,
      });
    }
  },
};
