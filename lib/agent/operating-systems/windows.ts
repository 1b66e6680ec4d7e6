import { OfferedOperatingSystem, OfferedVersion, OperatingSystem, PREINSTALLED, PUBLIC_PARAMETERS } from './operating-system';

const WINDOWS_IMAGES = 'https://docs.aws.amazon.com/ec2/latest/windows-ami-reference/windows-amis.html';
const LIFECYCLE = 'https://learn.microsoft.com/lifecycle/products/?products=windows&terms=windows%20server';
const HARDWARE = 'https://learn.microsoft.com/windows-server/get-started/hardware-requirements';

const WINDOWS_SERVER = { platform: 'windows', user: 'Administrator', x86Images: /Windows_Server/, packageFormat: 'exe' } as const;

/** PowerShell 5.1 is a part of Windows Server 2016 and later. Microsoft asks for 2 GiB where there is a desktop. */
const SINCE_2016 = {
  ...WINDOWS_SERVER,
  agent: true,
  powerShell5: true,
  rootDevice: '/dev/sda1',
  defaultInstanceType: 't3.small',
  leastMemory: 2,
  see: [WINDOWS_IMAGES, PUBLIC_PARAMETERS, PREINSTALLED, LIFECYCLE, HARDWARE],
} as const;

const windowsServerCore: OfferedOperatingSystem = {
  ...SINCE_2016,
  title: 'Windows Server Core',
  officialImages: /Windows_Server-(2016|2019|202\d)-[A-Za-z_]+-Core/,
  versions: versionsOf('Core'),
};

const windowsServer: OfferedOperatingSystem = {
  ...SINCE_2016,
  title: 'Windows Server',
  officialImages: /Windows_Server-(2016|2019|202\d)-/,
  versions: versionsOf('Full'),
};

export const WINDOWS = {
  windowsServerCore,
  windowsServer,
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
} satisfies { readonly [id: string]: OperatingSystem };

/** Until the end of Microsoft's extended support. */
function versionsOf(edition: 'Full' | 'Core'): { readonly [version: string]: OfferedVersion } {
  const ends = { 2016: '2027-01-12', 2019: '2029-01-09', 2022: '2031-10-14', 2025: '2034-11-14' };
  return Object.fromEntries(Object.entries(ends).map(([version, endOfSupport]) => [version, {
    publicParameters: { x86_64: `/aws/service/ami-windows-latest/Windows_Server-${version}-English-${edition}-Base` },
    endOfSupport,
  }]));
}
