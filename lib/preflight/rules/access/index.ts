import { commandsRunInSessionsRule } from './acc-008-commands-run-in-sessions';
import { AccessRule } from '../rule-about-people';

/** What people may do beside what sessions are logged and limited for. */
export const ACCESS_RULES: readonly AccessRule[] = [
  commandsRunInSessionsRule,
];
