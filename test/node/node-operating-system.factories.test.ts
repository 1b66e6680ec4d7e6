import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ImagePolicy, NodeOperatingSystem, SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps, SsmVpcEndpoints, WindowsServerEdition } from '../../lib';
import { warnings } from '../fixtures';
import { PRIVATE_ISOLATED, PUBLIC, instanceIn, newStack, vpcWith } from '../util';

const ENV = { account: '123456789012', region: 'eu-west-1' };
const HOST = { hostId: 'h-0123456789abcdef0' };
const X86 = new ec2.InstanceType('t3.small');
const ARM = new ec2.InstanceType('t4g.small');
const AMAZON = '/aws/service/ami-amazon-linux-latest';

function node(stack: Stack, operatingSystem: NodeOperatingSystem, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: props.vpc ?? vpcWith(stack, [PUBLIC]), operatingSystem, ...props });
}

function userDataIn(stack: Stack): string {
  const text = instanceIn(stack).Properties.UserData['Fn::Base64'];
  return typeof text === 'string' ? text : text['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join('');
}

const factsIn = (stack: Stack) => Template.fromStack(stack).toJSON().Resources[nodeId(stack)].Metadata['cdk-session-manager:node'];
const nodeId = (stack: Stack) => Object.keys(Template.fromStack(stack).findResources('AWS::EC2::Instance'))[0];
const parametersIn = (stack: Stack) => Object.values(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))
  .map(({ Default }) => Default);

const minimal = () => NodeOperatingSystem.amazonLinux2023({ edition: ec2.AmazonLinuxEdition.MINIMAL });

