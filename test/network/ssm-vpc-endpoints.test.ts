import { App, CfnParameter, Fn, NestedStack, Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, Dependable } from 'constructs';
import { SessionLoggingBucket, SsmVpcEndpoints, SsmVpcEndpointsProps } from '../../lib';
import { ACCOUNT, FLAGS, NOTHING_OUT, closedGroup, errorOf, newStack, newVpc, pathsOf, propertiesOf, ref, warnings } from '../fixtures';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const EGRESS = 'AWS::EC2::SecurityGroupEgress';

/** A stack with a VPC and endpoints in it. */
function setUp(props: Partial<SsmVpcEndpointsProps> = {}, stack = newStack()) {
  const vpc = props.vpc ?? newVpc(stack);
  return { stack, vpc, endpoints: new SsmVpcEndpoints(stack, 'Endpoints', { vpc, ...props }) };
}

/** The endpoints of a stack by the last part of their service name. */
function services(stack: Stack): Record<string, any> {
  return Object.fromEntries(propertiesOf(stack, ENDPOINT).map(endpoint => [
    (endpoint.ServiceName['Fn::Join']?.[1].at(-1) ?? endpoint.ServiceName).split('.').pop(), endpoint,
  ]));
}

function importedGroup(stack: Stack, id: string, options?: ec2.SecurityGroupImportOptions) {
  return ec2.SecurityGroup.fromSecurityGroupId(stack, id, id, options);
}

function importedEndpoint(stack: Stack, id: string, securityGroups?: ec2.ISecurityGroup[]) {
  return ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, { vpcEndpointId: `vpce-${id}`, port: 443, securityGroups });
}

function importedVpc(stack: Stack, id = 'Imported') {
  return ec2.Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a'],
    isolatedSubnetIds: ['subnet-1'],
    isolatedSubnetRouteTableIds: ['rtb-1'],
  });
}

const routeTables = (subnets: ec2.ISubnet[]) => subnets.map(subnet => Stack.of(subnet).resolve(subnet.routeTable.routeTableId));
const subnetIds = (subnets: ec2.ISubnet[]) => subnets.map(subnet => Stack.of(subnet).resolve(subnet.subnetId));

describe('by default', () => {
  test('there are ssm and ssmmessages, and nothing else', () => {
    const { stack, endpoints } = setUp();

    expect(Object.keys(services(stack)).sort()).toEqual(['ssm', 'ssmmessages']);
    expect([endpoints.ec2Messages, endpoints.logs, endpoints.kms, endpoints.s3, endpoints.s3PrefixListId]
      .every(endpoint => endpoint === undefined)).toBe(true);
  });

  test('each endpoint is an interface endpoint with private DNS in every Availability Zone, in the shared group', () => {
    const { stack, vpc, endpoints } = setUp();

    Object.values(services(stack)).forEach(endpoint => expect(endpoint).toMatchObject({
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      VpcId: stack.resolve(vpc.vpcId),
      SubnetIds: subnetIds(vpc.isolatedSubnets),
      SecurityGroupIds: [stack.resolve(endpoints.securityGroup!.securityGroupId)],
    }));
  });

  test('the attributes are these endpoints', () => {
    const { stack, vpc, endpoints } = setUp({ logs: true, kms: true, s3: true, legacyAgents: true });
    const resources = Template.fromStack(stack).toJSON().Resources;
    const { ssm, ssmmessages, ec2messages, logs, kms, s3 } = services(stack);

    expect(endpoints.vpc.node.path).toBe(vpc.node.path);
    expect([endpoints.ssm, endpoints.ssmMessages, endpoints.ec2Messages, endpoints.logs, endpoints.kms, endpoints.s3]
      .map(endpoint => resources[stack.resolve(endpoint!.vpcEndpointId).Ref].Properties)).toEqual([ssm, ssmmessages, ec2messages, logs, kms, s3]);
  });

  test('the shared group lets nothing in and nothing out', () => {
    const { stack, vpc } = setUp();

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup')).toEqual([{
      GroupDescription: 'Systems Manager endpoints: 443 in from the nodes, nothing out',
      SecurityGroupEgress: NOTHING_OUT,
      VpcId: stack.resolve(vpc.vpcId),
    }]);
    expect(propertiesOf(stack, INGRESS)).toEqual([]);
    expect(propertiesOf(stack, EGRESS)).toEqual([]);
  });

  test('there is no warning', () => {
    expect(warnings(setUp().stack)).toEqual([]);
  });

  test.each(FLAGS)('no group is open to addresses in an app with %s', (_, context) => {
    const { stack, endpoints, vpc } = setUp({ logs: true, s3: true }, newStack(new App({ context })));
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });
    const [group] = propertiesOf(stack, 'AWS::EC2::SecurityGroup').filter(({ GroupDescription }) => GroupDescription.startsWith('Systems Manager'));
    const groupId = stack.resolve(endpoints.securityGroup!.securityGroupId);

    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(propertiesOf(stack, INGRESS).map(rule => rule.CidrIp ?? rule.CidrIpv6)).toEqual([undefined]);
    const ownEgress = propertiesOf(stack, EGRESS).filter(rule => JSON.stringify(rule.GroupId) === JSON.stringify(groupId));
    expect([...group.SecurityGroupEgress ?? [], ...ownEgress]).toEqual([expect.objectContaining(NOTHING_OUT[0])]);
  });
});

