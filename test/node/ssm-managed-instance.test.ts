import { App, Aws, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  ISsmManagedInstance, ImagePolicy, NodeOperatingSystem, NodePermissions, SessionPreferences,
  SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps, SsmVpcEndpoints,
} from '../../lib';
import {
  CORE_POLICY, LINUX_IMAGE, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, WINDOWS_IMAGE,
  instanceIn, logicalId, logicalIds, newStack, only, policyStatements, resources, synthErrors, vpcWith, warnings,
} from '../util';

const UNENCRYPTED_VOLUME = 'cdk-session-manager:SsmManagedInstance.unencryptedVolume';
const UNKNOWN_ARCHITECTURE = 'cdk-session-manager:SsmManagedInstance.unknownArchitecture';
const PERMISSIONS_NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.permissionsNotProven';
const ROOT = { DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeType: 'gp3' } };

/** A node in a private subnet behind a NAT gateway, by default. */
function node(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}, id = 'Node'): SsmManagedInstance {
  return new SsmManagedInstance(stack, id, { vpc: props.vpc ?? vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]), ...props });
}

function isolatedNode(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
  return node(stack, { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc })), ...props });
}

function publicNode(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}): SsmManagedInstance {
  return node(stack, { vpc: vpcWith(stack, [PUBLIC]), ...props });
}

const WAYS: [string, (stack: Stack, props?: Partial<SsmManagedInstanceProps>) => SsmManagedInstance][] = [
  ['a public IP address', publicNode], ['a NAT gateway', node], ['PrivateLink', isolatedNode],
];

describe('A node with defaults', () => {
  test('is a t3.micro', () => {
    const stack = newStack();
    node(stack);
    expect(instanceIn(stack).Properties.InstanceType).toBe('t3.micro');
  });

  test('runs Amazon Linux 2023 for x86_64, whose newest image CloudFormation reads at each deployment', () => {
    const stack = newStack();
    expect(node(stack).platform).toBe(ec2.OperatingSystemType.LINUX);
    const [name, parameter] = Object.entries(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))[0];
    expect(parameter.Default).toBe('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64');
    expect(instanceIn(stack).Properties.ImageId).toEqual({ Ref: name });
  });

  test('requires IMDSv2, with a hop limit of one', () => {
    const stack = newStack();
    node(stack);
    expect(instanceIn(stack).Properties.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: 1 });
  });

  test('has an encrypted gp3 root volume of the image\'s size that is deleted with it', () => {
    const stack = newStack();
    node(stack);
    expect(instanceIn(stack).Properties.BlockDeviceMappings).toEqual([ROOT]);
  });

  test('is named after its path', () => {
    const stack = newStack();
    node(stack);
    expect(instanceIn(stack).Properties.Tags).toEqual([{ Key: 'Name', Value: 'Stack/Node' }]);
  });

  test('has a new role that trusts EC2, has the managed policy and names the node in its description', () => {
    const stack = newStack();
    const created = node(stack);
    expect(only(stack, 'AWS::IAM::Role').Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }],
      },
      Description: 'Session Manager node Stack/Node',
      ManagedPolicyArns: [CORE_POLICY],
    });
    expect(only(stack, 'AWS::IAM::InstanceProfile').Properties.Roles).toEqual([{ Ref: logicalId(created.role) }]);
    expect(instanceIn(stack).Properties.IamInstanceProfile).toEqual({ Ref: logicalIds(stack, 'AWS::IAM::InstanceProfile')[0] });
  });

  test('has a new security group in the VPC that lets only TCP 443 out', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const created = node(stack, { vpc });
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties).toEqual({
      GroupDescription: 'Session Manager node: nothing in, 443 out',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }],
      VpcId: { Ref: logicalId(vpc) },
    });
    expect(instanceIn(stack).Properties.SecurityGroupIds)
      .toEqual([{ 'Fn::GetAtt': [logicalId(created.connections.securityGroups[0]), 'GroupId'] }]);
  });

  test('has no commands of the library in its user data', () => {
    const stack = newStack();
    node(stack);
    expect(instanceIn(stack).Properties.UserData).toEqual({ 'Fn::Base64': '#!/bin/bash' });
  });

  test.each(WAYS)('raises no warning with %s', (_way, make) => {
    const stack = newStack();
    make(stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('exposes the instance, its id, role, principal and connections', () => {
    const created = node(newStack());
    expect(created.instanceId).toBe(created.instance.instanceId);
    expect(created.role).toBe(created.instance.role);
    expect(created.grantPrincipal).toBe(created.instance.grantPrincipal);
    expect(created.connections).toBe(created.instance.connections);
  });

  test('cuts the description of its role to IAM\'s limit', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const scope = ['a', 'b', 'c', 'd', 'e'].reduce<Construct>((parent, letter) => new Construct(parent, letter.repeat(240)), stack);
    new SsmManagedInstance(scope, 'Node', { vpc, instanceName: 'node' });
    expect(only(stack, 'AWS::IAM::Role').Properties.Description).toHaveLength(1000);
  });
});

