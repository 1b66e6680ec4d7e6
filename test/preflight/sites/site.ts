import { Preflight } from '../../../lib/preflight/preflight';
import { PreflightNode } from '../../../lib/preflight/preflight-node';
import { PreflightOptions } from '../../../lib/preflight/preflight-options';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';

export interface Resources {
  readonly [logicalId: string]: unknown;
}

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const att = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });

/** A resource of EC2. */
export function ec2(type: string, properties: object = {}, others: object = {}): object {
  return { Type: `AWS::EC2::${type}`, Properties: properties, ...others };
}

/** A value that only the deployment knows. */
export const SECRET = ref('Secret');
/** Makes it unknown whether a resource is there. */
export const MAYBE = { Condition: 'Maybe' };

export const AL2023 = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}';

/** TCP 443, to or from everywhere unless something else is said. */
export function https(peer: object = { CidrIp: '0.0.0.0/0' }): object {
  return { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...peer };
}

export function route(table: string, target: object, destination: object = { DestinationCidrBlock: '0.0.0.0/0' }, others: object = {}): object {
  return ec2('Route', { RouteTableId: ref(table), ...destination, ...target }, others);
}

function subnet(cidr: string, properties: object = {}): object {
  return ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: cidr, AvailabilityZone: 'eu-west-1a', ...properties });
}

function onTable(subnetId: string, table: string): object {
  return ec2('SubnetRouteTableAssociation', { SubnetId: ref(subnetId), RouteTableId: ref(table) });
}

/** A node in a subnet that leads nowhere. */
const ISOLATED: Resources = {
  Vpc: ec2('VPC', { CidrBlock: '10.0.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true }),
  Subnet: subnet('10.0.1.0/24'),
  Table: ec2('RouteTable', { VpcId: ref('Vpc') }),
  OnTable: onTable('Subnet', 'Table'),
  Group: ec2('SecurityGroup', { GroupDescription: 'Nodes', VpcId: ref('Vpc'), SecurityGroupEgress: [https()] }),
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
    },
  },
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Role')] } },
  Node: ec2('Instance', { ImageId: AL2023, InstanceType: 't3.micro', SubnetId: ref('Subnet'), SecurityGroupIds: [ref('Group')], IamInstanceProfile: ref('Profile') }),
};

/** A VPC with an Internet gateway and a public subnet. */
const WITH_INTERNET: Resources = {
  ...ISOLATED,
  Internet: ec2('InternetGateway'),
  Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Internet') }),
  PublicSubnet: subnet('10.0.0.0/24', { MapPublicIpOnLaunch: true }),
  PublicTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
  PublicOnTable: onTable('PublicSubnet', 'PublicTable'),
  PublicOut: route('PublicTable', { GatewayId: ref('Internet') }),
};

const interfaceEndpoint = (service: string) => ec2('VPCEndpoint', {
  VpcId: ref('Vpc'),
  VpcEndpointType: 'Interface',
  ServiceName: `com.amazonaws.eu-west-1.${service}`,
  PrivateDnsEnabled: true,
  SubnetIds: [ref('EndpointSubnet')],
  SecurityGroupIds: [ref('EndpointGroup')],
});

/** Sites whose node connects, but for the isolated one. */
export const SITES = {
  'isolated': ISOLATED,
  'public': { ...WITH_INTERNET, Node: changed(ISOLATED, 'Node', { SubnetId: ref('PublicSubnet') }) },
  'nat-gateway': {
    ...WITH_INTERNET,
    Address: ec2('EIP', { Domain: 'vpc' }),
    Nat: ec2('NatGateway', { SubnetId: ref('PublicSubnet'), AllocationId: att('Address', 'AllocationId') }),
    Out: route('Table', { NatGatewayId: ref('Nat') }),
  },
  'nat-instance': {
    ...WITH_INTERNET,
    NatGroup: ec2('SecurityGroup', { GroupDescription: 'NAT', VpcId: ref('Vpc'), SecurityGroupIngress: [https({ CidrIp: '10.0.0.0/16' })] }),
    Nat: ec2('Instance', {
      ImageId: AL2023,
      InstanceType: 't3.micro',
      SubnetId: ref('PublicSubnet'),
      SecurityGroupIds: [ref('NatGroup')],
      SourceDestCheck: false,
      UserData: { 'Fn::Base64': '#!/bin/bash\nsysctl -w net.ipv4.ip_forward=1\niptables -t nat -A POSTROUTING -j MASQUERADE\n' },
    }),
    Out: route('Table', { InstanceId: ref('Nat') }),
  },
  'endpoints': {
    ...ISOLATED,
    EndpointSubnet: subnet('10.0.2.0/24'),
    EndpointTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
    EndpointOnTable: onTable('EndpointSubnet', 'EndpointTable'),
    EndpointGroup: ec2('SecurityGroup', { GroupDescription: 'Endpoints', VpcId: ref('Vpc'), SecurityGroupIngress: [https({ CidrIp: '10.0.0.0/16' })] }),
    Ssm: interfaceEndpoint('ssm'),
    Messages: interfaceEndpoint('ssmmessages'),
  },
} satisfies { readonly [name: string]: Resources };

export type SiteName = keyof typeof SITES;

/** A resource of a site with other properties, without those that are undefined. */
export function changed(resources: Resources, logicalId: string, properties: object): object {
  const resource = resources[logicalId] as { readonly Properties: object };
  return { ...resource, Properties: JSON.parse(JSON.stringify({ ...resource.Properties, ...properties })) as object };
}

/** A template of a site with other resources, without those that are undefined. */
export function templateOf(name: SiteName, changes: Resources): { [key: string]: unknown } {
  const resources = JSON.parse(JSON.stringify({ ...SITES[name], ...changes })) as object;
  return {
    Parameters: { Secret: { Type: 'String' } },
    Conditions: { Maybe: { 'Fn::Equals': [ref('Secret'), 'yes'] } },
    Resources: resources,
  };
}

export function nodeIn(template: { [key: string]: unknown }, options: PreflightOptions = {}, logicalId: string = 'Node'): PreflightNode {
  const report = Preflight.ofTemplate(template, { region: 'eu-west-1', ...options });
  return report.nodes.find(node => node.logicalId === logicalId)!;
}

/** The verdict, and each finding that a shell depends on: `BLOCKED SSM-NET-006 Table`. Warnings count on request. */
export function verdictIn(template: { [key: string]: unknown }, { warnings = false } = {}): string[] {
  const { verdict, findings } = nodeIn(template);
  return [verdict, ...findings.filter(({ severity }) => severity !== PreflightSeverity.WARNING || warnings).map(({ severity, ruleId, logicalId }) => `${severity} ${ruleId} ${logicalId}`)];
}

/** What preflight says of a site with other resources. */
export function judge(name: SiteName, changes: Resources): string[] {
  return verdictIn(templateOf(name, changes));
}
