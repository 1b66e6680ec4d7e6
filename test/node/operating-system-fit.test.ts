import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NodeOperatingSystem, RunAs, SessionLogging, SessionPreferences, SsmManagedInstance, SsmManagedInstanceProps, WindowsServerEdition } from '../../lib';
import { newStack, newVpc, propertiesOf, warnings } from '../fixtures';

const HOST_ID = 'h-0123456789abcdef0';
const WINDOWS = { platform: ec2.OperatingSystemType.WINDOWS, agentPreinstalled: true };
const WINDOWS_IMAGE = ec2.MachineImage.genericWindows({ 'us-east-1': 'ami-0123456789abcdef0' });
const type = (name: string) => new ec2.InstanceType(name);

function node(stack: Stack, operatingSystem: NodeOperatingSystem, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return new SsmManagedInstance(stack, 'Node', { vpc: props.vpc ?? newVpc(stack), operatingSystem, ...props });
}

const instanceOf = (stack: Stack) => propertiesOf(stack, 'AWS::EC2::Instance')[0];

describe('The default type', () => {
  test.each<[string, () => NodeOperatingSystem, string]>([
    ['Amazon Linux', () => NodeOperatingSystem.amazonLinux2023(), 't3.micro'],
    ['Debian', () => NodeOperatingSystem.debian('13'), 't3.micro'],
    ['Red Hat Enterprise Linux', () => NodeOperatingSystem.rhel('9'), 't3.micro'],
    ['Bottlerocket', () => NodeOperatingSystem.bottlerocket('aws-ecs-2'), 't3.micro'],
    ['a custom image', () => NodeOperatingSystem.custom(ec2.MachineImage.latestAmazonLinux2023(), { agentPreinstalled: true, rootDeviceName: '/dev/xvda' }), 't3.micro'],
    ['a custom image of Windows', () => NodeOperatingSystem.custom(WINDOWS_IMAGE, { ...WINDOWS, rootDeviceName: '/dev/sda1' }), 't3.small'],
    ['Windows Server', () => NodeOperatingSystem.windowsServer('2025'), 't3.small'],
    ['Windows Server Core', () => NodeOperatingSystem.windowsServer('2025', { edition: WindowsServerEdition.CORE }), 't3.small'],
    ['macOS', () => NodeOperatingSystem.macos('sequoia', { hostId: HOST_ID }), 'mac2.metal'],
  ])('of %s does for it', (_name, operatingSystem, expected) => {
    const stack = newStack();
    node(stack, operatingSystem());
    expect(instanceOf(stack).InstanceType).toBe(expected);
    expect(warnings(stack)).toEqual([]);
  });
});

