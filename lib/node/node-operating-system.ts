import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ImagePolicy } from './image-policy';
import { linuxInstallCommands, windowsInstallCommands } from '../agent/install-commands';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { NodeFacts } from '../core/node-facts';

/**
 * How the SSM Agent gets onto a Linux image that lacks it.
 */
export enum AgentPackage {
  /** Red Hat Enterprise Linux, CentOS, Rocky Linux, AlmaLinux, Oracle Linux, Amazon Linux 2023 minimal. */
  RPM = 'RPM',

  /** Debian. */
  DEB = 'DEB',
}

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
export abstract class NodeOperatingSystem {
  /**
   * Amazon Linux 2023, standard edition, for x86_64 and arm64. The agent is preinstalled.
   *
   * @see https://docs.aws.amazon.com/linux/al2023/ug/what-is-amazon-linux.html
   */
  public static amazonLinux2023(): NodeOperatingSystem {
    return new PublicParameterImage({
      label: 'amazonLinux2023',
      platform: ec2.OperatingSystemType.LINUX,
      rootDeviceName: '/dev/xvda',
      parameters: {
        x86_64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
        arm64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      },
    });
  }

  /**
   * Ubuntu Server LTS by Canonical, for x86_64 and arm64. The agent is preinstalled as a snap.
   *
   * @param version `22.04`, `24.04` or `26.04`
   * @throws if the version is another one
   * @see https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
   */
  public static ubuntu(version: string): NodeOperatingSystem {
    const volumeType = known('ubuntu', version, UBUNTU_VOLUME_TYPES);
    const parameter = (architecture: string) =>
      `/aws/service/canonical/ubuntu/server/${version}/stable/current/${architecture}/hvm/${volumeType}/ami-id`;
    return new PublicParameterImage({
      label: `ubuntu('${version}')`,
      platform: ec2.OperatingSystemType.LINUX,
      rootDeviceName: '/dev/sda1',
      parameters: { x86_64: parameter('amd64'), arm64: parameter('arm64') },
    });
  }

  /**
   * Windows Server, English, full base image, for x86_64. The agent is preinstalled.
   *
   * @param version `2016`, `2019`, `2022` or `2025`
   * @throws if the version is another one
   * @see https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-amis.html
   */
  public static windowsServer(version: string): NodeOperatingSystem {
    known('windowsServer', version, WINDOWS_VERSIONS);
    return new PublicParameterImage({
      label: `windowsServer('${version}')`,
      platform: ec2.OperatingSystemType.WINDOWS,
      rootDeviceName: '/dev/sda1',
      parameters: { x86_64: `/aws/service/ami-windows-latest/Windows_Server-${version}-English-Full-Base` },
    });
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
    return new CustomImage(machineImage, options);
  }

  /**
   * Linux or Windows.
   */
  public abstract readonly platform: ec2.OperatingSystemType;

  /**
   * Whether the image carries the SSM Agent and starts it at boot.
   */
  public abstract readonly agentPreinstalled: boolean;

  /**
   * The name of the image's root device; undefined when it is not known.
   */
  public abstract readonly rootDeviceName?: string;

  /**
   * Whether a Linux image is known to carry `script`, without which there is no transcript in S3.
   *
   * @internal
   */
  public abstract readonly _scriptPreinstalled: boolean;

  /**
   * Whether a Windows image is known to carry PowerShell 5.1 or newer, without which nothing is streamed.
   *
   * @internal
   */
  public abstract readonly _powerShell5: boolean;

  /** @internal */
  public abstract _bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig;
}

/** @internal */
export interface OperatingSystemContext {
  readonly imagePolicy?: ImagePolicy;
  readonly architecture: ec2.InstanceArchitecture | undefined;
  readonly region: string;
  readonly regionAndAccountKnown: boolean;
}

/** @internal */
export interface OperatingSystemConfig {
  readonly machineImage: ec2.IMachineImage;
  /** Commands that put the agent onto the image; none where it is there already. */
  readonly agentInstallCommands: string[];
  /** What the id of the image does not tell. */
  readonly facts: NodeFacts;
}

/** Canonical moved its images from gp2 to gp3 with 24.04, and the parameter's path with them. */
const UBUNTU_VOLUME_TYPES = new Map([['22.04', 'ebs-gp2'], ['24.04', 'ebs-gp3'], ['26.04', 'ebs-gp3']]);
const WINDOWS_VERSIONS = new Map(['2016', '2019', '2022', '2025'].map(version => [version, version]));

/** A static factory has no construct to name, so this error ends without a path. */
function known(factory: string, version: string, versions: Map<string, string>): string {
  const found = versions.get(version);
  if (!found) {
    throw new Error(`NodeOperatingSystem.${factory} knows the versions ${[...versions.keys()].join(', ')}, got '${version}'; use one of them, or NodeOperatingSystem.custom(...) for another image`);
  }
  return found;
}

interface PublicParameterImageProps {
  readonly label: string;
  readonly platform: ec2.OperatingSystemType;
  readonly rootDeviceName: string;
  readonly parameters: { readonly x86_64: string; readonly arm64?: string };
}

/** An image whose newest id its vendor publishes as a public SSM parameter. */
class PublicParameterImage extends NodeOperatingSystem {
  public readonly platform: ec2.OperatingSystemType;
  public readonly agentPreinstalled = true;
  public readonly rootDeviceName: string;
  // Amazon Linux 2023 has util-linux, Ubuntu has bsdutils as an essential package, Windows Server 2016 came with PowerShell 5.1.
  public readonly _scriptPreinstalled = true;
  public readonly _powerShell5 = true;