describe('Images with a public parameter', () => {
  test.each<[string, () => NodeOperatingSystem, ec2.InstanceType, string]>([
    ['amazonLinux2023 standard', () => NodeOperatingSystem.amazonLinux2023({ edition: ec2.AmazonLinuxEdition.STANDARD }), X86, `${AMAZON}/al2023-ami-kernel-default-x86_64`],
    ['amazonLinux2023 minimal', minimal, X86, `${AMAZON}/al2023-ami-minimal-kernel-default-x86_64`],
    ['amazonLinux2023 minimal', minimal, ARM, `${AMAZON}/al2023-ami-minimal-kernel-default-arm64`],
    ['amazonLinux2', () => NodeOperatingSystem.amazonLinux2(), X86, `${AMAZON}/amzn2-ami-kernel-5.10-hvm-x86_64-gp2`],
    ['amazonLinux2', () => NodeOperatingSystem.amazonLinux2(), ARM, `${AMAZON}/amzn2-ami-kernel-5.10-hvm-arm64-gp2`],
    ['ubuntu 26.04', () => NodeOperatingSystem.ubuntu('26.04'), X86, '/aws/service/canonical/ubuntu/server/26.04/stable/current/amd64/hvm/ebs-gp3/ami-id'],
    ['ubuntu 26.04', () => NodeOperatingSystem.ubuntu('26.04'), ARM, '/aws/service/canonical/ubuntu/server/26.04/stable/current/arm64/hvm/ebs-gp3/ami-id'],
    ['debian 12', () => NodeOperatingSystem.debian('12'), X86, '/aws/service/debian/release/12/latest/amd64'],
    ['debian 12', () => NodeOperatingSystem.debian('12'), ARM, '/aws/service/debian/release/12/latest/arm64'],
    ['debian 13', () => NodeOperatingSystem.debian('13'), X86, '/aws/service/debian/release/13/latest/amd64'],
    ['debian 13', () => NodeOperatingSystem.debian('13'), ARM, '/aws/service/debian/release/13/latest/arm64'],
    ['sles', () => NodeOperatingSystem.sles('15-sp7'), X86, '/aws/service/suse/sles/15-sp7/x86_64/latest'],
    ['sles', () => NodeOperatingSystem.sles('15-sp7'), ARM, '/aws/service/suse/sles/15-sp7/arm64/latest'],
    ...['2016', '2019', '2022', '2025'].map(version => [`windowsServer ${version} Core`,
      () => NodeOperatingSystem.windowsServer(version, { edition: WindowsServerEdition.CORE }), X86,
      `/aws/service/ami-windows-latest/Windows_Server-${version}-English-Core-Base`] as [string, () => NodeOperatingSystem, ec2.InstanceType, string]),
    ['windowsServer Full', () => NodeOperatingSystem.windowsServer('2022', { edition: WindowsServerEdition.FULL }), X86,
      '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base'],
    ['macos sonoma', () => NodeOperatingSystem.macos('sonoma', HOST), new ec2.InstanceType('mac1.metal'), '/aws/service/ec2-macos/sonoma/x86_64_mac/latest/image_id'],
    ['macos sonoma', () => NodeOperatingSystem.macos('sonoma', HOST), new ec2.InstanceType('mac2.metal'), '/aws/service/ec2-macos/sonoma/arm64_mac/latest/image_id'],
    ['macos sequoia', () => NodeOperatingSystem.macos('sequoia', HOST), new ec2.InstanceType('mac2-m2pro.metal'), '/aws/service/ec2-macos/sequoia/arm64_mac/latest/image_id'],
    ['macos sequoia', () => NodeOperatingSystem.macos('sequoia', HOST), new ec2.InstanceType('mac-m4.metal'), '/aws/service/ec2-macos/sequoia/arm64_mac/latest/image_id'],
    ['bottlerocket for ECS', () => NodeOperatingSystem.bottlerocket('aws-ecs-2'), X86, '/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id'],
    ['bottlerocket for EKS', () => NodeOperatingSystem.bottlerocket('aws-k8s-1.33'), ARM, '/aws/service/bottlerocket/aws-k8s-1.33/arm64/latest/image_id'],
    ['bottlerocket with a GPU', () => NodeOperatingSystem.bottlerocket('aws-k8s-1.33-nvidia-fips'), X86, '/aws/service/bottlerocket/aws-k8s-1.33-nvidia-fips/x86_64/latest/image_id'],
  ])('%s is found: %#', (_name, operatingSystem, instanceType, parameter) => {
    const stack = newStack(ENV);
    node(stack, operatingSystem(), { instanceType });
    expect(parametersIn(stack)).toEqual([parameter]);
    expect(instanceIn(stack).Properties.InstanceType).toBe(instanceType.toString());
  });

  test('pinned: the template says what the id does not', () => {
    const stack = newStack(ENV);
    node(stack, NodeOperatingSystem.debian('13'), { imagePolicy: ImagePolicy.PINNED_IN_CONTEXT, instanceType: ARM });
    expect(parametersIn(stack)).toEqual([]);
    expect(factsIn(stack))
      .toEqual({ platform: 'linux', agentPreinstalled: false, architecture: 'arm64', scriptPreinstalled: true });
  });

  test('pinned: that nobody says whether 26.04 has the agent stays open', () => {
    const stack = newStack(ENV);
    node(stack, NodeOperatingSystem.ubuntu('26.04'), { imagePolicy: ImagePolicy.PINNED_IN_CONTEXT });
    expect(factsIn(stack)).toEqual({ platform: 'linux', architecture: 'x86_64' });
  });
});

