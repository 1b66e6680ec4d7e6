import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AgentPackage } from './agent-package';
import { CatalogueImage, catalogueImage } from './catalogue-image';
import { CustomImage } from './custom-image';
import { OperatingSystemConfig, OperatingSystemContext, OperatingSystemImage } from './operating-system-image';
import { AmazonLinux2023Options, MacosOptions, WindowsServerEdition, WindowsServerOptions } from './operating-system-options';
import { OPERATING_SYSTEMS } from '../agent/operating-systems';
import { BOTTLEROCKET_VARIANT, bottlerocketVariant } from '../agent/operating-systems/bottlerocket';
import type { OfferedOperatingSystem } from '../agent/operating-systems/operating-system';
import { PropTypes, checkProps, checkValue, oneOf, propType, required } from '../core/check-props';
import { fail } from '../core/errors';
import { TEXT } from '../core/prop-types';

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
   * With `false` the node's user data downloads the agent from AWS's regional bucket, verifies its signature and installs it before anything else
   * runs. On Linux that takes 7 KB of the 16 KB of user data, and one of `gpgv`, `gpg` and `sqv`, which is installed if a repository is in reach.
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

/** Not taken for a host in AWS's own form where it is known at deployment only. */
const HOST_ID = propType(
  'the id of a Dedicated Host, without which macOS does not run', 'new ec2.CfnHost(this, \'Host\', { ... }).attrHostId',
  value => typeof value === 'string' && (Token.isUnresolved(value) || /^h-[0-9a-f]{8,17}$/.test(value)),
);

const AMAZON_LINUX_2023_TYPES: PropTypes<AmazonLinux2023Options> = {
  edition: oneOf('an ec2.AmazonLinuxEdition', ec2.AmazonLinuxEdition, 'ec2.AmazonLinuxEdition.MINIMAL'),
};

const WINDOWS_SERVER_TYPES: PropTypes<WindowsServerOptions> = {
  edition: oneOf('a WindowsServerEdition', WindowsServerEdition, 'WindowsServerEdition.CORE'),
};

const MACOS_TYPES: PropTypes<MacosOptions> = {
  hostId: required(HOST_ID),
};

/**
 * The operating system of a node: its image, its root device, and whether the SSM Agent is there already.
 *
 * Where the image lacks the agent, user data installs it from AWS's bucket of the region before anything else runs. In an isolated subnet that needs
 * the S3 gateway endpoint (`s3: true`).
 *
 * docs/operating-systems.md has a table of them, with preflight's verdict for each way out.
 */
export class NodeOperatingSystem {
  /**
   * Amazon Linux 2023, for x86_64 and arm64. The agent is preinstalled in the standard edition, and installed in the minimal one.
   *
   * @param options the edition
   * @see https://docs.aws.amazon.com/linux/al2023/ug/what-is-amazon-linux.html
   */
  public static amazonLinux2023(options: AmazonLinux2023Options = {}): NodeOperatingSystem {
    checkProps(undefined, options, AMAZON_LINUX_2023_TYPES);
    const minimal = options.edition === ec2.AmazonLinuxEdition.MINIMAL;
    return new NodeOperatingSystem(minimal
      ? catalogueImage('amazonLinux2023', [OPERATING_SYSTEMS.amazonLinux2023Minimal], '2023', 'amazonLinux2023({ edition: MINIMAL })')
      : catalogueImage('amazonLinux2023', [OPERATING_SYSTEMS.amazonLinux2023], '2023', 'amazonLinux2023()'));
  }

