import { analyze, AnalyzeOptions } from '../../lib/preflight/engine/analyze';
import { PreflightFinding } from '../../lib/preflight/preflight-finding';
import { PreflightNode } from '../../lib/preflight/preflight-node';
import { PreflightSeverity } from '../../lib/preflight/preflight-severity';
import { readTemplate } from '../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { ReadOptions } from '../../lib/preflight/readers/cloudformation/evaluate/template';

export interface Resources {
  readonly [logicalId: string]: { readonly Type: string; readonly Properties?: object; readonly [attribute: string]: unknown };
}

export interface Template {
  readonly [section: string]: unknown;
  readonly Resources: Resources;
}

const ref = (id: string) => ({ Ref: id });

/** A whole template by hand: a node in a public subnet that connects. */
export const NODE_TEMPLATE = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } },
    Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
    Out: { Type: 'AWS::EC2::Route', DependsOn: 'Attached', Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') } },
    OnTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Table') } },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'nodes', VpcId: ref('Vpc') } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } }, Action: 'sts:AssumeRole' }] },
        ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore' }],
      },
    },
    Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('Role')] } },
    Node: {
      Type: 'AWS::EC2::Instance',
      DependsOn: ['Out', 'OnTable'],
      Properties: {
        ImageId: '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}',
        InstanceType: 't3.micro',
        SubnetId: ref('Subnet'),
        SecurityGroupIds: [ref('Group')],
        IamInstanceProfile: ref('Profile') as unknown,
      },
    },
  },
} satisfies Template;

/** The template with resources added or put in the place of others. */
export function withResources(resources: Resources, sections: { readonly [section: string]: unknown } = {}): Template {
  return { ...NODE_TEMPLATE, ...sections, Resources: { ...NODE_TEMPLATE.Resources, ...resources } };
}

/** The verdict of each node; with the rule and the place of the finding that decides it, unless the node connects. */
export function verdictsOf(template: Template, options: Omit<ReadOptions, 'onProgress'> & Pick<AnalyzeOptions, 'require'> = {}): { [node: string]: string } {
  const { nodes } = analyze(readTemplate(template, { region: 'eu-west-1', ...options }), options);
  return Object.fromEntries(nodes.map(node => [node.logicalId, verdictOf(node)]));
}

function verdictOf({ verdict, findings }: PreflightNode): string {
  const deciding = findings.find(({ severity }) => severity !== PreflightSeverity.WARNING);
  return deciding ? `${verdict} ${deciding.ruleId} ${placeOf(deciding)}` : verdict;
}

function placeOf({ logicalId, property }: PreflightFinding): string {
  return [logicalId, ...property === undefined ? [] : [property.replace(/^Properties\//, '')]].join('/');
}
