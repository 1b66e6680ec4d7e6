import type { IResource } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { SessionTarget } from '../access/session-target';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * An Auto Scaling group, or a managed node group of EKS, whose instances Session Manager reaches.
 */
export interface ISsmManagedFleet extends IResource, ec2.IConnectable, iam.IGrantable {
  /**
   * The instances, those included that are launched later, for policies of people.
   */
  readonly sessionTarget: SessionTarget;

  /**
   * Linux or Windows.
   */
  readonly platform: ec2.OperatingSystemType;

  /**
   * How sessions with the instances are logged and encrypted; undefined for the account's own preferences.
   */
  readonly sessionPreferences?: ISessionPreferences;

  /**
   * The AWS CLI command that lists the instances that are online, which takes `ssm:DescribeInstanceInformation`.
   *
   * @see https://docs.aws.amazon.com/cli/latest/reference/ssm/describe-instance-information.html
   */
  readonly listInstancesCommand: string;

  /**
   * The AWS CLI command that opens a shell on one instance that is online, with the fleet's `sessionPreferences`, in bash, zsh or PowerShell. It looks
   * the instance up, which takes `ssm:DescribeInstanceInformation`. Needs the Session Manager plugin.
   */
  readonly startSessionCommand: string;

  /**
   * The AWS CLI command that forwards a port of one instance that is online to the person's machine. What it carries is never logged.
   *
   * @param remotePort the port on the instance, 1-65535
   * @param localPort the port on the person's machine, 1-65535; the same as `remotePort` by default
   * @throws if a port is not a whole number in that range
   */
  portForwardingCommand(remotePort: number, localPort?: number): string;

  /**
   * Lets a person or a role open a shell on the instances of this fleet, those included that it launches later, with its `sessionPreferences`, or the
   * account's default ones if it has none, and resume and end their own sessions. Their half of the session's encryption is included.
   *
   * The instances are known by the tag `aws:autoscaling:groupName`, which nobody but Auto Scaling can set; those of a node group of EKS by
   * `eks:cluster-name` and `eks:nodegroup-name`. The look-up in `startSessionCommand` is not
   * included: `ssm:DescribeInstanceInformation` tells of all nodes of the account.
   *
   * @param grantee who connects
   * @throws if the principal cannot be changed from here, or is of another account than the fleet
   */
  grantStartSession(grantee: iam.IGrantable): iam.Grant;

  /**
   * What `grantStartSession` grants, for a policy that you write yourself, such as the inline policy of a permission set of IAM Identity Center.
   */
  sessionStatements(): iam.PolicyStatement[];
}