describe('optional endpoints', () => {
  test.each([
    ['logs', 'logs'],
    ['kms', 'kms'],
    ['legacyAgents', 'ec2messages'],
    ['s3', 's3'],
  ])('%s: true adds only %s, and false adds nothing', (prop, service) => {
    expect(Object.keys(services(setUp({ [prop]: true }).stack)).sort()).toEqual([service, 'ssm', 'ssmmessages'].sort());
    expect(Object.keys(services(setUp({ [prop]: false }).stack)).sort()).toEqual(['ssm', 'ssmmessages']);
  });

  test('all interface endpoints share one group', () => {
    const { stack, endpoints } = setUp({ logs: true, kms: true, legacyAgents: true });
    const group = stack.resolve(endpoints.securityGroup!.securityGroupId);

    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup')).toHaveLength(1);
    expect(propertiesOf(stack, ENDPOINT).map(({ SecurityGroupIds }) => SecurityGroupIds)).toEqual(Array(5).fill([group]));
    expect(propertiesOf(stack, ENDPOINT).map(({ PrivateDnsEnabled }) => PrivateDnsEnabled)).toEqual(Array(5).fill(true));
  });

  const RETIRED = 'AWS announced the retirement of ec2messages for 30 September 2026. Update the agents to 3.3.40.0 or newer, which use ssmmessages alone. [ack: annotation::cdk-session-manager:SsmVpcEndpoints.ec2MessagesRetired]';

  test('legacyAgents raises a warning', () => {
    expect(warnings(setUp({ legacyAgents: true }).stack)).toEqual([RETIRED]);
  });

  test('an existing ec2messages endpoint raises the same warning', () => {
    const stack = newStack();
    setUp({ existing: { ec2Messages: importedEndpoint(stack, 'ec2messages', [importedGroup(stack, 'sg-1')]) } }, stack);

    expect(warnings(stack)).toEqual([RETIRED]);
  });

  test('the warning can be acknowledged, before and after', () => {
    const rule = { id: 'cdk-session-manager:SsmVpcEndpoints.ec2MessagesRetired', reason: 'Windows Server 2012' };
    const before = newStack();
    Validations.of(before).acknowledge(rule);
    setUp({ legacyAgents: true }, before);
    const after = setUp({ legacyAgents: true });
    Validations.of(after.endpoints).acknowledge(rule);

    expect(warnings(before)).toEqual([]);
    expect(warnings(after.stack)).toEqual([]);
  });

  test('the id of another warning silences nothing', () => {
    const { stack, endpoints } = setUp({ legacyAgents: true });
    Validations.of(endpoints).acknowledge({ id: 'cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged', reason: 'x' });

    expect(warnings(stack)).toEqual([RETIRED]);
  });
});

