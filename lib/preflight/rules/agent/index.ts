import { agentThereRule } from './agt-001-agent-there';
import { installReachableRule } from './agt-002-install-reachable';
import { architectureRule } from './agt-003-architecture';
import { metadataRule } from './agt-004-metadata';
import { agentVersionRule } from './agt-005-agent-version';
import { agentStaysRunningRule } from './agt-006-agent-stays-running';
import { agentProxyRule } from './agt-007-agent-proxy';
import { userDataIsTakenRule } from './agt-008-user-data-is-taken';
import { maintenanceReachesBucketsRule } from './agt-009-maintenance-reaches-buckets';
import { Rule } from '../rule';

/** Whether the SSM Agent runs on the node. */
export const AGENT_RULES: readonly Rule[] = [
  agentThereRule,
  installReachableRule,
  architectureRule,
  metadataRule,
  agentVersionRule,
  agentStaysRunningRule,
  agentProxyRule,
  userDataIsTakenRule,
  maintenanceReachesBucketsRule,
];
