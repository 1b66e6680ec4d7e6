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

/** A tag of the node, in EC2 or outside it. */
export const nodeTag = (key: string) => `ssm:resourceTag/${key}`;

/** On a session: it gives out a new token, so who may resume a session may take it over. */
export const RESUME_SESSION_ACTION = 'ssm:ResumeSession';

/** On a session. */
export const TERMINATE_SESSION_ACTION = 'ssm:TerminateSession';

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
export const SESSION_DATA_KEY_ACTION = 'kms:GenerateDataKey';

/**
 * What the consoles of Session Manager, Fleet Manager and EC2 list nodes and sessions with. Only GetConnectionStatus supports a narrower resource,
 * and AWS grants that on everything too. They also ask for `ssm:SendCommand`, to update old agents, which is a shell, so it is left out.
 */
export const CONSOLE_ACTIONS = [
  'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:DescribeInstanceProperties', 'ssm:DescribeSessions', 'ssm:GetConnectionStatus',
];

/** For the choice of a document other than the account's default one. It supports no narrower resource. */
export const LIST_DOCUMENTS_ACTION = 'ssm:ListDocuments';

/**
 * On such a document.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export const DOCUMENT_CONSOLE_ACTIONS = ['ssm:GetDocument'];

/**
 * Whether the person signed in with a second factor. Absent for access keys and for federation, where `Bool` denies, as it should.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export const MFA_PRESENT = 'aws:MultiFactorAuthPresent';

/** The public address that a request comes from. Absent behind a VPC endpoint. */
export const SOURCE_ADDRESS = 'aws:SourceIp';