describe('Windows Server', () => {
  test.each(['t3.micro', 't2.micro', 't3a.nano'])('on %s is a warning', name => {
    const stack = newStack();
    node(stack, NodeOperatingSystem.windowsServer('2022'), { instanceType: type(name) });
    expect(warnings(stack)).toEqual([expect.stringContaining(
      `instanceType ${name} has 1 GiB of memory or less, and Windows Server takes 2 GiB at least: it starts slowly, and the SSM Agent may not stay up. Use t3.small or a larger one.`)]);
  });

  test('without a desktop is one, too', () => {
    const stack = newStack();
    node(stack, NodeOperatingSystem.windowsServer('2022', { edition: WindowsServerEdition.CORE }), { instanceType: type('t3.micro') });
    expect(warnings(stack)).toEqual([expect.stringContaining('Windows Server Core takes 2 GiB at least')]);
  });

  test('in a custom image is one, too', () => {
    const stack = newStack();
    node(stack, NodeOperatingSystem.custom(WINDOWS_IMAGE, { ...WINDOWS, rootDeviceName: '/dev/sda1' }), { instanceType: type('t3.micro') });
    expect(warnings(stack)).toEqual([expect.stringContaining('Windows Server takes 2 GiB at least')]);
  });

  test.each(['t3.small', 'm7i.large'])('on %s is none', name => {
    const stack = newStack();
    node(stack, NodeOperatingSystem.windowsServer('2022'), { instanceType: type(name) });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('macOS', () => {
  const macos = (hostId = HOST_ID) => NodeOperatingSystem.macos('sequoia', { hostId });

  test('starts on its Dedicated Host', () => {
    const stack = newStack();
    node(stack, macos());
    expect(instanceOf(stack)).toMatchObject({
      Tenancy: 'host',
      HostId: HOST_ID,
      InstanceType: 'mac2.metal',
      BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: { Encrypted: true } }],
    });
  });

  test('starts on a host of the app', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const host = new ec2.CfnHost(stack, 'Host', { availabilityZone: vpc.privateSubnets[0].availabilityZone, instanceType: 'mac2.metal' });
    node(stack, macos(host.attrHostId), { vpc });
    expect(instanceOf(stack)).toMatchObject({ Tenancy: 'host', HostId: { 'Fn::GetAtt': ['Host', 'HostId'] } });
  });

  test('without a host is an error', () => {
    expect(() => NodeOperatingSystem.macos('sequoia', {} as any)).toThrow(new Error(
      'hostId must be the id of a Dedicated Host, without which macOS does not run, got nothing; pass one such as new ec2.CfnHost(this, \'Host\', { ... }).attrHostId'));
  });

  test.each(['host', 'i-0123456789abcdef0', ''])('with %j as its host is an error', hostId => {
    expect(() => macos(hostId)).toThrow('hostId must be the id of a Dedicated Host');
  });

  test('on a host of another Availability Zone is an error', () => {
    const stack = newStack();
    const host = new ec2.CfnHost(stack, 'Host', { availabilityZone: 'us-east-1f', instanceType: 'mac2.metal' });
    expect(() => node(stack, macos(host.attrHostId))).toThrow(new Error(
      'vpcSubnets selects a subnet in us-east-1a, and the Dedicated Host Stack/Host is in us-east-1f; choose both in one Availability Zone [Stack/Node]'));
  });

  test('on a host of another type is an error', () => {
    const stack = newStack();
    const host = new ec2.CfnHost(stack, 'Host', { availabilityZone: 'us-east-1a', instanceType: 'mac1.metal' });
    expect(() => node(stack, macos(host.attrHostId))).toThrow(new Error(
      'instanceType must be that of the Dedicated Host Stack/Host, mac1.metal, got mac2.metal; choose both alike [Stack/Node]'));
  });

  test('on a host of a family, or of a zone that is known at deployment only, is left to EC2', () => {
    const stack = newStack();
    const zone = new CfnParameter(stack, 'Zone').valueAsString;
    node(stack, macos(new ec2.CfnHost(stack, 'Host', { availabilityZone: zone, instanceFamily: 'mac2' }).attrHostId));
    expect(instanceOf(stack).Tenancy).toBe('host');
  });

  test('on another computer is an error', () => {
    expect(() => node(newStack(), macos(), { instanceType: type('m7g.metal') })).toThrow(new Error(
      'instanceType must be a Mac for macOS, got m7g.metal; use mac2.metal, or mac1.metal for x86_64 [Stack/Node]'));
  });

  test('on a type that is known at deployment only is left to EC2', () => {
    const stack = newStack();
    node(stack, macos(), { instanceType: type(new CfnParameter(stack, 'Type').valueAsString) });
    expect(instanceOf(stack).Tenancy).toBe('host');
  });

  test('is the only system on a Mac', () => {
    expect(() => node(newStack(), NodeOperatingSystem.amazonLinux2023(), { instanceType: type('mac2.metal') })).toThrow(new Error(
      'instanceType mac2.metal is a Mac and runs macOS only, got Amazon Linux 2023; use NodeOperatingSystem.macos(...), or a type such as t3.micro [Stack/Node]'));
  });

  test('may be a custom image, whose user knows its host', () => {
    const stack = newStack();
    node(stack, NodeOperatingSystem.custom(ec2.MachineImage.latestAmazonLinux2023(), { agentPreinstalled: true }), { instanceType: type('mac2.metal') });
    expect(instanceOf(stack)).not.toHaveProperty('HostId');
    expect(instanceOf(stack)).not.toHaveProperty('Tenancy');
  });

  test('runs the user data as a shell script, and gets no package', () => {
    const stack = newStack();
    const userData = ec2.UserData.forLinux();
    userData.addCommands('echo mine');
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging') });
    node(stack, macos(), { userData, sessionPreferences });
    expect(JSON.stringify(instanceOf(stack).UserData)).toContain('echo mine');
    expect(JSON.stringify(instanceOf(stack).UserData)).not.toContain('util-linux');
    expect(warnings(stack)).toContainEqual(expect.stringContaining('need the command script'));
  });

  test('takes a user that is there for its sessions, and makes none', () => {
    const stack = newStack();
    node(stack, macos(), { sessionPreferences: new SessionPreferences(stack, 'Preferences', { runAs: RunAs.defaultUser('ec2-user') }) });
    const other = newStack();
    const sessionPreferences = new SessionPreferences(other, 'Preferences', { runAs: RunAs.defaultUser('operator', { createUser: true }) });
    expect(() => node(other, macos(), { sessionPreferences })).toThrow(new Error(
      'runAs of Stack/Preferences has commands for the user data of Linux, which make no user on macOS; use RunAs.defaultUser(\'ec2-user\') for the user that is there, or leave runAs out of the preferences of this node [Stack/Node]'));
  });
});

describe('Bottlerocket', () => {
  const bottlerocket = NodeOperatingSystem.bottlerocket('aws-ecs-2');
  const CONTROL = '[settings.host-containers.control]\nenabled = true';

  test('has settings that keep the control container on, and both volumes encrypted', () => {
    const stack = newStack();
    node(stack, bottlerocket);
    expect(instanceOf(stack).UserData).toEqual({ 'Fn::Base64': CONTROL });
    expect(instanceOf(stack).BlockDeviceMappings).toEqual([
      { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeType: 'gp3' } },
      { DeviceName: '/dev/xvdb', Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeSize: 20, VolumeType: 'gp3' } },
    ]);
  });

  test('keeps a data volume of one\'s own', () => {
    const stack = newStack();
    node(stack, bottlerocket, { blockDevices: [{ deviceName: '/dev/xvdb', volume: ec2.BlockDeviceVolume.ebs(80, { encrypted: true }) }] });
    expect(instanceOf(stack).BlockDeviceMappings).toEqual([
      expect.objectContaining({ DeviceName: '/dev/xvda' }), { DeviceName: '/dev/xvdb', Ebs: { Encrypted: true, VolumeSize: 80 } },
    ]);
  });

  test('takes settings of one\'s own', () => {
    const stack = newStack();
    const settings = '[settings.ecs]\ncluster = "mine"\n[settings.host-containers.admin]\nenabled = false';
    node(stack, bottlerocket, { userData: ec2.UserData.custom(settings) });
    expect(instanceOf(stack).UserData).toEqual({ 'Fn::Base64': settings });
  });

  test.each([ec2.UserData.forLinux(), ec2.UserData.custom('#cloud-config\n'), new ec2.MultipartUserData()])('refuses user data that is a script: %#', userData => {
    if (userData instanceof ec2.MultipartUserData) { userData.addUserDataPart(ec2.UserData.forLinux()); }
    expect(() => node(newStack(), bottlerocket, { userData })).toThrow(new Error(
      'userData of Bottlerocket must be settings in TOML, got a script, which nothing would run; use ec2.UserData.custom(\'[settings...]\') or leave it out [Stack/Node]'));
  });

  test.each([
    '[settings.host-containers.control]\nenabled = false', '[ settings.host-containers.control ]\nsuperpowered = false\nenabled=false',
    'settings.host-containers.control.enabled = false',
  ])('refuses settings that turn the agent off: %j', settings => {
    expect(() => node(newStack(), bottlerocket, { userData: ec2.UserData.custom(settings) })).toThrow(new Error(
      'userData turns the control container of Bottlerocket off, in which the SSM Agent runs; leave settings.host-containers.control.enabled out [Stack/Node]'));
  });

  test.each([RunAs.defaultUser('operator'), RunAs.defaultUser('operator', { createUser: true }), RunAs.ssmUser({ sudo: false })])('refuses runAs: %#', runAs => {
    const stack = newStack();
    const sessionPreferences = new SessionPreferences(stack, 'Preferences', { runAs });
    expect(() => node(stack, bottlerocket, { sessionPreferences })).toThrow(new Error(
      'runAs of Stack/Preferences does not apply to Bottlerocket, whose sessions are in its control container, where ssm-user is the only user; leave runAs out of the preferences of this node [Stack/Node]'));
  });

  test('refuses runAs in preferences that are granted later', () => {
    const stack = newStack();
    const instance = node(stack, bottlerocket);
    const preferences = new SessionPreferences(stack, 'Preferences', { runAs: RunAs.defaultUser('operator') });
    expect(() => instance._host(preferences)).toThrow('does not apply to Bottlerocket');
  });

  test('records transcripts with the script of its control container', () => {
    const stack = newStack();
    node(stack, bottlerocket, { sessionPreferences: new SessionPreferences(stack, 'Preferences', { logging: new SessionLogging(stack, 'Logging') }) });
    expect(instanceOf(stack).UserData).toEqual({ 'Fn::Base64': CONTROL });
    expect(warnings(stack)).toEqual([]);
  });
});
