import { Fault, faultsOf } from './fault';
import { add, changeStatement, drop, remove, set, withoutAction, withoutStatement, withStatement } from './mutations';
import { T } from './types';

const CHANNEL_ACTIONS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

const windows: Fault[] = [
  ...faultsOf('windows', 'Windows', 'Private', [
    {
      name: 'the node has no instance profile',
      mutate: drop(T.INSTANCE, 'Private/Resource', 'IamInstanceProfile'),
      ruleId: 'SSM-IDN-001',
      resource: 'Private/Resource',
      property: 'Properties/IamInstanceProfile',
    },
    {
      name: 'the instance profile is not in the app',
      mutate: set(T.INSTANCE, 'Private/Resource', 'IamInstanceProfile', 'SomeProfile'),
      ruleId: 'SSM-IDN-001',
      resource: 'Private/Resource',
      property: 'Properties/IamInstanceProfile',
      severity: 'UNKNOWN',
    },
    {
      name: 'the instance profile has no role',
      mutate: set(T.PROFILE, 'Private/InstanceProfile', 'Roles', []),
      ruleId: 'SSM-IDN-002',
      resource: 'Private/InstanceProfile',
      property: 'Properties/Roles',
    },
    {
      name: 'the role is not in the app',
      mutate: set(T.PROFILE, 'Private/InstanceProfile', 'Roles', ['SomeRole']),
      ruleId: 'SSM-IDN-002',
      resource: 'Private/InstanceProfile',
      property: 'Properties/Roles',
      severity: 'UNKNOWN',
    },
    {
      name: 'the role is for Lambda',
      mutate: changeStatement(T.ROLE, 'PrivateRole/Resource', 0, { Principal: { Service: 'lambda.amazonaws.com' } }, 'AssumeRolePolicyDocument'),
      ruleId: 'SSM-IDN-003',
      resource: 'PrivateRole/Resource',
      property: 'Properties/AssumeRolePolicyDocument',
    },
    {
      name: 'the trust policy asks for an external id',
      mutate: changeStatement(T.ROLE, 'PrivateRole/Resource', 0, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }, 'AssumeRolePolicyDocument'),
      ruleId: 'SSM-IDN-003',
      resource: 'PrivateRole/Resource',
      property: 'Properties/AssumeRolePolicyDocument',
    },
    {
      name: 'the role may not register',
      mutate: withoutStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', 'Register'),
      ruleId: 'SSM-IDN-004',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the role may register under a condition that the agent never meets',
      mutate: changeStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', 'Register', { Condition: { Bool: { 'aws:ViaAWSService': 'true' } } }),
      ruleId: 'SSM-IDN-004',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the role may register through a VPC endpoint only',
      mutate: changeStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', 'Register', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } } }),
      ruleId: 'SSM-IDN-004',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'a statement denies what comes from other addresses',
      mutate: withStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', {
        Effect: 'Deny', Action: '*', Resource: '*', Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      }),
      ruleId: 'SSM-IDN-006',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
      severity: 'UNKNOWN',
    },
    {
      name: 'the policy is of another role',
      mutate: draft => set(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', 'Roles', [{ Ref: draft.logicalId('ElasticRole/Resource') }])(draft),
      ruleId: 'SSM-IDN-004',
      resource: 'PrivateRole/Resource',
    },
    {
      name: 'the role may open channels of another region only',
      mutate: changeStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', 'Channels', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
      ruleId: 'SSM-IDN-005',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
    ...CHANNEL_ACTIONS.map(action => ({
      name: `the role may not ${action}`,
      mutate: withoutAction(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', action),
      ruleId: 'SSM-IDN-005',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    })),
    {
      name: 'a statement denies what another allows',
      mutate: withStatement(T.POLICY, 'PrivateRole/DefaultPolicy/Resource', { Sid: 'NoSessions', Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }),
      ruleId: 'SSM-IDN-006',
      resource: 'PrivateRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
  ]),
];

const policies: Fault[] = [
  ...faultsOf('policies', 'Policies', 'Bounded', [
    {
      name: 'the managed policy is not attached',
      mutate: set(T.MANAGED_POLICY, 'Permissions/Resource', 'Roles', []),
      ruleId: 'SSM-IDN-004',
      resource: 'BoundedRole/Resource',
    },
    {
      name: 'the managed policy does not allow data channels to be opened',
      mutate: withoutAction(T.MANAGED_POLICY, 'Permissions/Resource', 'ssmmessages:OpenDataChannel'),
      ruleId: 'SSM-IDN-005',
      resource: 'Permissions/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the permissions boundary does not allow registration',
      mutate: withoutAction(T.MANAGED_POLICY, 'Boundary/Resource', 'ssm:UpdateInstanceInformation'),
      ruleId: 'SSM-IDN-007',
      resource: 'Boundary/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the permissions boundary does not allow channels',
      mutate: changeStatement(T.MANAGED_POLICY, 'Boundary/Resource', 'Agent', { Action: ['ssm:UpdateInstanceInformation'] }),
      ruleId: 'SSM-IDN-007',
      resource: 'Boundary/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'a service control policy of the account denies channels',
      mutate: add('BoundedRole/Resource', 'Control', 'AWS::Organizations::Policy', () => ({
        Name: 'no-sessions',
        Type: 'SERVICE_CONTROL_POLICY',
        TargetIds: [{ Ref: 'AWS::AccountId' }],
        Content: { Version: '2012-10-17', Statement: [{ Sid: 'NoSessions', Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }] },
      })),
      ruleId: 'SSM-IDN-011',
      resource: '+Control',
      property: 'Properties/Content',
      alsoHit: ['Policies/Inline'],
    },
    {
      name: 'the permissions boundary is not in the app',
      mutate: set(T.ROLE, 'BoundedRole/Resource', 'PermissionsBoundary', 'arn:aws:iam::222222222222:policy/SomeBoundary'),
      ruleId: 'SSM-IDN-007',
      resource: 'BoundedRole/Resource',
      property: 'Properties/PermissionsBoundary',
      severity: 'UNKNOWN',
    },
  ]),
  ...faultsOf('policies', 'Policies', 'Inline', [
    {
      name: 'the inline policy does not allow registration',
      mutate: withoutAction(T.ROLE, 'InlineRole/Resource', 'ssm:UpdateInstanceInformation', 'Policies/0/PolicyDocument'),
      ruleId: 'SSM-IDN-004',
      resource: 'InlineRole/Resource',
      property: 'Properties/Policies/0',
    },
    {
      name: 'the inline policy does not allow control channels',
      mutate: withoutAction(T.ROLE, 'InlineRole/Resource', 'ssmmessages:CreateControlChannel', 'Policies/0/PolicyDocument'),
      ruleId: 'SSM-IDN-005',
      resource: 'InlineRole/Resource',
      property: 'Properties/Policies/0',
    },
    {
      name: 'the deny of the inline policy is too wide',
      mutate: changeStatement(T.ROLE, 'InlineRole/Resource', 'KeepParameters', { Action: 'ssm:*' }, 'Policies/1/PolicyDocument'),
      ruleId: 'SSM-IDN-006',
      resource: 'InlineRole/Resource',
      property: 'Properties/Policies/1',
    },
  ]),
];

const others: Fault[] = [
  ...faultsOf('scaling', 'Scaling', 'Mixed/ASG', [
    {
      name: 'the role has no managed policy',
      mutate: drop(T.ROLE, 'MixedRole/Resource', 'ManagedPolicyArns'),
      ruleId: 'SSM-IDN-004',
      resource: 'MixedRole/Resource',
    },
    {
      name: 'the launch template of some of the overrides has no instance profile',
      mutate: drop(T.LAUNCH_TEMPLATE, 'GravitonTemplate/Resource', 'LaunchTemplateData/IamInstanceProfile'),
      ruleId: 'SSM-IDN-001',
      resource: 'GravitonTemplate/Resource',
      property: 'Properties/LaunchTemplateData/IamInstanceProfile',
    },
  ]),
  ...faultsOf('scaling', 'Scaling', 'Uniform/ASG', [
    {
      name: 'the launch template has no instance profile',
      mutate: drop(T.LAUNCH_TEMPLATE, 'UniformTemplate/Resource', 'LaunchTemplateData/IamInstanceProfile'),
      ruleId: 'SSM-IDN-001',
      resource: 'UniformTemplate/Resource',
      property: 'Properties/LaunchTemplateData/IamInstanceProfile',
    },
    {
      name: 'the launch template has the name of the instance profile as its ARN',
      mutate: set(T.LAUNCH_TEMPLATE, 'UniformTemplate/Resource', 'LaunchTemplateData/IamInstanceProfile', { Arn: 'uniform' }),
      ruleId: 'SSM-IDN-010',
      resource: 'UniformTemplate/Resource',
      property: 'Properties/LaunchTemplateData/IamInstanceProfile',
    },
  ]),
  ...faultsOf('isolated', 'Isolated', 'Blue/Node', [
    {
      name: 'the managed policy of AWS is one for something else',
      mutate: set(T.ROLE, 'Blue/Role/Resource', 'ManagedPolicyArns/0', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'),
      ruleId: 'SSM-IDN-004',
      resource: 'Blue/Role/Resource',
    },
    {
      name: 'the managed policy of AWS is one that nobody knows',
      mutate: set(T.ROLE, 'Blue/Role/Resource', 'ManagedPolicyArns/0', 'arn:aws:iam::aws:policy/SomethingNew'),
      ruleId: 'SSM-IDN-004',
      resource: 'Blue/Role/Resource',
      severity: 'UNKNOWN',
    },
  ]),
  ...faultsOf('bastions', 'Bastions', 'Public', [
    {
      name: 'the role may not open channels any more',
      mutate: withoutAction(T.POLICY, 'Public/Resource/InstanceRole/DefaultPolicy/Resource', 'ssmmessages:*'),
      ruleId: 'SSM-IDN-005',
      resource: 'Public/Resource/InstanceRole/DefaultPolicy/Resource',
      property: 'Properties/PolicyDocument',
    },
    {
      name: 'the role has lost its policy',
      mutate: remove(T.POLICY, 'Public/Resource/InstanceRole/DefaultPolicy/Resource'),
      ruleId: 'SSM-IDN-004',
      resource: 'Public/Resource/InstanceRole/Resource',
    },
  ]),
  ...faultsOf('hostManagement', 'HostManagement', 'Worker', [
    {
      name: 'there is no Default Host Management',
      mutate: remove(T.SERVICE_SETTING, 'Setting'),
      ruleId: 'SSM-IDN-004',
      resource: 'QueueRole/Resource',
      alsoHit: ['HostManagement/Bare'],
    },
    {
      name: 'the role is half-granted, which keeps Default Host Management away',
      mutate: withStatement(T.ROLE, 'QueueRole/Resource', { Effect: 'Allow', Action: 'ssm:UpdateInstanceInformation', Resource: '*' }, 'Policies/0/PolicyDocument'),
      ruleId: 'SSM-IDN-005',
      resource: 'QueueRole/Resource',
      property: 'Properties/Policies/0',
    },
    {
      name: 'the node takes IMDSv1',
      mutate: set(T.INSTANCE, 'Worker/Resource', 'MetadataOptions/HttpTokens', 'optional'),
      ruleId: 'SSM-IDN-008',
      resource: 'Worker/Resource',
      property: 'Properties/MetadataOptions',
    },
  ]),
  ...faultsOf('hostManagement', 'HostManagement', 'Bare', [
    {
      name: 'the setting is another one',
      mutate: set(T.SERVICE_SETTING, 'Setting', 'SettingId', '/ssm/parameter-store/high-throughput-enabled'),
      ruleId: 'SSM-IDN-001',
      resource: 'Bare',
      property: 'Properties/IamInstanceProfile',
      alsoHit: ['HostManagement/Worker'],
    },
    {
      name: 'the launch template does not ask for IMDSv2',
      mutate: drop(T.LAUNCH_TEMPLATE, 'BareTemplate', 'LaunchTemplateData/MetadataOptions'),
      ruleId: 'SSM-IDN-008',
      resource: 'Bare',
      property: 'Properties/MetadataOptions',
    },
    {
      name: 'Systems Manager may not assume the role of Default Host Management',
      mutate: changeStatement(T.ROLE, 'ManagementRole/Resource', 0, { Principal: { Service: 'ec2.amazonaws.com' } }, 'AssumeRolePolicyDocument'),
      ruleId: 'SSM-IDN-013',
      resource: 'ManagementRole/Resource',
      property: 'Properties/AssumeRolePolicyDocument',
      alsoHit: ['HostManagement/Worker'],
    },
    {
      name: 'the role of Default Host Management allows nothing',
      mutate: drop(T.ROLE, 'ManagementRole/Resource', 'ManagedPolicyArns'),
      ruleId: 'SSM-IDN-013',
      resource: 'ManagementRole/Resource',
      alsoHit: ['HostManagement/Worker'],
    },
    {
      name: 'the setting names a role that is not in the app',
      mutate: set(T.SERVICE_SETTING, 'Setting', 'SettingValue', 'SomeRole'),
      ruleId: 'SSM-IDN-013',
      resource: 'Setting',
      severity: 'UNKNOWN',
      alsoHit: ['HostManagement/Worker'],
    },
    {
      name: 'the setting leaves out the path of its role',
      mutate: set(T.ROLE, 'ManagementRole/Resource', 'Path', '/service-role/'),
      ruleId: 'SSM-IDN-013',
      resource: 'Setting',
      severity: 'UNKNOWN',
      alsoHit: ['HostManagement/Worker'],
    },
    {
      name: 'the setting is off',
      mutate: set(T.SERVICE_SETTING, 'Setting', 'SettingValue', '$None'),
      ruleId: 'SSM-IDN-001',
      resource: 'Bare',
      property: 'Properties/IamInstanceProfile',
      alsoHit: ['HostManagement/Worker'],
    },
  ]),
];

/** Faults of the permissions of the agent. */
export const IDENTITY_FAULTS: readonly Fault[] = [...windows, ...policies, ...others];
