import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { createSessionDocument } from './create-session-document';
import { ImportedSessionPreferences } from './imported-session-preferences';
import type { RunAs } from './run-as';
import { SessionPreferencesBase } from './session-preferences-base';
import type { ISessionPreferences } from './session-preferences-interface';
import type { SessionPreferencesOptions } from './session-preferences-options';
import { checkValue } from '../core/check-props';
import { TEXT } from '../core/prop-types';
import type { ISessionLogging } from '../logging/session-logging';

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
 * Attributes of session preferences that exist already.
 */
export interface SessionPreferencesAttributes {
  /**
   * The name of the session document.
   */
  readonly documentName: string;

  /**
   * Where its transcripts go: `new SessionLogging(...)` with the imported bucket and log group that the document names, or
   * `SessionLogging.none()` if it names none. A node gets no permissions for what is left out here, and its agent then hangs or
   * refuses the session.
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
 * Preferences of shell sessions, as a session document of their own. A session that is started with it has its transcripts, its encryption,
 * its user and its timeouts.
 *
 * Pass it to the nodes and the VPC endpoints as `sessionPreferences`: the nodes' roles, the endpoints, the commands and the grants follow.
 * A change makes a new version of the same document, which sessions by name use from then on.
 *
 * Creates a session document (free), and, as far as none are given, a key for the sessions (1 USD a month) and a `SessionLogging`.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-preferences-cli.html
 *
 * @example
 * const sessionPreferences = new SessionPreferences(this, 'Preferences', {
 *   idleTimeout: Duration.minutes(15),
 *   maxDuration: Duration.hours(8),
 * });
 * const node = new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences });
 * node.grantStartSession(role);
 */
export class SessionPreferences extends SessionPreferencesBase {
  /**
   * Uses session preferences that exist already, another stack's or the account's own (`SSM-SessionManagerRunShell`).
   *
   * @param scope the scope
   * @param id the id
   * @param attrs what is known of them
   * @throws if `documentName` is not a valid document name
   */
  public static fromSessionPreferencesAttributes(scope: Construct, id: string, attrs: SessionPreferencesAttributes): ISessionPreferences {
    return new ImportedSessionPreferences(scope, id, attrs);
  }

  public readonly documentName: string;

  /**
   * @throws if `idleTimeout` or `maxDuration` is out of range or not in whole minutes, `encryptionKey` contradicts `encryption`, is an
   * alias or in another region, or `documentName` is not a valid document name
   */
  constructor(scope: Construct, id: string, props: SessionPreferencesProps = {}) {
    super(scope, id, props, undefined, (props as SessionPreferencesProps | null)?.documentName);
    checkValue(this, 'documentName', props.documentName, TEXT);
    this.documentName = this._nameOf(createSessionDocument(this, this._content, props.documentName));
  }
}
