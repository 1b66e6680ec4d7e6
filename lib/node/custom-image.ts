import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { AgentPackage } from './agent-package';
import type { CustomOperatingSystemOptions } from './node-operating-system';
import { OperatingSystemConfig, OperatingSystemContext, OperatingSystemImage, platformName } from './operating-system-image';
import { linuxInstallCommands, windowsInstallCommands } from '../agent/install-commands';
import { PropTypes, checkProps, checkValue, having, oneOf, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { BOOLEAN, PLATFORM, TEXT } from '../core/prop-types';

const MACHINE_IMAGE = having('an ec2.IMachineImage', 'getImage', 'ec2.MachineImage.genericLinux({ ... })');

const OPTION_TYPES: PropTypes<CustomOperatingSystemOptions> = {
  agentPreinstalled: required(BOOLEAN),
  agentPackage: oneOf('an AgentPackage', AgentPackage, 'AgentPackage.RPM'),
  architecture: oneOf('an ec2.InstanceArchitecture', ec2.InstanceArchitecture, 'ec2.InstanceArchitecture.ARM_64'),
  platform: PLATFORM,
  rootDeviceName: TEXT,
  scriptPreinstalled: BOOLEAN,
};

/** An image of which the library knows what its user says. */
export class CustomImage implements OperatingSystemImage {
  public readonly platform: ec2.OperatingSystemType;
  public readonly agentPreinstalled: boolean;
  public readonly rootDeviceName?: string;
  public readonly scriptPreinstalled: boolean;
  public readonly powerShell5 = false;
  private readonly installer: AgentPackage | 'EXE' | undefined;

  constructor(private readonly machineImage: ec2.IMachineImage, private readonly options: CustomOperatingSystemOptions) {
    checkValue(undefined, 'machineImage', machineImage, required(MACHINE_IMAGE));
    checkProps(undefined, options, OPTION_TYPES);
    this.platform = options.platform ?? ec2.OperatingSystemType.LINUX;
    this.agentPreinstalled = options.agentPreinstalled;
    this.rootDeviceName = options.rootDeviceName;
    this.scriptPreinstalled = options.scriptPreinstalled ?? false;
    this.installer = agentInstaller(this.platform, options);
  }

  public bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    if (context.imagePolicy) {
      fail(scope, `imagePolicy does not apply to NodeOperatingSystem.custom(...), got ${context.imagePolicy}; remove it, and pin the image in the IMachineImage that you pass`);
    }
    const { architecture, scriptPreinstalled } = this.options;
    if (architecture && context.architecture && architecture !== context.architecture) {
      fail(scope, `instanceType is ${context.architecture}, and the image of operatingSystem is ${architecture}; choose both of one architecture ${citeRule('SSM-AGT-003')}`);
    }
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

/** Which installer, if any, puts the agent onto the image. */
function agentInstaller(platform: ec2.OperatingSystemType, options: CustomOperatingSystemOptions): AgentPackage | 'EXE' | undefined {
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
