import { instanceProfileRule } from './idn-001-instance-profile';
import { profileHasRoleRule } from './idn-002-profile-has-role';
import { ec2MayAssumeRule } from './idn-003-ec2-may-assume';
import { registersRule } from './idn-004-registers';
import { opensChannelsRule } from './idn-005-opens-channels';
import { noDenyRule } from './idn-006-no-deny';
import { boundaryAllowsRule } from './idn-007-boundary-allows';
import { hostManagementRule } from './idn-008-host-management';
import { runCommandRule } from './idn-009-run-command';
import { namesRule } from './idn-010-names';
import { serviceControlPoliciesRule } from './idn-011-service-control-policies';
import { launchIsTakenRule } from './idn-012-launch-is-taken';
import { hostManagementRoleRule } from './idn-013-host-management-role';
import { Rule } from '../rule';

/** Whether the agent may make the calls that it cannot do without. */
export const IDENTITY_RULES: readonly Rule[] = [
  instanceProfileRule,
  profileHasRoleRule,
  ec2MayAssumeRule,
  registersRule,
  opensChannelsRule,
  noDenyRule,
  boundaryAllowsRule,
  hostManagementRule,
  runCommandRule,
  namesRule,
  serviceControlPoliciesRule,
  launchIsTakenRule,
  hostManagementRoleRule,
];
