import type { PackageFormat } from '../packages';

/**
 * What is known of an operating system: one row of the catalogue for each system, or for each edition whose images differ.
 *
 * Plain values only, so that preflight need not load aws-cdk-lib to read it.
 */
export interface OperatingSystem {
  readonly platform: Platform;

  /**
   * Matches the names under which the vendor publishes images of the system, and the paths of their public parameters.
   *
   * Left out where no such image is known. What the row says of images holds for these only.
   */
  readonly officialImages?: RegExp;

  /** Matches those names and paths that say no architecture and mean x86_64. */
  readonly x86Images?: RegExp;

  /** Whether the images carry the SSM Agent. Left out where it is not known. */
  readonly agent?: boolean;

  /** The newest version of the agent that runs on the system, where that is an old one. */
  readonly agentVersion?: string;

  /** Whether the images carry the command `script`, with which the agent records sessions on Linux. Left out where it is not known. */
  readonly script?: boolean;

  /** Whether the images are known to carry PowerShell 5.1 or newer, without which the agent streams no session of Windows. */
  readonly powerShell5?: boolean;

  /** The user that the images come with, as whom people log in. Left out where it is not known, or where there is none. */
  readonly user?: string;

  /** Matches any text that names the system, for example the name of an image that its users built from it. */
  readonly mention?: RegExp;

  /** The format of the agent's package for the system. Left out where AWS publishes none. */
  readonly packageFormat?: PackageFormat;

  /** Whether the agent is a snap on the system, which comes from the snap store. The package of AWS's bucket is not for beside it. */
  readonly agentIsSnap?: boolean;

  /** The commands that install packages on the system. Left out where they are not known. */
  readonly packageManagers?: readonly string[];

  /**
   * Whether the package repositories that the images come with carry the agent. Left out where it is not known. What a snap is installed from is no
   * repository of the system.
   */
  readonly agentInRepositories?: boolean;

  /** Whether its cloud-init runs, or may run, scripts that do not begin with `#!`. That of other systems does not. */
  readonly runsBareScripts?: boolean;

  /** The bucket with the system's package repositories in a region. Left out where only the Internet leads to them. */
  readonly repositoryBucket?: (region: string) => string;

  /** The name of the images' root device. */
  readonly rootDevice?: string;

  /** The versions that `NodeOperatingSystem` offers, and where the newest image of each is found. */
  readonly versions?: { readonly [version: string]: OfferedVersion };

  /** Where the facts come from. */
  readonly see: readonly string[];
}

export type Platform = 'linux' | 'windows' | 'macos';

/** One version of a system. Its newest image is found by one of the two. */
export interface OfferedVersion {
  /** The public parameters that hold its id. */
  readonly publicParameters?: ByArchitecture;

  /** The accounts that publish it, and the name that they give it. */
  readonly lookup?: ImageLookup;

  /** The day after which the vendor gives no more updates to everybody who has the image, as YYYY-MM-DD. Left out where the vendor names none. */
  readonly endOfSupport?: string;
}

/** One text for each architecture. */
export interface ByArchitecture {
  readonly x86_64: string;
  /** Left out where there is no such image. */
  readonly arm64?: string;
}

/** How `DescribeImages` finds the images of a vendor that publishes no parameter. */
export interface ImageLookup {
  /** The names, in which `*` is anything. */
  readonly names: ByArchitecture;

  /** The account that publishes the images in each partition; none in a partition that is left out. */
  readonly owners: { readonly [partition: string]: string };
}

/** A system that `NodeOperatingSystem` has a factory for. */
export interface OfferedOperatingSystem extends OperatingSystem {
  /** The system and the edition, as the vendor writes them, without the version. */
  readonly title: string;
  readonly rootDevice: string;
  readonly versions: { readonly [version: string]: OfferedVersion };

  /** A further volume of the images that grows with what happens on the node, and its size in GiB. */
  readonly dataDevice?: { readonly name: string; readonly size: number };

  /** The smallest type that is certain to do; t3.micro where nothing else is said. */
  readonly defaultInstanceType?: string;

  /** How much memory the system takes at least, in GiB. Left out where each type has enough. */
  readonly leastMemory?: number;

  /** Whether what the user data runs is a shell or PowerShell script; else it is settings in TOML. True unless said otherwise. */
  readonly runsScripts?: boolean;

  /** Whether the sessions are in a container, whose users and files are not those of the host. */
  readonly sessionsInContainer?: boolean;

  /** Whether it runs on Dedicated Hosts only. */
  readonly needsDedicatedHost?: boolean;
}

/** `packages` is cloud-init's own list, which any system takes. */
export const YUM = ['yum', 'rpm', 'packages'];
/** `yum` is another name of `dnf` on them. */
export const DNF = [...YUM, 'dnf', 'dnf5', 'microdnf'];
export const APT = ['apt', 'apt-get', 'aptitude', 'dpkg', 'packages'];

/** What AWS says of the images of several vendors. */
export const PREINSTALLED = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html';
export const PUBLIC_PARAMETERS = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html';
export const DEFAULT_USERS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html';