describe('subnets', () => {
  const selected = (stack: Stack) => services(stack).ssm.SubnetIds;

  test('are the isolated ones by default', () => {
    const { stack, vpc } = setUp();

    expect(selected(stack)).toEqual(subnetIds(vpc.isolatedSubnets));
  });

  test('are the private ones of a VPC without isolated ones', () => {
    const stack = newStack();
    const { vpc } = setUp({ vpc: newVpc(stack, 'Vpc', { subnetConfiguration: undefined }) }, stack);

    expect(vpc.isolatedSubnets).toHaveLength(0);
    expect(selected(stack)).toEqual(subnetIds(vpc.privateSubnets));
  });

  test('are the public ones of a VPC without others', () => {
    const stack = newStack();
    const { vpc } = setUp({
      vpc: newVpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }], natGateways: 0 }),
    }, stack);

    expect(selected(stack)).toEqual(subnetIds(vpc.publicSubnets));
  });

  test('may be selected', () => {
    const { stack, vpc } = setUp({ subnets: { subnetGroupName: 'Private' } });

    expect(selected(stack)).toEqual(subnetIds(vpc.privateSubnets));
  });

  test('are one in each Availability Zone, because an endpoint takes no more', () => {
    const stack = newStack();
    const { vpc } = setUp({
      vpc: newVpc(stack, 'Vpc', {
        subnetConfiguration: [
          { name: 'A', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
          { name: 'B', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        ],
        natGateways: 0,
      }),
    }, stack);

    expect(vpc.isolatedSubnets).toHaveLength(6);
    expect(selected(stack)).toEqual(subnetIds(vpc.selectSubnets({ subnetGroupName: 'A' }).subnets));
  });

  test('that are passed one by one are one in each Availability Zone too', () => {
    const stack = newStack();
    const vpc = newVpc(stack, 'Vpc', {
      subnetConfiguration: [
        { name: 'A', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        { name: 'B', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      natGateways: 0,
    });
    setUp({ vpc, subnets: { subnets: vpc.isolatedSubnets } }, stack);

    expect(selected(stack)).toHaveLength(3);
  });

  test('that select none are refused', () => {
    expect(errorOf(() => setUp({ subnets: { subnets: [] } }))).toBe('subnets selects no subnet of the VPC; select at least one [Stack/Endpoints]');
    expect(errorOf(() => setUp({ subnets: { availabilityZones: ['us-east-1f'] } }))).toBe('subnets selects no subnet of the VPC; select at least one [Stack/Endpoints]');
  });

  test.each([1, 2])('maxAzs %d limits the Availability Zones of every endpoint', maxAzs => {
    const { stack, vpc } = setUp({ maxAzs, logs: true });

    expect(propertiesOf(stack, ENDPOINT).map(endpoint => endpoint.SubnetIds)).toEqual(Array(3).fill(subnetIds(vpc.isolatedSubnets.slice(0, maxAzs))));
  });

  test('maxAzs above the number of Availability Zones means all', () => {
    const { stack, vpc } = setUp({ maxAzs: 9 });

    expect(selected(stack)).toEqual(subnetIds(vpc.isolatedSubnets));
  });

  test('maxAzs must be known at synthesis', () => {
    const stack = newStack();
    expect(errorOf(() => setUp({ maxAzs: new CfnParameter(stack, 'Zones', { type: 'Number' }).valueAsNumber }, stack))).toBe(
      'maxAzs must be a whole number from 1, got a value known at deployment only; set how many zones the endpoints are in, or remove it for all [Stack/Endpoints]');
  });

  test.each([0, -1, 1.5, NaN, Infinity])('maxAzs %d is refused', maxAzs => {
    expect(errorOf(() => setUp({ maxAzs }))).toBe(
      `maxAzs must be a whole number from 1, got ${maxAzs}; set how many zones the endpoints are in, or remove it for all [Stack/Endpoints]`);
  });
});

describe('VPCs that are looked up', () => {
  const lookUp = (stack: Stack, vpcName: string) => ec2.Vpc.fromLookup(stack, vpcName, { vpcName });

  test('are not known in the first synthesis, which succeeds', () => {
    const app = new App();
    const stack = newStack(app);
    setUp({ vpc: lookUp(stack, 'a'), s3: true, subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }, stack);

    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  test('may have subnets with any name', () => {
    const app = new App();
    const stack = newStack(app);
    setUp({ vpc: lookUp(stack, 'a'), subnets: { subnetGroupName: 'Endpoints' } }, stack);

    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  test('are not mistaken for each other', () => {
    const app = new App();
    const stack = newStack(app);
    setUp({ vpc: lookUp(stack, 'a') }, stack);
    new SsmVpcEndpoints(stack, 'Second', { vpc: lookUp(stack, 'b') });

    expect(app.synth().manifest.missing).toHaveLength(2);
  });
});

describe('DNS of the VPC', () => {
  test.each([
    ['enableDnsSupport', { enableDnsSupport: false, enableDnsHostnames: false }],
    ['enableDnsHostnames', { enableDnsHostnames: false }],
  ])('%s: false is refused', (setting, vpcProps) => {
    const stack = newStack();

    expect(errorOf(() => setUp({ vpc: newVpc(stack, 'Vpc', vpcProps) }, stack))).toBe(
      `vpc must have DNS support and DNS hostnames on for private DNS, and ${setting} is off; set it to true on the VPC (SSM-END-003: The VPC of an endpoint with private DNS has DNS hostnames on) [Stack/Endpoints]`);
  });

  test.each([
    ['enableDnsSupport', { enableDnsSupport: false, enableDnsHostnames: true }],
    ['enableDnsHostnames', { enableDnsSupport: true, enableDnsHostnames: false }],
  ])('%s: false in a CfnVPC that is imported by its reference is refused', (setting, vpcProps) => {
    const stack = newStack();
    const { ref: vpcId } = new ec2.CfnVPC(stack, 'Resource', { cidrBlock: '10.0.0.0/16', ...vpcProps });
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId, availabilityZones: ['us-east-1a'], isolatedSubnetIds: ['subnet-1'] });

    expect(errorOf(() => setUp({ vpc }, stack))).toBe(
      `vpc must have DNS support and DNS hostnames on for private DNS, and ${setting} is off; set it to true on the VPC (SSM-END-003: The VPC of an endpoint with private DNS has DNS hostnames on) [Stack/Endpoints]`);
  });

  test('an imported VPC is assumed to have DNS on', () => {
    const stack = newStack();

    expect(errorOf(() => setUp({ vpc: importedVpc(stack) }, stack))).toBeUndefined();
  });
});

describe('the S3 gateway', () => {
  test('is a gateway endpoint without interfaces, groups or private DNS', () => {
    const { stack, vpc } = setUp({ s3: true });

    expect(Object.keys(services(stack).s3).sort()).toEqual(['PolicyDocument', 'RouteTableIds', 'ServiceName', 'VpcEndpointType', 'VpcId']);
    expect(services(stack).s3).toMatchObject({ VpcEndpointType: 'Gateway', VpcId: stack.resolve(vpc.vpcId) });
  });

  test('is in the route tables of the endpoints\' subnets, and not of the whole VPC', () => {
    const { stack, vpc } = setUp({ s3: true, maxAzs: 2 });

    expect(services(stack).s3.RouteTableIds).toEqual(routeTables(vpc.isolatedSubnets.slice(0, 2)));
  });

  test('is in the route tables of the nodes\' subnets too, in each once', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    const nodes = { connections: closedGroup(stack, vpc), subnets: [vpc.privateSubnets[1], vpc.isolatedSubnets[0]] };
    endpoints.allowFrom(nodes);
    endpoints.allowFrom(nodes);

    expect(services(stack).s3.RouteTableIds).toEqual(routeTables([...vpc.isolatedSubnets, vpc.privateSubnets[1]]));
  });

  test('is once in a route table that two subnets share', () => {
    const stack = newStack();
    const { endpoints } = setUp({ vpc: importedVpc(stack), s3: true }, stack);
    const subnet = ec2.Subnet.fromSubnetAttributes(stack, 'Subnet', { subnetId: 'subnet-2', routeTableId: 'rtb-1' });
    endpoints.allowFrom({ connections: importedGroup(stack, 'sg-node'), subnets: [subnet] });

    expect(services(stack).s3.RouteTableIds).toEqual(['rtb-1']);
  });

  test('needs the route table of the nodes\' subnet', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    const subnets = [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')];

    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets }))).toBe(
      'the route table of subnet subnet-1 is not known, so the S3 gateway cannot enter it; import the subnet with routeTableId, or pass existing.s3 [Stack/Endpoints]');
  });

  test.each([
    ['no', undefined],
    ['an existing', 'vpce-s3'],
  ])('needs no route table if there is %s gateway', (_, s3) => {
    const stack = newStack();
    const existing = { s3: s3 && ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'S3', s3) as any };
    const { endpoints, vpc } = setUp({ existing, s3: s3 !== undefined }, stack);
    const subnets = [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-1')];

    expect(errorOf(() => endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets }))).toBeUndefined();
  });

  test('is created for a session log bucket', () => {
    const stack = newStack();
    setUp({ sessionLoggingBucket: new SessionLoggingBucket(stack, 'Logs') }, stack);

    expect(Object.keys(services(stack)).sort()).toEqual(['s3', 'ssm', 'ssmmessages']);
  });

  test('cannot be turned off with a session log bucket', () => {
    const stack = newStack();

    expect(errorOf(() => setUp({ s3: false, sessionLoggingBucket: new SessionLoggingBucket(stack, 'Logs') }, stack))).toBe(
      's3: false contradicts sessionLoggingBucket: nodes in isolated subnets reach a bucket through the S3 gateway only; remove one of the two [Stack/Endpoints]');
  });

  test('lets nodes out to any address on 443 without a prefix list', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });
    const [node] = propertiesOf(stack, 'AWS::EC2::SecurityGroup').filter(group => group.GroupDescription === 'Stack/NodeGroup');

    expect(node.SecurityGroupEgress).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'To S3 through its gateway endpoint', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
    ]);
  });

  test('lets nodes out to the prefix list only', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true, s3PrefixListId: 'pl-63a5400a' });
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });
    const rules = [...propertiesOf(stack, 'AWS::EC2::SecurityGroup').flatMap(group => group.SecurityGroupEgress ?? []), ...propertiesOf(stack, EGRESS)];

    expect(endpoints.s3PrefixListId).toBe('pl-63a5400a');
    expect(rules.filter(rule => rule.DestinationPrefixListId)).toEqual([expect.objectContaining({
      Description: 'To S3 through its gateway endpoint', DestinationPrefixListId: 'pl-63a5400a', FromPort: 443, IpProtocol: 'tcp', ToPort: 443,
    })]);
    expect(rules.filter(rule => rule.CidrIp === '0.0.0.0/0')).toEqual([]);
  });

  test('is needed for a prefix list', () => {
    expect(errorOf(() => setUp({ s3PrefixListId: 'pl-63a5400a' }))).toBe(
      's3PrefixListId is used with the S3 gateway only, got pl-63a5400a without one; set s3: true or remove it [Stack/Endpoints]');
  });

  test('may be an existing one, which does not change', () => {
    const stack = newStack();
    const s3 = ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'S3', 'vpce-s3');
    const { endpoints, vpc } = setUp({ s3: true, s3PrefixListId: 'pl-1', existing: { s3 } }, stack);
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: vpc.privateSubnets });

    expect(endpoints.s3?.node.path).toBe(s3.node.path);
    expect(Object.keys(services(stack)).sort()).toEqual(['ssm', 'ssmmessages']);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('"DestinationPrefixListId":"pl-1"');
  });
});

