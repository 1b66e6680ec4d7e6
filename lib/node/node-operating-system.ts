import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AgentPackage } from './agent-package';
import { CustomImage } from './custom-image';
import { OperatingSystemConfig, OperatingSystemContext, OperatingSystemImage } from './operating-system-image';
import { PublicParameterImage, publicParametersOf } from './public-parameter-image';
import { OPERATING_SYSTEMS } from '../agent/operating-systems';

/**
 * What the library has to know of an image that it does not know itself.
 */
export interface CustomOperatingSystemOptions {
  /**
   * Linux or Windows.
   *
   * @default ec2.OperatingSystemType.LINUX
   */
  readonly platform?: ec2.OperatingSystemType;

  /**
   * Whether the image carries the SSM Agent and starts it at boot.
   *
   * With `false` the node's user data downloads the agent from AWS's regional bucket and installs it before anything else runs.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html
   */
  readonly agentPreinstalled: boolean;

  /**
   * The package to install when a Linux image lacks the agent.
   *
   * @default - none; required for Linux with `agentPreinstalled: false`, not allowed otherwise
   */
  readonly agentPackage?: AgentPackage;

  /**
   * Whether a Linux image carries the command `script` (util-linux, on Debian bsdutils), with which the agent records what goes to S3.
   *
   * @default - not known: user data installs it where it is missing and `sessionPreferences` need it, if a package repository is in reach
   */
  readonly scriptPreinstalled?: boolean;

  /**
   * The processor architecture of the image.
   *
   * @default - not checked against the instance type, whose architecture the image is expected to have
   */
  readonly architecture?: ec2.InstanceArchitecture;

  /**
   * The name of the image's root device, such as `/dev/xvda` or `/dev/sda1`, so that the library can encrypt the root volume.
   *
   * @default - not known: the root volume is as the image says, with a warning
   */
  readonly rootDeviceName?: string;
}

/**
 * The operating system of a node: its image, its root device, and whether the SSM Agent is there already.
 */
export class NodeOperatingSystem {
  /**
   * Amazon Linux 2023, standard edition, for x86_64 and arm64. The agent is preinstalled.
   *
   * @see https://docs.aws.amazon.com/linux/al2023/ug/what-is-amazon-linux.html
   */
  public static amazonLinux2023(): NodeOperatingSystem {
    const system = OPERATING_SYSTEMS.amazonLinux2023;
    return new NodeOperatingSystem(new PublicParameterImage('amazonLinux2023', system, system.publicParameters[2023]));
  }

  /**
   * Ubuntu Server LTS by Canonical, for x86_64 and arm64. The agent is preinstalled as a snap.
   *
   * Of 26.04 nobody says yet that its images carry the agent: take `custom` for it.
   *
   * @param version `22.04` or `24.04`
   * @throws if the version is another one
   * @see https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
   */
  public static ubuntu(version: string): NodeOperatingSystem {
    const system = OPERATING_SYSTEMS.ubuntu;
    return new NodeOperatingSystem(new PublicParameterImage(`ubuntu('${version}')`, system, publicParametersOf('ubuntu', system, version)));
  }

  /**
   * Windows Server, English, full base image, for x86_64. The agent is preinstalled.
   *
   * @param version `2016`, `2019`, `2022` or `2025`
   * @throws if the version is another one
   * @see https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-amis.html
   */
  public static windowsServer(version: string): NodeOperatingSystem {
    const system = OPERATING_SYSTEMS.windowsServer;
    return new NodeOperatingSystem(new PublicParameterImage(`windowsServer('${version}')`, system, publicParametersOf('windowsServer', system, version)));
  }

  /**
   * Any other image: your own, or a vendor's.
   *
   * `ImagePolicy` does not apply: the image itself says when it is chosen.
   *
   * @param machineImage the image
   * @param options what the library has to know of it
   * @throws if a Linux image lacks the agent and no `agentPackage` is given, or the other way round
   */
  public static custom(machineImage: ec2.IMachineImage, options: CustomOperatingSystemOptions): NodeOperatingSystem {
    return new NodeOperatingSystem(new CustomImage(machineImage, options));
  }

  /**
   * Linux or Windows.
   */
  public readonly platform: ec2.OperatingSystemType;

  /**
   * Whether the image carries the SSM Agent and starts it at boot.
   */
  public readonly agentPreinstalled: boolean;

  /**
   * The name of the image's root device; undefined when it is not known.
   */
  public readonly rootDeviceName?: string;

  /**
   * Whether a Linux image is known to carry `script`, without which there is no transcript in S3.
   *
   * @internal
   */
  public readonly _scriptPreinstalled: boolean;

  /**
   * Whether a Windows image is known to carry PowerShell 5.1 or newer, without which nothing is streamed.
   *
   * @internal
   */
  public readonly _powerShell5: boolean;

  private constructor(private readonly image: OperatingSystemImage) {
    this.platform = image.platform;
    this.agentPreinstalled = image.agentPreinstalled;
    this.rootDeviceName = image.rootDeviceName;
    this._scriptPreinstalled = image.scriptPreinstalled;
    this._powerShell5 = image.powerShell5;
  }

  /** @internal */
  public _bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    return this.image.bind(scope, context);
  }
}
