import { CfnParameter } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ImagePolicy, NodeOperatingSystem, WindowsServerEdition } from '../../lib';
import { OPERATING_SYSTEMS, SUPPORT_LOOKED_AT, systemMentionedIn, systemOfImage } from '../../lib/agent/operating-systems';
import type { OfferedOperatingSystem, OfferedVersion, OperatingSystem } from '../../lib/agent/operating-systems/operating-system';
import { imageOf } from '../../lib/preflight/readers/cloudformation/to-model/images';
import { newStack } from '../fixtures';

type Id = keyof typeof OPERATING_SYSTEMS;

const ROWS = Object.entries(OPERATING_SYSTEMS) as [Id, OperatingSystem][];
const idOf = (system: OperatingSystem | undefined) => ROWS.find(([, row]) => row === system)?.[0];

const AMAZON = '/aws/service/ami-amazon-linux-latest';
const ECS = '/aws/service/ecs/optimized-ami';
const EKS = '/aws/service/eks/optimized-ami';
const UBUNTU = '/aws/service/canonical/ubuntu';
const WINDOWS = '/aws/service/ami-windows-latest';

/** Names and paths as their vendors publish them. */
const OFFICIAL_IMAGES: [string, Id][] = [
  [`${AMAZON}/al2023-ami-minimal-kernel-default-x86_64`, 'amazonLinux2023Minimal'],
  ['al2023-ami-minimal-2023.12.20261112.0-kernel-6.18-arm64', 'amazonLinux2023Minimal'],
  [`${AMAZON}/amzn2-ami-minimal-hvm-x86_64-ebs`, 'amazonLinux2Minimal'],
  [`${ECS}/amazon-linux-2023/recommended/image_id`, 'amazonLinux2023ForEcs'],
  [`${ECS}/amazon-linux-2023/arm64/recommended/image_id`, 'amazonLinux2023ForEcs'],
  ['al2023-ami-ecs-hvm-2023.0.20240815-kernel-6.1-x86_64', 'amazonLinux2023ForEcs'],
  [`${ECS}/amazon-linux-2/recommended/image_id`, 'amazonLinux2ForEcs'],
  [`${ECS}/amazon-linux-2/gpu/recommended/image_id`, 'amazonLinux2ForEcs'],
  [`${ECS}/amazon-linux/recommended/image_id`, 'amazonLinux2ForEcs'],
  ['amzn2-ami-ecs-kernel-5.10-hvm-2.0.20240815-arm64-ebs', 'amazonLinux2ForEcs'],
  [`${AMAZON}/al2023-ami-kernel-6.12-arm64`, 'amazonLinux2023'],
  ['al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64', 'amazonLinux2023'],
  [`${AMAZON}/amzn2-ami-kernel-5.10-hvm-x86_64-gp2`, 'amazonLinux2'],
  [`${AMAZON}/amzn-ami-hvm-x86_64-gp2`, 'amazonLinux1'],
  [`${EKS}/1.33/amazon-linux-2023/arm64/standard/recommended/image_id`, 'amazonLinux2023ForEks'],
  [`${EKS}/1.29/amazon-linux-2/recommended/image_id`, 'amazonLinux2ForEks'],
  [`${EKS}/1.29/amazon-linux-2-gpu/recommended/image_id`, 'amazonLinux2ForEks'],
  [`${UBUNTU}/server/16.04/stable/current/amd64/hvm/ebs-gp2/ami-id`, 'ubuntu'],
  [`${UBUNTU}/pro-server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id`, 'ubuntu'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20240423', 'ubuntu'],
  [`${UBUNTU}/server/14.04/stable/current/amd64/hvm/ebs-gp2/ami-id`, 'ubuntuOther'],
  [`${UBUNTU}/server-minimal/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id`, 'ubuntuOther'],
  [`${UBUNTU}/eks/24.04/1.33/stable/current/amd64/hvm/ebs-gp3/ami-id`, 'ubuntuOther'],
  ['/aws/service/deeplearning/ami/x86_64/base-oss-nvidia-driver-gpu-ubuntu-24.04/latest/ami-id', 'ubuntuOther'],
  ['/aws/service/debian/release/13/latest/arm64', 'debian'],
  ['debian-13-amd64-20250814-2204', 'debian'],
  [`${UBUNTU}/server/26.04/stable/current/arm64/hvm/ebs-gp3/ami-id`, 'ubuntu2604'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-resolute-26.04-amd64-server-20260423', 'ubuntu2604'],
  [`${UBUNTU}/server-minimal/26.04/stable/current/amd64/hvm/ebs-gp3/ami-id`, 'ubuntuOther'],
  ['ubuntu/images/hvm-ssd-gp3/ubuntu-plucky-25.04-amd64-server-20250701', 'ubuntu'],
  ['/aws/service/suse/sles/15-sp7/x86_64/latest', 'suse'],
  ['/aws/service/suse/sles/16.0/x86_64/latest', 'suseOther'],
  ['/aws/service/suse/sles/15-sp2/x86_64/latest', 'suseOther'],
  ['/aws/service/suse/sles-byos/15-sp7/arm64/latest', 'suseOther'],
  ['suse-sles-15-sp6-byos-v20250710-hvm-ssd-x86_64', 'suseOther'],
  ['suse-sles-16-0-v20251101-hvm-ssd-x86_64', 'suseOther'],
  ['suse-sles-15-sp6-v20250710-hvm-ssd-arm64', 'suse'],
  ['RHEL-10.0.0_HVM-20250811-x86_64-0-Hourly2-GP3', 'redHat'],
  ['Rocky-9-EC2-Base-9.6-20250531.0.aarch64', 'rocky'],
  ['AlmaLinux OS 9.6.20250522 x86_64', 'alma'],
  ['CentOS Stream 9 aarch64 20240101', 'centos'],
  ['OL9.4-x86_64-HVM-2024-06-01', 'oracle'],
  [`${WINDOWS}/Windows_Server-2025-English-Core-Base`, 'windowsServerCore'],
  [`${WINDOWS}/Windows_Server-2022-Chinese_Simplified-Core-Base`, 'windowsServerCore'],
  [`${WINDOWS}/Windows_Server-2025-English-Full-Base`, 'windowsServer'],
  ['Windows_Server-2016-English-Full-Base-2025.06.12', 'windowsServer'],
  [`${WINDOWS}/Windows_Server-2012-R2_RTM-English-64Bit-Base`, 'windowsServer2012AndOlder'],
  [`${WINDOWS}/Windows_Server-2008-R2_SP1-English-64Bit-Base`, 'windowsServer2012AndOlder'],
  [`${WINDOWS}/Windows_Server-1709-English-Core-Base`, 'windowsServerOther'],
  ['/aws/service/ec2-macos/sequoia/arm64_mac/latest/image_id', 'macos'],
  ['amzn-ec2-macos-14.5-20240101-x86_64', 'macos'],
  ['/aws/service/ec2-macos/tahoe/arm64_mac/latest/image_id', 'macosOther'],
  ['amzn-ec2-macos-12.7.4-20240101-x86_64', 'macosOther'],
  ['/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id', 'bottlerocket'],
  ['FreeBSD 14.1-RELEASE-arm64', 'freebsd'],
  ['Fedora-Cloud-Base-AmazonEC2.x86_64-42-1.1', 'fedora'],
];

describe.each(ROWS)('%s', (id, row) => {
  test('has sources', () => {
    expect(row.see.length).toBeGreaterThan(0);
    row.see.forEach(source => expect(source).toMatch(/^https?:\/\/[^/]+\/\S+$/));
  });

  test('can be found', () => {
    const named = OFFICIAL_IMAGES.some(([, expected]) => expected === id);
    expect(named).toBe(row.officialImages !== undefined);
    expect(row.officialImages ?? row.mention).toBeDefined();
  });

  test('gives the agent\'s package the format of its platform', () => {
    const formats = { linux: ['rpm', 'deb', undefined], windows: ['exe'], macos: ['pkg'] };
    expect(formats[row.platform]).toContain(row.packageFormat);
  });
});

test.each(OFFICIAL_IMAGES)('%s is an image of %s', (name, id) => {
  expect(idOf(systemOfImage(name))).toBe(id);
});

test.each(OFFICIAL_IMAGES)('%s names no system whose packages are others than those of %s', (name, id) => {
  const row: OperatingSystem = OPERATING_SYSTEMS[id];
  const mentioned = systemMentionedIn(name) ?? row;
  expect([mentioned.packageFormat, mentioned.repositoryBucket]).toEqual([row.packageFormat, row.repositoryBucket]);
});

test.each([
  ['our-al2023-hardened', 'rpm', 'al2023-repos-eu-west-1-de612dc2'],
  ['Amazon Linux 2023 with tools', 'rpm', 'al2023-repos-eu-west-1-de612dc2'],
  ['golden-amzn2-7', 'rpm', 'amazonlinux-2-repos-eu-west-1'],
  ['amazon_linux_2 build 7', 'rpm', 'amazonlinux-2-repos-eu-west-1'],
  ['company-Ubuntu-base', 'deb', undefined],
  ['hardened-debian-12', 'deb', undefined],
  ['our-rhel9', 'rpm', undefined],
  ['Red Hat 9, hardened', 'rpm', undefined],
  ['CIS Rocky Linux 9', 'rpm', undefined],
  ['cis-almalinux-9', 'rpm', undefined],
  ['cis-centos-7', 'rpm', undefined],
  ['Oracle Linux 9 base', 'rpm', undefined],
  ['my-fedora', 'rpm', undefined],
  ['SLES for us', 'rpm', undefined],
  ['opensuse-leap', 'rpm', undefined],
])('%s mentions a system with the package %s and the repositories %s', (name, packageFormat, bucket) => {
  const system = systemMentionedIn(name);
  expect([system?.packageFormat, system?.repositoryBucket?.('eu-west-1')]).toEqual([packageFormat, bucket]);
});

test.each([
  [true, ['amazonLinux2023', 'amazonLinux2023Minimal', 'amazonLinux2', 'amazonLinux2Minimal', 'amazonLinux1', 'suse']],
  [false, ['debian', 'ubuntu', 'ubuntu2604', 'ubuntuOther', 'redHat', 'rocky', 'centos', 'oracle']],
  [undefined, ['suseOther', 'alma', 'fedora', 'kali', 'bottlerocket', 'windowsServer', 'windowsServerCore', 'macos']],
] as const)('that its repositories carry the agent is %s of %j', (expected, ids) => {
  expect(ids.map((id): boolean | undefined => (OPERATING_SYSTEMS[id] as OperatingSystem).agentInRepositories)).toEqual(ids.map(() => expected));
});

test('a text that names no system mentions none', () => {
  expect(['golden-image-7', 'ami-0123', ''].map(systemMentionedIn)).toEqual([undefined, undefined, undefined]);
  expect(systemOfImage('golden-image-7')).toBeUndefined();
  expect(systemMentionedIn('kali-last-snapshot-amd64')).toBe(OPERATING_SYSTEMS.kali);
});

const MACOS_HOST = 'h-0123456789abcdef0';

/** Each factory with the row that it offers. */
const OFFERED: [Id, (version: string) => NodeOperatingSystem][] = [
  ['amazonLinux2023Minimal', () => NodeOperatingSystem.amazonLinux2023({ edition: ec2.AmazonLinuxEdition.MINIMAL })],
  ['amazonLinux2023', () => NodeOperatingSystem.amazonLinux2023()],
  ['amazonLinux2', () => NodeOperatingSystem.amazonLinux2()],
  ['ubuntu', version => NodeOperatingSystem.ubuntu(version)],
  ['ubuntu2604', version => NodeOperatingSystem.ubuntu(version)],
  ['debian', version => NodeOperatingSystem.debian(version)],
  ['suse', version => NodeOperatingSystem.sles(version)],
  ['redHat', version => NodeOperatingSystem.rhel(version)],
  ['rocky', version => NodeOperatingSystem.rockyLinux(version)],
  ['alma', version => NodeOperatingSystem.almaLinux(version)],
  ['windowsServerCore', version => NodeOperatingSystem.windowsServer(version, { edition: WindowsServerEdition.CORE })],
  ['windowsServer', version => NodeOperatingSystem.windowsServer(version)],
  ['macos', version => NodeOperatingSystem.macos(version, { hostId: MACOS_HOST })],
  ['bottlerocket', variant => NodeOperatingSystem.bottlerocket(variant)],
];

const offeredRow = (id: Id) => OPERATING_SYSTEMS[id] as OfferedOperatingSystem;

test('each system with versions has a factory', () => {
  expect(ROWS.filter(([, { versions }]) => versions).map(([id]) => id)).toEqual(OFFERED.map(([id]) => id));
});

test.each(OFFERED)('%s says what it is, where its images are and what they are like', id => {
  const { title, rootDevice, versions } = offeredRow(id);
  expect(title).toMatch(/^[a-zA-Z]/);
  expect(rootDevice).toMatch(/^\/dev\/(xvda|sda1)$/);
  for (const { publicParameters, lookup, endOfSupport } of Object.values(versions)) {
    expect([publicParameters, lookup].filter(each => each === undefined)).toHaveLength(1);
    expect(endOfSupport ?? '2026-01-01').toMatch(/^20\d\d-\d\d-\d\d$/);
    Object.values(lookup?.owners ?? {}).forEach(owner => expect(owner).toMatch(/^\d{12}$/));
  }
});

test('only of Amazon Linux 2 the support had ended on the day that the catalogue names', () => {
  expect(SUPPORT_LOOKED_AT).toMatch(/^20\d\d-\d\d-\d\d$/);
  const hasEnded = ({ endOfSupport }: OfferedVersion) => endOfSupport !== undefined && endOfSupport < SUPPORT_LOOKED_AT;
  expect(OFFERED.map(([id]) => id).filter(id => Object.values(offeredRow(id).versions).some(hasEnded))).toEqual(['amazonLinux2']);
});

test('the images that are looked up have the owners of their partitions', () => {
  const owners = (id: Id) => new Set(Object.values(offeredRow(id).versions).map(({ lookup }) => JSON.stringify(lookup?.owners)));
  expect([owners('redHat'), owners('rocky'), owners('alma')]).toEqual([
    new Set(['{"aws":"309956199498","aws-cn":"841258680906","aws-us-gov":"219670896067"}']),
    new Set(['{"aws":"792107900819"}']),
    new Set(['{"aws":"764336703387"}']),
  ]);
});

/** A name that the filter of a look-up finds, since `*` is anything. */
const foundBy = (filter: string) => filter.replaceAll('*', '7');

/** Names of images as their vendors publish them. */
test.each<[string, Id, string, ec2.InstanceArchitecture, boolean]>([
  ['RHEL-10.0.0_HVM-20250811-x86_64-0-Hourly2-GP3', 'redHat', '10', ec2.InstanceArchitecture.X86_64, true],
  ['RHEL-9.6.0_HVM-20250618-arm64-0-Hourly2-GP3', 'redHat', '9', ec2.InstanceArchitecture.ARM_64, true],
  ['RHEL-8.10.0_HVM-20250101-x86_64-0-Hourly2-GP3', 'redHat', '8', ec2.InstanceArchitecture.X86_64, true],
  ['RHEL-9.6.0_HVM-20250618-arm64-0-Hourly2-GP3', 'redHat', '9', ec2.InstanceArchitecture.X86_64, false],
  ['RHEL-9.6.0_HVM-20250618-x86_64-0-Access2-GP3', 'redHat', '9', ec2.InstanceArchitecture.X86_64, false],
  ['RHEL-9.6.0_HVM_BETA-20250618-x86_64-0-Hourly2-GP3', 'redHat', '9', ec2.InstanceArchitecture.X86_64, false],
  ['Rocky-9-EC2-Base-9.6-20250531.0.x86_64', 'rocky', '9', ec2.InstanceArchitecture.X86_64, true],
  ['Rocky-9-EC2-Base-9.7-20251123.2.aarch64', 'rocky', '9', ec2.InstanceArchitecture.ARM_64, true],
  ['Rocky-9-EC2-Base-9.5-20241118.0.x86_64-3f230a17', 'rocky', '9', ec2.InstanceArchitecture.X86_64, false],
  ['Rocky-9-EC2-LVM-9.6-20250531.0.x86_64', 'rocky', '9', ec2.InstanceArchitecture.X86_64, false],
  ['AlmaLinux OS 9.6.20250522 x86_64', 'alma', '9', ec2.InstanceArchitecture.X86_64, true],
  ['AlmaLinux OS 10.0.20250528.0 aarch64', 'alma', '10', ec2.InstanceArchitecture.ARM_64, true],
  ['AlmaLinux OS 10.0.20250528.0 x86_64_v2', 'alma', '10', ec2.InstanceArchitecture.X86_64, false],
])('%s is found for %s %s on %s: %s', (name, id, version, architecture, expected) => {
  const filter = offeredRow(id).versions[version].lookup!.names[architecture]!;
  const pattern = new RegExp(`^${filter.split('*').map(part => part.replace(/[.]/g, '\\.')).join('.*')}$`);
  expect(pattern.test(name)).toBe(expected);
});

describe.each(OFFERED.flatMap(([id, factory]) => Object.entries(offeredRow(id).versions)
  .flatMap(([version, offered]) => Object.keys(offered.publicParameters ?? offered.lookup!.names)
    .map(architecture => [id, version, architecture as ec2.InstanceArchitecture, offered, factory] as const))))('%s %s for %s', (id, version, architecture, offered: OfferedVersion, factory) => {
  const operatingSystem = factory(version);
  const context = { architecture, region: 'eu-west-1', regionAndAccountKnown: true };

  /** The image of a node, as preflight reads it from the template, or by the name that it was looked up with. */
  const deployedImage = () => {
    if (offered.lookup) { return imageOf('ami-0123456789abcdef0', foundBy(offered.lookup.names[architecture]!)); }
    const stack = newStack();
    operatingSystem._bind(stack, context).machineImage.getImage(stack);
    const [parameter] = stack.node.findAll().filter(construct => construct instanceof CfnParameter);
    return imageOf(`{{resolve:ssm:${parameter.default}}}`);
  };

  test('is recognized by preflight as that system', () => {
    expect(idOf(systemOfImage(deployedImage().name))).toBe(id);
  });

  test('is to preflight what it is to a node', () => {
    const { platform, agent, script, architecture: found } = deployedImage();
    const row: OperatingSystem = OPERATING_SYSTEMS[id];
    expect(platform).toBe(row.platform);
    expect(operatingSystem.platform).toBe(row.platform === 'windows' ? ec2.OperatingSystemType.WINDOWS : ec2.OperatingSystemType.LINUX);
    expect(agent === true).toBe(operatingSystem.agentPreinstalled);
    expect(found).toBe(architecture);
    // Windows records without `script`, and preflight asks for it on Linux only.
    expect(platform === 'windows' || script === true).toBe(operatingSystem._scriptPreinstalled);
  });

  test('is described alike where the template has its id only', () => {
    const imagePolicy = ImagePolicy.PINNED_IN_CONTEXT;
    const { facts } = operatingSystem._bind(newStack(), { ...context, imagePolicy });
    const { platform, agent, script, architecture: found } = deployedImage();
    const known = (value: unknown) => typeof value === 'boolean' ? value : undefined;
    expect(facts).toEqual({
      platform, agentPreinstalled: known(agent), architecture: found, scriptPreinstalled: platform === 'windows' || known(script),
    });
  });
});