describe.each(WAYS)('A node with %s', (_way, make) => {
  let stack: Stack;
  let created: SsmManagedInstance;
  beforeAll(() => {
    stack = newStack();
    created = make(stack);
  });

  test('lets nothing in', () => {
    const group = { 'Fn::GetAtt': [logicalId(created.connections.securityGroups[0]), 'GroupId'] };
    expect(resources(stack, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupIngress ?? [])).toEqual([]);
    expect(resources(stack, 'AWS::EC2::SecurityGroupIngress').filter(({ Properties }) =>
      JSON.stringify(Properties.GroupId) === JSON.stringify(group))).toEqual([]);
  });

  test('has no key pair and no launch template', () => {
    const template = Template.fromStack(stack);
    expect(instanceIn(stack).Properties).not.toHaveProperty('KeyName');
    expect(instanceIn(stack).Properties).not.toHaveProperty('LaunchTemplate');
    template.resourceCountIs('AWS::EC2::KeyPair', 0);
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
  });

  test('waits for its role and for the association of its subnet with a route table', () => {
    const { DependsOn } = instanceIn(stack);
    expect(DependsOn).toContain(logicalId(created.role));
    expect(logicalIds(stack, 'AWS::EC2::SubnetRouteTableAssociation').filter(id => DependsOn?.includes(id))).toHaveLength(1);
  });

  test('does not wait for its security group, because other rules of the group may need the instance', () => {
    expect(instanceIn(stack).DependsOn).not.toContain(logicalId(created.connections.securityGroups[0]));
  });

  test('has no ec2messages action, no wildcard action and no Administrator', () => {
    const text = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(text).not.toContain('ec2messages');
    expect(text).not.toContain('ssmmessages:*');
    expect(text).not.toContain('ssm:*');
    expect(text).not.toMatch(/"Action":"\*"/);
  });
});

describe('The instance type', () => {
  test('determines the architecture of the image', () => {
    const stack = newStack();
    node(stack, { instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO) });
    expect(instanceIn(stack).Properties.InstanceType).toBe('t4g.micro');
    Template.fromStack(stack).hasParameter('*', { Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64' });
    expect(warnings(stack)).toEqual([]);
  });

  test('may be one that the CDK cannot parse, which raises the same warning', () => {
    const stack = newStack();
    node(stack, { instanceType: new ec2.InstanceType('u-6tb1.metal') });
    expect(instanceIn(stack).Properties.InstanceType).toBe('u-6tb1.metal');
    expect(warnings(stack)).toEqual([UNKNOWN_ARCHITECTURE]);
  });

  test('may be a parameter, which raises a warning and uses an x86_64 image', () => {
    const stack = newStack();
    node(stack, { instanceType: new ec2.InstanceType(new CfnParameter(stack, 'Type', { default: 't3.small' }).valueAsString) });
    expect(instanceIn(stack).Properties.InstanceType).toEqual({ Ref: 'Type' });
    Template.fromStack(stack).hasParameter('*', { Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' });
    expect(warnings(stack)).toEqual([UNKNOWN_ARCHITECTURE]);
  });
});

describe('The subnet', () => {
  test.each([
    ['the private ones come before the isolated ones', [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED], undefined, PRIVATE_WITH_EGRESS],
    ['the public ones come last', [PUBLIC], undefined, PUBLIC],
    ['publicIp() goes into a public one', [PUBLIC, PRIVATE_WITH_EGRESS], SsmConnectivity.publicIp(), PUBLIC],
    ['natGateway() goes into a private one', [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED], SsmConnectivity.natGateway(), PRIVATE_WITH_EGRESS],
  ])('has a default: %s', (_name, types, connectivity, expected) => {
    const stack = newStack();
    const vpc = vpcWith(stack, types);
    node(stack, { vpc, connectivity });
    const { SubnetId, NetworkInterfaces } = instanceIn(stack).Properties;
    expect(SubnetId ?? NetworkInterfaces[0].SubnetId).toEqual({ Ref: logicalId(vpc.selectSubnets({ subnetType: expected }).subnets[0]) });
  });

  test.each([
    ['an isolated one where there is one', [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED], PRIVATE_ISOLATED],
    ['a private one where there is none', [PUBLIC, PRIVATE_WITH_EGRESS], PRIVATE_WITH_EGRESS],
  ])('with privateLink() is %s', (_name, types, expected) => {
    const stack = newStack();
    const vpc = vpcWith(stack, types);
    node(stack, { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc })) });
    expect(instanceIn(stack).Properties.SubnetId).toEqual({ Ref: logicalId(vpc.selectSubnets({ subnetType: expected }).subnets[0]) });
  });

  test('is the first one of the selection', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { maxAzs: 2 });
    node(stack, { vpc, vpcSubnets: { subnets: [vpc.privateSubnets[1], vpc.privateSubnets[0]] } });
    expect(instanceIn(stack).Properties.SubnetId).toEqual({ Ref: logicalId(vpc.privateSubnets[1]) });
  });

  test('must exist', () => {
    const stack = newStack();
    expect(() => node(stack, { vpcSubnets: { subnets: [] } })).toThrow(
      new Error('vpcSubnets selects no subnet of the VPC; select at least one [Stack/Node]'));
  });
});

