import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ImagePolicy } from './image-policy';
import type { OfferedOperatingSystem } from '../agent/operating-systems/operating-system';
import { NodeFacts } from '../core/node-facts';

/** What stands behind a `NodeOperatingSystem`: the image, what is known of it, and how a node starts from it. */
export interface OperatingSystemImage {
  readonly platform: ec2.OperatingSystemType;
  /** Whether the image carries the SSM Agent and starts it at boot. */
  readonly agentPreinstalled: boolean;
  /** Undefined where it is not known. */
  readonly rootDeviceName?: string;
  /** Whether sessions can be recorded for S3: on Linux, whether the image is known to carry `script`. */
  readonly scriptPreinstalled: boolean;
  /** Whether a Windows image is known to carry PowerShell 5.1 or newer, without which nothing is streamed. */
  readonly powerShell5: boolean;
  /** What the catalogue says of the system; undefined where only its user knows it. */
  readonly system?: OfferedOperatingSystem;
  /** The Dedicated Host that instances start on; undefined where they need none. */
  readonly hostId?: string;

  bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig;
}

/** The node that is to start from the image. */
export interface OperatingSystemContext {
  readonly imagePolicy?: ImagePolicy;
  /** Undefined where the instance type is not known at synthesis. */
  readonly architecture: ec2.InstanceArchitecture | undefined;
  readonly region: string;
  readonly regionAndAccountKnown: boolean;
}

export interface OperatingSystemConfig {
  readonly machineImage: ec2.IMachineImage;
  /** Commands that install the agent on the image; none where the image carries it. */
  readonly agentInstallCommands: string[];
  /** What the id of the image does not say. */
  readonly facts: NodeFacts;
}

/** The platform as the facts of a node name it. */
export function platformName(platform: ec2.OperatingSystemType): 'linux' | 'windows' {
  return platform === ec2.OperatingSystemType.WINDOWS ? 'windows' : 'linux';
}