describe('allowFrom', () => {
  test('opens TCP 443 between the groups, on both sides, and nothing else', () => {
    const { stack, vpc, endpoints } = setUp();
    const node = closedGroup(stack, vpc);
    endpoints.allowFrom({ connections: node, subnets: [] });
    const [nodeId, endpointId] = [node, endpoints.securityGroup!].map(group => stack.resolve(group.securityGroupId));
    const https = { FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };

    expect(propertiesOf(stack, INGRESS)).toEqual([{ ...https, Description: 'From the SSM Agent', GroupId: endpointId, SourceSecurityGroupId: nodeId }]);
    expect(propertiesOf(stack, EGRESS)).toEqual([
      { ...https, Description: 'To the Systems Manager endpoints', GroupId: nodeId, DestinationSecurityGroupId: endpointId },
    ]);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup').flatMap(group => group.SecurityGroupIngress ?? [])).toEqual([]);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup').flatMap(group => group.SecurityGroupEgress ?? [])).toEqual(NOTHING_OUT);
  });

  test('twice for the same nodes changes nothing', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    const nodes = { connections: closedGroup(stack, vpc), subnets: vpc.isolatedSubnets };
    endpoints.allowFrom(nodes);
    const once = endpoints.node.findAll().length;
    endpoints.allowFrom(nodes);

    expect(endpoints.node.findAll()).toHaveLength(once);
    expect(propertiesOf(stack, INGRESS)).toHaveLength(1);
    expect(propertiesOf(stack, EGRESS)).toHaveLength(1);
  });

  test('lets each client in by its own group', () => {
    const { stack, vpc, endpoints } = setUp();
    const groups = ['A', 'B'].map(id => closedGroup(stack, vpc, id));
    groups.forEach(connections => endpoints.allowFrom({ connections, subnets: [] }));

    expect(propertiesOf(stack, INGRESS).map(rule => rule.SourceSecurityGroupId)).toEqual(groups.map(group => stack.resolve(group.securityGroupId)));
  });

  test('lets clients that share a group wait for none of another client\'s rules', () => {
    const { stack, vpc, endpoints } = setUp();
    const [shared, other] = ['Shared', 'Other'].map(id => closedGroup(stack, vpc, id));
    [shared, other].forEach(connections => endpoints.allowFrom({ connections, subnets: [] }));
    const roots = Dependable.of(endpoints.allowFrom({ connections: shared, subnets: [] })).dependencyRoots.map(({ node }) => node.path);

    expect(roots.filter(path => path.includes('Shared'))).toHaveLength(2);
    expect(roots.filter(path => path.includes('Other'))).toEqual([]);
  });

  test('gives each instance the same group, once, and waits for its two rules', () => {
    const { stack, vpc, endpoints } = setUp();
    const instances = ['A', 'B'].map(id => new ec2.Instance(stack, id, {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      machineImage: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-1' }),
      instanceType: new ec2.InstanceType('t3.micro'),
    }));
    const paths = [...instances, ...instances].map(instance => endpoints.allowFrom({ connections: instance, instance, subnets: [] }));
    const group = stack.resolve((endpoints.node.findChild('ClientSecurityGroup') as ec2.SecurityGroup).securityGroupId);

    expect(propertiesOf(stack, INGRESS).map(rule => rule.SourceSecurityGroupId)).toEqual([group]);
    expect(propertiesOf(stack, EGRESS).map(rule => rule.GroupId)).toEqual([group]);
    propertiesOf(stack, 'AWS::EC2::Instance').forEach(({ SecurityGroupIds }) => expect(SecurityGroupIds.slice(1)).toEqual([group]));
    for (const path of paths) {
      expect(Dependable.of(path).dependencyRoots.filter(({ node }) => node.path.endsWith(':443'))).toHaveLength(2);
    }
  });

  test('makes no group for instances where there are none', () => {
    const { endpoints } = setUp();
    expect(endpoints.node.tryFindChild('ClientSecurityGroup')).toBeUndefined();
  });

  test('adds no outbound rule to a group that lets everything out', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    endpoints.allowFrom({ connections: new ec2.SecurityGroup(stack, 'Open', { vpc }), subnets: [] });

    expect(propertiesOf(stack, EGRESS)).toEqual([]);
    expect(propertiesOf(stack, INGRESS)).toHaveLength(1);
    expect(warnings(stack)).toEqual([]);
  });

  test('fails if the nodes\' group is closed and immutable', () => {
    const { stack, endpoints } = setUp();
    const connections = importedGroup(stack, 'sg-node', { mutable: false, allowAllOutbound: false });

    expect(errorOf(() => endpoints.allowFrom({ connections, subnets: [] }))).toBe(
      'securityGroup sg-node has no rule that lets TCP 443 out and cannot be changed; import it with mutable: true, or with allowAllOutbound: true if it lets 443 out already (SSM-NET-003: The node\'s security groups let TCP 443 out to where the services are) [Stack/Endpoints]');
  });

  test('fails for nodes without a security group', () => {
    const { endpoints } = setUp();
    expect(errorOf(() => endpoints.allowFrom({ connections: { connections: new ec2.Connections({}) }, subnets: [] }))).toBe(
      'connections has no security group, so no rule can let the nodes in; pass what owns the security groups of the nodes [Stack/Endpoints]');
  });

  test('accepts an Auto Scaling group', () => {
    const { stack, vpc, endpoints } = setUp({ s3: true });
    const securityGroup = closedGroup(stack, vpc);
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc,
      vpcSubnets: { subnetGroupName: 'Private' },
      launchTemplate: new ec2.LaunchTemplate(stack, 'Template', {
        machineImage: ec2.MachineImage.genericLinux({ 'us-east-1': 'ami-1' }),
        instanceType: new ec2.InstanceType('t3.micro'),
        securityGroup,
      }),
    });
    group.node.addDependency(endpoints.allowFrom({ connections: group, subnets: vpc.privateSubnets }));
    const { DependsOn } = Object.values(Template.fromStack(stack).findResources('AWS::AutoScaling::AutoScalingGroup'))[0];

    expect(propertiesOf(stack, INGRESS).map(rule => rule.SourceSecurityGroupId)).toEqual([stack.resolve(securityGroup.securityGroupId)]);
    expect(services(stack).s3.RouteTableIds).toEqual(routeTables([...vpc.isolatedSubnets, ...vpc.privateSubnets]));
    [endpoints.ssm, endpoints.ssmMessages, endpoints.s3!].forEach(endpoint => expect(DependsOn).toContain(ref(endpoint).Ref));
  });

  test.each([true, false])('returns all that the nodes must wait for (s3: %s)', s3 => {
    const { stack, vpc, endpoints } = setUp({ logs: true, kms: true, s3, legacyAgents: true });
    const path = endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });

    expect([...new Set(Dependable.of(path).dependencyRoots.map(({ node }) => node.path))].sort()).toEqual([
      'Stack/Endpoints/Ec2Messages',
      'Stack/Endpoints/Kms',
      'Stack/Endpoints/Logs',
      ...s3 ? ['Stack/Endpoints/S3'] : [],
      expect.stringMatching(/^Stack\/Endpoints\/SecurityGroup\/from .*NodeGroup.*:443$/),
      'Stack/Endpoints/Ssm',
      'Stack/Endpoints/SsmMessages',
      expect.stringMatching(/^Stack\/NodeGroup\/to .*SecurityGroup.*:443$/),
    ]);
  });
});

