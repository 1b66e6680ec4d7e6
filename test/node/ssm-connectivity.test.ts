import { App, Aws, CfnResource, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AgentPackage, ISsmVpcEndpoints, NodeOperatingSystem, Preflight, SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmManagedInstanceProps,
  SsmVpcEndpoints, SsmVpcEndpointsProps,
} from '../../lib';
import {
  LINUX_IMAGE, PRIVATE_ISOLATED, PRIVATE_WITH_EGRESS, PUBLIC, instanceIn, logicalId, logicalIds, newStack, only, resources, synthErrors, vpcWith,
  warnings,
} from '../util';

const ALL = [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED];
const TO_ANYWHERE = { CidrIp: '0.0.0.0/0', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };

function node(stack: Stack, props: SsmManagedInstanceProps, id = 'Node'): SsmManagedInstance {
  return new SsmManagedInstance(stack, id, props);
}

/** A node behind endpoints in isolated subnets. */
function isolated(stack: Stack, endpointProps: Partial<SsmVpcEndpointsProps> = {}, props: Partial<SsmManagedInstanceProps> = {}) {
  const vpc = endpointProps.vpc ?? vpcWith(stack, [PRIVATE_ISOLATED]);
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, ...endpointProps });
  const created = node(stack, { vpc, connectivity: SsmConnectivity.privateLink(endpoints), ...props });
  return { vpc, endpoints, created };
}

/** The logical ids of the resources that make the network path of a subnet. */
function routeIn(subnet: ec2.ISubnet): string {
  return logicalId(subnet.node.findChild('DefaultRoute'));
}

function associationIn(subnet: ec2.ISubnet): string {
  return logicalId(subnet.node.findChild('RouteTableAssociation'));
}

/** All outbound rules of the nodes' groups, inline or not. */
function rulesOut(stack: Stack): any[] {
  return [
    ...resources(stack, 'AWS::EC2::SecurityGroup').flatMap(({ Properties }) => Properties.SecurityGroupEgress ?? []),
    ...resources(stack, 'AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties),
  ].filter(({ IpProtocol }) => IpProtocol !== 'icmp');
}

describe('publicIp()', () => {
  test.each([['from the type of the subnet', undefined], ['when asked for', SsmConnectivity.publicIp()]])('is chosen %s', (_name, connectivity) => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC]);
    const created = node(stack, { vpc, connectivity });
    const { Properties } = instanceIn(stack);
    expect(Properties.NetworkInterfaces).toEqual([{
      AssociatePublicIpAddress: true,
      DeviceIndex: '0',
      GroupSet: [{ 'Fn::GetAtt': [logicalId(created.connections.securityGroups[0]), 'GroupId'] }],
      SubnetId: { Ref: logicalId(vpc.publicSubnets[0]) },
    }]);
    expect(Properties).not.toHaveProperty('SubnetId');
  });

  test('waits for the route to the Internet gateway and for the route table', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    node(stack, { vpc, connectivity: SsmConnectivity.publicIp() });
    const [subnet] = vpc.publicSubnets;
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining([routeIn(subnet), associationIn(subnet)]));
  });

  test('lets only 443 out', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, [PUBLIC]) });
    expect(rulesOut(stack)).toEqual([{ ...TO_ANYWHERE, Description: 'To Systems Manager' }]);
  });

  test.each([
    ['a private one', PRIVATE_WITH_EGRESS, 'Stack/Vpc/PrivateSubnet1 (Private)'],
    ['an isolated one', PRIVATE_ISOLATED, 'Stack/Vpc/IsolatedSubnet1 (Isolated)'],
  ])('needs a public subnet, not %s', (_name, subnetType, got) => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    expect(() => node(stack, { vpc, vpcSubnets: { subnetType }, connectivity: SsmConnectivity.publicIp() })).toThrow(new Error(
      `connectivity SsmConnectivity.publicIp() needs a public subnet, got ${got}; select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } [Stack/Node]`));
  });

  test('needs a subnet of the VPC', () => {
    const stack = newStack();
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Other', { subnetId: 'subnet-1', availabilityZone: 'us-east-1a' });
    const props = { vpc: vpcWith(stack, [PUBLIC]), vpcSubnets: { subnets: [subnet] }, connectivity: SsmConnectivity.publicIp() };
    expect(() => node(stack, props)).toThrow(new Error(
      'connectivity SsmConnectivity.publicIp() needs a public subnet, got Stack/Other (not a subnet of the VPC); '
      + 'select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } [Stack/Node]'));
  });

  test('is an error at synthesis without an Internet gateway', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, [PUBLIC], { createInternetGateway: false }) });
    expect(synthErrors(stack)).toEqual([
      '[Stack/Node] connectivity needs a default route, and subnet Stack/Vpc/PublicSubnet1 has no route to 0.0.0.0/0; '
      + 'add the gateway to the VPC, or use SsmConnectivity.privateLink(endpoints) (SSM-NET-006: A route leads from the node\'s subnet to the services)',
    ]);
  });
});

