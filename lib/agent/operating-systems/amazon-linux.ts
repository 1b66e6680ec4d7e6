import { ByArchitecture, DNF, OfferedOperatingSystem, OperatingSystem, PREINSTALLED, PUBLIC_PARAMETERS, YUM } from './operating-system';

const ECS_IMAGES = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html';
const EKS_IMAGES = 'https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html';

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

/** @see https://docs.aws.amazon.com/linux/al2023/ug/release-cadence.html */
const AMAZON_LINUX_2023_END = '2029-06-30';

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

const amazonLinux2023Minimal: OfferedOperatingSystem = {
  ...AMAZON_LINUX_2023,
  title: 'Amazon Linux 2023 minimal',
  officialImages: /al2023-ami-minimal/,
  agent: false,
  script: false,
  rootDevice: '/dev/xvda',
  versions: {
    2023: {
      publicParameters: parametersOf(architecture => `al2023-ami-minimal-kernel-default-${architecture}`),
      endOfSupport: AMAZON_LINUX_2023_END,
    },
  },
  see: ['https://docs.aws.amazon.com/linux/al2023/ug/AMI-minimal-and-standard-differences.html', PUBLIC_PARAMETERS, PREINSTALLED],
};

const amazonLinux2023: OfferedOperatingSystem = {
  ...AMAZON_LINUX_2023,
  title: 'Amazon Linux 2023',
  officialImages: /al2023-ami-/,
  agent: true,
  script: true,
  rootDevice: '/dev/xvda',
  versions: {
    2023: {
      publicParameters: parametersOf(architecture => `al2023-ami-kernel-default-${architecture}`),
      endOfSupport: AMAZON_LINUX_2023_END,
    },
  },
  see: ['https://docs.aws.amazon.com/linux/al2023/ug/what-is-amazon-linux.html', PUBLIC_PARAMETERS, PREINSTALLED],
};

const amazonLinux2: OfferedOperatingSystem = {
  ...AMAZON_LINUX_2,
  title: 'Amazon Linux 2',
  officialImages: /amzn2-ami-/,
  agent: true,
  script: true,
  rootDevice: '/dev/xvda',
  versions: {
    2: {
      publicParameters: parametersOf(architecture => `amzn2-ami-kernel-5.10-hvm-${architecture}-gp2`),
      endOfSupport: '2026-06-30',
    },
  },
  see: ['https://docs.aws.amazon.com/linux/al2/ug/ec2.html', 'https://aws.amazon.com/amazon-linux-2/faqs/', PUBLIC_PARAMETERS, PREINSTALLED],
};

export const AMAZON_LINUX = {
  amazonLinux2023Minimal,
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
  amazonLinux2023,
  amazonLinux2,
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
} satisfies { readonly [id: string]: OperatingSystem };

function parametersOf(name: (architecture: string) => string): ByArchitecture {
  const path = (architecture: string) => `/aws/service/ami-amazon-linux-latest/${name(architecture)}`;
  return { x86_64: path('x86_64'), arm64: path('arm64') };
}