  constructor(private readonly props: PublicParameterImageProps) {
    super();
    this.platform = props.platform;
    this.rootDeviceName = props.rootDeviceName;
  }

  /** @internal */
  public _bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    const pinned = context.imagePolicy === ImagePolicy.PINNED_IN_CONTEXT;
    if (pinned && !context.regionAndAccountKnown) {
      fail(scope, 'imagePolicy PINNED_IN_CONTEXT needs a stack with an explicit account and region; set env on the stack, or use LATEST_AT_DEPLOYMENT');
    }
    const { platform, parameters } = this.props;
    const parameter = context.architecture === ec2.InstanceArchitecture.ARM_64
      ? parameters.arm64 ?? fail(scope, `instanceType is arm64, and operatingSystem ${this.props.label} has no arm64 image; use an x86_64 type such as t3.micro ${citeRule('SSM-AGT-003')}`)
      : parameters.x86_64;
    return {
      machineImage: ec2.MachineImage.fromSsmParameter(parameter, { os: platform, cachedInContext: pinned }),
      agentInstallCommands: [],
      // Of the image that was pinned there is the bare id in the template.
      facts: pinned ? {
        platform: platformName(platform),
        agentPreinstalled: this.agentPreinstalled,
        architecture: parameter === parameters.arm64 ? ec2.InstanceArchitecture.ARM_64 : ec2.InstanceArchitecture.X86_64,
        scriptPreinstalled: this._scriptPreinstalled,
      } : {},
    };
  }
}

class CustomImage extends NodeOperatingSystem {
  public readonly platform: ec2.OperatingSystemType;
  public readonly agentPreinstalled: boolean;
  public readonly rootDeviceName?: string;
  public readonly _scriptPreinstalled: boolean;
  public readonly _powerShell5 = false;
  private readonly installer: 'RPM' | 'DEB' | 'EXE' | undefined;

  constructor(private readonly machineImage: ec2.IMachineImage, private readonly options: CustomOperatingSystemOptions) {
    super();
    this.platform = options.platform ?? ec2.OperatingSystemType.LINUX;
    this.agentPreinstalled = options.agentPreinstalled;
    this.rootDeviceName = options.rootDeviceName;
    this._scriptPreinstalled = options.scriptPreinstalled ?? false;
    this.installer = agentInstaller(this.platform, options);
  }

  /** @internal */
  public _bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    if (context.imagePolicy) {
      fail(scope, `imagePolicy does not apply to NodeOperatingSystem.custom(...), got ${context.imagePolicy}; remove it, and pin the image in the IMachineImage that you pass`);
    }
    const imageArchitecture = this.options.architecture;
    if (imageArchitecture && context.architecture && imageArchitecture !== context.architecture) {
      fail(scope, `instanceType is ${context.architecture}, and the image of operatingSystem is ${imageArchitecture}; choose both of one architecture ${citeRule('SSM-AGT-003')}`);
    }
    const { architecture, scriptPreinstalled } = this.options;
    return {
      machineImage: this.machineImage,
      agentInstallCommands: this.installCommands(scope, context),
      facts: { platform: platformName(this.platform), agentPreinstalled: this.agentPreinstalled, architecture, scriptPreinstalled },
    };
  }

  private installCommands(scope: Construct, context: OperatingSystemContext): string[] {
    if (!this.installer) {
      return [];
    }
    if (this.installer === 'EXE') {
      return windowsInstallCommands(context.region);
    }
    const architecture = this.options.architecture ?? context.architecture
      ?? fail(scope, 'the architecture of instanceType cannot be read, and the agent\'s package depends on it; set architecture in NodeOperatingSystem.custom(...)');
    return linuxInstallCommands(context.region, architecture, this.installer);
  }
}

function platformName(platform: ec2.OperatingSystemType): 'linux' | 'windows' {
  return platform === ec2.OperatingSystemType.WINDOWS ? 'windows' : 'linux';
}

/** Which installer, if any, puts the agent onto the image. */
function agentInstaller(platform: ec2.OperatingSystemType, options: CustomOperatingSystemOptions): 'RPM' | 'DEB' | 'EXE' | undefined {
  const { agentPackage, agentPreinstalled } = options;
  if (platform === ec2.OperatingSystemType.UNKNOWN) {
    throw new Error('platform must be LINUX or WINDOWS, got UNKNOWN; say which one the image of NodeOperatingSystem.custom(...) is');
  }
  if (agentPreinstalled && agentPackage) {
    throw new Error(`agentPackage is for images without the agent, got ${agentPackage} with agentPreinstalled: true; remove one of the two`);
  }
  if (platform === ec2.OperatingSystemType.WINDOWS && agentPackage) {
    throw new Error(`agentPackage is for Linux, got ${agentPackage} with platform WINDOWS; remove it, Windows has one installer only`);
  }
  if (agentPreinstalled) {
    return undefined;
  }
  if (platform === ec2.OperatingSystemType.WINDOWS) {
    return 'EXE';
  }
  if (!agentPackage) {
    throw new Error('agentPreinstalled is false and agentPackage is not set, so nothing would install the SSM Agent; set agentPackage to AgentPackage.RPM or AgentPackage.DEB, or agentPreinstalled: true if the image\'s own start-up installs it');
  }
  return agentPackage;
}
