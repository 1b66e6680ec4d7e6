import { reason } from './reading';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { imageOf } from '../../../../../lib/preflight/readers/cloudformation/to-model/images';

const AMAZON = '/aws/service/ami-amazon-linux-latest';
const WINDOWS = '/aws/service/ami-windows-latest';
const UNKNOWN = '?';

type Row = [name: string, platform: string, architecture: string, agent: boolean | string, script: boolean | string, agentVersion?: string];

const ROWS: Row[] = [
  [`${AMAZON}/al2023-ami-minimal-kernel-default-x86_64`, 'linux', 'x86_64', false, false],
  [`${AMAZON}/amzn2-ami-minimal-hvm-arm64-ebs`, 'linux', 'arm64', false, false],
  [`${AMAZON}/al2023-ami-kernel-default-arm64`, 'linux', 'arm64', true, true],
  [`${AMAZON}/amzn2-ami-hvm-x86_64-gp2`, 'linux', 'x86_64', true, true],
  [`${AMAZON}/amzn-ami-hvm-x86_64-gp2`, 'linux', 'x86_64', UNKNOWN, true],
  ['al2023-ami-ecs-hvm-2023.0.1-x86_64', 'linux', 'x86_64', true, UNKNOWN],
  ['amzn2-ami-ecs-hvm-2.0-arm64-ebs', 'linux', 'arm64', true, UNKNOWN],
  ['/aws/service/ecs/optimized-ami/amazon-linux-2/recommended/image_id', 'linux', 'x86_64', true, UNKNOWN],
  ['/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id', 'linux', 'x86_64', true, UNKNOWN],
  ['/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id', 'linux', 'arm64', true, UNKNOWN],
  ['/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id', 'linux', UNKNOWN, true, UNKNOWN],
  ['/aws/service/eks/optimized-ami/1.31/amazon-linux-2023/x86_64/standard/recommended/image_id', 'linux', 'x86_64', true, UNKNOWN],
  ['/aws/service/eks/optimized-ami/1.29/amazon-linux-2-arm64/recommended/image_id', 'linux', 'arm64', true, UNKNOWN],
  ['/aws/service/eks/optimized-ami/1.29/amazon-linux-2-gpu/recommended/image_id', 'linux', UNKNOWN, true, UNKNOWN],
  ['/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id', 'linux', 'x86_64', true, true],
  ['/aws/service/canonical/ubuntu/pro-server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id', 'linux', 'arm64', true, true],
  ['/aws/service/canonical/ubuntu/server/14.04/stable/current/amd64/hvm/ebs-gp2/ami-id', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/canonical/ubuntu/server-minimal/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240101', 'linux', 'x86_64', true, true],
  ['ubuntu/images/hvm-ssd/ubuntu-trusty-14.04-amd64-server-20190101', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/debian/release/12/latest/amd64', 'linux', 'x86_64', false, true],
  ['debian-12-arm64-20240101', 'linux', 'arm64', false, true],
  ['/aws/service/suse/sles/15-sp5/x86_64/latest', 'linux', 'x86_64', true, UNKNOWN],
  ['suse-sles-12-sp5-v20240101-hvm-ssd-x86_64', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/suse/sles/16.0/arm64/latest', 'linux', 'arm64', UNKNOWN, UNKNOWN],
  ['/aws/service/suse/sles-byos/15-sp7/x86_64/latest', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/canonical/ubuntu/server/26.04/stable/current/amd64/hvm/ebs-gp3/ami-id', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/ec2-macos/tahoe/arm64_mac/latest/image_id', 'macos', 'arm64', UNKNOWN, UNKNOWN],
  ['RHEL-9.4.0_HVM-20240101-x86_64-0-Hourly2-GP3', 'linux', 'x86_64', false, UNKNOWN],
  ['Rocky-9-EC2-Base-9.4-20240509.0.aarch64', 'linux', 'arm64', false, UNKNOWN],
  ['AlmaLinux OS 9.4.20240805 x86_64', 'linux', 'x86_64', true, true],
  ['CentOS Stream 9 x86_64 20240101', 'linux', 'x86_64', false, UNKNOWN],
  ['OL9.4-x86_64-HVM-2024-06-01', 'linux', 'x86_64', false, UNKNOWN],
  [`${WINDOWS}/Windows_Server-2022-English-Full-Base`, 'windows', 'x86_64', true, UNKNOWN],
  [`${WINDOWS}/Windows_Server-2016-English-Full-Base`, 'windows', 'x86_64', true, UNKNOWN],
  [`${WINDOWS}/Windows_Server-2019-English-Core-Base`, 'windows', 'x86_64', true, UNKNOWN],
  [`${WINDOWS}/Windows_Server-2012-R2_RTM-English-64Bit-Base`, 'windows', 'x86_64', UNKNOWN, UNKNOWN, '3.3.39'],
  [`${WINDOWS}/Windows_Server-2008-SP2-English-64Bit-Base`, 'windows', 'x86_64', UNKNOWN, UNKNOWN, '3.3.39'],
  [`${WINDOWS}/Windows_Server-1709-English-Core-Base`, 'windows', 'x86_64', UNKNOWN, UNKNOWN],
  ['/aws/service/ec2-macos/sonoma/arm64_mac/latest/image_id', 'macos', 'arm64', true, UNKNOWN],
  ['amzn-ec2-macos-14.5-20240101-x86_64', 'macos', 'x86_64', true, UNKNOWN],
  ['/aws/service/bottlerocket/aws-k8s-1.29/x86_64/latest/image_id', 'linux', 'x86_64', true, true],
  ['FreeBSD 14.1-RELEASE-arm64', 'linux', 'arm64', UNKNOWN, UNKNOWN],
  ['Fedora-Cloud-Base-40.x86_64', 'linux', 'x86_64', UNKNOWN, UNKNOWN],
];

const shown = (value: unknown) => value instanceof Unknown ? UNKNOWN : value;

test.each(ROWS.map((row): [string, Row] => [row[0], row]))('%s', (name, [, platform, architecture, agent, script, agentVersion]) => {
  const { user, forwards, ...image } = name.startsWith('/aws/') ? imageOf(`{{resolve:ssm:${name}}}`) : imageOf('ami-1', name);
  expect({ ...image, architecture: shown(image.architecture), agent: shown(image.agent), script: shown(image.script) }).toEqual({
    name, platform, architecture, agent, script, agentVersion,
  });
});

test.each([
  ['AlmaLinux OS 10.0.20250528.0 aarch64', 'ec2-user'],
  ['debian-12-arm64-20240101', 'admin'],
  ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240101', 'ubuntu'],
  ['Rocky-9-EC2-Base-9.4-20240509.0.aarch64', 'rocky'],
  ['Windows_Server-2022-English-Full-Base-2026.01.14', 'Administrator'],
])('%s comes with the user %s', (name, user) => expect(imageOf('ami-1', name).user).toBe(user));

test.each([
  `{{resolve:ssm:${AMAZON}/al2023-ami-kernel-default-x86_64:7}}`,
  `resolve:ssm:${AMAZON}/al2023-ami-kernel-default-x86_64`,
  `resolve:ssm:${AMAZON}/al2023-ami-kernel-default-x86_64:7`,
  `resolve:ssm:${AMAZON}/al2023-ami-kernel-default-x86_64:current`,
])('%s is the image of the public parameter', id => expect(imageOf(id).name).toBe(`${AMAZON}/al2023-ami-kernel-default-x86_64`));

test('a version of a public parameter does not matter', () => {
  expect(imageOf(`{{resolve:ssm:${AMAZON}/al2023-ami-kernel-default-x86_64:7}}`).name).toBe(`${AMAZON}/al2023-ami-kernel-default-x86_64`);
});

test.each<[string, string | undefined, string, string]>([
  ['ami-0123', undefined, 'ami-0123', 'nothing says what is in the image ami-0123'],
  ['resolve:ssm:/mine/image', undefined, 'resolve:ssm:/mine/image', 'nothing says what is in the image resolve:ssm:/mine/image'],
  ['{{resolve:ssm:/mine/image}}', undefined, '{{resolve:ssm:/mine/image}}', 'nothing says what is in the image {{resolve:ssm:/mine/image}}'],
  ['ami-0123', 'golden-image-7', 'golden-image-7', 'preflight does not know what is in golden-image-7'],
])('%s, found by %s, is unknown', (id, lookup, name, why) => {
  const image = imageOf(id, lookup);
  expect(image.name).toBe(name);
  expect([image.platform, image.architecture, image.agent, image.script].map(reason)).toEqual([why, why, why, why]);
});