describe('The role', () => {
  const EC2 = new iam.ServicePrincipal('ec2.amazonaws.com');
  const NO_TRUST = '[Stack/Node] role does not trust ec2.amazonaws.com, so the instance gets no credentials from it; '
    + 'add new iam.ServicePrincipal(\'ec2.amazonaws.com\') to its trust policy (SSM-IDN-003: EC2 may assume the role)';

  test('may be given, and no other is created', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: EC2 });
    expect(node(stack, { role }).role).toBe(role);
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    expect(instanceIn(stack).DependsOn).toContain(logicalId(role));
  });

  test.each<[string, iam.IPrincipal]>([
    ['another service', new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['a service whose name begins alike', new iam.ServicePrincipal('ec2fleet.amazonaws.com')],
    ['an account', new iam.AccountPrincipal('123456789012')],
  ])('must not trust %s only', (_name, assumedBy) => {
    const stack = newStack();
    node(stack, { role: new iam.Role(stack, 'Role', { assumedBy }) });
    expect(synthErrors(stack)).toEqual([NO_TRUST]);
  });

  test('must not deny EC2', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [EC2], actions: ['sts:AssumeRole'] }));
    node(stack, { role });
    expect(synthErrors(stack)).toEqual([NO_TRUST]);
  });

  test.each<[string, iam.IPrincipal]>([
    ['EC2 among others', new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), EC2)],
    ['EC2 of China', new iam.ServicePrincipal('ec2.amazonaws.com.cn')],
    ['EC2 with a suffix that CloudFormation has yet to join', new iam.ServicePrincipal(`ec2.${Aws.URL_SUFFIX}`)],
    ['everybody', new iam.StarPrincipal()],
  ])('may trust %s', (_name, assumedBy) => {
    const stack = newStack();
    node(stack, { role: new iam.Role(stack, 'Role', { assumedBy }) });
    expect(synthErrors(stack)).toEqual([]);
  });

  test('may trust a service whose name is a parameter', () => {
    const stack = newStack();
    const assumedBy = new iam.ServicePrincipal(new CfnParameter(stack, 'Service').valueAsString);
    node(stack, { role: new iam.Role(stack, 'Role', { assumedBy }) });
    expect(synthErrors(stack)).toEqual([]);
  });

  test('may get its trust in EC2 after the node is defined', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    node(stack, { role });
    role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ principals: [EC2], actions: ['sts:AssumeRole'] }));
    expect(synthErrors(stack)).toEqual([]);
  });

  test('may be imported, and its trust policy is not known', () => {
    const stack = newStack();
    node(stack, { role: iam.Role.fromRoleName(stack, 'Role', 'existing'), permissions: NodePermissions.none() });
    expect(only(stack, 'AWS::IAM::InstanceProfile').Properties.Roles).toEqual(['existing']);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 0);
    expect(synthErrors(stack)).toEqual([]);
  });
});

