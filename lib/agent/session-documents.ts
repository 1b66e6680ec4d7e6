/**
 * Session documents that every account has.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */

/** The preferences of the account in the region: the document of a session that names none. */
export const DEFAULT_SESSION_DOCUMENT = 'SSM-SessionManagerRunShell';

/** AWS's document for a tunnel to a port of the node. */
export const PORT_FORWARDING_DOCUMENT = 'AWS-StartPortForwardingSession';

/** AWS's document for an SSH connection through the tunnel. */
export const SSH_DOCUMENT = 'AWS-StartSSHSession';
