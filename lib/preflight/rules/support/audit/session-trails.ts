import { sessionRules } from './event-patterns';
import { RecordingTrail } from '../../../model/audit/recording-trail';
import { AuditContext } from '../../rule-about-audit';

/** The trails of accounts that have rules on session calls. Other trails are not ours. */
export function sessionTrails(context: AuditContext): readonly RecordingTrail[] {
  const accounts = new Set(sessionRules(context).map(({ rule }) => rule.environment.account));
  return context.audit.trails.filter(({ environment }) => accounts.has(environment.account));
}
