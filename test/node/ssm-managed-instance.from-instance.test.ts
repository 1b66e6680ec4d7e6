import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { NodePermissions, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../../lib';
import {
  CORE_POLICY, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, SESSION_ACTIONS, WINDOWS_IMAGE,
  ec2Instance, instanceIn, logicalId, logicalIds, newStack, only, policyStatements, resources, synthErrors, vpcWith, warnings,
} from '../util';

const NO_ADDRESS = '[Stack/Node] connectivity is SsmConnectivity.publicIp(), and the instance has no public address, which cannot be added from here; '
  + 'set associatePublicIpAddress: true on the instance, or give it an Elastic IP address (SSM-NET-008: A node whose default route leads to an Internet gateway has a public address)';

/** An instance behind a NAT gateway, made reachable. */
function equipped(stack: Stack, instanceProps: Partial<ec2.InstanceProps> = {}, permissions?: NodePermissions) {
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  const instance = ec2Instance(stack, vpc, { allowAllOutbound: false, ...instanceProps });
  return { vpc, instance, node: SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, permissions }) };
}

describe('An existing instance', () => {
  test('is used, with its id, platform, connections and principal', () => {
    const { instance, node } = equipped(newStack());
    expect(node.instanceId).toBe(instance.instanceId);
    expect(node.platform).toBe(ec2.OperatingSystemType.LINUX);
    expect(node.connections).toBe(instance.connections);
    expect(node.grantPrincipal).toBe(instance.grantPrincipal);
    expect(node.rdpCommand).toBeUndefined();
  });

  test('keeps its name, and nothing else is created', () => {
    const stack = newStack();
    equipped(stack);
    expect(instanceIn(stack).Properties.Tags).toEqual([{ Key: 'Name', Value: 'Stack/Existing' }]);
    for (const type of ['AWS::EC2::Instance', 'AWS::IAM::Role', 'AWS::IAM::InstanceProfile', 'AWS::EC2::SecurityGroup']) {
      Template.fromStack(stack).resourceCountIs(type, 1);
    }
  });

  test('of Windows has a command for its remote desktop', () => {
    const { node } = equipped(newStack(), { machineImage: WINDOWS_IMAGE });
    expect(node.platform).toBe(ec2.OperatingSystemType.WINDOWS);
    expect(node.rdpCommand).toContain('"portNumber=3389,localPortNumber=13389"');
  });

  test('gets the managed policy by default', () => {
    const stack = newStack();
    equipped(stack);
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
    expect(policyStatements(stack)).toEqual([]);
  });

  test('gets an inline policy with sessionOnly(), and waits for it', () => {
    const stack = newStack();
    equipped(stack, {}, NodePermissions.sessionOnly());
    expect(only(stack, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(policyStatements(stack)).toEqual([{ Effect: 'Allow', Action: SESSION_ACTIONS, Resource: '*' }]);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::IAM::Policy')));
  });

  test('gets nothing with none(), and no warning, because the library did not create its role', () => {
    const stack = newStack();
    equipped(stack, {}, NodePermissions.none());
    expect(only(stack, 'AWS::IAM::Role').Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(policyStatements(stack)).toEqual([]);
    expect(warnings(stack)).toEqual([]);
  });

  test('gets a rule that lets 443 out, and none that lets anything in', () => {
    const stack = newStack();
    equipped(stack);
    const { Properties } = only(stack, 'AWS::EC2::SecurityGroup');
    expect(Properties.SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'To Systems Manager', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
    ]);
    expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test('keeps a group that lets everything out', () => {
    const stack = newStack();
    equipped(stack, { allowAllOutbound: true });
    expect(only(stack, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupEgress).toEqual([expect.objectContaining({ IpProtocol: '-1' })]);
  });

  test('waits for its role, the default route and the route table', () => {
    const stack = newStack();
    const { vpc, instance } = equipped(stack);
    const [subnet] = vpc.privateSubnets;
    expect([...instanceIn(stack).DependsOn!].sort()).toEqual([
      logicalId(instance.role), logicalId(subnet.node.findChild('DefaultRoute')), logicalId(subnet.node.findChild('RouteTableAssociation')),
    ].sort());
  });

  test('waits for the rule that an imported group gets', () => {
    const stack = newStack();
    equipped(stack, {
      allowAllOutbound: undefined, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', { allowAllOutbound: false }),
    });
    expect(only(stack, 'AWS::EC2::SecurityGroupEgress').Properties.GroupId).toBe('sg-1');
    expect(instanceIn(stack).DependsOn).toContain(logicalIds(stack, 'AWS::EC2::SecurityGroupEgress')[0]);
  });

  test('can be granted to people, and its role can be granted other things', () => {
    const stack = newStack();
    const { instance, node } = equipped(stack);
    node.grantStartSession(new iam.User(stack, 'User'));
    expect(JSON.stringify(policyStatements(stack)[0].Resource[0])).toContain(JSON.stringify({ Ref: logicalId(instance) }));
  });

  test('may be in another stack', () => {
    const app = new App();
    const stack = newStack(undefined, app);
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const instance = ec2Instance(stack, vpc);
    const node = SsmManagedInstance.fromInstance(newStack(undefined, app, 'Other'), 'Node', instance, { vpc });
    app.synth();
    expect(node.instanceId).toBe(instance.instanceId);
    expect(only(stack, 'AWS::IAM::Role').Properties.ManagedPolicyArns).toEqual([CORE_POLICY]);
  });
});

describe('What cannot be changed is an error', () => {
  test('an imported role, with the managed policy', () => {
    const stack = newStack();
    expect(() => equipped(stack, { role: iam.Role.fromRoleName(stack, 'Role', 'existing') })).toThrow(
      /^NodePermissions\.managedInstanceCore\(\) cannot attach AmazonSSMManagedInstanceCore to a role that is imported or cannot be changed; .* \[Stack\/Node\]$/);
  });

  test('an immutable role, with an inline policy', () => {
    const stack = newStack();
    expect(() => equipped(stack, { role: iam.Role.fromRoleName(stack, 'Role', 'existing', { mutable: false }) }, NodePermissions.sessionOnly())).toThrow(
      /^NodePermissions\.sessionOnly\(\) cannot change the role; .* \[Stack\/Node\]$/);
  });

  test('an immutable, closed security group', () => {
    const stack = newStack();
    const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1', { mutable: false, allowAllOutbound: false });
    expect(() => equipped(stack, { allowAllOutbound: undefined, securityGroup })).toThrow(new Error(
      'securityGroup sg-1 has no rule that lets TCP 443 out and cannot be changed; '
      + 'import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already (SSM-NET-003: The node\'s security groups let TCP 443 out to where the services are) [Stack/Node]'));
  });

  test('a role that does not trust EC2', () => {
    const stack = newStack();
    equipped(stack, { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) });
    expect(synthErrors(stack)).toEqual([
      '[Stack/Node] role does not trust ec2.amazonaws.com, so the instance gets no credentials from it; '
      + 'add new iam.ServicePrincipal(\'ec2.amazonaws.com\') to its trust policy (SSM-IDN-003: EC2 may assume the role)',
    ]);
  });
});

describe('The subnet of the instance', () => {
  const UNKNOWN = 'vpc does not know the subnet of instance Stack/Existing; pass the VPC that the instance was made with, or import it with its subnets [Stack/Node]';

  test('must be in the VPC', () => {
    const stack = newStack();
    const instance = ec2Instance(stack, vpcWith(stack, [PUBLIC]));
    const vpc = new ec2.Vpc(stack, 'Other', { natGateways: 0 });
    expect(() => SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc })).toThrow(new Error(UNKNOWN));
  });

  test('must be known to an import of the VPC', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const imported = ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: vpc.vpcId, availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-2'] });
    expect(() => SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, vpc), { vpc: imported })).toThrow(new Error(UNKNOWN));
  });

  test('is found in an import of the VPC that knows it', () => {
    const stack = newStack();
    const imported = (id: string) => ec2.Vpc.fromVpcAttributes(stack, id, { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] });
    SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, imported('One')), { vpc: imported('Two') });
    expect(synthErrors(stack)).toEqual([]);
  });

  test('is found in the network interface that the CDK makes for a public address', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const instance = ec2Instance(stack, vpc, { associatePublicIpAddress: true });
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc });
    expect(instance.instance.subnetId).toBeUndefined();
    expect(instanceIn(stack).DependsOn).toContain(logicalId(vpc.publicSubnets[0].node.findChild('RouteTableAssociation')));
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each([
    ['network interfaces are set elsewhere', (instance: ec2.CfnInstance) => { instance.networkInterfaces = undefined; }],
    ['its only network interface is decided at synthesis',
      (instance: ec2.CfnInstance) => { instance.networkInterfaces = [{ resolve: () => ({ deviceIndex: '0' }), creationStack: [], toString: () => '' }]; }],
  ])('is not found where %s', (_name, change) => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const instance = ec2Instance(stack, vpc, { associatePublicIpAddress: true });
    change(instance.instance);
    expect(() => SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc })).toThrow(new Error(UNKNOWN));
  });
});

