import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ReachabilityAnalysis, ReachabilityAnalysisProps, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, ref, warnings } from '../fixtures';

const PATH = 'AWS::EC2::NetworkInsightsPath';
const ANALYSIS = 'AWS::EC2::NetworkInsightsAnalysis';
const IGW = 'igw-0123456789abcdef0';

const imported = (stack: Stack, instanceId = 'i-0123456789abcdef0') => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId });
const publicNode = (stack: Stack, props = {}) => {
  const vpc = newVpc(stack);
  return new SsmManagedInstance(stack, 'Node', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, ...props });
};
const isolatedNode = (stack: Stack, props = {}) => {
  const vpc = newVpc(stack);
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, maxAzs: 1, ...props });
  return { endpoints, node: new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) }) };
};
const analyze = (stack: Stack, props: ReachabilityAnalysisProps) => new ReachabilityAnalysis(stack, 'Reachability', props);
const idsOf = (stack: Stack, type: string) => Object.keys(Template.fromStack(stack).findResources(type));

describe('the way of a node with a public address', () => {
  test('goes to the Internet gateway on TCP 443', () => {
    const stack = newStack();
    const node = publicNode(stack);
    analyze(stack, { node });
    expect(propertiesOf(stack, PATH)).toEqual([{ Source: ref(node), Destination: { Ref: idsOf(stack, 'AWS::EC2::InternetGateway')[0] }, Protocol: 'tcp', DestinationPort: 443 }]);
    expect(propertiesOf(stack, ANALYSIS)).toEqual([{ NetworkInsightsPathId: { Ref: idsOf(stack, PATH)[0] } }]);
    expect(warnings(stack)).toEqual([]);
  });

  test('is an output and a property', () => {
    const stack = newStack();
    const { pathsFound, analysisIds } = analyze(stack, { node: publicNode(stack) });
    const [id] = idsOf(stack, ANALYSIS);
    expect(Object.values(Template.fromStack(stack).findOutputs('*'))).toEqual([
      { Description: 'Whether Stack/Reachability found the way to internetGateway', Value: { 'Fn::GetAtt': [id, 'NetworkPathFound'] } },
    ]);
    expect(stack.resolve(pathsFound)).toEqual({ internetGateway: { 'Fn::GetAtt': [id, 'NetworkPathFound'] } });
    expect(stack.resolve(analysisIds)).toEqual({ internetGateway: { Ref: id } });
  });

  test('goes to the gateway that another construct attached', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: ['us-east-1a'], createInternetGateway: false });
    const gateway = new ec2.CfnInternetGateway(stack, 'Gateway');
    new ec2.CfnVPCGatewayAttachment(stack, 'Vpn', { vpcId: vpc.vpcId, vpnGatewayId: 'vgw-1' });
    new ec2.CfnVPCGatewayAttachment(stack, 'Others', { vpcId: 'vpc-2', internetGatewayId: 'igw-2' });
    new ec2.CfnVPCGatewayAttachment(stack, 'Attachment', { vpcId: vpc.vpcId, internetGatewayId: gateway.ref });
    new ec2.CfnRoute(stack, 'Route', {
      routeTableId: vpc.publicSubnets[0].routeTable.routeTableId, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.ref,
    });
    const node = new SsmManagedInstance(stack, 'Node', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
    analyze(stack, { node });
    expect(propertiesOf(stack, PATH)[0].Destination).toEqual({ Ref: 'Gateway' });
  });
});

test('the way through a NAT gateway goes to the Internet gateway, too', () => {
  const stack = newStack();
  const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
  analyze(stack, { node });
  expect(propertiesOf(stack, PATH)).toMatchObject([{ Destination: { Ref: idsOf(stack, 'AWS::EC2::InternetGateway')[0] } }]);
});

describe('the ways of a node with endpoints', () => {
  test('go to each of them', () => {
    const stack = newStack();
    const { endpoints, node } = isolatedNode(stack);
    const { pathsFound } = analyze(stack, { node, endpoints });
    expect(propertiesOf(stack, PATH).map(({ Source, Destination }) => [Source, Destination])).toEqual([
      [ref(node), ref(endpoints.ssm as ec2.InterfaceVpcEndpoint)], [ref(node), ref(endpoints.ssmMessages as ec2.InterfaceVpcEndpoint)],
    ]);
    expect(Object.keys(pathsFound)).toEqual(['ssm', 'ssmMessages']);
    expect(Object.keys(Template.fromStack(stack).findOutputs('*'))).toHaveLength(2);
  });

  test('go to all that there may be, and not to the gateway of S3', () => {
    const stack = newStack();
    const { endpoints, node } = isolatedNode(stack, { logs: true, kms: true, s3: true, legacyAgents: true });
    expect(Object.keys(analyze(stack, { node, endpoints }).pathsFound)).toEqual(['ssm', 'ssmMessages', 'ec2Messages', 'logs', 'kms']);
    expect(propertiesOf(stack, ANALYSIS)).toHaveLength(5);
  });

  test('go to a gateway that is named as well', () => {
    const stack = newStack();
    const { endpoints, node } = isolatedNode(stack);
    expect(Object.keys(analyze(stack, { node, endpoints, internetGatewayId: IGW }).pathsFound)).toEqual(['ssm', 'ssmMessages', 'internetGateway']);
  });
});

