// @ts-check
'use strict';

/** What a session starts with that names no document: the preferences of the account. */
const DEFAULT_SESSION_DOCUMENT = 'SSM-SessionManagerRunShell';

/**
 * @typedef {object} StartedSession
 * @property {string} id
 * @property {string} who
 * @property {string} node
 * @property {string} document
 * @property {string} started when, as CloudTrail says
 * @property {string} region
 * @property {boolean} wasUnlisted whether Session Manager did not know of it at the last look
 *
 * @typedef {object} Recorded what CloudTrail records of a call, as far as it is needed
 * @property {string} eventSource
 * @property {string} eventName
 * @property {string} [eventTime]
 * @property {{ arn?: string, principalId?: string }} [userIdentity]
 * @property {{ target?: string, documentName?: string } | null} [requestParameters]
 * @property {{ sessionId?: string } | null} [responseElements]
 *
 * @typedef {{ detail: Recorded, region?: string, wasUnlisted?: boolean }} StartEvent as EventBridge hands it on, and this function sends it to itself
 */

/**
 * Fails where the event is of anything else, so that it is kept and somebody looks at it.
 *
 * @param {string} body
 * @returns {{ event: StartEvent, session: StartedSession }}
 */
function read(body) {
  /** @type {StartEvent} */
  const event = JSON.parse(body);
  const detail = event?.detail;
  const id = detail?.responseElements?.sessionId;
  if (detail?.eventSource !== 'ssm.amazonaws.com' || detail.eventName !== 'StartSession' || typeof id !== 'string' || id === '') {
    throw new Error('this is no event of a session that was started: it must be of StartSession of ssm.amazonaws.com, with detail.responseElements.sessionId');
  }
  const { userIdentity, requestParameters, eventTime } = detail;
  const session = {
    id,
    who: userIdentity?.arn ?? userIdentity?.principalId ?? 'somebody unknown',
    node: requestParameters?.target ?? 'unknown',
    document: requestParameters?.documentName ?? DEFAULT_SESSION_DOCUMENT,
    started: eventTime ?? 'an unknown time',
    region: event.region ?? 'an unknown region',
    wasUnlisted: event.wasUnlisted ?? false,
  };
  return { event, session };
}

module.exports = { read };
