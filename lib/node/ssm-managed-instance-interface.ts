import type { IResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * A node that Session Manager reaches.
 */
export interface ISsmManagedInstance extends IResource, ec2.IConnectable, iam.IGrantable {
  /**
   * The id of the instance (`i-...`), or of the managed node (`mi-...`) for a server that is not in EC2.
   * @attribute
   */
  readonly instanceId: string;

  /**
   * Linux or Windows.
   */
  readonly platform: ec2.OperatingSystemType;

  /**
   * How sessions with the node are logged and encrypted; undefined for the account's own preferences.
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * The AWS CLI command that opens a shell, with the node's `sessionPreferences`. Needs the Session Manager plugin.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html
   */
  readonly startSessionCommand: string;

  /**
   * The AWS CLI command that shows whether the node is registered: `Online`, the version of its agent and the time of its last ping, or nothing if it never
   * registered. A node may be Online 90 seconds before sessions start; `waitUntilOnline` waits for both.
   *
   * @see https://docs.aws.amazon.com/cli/latest/reference/ssm/describe-instance-information.html
   */
  readonly verifyCommand: string;

  /**
   * The `ProxyCommand` for SSH, scp and rsync through the session: `ssh -o ProxyCommand='<this>' ec2-user@<instance id>`.
   *
   * SSH needs its own key on the node. What it carries is never logged.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started-enable-ssh-connections.html
   */
  readonly sshProxyCommand: string;

  /**
   * The AWS CLI command that forwards the node's remote desktop to `localhost:13389`; undefined unless the node runs Windows.
   */
  readonly rdpCommand?: string;

  /**
   * The page of the AWS console that opens a shell, in the node's own partition. The console uses the account's default preferences, not the
   * node's `sessionPreferences`.
   *
   * @throws if the region is in a partition without a public console
   */
  readonly consoleUrl: string;

  /**
   * The AWS CLI command that forwards a port of the node to the person's machine. What it carries is never logged.
   *
   * @param remotePort the port on the node, 1-65535
   * @param localPort the port on the person's machine, 1-65535; the same as `remotePort` by default
   * @throws if a port is not a whole number in that range
   */
  portForwardingCommand(remotePort: number, localPort?: number): string;

  /**
   * Lets a person or a role open a shell on this node with its `sessionPreferences`, or the account's default ones if it has none, and
   * resume and end their own sessions. Their half of the session's encryption is included. Port forwarding and SSH are not: they use other
   * documents.
   *
   * The principal is a user, a group, a role or a managed policy of the node's account that can be changed from here. For any other, such as a role
   * of IAM Identity Center, use `sessionStatements`.
   *
   * @param grantee who connects
   * @throws if the principal cannot be changed from here, or is of another account than the node
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
   */
  grantStartSession(grantee: iam.IGrantable): iam.Grant;

  /**
   * What `grantStartSession` grants, for a policy that you write yourself, such as the inline policy of a permission set of IAM Identity Center.
   *
   * - `ssm:StartSession` on the node and its session document. Unless that is the account's default one, a session that names no document is denied.
   * - `ssm:ResumeSession` and `ssm:TerminateSession` on the sessions whose tag `aws:ssmmessages:session-id` is the person's `aws:userid`. A public
   *   record of a real account shows it for an assumed role. For IAM users and IAM Identity Center it is AWS's documentation alone.
   * - `ssmmessages:OpenDataChannel` on the sessions of the account and region. AWS documents no narrower way that works for every session id.
   * - `kms:GenerateDataKey` with the session key, for this node, if there is such a key.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
   */
  sessionStatements(): iam.PolicyStatement[];
}