describe('an analysis', () => {
  test('comes after the node, the endpoints and the VPC: EC2 refuses one during which the network changes', () => {
    const stack = newStack();
    const { endpoints, node } = isolatedNode(stack);
    analyze(stack, { node, endpoints });
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources(ANALYSIS));
    const wanted = ['AWS::EC2::Instance', 'AWS::EC2::VPCEndpoint', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Route', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCGatewayAttachment'];
    expect(wanted.flatMap(type => idsOf(stack, type)).filter(id => !DependsOn.includes(id))).toEqual([]);
  });

  test('does not wait until the node is online, which is what it is for', () => {
    const stack = newStack();
    const node = publicNode(stack, { waitUntilOnline: {} });
    analyze(stack, { node });
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources(ANALYSIS));
    expect(DependsOn).toContain(ref(node).Ref);
    expect(DependsOn.filter((id: string) => /Online/.test(id))).toEqual([]);
  });

  test('comes after an instance that is there', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const instance = new ec2.Instance(stack, 'Existing', {
      vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    analyze(stack, { node: SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc }) });
    expect(Object.values(Template.fromStack(stack).findResources(ANALYSIS))[0].DependsOn).toContain(ref(instance).Ref);
  });

  test('is made anew with another revision, and its path is not', () => {
    const idsWith = (revision?: string) => {
      const stack = newStack();
      analyze(stack, { node: publicNode(stack), revision });
      return [idsOf(stack, ANALYSIS)[0], idsOf(stack, PATH)[0], Object.keys(Template.fromStack(stack).findOutputs('*'))[0]];
    };
    const [none, one, two] = [undefined, '1', '2/b'].map(idsWith);
    expect(new Set([none, one, two].map(([analysis]) => analysis)).size).toBe(3);
    expect(new Set([none, one, two].map(([, path]) => path)).size).toBe(1);
    expect(new Set([none, one, two].map(([,, output]) => output)).size).toBe(1);
    expect(idsWith('1')).toEqual(one);
  });
});

describe('a node whose VPC is not in the app', () => {
  test.each(['an imported node', 'a node in an imported VPC'])('%s needs the gateway', what => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1', availabilityZones: ['us-east-1a'], publicSubnetIds: ['subnet-1'], publicSubnetRouteTableIds: ['rtb-1'],
    });
    const node = what === 'an imported node' ? imported(stack) : new SsmManagedInstance(stack, 'Node', { vpc });
    expect(errorOf(() => analyze(stack, { node }))).toBe(
      'the Internet gateway of node Stack/Node is not in this app; pass internetGatewayId, or endpoints if the node uses those [Stack/Reachability]');
    new ReachabilityAnalysis(stack, 'Given', { node, internetGatewayId: IGW });
    expect(propertiesOf(stack, PATH)[0].Destination).toBe(IGW);
  });

  test('may have a gateway that only the deployment knows', () => {
    const stack = newStack();
    analyze(stack, { node: imported(stack), internetGatewayId: new CfnParameter(stack, 'Gateway').valueAsString });
    expect(propertiesOf(stack, PATH)).toMatchObject([{ Source: 'i-0123456789abcdef0', Destination: { Ref: 'Gateway' } }]);
  });
});

test('a node in a VPC without a gateway needs the endpoints', () => {
  const stack = newStack();
  const vpc = newVpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, maxAzs: 1 });
  const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
  expect(errorOf(() => analyze(stack, { node }))).toContain('pass internetGatewayId, or endpoints if the node uses those');
});

test('a server outside EC2 is an error', () => {
  const stack = newStack();
  expect(errorOf(() => analyze(stack, { node: imported(stack, 'mi-0123456789abcdef0'), internetGatewayId: IGW }))).toBe(
    'node must be an instance in EC2, got Stack/Node with the id mi-0123456789abcdef0: Reachability Analyzer knows no servers outside EC2; run ssm-cli get-diagnostics there [Stack/Reachability]');
});

test.each(['', 'igw', 'igw-', 'igw-xyz', 'eigw-0123456789abcdef0', 'vgw-0123456789abcdef0', `${IGW}/`])('the gateway \'%s\' is an error', internetGatewayId => {
  const stack = newStack();
  expect(errorOf(() => analyze(stack, { node: imported(stack), internetGatewayId }))).toBe(
    `internetGatewayId must look like igw-0123456789abcdef0, got '${internetGatewayId}'; aws ec2 describe-internet-gateways lists them [Stack/Reachability]`);
});

test('a revision that only the deployment knows is an error', () => {
  const stack = newStack();
  const revision = new CfnParameter(stack, 'Revision').valueAsString;
  expect(errorOf(() => analyze(stack, { node: imported(stack), internetGatewayId: IGW, revision }))).toBe(
    'revision must be known at synthesis, got a value known at deployment only: it is part of the ids of the analyses; pass a text [Stack/Reachability]');
});

test.each(['cn-north-1', 'us-gov-west-1', undefined])('nothing names a partition in %s', region => {
  const stack = region ? newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } }) : new Stack(new App(), 'Stack');
  analyze(stack, { node: imported(stack), internetGatewayId: IGW });
  expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:');
});
