import type * as kms from 'aws-cdk-lib/aws-kms';
import type { SessionTarget } from './session-target';
import { DEFAULT_SESSION_DOCUMENT, PORT_FORWARDING_DOCUMENT, SSH_DOCUMENT } from '../agent/session-documents';
import type { ISessionLogging } from '../logging/session-logging';
import type { ISessionDocument } from '../preferences/session-document';

/** A session document, as far as starting a session with it goes. */
export interface StartedDocument {
  readonly documentName: string;
  /** Encrypts the sessions; undefined with TLS alone. */
  readonly encryptionKey?: kms.IKey;
  /** Where transcripts go; undefined where there never are any. */
  readonly logging?: ISessionLogging;
  /** Whether transcripts go there line by line where the log group says so. */
  readonly streams?: boolean;
}

/** The account's own preferences, of which nothing else is known. */
export const DEFAULT_DOCUMENT: StartedDocument = { documentName: DEFAULT_SESSION_DOCUMENT };

/** AWS's document for SSH, which neither encrypts with a key nor logs. */
export const SSH: StartedDocument = { documentName: SSH_DOCUMENT };

/** AWS's document that Remote Desktop starts its sessions with, which neither encrypts with a key nor logs. */
export const REMOTE_DESKTOP: StartedDocument = { documentName: PORT_FORWARDING_DOCUMENT };

/**
 * A session document of the library's own, which knows what its sessions take on both sides.
 *
 * @internal
 */
export interface GrantableDocument extends ISessionDocument {
  /** @internal */
  readonly _started: StartedDocument;

  /**
   * Fails where sessions with this document are impossible on nodes that are known.
   *
   * @internal
   */
  _checkTarget(target: SessionTarget): void;

  /**
   * Gives nodes that are known their side of the sessions.
   *
   * @internal
   */
  _hostOn(target: SessionTarget): void;
}