describe('natGateway()', () => {
  test.each([['from the type of the subnet', undefined], ['when asked for', SsmConnectivity.natGateway()]])('is chosen %s', (_name, connectivity) => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    node(stack, { vpc, connectivity });
    const { Properties, DependsOn } = instanceIn(stack);
    const [subnet] = vpc.privateSubnets;
    expect(Properties.SubnetId).toEqual({ Ref: logicalId(subnet) });
    expect(Properties).not.toHaveProperty('NetworkInterfaces');
    expect(DependsOn).toEqual(expect.arrayContaining([routeIn(subnet), associationIn(subnet)]));
    expect(rulesOut(stack)).toEqual([{ ...TO_ANYWHERE, Description: 'To Systems Manager' }]);
  });

  test('has no public IP address', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, ALL) });
    expect(JSON.stringify(instanceIn(stack))).not.toContain('AssociatePublicIpAddress');
    expect(logicalIds(stack, 'AWS::EC2::EIP')).toEqual([expect.stringContaining('PublicSubnet1EIP')]);
  });

  test.each([
    ['a public one', PUBLIC, 'Stack/Vpc/PublicSubnet1 (Public)'],
    ['an isolated one', PRIVATE_ISOLATED, 'Stack/Vpc/IsolatedSubnet1 (Isolated)'],
  ])('needs a private subnet with egress, not %s', (_name, subnetType, got) => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    expect(() => node(stack, { vpc, vpcSubnets: { subnetType }, connectivity: SsmConnectivity.natGateway() })).toThrow(new Error(
      `connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got ${got}; `
      + 'select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } [Stack/Node]'));
  });

  test('may use a subnet that the VPC does not know', () => {
    const stack = newStack();
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Other', { subnetId: 'subnet-1', availabilityZone: 'us-east-1a' });
    node(stack, { vpc: vpcWith(stack, [PUBLIC]), vpcSubnets: { subnets: [subnet] }, connectivity: SsmConnectivity.natGateway() });
    expect(instanceIn(stack).Properties.SubnetId).toBe('subnet-1');
  });

  const NO_ROUTE = '[Stack/Node] connectivity needs a default route, and subnet Stack/Vpc/PrivateSubnet1 has no route to 0.0.0.0/0; '
    + 'add the gateway to the VPC, or use SsmConnectivity.privateLink(endpoints) (SSM-NET-006: A route leads from the node\'s subnet to the services)';

  test('is an error at synthesis without a default route', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS], { natGateways: 0 }) });
    expect(synthErrors(stack)).toEqual([NO_ROUTE]);
  });

  describe('through a default route that is not the VPC\'s own', () => {
    const noNat = (stack: Stack) => vpcWith(stack, [PRIVATE_WITH_EGRESS]);
    const route = (stack: Stack, subnet: ec2.ISubnet, destinationCidrBlock = '0.0.0.0/0') =>
      new ec2.CfnRoute(stack, 'Tgw', { routeTableId: subnet.routeTable.routeTableId, destinationCidrBlock, transitGatewayId: 'tgw-1' });

    test('accepts one that is defined elsewhere in the app, after the node', () => {
      const stack = newStack();
      const vpc = noNat(stack);
      node(stack, { vpc });
      route(stack, vpc.privateSubnets[0]);
      expect(synthErrors(stack)).toEqual([]);
    });

    test('waits for one that is defined elsewhere in the app, after the node', () => {
      const stack = newStack();
      const vpc = noNat(stack);
      node(stack, { vpc });
      route(stack, vpc.privateSubnets[0]);
      expect(instanceIn(stack).DependsOn).toContain('Tgw');
    });

    test('waits for one that was added to the subnet', () => {
      const stack = newStack();
      const vpc = noNat(stack);
      (vpc.privateSubnets[0] as ec2.Subnet).addRoute('Tgw', { routerId: 'tgw-1', routerType: ec2.RouterType.TRANSIT_GATEWAY });
      node(stack, { vpc });
      expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::EC2::Route')));
      expect(logicalIds(stack, 'AWS::EC2::Route')).toHaveLength(1);
    });

    test('does not accept one of another subnet', () => {
      const stack = newStack();
      const vpc = vpcWith(stack, [PRIVATE_WITH_EGRESS], { maxAzs: 2 });
      node(stack, { vpc });
      route(stack, vpc.privateSubnets[1]);
      expect(synthErrors(stack)).toEqual([NO_ROUTE]);
    });

    test('does not accept a route to another network', () => {
      const stack = newStack();
      const vpc = noNat(stack);
      node(stack, { vpc });
      route(stack, vpc.privateSubnets[0], '10.0.0.0/8');
      expect(synthErrors(stack)).toEqual([NO_ROUTE]);
    });
  });
});

