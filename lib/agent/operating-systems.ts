import type { PackageFormat } from './packages';

/**
 * The catalogue of operating systems: one row for each system, or for each edition whose images differ.
 *
 * `NodeOperatingSystem` offers some of them, and preflight recognizes all of them in templates. Plain values only, so that preflight need not
 * load aws-cdk-lib to read it.
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

  /** The public parameters of the newest images, by version of the system. */
  readonly publicParameters?: { readonly [version: string]: PublicParameters };

  /** Where the facts come from. */
  readonly see: readonly string[];
}

export type Platform = 'linux' | 'windows' | 'macos';

/** Paths by architecture. */
export interface PublicParameters {
  readonly x86_64: string;
  /** Left out where there is no such image. */
  readonly arm64?: string;
}

/** A system that `NodeOperatingSystem` has a factory for. */
export interface OfferedOperatingSystem extends OperatingSystem {
  readonly platform: 'linux' | 'windows';
  readonly agent: boolean;
  readonly rootDevice: string;
  readonly publicParameters: { readonly [version: string]: PublicParameters };
}

const PREINSTALLED = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ami-preinstalled-agent.html';
const MANUAL_INSTALLATION = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html';
const PUBLIC_PARAMETERS = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-ami.html';
const ECS_IMAGES = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html';
const EKS_IMAGES = 'https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html';
const DEFAULT_USERS = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html';
const WINDOWS_IMAGES = 'https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-amis.html';

/** `packages` is cloud-init's own list, which any system takes. */
const YUM = ['yum', 'rpm', 'packages'];
/** `yum` is another name of `dnf` on them. */
const DNF = [...YUM, 'dnf', 'dnf5', 'microdnf'];
const APT = ['apt', 'apt-get', 'aptitude', 'dpkg', 'packages'];

/**
 * @see https://docs.aws.amazon.com/linux/al2023/ug/managing-repos-os-updates.html
 * @see https://github.com/amazonlinux/amazon-linux-2023/issues/950 (the agent is in the repositories)
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html
 */
const AMAZON_LINUX_2023 = {
  platform: 'linux',
  user: 'ec2-user',
  mention: /al2023|amazon.?linux.?2023/i,
  packageFormat: 'rpm',
  packageManagers: DNF,
  agentInRepositories: true,
  repositoryBucket: (region: string) => `al2023-repos-${region}-de612dc2`,
} as const;

/**
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 * @see https://github.com/amazonlinux/amazon-linux-2023/issues/13 (the agent is in the repositories)
 * @see https://github.com/sassoftware/viya4-iac-aws/issues/317 (scripts without `#!`, which Amazon Linux 2023 does not run)
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/managing-users.html
 */
const AMAZON_LINUX_2 = {
  platform: 'linux',
  user: 'ec2-user',
  mention: /amzn2|amazon.?linux.?2\b/i,
  packageFormat: 'rpm',
  packageManagers: YUM,
  agentInRepositories: true,
  runsBareScripts: true,
  repositoryBucket: (region: string) => `amazonlinux-2-repos-${region}`,
} as const;

/**
 * AWS offers the snap and the package in its bucket, and Ubuntu's archive has no package of that name.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-ubuntu-64-snap.html
 */
const UBUNTU = {
  platform: 'linux', user: 'ubuntu', mention: /ubuntu/i, packageFormat: 'deb', packageManagers: [...APT, 'snap'], agentInRepositories: false,
} as const;

const SUSE = { platform: 'linux', user: 'ec2-user', mention: /suse|sles/i, packageFormat: 'rpm', packageManagers: ['zypper', 'rpm', 'packages'] } as const;

const WINDOWS_SERVER = { platform: 'windows', x86Images: /Windows_Server/, packageFormat: 'exe' } as const;

const MACOS = { platform: 'macos', user: 'ec2-user', packageFormat: 'pkg' } as const;

const MACOS_IMAGES = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/macos-ami-ids-parameter-store.html';

