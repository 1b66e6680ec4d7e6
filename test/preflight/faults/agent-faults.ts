import { Draft, Json } from './draft';
import { Fault, faultsOf } from './fault';
import { IMAGES } from './images';
import { add, drop, remove, replaceText, set, together, withoutWaiting } from './mutations';
import { T } from './types';

const agent: Fault[] = [
  ...faultsOf('isolated', 'Isolated', 'Blue/Node', [
    {
      name: 'the image is the minimal one, without the agent',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'ImageId', IMAGES.MINIMAL),
      ruleId: 'SSM-AGT-001',
      resource: 'Blue/Node/Resource',
      property: 'Properties/ImageId',
    },
    {
      name: 'the image has no agent, which comes from a bucket of another region',
      mutate: together(set(T.INSTANCE, 'Blue/Node/Resource', 'ImageId', IMAGES.MINIMAL), set(T.INSTANCE, 'Blue/Node/Resource', 'UserData', {
        'Fn::Base64': '#!/bin/bash\nrpm -U https://s3.us-east-1.amazonaws.com/amazon-ssm-us-east-1/latest/linux_amd64/amazon-ssm-agent.rpm\n',
      })),
      ruleId: 'SSM-AGT-002',
      resource: 'Blue/Node/Resource',
      property: 'Properties/UserData',
    },
    {
      name: 'nobody knows what is in the image',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'ImageId', 'ami-0123456789abcdef0'),
      ruleId: 'SSM-AGT-001',
      resource: 'Blue/Node/Resource',
      property: 'Properties/ImageId',
      severity: 'UNKNOWN',
    },
    {
      name: 'the instance type is of another architecture',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'InstanceType', 't4g.micro'),
      ruleId: 'SSM-AGT-003',
      resource: 'Blue/Node/Resource',
      property: 'Properties/InstanceType',
    },
    {
      name: 'instance metadata is disabled',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'MetadataOptions', { HttpEndpoint: 'disabled' }),
      ruleId: 'SSM-AGT-004',
      resource: 'Blue/Node/Resource',
      property: 'Properties/MetadataOptions',
    },
    {
      name: 'the user data stops the agent',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'UserData', { 'Fn::Base64': '#!/bin/bash\nsystemctl disable --now amazon-ssm-agent\n' }),
      ruleId: 'SSM-AGT-006',
      resource: 'Blue/Node/Resource',
      property: 'Properties/UserData',
    },
    {
      name: 'the user data gives the agent a proxy',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'UserData', { 'Fn::Base64': '#!/bin/bash\nsystemctl set-environment https_proxy=http://proxy:3128\n' }),
      ruleId: 'SSM-AGT-007',
      resource: 'Blue/Node/Resource',
      property: 'Properties/UserData',
      severity: 'UNKNOWN',
    },
    {
      name: 'the user data is plain text',
      mutate: set(T.INSTANCE, 'Blue/Node/Resource', 'UserData', '#!/bin/bash\necho hello\n'),
      ruleId: 'SSM-AGT-008',
      resource: 'Blue/Node/Resource',
      property: 'Properties/UserData',
    },
  ]),
  ...faultsOf('debian', 'Debian', 'Intel', [
    {
      name: 'nothing installs the agent',
      mutate: drop(T.INSTANCE, 'Intel/Resource', 'UserData'),
      ruleId: 'SSM-AGT-001',
      resource: 'Intel/Resource',
      property: 'Properties/ImageId',
    },
    {
      name: 'nothing runs the user data',
      mutate: replaceText(T.INSTANCE, 'Intel/Resource', 'UserData', '#!/bin/bash', ''),
      ruleId: 'SSM-AGT-001',
      resource: 'Intel/Resource',
      property: 'Properties/ImageId',
    },
    {
      name: 'the agent comes from the repositories of the distribution',
      mutate: set(T.INSTANCE, 'Intel/Resource', 'UserData', { 'Fn::Base64': '#!/bin/bash\napt-get update\napt-get install -y amazon-ssm-agent\n' }),
      ruleId: 'SSM-AGT-001',
      resource: 'Intel/Resource',
      property: 'Properties/UserData',
    },
    {
      name: 'the agent comes from a bucket of another region',
      mutate: set(T.INSTANCE, 'Intel/Resource', 'UserData', {
        'Fn::Base64': '#!/bin/bash\nwget https://s3.us-east-1.amazonaws.com/ec2-downloads-windows/SSMAgent/latest/debian_amd64/amazon-ssm-agent.deb\ndpkg -i amazon-ssm-agent.deb\n',
      }),
      ruleId: 'SSM-AGT-002',
      resource: 'Intel/Resource',
      property: 'Properties/UserData',
      severity: 'UNKNOWN',
    },
    {
      name: 'the gateway endpoint for S3 is gone',
      mutate: remove(T.ENDPOINT, 'Vpc/S3/Resource'),
      ruleId: 'SSM-END-001',
      resource: 'Vpc/Resource',
      alsoHit: ['Debian/Graviton'],
    },
    {
      name: 'the policy of the gateway endpoint leaves out the bucket of the agent',
      mutate: set(T.ENDPOINT, 'Vpc/S3/Resource', 'PolicyDocument', {
        Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: ['arn:aws:s3:::my-bucket', 'arn:aws:s3:::my-bucket/*'] }],
      }),
      ruleId: 'SSM-END-010',
      resource: 'Vpc/S3/Resource',
      property: 'Properties/PolicyDocument',
      alsoHit: ['Debian/Graviton'],
    },
    {
      name: 'the version of the agent is too old for sessions',
      mutate: replaceText(T.INSTANCE, 'Intel/Resource', 'UserData', '/latest/', '/2.2.800.0/'),
      ruleId: 'SSM-AGT-005',
      resource: 'Intel/Resource',
      property: 'Properties/UserData',
    },
  ]),
  ...faultsOf('debian', 'Debian', 'Graviton', [
    {
      name: 'the package is for another architecture',
      mutate: replaceText(T.INSTANCE, 'Graviton/Resource', 'UserData', 'debian_arm64', 'debian_amd64'),
      ruleId: 'SSM-AGT-003',
      resource: 'Graviton/Resource',
      property: 'Properties/UserData',
    },
  ]),
  ...faultsOf('scaling', 'Scaling', 'Mixed/ASG', [
    {
      name: 'one of the overrides has the image of the other architecture',
      mutate: drop(T.SCALING_GROUP, 'Mixed/ASG', 'MixedInstancesPolicy/LaunchTemplate/Overrides/2/LaunchTemplateSpecification'),
      ruleId: 'SSM-AGT-003',
      resource: 'Mixed/ASG',
      property: 'Properties/MixedInstancesPolicy/LaunchTemplate/Overrides/2/InstanceType',
    },
    {
      name: 'the instance type of one of the overrides is of the other architecture',
      mutate: set(T.SCALING_GROUP, 'Mixed/ASG', 'MixedInstancesPolicy/LaunchTemplate/Overrides/0/InstanceType', 't4g.large'),
      ruleId: 'SSM-AGT-003',
      resource: 'Mixed/ASG',
      property: 'Properties/MixedInstancesPolicy/LaunchTemplate/Overrides/0/InstanceType',
    },
    {
      name: 'the image of one of the overrides has no agent',
      mutate: set(T.LAUNCH_TEMPLATE, 'GravitonTemplate/Resource', 'LaunchTemplateData/ImageId', IMAGES.MINIMAL_ARM),
      ruleId: 'SSM-AGT-001',
      resource: 'GravitonTemplate/Resource',
      property: 'Properties/LaunchTemplateData/ImageId',
    },
  ]),
  ...faultsOf('scaling', 'Scaling', 'Uniform/ASG', [
    {
      name: 'the launch template turns instance metadata off',
      mutate: set(T.LAUNCH_TEMPLATE, 'UniformTemplate/Resource', 'LaunchTemplateData/MetadataOptions', { HttpEndpoint: 'disabled' }),
      ruleId: 'SSM-AGT-004',
      resource: 'UniformTemplate/Resource',
      property: 'Properties/LaunchTemplateData/MetadataOptions',
    },
  ]),
];