describe('The security group', () => {
  test('may be given, and gets a rule that lets 443 out', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    node(stack, { vpc, securityGroup });
    const { Properties } = only(stack, 'AWS::EC2::SecurityGroup');
    expect(Properties.GroupDescription).toBe('Stack/Group');
    expect(Properties.SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
    ]);
    expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    expect(instanceIn(stack).Properties.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': [logicalId(securityGroup), 'GroupId'] }]);
  });

  test('does not change if it lets everything out', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    node(stack, { vpc, securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: true }) });
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ IpProtocol: '-1' })]);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('has a separate rule, for which the instance waits, if its rules are not inline', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    node(stack, { vpc, securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false, disableInlineRules: true }) });
    const rules = Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupEgress', { Properties: { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 } });
    expect(Object.keys(rules)).toHaveLength(1);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(rules)));
  });

  test('may be imported, and gets a separate rule, for which the instance waits', () => {
    const stack = newStack();
    node(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', { allowAllOutbound: false }) });
    expect(only(stack, 'AWS::EC2::SecurityGroupEgress').Properties).toEqual({
      GroupId: 'sg-1', CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443,
    });
    expect(instanceIn(stack).DependsOn).toContain(logicalIds(stack, 'AWS::EC2::SecurityGroupEgress')[0]);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroup', 0);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test.each([
    ['mutable: false', { mutable: false, allowAllOutbound: true }],
    ['mutable: true', { mutable: true, allowAllOutbound: true }],
  ])('may be imported with %s and gets no rule if it lets everything out', (_name, options) => {
    const stack = newStack();
    node(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', options) });
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('must not be imported as immutable and closed', () => {
    const stack = newStack();
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', { mutable: false, allowAllOutbound: false });
    expect(() => node(stack, { securityGroup })).toThrow(new Error(
      'securityGroup sg-1 has no rule that lets TCP 443 out and cannot be changed; '
      + 'import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already (SSM-NET-003: The node\'s security groups let TCP 443 out to where the services are) [Stack/Node]'));
  });
});

describe('The user data', () => {
  test('is the one that was passed', () => {
    const stack = newStack();
    const userData = ec2.UserData.forLinux();
    userData.addCommands('echo hello');
    node(stack, { userData });
    expect(instanceIn(stack).Properties.UserData).toEqual({ 'Fn::Base64': '#!/bin/bash\necho hello' });
  });

  test.each([[undefined, false], [false, false], [true, true]])('with userDataCausesReplacement %s replaces the instance: %s', (userDataCausesReplacement, expected) => {
    const [before, after] = ['echo 1', 'echo 2'].map(command => {
      const stack = newStack();
      const userData = ec2.UserData.forLinux();
      userData.addCommands(command);
      node(stack, { userData, userDataCausesReplacement });
      return logicalIds(stack, 'AWS::EC2::Instance');
    });
    expect(before[0] !== after[0]).toBe(expected);
  });
});

describe('The volumes', () => {
  const data = (volume: ec2.BlockDeviceVolume, deviceName = '/dev/sdf') => [{ deviceName, volume }];

  test('come after an encrypted root volume', () => {
    const stack = newStack();
    node(stack, { blockDevices: data(ec2.BlockDeviceVolume.ebs(10, { encrypted: true })) });
    expect(instanceIn(stack).Properties.BlockDeviceMappings.map((device: any) => [device.DeviceName, device.Ebs.Encrypted]))
      .toEqual([['/dev/xvda', true], ['/dev/sdf', true]]);
    expect(warnings(stack)).toEqual([]);
  });

  test('may have the root volume among them, which is not added again', () => {
    const stack = newStack();
    node(stack, { blockDevices: data(ec2.BlockDeviceVolume.ebs(30, { encrypted: true }), '/dev/xvda') });
    expect(instanceIn(stack).Properties.BlockDeviceMappings).toEqual([{ DeviceName: '/dev/xvda', Ebs: expect.objectContaining({ Encrypted: true, VolumeSize: 30 }) }]);
    expect(warnings(stack)).toEqual([]);
  });

  test.each([
    ['says so', ec2.BlockDeviceVolume.ebs(10, { encrypted: false })], ['says nothing', ec2.BlockDeviceVolume.ebs(10)],
  ])('raise a warning if one is not encrypted: it %s', (_name, volume) => {
    const stack = newStack();
    node(stack, { blockDevices: data(volume) });
    expect(warnings(stack)).toEqual([UNENCRYPTED_VOLUME]);
  });

  test.each([
    ['from snapshots', ec2.BlockDeviceVolume.ebsFromSnapshot('snap-1')], ['on the host', ec2.BlockDeviceVolume.ephemeral(0)],
  ])('%s raise no warning', (_name, volume) => {
    const stack = newStack();
    node(stack, { blockDevices: data(volume) });
    expect(warnings(stack)).toEqual([]);
  });

  test('have the root device name of the operating system', () => {
    const stack = newStack();
    node(stack, { operatingSystem: NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: true, rootDeviceName: '/dev/nvme0n1' }) });
    expect(instanceIn(stack).Properties.BlockDeviceMappings).toEqual([{ ...ROOT, DeviceName: '/dev/nvme0n1' }]);
    expect(warnings(stack)).toEqual([]);
  });

  test('are those of the image, with a warning, if its root device name is not known', () => {
    const stack = newStack();
    const operatingSystem = NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: true });
    node(stack, { operatingSystem, blockDevices: data(ec2.BlockDeviceVolume.ebs(10, { encrypted: true })) });
    expect(instanceIn(stack).Properties.BlockDeviceMappings.map((device: any) => device.DeviceName)).toEqual(['/dev/sdf']);
    expect(warnings(stack)).toEqual([UNENCRYPTED_VOLUME]);
  });
});

describe('The instance name', () => {
  test('is the Name tag', () => {
    const stack = newStack();
    node(stack, { instanceName: 'x'.repeat(256) });
    expect(instanceIn(stack).Properties.Tags).toEqual([{ Key: 'Name', Value: 'x'.repeat(256) }]);
  });

  test('may be a parameter', () => {
    const stack = newStack();
    node(stack, { instanceName: new CfnParameter(stack, 'Name').valueAsString });
    expect(instanceIn(stack).Properties.Tags).toEqual([{ Key: 'Name', Value: { Ref: 'Name' } }]);
  });

  test('is the last 256 characters of a longer path', () => {
    const stack = newStack();
    new SsmManagedInstance(new Construct(stack, 'x'.repeat(300)), 'Node', { vpc: new ec2.Vpc(stack, 'Vpc') });
    expect(instanceIn(stack).Properties.Tags).toEqual([{ Key: 'Name', Value: `${'x'.repeat(251)}/Node` }]);
  });

  test.each(['', 'x'.repeat(257)])('must be 1-256 characters: %#', instanceName => {
    expect(() => node(newStack(), { instanceName })).toThrow(
      new Error(`instanceName must be 1-256 characters, got ${instanceName.length}; it becomes the Name tag, use a shorter one [Stack/Node]`));
  });
});