/** The first row that matches counts, so an edition comes before the system at large. */
export const OPERATING_SYSTEMS = {
  amazonLinux2023Minimal: {
    ...AMAZON_LINUX_2023,
    officialImages: /al2023-ami-minimal/,
    agent: false,
    script: false,
    see: ['https://docs.aws.amazon.com/linux/al2023/ug/AMI-minimal-and-standard-differences.html', PREINSTALLED],
  },
  amazonLinux2Minimal: {
    ...AMAZON_LINUX_2,
    officialImages: /amzn2-ami-minimal/,
    agent: false,
    script: false,
    see: ['https://docs.aws.amazon.com/linux/al2/ug/ec2.html', PREINSTALLED],
  },
  amazonLinux2023ForEcs: {
    ...AMAZON_LINUX_2023,
    officialImages: /al2023-ami-ecs|\/aws\/service\/ecs\/optimized-ami\/amazon-linux-2023/,
    x86Images: /\/amazon-linux-2023\/recommended/,
    agent: true,
    see: [ECS_IMAGES, PREINSTALLED],
  },
  // And Amazon Linux 1, whose path has no number.
  amazonLinux2ForEcs: {
    ...AMAZON_LINUX_2,
    officialImages: /amzn2-ami-ecs|\/aws\/service\/ecs\/optimized-ami\/amazon-linux/,
    x86Images: /\/amazon-linux-2\//,
    agent: true,
    see: [ECS_IMAGES, PREINSTALLED],
  },
  amazonLinux2023: {
    ...AMAZON_LINUX_2023,
    officialImages: /al2023-ami-/,
    agent: true,
    script: true,
    rootDevice: '/dev/xvda',
    publicParameters: {
      2023: {
        x86_64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
        arm64: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      },
    },
    see: ['https://docs.aws.amazon.com/linux/al2023/ug/what-is-amazon-linux.html', PUBLIC_PARAMETERS, PREINSTALLED],
  },
  amazonLinux2: {
    ...AMAZON_LINUX_2,
    officialImages: /amzn2-ami-/,
    agent: true,
    script: true,
    see: ['https://docs.aws.amazon.com/linux/al2/ug/ec2.html', PUBLIC_PARAMETERS, PREINSTALLED],
  },
  // The last images carry an agent, and no document says which version.
  amazonLinux1: {
    platform: 'linux',
    officialImages: /amzn-ami-/,
    script: true,
    user: 'ec2-user',
    packageFormat: 'rpm',
    agentInRepositories: true,
    runsBareScripts: true,
    see: ['https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/amazon-linux-ami-basics.html', 'https://github.com/aws/amazon-ssm-agent/issues/47'],
  },
  amazonLinux2023ForEks: {
    ...AMAZON_LINUX_2023,
    officialImages: /^\/aws\/service\/eks\/optimized-ami\/[^/]+\/amazon-linux-2023/,
    x86Images: /\/amazon-linux-2023\/recommended/,
    agent: true,
    see: [EKS_IMAGES, PREINSTALLED],
  },
  amazonLinux2ForEks: {
    ...AMAZON_LINUX_2,
    officialImages: /^\/aws\/service\/eks\/optimized-ami\/[^/]+\/amazon-linux/,
    x86Images: /\/amazon-linux-2\//,
    agent: true,
    see: [EKS_IMAGES, PREINSTALLED],
  },
  // From 16.04 to 25.10: the agent is a snap, and `script` is in bsdutils, an essential package. AWS's list does not name 26.04.
  ubuntu: {
    ...UBUNTU,
    officialImages: /^\/aws\/service\/canonical\/ubuntu\/(server|pro-server)\/(1[6-9]|2[0-5])\.|ubuntu\/images\/.*ubuntu-[a-z]+-(1[6-9]|2[0-5])\.\d+-\w+-server/,
    agent: true,
    script: true,
    rootDevice: '/dev/sda1',
    publicParameters: {
      22.04: ubuntuParameters('22.04', 'ebs-gp2'),
      24.04: ubuntuParameters('24.04', 'ebs-gp3'),
    },
    see: ['https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/', PREINSTALLED],
  },
  // Older and newer ones, and the editions minimal, for EKS and for deep learning.
  ubuntuOther: {
    ...UBUNTU,
    officialImages: /ubuntu/,
    see: ['https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/'],
  },
  debian: {
    platform: 'linux',
    officialImages: /^\/aws\/service\/debian\/|^debian-\d/,
    agent: false,
    user: 'admin',
    mention: /debian/i,
    packageFormat: 'deb',
    packageManagers: APT,
    agentInRepositories: false,
    see: [
      'https://wiki.debian.org/Cloud/AmazonEC2Image',
      'https://packages.debian.org/search?keywords=amazon-ssm-agent',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-deb.html',
      PREINSTALLED,
    ],
  },
  suse: {
    ...SUSE,
    officialImages: /^\/aws\/service\/suse\/sles\/15-sp[3-9]|^suse-sles-15-sp[3-9](?!.*byos)/,
    agent: true,
    agentInRepositories: true,
    see: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-sles.html', PREINSTALLED, DEFAULT_USERS],
  },
  // Older and newer ones, and those for one's own subscription, of which AWS's list says nothing.
  suseOther: {
    ...SUSE,
    officialImages: /^\/aws\/service\/suse\/|^suse-sles-/,
    see: ['https://www.suse.com/c/pint-an-image-information-service/', PREINSTALLED],
  },
  redHat: {
    platform: 'linux',
    officialImages: /^RHEL/i,
    agent: false,
    user: 'ec2-user',
    mention: /rhel|red.?hat/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    agentInRepositories: false,
    see: [
      'https://access.redhat.com/solutions/15356',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-rhel-8-9.html',
      PREINSTALLED,
    ],
  },
  rocky: {
    platform: 'linux',
    officialImages: /^Rocky-/i,
    agent: false,
    mention: /rocky/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    agentInRepositories: false,
    see: [
      'https://rockylinux.org/cloud-images',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-rocky.html',
      PREINSTALLED,
    ],
  },
  // The build installs the agent and util-linux, and tests that the agent runs.
  alma: {
    platform: 'linux',
    officialImages: /^AlmaLinux/i,
    agent: true,
    script: true,
    user: 'ec2-user',
    mention: /alma/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    see: ['https://wiki.almalinux.org/cloud/AWS.html', 'https://github.com/AlmaLinux/cloud-images', PREINSTALLED],
  },
  centos: {
    platform: 'linux',
    officialImages: /^CentOS/i,
    agent: false,
    mention: /centos/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    agentInRepositories: false,
    see: [
      'https://wiki.centos.org/Cloud/AWS',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-centos.html',
      PREINSTALLED,
    ],
  },
  oracle: {
    platform: 'linux',
    officialImages: /^OL\d/i,
    agent: false,
    mention: /oracle/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    agentInRepositories: false,
    see: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-oracle.html', PREINSTALLED],
  },
  // PowerShell 5.1 is a part of Windows Server 2016 and later.
  windowsServer: {
    ...WINDOWS_SERVER,
    officialImages: /Windows_Server-(2016|2019|202\d)-/,
    agent: true,
    powerShell5: true,
    rootDevice: '/dev/sda1',
    publicParameters: {
      2016: { x86_64: '/aws/service/ami-windows-latest/Windows_Server-2016-English-Full-Base' },
      2019: { x86_64: '/aws/service/ami-windows-latest/Windows_Server-2019-English-Full-Base' },
      2022: { x86_64: '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base' },
      2025: { x86_64: '/aws/service/ami-windows-latest/Windows_Server-2025-English-Full-Base' },
    },
    see: [WINDOWS_IMAGES, PUBLIC_PARAMETERS, PREINSTALLED],
  },
  // It takes no agent that does without ec2messages.
  windowsServer2012AndOlder: {
    ...WINDOWS_SERVER,
    officialImages: /Windows_Server-20(08|12)/,
    agentVersion: '3.3.39',
    see: [WINDOWS_IMAGES, 'https://docs.aws.amazon.com/systems-manager/latest/userguide/operating-systems-and-machine-types.html'],
  },
  // The releases of the Semi-Annual Channel.
  windowsServerOther: {
    ...WINDOWS_SERVER,
    officialImages: /Windows_Server-/,
    see: [WINDOWS_IMAGES],
  },
  macos: {
    ...MACOS,
    officialImages: /^\/aws\/service\/ec2-macos\/(ventura|sonoma|sequoia)\/|^amzn-ec2-macos-1[345]\./,
    agent: true,
    see: [MACOS_IMAGES, PREINSTALLED],
  },
  // Older and newer ones, which AWS's list does not name.
  macosOther: {
    ...MACOS,
    officialImages: /^\/aws\/service\/ec2-macos\/|^amzn-ec2-macos-/,
    see: [MACOS_IMAGES, PREINSTALLED],
  },
  // The agent runs in the control container, which is on by default. The host takes no package and has no user.
  bottlerocket: {
    platform: 'linux',
    officialImages: /bottlerocket/i,
    agent: true,
    see: ['https://github.com/bottlerocket-os/bottlerocket-control-container', 'https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami-bottlerocket.html'],
  },
  freebsd: {
    platform: 'linux',
    officialImages: /freebsd/i,
    see: ['http://www.daemonology.net/freebsd-on-ec2/'],
  },
  fedora: {
    platform: 'linux',
    officialImages: /fedora/i,
    mention: /fedora/i,
    packageFormat: 'rpm',
    packageManagers: DNF,
    see: ['https://fedoraproject.org/cloud/download', MANUAL_INSTALLATION],
  },
  kali: {
    platform: 'linux',
    mention: /kali/i,
    see: ['https://www.kali.org/docs/cloud/aws/'],
  },
} satisfies { readonly [id: string]: OperatingSystem };

const ALL: readonly OperatingSystem[] = Object.values(OPERATING_SYSTEMS);

/** The system of an image, by the name that its vendor gave it or the path of its public parameter. */
export function systemOfImage(name: string): OperatingSystem | undefined {
  return ALL.find(({ officialImages }) => officialImages?.test(name));
}

/** The system that a text names, in whatever words: enough to know its packages, and not what an image carries. */
export function systemMentionedIn(text: string): OperatingSystem | undefined {
  return ALL.find(({ mention }) => mention?.test(text));
}

/** Canonical moved its images from gp2 to gp3 with 24.04, and the parameter's path with them. */
function ubuntuParameters(version: string, volumeType: string): PublicParameters {
  const path = (architecture: string) => `/aws/service/canonical/ubuntu/server/${version}/stable/current/${architecture}/hvm/${volumeType}/ami-id`;
  return { x86_64: path('amd64'), arm64: path('arm64') };
}
