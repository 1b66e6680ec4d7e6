import type { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { RunAs } from './run-as';
import type { SessionEncryption } from './session-encryption';
import type { ISessionLogging } from '../logging/session-logging';

/**
 * What a shell of a session runs first.
 */
export interface ShellProfile {
  /**
   * Commands for Linux and for macOS, which has no profile of its own: `bash`, say, or `cd ~; exec bash`.
   *
   * @default - none, `sh` opens
   */
  readonly linux?: string;

  /**
   * Commands for Windows, in PowerShell.
   *
   * @default - none
   */
  readonly windows?: string;
}

/**
 * What session preferences can say, for one document or for the whole account.
 */
export interface SessionPreferencesOptions {
  /**
   * Where transcripts go; `SessionLogging.none()` to keep none.
   *
   * @default - new SessionLogging: a bucket and a log group with one customer-managed key
   */
  readonly logging?: ISessionLogging;

  /**
   * Whether what a session carries is encrypted with a key.
   *
   * @default SessionEncryption.customerManagedKey()
   */
  readonly encryption?: SessionEncryption;

  /**
   * The key that encrypts what a session carries, in the nodes' own region; not an alias. Nothing is kept under it. The policy of an imported
   * key is not changed: it has to let IAM policies grant the key, as the policy that AWS gives to new keys does.
   *
   * @default - a new customer-managed key with yearly rotation (1 USD a month), unless `encryption` is `none()`
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * After how long without input a session ends: 1-60 whole minutes. Systems Manager enforces it; a tunnel with no traffic counts as idle.
   *
   * @default Duration.minutes(20)
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html
   */
  readonly idleTimeout?: Duration;

  /**
   * After how long a session ends in any case: 1-1440 whole minutes.
   *
   * @default - never
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-max-timeout.html
   */
  readonly maxDuration?: Duration;

  /**
   * The user that sessions run as on Linux.
   *
   * @default RunAs.ssmUser()
   */
  readonly runAs?: RunAs;

  /**
   * What the shell of a session runs first.
   *
   * @default - nothing
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-shell-config.html
   */
  readonly shellProfile?: ShellProfile;
}
