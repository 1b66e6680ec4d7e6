/**
 * What a person's AWS CLI, console or Session Manager plugin calls.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */

/** On the node and on the session document. */
export const START_SESSION_ACTION = 'ssm:StartSession';

/**
 * False where a session names no document, so that the account's default one would run.
 *
 * Write it with `BoolIfExists`: the key is absent where a session names its document, and two public records of real accounts have `Bool`
 * deny a document that was granted.
 */
export const DOCUMENT_ACCESS_CHECK = 'ssm:SessionDocumentAccessCheck';

/** On the person's own sessions. */
export const OWN_SESSION_ACTIONS = ['ssm:ResumeSession', 'ssm:TerminateSession'];

/**
 * Systems Manager tags each session with the `aws:userid` of who started it: `AIDA...` for a user, `AROA...:name` for a role and for IAM Identity
 * Center. The session's id does not begin with that, so no pattern of it tells whose it is.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export const SESSION_OWNER_TAG = 'ssm:resourceTag/aws:ssmmessages:session-id';

/** The person who makes the request, as SESSION_OWNER_TAG has them. */
export const REQUESTER = '${aws:userid}';

/**
 * The plugin signs it since 1.2.764. IAM has no condition key for it, so it cannot be bound to the person's own sessions; the token that
 * StartSession and ResumeSession give out does that.
 */
export const OPEN_SESSION_ACTION = 'ssmmessages:OpenDataChannel';

/** The other half of the handshake of an encrypted session; the node's is Decrypt. */
export const SESSION_DATA_KEY_ACTIONS = ['kms:GenerateDataKey'];