describe('A default route', () => {
  test.each([
    ['publicIp()', [PUBLIC]], ['natGateway()', [PUBLIC, PRIVATE_WITH_EGRESS]],
  ])('with %s needs DNS support', (_name, types) => {
    const stack = newStack();
    const vpc = vpcWith(stack, types, { enableDnsSupport: false, enableDnsHostnames: false });
    expect(() => node(stack, { vpc })).toThrow(new Error(
      'vpc must have DNS support on, or the agent cannot resolve the addresses of Systems Manager, got enableDnsSupport: false; '
      + 'remove that setting from the VPC (SSM-NET-002: The VPC resolves the names of AWS services) [Stack/Node]'));
  });

  test('does not need DNS hostnames', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, [PUBLIC], { enableDnsHostnames: false }) });
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each([
    ['public', { publicSubnetIds: ['subnet-1'] }, true], ['private', { privateSubnetIds: ['subnet-1'] }, false],
  ])('of an imported %s subnet is assumed to exist', (_name, subnets, publicIp) => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], ...subnets });
    node(stack, { vpc });
    expect(JSON.stringify(instanceIn(stack)).includes('"AssociatePublicIpAddress":true')).toBe(publicIp);
    expect(synthErrors(stack)).toEqual([]);
  });
});

test('A default route of an imported route table is assumed to exist', () => {
  const stack = newStack();
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Same', {
    subnetId: vpc.privateSubnets[0].subnetId, availabilityZone: 'us-east-1a', routeTableId: 'rtb-1',
  });
  node(stack, { vpc, vpcSubnets: { subnets: [subnet] } });
  expect(synthErrors(stack)).toEqual([]);
});

describe('A VPC without the subnets that a network path needs', () => {
  test.each([
    ['publicIp()', SsmConnectivity.publicIp(), PRIVATE_ISOLATED,
      'connectivity SsmConnectivity.publicIp() needs a public subnet, got Stack/Vpc/IsolatedSubnet1 (Isolated); '
      + 'select one with vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } [Stack/Node]'],
    ['natGateway()', SsmConnectivity.natGateway(), PRIVATE_ISOLATED,
      'connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got Stack/Vpc/IsolatedSubnet1 (Isolated); '
      + 'select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } [Stack/Node]'],
    ['natGateway()', SsmConnectivity.natGateway(), PUBLIC,
      'connectivity SsmConnectivity.natGateway() needs a private subnet with egress, got Stack/Vpc/PublicSubnet1 (Public); '
      + 'select one with vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } [Stack/Node]'],
  ])('is an error that names the node: %s', (_name, connectivity, subnetType, error) => {
    const stack = newStack();
    expect(() => node(stack, { vpc: vpcWith(stack, [subnetType]), connectivity })).toThrow(new Error(error));
  });
});