describe('The hop limit', () => {
  test.each([1, 2, 64])('may be %d', httpPutResponseHopLimit => {
    const stack = newStack();
    node(stack, { httpPutResponseHopLimit });
    expect(instanceIn(stack).Properties.MetadataOptions).toEqual({ HttpTokens: 'required', HttpPutResponseHopLimit: httpPutResponseHopLimit });
  });

  test('must be known at synthesis', () => {
    const stack = newStack();
    expect(() => node(stack, { httpPutResponseHopLimit: new CfnParameter(stack, 'Hops', { type: 'Number' }).valueAsNumber })).toThrow(new Error(
      'httpPutResponseHopLimit must be a whole number, 1-64, got a value known at deployment only; set 1, or 2 for containers on the instance [Stack/Node]'));
  });

  test.each([0, 65, 1.5, -1, NaN])('must not be %d', httpPutResponseHopLimit => {
    expect(() => node(newStack(), { httpPutResponseHopLimit })).toThrow(new Error(
      `httpPutResponseHopLimit must be a whole number, 1-64, got ${httpPutResponseHopLimit}; set 1, or 2 for containers on the instance [Stack/Node]`));
  });
});

describe('The image policy', () => {
  test('PINNED_IN_CONTEXT looks the image up once', () => {
    const app = new App();
    const stack = newStack({ account: '123456789012', region: 'eu-central-1' }, app);
    node(stack, { imagePolicy: ImagePolicy.PINNED_IN_CONTEXT });
    expect(app.synth().manifest.missing?.map(({ props }) => (props as any).parameterName))
      .toContain('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64');
    expect(Object.keys(Template.fromStack(stack).findParameters('*', { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>' }))).toEqual([]);
  });

  test('LATEST_AT_DEPLOYMENT looks nothing up', () => {
    const app = new App();
    node(newStack({ account: '123456789012', region: 'eu-central-1' }, app), { imagePolicy: ImagePolicy.LATEST_AT_DEPLOYMENT });
    expect(app.synth().manifest.missing?.filter(({ provider }) => provider === 'ssm') ?? []).toEqual([]);
  });

  test.each([
    ['neither', undefined], ['only the region', { region: 'eu-central-1' }], ['only the account', { account: '123456789012' }],
  ])('PINNED_IN_CONTEXT needs an account and a region, not %s', (_name, env) => {
    expect(() => node(newStack(env), { imagePolicy: ImagePolicy.PINNED_IN_CONTEXT })).toThrow(new Error(
      'imagePolicy PINNED_IN_CONTEXT needs a stack with an explicit account and region; set env on the stack, or use LATEST_AT_DEPLOYMENT [Stack/Node]'));
  });
});

describe('A warning', () => {
  test.each<[string, (stack: Stack) => SsmManagedInstance]>([
    [PERMISSIONS_NOT_PROVEN, stack => node(stack, { permissions: NodePermissions.none() })],
    [UNENCRYPTED_VOLUME, stack => node(stack, { operatingSystem: NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: true }) })],
    [UNKNOWN_ARCHITECTURE, stack => node(stack, { instanceType: new ec2.InstanceType(new CfnParameter(stack, 'Type').valueAsString) })],
  ])('%s can be acknowledged', (id, make) => {
    const stack = newStack();
    const created = make(stack);
    expect(warnings(stack)).toEqual([id]);
    Validations.of(created).acknowledge({ id, reason: 'known' });
    expect(warnings(stack)).toEqual([]);
  });

  test('is not silenced by the acknowledgement of another warning', () => {
    const stack = newStack();
    const created = node(stack, { permissions: NodePermissions.none() });
    Validations.of(created).acknowledge({ id: UNENCRYPTED_VOLUME, reason: 'known' });
    expect(warnings(stack)).toEqual([PERMISSIONS_NOT_PROVEN]);
  });
});

describe('The permissions', () => {
  test('none() with a new role raises a warning', () => {
    const stack = newStack();
    node(stack, { permissions: NodePermissions.none() });
    expect(warnings(stack)).toEqual([PERMISSIONS_NOT_PROVEN]);
  });

  test('none() with a role that was passed raises no warning', () => {
    const stack = newStack();
    node(stack, { permissions: NodePermissions.none(), role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }) });
    expect(warnings(stack)).toEqual([]);
  });
});

