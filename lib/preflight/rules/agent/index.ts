import { agentThere } from './agt-001-agent-there';
import { installReachable } from './agt-002-install-reachable';
import { architecture } from './agt-003-architecture';
import { metadata } from './agt-004-metadata';
import { agentVersion } from './agt-005-agent-version';
import { Rule } from '../rule';

/** Whether the SSM Agent runs on the node. */
export const AGENT_RULES: readonly Rule[] = [agentThere, installReachable, architecture, metadata, agentVersion];