describe('The network path that follows from the subnet', () => {
  test('is an error for an isolated one', () => {
    const stack = newStack();
    expect(() => node(stack, { vpc: vpcWith(stack, [PRIVATE_ISOLATED]) })).toThrow(new Error(
      'vpcSubnets selects an isolated subnet, from which nothing reaches Systems Manager; '
      + 'create new SsmVpcEndpoints(this, \'Endpoints\', { vpc }), which are billed by the hour, and set connectivity: SsmConnectivity.privateLink(endpoints) (SSM-NET-006: A route leads from the node\'s subnet to the services) [Stack/Node]'));
  });

  test('leads from an isolated one to a public one, where the VPC has any', () => {
    const stack = newStack();
    expect(() => node(stack, { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }) })).toThrow(
      'from which nothing reaches Systems Manager; set vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, or create new SsmVpcEndpoints');
  });

  test('is an error for an isolated one of an imported VPC', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] });
    expect(() => node(stack, { vpc })).toThrow('vpcSubnets selects an isolated subnet');
  });

  test('is an error for one that the VPC does not know', () => {
    const stack = newStack();
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Other', { subnetId: 'subnet-1', availabilityZone: 'us-east-1a' });
    expect(() => node(stack, { vpc: vpcWith(stack, [PUBLIC]), vpcSubnets: { subnets: [subnet] } })).toThrow(new Error(
      'vpcSubnets selects subnet subnet-1, whose type the VPC does not know; '
      + 'set connectivity to SsmConnectivity.natGateway() or .privateLink(endpoints), or import the VPC with its subnets [Stack/Node]'));
  });

  test('knows an imported subnet by its id', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], privateSubnetIds: ['subnet-1'] });
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Same', { subnetId: 'subnet-1', availabilityZone: 'us-east-1a' });
    node(stack, { vpc, vpcSubnets: { subnets: [subnet] } });
    expect(instanceIn(stack).Properties.SubnetId).toBe('subnet-1');
  });

  test('knows an imported subnet of this app by the reference to it', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Same', {
      subnetId: vpc.privateSubnets[0].subnetId, availabilityZone: 'us-east-1a', routeTableId: vpc.privateSubnets[0].routeTable.routeTableId,
    });
    node(stack, { vpc, vpcSubnets: { subnets: [subnet] } });
    expect(instanceIn(stack).Properties.SubnetId).toEqual({ Ref: logicalId(vpc.privateSubnets[0]) });
    expect(synthErrors(stack)).toEqual([]);
  });
});

