/**
 * What a person's AWS CLI, console or Session Manager plugin calls.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */

/** On the node and on the session document. */
export const START_SESSION_ACTION = 'ssm:StartSession';

/** Without it, Systems Manager does not check the document of a session that names none. */
export const DOCUMENT_ACCESS_CHECK = 'ssm:SessionDocumentAccessCheck';

/** On the person's own sessions. The plugin signs OpenDataChannel since 1.2.764. */
export const OWN_SESSION_ACTIONS = ['ssm:ResumeSession', 'ssm:TerminateSession', 'ssmmessages:OpenDataChannel'];

/** Users, assumed roles and IAM Identity Center all have aws:userid; only users have aws:username. */
export const OWN_SESSIONS = '${aws:userid}-*';

/** The other half of the handshake of an encrypted session; the node's is Decrypt. */
export const SESSION_DATA_KEY_ACTIONS = ['kms:GenerateDataKey'];
