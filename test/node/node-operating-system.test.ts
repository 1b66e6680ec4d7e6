import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  AgentPackage, CustomOperatingSystemOptions, ImagePolicy, NodeOperatingSystem,
  SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps, SsmVpcEndpoints, WindowsServerEdition,
} from '../../lib';
import { SIGNED_AGENT_VERSION } from '../../lib/agent/signing-keys';
import { LINUX_IMAGE, PRIVATE_ISOLATED, PUBLIC, WINDOWS_IMAGE, instanceIn, newStack, vpcWith } from '../util';

const X86 = ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO);
const ARM = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO);
const { LINUX, WINDOWS, UNKNOWN } = ec2.OperatingSystemType;

function node(stack: Stack, operatingSystem: NodeOperatingSystem, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: props.vpc ?? vpcWith(stack, [PUBLIC]), operatingSystem, ...props });
}

function isolatedNode(stack: Stack, operatingSystem: NodeOperatingSystem, s3?: boolean): SsmManagedInstance {
  const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
  return node(stack, operatingSystem, { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, s3 })) });
}

/** The user data as text, with the names of CloudFormation's pseudo parameters filled in. */
function userDataIn(stack: Stack): string {
  const text = instanceIn(stack).Properties.UserData['Fn::Base64'];
  return typeof text === 'string' ? text : text['Fn::Join'][1].map((part: any) => typeof part === 'string' ? part : `<${part.Ref}>`).join('');
}

describe.each<[string, () => NodeOperatingSystem, ec2.OperatingSystemType, string, ec2.InstanceType, string]>([
  ['Amazon Linux 2023', () => NodeOperatingSystem.amazonLinux2023(), LINUX, '/dev/xvda', X86,
    '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'],
  ['Amazon Linux 2023 for arm64', () => NodeOperatingSystem.amazonLinux2023(), LINUX, '/dev/xvda', ARM,
    '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64'],
  ...['22.04', '24.04'].flatMap(version => ([[X86, 'amd64'], [ARM, 'arm64']] as [ec2.InstanceType, string][])
    .map(([type, architecture]) => [
      `Ubuntu ${version} for ${architecture}`, () => NodeOperatingSystem.ubuntu(version), LINUX, '/dev/sda1', type,
      `/aws/service/canonical/ubuntu/server/${version}/stable/current/${architecture}/hvm/${version === '22.04' ? 'ebs-gp2' : 'ebs-gp3'}/ami-id`,
    ] as any)),
  ...['2016', '2019', '2022', '2025'].map(version => [
    `Windows Server ${version}`, () => NodeOperatingSystem.windowsServer(version), WINDOWS, '/dev/sda1', X86,
    `/aws/service/ami-windows-latest/Windows_Server-${version}-English-Full-Base`,
  ] as any),
])('%s', (_name, operatingSystem, platform, rootDeviceName, instanceType, parameter) => {
  test('has the right attributes', () => {
    expect(operatingSystem()).toMatchObject({ platform, rootDeviceName, agentPreinstalled: true });
  });

  test('is the newest public image, with the agent and an encrypted root volume', () => {
    const stack = newStack();
    expect(node(stack, operatingSystem(), { instanceType }).platform).toBe(platform);
    const parameters = Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' });
    expect(Object.values(parameters).map(({ Default }) => Default)).toEqual([parameter]);
    expect(instanceIn(stack).Properties.ImageId).toEqual({ Ref: Object.keys(parameters)[0] });
    expect(instanceIn(stack).Properties.BlockDeviceMappings).toEqual([expect.objectContaining({ DeviceName: rootDeviceName })]);
    expect(userDataIn(stack)).toBe(platform === WINDOWS ? '<powershell></powershell>' : '#!/bin/bash');
  });
});

