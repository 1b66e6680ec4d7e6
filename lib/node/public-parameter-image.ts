import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { ImagePolicy } from './image-policy';
import { OperatingSystemConfig, OperatingSystemContext, OperatingSystemImage } from './operating-system-image';
import { OfferedOperatingSystem, PublicParameters } from '../agent/operating-systems';
import { checkValue, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { TEXT } from '../core/prop-types';

/** An image whose newest id its vendor publishes as a public SSM parameter. */
export class PublicParameterImage implements OperatingSystemImage {
  public readonly platform: ec2.OperatingSystemType;
  public readonly agentPreinstalled: boolean;
  public readonly rootDeviceName: string;
  public readonly scriptPreinstalled: boolean;
  public readonly powerShell5: boolean;

  /**
   * @param label the factory and its arguments, for error messages
   * @param system the row of the catalogue
   * @param parameters those of one version of the system
   */
  constructor(private readonly label: string, private readonly system: OfferedOperatingSystem, private readonly parameters: PublicParameters) {
    const isWindows = system.platform === 'windows';
    this.platform = isWindows ? ec2.OperatingSystemType.WINDOWS : ec2.OperatingSystemType.LINUX;
    this.agentPreinstalled = system.agent;
    this.rootDeviceName = system.rootDevice;
    // On Windows the agent records with PowerShell.
    this.scriptPreinstalled = isWindows || system.script === true;
    this.powerShell5 = system.powerShell5 === true;
  }

  public bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    const pinned = context.imagePolicy === ImagePolicy.PINNED_IN_CONTEXT;
    if (pinned && !context.regionAndAccountKnown) {
      fail(scope, 'imagePolicy PINNED_IN_CONTEXT needs a stack with an explicit account and region; set env on the stack, or use LATEST_AT_DEPLOYMENT');
    }
    const architecture = context.architecture === ec2.InstanceArchitecture.ARM_64 ? ec2.InstanceArchitecture.ARM_64 : ec2.InstanceArchitecture.X86_64;
    const parameter = this.parameters[architecture]
      ?? fail(scope, `instanceType is arm64, and operatingSystem ${this.label} has no arm64 image; use an x86_64 type such as t3.micro ${citeRule('SSM-AGT-003')}`);
    return {
      machineImage: ec2.MachineImage.fromSsmParameter(parameter, { os: this.platform, cachedInContext: pinned }),
      agentInstallCommands: [],
      // A pinned image is only an id in the template.
      facts: pinned ? {
        platform: this.system.platform,
        agentPreinstalled: this.agentPreinstalled,
        architecture,
        scriptPreinstalled: this.scriptPreinstalled,
      } : {},
    };
  }
}

/**
 * The public parameters of a version.
 *
 * @throws if the catalogue does not have the version; a static factory has no construct to name, so the error ends without a path
 */
export function publicParametersOf(factory: string, { publicParameters }: OfferedOperatingSystem, version: string): PublicParameters {
  checkValue(undefined, `the version of NodeOperatingSystem.${factory}`, version, required(TEXT));
  const versions = Object.keys(publicParameters);
  if (!versions.includes(version)) {
    throw new Error(`NodeOperatingSystem.${factory} knows the versions ${versions.join(', ')}, got '${version}'; use one of them, or NodeOperatingSystem.custom(...) for another image`);
  }
  return publicParameters[version];
}