describe('privateLink()', () => {
  test('puts the instance into an isolated subnet without a public IP address', () => {
    const stack = newStack();
    const { vpc } = isolated(stack);
    expect(instanceIn(stack).Properties.SubnetId).toEqual({ Ref: logicalId(vpc.isolatedSubnets[0]) });
    expect(instanceIn(stack).Properties).not.toHaveProperty('NetworkInterfaces');
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('AssociatePublicIpAddress');
  });

  /** The group that nodes have beside their own. */
  const clientGroup = (endpoints: ISsmVpcEndpoints) => ({ 'Fn::GetAtt': [logicalId(endpoints.node.findChild('ClientSecurityGroup')), 'GroupId'] });

  test('gives the node a group of the endpoints beside its own', () => {
    const stack = newStack();
    const { endpoints, created } = isolated(stack);
    expect(instanceIn(stack).Properties.SecurityGroupIds).toEqual([
      { 'Fn::GetAtt': [logicalId(created.connections.securityGroups[0]), 'GroupId'] },
      clientGroup(endpoints),
    ]);
    expect(created.connections.securityGroups).toHaveLength(1);
  });

  test('has as many rules for 90 nodes as for one, and five resources a node', () => {
    const resourcesOf = (nodes: number) => {
      const stack = newStack();
      const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
      const sessionPreferences = new SessionPreferences(stack, 'Preferences');
      const connectivity = SsmConnectivity.privateLink(new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences }));
      Array.from({ length: nodes }, (_, index) => node(stack, { vpc, connectivity, sessionPreferences }, `Node${index}`));
      return Object.values<any>(Template.fromStack(stack).toJSON().Resources);
    };
    const rules = (all: any[]) => all.filter(({ Type }) => /^AWS::EC2::SecurityGroup(In|E)gress$/.test(Type)).length;
    const [one, ninety] = [resourcesOf(1), resourcesOf(90)];
    expect(rules(one)).toBe(2);
    expect(rules(ninety)).toBe(2);
    expect(ninety.length - one.length).toBe(89 * 5);
    expect(ninety.length).toBeLessThanOrEqual(500);
  });

  test('lets the node out to the endpoints only', () => {
    const stack = newStack();
    const { endpoints } = isolated(stack);
    expect(rulesOut(stack)).toEqual([{
      GroupId: clientGroup(endpoints),
      DestinationSecurityGroupId: { 'Fn::GetAtt': [logicalId(endpoints.securityGroup!), 'GroupId'] },
      Description: 'To the Systems Manager endpoints',
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
    }]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('0.0.0.0/0');
  });

  test('lets only the node into the endpoints', () => {
    const stack = newStack();
    const { endpoints } = isolated(stack);
    expect(only(stack, 'AWS::EC2::SecurityGroupIngress').Properties).toEqual({
      GroupId: { 'Fn::GetAtt': [logicalId(endpoints.securityGroup!), 'GroupId'] },
      SourceSecurityGroupId: clientGroup(endpoints),
      Description: 'From the SSM Agent',
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
    });
  });

  test('waits for the endpoints, the rules, the role and the route table, and for nothing else', () => {
    const stack = newStack();
    const { vpc, endpoints, created } = isolated(stack);
    expect([...instanceIn(stack).DependsOn!].sort()).toEqual([
      logicalId(endpoints.ssm),
      logicalId(endpoints.ssmMessages),
      ...logicalIds(stack, 'AWS::EC2::SecurityGroupEgress'),
      ...logicalIds(stack, 'AWS::EC2::SecurityGroupIngress'),
      logicalId(created.role),
      associationIn(vpc.isolatedSubnets[0]),
    ].sort());
  });

  test('waits for every endpoint that there is', () => {
    const stack = newStack();
    const { endpoints } = isolated(stack, { logs: true, kms: true, s3: true, legacyAgents: true });
    const { ssm, ssmMessages, ec2Messages, logs, kms, s3 } = endpoints;
    const all = [ssm, ssmMessages, ec2Messages, logs, kms, s3].map(endpoint => logicalId(endpoint!));
    expect(all.sort()).toEqual(logicalIds(stack, 'AWS::EC2::VPCEndpoint').sort());
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(all));
  });

  test('with the S3 gateway lets the node out to any address on 443', () => {
    const stack = newStack();
    isolated(stack, { s3: true });
    expect(rulesOut(stack)).toContainEqual({ ...TO_ANYWHERE, Description: 'To S3 through its gateway endpoint' });
    expect(rulesOut(stack)).toHaveLength(2);
  });

  test('with the prefix list of S3 lets the node out to that list only, and the instance waits for that rule', () => {
    const stack = newStack();
    const { endpoints } = isolated(stack, { s3: true, s3PrefixListId: 'pl-1' });
    expect(endpoints.s3).toBeDefined();
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('0.0.0.0/0');
    expect(rulesOut(stack)).toContainEqual(expect.objectContaining({ DestinationPrefixListId: 'pl-1', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }));
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::EC2::SecurityGroupEgress')));
  });

  test('puts the S3 gateway into the route table of the subnet', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    isolated(stack, { vpc, s3: true }, { vpcSubnets: { subnetType: PRIVATE_WITH_EGRESS } });
    const [gateway] = resources(stack, 'AWS::EC2::VPCEndpoint').filter(({ Properties }) => Properties.VpcEndpointType === 'Gateway');
    expect(gateway.Properties.RouteTableIds).toContainEqual({ Ref: logicalId(vpc.privateSubnets[0].node.findChild('RouteTable')) });
  });

  test.each([
    ['public', PUBLIC], ['private', PRIVATE_WITH_EGRESS], ['isolated', PRIVATE_ISOLATED],
  ])('works from a %s subnet, without a public IP address', (_name, subnetType) => {
    const stack = newStack();
    isolated(stack, { vpc: vpcWith(stack, ALL) }, { vpcSubnets: { subnetType } });
    expect(JSON.stringify(instanceIn(stack))).not.toContain('AssociatePublicIpAddress":true');
    expect(synthErrors(stack)).toEqual([]);
  });

  test('needs no default route', () => {
    const stack = newStack();
    isolated(stack);
    expect(logicalIds(stack, 'AWS::EC2::Route')).toEqual([]);
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each([
    ['open', (stack: Stack, vpc: ec2.IVpc) => new ec2.SecurityGroup(stack, 'Open', { vpc, allowAllOutbound: true })],
    ['closed', (stack: Stack, vpc: ec2.IVpc) => new ec2.SecurityGroup(stack, 'Closed', { vpc, allowAllOutbound: false })],
    ['immutable and closed', (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Given', 'sg-1', { mutable: false, allowAllOutbound: false })],
  ])('gives a security group that was passed no rule: %s', (_name, make) => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    const { endpoints } = isolated(stack, { vpc, s3: true }, { securityGroup: make(stack, vpc) });
    expect(only(stack, 'AWS::EC2::SecurityGroupEgress').Properties.GroupId).toEqual(clientGroup(endpoints));
    expect(instanceIn(stack).Properties.SecurityGroupIds).toHaveLength(2);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(logicalIds(stack, 'AWS::EC2::SecurityGroupIngress')));
    expect(logicalIds(stack, 'AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
  });

  test('needs endpoints in the node\'s own VPC', () => {
    const stack = newStack();
    const other = new ec2.Vpc(stack, 'Other', { natGateways: 0 });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc: other });
    expect(() => node(stack, { vpc: vpcWith(stack, [PRIVATE_ISOLATED]), connectivity: SsmConnectivity.privateLink(endpoints) })).toThrow(new Error(
      'connectivity SsmConnectivity.privateLink(endpoints) needs endpoints in the node\'s own VPC, got Stack/Endpoints in another; '
      + 'create them in Stack/Vpc (SSM-END-001: A VPC without another way out has an endpoint for each service that is needed) [Stack/Node]'));
  });

  test('accepts endpoints in an import of the same VPC', () => {
    const stack = newStack();
    const attributes = { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] };
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc: ec2.Vpc.fromVpcAttributes(stack, 'One', attributes) });
    node(stack, { vpc: ec2.Vpc.fromVpcAttributes(stack, 'Two', attributes), connectivity: SsmConnectivity.privateLink(endpoints) });
    expect(instanceIn(stack).Properties.SubnetId).toBe('subnet-1');
  });

  test('refuses endpoints in a VPC whose id is another expression', () => {
    const stack = newStack();
    const imported = (vpcId: string) => ec2.Vpc.fromVpcAttributes(stack, vpcId.slice(0, 5), { vpcId, availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc: imported(`vpc-a${Aws.STACK_NAME}`) });
    expect(() => node(stack, { vpc: imported(`vpc-b${Aws.STACK_NAME}`), connectivity: SsmConnectivity.privateLink(endpoints) })).toThrow(
      'got Stack/Endpoints in another; create them in Stack/vpc-b (SSM-END-001: A VPC without another way out has an endpoint for each service that is needed) [Stack/Node]');
  });

  test('refuses endpoints in an import of another VPC', () => {
    const stack = newStack();
    const imported = (vpcId: string) => ec2.Vpc.fromVpcAttributes(stack, vpcId, { vpcId, availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] });
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc: imported('vpc-1') });
    expect(() => node(stack, { vpc: imported('vpc-2'), connectivity: SsmConnectivity.privateLink(endpoints) })).toThrow(
      'got Stack/Endpoints in another; create them in Stack/vpc-2 (SSM-END-001: A VPC without another way out has an endpoint for each service that is needed) [Stack/Node]');
  });

  describe('with endpoints that the VPC has already', () => {
    const NOT_CHANGED = 'cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged';
    const existing = (stack: Stack, mutable?: boolean, props: Partial<SsmManagedInstanceProps> = {}) => {
      const vpc = props.vpc ?? vpcWith(stack, [PRIVATE_ISOLATED]);
      const endpoint = (id: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, {
        vpcEndpointId: `vpce-${id}`, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, `sg-${id}`, { mutable })],
      });
      const endpoints: ISsmVpcEndpoints = SsmVpcEndpoints.fromSsmVpcEndpointsAttributes(stack, 'Endpoints', { vpc, ssm: endpoint('ssm'), ssmMessages: endpoint('messages') });
      const created = node(stack, { vpc, connectivity: SsmConnectivity.privateLink(endpoints), ...props });
      return { endpoints, created };
    };

    test('lets the node into them, and the instance waits for the rules', () => {
      const stack = newStack();
      const { endpoints } = existing(stack);
      const group = clientGroup(endpoints);
      expect(resources(stack, 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => [Properties.GroupId, Properties.SourceSecurityGroupId]))
        .toEqual(expect.arrayContaining([['sg-ssm', group], ['sg-messages', group]]));
      expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining(
        ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap(type => logicalIds(stack, type))));
      expect(warnings(stack)).toEqual([]);
    });

    test('warns if their groups are immutable', () => {
      const stack = newStack();
      existing(stack, false);
      Template.fromStack(stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
      expect(new Set(warnings(stack))).toEqual(new Set([NOT_CHANGED]));
    });

    test('warns whatever other rules the node\'s group has', () => {
      const stack = newStack();
      const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
      const securityGroup = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
      securityGroup.addIngressRule(securityGroup, ec2.Port.tcp(443));
      existing(stack, false, { vpc, securityGroup });
      expect(new Set(warnings(stack))).toEqual(new Set([NOT_CHANGED]));
    });
  });
});