describe('The network path of an existing instance', () => {
  test('is an error in an isolated subnet without endpoints', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    expect(() => SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, vpc), { vpc })).toThrow(
      /^vpcSubnets selects an isolated subnet, .* \[Stack\/Node\]$/);
  });

  test('must fit its subnet', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const instance = ec2Instance(stack, vpc);
    expect(() => SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, connectivity: SsmConnectivity.publicIp() })).toThrow(
      /^connectivity SsmConnectivity\.publicIp\(\) needs a public subnet, got Stack\/Vpc\/PrivateSubnet1 \(Private\); .* \[Stack\/Node\]$/);
  });

  test('needs a default route', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_WITH_EGRESS]);
    SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, vpc), { vpc });
    expect(synthErrors(stack)).toEqual([expect.stringMatching(/^\[Stack\/Node\] connectivity needs a default route, and subnet Stack\/Vpc\/PrivateSubnet1 has/)]);
  });

  test('may be PrivateLink: there are rules between the groups, and the instance waits for them and the endpoints', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc });
    const instance = ec2Instance(stack, vpc, { allowAllOutbound: false });
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    const rules = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap(type => logicalIds(stack, type));
    expect(rules).toHaveLength(2);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining([...rules, logicalId(endpoints.ssm), logicalId(endpoints.ssmMessages)]));
    expect(synthErrors(stack)).toEqual([]);
  });

  test('through PrivateLink is a group of the endpoints, beside those of the instance', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const instance = ec2Instance(stack, vpc, { allowAllOutbound: false });
    instance.connections.addSecurityGroup(new ec2.SecurityGroup(stack, 'Second', { vpc, allowAllOutbound: false }));
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, connectivity: SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc })) });
    expect(resources(stack, 'AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
    expect(resources(stack, 'AWS::EC2::SecurityGroupEgress')).toHaveLength(1);
    expect(resources(stack, 'AWS::EC2::Instance')[0].Properties.SecurityGroupIds).toHaveLength(2);
  });

  test('through a second group that lets everything out needs no rule for the first', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const instance = ec2Instance(stack, vpc, { securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Closed', 'sg-1', { allowAllOutbound: false }) });
    instance.connections.addSecurityGroup(new ec2.SecurityGroup(stack, 'Open', { vpc, allowAllOutbound: true }));
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc });
    expect(resources(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });
});

