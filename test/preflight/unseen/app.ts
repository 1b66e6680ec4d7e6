import { Preflight } from '../../../lib';
import { PreflightNode } from '../../../lib/preflight/preflight-node';
import { PreflightReport } from '../../../lib/preflight/preflight-report';

export interface Resources {
  readonly [logicalId: string]: unknown;
}

export const ref = (logicalId: string) => ({ Ref: logicalId });
export const att = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
export const sub = (text: string) => ({ 'Fn::Sub': text });

export function a(type: string, properties: Resources = {}, others: Resources = {}) {
  return { Type: type, Properties: properties, ...others };
}

const AL2023 = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}';

/** A role that EC2 assumes, with what Session Manager takes. */
export const NODE_ROLE = a('AWS::IAM::Role', {
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
  ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
});

export const EMPTY_ROLE = { ...NODE_ROLE, Properties: { ...NODE_ROLE.Properties, ManagedPolicyArns: [] } };

const tcp443 = (side: object) => [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...side }];

/** A public subnet with all that its one node needs, each thing a resource of its own. */
export const PUBLIC: Resources = {
  Vpc: a('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true }),
  Gateway: a('AWS::EC2::InternetGateway'),
  Attachment: a('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
  Subnet: a('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true }),
  Table: a('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
  OnTable: a('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
  Route: a('AWS::EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') }, { DependsOn: 'Attachment' }),
  Group: a('AWS::EC2::SecurityGroup', { GroupDescription: 'Nodes', VpcId: ref('Vpc'), SecurityGroupEgress: tcp443({ CidrIp: '0.0.0.0/0' }) }),
  Role: NODE_ROLE,
  Profile: a('AWS::IAM::InstanceProfile', { Roles: [ref('Role')] }),
  Node: a('AWS::EC2::Instance', {
    ImageId: AL2023, InstanceType: 't3.micro', SubnetId: ref('Subnet'), SecurityGroupIds: [ref('Group')], IamInstanceProfile: ref('Profile'),
  }, { DependsOn: ['Route', 'OnTable'] }),
};

const endpoint = (service: string) => a('AWS::EC2::VPCEndpoint', {
  VpcEndpointType: 'Interface',
  ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
  VpcId: ref('Vpc'),
  SubnetIds: [ref('Subnet')],
  SecurityGroupIds: [ref('EndpointGroup')],
  PrivateDnsEnabled: true,
});

/** An isolated subnet with endpoints. */
export const ISOLATED: Resources = {
  ...without(PUBLIC, 'Gateway', 'Attachment', 'Route'),
  EndpointGroup: a('AWS::EC2::SecurityGroup', { GroupDescription: 'Endpoints', VpcId: ref('Vpc'), SecurityGroupIngress: tcp443({ CidrIp: '10.0.0.0/16' }) }),
  Ssm: endpoint('ssm'),
  Messages: endpoint('ssmmessages'),
  Node: { ...PUBLIC.Node as object, DependsOn: ['OnTable', 'Ssm', 'Messages'] },
};

export const NODE = PUBLIC.Node as ReturnType<typeof a>;

export function without(resources: Resources, ...names: string[]): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([name]) => !names.includes(name)));
}

/** With other properties of a resource. */
export function changed(resources: Resources, logicalId: string, properties: Resources): Resources {
  const resource = resources[logicalId] as ReturnType<typeof a>;
  return { ...resources, [logicalId]: { ...resource, Properties: { ...resource.Properties, ...properties } } };
}

export function reportOn(resources: Resources, sections: Resources = {}): PreflightReport {
  return Preflight.ofTemplate({
    Parameters: { Unknown: { Type: 'String' }, Names: { Type: 'CommaDelimitedList' } },
    Conditions: { Maybe: { 'Fn::Equals': [ref('Unknown'), 'yes'] } },
    Resources: resources,
    ...sections,
  }, { region: 'eu-west-1' });
}

/** Verdict, with the rules of the findings that decide it. */
export function verdictOn({ verdict, findings }: PreflightNode): string {
  return [verdict, ...new Set(findings.filter(({ severity }) => String(severity) === String(verdict)).map(({ ruleId }) => ruleId))].join(' ');
}