describe('The platform', () => {
  test('of a Windows node is Windows', () => {
    expect(node(newStack(), { operatingSystem: NodeOperatingSystem.windowsServer('2022') }).platform).toBe(ec2.OperatingSystemType.WINDOWS);
  });

  test.each([
    ['LINUX', WINDOWS_IMAGE, ec2.OperatingSystemType.LINUX, 'operatingSystem says platform LINUX, and its image is WINDOWS'],
    ['WINDOWS', LINUX_IMAGE, ec2.OperatingSystemType.WINDOWS, 'operatingSystem says platform WINDOWS, and its image is LINUX'],
  ])('must not be %s if the image is of the other platform', (_name, image, platform, error) => {
    expect(() => node(newStack(), { operatingSystem: NodeOperatingSystem.custom(image, { platform, agentPreinstalled: true }) })).toThrow(
      new Error(`${error}; set platform in NodeOperatingSystem.custom(...) [Stack/Node]`));
  });
});

describe('The commands', () => {
  const ID = '<id>';
  const env = { region: 'eu-west-1' };
  const resolved = (created: ISsmManagedInstance, text?: string) => {
    const stack = Stack.of(created);
    const [separator, parts] = stack.resolve(text)['Fn::Join'];
    return parts.map((part: any) => typeof part === 'string' ? part : part.Ref === 'AWS::Region' ? '<region>' : ID).join(separator);
  };

  test.each([
    ['start a session', (created: ISsmManagedInstance) => created.startSessionCommand, 'aws ssm start-session --target <id> --region eu-west-1'],
    ['show whether a node is registered', (created: ISsmManagedInstance) => created.verifyCommand,
      'aws ssm describe-instance-information --region eu-west-1 --filters Key=InstanceIds,Values=<id> --query "InstanceInformationList[].[PingStatus,AgentVersion,LastPingDateTime]" --output text'],
    ['proxy SSH', (created: ISsmManagedInstance) => created.sshProxyCommand,
      'aws ssm start-session --target <id> --region eu-west-1 --document-name AWS-StartSSHSession --parameters portNumber=%p'],
    ['forward a port to the same one', (created: ISsmManagedInstance) => created.portForwardingCommand(80),
      'aws ssm start-session --target <id> --region eu-west-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=80,localPortNumber=80"'],
    ['forward a port to another one', (created: ISsmManagedInstance) => created.portForwardingCommand(65535, 1),
      'aws ssm start-session --target <id> --region eu-west-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=65535,localPortNumber=1"'],
  ])('%s', (_name, command, expected) => {
    const created = node(newStack(env));
    expect(resolved(created, command(created))).toBe(expected);
  });

  test('forward the remote desktop of a Windows node', () => {
    const created = node(newStack(env), { operatingSystem: NodeOperatingSystem.windowsServer('2025') });
    expect(resolved(created, created.rdpCommand)).toBe(
      'aws ssm start-session --target <id> --region eu-west-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13389"');
  });

  test('do not include Remote Desktop on a Linux node', () => {
    expect(node(newStack()).rdpCommand).toBeUndefined();
  });

  test('use the region of the deployment if the stack has none', () => {
    const created = node(newStack());
    expect(resolved(created, created.startSessionCommand)).toBe('aws ssm start-session --target <id> --region <region>');
  });

  test.each([
    ['remotePort', 0, undefined, 0], ['remotePort', 65536, undefined, 65536], ['remotePort', 80.5, 8080, 80.5], ['remotePort', NaN, 8080, NaN],
    ['localPort', 80, 0, 0], ['localPort', 80, 65536, 65536], ['localPort', 80, -1, -1], ['localPort', 80, 1.5, 1.5],
  ])('refuse %s out of range: %d to %d', (name, remote, local, got) => {
    expect(() => node(newStack()).portForwardingCommand(remote, local)).toThrow(
      new Error(`${name} must be a whole number, 1-65535, got ${got}; set a port in that range [Stack/Node]`));
  });
});

