import { sessionRules, SessionRule } from './event-patterns';
import { EventTarget } from '../../../model/audit/event-rule';
import { isKnown } from '../../../model/known';
import { Environment } from '../../../model/node';
import { splitOutsideOpaque } from '../../../model/symbolic-text';
import { AuditContext } from '../../rule-about-audit';

/** A log group that a rule on session calls writes to. */
export interface EventLog {
  readonly rule: SessionRule['rule'];
  readonly target: EventTarget;
  /** Without `:*` at its end. */
  readonly arn: string;
  readonly environment: Environment;
}

export function eventLogs(context: AuditContext): EventLog[] {
  return sessionRules(context).flatMap(({ rule }) => (isKnown(rule.targets) ? rule.targets : []).flatMap(target => {
    const parts = isKnown(target.arn) ? splitOutsideOpaque(target.arn, ':') : [];
    return parts[2] === 'logs' && parts[5] === 'log-group' ? [{ rule, target, arn: parts.slice(0, 7).join(':'), environment: rule.environment }] : [];
  }));
}
