import type { IResource } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * A session document: what its sessions do, and how they are logged and encrypted.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export interface ISessionDocument extends IResource {
  /**
   * The name of the document.
   * @attribute
   */
  readonly documentName: string;

  /**
   * The ARN of the document.
   * @attribute
   */
  readonly documentArn: string;

  /**
   * Lets a person or a role start sessions with this document on a node, and resume and end their own. The node gets its side at
   * the same time: it may write transcripts and open its half of the encryption.
   *
   * @param grantee who connects
   * @param node the node that they connect to
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
   */
  grantStartSession(grantee: iam.IGrantable, node: ISsmManagedInstance): iam.Grant;
}