describe('existing endpoints', () => {
  function allImported(stack: Stack, group = importedGroup(stack, 'sg-endpoints')) {
    return Object.fromEntries(['ssm', 'ssmMessages', 'ec2Messages', 'logs', 'kms'].map(name => [name, importedEndpoint(stack, name, [group])]));
  }

  test('that are complete leave nothing to create', () => {
    const stack = newStack();
    const existing = allImported(stack);
    const { endpoints } = setUp({ vpc: importedVpc(stack), logs: true, kms: true, legacyAgents: true, existing }, stack);

    expect(propertiesOf(stack, ENDPOINT)).toEqual([]);
    expect(propertiesOf(stack, 'AWS::EC2::SecurityGroup')).toEqual([]);
    expect(endpoints.securityGroup).toBeUndefined();
    expect(pathsOf([endpoints.ssm, endpoints.ssmMessages, endpoints.ec2Messages!, endpoints.logs!, endpoints.kms!]))
      .toEqual(pathsOf(Object.values(existing)));
  });

  test.each([
    ['ssm', ['ssmmessages']],
    ['ssmMessages', ['ssm']],
  ])('with only %s leave the other to create', (name, created) => {
    const stack = newStack();
    const { endpoints } = setUp({ existing: { [name]: importedEndpoint(stack, name, [importedGroup(stack, 'sg-1')]) } }, stack);

    expect(Object.keys(services(stack))).toEqual(created);
    expect(endpoints.securityGroup).toBeDefined();
  });

  test.each([
    ['logs', { logs: true }],
    ['kms', { kms: true }],
    ['ec2Messages', { legacyAgents: true }],
  ])('%s is created beside existing ones when asked for, and is not when it exists', (name, props) => {
    const stack = newStack();
    const group = importedGroup(stack, 'sg-1');
    const { ssm, ssmMessages } = allImported(stack, group);
    const beside = setUp({ existing: { ssm, ssmMessages }, ...props }, stack);
    const instead = newStack();
    setUp({ existing: { [name]: importedEndpoint(instead, name, [importedGroup(instead, 'sg-1')]) }, ...props }, instead);

    expect(Object.keys(services(stack))).toEqual([name.toLowerCase()]);
    expect(beside.endpoints.securityGroup).toBeDefined();
    expect(Object.keys(services(instead)).sort()).toEqual(['ssm', 'ssmmessages']);
  });

  test('are used without an option', () => {
    const stack = newStack();
    const { endpoints } = setUp({ existing: allImported(stack) }, stack);

    expect(endpoints.logs?.vpcEndpointId).toBe('vpce-logs');
    expect(endpoints.kms?.vpcEndpointId).toBe('vpce-kms');
  });

  test('fromSsmVpcEndpointsAttributes creates only the missing ones of ssm and ssmmessages', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const ssm = importedEndpoint(stack, 'ssm', [importedGroup(stack, 'sg-1')]);
    const endpoints = SsmVpcEndpoints.fromSsmVpcEndpointsAttributes(stack, 'Endpoints', { vpc, ssm });

    expect(endpoints.ssm.node.path).toBe(ssm.node.path);
    expect(endpoints.vpc.node.path).toBe(vpc.node.path);
    expect(Object.keys(services(stack))).toEqual(['ssmmessages']);
  });

  test.each(['ssm', 'ssmMessages', 'ec2Messages', 'logs', 'kms'])('%s without security groups is refused', name => {
    const stack = newStack();

    expect(errorOf(() => SsmVpcEndpoints.fromSsmVpcEndpointsAttributes(stack, 'Endpoints', { vpc: newVpc(stack), [name]: importedEndpoint(stack, name) }))).toBe(
      `existing.${name} has no security group, so no rule can let the nodes in; import it with securityGroups [Stack/Endpoints]`);
  });

  test('that are undefined do not count', () => {
    const { stack } = setUp({ existing: { ssm: undefined, s3: undefined } });

    expect(Object.keys(services(stack)).sort()).toEqual(['ssm', 'ssmmessages']);
  });

  test('get a rule in each of their groups, each group once', () => {
    const stack = newStack();
    const [a, b] = [importedGroup(stack, 'sg-a'), importedGroup(stack, 'sg-b')];
    const { endpoints } = setUp({
      vpc: importedVpc(stack),
      existing: { ssm: importedEndpoint(stack, 'ssm', [a, b]), ssmMessages: importedEndpoint(stack, 'ssmMessages', [a]) },
    }, stack);
    endpoints.allowFrom({ connections: importedGroup(stack, 'sg-node', { allowAllOutbound: false }), subnets: [] });

    expect(propertiesOf(stack, INGRESS).map(rule => rule.GroupId).sort()).toEqual(['sg-a', 'sg-b']);
    expect(propertiesOf(stack, EGRESS).map(rule => rule.DestinationSecurityGroupId).sort()).toEqual(['sg-a', 'sg-b']);
    expect(warnings(stack)).toEqual([]);
  });

  test('get one rule in a group that is imported twice, because EC2 refuses the second', () => {
    const stack = newStack();
    const [a, b] = ['A', 'B'].map(id => ec2.SecurityGroup.fromSecurityGroupId(stack, id, 'sg-1'));
    const { endpoints, vpc } = setUp({ existing: { ssm: importedEndpoint(stack, 'ssm', [a]), ssmMessages: importedEndpoint(stack, 'ssmMessages', [b]) } }, stack);
    endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });

    expect(propertiesOf(stack, INGRESS)).toHaveLength(1);
    expect(propertiesOf(stack, EGRESS)).toHaveLength(1);
  });

  test.each(['ssm', 'ssmMessages', 'ec2Messages', 'logs', 'kms'])('%s lets the nodes in through its own group', name => {
    const stack = newStack();
    const { endpoints } = setUp({ existing: { [name]: importedEndpoint(stack, name, [importedGroup(stack, 'sg-own')]) } }, stack);
    const path = endpoints.allowFrom({ connections: importedGroup(stack, 'sg-node'), subnets: [] });

    expect(propertiesOf(stack, INGRESS).map(rule => rule.GroupId)).toContain('sg-own');
    expect(Dependable.of(path).dependencyRoots.map(({ node }) => node.path)).toContainEqual(expect.stringContaining('Stack/sg-own/from'));
  });

  describe('whose group is immutable', () => {
    const RULE = { id: 'cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged', reason: 'lets the VPC in' };
    const WARNING = 'Security group sg-frozen of an existing endpoint is imported with mutable: false, so no rule was added; it must let in TCP 443 from the nodes\' security groups, or they never register. [ack: annotation::cdk-session-manager:SsmVpcEndpoints.securityGroupNotChanged]';

    function setUpFrozen(stack = newStack()) {
      const frozen = importedGroup(stack, 'sg-frozen', { mutable: false });
      return setUp({ existing: allImported(stack, frozen) }, stack);
    }

    test('raise a warning, once', () => {
      const { stack, endpoints } = setUpFrozen();
      ['sg-1', 'sg-2'].forEach(id => endpoints.allowFrom({ connections: importedGroup(stack, id), subnets: [] }));

      expect(warnings(stack).filter(warning => !warning.includes('ec2messages'))).toEqual([WARNING]);
      expect(propertiesOf(stack, INGRESS)).toEqual([]);
    });

    test('raise none without nodes', () => {
      const { stack } = setUpFrozen();

      expect(warnings(stack)).not.toContain(WARNING);
    });

    test('let the nodes out all the same', () => {
      const { stack, vpc, endpoints } = setUpFrozen();
      endpoints.allowFrom({ connections: closedGroup(stack, vpc), subnets: [] });

      expect(propertiesOf(stack, EGRESS).map(rule => rule.DestinationSecurityGroupId)).toEqual(['sg-frozen']);
    });

    test('can be acknowledged, before and after', () => {
      const before = newStack();
      Validations.of(before).acknowledge(RULE);
      const after = newStack();
      [before, after].forEach(stack => setUpFrozen(stack).endpoints.allowFrom({ connections: importedGroup(stack, 'sg-node'), subnets: [] }));
      Validations.of(after).acknowledge(RULE);

      expect(warnings(before)).not.toContain(WARNING);
      expect(warnings(after)).not.toContain(WARNING);
    });
  });
});