describe('A public image', () => {
  test.each([
    ['ubuntu', () => NodeOperatingSystem.ubuntu('20.04'), '22.04, 24.04, 26.04', '20.04'],
    ['ubuntu', () => NodeOperatingSystem.ubuntu('24.4'), '22.04, 24.04, 26.04', '24.4'],
    ['ubuntu', () => NodeOperatingSystem.ubuntu(''), '22.04, 24.04, 26.04', ''],
    ['windowsServer', () => NodeOperatingSystem.windowsServer('2012'), '2016, 2019, 2022, 2025', '2012'],
    ['windowsServer', () => NodeOperatingSystem.windowsServer('2022 Core'), '2016, 2019, 2022, 2025', '2022 Core'],
    ['windowsServer', () => NodeOperatingSystem.windowsServer('1709', { edition: WindowsServerEdition.CORE }), '2016, 2019, 2022, 2025', '1709'],
    ['debian', () => NodeOperatingSystem.debian('11'), '12, 13', '11'],
    ['rhel', () => NodeOperatingSystem.rhel('9.6'), '8, 9, 10', '9.6'],
    ['rockyLinux', () => NodeOperatingSystem.rockyLinux('8'), '9, 10', '8'],
    ['almaLinux', () => NodeOperatingSystem.almaLinux('8'), '9, 10', '8'],
    ['macos', () => NodeOperatingSystem.macos('tahoe', { hostId: 'h-0123456789abcdef0' }), 'sonoma, sequoia', 'tahoe'],
  ])('of %s has a known version: %#', (factory, make, versions, got) => {
    expect(make).toThrow(new Error(
      `NodeOperatingSystem.${factory} knows the versions ${versions}, got '${got}'; use one of them, or NodeOperatingSystem.custom(...) for another image`));
  });

  test.each(['15', '15-sp6', '16.0'])('of sles has the one known version: %s', version => {
    expect(() => NodeOperatingSystem.sles(version)).toThrow(new Error(
      `NodeOperatingSystem.sles knows the version 15-sp7 only, got '${version}'; use that, or NodeOperatingSystem.custom(...) for another image`));
  });

  test.each(['aws-dev', 'aws-k8s', 'aws-ecs-2-gpu', 'metal-k8s-1.33', 'aws-ecs-2/x86_64', ''])('of bottlerocket has a variant for a cluster: %s', variant => {
    expect(() => NodeOperatingSystem.bottlerocket(variant)).toThrow(new Error(
      `NodeOperatingSystem.bottlerocket knows variants such as aws-ecs-2, aws-k8s-1.33 and aws-k8s-1.33-nvidia, got '${variant}'; use one of that form, or NodeOperatingSystem.custom(...) for another image`));
  });

  test('of an unknown version is refused, also if an object has a property with that name', () => {
    expect(() => NodeOperatingSystem.ubuntu('toString')).toThrow('got \'toString\'');
  });

  test('of Windows is refused for an arm64 type', () => {
    expect(() => node(newStack(), NodeOperatingSystem.windowsServer('2022'), { instanceType: ARM })).toThrow(new Error(
      'instanceType is arm64, and operatingSystem windowsServer(\'2022\') has no arm64 image; use an x86_64 type such as t3.small (SSM-AGT-003: The instance type, the image and what installs the agent are of one architecture) [Stack/Node]'));
  });
});

