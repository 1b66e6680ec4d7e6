import type { IResource } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { SessionTarget } from '../access/session-target';
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
   * The principal is a user, a group, a role or a managed policy of the node's account that can be changed from here. For any other, such as a role
   * of IAM Identity Center, use `sessionStatements`.
   *
   * @param grantee who connects
   * @param node the node that they connect to
   * @throws if the principal cannot be changed from here, or is of another account than the node, or the document is of another region
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
   */
  grantStartSession(grantee: iam.IGrantable, node: ISsmManagedInstance): iam.Grant;

  /**
   * The same for nodes that have a tag, that an Auto Scaling group launches, or that are not in EC2. For several documents and nodes at once,
   * `SessionAccessPolicy` takes less space in the policies of a person.
   *
   * @param grantee who connects
   * @param target the nodes that they connect to
   * @throws if the principal cannot be changed from here, or is of another account than the document, or the document is of another region than a
   * node or a group that `target` names
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
   */
  grantStartSessionOn(grantee: iam.IGrantable, target: SessionTarget): iam.Grant;

  /**
   * What `grantStartSession` grants, for a policy that you write yourself, such as the inline policy of a permission set of IAM Identity Center.
   * The node's side is granted at the same time.
   *
   * @param node the node that they connect to
   * @throws if the document is of another region than the node
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
   */
  sessionStatements(node: ISsmManagedInstance): iam.PolicyStatement[];
}