describe('Images that are looked up', () => {
  const lookups: [string, () => NodeOperatingSystem, string, string][] = [
    ...['8', '9', '10'].map(version => [`rhel('${version}')`, () => NodeOperatingSystem.rhel(version), '309956199498',
      `RHEL-${version}.*_HVM-*-<x86_64|arm64>-*-Hourly2-GP3`] as [string, () => NodeOperatingSystem, string, string]),
    ...['9', '10'].flatMap(version => [
      [`rockyLinux('${version}')`, () => NodeOperatingSystem.rockyLinux(version), '792107900819', `Rocky-${version}-EC2-Base-${version}.*.<x86_64|aarch64>`],
      [`almaLinux('${version}')`, () => NodeOperatingSystem.almaLinux(version), '764336703387', `AlmaLinux OS ${version}.* <x86_64|aarch64>`],
    ] as [string, () => NodeOperatingSystem, string, string][]),
  ];
  const queriesOf = (stack: Stack) => (stack.node.root as App).synth().manifest.missing!.filter(({ provider }) => provider === 'ami').map(({ props }) => props);
  const nameFor = (name: string, index: number) => name.replace(/<(.*)\|(.*)>/, `$${index + 1}`);

  test.each(lookups.flatMap(lookup => [X86, ARM].map((type, index) => [...lookup, type, index] as const)))(
    '%s by owner and name: %#', (_label, operatingSystem, owner, name, instanceType, index) => {
      const stack = newStack(ENV);
      node(stack, operatingSystem(), { instanceType });
      expect(queriesOf(stack)).toEqual([expect.objectContaining({
        ...ENV,
        owners: [owner],
        filters: expect.objectContaining({ 'name': [nameFor(name, index)], 'architecture': [['x86_64', 'arm64'][index]], 'state': ['available'], 'image-type': ['machine'] }),
      })]);
      expect(parametersIn(stack)).toEqual([]);
    });

  test.each(lookups)('%s in a stack without account and region is an error', (label, operatingSystem) => {
    for (const env of [undefined, { region: 'eu-west-1' }, { account: '123456789012' }]) {
      expect(() => node(newStack(env), operatingSystem())).toThrow(new Error(
        `the image of operatingSystem ${label} is looked up by its owner and name, which needs a stack with an explicit account and region; set env on the stack, or pass the image of your region to NodeOperatingSystem.custom(...) [Stack/Node]`));
    }
  });

  test.each(lookups)('%s does not follow each deployment', (label, operatingSystem) => {
    expect(() => node(newStack(ENV), operatingSystem(), { imagePolicy: ImagePolicy.LATEST_AT_DEPLOYMENT })).toThrow(new Error(
      `imagePolicy LATEST_AT_DEPLOYMENT needs a public parameter, and the vendor of operatingSystem ${label} publishes none; remove it, and the image is looked up once and kept in cdk.context.json [Stack/Node]`));
  });

  test.each(lookups)('%s is pinned, whether somebody asks for that or not', (_label, operatingSystem) => {
    const [asked, unasked] = [ImagePolicy.PINNED_IN_CONTEXT, undefined].map(imagePolicy => {
      const stack = newStack(ENV);
      node(stack, operatingSystem(), { imagePolicy });
      return { instance: instanceIn(stack), facts: factsIn(stack) };
    });
    expect(asked).toEqual(unasked);
    expect(asked.facts).toMatchObject({ platform: 'linux', architecture: 'x86_64' });
  });

  test.each([['cn-north-1', '841258680906'], ['cn-northwest-1', '841258680906'], ['us-gov-west-1', '219670896067'], ['eu-central-1', '309956199498']])(
    'of Red Hat in %s are of account %s', (region, owner) => {
      const stack = newStack({ ...ENV, region });
      node(stack, NodeOperatingSystem.rhel('9'));
      expect(queriesOf(stack)).toEqual([expect.objectContaining({ owners: [owner], region })]);
    });

  test('are taken to be in partition aws where the region is too new to be known', () => {
    const stack = newStack({ ...ENV, region: 'eu-new-1' });
    node(stack, NodeOperatingSystem.rockyLinux('9'));
    expect(queriesOf(stack)).toEqual([expect.objectContaining({ owners: ['792107900819'] })]);
  });

  test.each([
    ['cn-north-1', 'rockyLinux(\'9\')', () => NodeOperatingSystem.rockyLinux('9'), 'aws'],
    ['us-gov-west-1', 'almaLinux(\'10\')', () => NodeOperatingSystem.almaLinux('10'), 'aws'],
    ['us-iso-east-1', 'rhel(\'9\')', () => NodeOperatingSystem.rhel('9'), 'aws, aws-cn, aws-us-gov'],
  ])('are an error in %s where nobody publishes them: %s', (region, label, operatingSystem, partitions) => {
    expect(() => node(newStack({ ...ENV, region }), operatingSystem())).toThrow(new Error(
      `no account is known that publishes the images of operatingSystem ${label} in region ${region}, only in partitions ${partitions}; pass an image of your own to NodeOperatingSystem.custom(...) [Stack/Node]`));
  });
});

const LACKING: [string, () => NodeOperatingSystem, string, string][] = [
  ['Amazon Linux 2023 minimal', minimal, 'linux_<arch>/amazon-ssm-agent.rpm', 'rpm -U'],
  ['Debian 12', () => NodeOperatingSystem.debian('12'), 'debian_<arch>/amazon-ssm-agent.deb', 'dpkg -i'],
  ['Debian 13', () => NodeOperatingSystem.debian('13'), 'debian_<arch>/amazon-ssm-agent.deb', 'dpkg -i'],
  ['Red Hat Enterprise Linux 8', () => NodeOperatingSystem.rhel('8'), 'linux_<arch>/amazon-ssm-agent.rpm', 'rpm -U'],
  ['Red Hat Enterprise Linux 10', () => NodeOperatingSystem.rhel('10'), 'linux_<arch>/amazon-ssm-agent.rpm', 'rpm -U'],
  ['Rocky Linux 9', () => NodeOperatingSystem.rockyLinux('9'), 'linux_<arch>/amazon-ssm-agent.rpm', 'rpm -U'],
];