describe('a second endpoint with private DNS in the VPC', () => {
  const message = (service: string, path: string) =>
    `vpc has another endpoint for ${service} with private DNS, ${path}; pass it in existing, or share this construct (SSM-END-008: A VPC has one endpoint with private DNS for a service)`;
  const SSM = ec2.InterfaceVpcEndpointAwsService.SSM;

  test('is an error if this library creates it twice', () => {
    const { stack, vpc } = setUp();
    new SsmVpcEndpoints(stack, 'Second', { vpc });

    expect(errorOf(() => Template.fromStack(stack))).toBe([
      'Validation failed with the following errors:',
      `[Stack/Endpoints] ${message('ssm', 'Stack/Second/Ssm/Resource')}`,
      `[Stack/Endpoints] ${message('ssmmessages', 'Stack/Second/SsmMessages/Resource')}`,
      `[Stack/Second] ${message('ssm', 'Stack/Endpoints/Ssm/Resource')}`,
      `[Stack/Second] ${message('ssmmessages', 'Stack/Endpoints/SsmMessages/Resource')}`,
    ].join('\n  '));
  });

  test.each([
    ['before', true],
    ['after', false],
  ])('is an error when it is defined %s ours', (_, first) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const add = () => vpc.addInterfaceEndpoint('Other', { service: SSM });
    if (first) { add(); }
    setUp({ vpc }, stack);
    if (!first) { add(); }

    expect(errorOf(() => Template.fromStack(stack))).toBe(
      `Validation failed with the following errors:\n  [Stack/Endpoints] ${message('ssm', 'Stack/Vpc/Other/Resource')}`);
  });

  test.each([
    ['logs', { logs: true }, ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS],
    ['kms', { kms: true }, ec2.InterfaceVpcEndpointAwsService.KMS],
    ['ec2messages', { legacyAgents: true }, ec2.InterfaceVpcEndpointAwsService.EC2_MESSAGES],
    ['ssmmessages', {}, ec2.InterfaceVpcEndpointAwsService.SSM_MESSAGES],
  ])('is an error for %s, if this library creates it', (name, props, service) => {
    const { stack, vpc } = setUp(props);
    vpc.addInterfaceEndpoint('Other', { service });

    expect(errorOf(() => Template.fromStack(stack))).toContain(message(name, 'Stack/Vpc/Other/Resource'));
  });

  test.each([
    ['another stack', (app: App) => newStack(app, 'Other')],
    ['a nested stack', (_: App, stack: Stack) => new NestedStack(stack, 'Nested')],
    ['a nested construct', (_: App, stack: Stack) => new Construct(new Construct(stack, 'A'), 'B')],
  ])('is an error in %s', (_, scopeOf) => {
    const app = new App();
    const { stack, vpc } = setUp({}, newStack(app));
    const scope = scopeOf(app, stack);
    new ec2.InterfaceVpcEndpoint(scope, 'Ssm', { vpc, service: SSM });

    expect(errorOf(() => app.synth())).toContain(`[Stack/Endpoints] ${message('ssm', `${scope.node.path}/Ssm/Resource`)}`);
  });

  test('is an error in a stack whose region is not known', () => {
    const stack = newStack(new App(), 'Stack', { env: {} });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    setUp({ vpc }, stack);
    vpc.addInterfaceEndpoint('Other', { service: SSM });

    expect(errorOf(() => Template.fromStack(stack))).toContain(message('ssm', 'Stack/Vpc/Other/Resource'));
  });

  test('is an error in an imported VPC', () => {
    const stack = newStack();
    setUp({ vpc: importedVpc(stack) }, stack);
    new SsmVpcEndpoints(stack, 'Second', { vpc: importedVpc(stack, 'Again') });

    expect(errorOf(() => Template.fromStack(stack))).toContain(message('ssm', 'Stack/Second/Ssm/Resource'));
  });

  test('is an error if Fn::Sub makes its service name', () => {
    const { stack, vpc } = setUp();
    new ec2.CfnVPCEndpoint(stack, 'Raw', {
      vpcId: vpc.vpcId, serviceName: Fn.sub('com.amazonaws.${AWS::Region}.ssm'), vpcEndpointType: 'Interface', privateDnsEnabled: true,
    });

    expect(errorOf(() => Template.fromStack(stack))).toContain(message('ssm', 'Stack/Raw'));
  });

  test('is an error as a CfnVPCEndpoint', () => {
    const { stack, vpc } = setUp();
    new ec2.CfnVPCEndpoint(stack, 'Raw', {
      vpcId: vpc.vpcId, serviceName: 'com.amazonaws.us-east-1.ssm', vpcEndpointType: 'Interface', privateDnsEnabled: true,
    });

    expect(errorOf(() => Template.fromStack(stack))).toContain(message('ssm', 'Stack/Raw'));
  });

  test.each<[string, (stack: Stack, vpc: ec2.Vpc) => unknown]>([
    ['is in another VPC', stack => new SsmVpcEndpoints(stack, 'Second', { vpc: newVpc(stack, 'OtherVpc') })],
    ['has private DNS off', (_, vpc) => vpc.addInterfaceEndpoint('Other', { service: SSM, privateDnsEnabled: false })],
    ['is for a service that we do not make', (_, vpc) => vpc.addInterfaceEndpoint('Other', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS })],
    ['is for a service with a longer name', (_, vpc) => vpc.addInterfaceEndpoint('Other', { service: ec2.InterfaceVpcEndpointAwsService.SSM_CONTACTS })],
    ['is a gateway', (_, vpc) => vpc.addGatewayEndpoint('Other', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB })],
    ['is for a service of your own', (stack, vpc) => new ec2.CfnVPCEndpoint(stack, 'Raw', {
      vpcId: vpc.vpcId, serviceName: 'com.amazonaws.vpce.us-east-1.vpce-svc-0123', privateDnsEnabled: true,
    })],
  ])('is no error if it %s', (_, add) => {
    const { stack, vpc } = setUp();
    add(stack, vpc as ec2.Vpc);

    expect(errorOf(() => Template.fromStack(stack))).toBeUndefined();
  });

  test('is no error if it is passed in existing', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const ssm = vpc.addInterfaceEndpoint('Other', { service: SSM });
    const { endpoints } = setUp({ vpc, existing: { ssm } }, stack);

    expect(endpoints.ssm.node.path).toBe(ssm.node.path);
    expect(Object.keys(services(stack)).sort()).toEqual(['ssm', 'ssmmessages']);
  });

  test('is no error if its service name is known only at deployment', () => {
    const { stack, vpc } = setUp();
    new ec2.CfnVPCEndpoint(stack, 'Raw', { vpcId: vpc.vpcId, serviceName: stack.stackId, privateDnsEnabled: true });

    expect(errorOf(() => Template.fromStack(stack))).toBeUndefined();
  });
});

