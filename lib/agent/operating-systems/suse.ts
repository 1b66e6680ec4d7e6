import { DEFAULT_USERS, OfferedOperatingSystem, OperatingSystem, PREINSTALLED } from './operating-system';

const SUSE = { platform: 'linux', user: 'ec2-user', mention: /suse|sles/i, packageFormat: 'rpm', packageManagers: ['zypper', 'rpm', 'packages'] } as const;

const suse: OfferedOperatingSystem = {
  ...SUSE,
  title: 'SUSE Linux Enterprise Server',
  officialImages: /^\/aws\/service\/suse\/sles\/15-sp[3-9]|^suse-sles-15-sp[3-9](?!.*byos)/,
  agent: true,
  agentInRepositories: true,
  rootDevice: '/dev/sda1',
  versions: {
    '15-sp7': {
      publicParameters: { x86_64: '/aws/service/suse/sles/15-sp7/x86_64/latest', arm64: '/aws/service/suse/sles/15-sp7/arm64/latest' },
      endOfSupport: '2031-07-31',
    },
  },
  see: [
    'https://docs.aws.amazon.com/systems-manager/latest/userguide/agent-install-sles.html',
    'https://www.suse.com/lifecycle/',
    PREINSTALLED,
    DEFAULT_USERS,
  ],
};

export const SUSE_LINUX = {
  suse,
  // Older and newer ones, and those for one's own subscription, of which AWS's list says nothing.
  suseOther: {
    ...SUSE,
    officialImages: /^\/aws\/service\/suse\/|^suse-sles-/,
    see: ['https://www.suse.com/c/pint-an-image-information-service/', PREINSTALLED],
  },
} satisfies { readonly [id: string]: OperatingSystem };