describe.each(LACKING)('%s', (_name, operatingSystem, file, install) => {
  const isolated = (s3?: boolean) => {
    const stack = newStack(ENV);
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    node(stack, operatingSystem(), { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, s3 })) });
    return stack;
  };

  test('lacks the agent', () => {
    expect(operatingSystem().agentPreinstalled).toBe(false);
  });

  test.each([['amd64', X86], ['arm64', ARM]])('gets it from the bucket of the region for %s', (architecture, instanceType) => {
    const stack = newStack(ENV);
    node(stack, operatingSystem(), { instanceType });
    const [start, ...commands] = userDataIn(stack).split('\n');
    expect(start).toBe('#!/bin/bash');
    expect(commands.join('\n')).toContain(`https://s3.eu-west-1.<AWS::URLSuffix>/amazon-ssm-eu-west-1/latest/${file.replace('<arch>', architecture)}`);
    expect(commands.join('\n')).toContain(install);
  });

  test('gets it through the S3 gateway in an isolated subnet', () => {
    expect(userDataIn(isolated(true))).toContain(file.replace('<arch>', 'amd64'));
  });

  test('is an error in an isolated subnet without it', () => {
    expect(() => isolated()).toThrow('operatingSystem lacks the SSM Agent, and without the S3 gateway nothing in an isolated subnet can download it; set s3: true in SsmVpcEndpoints');
  });
});

test.each<[string, () => NodeOperatingSystem]>([
  ['Amazon Linux 2', () => NodeOperatingSystem.amazonLinux2()],
  ['SLES', () => NodeOperatingSystem.sles('15-sp7')],
  ['AlmaLinux 9', () => NodeOperatingSystem.almaLinux('9')],
  ['AlmaLinux 10', () => NodeOperatingSystem.almaLinux('10')],
  ['macOS', () => NodeOperatingSystem.macos('sequoia', HOST)],
])('%s has the agent, and installs nothing', (_name, operatingSystem) => {
  const stack = newStack(ENV);
  node(stack, operatingSystem());
  expect(operatingSystem().agentPreinstalled).toBe(true);
  expect(userDataIn(stack)).toBe('#!/bin/bash');
});

describe('Ubuntu 26.04', () => {
  const operatingSystem = NodeOperatingSystem.ubuntu('26.04');

  test('is not said to have the agent, so the snap is installed', () => {
    const stack = newStack(ENV);
    node(stack, operatingSystem);
    expect(operatingSystem.agentPreinstalled).toBe(false);
    expect(userDataIn(stack)).toBe('#!/bin/bash\nsnap wait system seed.loaded\nsnap install amazon-ssm-agent --classic\nsnap start --enable amazon-ssm-agent');
  });

  test.each([true, false])('is an error in an isolated subnet, with S3 (%s) or without: the snap store is on the Internet', s3 => {
    const stack = newStack(ENV);
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, s3 }));
    expect(() => node(stack, operatingSystem, { vpc, connectivity })).toThrow(new Error(
      'nothing says that the image of operatingSystem carries the SSM Agent, which is a snap on Ubuntu Server, and no VPC endpoint leads to the snap store; '
      + 'use SsmConnectivity.natGateway() or .publicIp(), or an image with the agent (SSM-AGT-002: What installs the SSM Agent can be reached from the subnet) [Stack/Node]'));
  });
});

describe('The end of support', () => {
  test('of Amazon Linux 2 is a warning', () => {
    const stack = newStack(ENV);
    node(stack, NodeOperatingSystem.amazonLinux2());
    expect(warnings(stack)).toEqual([expect.stringContaining(
      'The support of operatingSystem amazonLinux2() ended on 2026-06-30, so nobody mends its faults for everybody any more; use a newer version or another system.')]);
  });

  test.each([minimal, () => NodeOperatingSystem.ubuntu('22.04'), () => NodeOperatingSystem.windowsServer('2016')])('that is to come is none: %#', operatingSystem => {
    const stack = newStack(ENV);
    node(stack, operatingSystem());
    expect(warnings(stack)).toEqual([]);
  });
});
