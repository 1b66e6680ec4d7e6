import { analyze } from '../../../lib/preflight/engine/analyze';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { readTemplate } from '../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { a, ec2, ref, att } from '../readers/cloudformation/to-model/reading';

export interface Site {
  readonly [logicalId: string]: unknown;
}

const REGION = 'eu-west-1';
const vpc = (block: string) => ec2('VPC', { CidrBlock: block, EnableDnsSupport: true, EnableDnsHostnames: true });

/** A node in a subnet without a route, with what it needs besides a network. */
export const NODE: Site = {
  Vpc: vpc('10.0.0.0/16'),
  Subnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', AvailabilityZone: 'eu-west-1a' }),
  Table: ec2('RouteTable', { VpcId: ref('Vpc') }),
  OnTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
  NodeGroup: ec2('SecurityGroup', { GroupDescription: 'Nodes', VpcId: ref('Vpc') }),
  Role: a('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
  }),
  Profile: a('AWS::IAM::InstanceProfile', { Roles: [ref('Role')] }),
  Node: ec2('Instance', { ImageId: ref('ImageId'), InstanceType: 't3.micro', SubnetId: ref('Subnet'), SecurityGroupIds: [ref('NodeGroup')], IamInstanceProfile: ref('Profile') }),
};

/** A way to the public addresses of AWS. */
export const INTERNET: Site = {
  Subnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', AvailabilityZone: 'eu-west-1a', MapPublicIpOnLaunch: true }),
  Gateway: ec2('InternetGateway'),
  Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
  Out: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') }),
};

const group = (vpcId: string, from: string) => ec2('SecurityGroup', {
  GroupDescription: 'Endpoints', VpcId: ref(vpcId), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: from }],
});

/** An interface endpoint. */
export function endpoint(service: string, place: 'own' | 'hub', properties: object = {}) {
  const [vpcId, subnet, groupId] = place === 'own' ? ['Vpc', 'Subnet', 'EndpointGroup'] : ['HubVpc', 'HubSubnet', 'HubGroup'];
  return ec2('VPCEndpoint', {
    VpcEndpointType: 'Interface', ServiceName: `com.amazonaws.${REGION}.${service}`, VpcId: ref(vpcId), SubnetIds: [ref(subnet)], SecurityGroupIds: [ref(groupId)], ...properties,
  });
}

/** Endpoints in the node's VPC, with or without private DNS. */
export const ownEndpoints = (privateDns: boolean): Site => ({
  EndpointGroup: group('Vpc', '10.0.0.0/16'),
  Ssm: endpoint('ssm', 'own', { PrivateDnsEnabled: privateDns }),
  Messages: endpoint('ssmmessages', 'own', { PrivateDnsEnabled: privateDns }),
});

/** Endpoints in another VPC, which a peering connection joins with the node's. */
export const HUB: Site = {
  HubVpc: vpc('10.200.0.0/16'),
  HubSubnet: ec2('Subnet', { VpcId: ref('HubVpc'), CidrBlock: '10.200.0.0/24', AvailabilityZone: 'eu-west-1a' }),
  HubTable: ec2('RouteTable', { VpcId: ref('HubVpc') }),
  HubOnTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('HubSubnet'), RouteTableId: ref('HubTable') }),
  HubGroup: group('HubVpc', '10.0.0.0/16'),
  Ssm: endpoint('ssm', 'hub'),
  Messages: endpoint('ssmmessages', 'hub'),
  Peering: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('HubVpc') }),
  There: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.200.0.0/16', VpcPeeringConnectionId: ref('Peering') }),
  Back: ec2('Route', { RouteTableId: ref('HubTable'), DestinationCidrBlock: '10.0.0.0/16', VpcPeeringConnectionId: ref('Peering') }),
};

export const zone = (name: unknown, vpcs: unknown = [{ VPCId: ref('Vpc'), VPCRegion: REGION }]) => a('AWS::Route53::HostedZone', { Name: name, VPCs: vpcs });

const entry = (part: number, logicalId: string) => ({ 'Fn::Select': [part, { 'Fn::Split': [':', { 'Fn::Select': [0, att(logicalId, 'DnsEntries')] }] }] });

/** What an alias record says of an endpoint. */
export const aliasOf = (logicalId: string) => ({ HostedZoneId: entry(0, logicalId), DNSName: entry(1, logicalId) });

export const nameOfEndpoint = (logicalId: string) => entry(1, logicalId);

export const record = (zoneId: unknown, name: unknown, properties: object) => a('AWS::Route53::RecordSet', { HostedZoneId: zoneId, Name: name, Type: 'A', ...properties });

/** A zone for each of the services, with a record that leads to its endpoint. */
export const ZONES: Site = {
  SsmZone: zone(`ssm.${REGION}.amazonaws.com`),
  SsmRecord: record(ref('SsmZone'), `ssm.${REGION}.amazonaws.com`, { AliasTarget: aliasOf('Ssm') }),
  MessagesZone: zone(`ssmmessages.${REGION}.amazonaws.com.`),
  MessagesRecord: record(ref('MessagesZone'), `ssmmessages.${REGION}.amazonaws.com.`, { AliasTarget: aliasOf('Messages') }),
};

/** The verdict on the node, with the first finding that is not about the order. */
export function verdictOf(parts: Site[], region: string | null = REGION, require?: PreflightCapability[]): string {
  const template = {
    Parameters: {
      ImageId: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
      Secret: { Type: 'String' },
    },
    Conditions: { Maybe: { 'Fn::Equals': [{ Ref: 'Secret' }, 'yes'] }, Otherwise: { 'Fn::Not': [{ Condition: 'Maybe' }] } },
    Resources: JSON.parse(JSON.stringify(Object.assign({}, NODE, ...parts))) as Site,
  };
  const [node] = analyze(readTemplate(template, region === null ? {} : { region, account: '111122223333' }), { require }).nodes;
  const finding = node.findings.find(({ severity }) => severity !== 'WARNING');
  return [node.verdict, ...finding ? [finding.ruleId, finding.logicalId] : []].join(' ');
}
