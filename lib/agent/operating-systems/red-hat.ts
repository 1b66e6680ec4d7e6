import { DNF, ImageLookup, OfferedOperatingSystem, OfferedVersion, OperatingSystem, PREINSTALLED } from './operating-system';

/** What Red Hat Enterprise Linux and those that are built from its sources have in common. */
const FAMILY = { platform: 'linux', packageFormat: 'rpm', packageManagers: DNF } as const;

/**
 * Public parameters of these vendors are not known, so their images are looked up.
 *
 * @see https://access.redhat.com/solutions/15356 (the accounts)
 * @see https://github.com/cloudigrade/cloudigrade (the account in AWS GovCloud (US), which AWS ParallelCluster looks in, too)
 */
const RED_HAT_OWNERS = { 'aws': '309956199498', 'aws-cn': '841258680906', 'aws-us-gov': '219670896067' };

/** @see https://rockylinux.org/cloud-images */
const ROCKY_OWNERS = { aws: '792107900819' };

/** @see https://wiki.almalinux.org/cloud/AWS.html */
const ALMA_OWNERS = { aws: '764336703387' };

/** Those with a subscription by the hour: the names of those for one's own subscription end in Access2. */
const redHat: OfferedOperatingSystem = {
  ...FAMILY,
  title: 'Red Hat Enterprise Linux',
  officialImages: /^RHEL/i,
  agent: false,
  user: 'ec2-user',
  mention: /rhel|red.?hat/i,
  agentInRepositories: false,
  rootDevice: '/dev/sda1',
  versions: versionsOf(['8', '9', '10'], version => ({
    names: {
      x86_64: `RHEL-${version}.*_HVM-*-x86_64-*-Hourly2-GP3`,
      arm64: `RHEL-${version}.*_HVM-*-arm64-*-Hourly2-GP3`,
    },
    owners: RED_HAT_OWNERS,
  })),
  see: [
    'https://access.redhat.com/solutions/15356',
    'https://access.redhat.com/support/policy/updates/errata',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-rhel-8-9.html',
    PREINSTALLED,
  ],
};

const rocky: OfferedOperatingSystem = {
  ...FAMILY,
  title: 'Rocky Linux',
  officialImages: /^Rocky-/i,
  agent: false,
  user: 'rocky',
  mention: /rocky/i,
  agentInRepositories: false,
  rootDevice: '/dev/sda1',
  versions: versionsOf(['9', '10'], version => ({
    names: { x86_64: `Rocky-${version}-EC2-Base-${version}.*.x86_64`, arm64: `Rocky-${version}-EC2-Base-${version}.*.aarch64` },
    owners: ROCKY_OWNERS,
  })),
  see: [
    'https://rockylinux.org/cloud-images',
    'https://wiki.rockylinux.org/rocky/version/',
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-rocky.html',
    PREINSTALLED,
  ],
};

/** The build installs the agent and util-linux, and tests that the agent runs. */
const alma: OfferedOperatingSystem = {
  ...FAMILY,
  title: 'AlmaLinux',
  officialImages: /^AlmaLinux/i,
  agent: true,
  script: true,
  user: 'ec2-user',
  mention: /alma/i,
  rootDevice: '/dev/sda1',
  versions: versionsOf(['9', '10'], version => ({
    names: { x86_64: `AlmaLinux OS ${version}.* x86_64`, arm64: `AlmaLinux OS ${version}.* aarch64` },
    owners: ALMA_OWNERS,
  })),
  see: [
    'https://wiki.almalinux.org/cloud/AWS.html',
    'https://wiki.almalinux.org/release-notes/',
    'https://github.com/AlmaLinux/cloud-images',
    PREINSTALLED,
  ],
};

export const RED_HAT_FAMILY = {
  redHat,
  rocky,
  alma,
  centos: {
    ...FAMILY,
    officialImages: /^CentOS/i,
    agent: false,
    mention: /centos/i,
    agentInRepositories: false,
    see: [
      'https://wiki.centos.org/Cloud/AWS',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-centos.html',
      PREINSTALLED,
    ],
  },
  oracle: {
    ...FAMILY,
    officialImages: /^OL\d/i,
    agent: false,
    mention: /oracle/i,
    agentInRepositories: false,
    see: ['https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-oracle.html', PREINSTALLED],
  },
  fedora: {
    ...FAMILY,
    officialImages: /fedora/i,
    mention: /fedora/i,
    see: [
      'https://fedoraproject.org/cloud/download',
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/manually-install-ssm-agent-linux.html',
    ],
  },
} satisfies { readonly [id: string]: OperatingSystem };

/** The distributions that are built from Red Hat's sources are supported for as long as each of its versions. */
function versionsOf(versions: readonly ('8' | '9' | '10')[], lookup: (version: string) => ImageLookup): { readonly [version: string]: OfferedVersion } {
  const ends = { 8: '2029-05-31', 9: '2032-05-31', 10: '2035-05-31' };
  return Object.fromEntries(versions.map(version => [version, { lookup: lookup(version), endOfSupport: ends[version] }]));
}
