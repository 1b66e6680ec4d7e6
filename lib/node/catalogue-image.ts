import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { ImagePolicy } from './image-policy';
import { OperatingSystemConfig, OperatingSystemContext, OperatingSystemImage } from './operating-system-image';
import { linuxInstallCommands } from '../agent/install-commands';
import { SUPPORT_LOOKED_AT } from '../agent/operating-systems';
import type { ByArchitecture, ImageLookup, OfferedOperatingSystem, OfferedVersion } from '../agent/operating-systems/operating-system';
import { snapInstallCommands } from '../agent/snap-install';
import { checkValue, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { TEXT } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';

/** Settings of an image that runs no script: what is on by default, so that nothing is left to a default. */
const TOML_SETTINGS = '[settings.host-containers.control]\nenabled = true';

/** The newest image of a system of the catalogue. */
export class CatalogueImage implements OperatingSystemImage {
  public readonly platform: ec2.OperatingSystemType;
  public readonly agentPreinstalled: boolean;
  public readonly rootDeviceName: string;
  public readonly scriptPreinstalled: boolean;
  public readonly powerShell5: boolean;

  /**
   * @param label the factory and its arguments, for error messages
   * @param system the row of the catalogue
   * @param version one of its versions
   * @param hostId the Dedicated Host, where the system needs one
   */
  constructor(
    private readonly label: string,
    public readonly system: OfferedOperatingSystem,
    private readonly version: OfferedVersion,
    public readonly hostId?: string,
  ) {
    const isWindows = system.platform === 'windows';
    // The CDK has no word for macOS, whose user data is a shell script as that of Linux is.
    this.platform = isWindows ? ec2.OperatingSystemType.WINDOWS : ec2.OperatingSystemType.LINUX;
    this.agentPreinstalled = system.agent === true;
    this.rootDeviceName = system.rootDevice;
    // On Windows the agent records with PowerShell.
    this.scriptPreinstalled = isWindows || system.script === true;
    this.powerShell5 = system.powerShell5 === true;
  }

  public bind(scope: Construct, context: OperatingSystemContext): OperatingSystemConfig {
    const { publicParameters, lookup, endOfSupport } = this.version;
    if (endOfSupport !== undefined && endOfSupport < SUPPORT_LOOKED_AT) {
      warn(scope, WarningId.END_OF_SUPPORT,
        `The support of operatingSystem ${this.label} ended on ${endOfSupport}, so nobody mends its faults for everybody any more; use a newer version or another system.`);
    }
    const architecture = context.architecture === ec2.InstanceArchitecture.ARM_64 ? ec2.InstanceArchitecture.ARM_64 : ec2.InstanceArchitecture.X86_64;
    const isId = lookup !== undefined || context.imagePolicy === ImagePolicy.PINNED_IN_CONTEXT;
    return {
      machineImage: lookup ? this.lookUp(scope, context, lookup, architecture) : this.ofParameter(scope, context, publicParameters!, architecture),
      agentInstallCommands: this.installCommands(context, architecture),
      // The template has only its id, which says nothing.
      facts: isId ? {
        platform: this.system.platform,
        agentPreinstalled: this.system.agent,
        architecture,
        scriptPreinstalled: this.scriptPreinstalled || this.system.script,
      } : {},
    };
  }

  private ofParameter(
    scope: Construct, { imagePolicy, regionAndAccountKnown }: OperatingSystemContext, parameters: ByArchitecture,
    architecture: ec2.InstanceArchitecture,
  ): ec2.IMachineImage {
    const pinned = imagePolicy === ImagePolicy.PINNED_IN_CONTEXT;
    if (pinned && !regionAndAccountKnown) {
      fail(scope, 'imagePolicy PINNED_IN_CONTEXT needs a stack with an explicit account and region; set env on the stack, or use LATEST_AT_DEPLOYMENT');
    }
    return ec2.MachineImage.fromSsmParameter(this.forArchitecture(scope, parameters, architecture), {
      os: this.platform,
      cachedInContext: pinned,
      userData: this.system.runsScripts === false ? ec2.UserData.custom(TOML_SETTINGS) : undefined,
    });
  }

  private lookUp(
    scope: Construct, { imagePolicy, region, regionAndAccountKnown }: OperatingSystemContext, { names, owners }: ImageLookup,
    architecture: ec2.InstanceArchitecture,
  ): ec2.IMachineImage {
    if (imagePolicy === ImagePolicy.LATEST_AT_DEPLOYMENT) {
      fail(scope, `imagePolicy LATEST_AT_DEPLOYMENT needs a public parameter, and the vendor of operatingSystem ${this.label} publishes none; remove it, and the image is looked up once and kept in cdk.context.json`);
    }
    if (!regionAndAccountKnown) {
      fail(scope, `the image of operatingSystem ${this.label} is looked up by its owner and name, which needs a stack with an explicit account and region; set env on the stack, or pass the image of your region to NodeOperatingSystem.custom(...)`);
    }
    const owner = owners[RegionInfo.get(region).partition ?? 'aws']
      ?? fail(scope, `no account is known that publishes the images of operatingSystem ${this.label} in region ${region}, only in partitions ${Object.keys(owners).join(', ')}; pass an image of your own to NodeOperatingSystem.custom(...)`);
    return ec2.MachineImage.lookup({
      name: this.forArchitecture(scope, names, architecture),
      owners: [owner],
      filters: { architecture: [architecture] },
    });
  }

  private forArchitecture(scope: Construct, texts: ByArchitecture, architecture: ec2.InstanceArchitecture): string {
    return texts[architecture]
      ?? fail(scope, `instanceType is arm64, and operatingSystem ${this.label} has no arm64 image; use an x86_64 type such as ${this.system.defaultInstanceType ?? 't3.micro'} ${citeRule('SSM-AGT-003')}`);
  }

  private installCommands({ region }: OperatingSystemContext, architecture: ec2.InstanceArchitecture): string[] {
    const { agent, agentIsSnap, packageFormat } = this.system;
    if (agent) { return []; }
    return agentIsSnap ? snapInstallCommands() : linuxInstallCommands(region, architecture, packageFormat === 'deb' ? 'DEB' : 'RPM');
  }
}

/**
 * The newest image of a version.
 *
 * @param factory the name of the factory
 * @param systems the rows of the catalogue that it offers
 * @param version the version that was asked for
 * @param label the factory and its arguments
 * @throws if none of the rows has the version; a static factory has no construct to name, so the error ends without a path
 */
export function catalogueImage(
  factory: string, systems: readonly OfferedOperatingSystem[], version: string, label = `${factory}('${version}')`, hostId?: string,
): CatalogueImage {
  checkValue(undefined, `the version of NodeOperatingSystem.${factory}`, version, required(TEXT));
  const system = systems.find(({ versions }) => Object.keys(versions).includes(version));
  if (!system) {
    const known = systems.flatMap(({ versions }) => Object.keys(versions));
    fail(undefined, known.length === 1
      ? `NodeOperatingSystem.${factory} knows the version ${known[0]} only, got '${version}'; use that, or NodeOperatingSystem.custom(...) for another image`
      : `NodeOperatingSystem.${factory} knows the versions ${known.join(', ')}, got '${version}'; use one of them, or NodeOperatingSystem.custom(...) for another image`);
  }
  return new CatalogueImage(label, system, system.versions[version], hostId);
}