describe('The console URL', () => {
  test.each([
    ['us-east-1', 'console.aws.amazon.com'],
    ['cn-north-1', 'console.amazonaws.cn'],
    ['us-gov-west-1', 'console.amazonaws-us-gov.com'],
    ['eusc-de-east-1', 'console.amazonaws-eusc.eu'],
    ['zz-nowhere-1', 'console.aws.amazon.com'],
  ])('in %s is that of %s', (region, domain) => {
    const stack = newStack({ region });
    const created = node(stack);
    expect(stack.resolve(created.consoleUrl)).toEqual({
      'Fn::Join': ['', [`https://${domain}/systems-manager/session-manager/`, { Ref: logicalId(created.instance) }, `?region=${region}`]],
    });
    expect(Template.fromStack(stack).findMappings('SessionManagerConsole')).toEqual({});
  });

  test.each([['us-iso-east-1', 'aws-iso'], ['us-isob-east-1', 'aws-iso-b']])('is an error in %s', (region, partition) => {
    const created = node(newStack({ region }));
    expect(() => created.consoleUrl).toThrow(new Error(
      `consoleUrl is not available in partition ${partition}, region ${region}; allowed are aws, aws-cn, aws-us-gov, aws-eusc; use startSessionCommand [Stack/Node]`));
  });

  test('is chosen by CloudFormation if the region is known only at deployment, with one mapping for all nodes', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const first = node(stack, { vpc });
    const second = node(stack, { vpc }, 'Second');
    for (const created of [first, second]) {
      expect(stack.resolve(created.consoleUrl)).toEqual({
        'Fn::Join': ['', [
          'https://', { 'Fn::FindInMap': ['SessionManagerConsole', { Ref: 'AWS::Partition' }, 'domain'] }, '/systems-manager/session-manager/',
          { Ref: logicalId(created.instance) }, '?region=', { Ref: 'AWS::Region' },
        ]],
      });
    }
    expect(Template.fromStack(stack).findMappings('*')).toEqual({
      SessionManagerConsole: {
        'aws': { domain: 'console.aws.amazon.com' },
        'aws-cn': { domain: 'console.amazonaws.cn' },
        'aws-us-gov': { domain: 'console.amazonaws-us-gov.com' },
        'aws-eusc': { domain: 'console.amazonaws-eusc.eu' },
      },
    });
  });

  test('creates no mapping unless it is used', () => {
    const stack = newStack();
    node(stack);
    expect(Template.fromStack(stack).findMappings('*')).toEqual({});
  });
});