describe('A custom image', () => {
  const custom = (options: Partial<CustomOperatingSystemOptions> = {}, image: ec2.IMachineImage = LINUX_IMAGE) =>
    NodeOperatingSystem.custom(image, { agentPreinstalled: true, ...options });

  test('is Linux with an unknown root device by default', () => {
    expect(custom()).toMatchObject({ platform: LINUX, agentPreinstalled: true, rootDeviceName: undefined });
  });

  test('has the attributes of its options', () => {
    expect(custom({ platform: WINDOWS, agentPreinstalled: false, rootDeviceName: '/dev/sda1' }))
      .toMatchObject({ platform: WINDOWS, agentPreinstalled: false, rootDeviceName: '/dev/sda1' });
  });

  test('is the image that was passed', () => {
    const stack = newStack({ account: '123456789012', region: 'us-east-1' });
    node(stack, custom());
    expect(instanceIn(stack).Properties.ImageId).toBe('ami-0123456789abcdef0');
  });

  test('with the agent installs nothing', () => {
    const stack = newStack();
    node(stack, custom());
    expect(userDataIn(stack)).toBe('#!/bin/bash');
  });

  test.each(Object.values(ImagePolicy))('does not accept imagePolicy %s', imagePolicy => {
    expect(() => node(newStack(), custom(), { imagePolicy })).toThrow(new Error(
      `imagePolicy does not apply to NodeOperatingSystem.custom(...), got ${imagePolicy}; remove it, and pin the image in the IMachineImage that you pass [Stack/Node]`));
  });

  test.each([
    ['x86_64', ec2.InstanceArchitecture.X86_64, 'arm64', ARM], ['arm64', ec2.InstanceArchitecture.ARM_64, 'x86_64', X86],
  ])('for %s is refused with a type of the other architecture', (image, architecture, type, instanceType) => {
    expect(() => node(newStack(), custom({ architecture }), { instanceType })).toThrow(new Error(
      `instanceType is ${type}, and the image of operatingSystem is ${image}; choose both of one architecture (SSM-AGT-003: The instance type, the image and what installs the agent are of one architecture) [Stack/Node]`));
  });

  test.each([
    ['x86_64', ec2.InstanceArchitecture.X86_64, X86], ['arm64', ec2.InstanceArchitecture.ARM_64, ARM], ['any architecture', undefined, ARM],
  ])('for %s is accepted with a type of the same architecture', (_name, architecture, instanceType) => {
    const stack = newStack();
    node(stack, custom({ architecture }), { instanceType });
    expect(instanceIn(stack).Properties.InstanceType).toBe(instanceType.toString());
  });

  test('is accepted with a type that is a parameter, whose architecture is not known', () => {
    const stack = newStack();
    const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
    node(stack, custom({ architecture: ec2.InstanceArchitecture.ARM_64 }), { instanceType });
    expect(instanceIn(stack).Properties.InstanceType).toEqual({ Ref: 'Type' });
  });

  test.each<[string, CustomOperatingSystemOptions, string]>([
    ['an unknown platform', { agentPreinstalled: true, platform: UNKNOWN },
      'platform must be LINUX or WINDOWS, got UNKNOWN; say which one the image of NodeOperatingSystem.custom(...) is'],
    ['a package beside the agent', { agentPreinstalled: true, agentPackage: AgentPackage.RPM },
      'agentPackage is for images without the agent, got RPM with agentPreinstalled: true; remove one of the two'],
    ['a package beside the agent on Windows', { agentPreinstalled: true, agentPackage: AgentPackage.DEB, platform: WINDOWS },
      'agentPackage is for images without the agent, got DEB with agentPreinstalled: true; remove one of the two'],
    ['a Linux package on Windows', { agentPreinstalled: false, agentPackage: AgentPackage.DEB, platform: WINDOWS },
      'agentPackage is for Linux, got DEB with platform WINDOWS; remove it, Windows has one installer only'],
    ['neither agent nor package', { agentPreinstalled: false },
      'agentPreinstalled is false and agentPackage is not set, so nothing would install the SSM Agent; set agentPackage to AgentPackage.RPM or AgentPackage.DEB, '
      + 'or agentPreinstalled: true if the image\'s own start-up installs it'],
  ])('is refused with %s', (_name, options, error) => {
    expect(() => NodeOperatingSystem.custom(LINUX_IMAGE, options)).toThrow(new Error(error));
  });
});

/** Those of the texts that follow each other in a text. */
function inOrder(text: string, parts: string[]): string[] {
  let from = 0;
  return parts.filter(part => {
    const at = text.indexOf(part, from);
    from = at < 0 ? from : at + part.length;
    return at >= 0;
  });
}