const order: Fault[] = [
  ...faultsOf('isolated', 'Isolated', 'Green/Node', [
    {
      name: 'the node does not wait for an endpoint',
      mutate: withoutWaiting('Green/Node', 'Green/Vpc/SsmMessages/Resource'),
      ruleId: 'SSM-ORD-001',
      resource: 'Green/Node/Resource',
      property: 'DependsOn',
      severity: 'WARNING',
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Private', [
    {
      name: 'the node does not wait for its route',
      mutate: withoutWaiting('Private/Resource', 'Vpc/PrivateSubnet1/DefaultRoute'),
      ruleId: 'SSM-ORD-002',
      resource: 'Private/Resource/Resource',
      property: 'DependsOn',
      severity: 'WARNING',
    },
  ]),
  ...faultsOf('windows', 'Windows', 'Private', [
    {
      name: 'the node does not wait for the policy of its role',
      mutate: withoutWaiting('Private', 'PrivateRole/DefaultPolicy/Resource'),
      ruleId: 'SSM-ORD-003',
      resource: 'Private/Resource',
      property: 'DependsOn',
      severity: 'WARNING',
    },
  ]),
  ...faultsOf('scenarios', 'PrivateLinkScenario', 'Node/Instance', [
    {
      name: 'the node does not wait for an endpoint',
      mutate: withoutWaiting('Node/Instance', 'Endpoints/Ssm/Resource'),
      ruleId: 'SSM-ORD-001',
      resource: 'Node/Instance/Resource',
      property: 'DependsOn',
      severity: 'WARNING',
    },
  ]),
  ...faultsOf('scenarios', 'PublicSubnetScenario', 'Node/Instance', [
    {
      name: 'the node does not wait for its default route',
      mutate: withoutWaiting('Node/Instance', 'Vpc/PublicSubnet1/DefaultRoute'),
      ruleId: 'SSM-ORD-002',
      resource: 'Node/Instance/Resource',
      property: 'DependsOn',
      severity: 'WARNING',
    },
  ]),
];

/** An association of State Manager, for nodes that the template of the node `Node` names. */
const updating = (targets: (draft: Draft) => Json) => add('Blue/Node/Resource', 'Updates', T.STATE_ASSOCIATION, draft => ({ Name: 'AWS-UpdateSSMAgent', Targets: targets(draft) }));
const theNode = (draft: Draft) => [{ Key: 'InstanceIds', Values: [{ Ref: draft.logicalId('Blue/Node/Resource') }] }];
const maintained = { ruleId: 'SSM-AGT-009', severity: 'WARNING', property: 'Properties/Targets' } as const;
const logsAlone = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::my-logs/*' }] };

const maintenance: Fault[] = faultsOf('isolated', 'Isolated', 'Blue/Node', [
  {
    name: 'an agent is to be updated that reaches no S3',
    mutate: together(remove(T.ENDPOINT, 'Blue/Vpc/S3/Resource'), updating(theNode)),
    resource: '+Updates',
    ...maintained,
  },
  {
    name: 'all agents are to be updated, one of which reaches no S3',
    mutate: together(remove(T.ENDPOINT, 'Blue/Vpc/S3/Resource'), updating(() => [{ Key: 'InstanceIds', Values: ['*'] }])),
    resource: '+Updates',
    ...maintained,
  },
  {
    name: 'a node is to be patched whose gateway leaves out the bucket',
    mutate: together(
      set(T.ENDPOINT, 'Blue/Vpc/S3/Resource', 'PolicyDocument', logsAlone),
      add('Blue/Node/Resource', 'Patches', T.MAINTENANCE_TASK, draft => (
        { WindowId: 'mw-0123456789abcdef0', TaskType: 'RUN_COMMAND', TaskArn: 'AWS-RunPatchBaseline', Priority: 1, Targets: theNode(draft) }
      )),
    ),
    resource: '+Patches',
    ...maintained,
  },
]);

/** Faults of the agent, of its start order, and of what keeps it up to date. */
export const AGENT_FAULTS: readonly Fault[] = [...agent, ...order, ...maintenance];