describe('grantStartSession', () => {
  const arn = (service: string, ...path: any[]) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ...path]],
  });
  const statements = (instance: unknown) => [
    {
      Effect: 'Allow',
      Action: 'ssm:StartSession',
      Resource: [instance, arn('ssm', ':document/SSM-SessionManagerRunShell')],
    },
    {
      Effect: 'Allow',
      Action: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      Resource: arn('ssm', ':session/*'),
      Condition: { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' } },
    },
    { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: arn('ssm', ':session/*') },
  ];

  test.each<[string, (stack: Stack) => iam.IGrantable]>([
    ['a user', stack => new iam.User(stack, 'User')],
    ['a group', stack => new iam.Group(stack, 'Group')],
    ['a role', stack => new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() })],
    ['an imported role', stack => iam.Role.fromRoleName(stack, 'Person', 'person')],
  ])('gives %s exactly three statements', (_name, grantee) => {
    const stack = newStack();
    const created = node(stack);
    const grant = created.grantStartSession(grantee(stack));
    expect(grant.success).toBe(true);
    expect(grant.principalStatements).toHaveLength(3);
    expect(policyStatements(stack)).toEqual(statements(arn('ec2', ':instance/', { Ref: logicalId(created.instance) })));
  });

  test('uses neither a wildcard resource nor aws:username', () => {
    const stack = newStack();
    node(stack).grantStartSession(new iam.User(stack, 'User'));
    expect(policyStatements(stack).flatMap(({ Resource }) => Resource)).not.toContain('*');
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('aws:username');
  });

  test('names partition, region and account of the stack', () => {
    const stack = newStack({ account: '123456789012', region: 'cn-north-1' });
    node(stack).grantStartSession(new iam.User(stack, 'User'));
    expect(policyStatements(stack)[1].Resource).toEqual(
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:cn-north-1:123456789012:session/*']] });
  });

  test('does not touch the role of the node', () => {
    const stack = newStack();
    const created = node(stack);
    created.grantStartSession(new iam.User(stack, 'User'));
    expect(resources(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.Roles ?? [])).toEqual([]);
  });
});

describe('Two nodes in one stack', () => {
  test('have their own instance, role and security group', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    node(stack, { vpc }, 'One');
    node(stack, { vpc }, 'Two');
    const template = Template.fromStack(stack);
    for (const type of ['AWS::EC2::Instance', 'AWS::IAM::Role', 'AWS::IAM::InstanceProfile', 'AWS::EC2::SecurityGroup']) {
      template.resourceCountIs(type, 2);
    }
  });

  test('may share a role and a security group', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    for (const id of ['One', 'Two']) {
      node(stack, { vpc, role, securityGroup }, id);
    }
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress).toHaveLength(1);
    Template.fromStack(stack).resourceCountIs('AWS::EC2::Instance', 2);
  });

  test('that share a security group both wait for the rules of the endpoints', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc }));
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false });
    for (const id of ['One', 'Two']) {
      node(stack, { vpc, securityGroup, connectivity }, id);
    }
    const rules = ['AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress'].flatMap(type => logicalIds(stack, type));
    expect(rules).toHaveLength(2);
    for (const { DependsOn } of resources(stack, 'AWS::EC2::Instance')) {
      expect(DependsOn).toEqual(expect.arrayContaining(rules));
    }
  });
});

describe('A node in another stack than its VPC and endpoints', () => {
  function crossStack() {
    const app = new App();
    const network = newStack(undefined, app, 'Network');
    const nodes = newStack(undefined, app, 'Nodes');
    const vpc = vpcWith(network, [PRIVATE_ISOLATED]);
    const endpoints = new SsmVpcEndpoints(network, 'Endpoints', { vpc, s3: true });
    const created = node(nodes, { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    return { app, network, nodes, created };
  }

  test('synthesizes, and its stack depends on the stack of the endpoints, and not the reverse', () => {
    const { app, network, nodes } = crossStack();
    app.synth();
    expect(nodes.dependencies).toEqual([network]);
    expect(network.dependencies).toEqual([]);
  });

  test('adds no rule of its own, for they are in the stack of the endpoints, which comes first', () => {
    const { network, nodes } = crossStack();
    for (const type of ['AWS::EC2::SecurityGroupEgress', 'AWS::EC2::SecurityGroupIngress']) {
      Template.fromStack(nodes).resourceCountIs(type, 0);
      Template.fromStack(network).resourceCountIs(type, 1);
    }
  });
});

describe('User data', () => {
  const [linux, windows] = [NodeOperatingSystem.amazonLinux2023(), NodeOperatingSystem.windowsServer('2022')];
  const custom = (text: string) => ec2.UserData.custom(text);

  test.each([
    ['PowerShell', linux, ec2.UserData.forWindows(), 'LINUX', 'WINDOWS', 'forLinux'],
    ['a batch script', linux, custom('<script>\ndir\n</script>'), 'LINUX', 'WINDOWS', 'forLinux'],
    ['a shell script', windows, ec2.UserData.forLinux(), 'WINDOWS', 'LINUX', 'forWindows'],
    ['cloud-config', windows, custom('#cloud-config\npackages: []'), 'WINDOWS', 'LINUX', 'forWindows'],
  ])('of the other platform is an error: %s', (_name, operatingSystem, userData, must, is, factory) => {
    const stack = newStack();
    expect(() => node(stack, { operatingSystem, userData })).toThrow(new Error(
      `userData must be for ${must}, the platform of operatingSystem, got one for ${is}, which nothing would run; use ec2.UserData.${factory}() [Stack/Node]`));
  });

  test.each([
    ['a shell script', linux, ec2.UserData.forLinux()],
    ['PowerShell', windows, ec2.UserData.forWindows()],
    ['parts', linux, new ec2.MultipartUserData()],
    ['something else', windows, custom('whatever')],
  ])('is fine: %s', (_name, operatingSystem, userData) => {
    expect(() => node(newStack(), { operatingSystem, userData })).not.toThrow();
  });
});

describe('Another VPC', () => {
  const other = (stack: Stack) => new ec2.Vpc(stack, 'Other', { natGateways: 0 });

  test('must not have the security group', () => {
    const stack = newStack();
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc: other(stack) });
    expect(() => node(stack, { securityGroup })).toThrow(new Error(
      'securityGroup must be of vpc Stack/Vpc, got Stack/Group of another; use a security group of that VPC (SSM-NET-016: The node\'s security groups are of the node\'s VPC, or associated with it) [Stack/Node]'));
  });

  test('must not have the subnet', () => {
    const stack = newStack();
    const vpcSubnets = { subnets: other(stack).publicSubnets };
    expect(() => node(stack, { vpcSubnets, connectivity: SsmConnectivity.publicIp() })).toThrow(new Error(
      'vpcSubnets must be of vpc Stack/Vpc, got Stack/Other/PublicSubnet1 of another; select subnets of that VPC [Stack/Node]'));
  });

  test('may be where an imported security group is', () => {
    const stack = newStack();
    expect(() => node(stack, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1') })).not.toThrow();
  });

  test('is not the one of two imports of the same VPC', () => {
    const stack = newStack();
    const imported = (id: string) => ec2.Vpc.fromVpcAttributes(stack, id, { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-1'] });
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc: imported('Two') });
    expect(() => node(stack, { vpc: imported('One'), securityGroup })).not.toThrow();
  });
});

describe('The session preferences', () => {
  test.each([
    ['region', { account: '111111111111', region: 'eu-west-1' }, 'us-east-1', 'eu-west-1'],
    ['account', { account: '222222222222', region: 'us-east-1' }, '111111111111', '222222222222'],
  ])('must be of the node\'s %s', (place, env, wanted, got) => {
    const app = new App();
    const sessionPreferences = new SessionPreferences(newStack(env, app, 'Elsewhere'), 'Preferences');
    const stack = newStack({ account: '111111111111', region: 'us-east-1' }, app);
    expect(() => node(stack, { sessionPreferences })).toThrow(new Error(
      `the session document Elsewhere/Preferences must be in the node's ${place} ${wanted}, got ${got}; make one in that ${place} [Stack/Node]`));
  });
});
