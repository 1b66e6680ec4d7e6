import { DEFAULT_USERS, OfferedOperatingSystem, OfferedVersion, OperatingSystem, PREINSTALLED } from './operating-system';

const MACOS = { platform: 'macos', user: 'ec2-user', packageFormat: 'pkg' } as const;

const MACOS_IMAGES = 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/macos-ami-ids-parameter-store.html';

/** User data is run by ec2-macos-init, which takes shell scripts. Apple does not say until when it supports a version. */
const macos: OfferedOperatingSystem = {
  ...MACOS,
  title: 'macOS',
  officialImages: /^\/aws\/service\/ec2-macos\/(ventura|sonoma|sequoia)\/|^amzn-ec2-macos-1[345]\./,
  agent: true,
  rootDevice: '/dev/sda1',
  versions: { sonoma: macosVersion('sonoma'), sequoia: macosVersion('sequoia') },
  defaultInstanceType: 'mac2.metal',
  needsDedicatedHost: true,
  see: [
    MACOS_IMAGES,
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html',
    'https://github.com/aws/ec2-macos-init',
    PREINSTALLED,
    DEFAULT_USERS,
  ],
};

export const MAC = {
  macos,
  // Older and newer ones, which AWS's list does not name.
  macosOther: {
    ...MACOS,
    officialImages: /^\/aws\/service\/ec2-macos\/|^amzn-ec2-macos-/,
    see: [MACOS_IMAGES, PREINSTALLED],
  },
} satisfies { readonly [id: string]: OperatingSystem };

function macosVersion(version: string): OfferedVersion {
  const path = (architecture: string) => `/aws/service/ec2-macos/${version}/${architecture}_mac/latest/image_id`;
  return { publicParameters: { x86_64: path('x86_64'), arm64: path('arm64') } };
}
