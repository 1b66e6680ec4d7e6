import { AMAZON_LINUX } from './operating-systems/amazon-linux';
import { bottlerocket } from './operating-systems/bottlerocket';
import { DEBIAN_AND_UBUNTU } from './operating-systems/debian';
import { MAC } from './operating-systems/macos';
import { OperatingSystem } from './operating-systems/operating-system';
import { RED_HAT_FAMILY } from './operating-systems/red-hat';
import { SUSE_LINUX } from './operating-systems/suse';
import { WINDOWS } from './operating-systems/windows';

/**
 * The catalogue of operating systems. `NodeOperatingSystem` offers some of them, and preflight recognizes all of them in templates.
 *
 * The first row that matches counts, so an edition comes before the system at large.
 */
export const OPERATING_SYSTEMS = {
  ...AMAZON_LINUX,
  ...DEBIAN_AND_UBUNTU,
  ...SUSE_LINUX,
  ...RED_HAT_FAMILY,
  ...WINDOWS,
  ...MAC,
  bottlerocket,
  freebsd: {
    platform: 'linux',
    officialImages: /freebsd/i,
    see: ['http://www.daemonology.net/freebsd-on-ec2/'],
  },
  kali: {
    platform: 'linux',
    mention: /kali/i,
    see: ['https://www.kali.org/docs/cloud/aws/'],
  },
} satisfies { readonly [id: string]: OperatingSystem };

/** The day on which somebody last looked at the ends of support. A version that had ended then is warned of, and synthesis depends on no clock. */
export const SUPPORT_LOOKED_AT = '2026-11-29';

const ALL: readonly OperatingSystem[] = Object.values(OPERATING_SYSTEMS);

/** The system of an image, by the name that its vendor gave it or the path of its public parameter. */
export function systemOfImage(name: string): OperatingSystem | undefined {
  return ALL.find(({ officialImages }) => officialImages?.test(name));
}

/** The system that a text names, in whatever words: enough to know its packages, and not what an image carries. */
export function systemMentionedIn(text: string): OperatingSystem | undefined {
  return ALL.find(({ mention }) => mention?.test(text));
}
