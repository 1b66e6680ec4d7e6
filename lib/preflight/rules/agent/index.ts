import { agentThereRule } from './agt-001-agent-there';
import { installReachableRule } from './agt-002-install-reachable';
import { architectureRule } from './agt-003-architecture';
import { metadataRule } from './agt-004-metadata';
import { agentVersionRule } from './agt-005-agent-version';
import { Rule } from '../rule';

/** Whether the SSM Agent runs on the node. */
export const AGENT_RULES: readonly Rule[] = [agentThereRule, installReachableRule, architectureRule, metadataRule, agentVersionRule];