describe('a second gateway endpoint for S3', () => {
  const S3 = ec2.GatewayVpcEndpointAwsService.S3;

  test('is an error if it is in the same route table', () => {
    const { stack, vpc } = setUp({ s3: true });
    vpc.addGatewayEndpoint('Other', { service: S3 });

    expect(errorOf(() => Template.fromStack(stack))).toBe(
      'Validation failed with the following errors:\n  [Stack/Endpoints] vpc has another gateway endpoint for s3 in the same route table, Stack/Vpc/Other/Resource; a route table can have one: pass it in existing, or share this construct');
  });

  test.each<[string, Partial<SsmVpcEndpointsProps>, (vpc: ec2.Vpc, stack: Stack) => unknown]>([
    ['is in other route tables', { s3: true }, vpc => vpc.addGatewayEndpoint('Other', { service: S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] })],
    ['is the only one', {}, vpc => vpc.addGatewayEndpoint('Other', { service: S3 })],
    ['is for another service', { s3: true }, vpc => vpc.addGatewayEndpoint('Other', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB })],
    ['is in another stack, whose ids cannot be compared', { s3: true }, (vpc, stack) =>
      new ec2.GatewayVpcEndpoint(newStack(stack.node.root as App, 'Other'), 'S3', { vpc, service: S3 })],
  ])('is no error if it %s', (_, props, add) => {
    const { stack, vpc } = setUp(props);
    add(vpc as ec2.Vpc, stack);

    expect(errorOf(() => (stack.node.root as App).synth())).toBeUndefined();
  });
});

