import { ref } from '../readers/cloudformation/to-model/reading';

export interface Resources {
  readonly [logicalId: string]: unknown;
}

export const SUBNET = 'subnet-0123456789abcdef0';
const IMAGE = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}';
const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
export const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

export const resource = (Type: string, Properties: object = {}) => ({ Type, Properties });

export const profileOf = (...roles: unknown[]) => resource('AWS::IAM::InstanceProfile', { Roles: roles });
export const role = (properties: object = {}) => resource('AWS::IAM::Role', { AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: [CORE], ...properties });
export const groupIn = (vpc: unknown, egress: object[] = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }]) => (
  resource('AWS::EC2::SecurityGroup', { GroupDescription: 'the node', VpcId: vpc, SecurityGroupEgress: egress })
);

/** A node in an imported subnet, of which everything else is right. */
export function importedSubnet(node: object = {}, others: Resources = {}): { readonly Resources: Resources } {
  return {
    Resources: {
      Role: role(),
      Profile: profileOf(ref('Role')),
      Group: groupIn('vpc-0123'),
      Node: resource('AWS::EC2::Instance', {
        ImageId: IMAGE, InstanceType: 't3.micro', SubnetId: SUBNET, SecurityGroupIds: [ref('Group')], IamInstanceProfile: ref('Profile'), ...node,
      }),
      ...others,
    },
  };
}

/** A VPC of the template with one subnet, which a NAT gateway or nothing leads out of. */
export function ownVpc(way: 'internet' | 'nothing', node: object = {}, others: Resources = {}): { readonly Resources: Resources } {
  const { Resources: base } = importedSubnet({ SubnetId: ref('Subnet'), ...node });
  return {
    Resources: {
      ...base,
      Group: groupIn(ref('Vpc')),
      Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
      Subnet: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true }),
      Table: resource('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }),
      OnTable: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table') }),
      Gateway: resource('AWS::EC2::InternetGateway'),
      Attached: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') }),
      ...way === 'internet' ? { Route: resource('AWS::EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') }) } : {},
      ...others,
    },
  };
}

/** An endpoint in a VPC of which the template says nothing else. */
export const endpoint = (service: string, properties: object = {}) => resource('AWS::EC2::VPCEndpoint', {
  VpcEndpointType: 'Interface', ServiceName: `com.amazonaws.eu-west-1.${service}`, VpcId: 'vpc-0123', PrivateDnsEnabled: true, SubnetIds: [SUBNET], ...properties,
});