test('nobody extends it: a subclass would lack what the library calls', () => {
  // @ts-expect-error: Cannot extend a class 'SsmConnectivity'. Class constructor is marked as private.
  const extend = () => class extends SsmConnectivity {};
  expect(extend().prototype).toBeInstanceOf(SsmConnectivity);
});

describe('centralEndpoints()', () => {
  const HUB = [ec2.Peer.ipv4('10.200.0.0/16')];
  const toHub = (stack: Stack, { routeTable: { routeTableId } }: ec2.ISubnet) => new ec2.CfnRoute(stack, 'ToHub', { routeTableId, destinationCidrBlock: '10.0.0.0/8', transitGatewayId: 'tgw-1' });
  const NOT_PROVEN = 'cdk-session-manager:SsmManagedInstance.centralEndpointsNotProven';

  function spoke(stack: Stack, props: Partial<SsmManagedInstanceProps> = {}, peers: ec2.IPeer[] = HUB, vpcProps: ec2.VpcProps = {}) {
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED], vpcProps);
    const created = node(stack, { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers }), ...props });
    return { vpc, created, route: toHub(stack, vpc.isolatedSubnets[0]) };
  }

  test('lets the node out to the peers only, on 443', () => {
    const stack = newStack();
    spoke(stack, {}, [...HUB, ec2.Peer.prefixList('pl-1')]);
    const rule = { Description: 'To the central Systems Manager endpoints', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    expect(rulesOut(stack)).toEqual([{ ...rule, CidrIp: '10.200.0.0/16' }, expect.objectContaining({ ...rule, DestinationPrefixListId: 'pl-1' })]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('0.0.0.0/0');
  });

  test('creates no endpoint, and gives the node no public address', () => {
    const stack = newStack();
    spoke(stack);
    expect(resources(stack, 'AWS::EC2::VPCEndpoint')).toEqual([]);
    expect(JSON.stringify(instanceIn(stack))).not.toContain('AssociatePublicIpAddress');
  });

  test('waits for the routes of its subnet and its route table', () => {
    const stack = newStack();
    const { vpc, route } = spoke(stack);
    expect(instanceIn(stack).DependsOn).toEqual(expect.arrayContaining([logicalId(route), associationIn(vpc.isolatedSubnets[0])]));
  });

  test('does not wait for routes of another stack, which may need the node\'s', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED]);
    node(stack, { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers: HUB }) });
    toHub(newStack(undefined, stack.node.root as App, 'Later'), vpc.isolatedSubnets[0]);
    expect(synthErrors(stack)).toEqual([]);
    expect(stack.dependencies).toEqual([]);
  });

  test('warns of what the node does not know, once, also where documents are granted', () => {
    const stack = newStack();
    const { created } = spoke(stack, { sessionPreferences: new SessionPreferences(stack, 'Preferences') });
    new SessionPreferences(stack, 'Others').grantStartSession(new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() }), created);
    expect(warnings(stack).filter(id => id === NOT_PROVEN)).toEqual([NOT_PROVEN]);
  });

  test.each([['private', PRIVATE_WITH_EGRESS], ['public', PUBLIC]])('works from a %s subnet, without a public IP address', (_name, subnetType) => {
    const stack = newStack();
    const vpc = vpcWith(stack, ALL);
    node(stack, { vpc, vpcSubnets: { subnetType }, connectivity: SsmConnectivity.centralEndpoints({ peers: HUB }) });
    expect(JSON.stringify(instanceIn(stack))).not.toContain('AssociatePublicIpAddress":true');
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each([
    ['isolated', ALL, 'IsolatedSubnet1'], ['private', [PUBLIC, PRIVATE_WITH_EGRESS], 'PrivateSubnet1'], ['public', [PUBLIC], 'PublicSubnet1'],
  ])('takes an %s subnet by default', (_name, types, id) => {
    const stack = newStack();
    const vpc = vpcWith(stack, types);
    const subnet = vpc.node.findChild(id) as ec2.Subnet;
    toHub(stack, subnet);
    node(stack, { vpc, connectivity: SsmConnectivity.centralEndpoints({ peers: HUB }) });
    expect(instanceIn(stack).Properties.SubnetId).toEqual(stack.resolve(subnet.subnetId));
  });

  test('is an error at synthesis without any route', () => {
    const stack = newStack();
    node(stack, { vpc: vpcWith(stack, [PRIVATE_ISOLATED]), connectivity: SsmConnectivity.centralEndpoints({ peers: HUB }) });
    expect(synthErrors(stack)).toEqual([
      '[Stack/Node] connectivity SsmConnectivity.centralEndpoints() needs a route to the endpoints, and subnet Stack/Vpc/IsolatedSubnet1 has no route at all; '
      + 'add one to the transit gateway or the peering connection (SSM-END-013: Where the name of a service leads is seen to its end)',
    ]);
  });

  test('takes routes that a VPN gateway may propagate, and those of an imported subnet', () => {
    const stack = newStack();
    const vpc = vpcWith(stack, [PRIVATE_ISOLATED], { vpnGateway: true, vpnRoutePropagation: [{ subnetType: PRIVATE_ISOLATED }] });
    const connectivity = SsmConnectivity.centralEndpoints({ peers: HUB });
    node(stack, { vpc, connectivity });
    const imported = ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] });
    node(stack, { vpc: imported, connectivity }, 'Other');
    expect(synthErrors(stack)).toEqual([]);
  });

  test('needs DNS support of the VPC', () => {
    expect(() => spoke(newStack(), {}, HUB, { enableDnsSupport: false, enableDnsHostnames: false })).toThrow(new Error(
      'vpc must have DNS support on, or no name leads to the central endpoints, got enableDnsSupport: false; '
      + 'remove that setting from the VPC (SSM-NET-002: The VPC resolves the names of AWS services) [Stack/Node]'));
  });

  test('needs peers', () => {
    expect(() => SsmConnectivity.centralEndpoints({ peers: [] })).toThrow(new Error(
      'peers must be one or more, got none; name the block of the VPC that the endpoints are in, such as ec2.Peer.ipv4(\'10.0.0.0/8\')'));
  });

  test('installs an agent only where S3 has an endpoint, too', () => {
    const operatingSystem = NodeOperatingSystem.custom(LINUX_IMAGE, { agentPreinstalled: false, agentPackage: AgentPackage.DEB, rootDeviceName: '/dev/xvda' });
    expect(() => spoke(newStack(), { operatingSystem })).toThrow('operatingSystem lacks the SSM Agent');
    const stack = newStack();
    spoke(stack, { operatingSystem, connectivity: SsmConnectivity.centralEndpoints({ peers: HUB, s3: true }) });
    expect(synthErrors(stack)).toEqual([]);
  });

  test.each([['with a profile', true, 'SSM-END-013 Profile'], ['where no template shows how names lead there', false, 'SSM-NET-015 ToHub']])('is not blocked for preflight, which says what to check: %s', (_name, hasProfile, finding) => {
    const app = new App();
    const stack = newStack({ account: '111122223333', region: 'eu-west-1' }, app);
    const { vpc } = spoke(stack);
    if (hasProfile) {
      new CfnResource(stack, 'Profile', { type: 'AWS::Route53Profiles::ProfileAssociation', properties: { Name: 'hub', ProfileId: 'rp-1', ResourceId: vpc.vpcId } });
    }
    const [{ verdict, findings }] = Preflight.ofApp(app).nodes;
    expect(verdict).toBe('UNKNOWN');
    expect(findings.map(({ ruleId, logicalId: id }) => `${ruleId} ${id}`)).toEqual([finding]);
  });
});
