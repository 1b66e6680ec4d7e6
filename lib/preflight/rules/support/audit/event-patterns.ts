import { API_CALL, REMOTE_DESKTOP_EVENTS, SESSION_EVENTS } from '../../../../audit/session-events';
import { EventRule } from '../../../model/audit/event-rule';
import { isKnown, Unknown } from '../../../model/known';
import { remembered } from '../../../model/remembered';
import { gapIn } from '../../../model/symbolic-text';
import { SymbolicObject, SymbolicValue } from '../../../model/symbolic-value';
import { AuditContext } from '../../rule-about-audit';

/** A rule of EventBridge on calls about sessions. */
export interface SessionRule {
  readonly rule: EventRule;
  readonly pattern: SymbolicObject;
  /** What is asked of the call itself: one of these. */
  readonly details: readonly SymbolicObject[];
}

const RULES = new WeakMap<AuditContext, readonly SessionRule[]>();
const SOURCES: readonly string[] = [SESSION_EVENTS.source, REMOTE_DESKTOP_EVENTS.source];
const NAMES: readonly string[] = [...SESSION_EVENTS.names, ...REMOTE_DESKTOP_EVENTS.names];
const EVENT_SOURCES: readonly string[] = [SESSION_EVENTS.eventSource, REMOTE_DESKTOP_EVENTS.eventSource];

/** Those that name a call about sessions, or take every call of Systems Manager. Other rules are not ours. */
export function sessionRules(context: AuditContext): readonly SessionRule[] {
  return remembered(RULES, context, () => context.audit.eventRules.flatMap(rule => {
    const { pattern: { value: pattern } } = rule;
    if (!isKnown(pattern) || pattern === undefined) { return []; }
    const details = alternativesOf(pattern.detail);
    return details.some(detail => isOnSessions(pattern, detail)) ? [{ rule, pattern, details }] : [];
  }));
}

/** The texts that a field has to be; undefined where it is not asked, or something else than texts is. */
export function textsAt(pattern: SymbolicObject, field: string): readonly string[] | undefined {
  const values = pattern[field];
  if (!Array.isArray(values)) { return undefined; }
  return values.every((value): value is string => typeof value === 'string' && gapIn(value) === undefined) ? values : undefined;
}

/** The alternatives of `$or`, each with what is asked beside it. */
function alternativesOf(detail: SymbolicValue | undefined): SymbolicObject[] {
  if (detail === undefined) { return [{}]; }
  if (!isObject(detail)) { return []; }
  const { $or, ...rest } = detail;
  return Array.isArray($or) ? $or.filter(isObject).map(alternative => ({ ...rest, ...alternative })) : [detail];
}

export function isObject(value: SymbolicValue | undefined): value is SymbolicObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

/** Whether it names a call about sessions, be it with a field that is of another event. */
export function isOnSessions(pattern: SymbolicObject, detail: SymbolicObject): boolean {
  const source = textsAt(pattern, 'source');
  const eventSource = textsAt(detail, 'eventSource');
  const isOurs = hasOne(source, SOURCES) || hasOne(eventSource, EVENT_SOURCES);
  if (!isOurs) { return false; }
  if (detail.eventName !== undefined) { return hasOne(textsAt(detail, 'eventName'), NAMES); }
  return hasOne(source, SOURCES) && (pattern['detail-type'] === undefined || hasOne(textsAt(pattern, 'detail-type'), [API_CALL]))
    && (eventSource === undefined || hasOne(eventSource, EVENT_SOURCES));
}

function hasOne(texts: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return texts?.some(text => wanted.includes(text)) ?? false;
}
