import { Json } from './draft';
import { Fault, faultsOf } from './fault';
import { IMAGES } from './images';
import { add, change, drop, groups, ref, remove, replaceText, set, withoutAction, withoutStatement } from './mutations';
import { T } from './types';
import { Mutation } from './workbench';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';

/** Makes the endpoint for ssm conditional. */
function conditional(name: string, condition: Json): Mutation {
  return draft => {
    draft.declare('Conditions', 'Blue/Vpc/Resource', name, condition);
    draft.write({ type: T.ENDPOINT, path: 'Blue/Vpc/Ssm/Resource' }, 'Condition', name);
  };
}

const isolated: Fault[] = [
  ...faultsOf('isolated', 'Isolated', 'Blue/Node', [
    { name: 'the endpoint for ssm is gone', mutate: remove(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource'), ruleId: 'SSM-END-001', resource: 'Blue/Vpc/Resource' },
    { name: 'the endpoint for ssmmessages is gone', mutate: remove(T.ENDPOINT, 'Blue/Vpc/SsmMessages/Resource'), ruleId: 'SSM-END-001', resource: 'Blue/Vpc/Resource' },
    {
      name: 'the endpoint is for ec2messages in place of ssmmessages',
      mutate: set(T.ENDPOINT, 'Blue/Vpc/SsmMessages/Resource', 'ServiceName', 'com.amazonaws.eu-west-1.ec2messages'),
      ruleId: 'SSM-END-001',
      resource: 'Blue/Vpc/Resource',
    },
    {
      name: 'the endpoint for ssm is left out by a condition',
      mutate: conditional('Never', { 'Fn::Equals': ['production', 'test'] }),
      ruleId: 'SSM-END-001',
      resource: 'Blue/Vpc/Resource',
    },
    {
      name: 'whether there is an endpoint for ssm depends on a parameter',
      mutate: draft => {
        draft.declare('Parameters', 'Blue/Vpc/Resource', 'Stage', { Type: 'String' });
        conditional('InTest', { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] })(draft);
      },
      ruleId: 'SSM-END-002',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/PrivateDnsEnabled',
      severity: 'UNKNOWN',
    },
    {
      name: 'the endpoint for ssm is a gateway endpoint',
      mutate: drop(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'VpcEndpointType'),
      ruleId: 'SSM-END-001',
      resource: 'Blue/Vpc/Resource',
    },
    {
      name: 'the endpoint for ssm is in another VPC',
      mutate: change(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'VpcId', ref('Green/Vpc/Resource')),
      ruleId: 'SSM-END-001',
      resource: 'Blue/Vpc/Resource',
      alsoHit: ['Isolated/Green/Node'],
    },
    {
      name: 'a parameter turns private DNS off by default',
      mutate: draft => {
        draft.declare('Parameters', 'Blue/Vpc/Resource', 'PrivateDns', { Type: 'String', Default: 'false' });
        set(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'PrivateDnsEnabled', { Ref: 'PrivateDns' })(draft);
      },
      ruleId: 'SSM-END-002',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/PrivateDnsEnabled',
    },
    {
      name: 'private DNS is left to its default',
      mutate: drop(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'PrivateDnsEnabled'),
      ruleId: 'SSM-END-002',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/PrivateDnsEnabled',
    },
    {
      name: 'the endpoint has the default security group, which the node is not in',
      mutate: drop(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'SecurityGroupIds'),
      ruleId: 'SSM-END-004',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/SecurityGroupIds',
    },
    {
      name: 'the endpoint has a security group of another VPC',
      mutate: change(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'SecurityGroupIds', groups('Green/EndpointGroup/Resource')),
      ruleId: 'SSM-END-004',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/SecurityGroupIds',
    },
    {
      name: 'the policy of the endpoint is for another role',
      mutate: set(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'PolicyDocument', {
        Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/Other' }, Action: '*', Resource: '*' }],
      }),
      ruleId: 'SSM-END-007',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'private DNS is off',
      mutate: set(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'PrivateDnsEnabled', false),
      ruleId: 'SSM-END-002',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/PrivateDnsEnabled',
    },
    {
      name: 'DNS hostnames of the VPC are off',
      mutate: set(T.VPC, 'Blue/Vpc/Resource', 'EnableDnsHostnames', false),
      ruleId: 'SSM-END-003',
      resource: 'Blue/Vpc/Resource',
      property: 'Properties/EnableDnsHostnames',
    },
    {
      name: 'DNS hostnames of the VPC are left to their default',
      mutate: drop(T.VPC, 'Blue/Vpc/Resource', 'EnableDnsHostnames'),
      ruleId: 'SSM-END-003',
      resource: 'Blue/Vpc/Resource',
      property: 'Properties/EnableDnsHostnames',
    },
    {
      name: 'the security group of the endpoints has no ingress rule',
      mutate: drop(T.GROUP, 'Blue/EndpointGroup/Resource', 'SecurityGroupIngress'),
      ruleId: 'SSM-END-004',
      resource: 'Blue/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the security group of the endpoints lets other addresses in',
      mutate: set(T.GROUP, 'Blue/EndpointGroup/Resource', 'SecurityGroupIngress/0/CidrIp', '172.31.0.0/16'),
      ruleId: 'SSM-END-004',
      resource: 'Blue/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the endpoint is in no subnet',
      mutate: set(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'SubnetIds', []),
      ruleId: 'SSM-END-005',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/SubnetIds',
    },
    {
      name: 'the endpoint is in two subnets of one zone',
      mutate: draft => set(T.SUBNET, 'Blue/Vpc/IsolatedSubnet2/Subnet', 'AvailabilityZone',
        draft.read({ type: T.SUBNET, path: 'Blue/Vpc/IsolatedSubnet1/Subnet' }, 'Properties/AvailabilityZone'))(draft),
      ruleId: 'SSM-END-005',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/SubnetIds',
    },
    {
      name: 'the endpoint names a subnet of another VPC',
      mutate: change(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'SubnetIds/1', ref('Green/Vpc/IsolatedSubnet2/Subnet')),
      ruleId: 'SSM-END-005',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/SubnetIds',
    },
    {
      name: 'the VPC has another endpoint with private DNS for the same service',
      mutate: add('Blue/Vpc/Resource', 'SecondSsm', T.ENDPOINT, draft => ({
        ...draft.read({ type: T.ENDPOINT, path: 'Blue/Vpc/Ssm/Resource' }, 'Properties') as { [key: string]: never },
      })),
      ruleId: 'SSM-END-008',
      resource: '+SecondSsm',
    },
    {
      name: 'the endpoint is of another region',
      mutate: replaceText(T.ENDPOINT, 'Blue/Vpc/Ssm/Resource', 'ServiceName', 'eu-west-1', 'eu-central-1'),
      ruleId: 'SSM-END-012',
      resource: 'Blue/Vpc/Ssm/Resource',
      property: 'Properties/ServiceName',
    },
  ]),
  ...faultsOf('isolated', 'Isolated', 'Green/Node', [
    {
      name: 'the rule that lets the node in is gone',
      mutate: remove(T.INGRESS, 'Green/EndpointGroup/from *'),
      ruleId: 'SSM-END-004',
      resource: 'Green/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the rule that lets the node in is for another port',
      mutate: draft => {
        set(T.INGRESS, 'Green/EndpointGroup/from *', 'FromPort', 80)(draft);
        set(T.INGRESS, 'Green/EndpointGroup/from *', 'ToPort', 80)(draft);
      },
      ruleId: 'SSM-END-004',
      resource: 'Green/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the rule that lets the node in is for another group',
      mutate: draft => set(T.INGRESS, 'Green/EndpointGroup/from *', 'SourceSecurityGroupId', {
        'Fn::GetAtt': [draft.logicalId('Green/EndpointGroup/Resource'), 'GroupId'],
      })(draft),
      ruleId: 'SSM-END-004',
      resource: 'Green/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
    {
      name: 'the rule that lets the node out to the endpoints is gone',
      mutate: remove(T.EGRESS, 'Green/NodeGroup/to *'),
      ruleId: 'SSM-NET-003',
      resource: 'Green/NodeGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
    },
    {
      name: 'the endpoint has the security group of the node',
      mutate: change(T.ENDPOINT, 'Green/Vpc/SsmMessages/Resource', 'SecurityGroupIds', groups('Green/NodeGroup/Resource')),
      ruleId: 'SSM-NET-003',
      resource: 'Green/NodeGroup/Resource',
      property: 'Properties/SecurityGroupEgress',
    },
  ]),
];

const policies: Fault[] = [
  ...faultsOf('sessions', 'ClosedSessions', 'Node', [
    ...[
      { path: 'Vpc/Ssm/Resource', actions: ['ssm:UpdateInstanceInformation'] },
      {
        path: 'Vpc/SsmMessages/Resource',
        actions: ['ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel'],
      },
      { path: 'Vpc/Logs/Resource', actions: ['logs:DescribeLogGroups', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'] },
      { path: 'Vpc/Kms/Resource', actions: ['kms:Decrypt'] },
    ].flatMap(({ path, actions }) => actions.map(action => ({
      name: `the policy of the endpoint does not allow ${action}`,
      mutate: withoutAction(T.ENDPOINT, path, action),
      ruleId: 'SSM-END-007',
      resource: path,
      property: 'Properties/PolicyDocument',
    }))),
    {
      name: 'the policy of the endpoint is for principals of another account',
      mutate: set(T.ENDPOINT, 'Vpc/SsmMessages/Resource', 'PolicyDocument/Statement/0/Condition', { StringEquals: { 'aws:PrincipalAccount': '333333333333' } }),
      ruleId: 'SSM-END-007',
      resource: 'Vpc/SsmMessages/Resource',
      property: 'Properties/PolicyDocument',
    },
    { name: 'the endpoint for logs is gone', mutate: remove(T.ENDPOINT, 'Vpc/Logs/Resource'), ruleId: 'SSM-END-001', resource: 'Vpc/Resource' },
    { name: 'the endpoint for kms is gone', mutate: remove(T.ENDPOINT, 'Vpc/Kms/Resource'), ruleId: 'SSM-END-001', resource: 'Vpc/Resource' },
    { name: 'the gateway endpoint for S3 is gone', mutate: remove(T.ENDPOINT, 'Vpc/S3/Resource'), ruleId: 'SSM-END-001', resource: 'Vpc/Resource' },
    {
      name: 'the gateway endpoint for S3 is on no route table',
      mutate: set(T.ENDPOINT, 'Vpc/S3/Resource', 'RouteTableIds', []),
      ruleId: 'SSM-END-009',
      resource: 'Vpc/S3/Resource',
      property: 'Properties/RouteTableIds',
    },
    {
      name: 'the policy of the gateway endpoint does not allow uploads',
      mutate: withoutAction(T.ENDPOINT, 'Vpc/S3/Resource', 's3:PutObject'),
      ruleId: 'SSM-END-010',
      resource: 'Vpc/S3/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the policy of the gateway endpoint does not allow a look at the encryption',
      mutate: withoutAction(T.ENDPOINT, 'Vpc/S3/Resource', 's3:GetEncryptionConfiguration'),
      ruleId: 'SSM-END-010',
      resource: 'Vpc/S3/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the policy of the gateway endpoint is for another bucket',
      mutate: set(T.ENDPOINT, 'Vpc/S3/Resource', 'PolicyDocument/Statement/0/Resource', ['arn:aws:s3:::another-bucket', 'arn:aws:s3:::another-bucket/*']),
      ruleId: 'SSM-END-010',
      resource: 'Vpc/S3/Resource',
      property: 'Properties/PolicyDocument',
    },
  ]),
  ...faultsOf('scenarios', 'PrivateLinkScenario', 'Node/Instance', [
    {
      name: 'the policy of the endpoint for ssm allows nothing to agents',
      mutate: set(T.ENDPOINT, 'Endpoints/Ssm/Resource', 'PolicyDocument/Statement/0/Effect', 'Deny'),
      ruleId: 'SSM-END-007',
      resource: 'Endpoints/Ssm/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'agents cannot be updated through the gateway endpoint',
      mutate: withoutStatement(T.ENDPOINT, 'Endpoints/S3/Resource', 'SsmAgentDownloads'),
      ruleId: 'SSM-END-010',
      resource: 'Endpoints/S3/Resource',
      property: 'Properties/PolicyDocument',
      require: [PreflightCapability.SHELL, PreflightCapability.AGENT_UPDATE],
    },
  ]),
];

const others: Fault[] = [
  ...faultsOf('acrossStacks', '', 'First/Node', [
    {
      name: 'an endpoint of the network stack has private DNS, and the VPC no hostnames',
      mutate: set(T.VPC, 'Network/Vpc/Resource', 'EnableDnsHostnames', false),
      ruleId: 'SSM-END-003',
      resource: 'Network/Vpc/Resource',
      property: 'Properties/EnableDnsHostnames',
      alsoHit: ['Second/Node'],
    },
    {
      name: 'the endpoints of the network stack let in no more than the other subnet',
      mutate: set(T.GROUP, 'Network/EndpointGroup/Resource', 'SecurityGroupIngress/0/CidrIp', '10.0.64.0/18'),
      ruleId: 'SSM-END-004',
      resource: 'Network/EndpointGroup/Resource',
      property: 'Properties/SecurityGroupIngress',
    },
  ]),
  ...faultsOf('windows', 'Windows', 'Private', [
    {
      name: 'the image has an agent that takes commands from ec2messages, which AWS retires',
      mutate: set(T.INSTANCE, 'Private/Resource', 'ImageId', IMAGES.OLD_WINDOWS),
      ruleId: 'SSM-IDN-009',
      resource: 'PrivateRole/Resource',
      require: [PreflightCapability.SHELL, PreflightCapability.RUN_COMMAND],
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Private', [
    {
      name: 'the image has an agent that takes commands from ec2messages, which the role allows',
      mutate: set(T.INSTANCE, 'Private/Resource/Resource', 'ImageId', IMAGES.OLD_WINDOWS),
      ruleId: 'SSM-END-011',
      resource: 'Private/Resource/Resource',
      property: 'Properties/ImageId',
      require: [PreflightCapability.SHELL, PreflightCapability.RUN_COMMAND],
    },
  ]),
];

/** Faults of VPC endpoints. */
export const ENDPOINT_FAULTS: readonly Fault[] = [...isolated, ...policies, ...others];