describe('An image without the agent', () => {
  const RPM_OPTIONS = { agentPreinstalled: false, agentPackage: AgentPackage.RPM };
  const DEB_OPTIONS = { agentPreinstalled: false, agentPackage: AgentPackage.DEB };
  const EXE_OPTIONS = { agentPreinstalled: false, platform: WINDOWS };
  const RPM = NodeOperatingSystem.custom(LINUX_IMAGE, RPM_OPTIONS);
  const EXE = NodeOperatingSystem.custom(WINDOWS_IMAGE, EXE_OPTIONS);
  const bucket = 'https://s3.eu-west-1.<AWS::URLSuffix>/amazon-ssm-eu-west-1';
  const linux = (path: string, install: string, file = `$ssm_agent/${path.split('/')[1]}`) => ['latest', SIGNED_AGENT_VERSION].flatMap(version => [
    `curl -fsSL --retry 5 -o ${file} ${bucket}/${version}/${path} || wget -q --tries=5 -O ${file} ${bucket}/${version}/${path} `,
    `curl -fsSL --retry 5 -o ${file}.sig ${bucket}/${version}/${path}.sig || wget -q --tries=5 -O ${file}.sig ${bucket}/${version}/${path}.sig `,
    ` ${install} ${file} `,
  ]);
  const windows = [`-Uri "${bucket}/latest/windows_amd64/AmazonSSMAgentSetup.exe"`, 'Get-AuthenticodeSignature', 'Start-Process -FilePath "$env:TEMP\\AmazonSSMAgentSetup.exe"'];

  test.each([
    ['the rpm', RPM_OPTIONS, X86, linux('linux_amd64/amazon-ssm-agent.rpm', 'rpm -U --replacepkgs')],
    ['the rpm for arm64', RPM_OPTIONS, ARM, linux('linux_arm64/amazon-ssm-agent.rpm', 'rpm -U --replacepkgs')],
    ['the deb', DEB_OPTIONS, X86, linux('debian_amd64/amazon-ssm-agent.deb', 'dpkg -i')],
    ['the deb for arm64', DEB_OPTIONS, ARM, linux('debian_arm64/amazon-ssm-agent.deb', 'dpkg -i')],
    ['the Windows installer', EXE_OPTIONS, X86, windows],
  ])('gets %s from the bucket of its own region', (_name, options, instanceType, expected) => {
    const stack = newStack({ account: '123456789012', region: 'eu-west-1' });
    const image = (options === EXE_OPTIONS ? ec2.MachineImage.genericWindows : ec2.MachineImage.genericLinux)({ 'eu-west-1': 'ami-0123456789abcdef0' });
    node(stack, NodeOperatingSystem.custom(image, options), { instanceType });
    expect(inOrder(userDataIn(stack), expected)).toEqual(expected);
  });

  test('gets it from the region of the deployment if the stack has none', () => {
    const stack = newStack();
    node(stack, RPM);
    expect(userDataIn(stack)).toContain('https://s3.<AWS::Region>.<AWS::URLSuffix>/amazon-ssm-<AWS::Region>/latest/linux_amd64/amazon-ssm-agent.rpm');
  });

  test('needs a known architecture', () => {
    const stack = newStack();
    const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
    expect(() => node(stack, RPM, { instanceType })).toThrow(new Error(
      'the architecture of instanceType cannot be read, and the agent\'s package depends on it; set architecture in NodeOperatingSystem.custom(...) [Stack/Node]'));
  });

  test('uses its own architecture if that of the type is not known', () => {
    const stack = newStack();
    const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
    node(stack, NodeOperatingSystem.custom(LINUX_IMAGE, {
      agentPreinstalled: false, agentPackage: AgentPackage.RPM, architecture: ec2.InstanceArchitecture.ARM_64,
    }), { instanceType });
    expect(userDataIn(stack)).toContain('/linux_arm64/');
  });

  test('needs no architecture on Windows, which has one installer only', () => {
    const stack = newStack();
    const instanceType = new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString);
    node(stack, EXE, { instanceType });
    expect(userDataIn(stack)).toContain('/windows_amd64/');
  });

  test('gets it before the commands of the user data run', () => {
    const stack = newStack();
    const userData = ec2.UserData.forLinux();
    userData.addCommands('echo mine');
    node(stack, RPM, { userData });
    const commands = userDataIn(stack).split('\n');
    expect(commands.indexOf('systemctl enable --now amazon-ssm-agent')).toBeGreaterThan(0);
    expect(commands.indexOf('systemctl enable --now amazon-ssm-agent')).toBeLessThan(commands.indexOf('echo mine'));
  });

  test.each([['Linux', RPM], ['Windows', EXE]])('cannot get it in an isolated subnet without the S3 gateway: %s', (_name, operatingSystem) => {
    expect(() => isolatedNode(newStack(), operatingSystem)).toThrow(new Error(
      'operatingSystem lacks the SSM Agent, and without the S3 gateway nothing in an isolated subnet can download it; '
      + 'set s3: true in SsmVpcEndpoints, or use an image with the agent (SSM-AGT-002: What installs the SSM Agent can be reached from the subnet) [Stack/Node]'));
  });

  test('gets it in an isolated subnet through the S3 gateway', () => {
    const stack = newStack();
    isolatedNode(stack, RPM, true);
    expect(userDataIn(stack)).toContain('amazon-ssm-agent.rpm');
  });

  test('does not matter in an isolated subnet if the image has the agent', () => {
    const stack = newStack();
    isolatedNode(stack, NodeOperatingSystem.amazonLinux2023());
    expect(userDataIn(stack)).toBe('#!/bin/bash');
  });
});
