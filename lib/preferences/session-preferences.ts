import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { createSessionDocument } from './create-session-document';
import { ImportedSessionPreferences } from './imported-session-preferences';
import { RunAs } from './run-as';
import { ISessionDocument } from './session-document';
import { SessionEncryption } from './session-encryption';
import { SessionPreferencesBase } from './session-preferences-base';
import { ISessionLogging } from '../logging/session-logging';

/**
 * How shell sessions are logged and encrypted, as whom they run and how long they may last.
 */
export interface ISessionPreferences extends ISessionDocument {
  /**
   * Where transcripts go.
   */
  readonly logging: ISessionLogging;

  /**
   * The key that encrypts what a session carries; undefined with TLS alone.
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The user that sessions run as on Linux.
   */
  readonly runAs: RunAs;

  /**
   * Lets a node host sessions with these preferences: write their transcripts, and open their encryption. `sessionPreferences` of a node does
   * it; call it for nodes that are not ours, such as an Auto Scaling group.
   *
   * @param node the node, or its role
   */
  grantHost(node: iam.IGrantable): iam.Grant;
}

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

/**
 * Properties of `SessionPreferences`.
 */
export interface SessionPreferencesProps extends SessionPreferencesOptions {
  /**
   * The name of the session document: 3-128 of the characters A-Z a-z 0-9 _ - . and not beginning with aws, amazon or amzn.
   *
   * @default - CloudFormation's choice
   */
  readonly documentName?: string;
}

/**
 * What has to be known of session preferences that exist already.
 */
export interface SessionDocumentAttributes {
  /**
   * The name of the session document.
   */
  readonly documentName: string;

  /**
   * Where its transcripts go: `new SessionLogging(...)` with the imported bucket and log group that the document names, or
   * `SessionLogging.none()` if it names none. What is left out here is granted to no node, and the agent hangs or refuses.
   */
  readonly logging: ISessionLogging;

  /**
   * The key that the document names.
   *
   * @default - none, the document names no key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The user that the document names, for command documents with these preferences.
   *
   * @default RunAs.ssmUser()
   */
  readonly runAs?: RunAs;
}

/**
 * Preferences of shell sessions, as a session document of their own: who starts a session names it, and gets its transcripts, its encryption,
 * its user and its timeouts.
 *
 * Pass it to the nodes and the VPC endpoints as `sessionPreferences`: the nodes' roles, the endpoints, the commands and the grants follow.
 * A change makes a new version of the same document, which sessions by name use from then on.
 *
 * Creates a session document (free), and, as far as none are given, a key for the sessions (1 USD a month) and a `SessionLogging`.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html
 */
export class SessionPreferences extends SessionPreferencesBase {
  /**
   * Uses session preferences that exist already, another stack's or the account's own (`SSM-SessionManagerRunShell`).
   *
   * @param scope the scope
   * @param id the id
   * @param attrs what is known of them
   * @throws if `documentName` has not the form of a document's name
   */
  public static fromDocumentAttributes(scope: Construct, id: string, attrs: SessionDocumentAttributes): ISessionPreferences {
    return new ImportedSessionPreferences(scope, id, attrs);
  }

  public readonly documentName: string;

  /**
   * @throws if `idleTimeout` or `maxDuration` is out of range or not in whole minutes, `encryptionKey` contradicts `encryption`, is an
   * alias or in another region, or `documentName` has not the form of a document's name
   */
  constructor(scope: Construct, id: string, props: SessionPreferencesProps = {}) {
    super(scope, id, props);
    this.documentName = createSessionDocument(this, this._content, props.documentName);
  }
}
