import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { RunAs } from './run-as';
import type { ISessionDocument } from './session-document';
import type { ISessionLogging } from '../logging/session-logging';

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
   * Lets a node host sessions with these preferences: write their transcripts, and open their encryption. A node with these
   * `sessionPreferences` has it already; call it for other nodes, such as an Auto Scaling group.
   *
   * @param node the node, or its role
   */
  grantHost(node: iam.IGrantable): iam.Grant;
}
