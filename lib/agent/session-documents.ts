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

/** AWS's documents for tunnels, which never leave a transcript. */
export const TUNNEL_DOCUMENTS = [
  PORT_FORWARDING_DOCUMENT, 'AWS-StartPortForwardingSessionToRemoteHost', 'AWS-StartPortForwardingSessionToSocket', SSH_DOCUMENT,
];

/**
 * All documents of AWS's that sessions start with. None of them names a key or a log.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/documents.html
 */
export const AWS_SESSION_DOCUMENTS = [
  'AWS-PasswordReset', 'AWS-StartInteractiveCommand', 'AWS-StartNonInteractiveCommand', ...TUNNEL_DOCUMENTS,
];

/** Documents of AWS's by which Run Command and State Manager run any command on a node, without a session. */
export const ANY_COMMAND_DOCUMENTS = ['AWS-RunShellScript', 'AWS-RunPowerShellScript'];
