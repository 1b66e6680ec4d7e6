import { MANAGED_INSTANCE_CORE_POLICY } from '../../../agent/actions';
import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/session/requirements';
import { catalogued, Rule, undecided } from '../rule';
import { unlessTakenOver } from '../support/identity/permissions';

export const profileHasRoleRule: Rule = {
  ...catalogued('SSM-IDN-002'),
  why: 'An instance profile is only a holder for a role; an empty one gives the agent no credentials, and it never registers.',
  fix: { change: 'name', what: 'a role', in: 'instance-profile.roles', of: 'the instance profile' },
  contract: 7,
  see: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html',
  reads: 'the role of the instance profile',
  cannotSee: 'the role of a profile that is not in the assembly: then the node is UNKNOWN',
  hop: 'IDENTITY',
  *check(context) {
    const { value: profile } = context.node.profile;
    if (!isKnown(profile) || profile === undefined) {
      return;
    }
    const { location } = profile;
    const { name } = profile.location.resource;
    if (!isKnown(profile.role)) {
      yield undecided(location, `what the role of the instance profile ${name} allows`, profile.role, SESSION_CAPABILITIES);
    } else if (profile.role === undefined) {
      yield* unlessTakenOver(context, {
        severity: 'BLOCKED',
        location,
        message: `the instance profile ${name} has no role: the agent has no credentials and never registers`,
        fix: { change: 'name', what: `a role with the managed policy ${MANAGED_INSTANCE_CORE_POLICY}`, in: 'instance-profile.roles', of: name },
        capabilities: SESSION_CAPABILITIES,
      });
    }
  },
};