  /**
   * Amazon Linux 2, for x86_64 and arm64. The agent is preinstalled.
   *
   * Its support ended on 30 June 2026, which is a warning at synthesis: take it only for what does not run on Amazon Linux 2023.
   *
   * @see https://aws.amazon.com/amazon-linux-2/faqs/
   */
  public static amazonLinux2(): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('amazonLinux2', [OPERATING_SYSTEMS.amazonLinux2], '2', 'amazonLinux2()'));
  }

  /**
   * Ubuntu Server LTS by Canonical, for x86_64 and arm64. The agent is preinstalled as a snap.
   *
   * Of 26.04 AWS does not say yet that its images carry the agent, so user data installs the snap if it is missing. That needs a way to the snap
   * store, which no VPC endpoint is.
   *
   * @param version `22.04`, `24.04` or `26.04`
   * @throws if the version is another one; at the node, if 26.04 is in a subnet without a way to the Internet
   * @see https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/
   */
  public static ubuntu(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('ubuntu', [OPERATING_SYSTEMS.ubuntu, OPERATING_SYSTEMS.ubuntu2604], version));
  }

  /**
   * Debian, for x86_64 and arm64. The agent is installed. Its user is `admin`.
   *
   * @param version `12` or `13`
   * @throws if the version is another one
   * @see https://wiki.debian.org/Cloud/AmazonEC2Image
   */
  public static debian(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('debian', [OPERATING_SYSTEMS.debian], version));
  }

  /**
   * Red Hat Enterprise Linux with a subscription by the hour, which AWS bills beside the instance, for x86_64 and arm64. The agent is installed.
   *
   * Red Hat publishes no parameter, so the newest image of the version is looked up once, at the first synthesis with credentials, and kept in
   * `cdk.context.json`, as `ImagePolicy.PINNED_IN_CONTEXT` does. The newest is the one made last, which may be of a minor release with extended
   * support; for a certain one take `custom`.
   *
   * @param version `8`, `9` or `10`
   * @throws if the version is another one; at the node, if the stack has no explicit account and region, or `imagePolicy` is LATEST_AT_DEPLOYMENT
   * @see https://access.redhat.com/solutions/15356
   */
  public static rhel(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('rhel', [OPERATING_SYSTEMS.redHat], version));
  }

  /**
   * Rocky Linux by the Rocky Enterprise Software Foundation, for x86_64 and arm64. The agent is installed. Its user is `rocky`.
   *
   * The image is looked up and kept in `cdk.context.json`. The foundation publishes none in China and AWS GovCloud (US).
   *
   * @param version `9` or `10`
   * @throws if the version is another one; at the node, if the stack has no explicit account and region, the region is of another partition than `aws`,
   * or `imagePolicy` is LATEST_AT_DEPLOYMENT
   * @see https://rockylinux.org/cloud-images
   */
  public static rockyLinux(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('rockyLinux', [OPERATING_SYSTEMS.rocky], version));
  }

  /**
   * AlmaLinux by the AlmaLinux OS Foundation, for x86_64 and arm64. The agent is preinstalled.
   *
   * The image is looked up and kept in `cdk.context.json`. The foundation publishes none in China and AWS GovCloud (US).
   *
   * @param version `9` or `10`
   * @throws if the version is another one; at the node, if the stack has no explicit account and region, the region is of another partition than `aws`,
   * or `imagePolicy` is LATEST_AT_DEPLOYMENT
   * @see https://wiki.almalinux.org/cloud/AWS.html
   */
  public static almaLinux(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('almaLinux', [OPERATING_SYSTEMS.alma], version));
  }

  /**
   * SUSE Linux Enterprise Server with a subscription by the hour, which AWS bills beside the instance, for x86_64 and arm64. The agent is
   * preinstalled.
   *
   * @param version the version with its service pack: `15-sp7`
   * @throws if the version is another one
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-sles.html
   */
  public static sles(version: string): NodeOperatingSystem {
    return new NodeOperatingSystem(catalogueImage('sles', [OPERATING_SYSTEMS.suse], version));
  }

  /**
   * Windows Server, English base image, for x86_64. The agent is preinstalled. AWS bills the licence beside the instance.
   *
   * @param version `2016`, `2019`, `2022` or `2025`
   * @param options the edition
   * @throws if the version is another one
   * @see https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-amis.html
   */
  public static windowsServer(version: string, options: WindowsServerOptions = {}): NodeOperatingSystem {
    checkProps(undefined, options, WINDOWS_SERVER_TYPES);
    const core = options.edition === WindowsServerEdition.CORE;
    return new NodeOperatingSystem(core
      ? catalogueImage('windowsServer', [OPERATING_SYSTEMS.windowsServerCore], version, `windowsServer('${version}', { edition: CORE })`)
      : catalogueImage('windowsServer', [OPERATING_SYSTEMS.windowsServer], version));
  }

  /**
   * macOS on a Dedicated Host, for arm64 (mac2.metal and newer) and x86_64 (mac1.metal). The agent is preinstalled.
   *
   * The host costs most: AWS bills it from its allocation on, for 24 hours at least. It is yours to create, and to release. User data is a
   * shell script, which ec2-macos-init runs.
   *
   * @param version `sonoma` or `sequoia`
   * @param options the host
   * @throws if the version is another one or `hostId` is missing; at the node, if `instanceType` is no Mac, or the host is seen to be in another
   * Availability Zone or of another type
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
   *
   * @example
   * const host = new ec2.CfnHost(this, 'Host', { availabilityZone: vpc.publicSubnets[0].availabilityZone, instanceType: 'mac2.metal', autoPlacement: 'off' });
   * new SsmManagedInstance(this, 'Mac', { vpc, operatingSystem: NodeOperatingSystem.macos('sequoia', { hostId: host.attrHostId }) });
   */
  public static macos(version: string, options: MacosOptions): NodeOperatingSystem {
    checkProps(undefined, options, MACOS_TYPES);
    return new NodeOperatingSystem(catalogueImage('macos', [OPERATING_SYSTEMS.macos], version, `macos('${version}')`, options.hostId));
  }

  /**
   * Bottlerocket, for x86_64 and arm64. The agent runs in the control container, which is on by default, and sessions are in that container: as `ssm-user`,
   * without `sudo`; `enter-admin-container` leads on to the host where the admin container is on.
   *
   * `userData` is settings in TOML, `runAs` does not apply, and nothing is installed.
   *
   * @param variant such as `aws-ecs-2` or `aws-k8s-1.33`: one that AWS publishes for the version of your cluster
   * @throws if the variant is none for Amazon ECS or Amazon EKS; at the node, if `userData` is a script or turns the control container off, or `runAs` is set
   * @see https://bottlerocket.dev/en/os/latest/concepts/variants/
   */
  public static bottlerocket(variant: string): NodeOperatingSystem {
    checkValue(undefined, 'the variant of NodeOperatingSystem.bottlerocket', variant, required(TEXT));
    if (!BOTTLEROCKET_VARIANT.test(variant)) {
      fail(undefined, `NodeOperatingSystem.bottlerocket knows variants such as aws-ecs-2, aws-k8s-1.33 and aws-k8s-1.33-nvidia, got '${variant}'; use one of that form, or NodeOperatingSystem.custom(...) for another image`);
    }
    return new NodeOperatingSystem(new CatalogueImage(`bottlerocket('${variant}')`, OPERATING_SYSTEMS.bottlerocket, bottlerocketVariant(variant)));
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
   * Linux or Windows. macOS counts as Linux, for which the CDK has no word.
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

  /**
   * What the catalogue says of the system; undefined for custom images.
   *
   * @internal
   */
  public readonly _system?: OfferedOperatingSystem;

  /** @internal */
  public readonly _hostId?: string;

  private constructor(private readonly image: OperatingSystemImage) {
    this.platform = image.platform;
    this.agentPreinstalled = image.agentPreinstalled;
    this.rootDeviceName = image.rootDeviceName;
    this._scriptPreinstalled = image.scriptPreinstalled;
    this._powerShell5 = image.powerShell5;
    this._system = image.system;
    this._hostId = image.hostId;
  }

  /** @internal */
  public _bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    return this.image.bind(scope, context);
  }
}
