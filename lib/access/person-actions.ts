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
 * What the consoles of Session Manager, Fleet Manager and EC2 list nodes with. Only GetConnectionStatus supports a narrower resource, and AWS grants
 * that on everything too. They also ask for `ssm:SendCommand`, to update old agents, which is a shell, so it is left out.
 */
export const LIST_NODES_ACTIONS = [
  'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:DescribeInstanceProperties', 'ssm:GetConnectionStatus',
];

/** It supports no narrower resource. */
export const LIST_SESSIONS_ACTION = 'ssm:DescribeSessions';

/** For the choice of a document other than the account's default one. It supports no narrower resource. */
export const LIST_DOCUMENTS_ACTION = 'ssm:ListDocuments';

/**
 * On such a document.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export const DOCUMENT_CONSOLE_ACTIONS = ['ssm:GetDocument'];

/**
 * Opens a connection of Remote Desktop, for which the service then starts a session in the person's name. It supports no narrower resource, so that
 * session decides with which nodes.
 *
 * AWS's own policies add `ec2:GetPasswordData`, for which the person needs the private key of the instance, and for IAM Identity Center
 * `ssm:SendCommand` with `AWSSSO-CreateSSOUser`, which makes everybody an administrator of the node. Both are left out.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-remote-desktop-connections.html#rdp-iam-policy-examples
 */
export const START_CONNECTION_ACTION = 'ssm-guiconnect:StartConnection';

/** On connections, whose ids nobody knows before. They support no narrower resource. */
export const CONNECTION_ACTIONS = ['ssm-guiconnect:CancelConnection', 'ssm-guiconnect:GetConnection'];

/** It supports no narrower resource. */
export const LIST_CONNECTIONS_ACTION = 'ssm-guiconnect:ListConnections';

/** The service that the person called, where that one makes a request in their name; absent where they make it themselves. */
export const CALLED_SERVICE = 'aws:CalledViaFirst';

/**
 * The service behind Remote Desktop.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSSystemsManagerJustInTimeAccessTokenPolicy.html
 */
export const REMOTE_DESKTOP_SERVICE = 'ssm-guiconnect.amazonaws.com';

/**
 * Whether the person signed in with a second factor. Absent for access keys and for federation, where `Bool` denies, as it should.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export const MFA_PRESENT = 'aws:MultiFactorAuthPresent';

/** The public address that a request comes from. Absent behind a VPC endpoint. */
export const SOURCE_ADDRESS = 'aws:SourceIp';
