import { sessionsLeaveTranscriptsRule } from './acc-001-sessions-leave-transcripts';
import { shellsHaveTheKeyRule } from './acc-002-shells-have-the-key';
import { documentsStayRule } from './acc-003-documents-stay';
import { logGroupsStayRule } from './acc-004-log-groups-stay';
import { bucketsStayRule } from './acc-005-buckets-stay';
import { keysStayRule } from './acc-006-keys-stay';
import { trailsStayRule } from './acc-007-trails-stay';
import { commandsRunInSessionsRule } from './acc-008-commands-run-in-sessions';
import { grantsNameNodesRule } from './acc-009-grants-name-nodes';
import { accessIsAskedForRule } from './acc-010-access-is-asked-for';
import { trustIsNarrowRule } from './acc-011-trust-is-narrow';
import { nobodyMayDoEverythingRule } from './acc-012-nobody-may-do-everything';
import { grantsAreSeenRule } from './acc-013-grants-are-seen';
import { AccessRule } from '../rule-about-people';

const RULES_OF_DEEDS: readonly AccessRule[] = [
  sessionsLeaveTranscriptsRule,
  shellsHaveTheKeyRule,
  documentsStayRule,
  logGroupsStayRule,
  bucketsStayRule,
  keysStayRule,
  trailsStayRule,
  commandsRunInSessionsRule,
  grantsNameNodesRule,
  accessIsAskedForRule,
];

/** What people may do beside what sessions are logged and limited for. */
export const ACCESS_RULES: readonly AccessRule[] = [
  ...RULES_OF_DEEDS,
  trustIsNarrowRule,
  nobodyMayDoEverythingRule(RULES_OF_DEEDS),
  grantsAreSeenRule,
];
