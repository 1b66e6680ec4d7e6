import type { SessionTarget } from './session-target';
import type { ISessionDocument } from '../preferences/session-document';

/**
 * Who may open which sessions, as a policy says it.
 */
export interface SessionAccessOptions {
  /**
   * The nodes that sessions may be started with.
   */
  readonly targets: SessionTarget[];

  /**
   * The session documents that sessions may be started with: shells with their preferences, tunnels, commands. No other document is granted, nor
   * the account's default one, which is `AccountSessionPreferences`, or `SessionPreferences.fromSessionPreferencesAttributes(...)` of
   * `SSM-SessionManagerRunShell`.
   *
   * @default - none; then `ssh` or `remoteDesktop` must be true
   */
  readonly documents?: ISessionDocument[];

  /**
   * Whether SSH, scp and rsync may go through a session, with `sshProxyCommand` of the node. Session Manager never logs what they carry, so there is
   * a warning. SSH also forwards any port that the node reaches.
   *
   * @default false
   */
  readonly ssh?: boolean;

  /**
   * Whether people may use Remote Desktop in Fleet Manager with the nodes, which must run Windows Server. Session Manager never logs what it carries,
   * so there is a warning. AWS records such connections only with just-in-time node access, which brings permissions of its own.
   *
   * The service behind it (`ssm-guiconnect`) starts the session, with AWS's document for a tunnel to any port. People are granted that document through
   * this service only, so they get no tunnel of their own. `requireMfa` and `fromNetworks` are about the start of the connection. People also see
   * a list of all nodes of the account and region, and with `console` one of all connections. They may end every connection whose id they know.
   *
   * They sign in to Windows with a user and a password. Not granted is what AWS's policies add for the other ways: `ec2:GetPasswordData` for the key
   * pair of an instance, and a command that makes people of IAM Identity Center administrators of the node.
   *
   * @default false
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-remote-desktop-connections.html
   */
  readonly remoteDesktop?: boolean;

  /**
   * Whether people may resume and end their own sessions only. With `false` they may take over and end everybody's in the account and region, so
   * there is a warning.
   *
   * @default true
   */
  readonly ownSessionsOnly?: boolean;

  /**
   * Whether people may use the consoles of Session Manager, Fleet Manager and EC2: they see a list of all nodes and all sessions of the account and
   * region, and may read the documents that they are granted, to choose one.
   *
   * The consoles start a session with the account's default document unless the person chooses another one, and offer shells only. For shells by one
   * click, grant the account's default document.
   *
   * @default false
   */
  readonly console?: boolean;

  /**
   * The networks from which people may start and resume sessions, as blocks of public addresses (`aws:SourceIp`).
   *
   * It restricts the requests `StartSession` and `ResumeSession`. What a session carries goes over another connection, which it does not restrict, so
   * that a session goes on when the person's address changes. A request through a VPC endpoint has no such address, and is denied.
   *
   * @default - any network
   */
  readonly fromNetworks?: string[];
}
