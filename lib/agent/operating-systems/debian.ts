import { APT, ByArchitecture, OfferedOperatingSystem, OfferedVersion, OperatingSystem, PREINSTALLED } from './operating-system';

const UBUNTU_IMAGES = 'https://documentation.ubuntu.com/aws/aws-how-to/instances/find-ubuntu-images/';
const UBUNTU_RELEASES = 'https://ubuntu.com/about/release-cycle';

/**
 * AWS offers the snap and the package in its bucket, and Ubuntu's archive has no package of that name.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-ubuntu-64-snap.html
 */
const UBUNTU = {
  platform: 'linux',
  user: 'ubuntu',
  mention: /ubuntu/i,
  packageFormat: 'deb',
  agentIsSnap: true,
  packageManagers: [...APT, 'snap'],
  agentInRepositories: false,
} as const;

/** From 16.04 to 25.10: the agent is a snap, and `script` is in bsdutils, an essential package. */
const ubuntu: OfferedOperatingSystem = {
  ...UBUNTU,
  title: 'Ubuntu Server',
  officialImages: /^\/aws\/service\/canonical\/ubuntu\/(server|pro-server)\/(1[6-9]|2[0-5])\.|ubuntu\/images\/.*ubuntu-[a-z]+-(1[6-9]|2[0-5])\.\d+-\w+-server/,
  agent: true,
  script: true,
  rootDevice: '/dev/sda1',
  versions: {
    22.04: { publicParameters: ubuntuParameters('22.04', 'ebs-gp2'), endOfSupport: '2027-06-01' },
    24.04: { publicParameters: ubuntuParameters('24.04', 'ebs-gp3'), endOfSupport: '2029-05-31' },
  },
  see: [UBUNTU_IMAGES, UBUNTU_RELEASES, PREINSTALLED],
};

/** AWS's list of images with the agent does not name it. */
const ubuntu2604: OfferedOperatingSystem = {
  ...UBUNTU,
  title: 'Ubuntu Server',
  officialImages: /^\/aws\/service\/canonical\/ubuntu\/(server|pro-server)\/26\.04\/|ubuntu\/images\/.*ubuntu-[a-z]+-26\.04-\w+-server/,
  rootDevice: '/dev/sda1',
  versions: {
    26.04: { publicParameters: ubuntuParameters('26.04', 'ebs-gp3'), endOfSupport: '2031-05-29' },
  },
  see: [UBUNTU_IMAGES, UBUNTU_RELEASES, PREINSTALLED],
};

/** `script` is in bsdutils, an essential package. Until the end of its long-term support each release gets updates. */
const debian: OfferedOperatingSystem = {
  platform: 'linux',
  title: 'Debian',
  officialImages: /^\/aws\/service\/debian\/|^debian-\d/,
  agent: false,
  script: true,
  user: 'admin',
  mention: /debian/i,
  packageFormat: 'deb',
  packageManagers: APT,
  agentInRepositories: false,
  rootDevice: '/dev/xvda',
  versions: {
    12: debianVersion('12', '2028-06-30'),
    13: debianVersion('13', '2030-06-30'),
  },
  see: [
    'https://wiki.debian.org/Cloud/AmazonEC2Image',
    'https://wiki.debian.org/LTS',
    'https://packages.debian.org/search?keywords=amazon-ssm-agent',
    'https://packages.debian.org/trixie/bsdutils',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-deb.html',
    PREINSTALLED,
  ],
};

export const DEBIAN_AND_UBUNTU = {
  ubuntu,
  ubuntu2604,
  // Older and newer ones, and the editions minimal, for EKS and for deep learning.
  ubuntuOther: {
    ...UBUNTU,
    officialImages: /ubuntu/,
    see: [UBUNTU_IMAGES],
  },
  debian,
} satisfies { readonly [id: string]: OperatingSystem };

/** Canonical moved its images from gp2 to gp3 with 24.04, and the parameter's path with them. */
function ubuntuParameters(version: string, volumeType: string): ByArchitecture {
  const path = (architecture: string) => `/aws/service/canonical/ubuntu/server/${version}/stable/current/${architecture}/hvm/${volumeType}/ami-id`;
  return { x86_64: path('amd64'), arm64: path('arm64') };
}

function debianVersion(version: string, endOfSupport: string): OfferedVersion {
  const path = (architecture: string) => `/aws/service/debian/release/${version}/latest/${architecture}`;
  return { publicParameters: { x86_64: path('amd64'), arm64: path('arm64') }, endOfSupport };
}
