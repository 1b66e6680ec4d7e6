import { instanceProfile } from './idn-001-instance-profile';
import { profileHasRole } from './idn-002-profile-has-role';
import { ec2MayAssume } from './idn-003-ec2-may-assume';
import { registers } from './idn-004-registers';
import { opensChannels } from './idn-005-opens-channels';
import { noDeny } from './idn-006-no-deny';
import { boundaryAllows } from './idn-007-boundary-allows';
import { hostManagement } from './idn-008-host-management';
import { runCommand } from './idn-009-run-command';
import { Rule } from '../rule';

/** Whether the agent may make the calls that it cannot do without. */
export const IDENTITY_RULES: readonly Rule[] = [
  instanceProfile, profileHasRole, ec2MayAssume, registers, opensChannels, noDeny, boundaryAllows, hostManagement, runCommand,
];