describe('The public address of an existing instance', () => {
  const publicInstance = (stack: Stack, props: Partial<ec2.InstanceProps> = {}, vpc: ec2.IVpc = vpcWith(stack, [PUBLIC])) => {
    const instance = ec2Instance(stack, vpc, props);
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc });
    return instance;
  };
  const noAutoAssign = (stack: Stack) => vpcWith(stack, [PUBLIC], { subnetConfiguration: [{ name: 'Public', subnetType: PUBLIC, mapPublicIpOnLaunch: false }] });
  const imported = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-1'] });

  test.each<[string, (stack: Stack) => unknown]>([
    ['the subnet assigns one', stack => publicInstance(stack)],
    ['the instance asks for one', stack => publicInstance(stack, { associatePublicIpAddress: true }, noAutoAssign(stack))],
    ['the subnet is imported and may assign one', stack => publicInstance(stack, {}, imported(stack))],
    ['an Elastic IP address names the instance',
      stack => new ec2.CfnEIP(stack, 'Ip', { instanceId: publicInstance(stack, {}, noAutoAssign(stack)).instanceId })],
    ['an Elastic IP address is associated with it',
      stack => new ec2.CfnEIPAssociation(stack, 'Ip', { allocationId: 'eipalloc-1', instanceId: publicInstance(stack, {}, noAutoAssign(stack)).instanceId })],
    ['it asks for none and has an Elastic IP address',
      stack => new ec2.CfnEIP(stack, 'Ip', { instanceId: publicInstance(stack, { associatePublicIpAddress: false }).instanceId })],
  ])('exists if %s', (_name, make) => {
    const stack = newStack();
    make(stack);
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['the subnet assigns none', stack => publicInstance(stack, {}, noAutoAssign(stack))],
    ['the instance asks for none', stack => publicInstance(stack, { associatePublicIpAddress: false })],
    ['the instance asks for none in an imported subnet', stack => publicInstance(stack, { associatePublicIpAddress: false }, imported(stack))],
    ['the Elastic IP address is another instance\'s', stack => {
      const vpc = noAutoAssign(stack);
      publicInstance(stack, {}, vpc);
      new ec2.CfnEIP(stack, 'Ip', { instanceId: 'i-0123456789abcdef0' });
      new ec2.CfnEIP(stack, 'Free');
    }],
  ])('is missing if %s', (_name, make) => {
    const stack = newStack();
    make(stack);
    expect(synthErrors(stack)).toEqual([NO_ADDRESS]);
  });

  test('is needed with publicIp() only', () => {
    const stack = newStack();
    equipped(stack);
    expect(synthErrors(stack)).toEqual([]);
  });
});
