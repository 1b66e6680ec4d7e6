import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * Which Amazon Linux 2023.
 */
export interface AmazonLinux2023Options {
  /**
   * The edition. The minimal one lacks the SSM Agent, which user data then installs before anything else.
   *
   * @default ec2.AmazonLinuxEdition.STANDARD
   * @see https://docs.aws.amazon.com/linux/al2023/ug/AMI-minimal-and-standard-differences.html
   */
  readonly edition?: ec2.AmazonLinuxEdition;
}

/**
 * The editions of Windows Server.
 */
export enum WindowsServerEdition {
  /** With a desktop, which Remote Desktop shows. */
  FULL = 'FULL',

  /** Without a desktop: sessions have PowerShell, and Remote Desktop shows a command prompt. */
  CORE = 'CORE',
}

/**
 * Which Windows Server.
 */
export interface WindowsServerOptions {
  /**
   * The edition.
   *
   * @default WindowsServerEdition.FULL
   */
  readonly edition?: WindowsServerEdition;
}

/**
 * Where macOS runs.
 */
export interface MacosOptions {
  /**
   * The id of the Dedicated Host, such as the `attrHostId` of an `ec2.CfnHost`. It takes one node, in its own Availability Zone and of its own type.
   *
   * AWS bills a host from its allocation on, for 24 hours at least, whether a node runs on it or not; the node adds nothing to that.
   *
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
   */
  readonly hostId: string;
}
