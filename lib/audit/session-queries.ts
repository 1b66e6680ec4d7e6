import { DENIED, REMOTE_DESKTOP_EVENTS, SESSION_EVENTS } from './session-events';
import { DEFAULT_SESSION_DOCUMENT, PORT_FORWARDING_DOCUMENT, SSH_DOCUMENT } from '../agent/session-documents';

/**
 * What is asked about sessions in the language of CloudWatch Logs Insights.
 *
 * Only commands and functions that AWS's pages show are used, and aliases of plain letters: a record has a query with others fail.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface SessionQuery {
  /** Under which it is shown and saved. */
  readonly name: string;
  /** Its commands, one after the other. */
  readonly commands: readonly string[];
}

/** The query as CloudWatch Logs Insights takes it. */
export function textOf({ commands }: SessionQuery): string {
  return commands.join('\n| ');
}

/** Stands in `FIND_WHAT_WAS_TYPED` for what is looked for. */
export const SOUGHT = 'WHAT-WAS-TYPED';

/**
 * Of an ARN, the end that tells who it is: `assumed-role/Operators/ana`. Fields in objects are parsed with regular expressions alone.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Parse.html
 */
const personIn = (field: string) => `parse ${field} /:(?<person>[^:]+)$/`;

/** Remote Desktop names the node elsewhere. */
const NODE = 'coalesce(detail.requestParameters.target, detail.requestParameters.InstanceId) as node';

/** A session that is started has its id in the answer, and one that is resumed or ended in the request. */
const SESSION = 'coalesce(detail.responseElements.sessionId, detail.requestParameters.sessionId) as session';

const WENT_WELL = 'not ispresent(detail.errorCode)';
const SESSION_STARTED = `detail.eventName = "${SESSION_EVENTS.start}"`;
const CONNECTION_STARTED = `detail.eventName = "${REMOTE_DESKTOP_EVENTS.start}"`;
const SESSIONS_STARTED = `filter (${SESSION_STARTED} or ${CONNECTION_STARTED}) and ${WENT_WELL}`;

const mostFirst = (by: string) => [`stats count(*) as sessions by ${by}`, 'sort sessions desc', 'limit 20'];
const lastFirst = (count: number, shown: string) => ['sort @timestamp desc', `limit ${count}`, `display @timestamp, ${shown}`];

/** Questions to the log group of `SessionAudit`: events of CloudTrail as EventBridge hands them on. */
export const SESSIONS_BY_PERSON: SessionQuery = {
  name: 'Sessions by person', commands: [SESSIONS_STARTED, personIn('detail.userIdentity.arn'), ...mostFirst('person')],
};
export const SESSIONS_BY_NODE: SessionQuery = { name: 'Sessions by node', commands: [SESSIONS_STARTED, `fields ${NODE}`, ...mostFirst('node')] };

/** A session that names no document has the account's. Remote Desktop has none. */
export const SESSIONS_BY_DOCUMENT: SessionQuery = {
  name: 'Sessions by document',
  commands: [
    `filter ${SESSION_STARTED} and ${WENT_WELL}`,
    `fields coalesce(detail.requestParameters.documentName, "${DEFAULT_SESSION_DOCUMENT}") as document`,
    ...mostFirst('document'),
  ],
};

/** Events of denied calls have no answer. */
export const DENIED_ATTEMPTS: SessionQuery = {
  name: 'Denied attempts',
  commands: [
    `filter detail.errorCode like "${DENIED}"`,
    personIn('detail.userIdentity.arn'),
    `fields detail.eventName as call, ${NODE}, detail.requestParameters.documentName as document, detail.sourceIPAddress as address`,
    ...lastFirst(50, 'person, call, node, document, address'),
  ],
};

/** They leave no transcript. The documents of AWS's for tunnels begin alike. */
export const TUNNELS: SessionQuery = {
  name: 'Tunnels, SSH and Remote Desktop',
  commands: [
    `fields coalesce(detail.requestParameters.documentName, "Remote Desktop") as tunnel, ${NODE}`,
    `filter ${WENT_WELL} and (${CONNECTION_STARTED} or tunnel like "${PORT_FORWARDING_DOCUMENT}" or tunnel = "${SSH_DOCUMENT}")`,
    personIn('detail.userIdentity.arn'),
    ...lastFirst(50, 'person, node, tunnel'),
  ],
};

export const OPENED_AND_ENDED: SessionQuery = {
  name: 'Opened, resumed and ended',
  commands: [
    `filter ${WENT_WELL}`,
    personIn('detail.userIdentity.arn'),
    `fields detail.eventName as call, ${NODE}, detail.requestParameters.documentName as document, ${SESSION}, detail.requestParameters.reason as reason`,
    ...lastFirst(100, 'person, call, node, document, session, reason'),
  ],
};

/** Each line of a transcript by itself: one event has several, and of an event with many lines not each is a field. */
const LINES = [
  personIn('userIdentity.arn'),
  'fields target.id as node, sessionId as session, jsonParse(@message) as event',
  'unnest event.sessionData into line',
];
const SHOWN = lastFirst(100, 'person, node, session, line');

/** Questions to the log group of the transcripts: events of the SSM Agent. A command follows a prompt: `$`, `#` or `>` and a blank. */
export const LAST_COMMANDS: SessionQuery = { name: 'Last commands', commands: [...LINES, 'filter line like /[$#>] +[^ ]/', ...SHOWN] };
export const FIND_WHAT_WAS_TYPED: SessionQuery = { name: 'Find what was typed', commands: [...LINES, `filter line like "${SOUGHT}"`, ...SHOWN] };