describe('nodes in another stack', () => {
  test('depend on the stack of the endpoints, and not the reverse', () => {
    const app = new App();
    const { stack: network, vpc, endpoints } = setUp({ s3: true }, newStack(app, 'Network'));
    const nodes = newStack(app, 'Nodes');
    endpoints.allowFrom({ connections: closedGroup(nodes, vpc), subnets: vpc.privateSubnets });
    app.synth();

    expect(pathsOf(nodes.dependencies)).toEqual(['Network']);
    expect(pathsOf(network.dependencies)).toEqual([]);
    expect(propertiesOf(network, INGRESS)).toEqual([]);
    expect(propertiesOf(nodes, INGRESS)).toHaveLength(1);
    expect(propertiesOf(nodes, EGRESS)).toHaveLength(1);
  });

  test('find the VPC and the endpoints in stacks of their own', () => {
    const app = new App();
    const [network, links, nodes] = ['Network', 'Links', 'Nodes'].map(id => newStack(app, id));
    const vpc = newVpc(network);
    const { endpoints } = setUp({ vpc, s3: true }, links);
    endpoints.allowFrom({ connections: closedGroup(nodes, vpc), subnets: vpc.privateSubnets });
    app.synth();

    expect(pathsOf(network.dependencies)).toEqual([]);
    expect(pathsOf(links.dependencies)).toEqual(['Network']);
    expect(pathsOf(nodes.dependencies).sort()).toEqual(['Links', 'Network']);
  });

  test('are allowed in the mutable group of an imported endpoint', () => {
    const app = new App();
    const [network, nodes] = ['Network', 'Nodes'].map(id => newStack(app, id));
    const group = importedGroup(network, 'sg-endpoints');
    const vpc = importedVpc(network);
    const { endpoints } = setUp({
      vpc, existing: { ssm: importedEndpoint(network, 'ssm', [group]), ssmMessages: importedEndpoint(network, 'ssmMessages', [group]) },
    }, network);
    endpoints.allowFrom({ connections: closedGroup(nodes, vpc), subnets: [] });
    app.synth();

    expect(propertiesOf(nodes, INGRESS).map(rule => rule.GroupId)).toEqual(['sg-endpoints']);
    expect(warnings(network)).toEqual([]);
    expect(pathsOf(network.dependencies)).toEqual([]);
  });
});

test.each(['cn-north-1', 'cn-northwest-1', 'us-gov-west-1', 'eu-west-1'])('the services have the names of %s', region => {
  const stack = newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
  setUp({ vpc: newVpc(stack, 'Vpc', { availabilityZones: [`${region}a`] }), logs: true, kms: true, legacyAgents: true, s3: true }, stack);

  expect(propertiesOf(stack, ENDPOINT).map(({ ServiceName }) => ServiceName)).toEqual([
    ...['ssm', 'ssmmessages', 'ec2messages', 'logs', 'kms'].map(service => `com.amazonaws.${region}.${service}`),
    { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
  ]);
});

describe('What must be of the VPC of the endpoints', () => {
  const other = (stack: Stack) => newVpc(stack, 'Other');
  const endpointIn = (stack: Stack, vpc: ec2.IVpc, props: Partial<ec2.InterfaceVpcEndpointProps> = {}) =>
    new ec2.InterfaceVpcEndpoint(stack, 'Existing', { vpc, service: ec2.InterfaceVpcEndpointAwsService.SSM, ...props });

  test('subnets', () => {
    const stack = newStack();
    const subnets = { subnets: other(stack).isolatedSubnets };
    expect(errorOf(() => new SsmVpcEndpoints(stack, 'Endpoints', { vpc: newVpc(stack), subnets }))).toBe(
      'subnets must be of vpc Stack/Vpc, got Stack/Other/IsolatedSubnet1 of another; select subnets of that VPC '
      + '(SSM-END-005: The endpoint is in subnets of its VPC, at most one in each Availability Zone) [Stack/Endpoints]');
  });

  test('an existing endpoint', () => {
    const stack = newStack();
    const existing = { ssm: endpointIn(stack, other(stack)) };
    expect(errorOf(() => new SsmVpcEndpoints(stack, 'Endpoints', { vpc: newVpc(stack), existing }))).toBe(
      'existing.ssm must be of vpc Stack/Vpc, got Stack/Existing of another; pass the endpoint of that VPC, or leave it out [Stack/Endpoints]');
  });

  test('an existing endpoint has private DNS', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const existing = { ssm: endpointIn(stack, vpc, { privateDnsEnabled: false }) };
    expect(errorOf(() => new SsmVpcEndpoints(stack, 'Endpoints', { vpc, existing }))).toBe(
      'existing.ssm must have private DNS, or the agent does not find it under the name of ssm, got Stack/Existing with privateDnsEnabled: false; set it to true '
      + '(SSM-END-002: The endpoint has private DNS) [Stack/Endpoints]');
  });

  test('an existing endpoint of the VPC with private DNS is fine', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(errorOf(() => new SsmVpcEndpoints(stack, 'Endpoints', { vpc, existing: { ssm: endpointIn(stack, vpc) } }))).toBeUndefined();
  });
});
