import * as events from 'aws-cdk-lib/aws-events';
import { API_CALL, DENIED, REMOTE_DESKTOP_EVENTS, SESSION_EVENTS } from './session-events';
import { DEFAULT_SESSION_DOCUMENT } from '../agent/session-documents';
import type { ISessionDocument } from '../preferences/session-document';

/** Matches a field that an event lacks. */
const MISSING = { exists: false };

/** Every call that has to do with sessions, allowed or not. */
export function sessionCalls(): events.EventPattern {
  return patternOf({
    eventSource: [SESSION_EVENTS.eventSource, REMOTE_DESKTOP_EVENTS.eventSource],
    eventName: [...SESSION_EVENTS.names, ...REMOTE_DESKTOP_EVENTS.names],
  });
}

/** Those that went well. */
export function allowedCalls(): events.EventPattern {
  return withDetail(sessionCalls(), { errorCode: [MISSING] });
}

/** Those that IAM denied. The node of Remote Desktop is in another place. */
export function deniedCalls(nodes?: readonly string[]): events.EventPattern {
  const either = nodes && [requested({ target: nodes }), requested({ InstanceId: nodes })];
  return withDetail(sessionCalls(), { errorCode: [{ prefix: DENIED }], ...either ? { $or: either } : {} });
}

/** As events have them. */
export function namesOf(documents: readonly ISessionDocument[]): string[] {
  return documents.map(({ documentName }) => documentName);
}

/** Which sessions a rule is about. */
export interface SessionScope {
  /** Their nodes, by their ids; all where it is left out. */
  readonly nodes?: readonly string[];
  /** Their documents, by their names; all where it is left out. */
  readonly documents?: readonly string[];
}

/** Sessions that were started. Remote Desktop names the node elsewhere, and no document. */
export function startedSessions(scope: SessionScope): events.EventPattern {
  const connection = { ...startOfConnection(), ...requested({ InstanceId: scope.nodes }) };
  return scope.documents ? startedWithoutRemoteDesktop(scope) : patternOf({ errorCode: [MISSING], $or: [startOfSession(scope), connection] });
}

/** Those that have an id of a session. */
export function startedWithoutRemoteDesktop(scope: SessionScope): events.EventPattern {
  return patternOf({ errorCode: [MISSING], ...startOfSession(scope) });
}

/** The same with any document but these. */
export function startedWithOthers(documents: readonly string[]): events.EventPattern {
  return patternOf({
    errorCode: [MISSING],
    eventSource: [SESSION_EVENTS.eventSource],
    eventName: [SESSION_EVENTS.start],
    ...requested({ documentName: othersThan(documents) }),
  });
}

/** Sessions that leave no transcript: with another document than these, or Remote Desktop. */
export function unloggedSessions(logged: readonly string[], { nodes }: SessionScope): events.EventPattern {
  const session = {
    eventSource: [SESSION_EVENTS.eventSource],
    eventName: [SESSION_EVENTS.start],
    ...requested({ target: nodes, documentName: othersThan(logged) }),
  };
  return patternOf({ errorCode: [MISSING], $or: [session, { ...startOfConnection(), ...requested({ InstanceId: nodes }) }] });
}

/** The account's default document is used where none is named. */
function documentsIn(names: readonly string[]): unknown[] {
  return names.includes(DEFAULT_SESSION_DOCUMENT) ? [...names, MISSING] : [...names];
}

function othersThan(names: readonly string[]): unknown[] {
  return [{ 'anything-but': [...names] }, ...names.includes(DEFAULT_SESSION_DOCUMENT) ? [] : [MISSING]];
}

function startOfSession({ nodes, documents }: SessionScope) {
  return {
    eventSource: [SESSION_EVENTS.eventSource],
    eventName: [SESSION_EVENTS.start],
    ...requested({ target: nodes, documentName: documents && documentsIn(documents) }),
  };
}

function startOfConnection() {
  return { eventSource: [REMOTE_DESKTOP_EVENTS.eventSource], eventName: [REMOTE_DESKTOP_EVENTS.start] };
}

function requested(parameters: Record<string, readonly unknown[] | undefined>): object {
  const given = Object.entries(parameters).filter(([, values]) => values !== undefined);
  return given.length === 0 ? {} : { requestParameters: Object.fromEntries(given) };
}

function patternOf(detail: Record<string, unknown>): events.EventPattern {
  return { source: [SESSION_EVENTS.source, REMOTE_DESKTOP_EVENTS.source], detailType: [API_CALL], detail };
}

function withDetail(pattern: events.EventPattern, more: Record<string, unknown>): events.EventPattern {
  return { ...pattern, detail: { ...pattern.detail, ...more } };
}
