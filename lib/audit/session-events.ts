/**
 * What CloudTrail records of sessions, as public records of real events have it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-auditing.html
 */

/** Who sends the events to EventBridge, and who CloudTrail says that they are of. Other services have events of the same names, Athena for one. */
export const SESSION_EVENTS = {
  source: 'aws.ssm',
  eventSource: 'ssm.amazonaws.com',
  start: 'StartSession',
  names: ['StartSession', 'ResumeSession', 'TerminateSession'],
} as const;

/** Remote Desktop of Fleet Manager, which starts its session by itself. */
export const REMOTE_DESKTOP_EVENTS = {
  source: 'aws.ssm-guiconnect',
  eventSource: 'ssm-guiconnect.amazonaws.com',
  start: 'StartConnection',
  names: ['StartConnection'],
} as const;

/** An event that CloudTrail hands on, which it does where a trail logs management events. */
export const API_CALL = 'AWS API Call via CloudTrail';

/** How the codes of denied calls begin: `AccessDenied` and `AccessDeniedException`. */
export const DENIED = 'AccessDenied';
