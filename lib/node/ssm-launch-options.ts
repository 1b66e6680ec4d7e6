import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { ImagePolicy } from './image-policy';
import type { NodeOperatingSystem } from './node-operating-system';
import type { SsmReachOptions } from './ssm-reach-options';

/**
 * What an instance that the library creates starts with, alone or in a fleet.
 */
export interface SsmLaunchOptions extends SsmReachOptions {
  /**
   * The VPC. A `new ec2.Vpc(...)` without `natGateways` has one in each zone, which cost about 33 USD a month each; with `natGateways: 0`, select a
   * public subnet in `vpcSubnets`.
   */
  readonly vpc: ec2.IVpc;

  /**
   * The type of the instance. An arm64 type, such as t4g.micro, gets an arm64 image.
   *
   * @default - t3.micro, about 8 USD a month in us-east-1; t3.small for Windows, with its licence; mac2.metal for macOS, on its Dedicated Host
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The operating system.
   *
   * @default NodeOperatingSystem.amazonLinux2023()
   */
  readonly operatingSystem?: NodeOperatingSystem;

  /**
   * When the image is chosen, and so when a newer image replaces the instance. Does not apply to `NodeOperatingSystem.custom(...)`.
   *
   * @default ImagePolicy.LATEST_AT_DEPLOYMENT
   */
  readonly imagePolicy?: ImagePolicy;

  /**
   * The role of the instance, which must trust EC2.
   *
   * @default - a new one
   */
  readonly role?: iam.IRole;

  /**
   * The security group of the instance. A rule that lets 443 out is added unless it lets everything out; no rule lets anything in.
   *
   * @default - a new one without inbound rules that lets only TCP 443 out, with PrivateLink to the endpoints alone
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Commands for the first boot. What the node itself needs, such as the SSM Agent where the image lacks it or a user for its sessions, runs
   * before them.
   *
   * @default - none
   */
  readonly userData?: ec2.UserData;

  /**
   * The volumes. The root volume is added unless it is among them. A volume that is not encrypted causes a warning.
   *
   * @default - an encrypted gp3 root volume of the image's size
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * How many network hops a response of the instance metadata service may take, 1-64. Containers on the instance need 2 to get its role.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
   */
  readonly httpPutResponseHopLimit?: number;

  /**
   * Whether CloudWatch gets the metrics of the instance each minute and not each five, which costs about 2 USD a month in us-east-1.
   *
   * @default - as EC2 does it: each five minutes, free
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
   */
  readonly detailedMonitoring?: boolean;

  /**
   * An SSH key pair. Sessions need none. SSH through a session does (`sshProxyCommand`), and so does the password that EC2 makes for Windows.
   * Whoever has the private key can log in as the image's own user, where a session lets them reach port 22.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html
   */
  readonly keyPair?: ec2.IKeyPair;

  /**
   * Starts the instance as a Spot Instance, which is cheaper, and which EC2 takes away with a notice of two minutes when it needs the capacity.
   * Pass `{}` for the price of the day.
   *
   * An interruption ends open sessions. What they streamed to CloudWatch Logs is kept; a transcript that is only uploaded at the end of a session
   * is lost, and a warning says so.
   *
   * @default - an On-Demand Instance
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html
   */
  readonly spotOptions?: ec2.LaunchTemplateSpotOptions;
}
