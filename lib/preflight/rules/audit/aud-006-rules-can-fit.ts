import { DEFAULT_SESSION_DOCUMENT } from '../../../agent/session-documents';
import { API_CALL, REMOTE_DESKTOP_EVENTS, SESSION_EVENTS } from '../../../audit/session-events';
import { isKnown } from '../../model/known';
import { SymbolicObject } from '../../model/symbolic-value';
import { catalogued } from '../rule';
import { AuditFinding, AuditRule } from '../rule-about-audit';
import { isObject, isOnSessions, SessionRule, sessionRules, textsAt } from '../support/audit/event-patterns';

export const rulesCanFitRule: AuditRule = {
  ...catalogued('SSM-AUD-006'),
  why: 'A pattern that mixes the names of one event with those of another fits none, and no error says so. A session that names no document uses the account\'s '
    + 'default one, and its event has no documentName.',
  fix: 'ask for source aws.ssm, detail-type "AWS API Call via CloudTrail", detail.eventSource ssm.amazonaws.com and detail.eventName StartSession',
  contract: 4,
  see: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html',
  reads: 'whether a rule on session calls is enabled, and whether its source, detail-type, eventSource and eventName are of one event, as far as they are plain texts',
  cannotSee: 'patterns beyond plain texts, and whether the account has a trail',
  *check(context) {
    for (const each of sessionRules(context)) {
      yield* stateFindings(each);
      yield* fitFindings(each);
      yield* documentFindings(each);
    }
  },
};

const KINDS = [SESSION_EVENTS, REMOTE_DESKTOP_EVENTS];

function* stateFindings({ rule: { isEnabled, location } }: SessionRule): Generator<AuditFinding> {
  if (isEnabled.value === false) {
    yield { severity: 'WARNING', location: isEnabled.location, message: `${location.resource.name} is disabled: it hears of no session`, fix: 'enable the rule' };
  }
}

function* fitFindings({ rule, pattern, details }: SessionRule): Generator<AuditFinding> {
  const onSessions = details.filter(detail => isOnSessions(pattern, detail));
  // Whoever puts events on a bus of their own may give them any source.
  if (isKnown(rule.arn) && !onSessions.some(detail => mayFit(pattern, detail))) {
    yield {
      severity: 'BLOCKED',
      location: rule.pattern.location,
      message: `the pattern of ${rule.location.resource.name} fits no event of a session: its source, detail-type, eventSource and eventName are of no single event`,
    };
  }
}

function mayFit(pattern: SymbolicObject, detail: SymbolicObject): boolean {
  return mayBe(pattern, 'detail-type', [API_CALL]) && KINDS.some(({ source, eventSource, names }) => (
    mayBe(pattern, 'source', [source]) && mayBe(detail, 'eventSource', [eventSource]) && mayBe(detail, 'eventName', names)
  ));
}

function mayBe(pattern: SymbolicObject, field: string, values: readonly string[]): boolean {
  return textsAt(pattern, field)?.some(text => values.includes(text)) ?? true;
}

function* documentFindings({ rule, details }: SessionRule): Generator<AuditFinding> {
  if (details.some(leavesDefaultOut)) {
    yield {
      severity: 'WARNING',
      location: rule.pattern.location,
      message: `${rule.location.resource.name} asks for ${DEFAULT_SESSION_DOCUMENT}, and does not hear of sessions that name no document and use it all the same`,
      fix: 'add { "exists": false } to documentName',
    };
  }
}

function leavesDefaultOut({ requestParameters }: SymbolicObject): boolean {
  return isObject(requestParameters) && (textsAt(requestParameters, 'documentName')?.includes(DEFAULT_SESSION_DOCUMENT) ?? false);
}
