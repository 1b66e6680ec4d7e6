/** A template with one thing that there are many of. */
export type Shape = (size: number) => { readonly Resources: { readonly [logicalId: string]: object } };

/** What grows in real templates beside the number of VPCs. */
export const SHAPES = {
  'rules of a security group': securityGroupRules,
  'nodes of a template': nodes,
  'entries of a network ACL': aclEntries,
  'people of a template': people,
} satisfies { readonly [what: string]: Shape };

/** No rule covers the Internet by itself, so that all of them have to be added up. */
function securityGroupRules(size: number): ReturnType<Shape> {
  const rules = Array.from({ length: size }, (_, index) => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: block(2 * index) }));
  return { Resources: { ...network(), ...node(''), Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' }, SecurityGroupEgress: rules } } } };
}

/** No two nodes share a role or a security group. */
function nodes(size: number): ReturnType<Shape> {
  return { Resources: Object.assign({}, network(), ...Array.from({ length: size }, (_, index) => ({ ...node(`${index}`), ...group(`${index}`) }))) };
}

/** Every other block is let through, so that the entries cannot be joined. */
function aclEntries(size: number): ReturnType<Shape> {
  const entries = Array.from({ length: size }, (_, index) => [`Entry${index}`, {
    Type: 'AWS::EC2::NetworkAclEntry',
    Properties: { NetworkAclId: { Ref: 'Acl' }, RuleNumber: index + 1, Egress: index % 4 < 2, Protocol: -1, RuleAction: 'allow', CidrBlock: block(2 * index) },
  }]);
  return {
    Resources: {
      ...network(),
      ...node(''),
      ...group(''),
      ...Object.fromEntries(entries),
      Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: { Ref: 'Vpc' } } },
      AclAssociation: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { NetworkAclId: { Ref: 'Acl' }, SubnetId: { Ref: 'Subnet' } } },
    },
  };
}

/** Each may open sessions with nodes of a tag, and some change what is logged. No two have a policy in common. */
function people(size: number): ReturnType<Shape> {
  const nodeOf = (env: string) => {
    const { [`Node${env}`]: instance, ...others } = node(env) as Record<string, { Properties: object }>;
    return { ...others, ...group(env), [`Node${env}`]: { ...instance, Properties: { ...instance.Properties, Tags: [{ Key: 'env', Value: env }] } } };
  };
  const roles = Array.from({ length: size }, (_, index) => [`Person${index}`, {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: 'sts:AssumeRole' }] },
      Policies: [{
        PolicyName: `Sessions${index}`,
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*', Condition: { StringEquals: { 'ssm:resourceTag/env': ENVIRONMENTS[index % ENVIRONMENTS.length] } } },
            { Effect: 'Allow', Action: ['ssm:StartSession', ...index % 2 === 0 ? ['ssm:UpdateDocument'] : []], Resource: { 'Fn::Sub': 'arn:aws:ssm:*:*:document/${Shell}' } },
            { Effect: 'Allow', Action: 'ssmmessages:OpenDataChannel', Resource: '*' },
          ],
        },
      }],
    },
  }]);
  const content = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { cloudWatchLogGroupName: { Ref: 'Logs' } } };
  return {
    Resources: {
      ...network(),
      ...Object.assign({}, ...ENVIRONMENTS.map(nodeOf)) as object,
      ...Object.fromEntries(roles),
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Shell: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'Session', Content: content } },
    },
  };
}

const ENVIRONMENTS = ['dev', 'test', 'prod'];

/** A block of 256 public addresses. */
function block(index: number): string {
  return `${20 + Math.floor(index / 65536)}.${Math.floor(index / 256) % 256}.${index % 256}.0/24`;
}

/** A public subnet. */
function network(): { readonly [logicalId: string]: object } {
  return {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true } },
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Attachment: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/20', MapPublicIpOnLaunch: true } },
    Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    TableAssociation: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { RouteTableId: { Ref: 'Table' }, SubnetId: { Ref: 'Subnet' } } },
    Route: {
      Type: 'AWS::EC2::Route',
      DependsOn: 'Attachment',
      Properties: { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } },
    },
  };
}

function group(suffix: string): { readonly [logicalId: string]: object } {
  return { [`Group${suffix}`]: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: { Ref: 'Vpc' } } } };
}

/** A node with its role, in the security group of the same suffix. */
function node(suffix: string): { readonly [logicalId: string]: object } {
  return {
    [`Role${suffix}`]: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
      },
    },
    [`Profile${suffix}`]: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [{ Ref: `Role${suffix}` }] } },
    [`Node${suffix}`]: {
      Type: 'AWS::EC2::Instance',
      DependsOn: ['Route', 'TableAssociation'],
      Properties: {
        ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}',
        InstanceType: 't3.micro',
        SubnetId: { Ref: 'Subnet' },
        SecurityGroupIds: [{ 'Fn::GetAtt': [`Group${suffix}`, 'GroupId'] }],
        IamInstanceProfile: { Ref: `Profile${suffix}` },
      },
    },
  };
}
