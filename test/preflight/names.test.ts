import { verdictsOf, NODE_TEMPLATE, Resources, withResources } from './node-template';

/** What a template must give for the node, and the rule and the property of the first finding. */
type Row = [what: string, changes: Resources, expected: string];

const CONNECTS = 'CONNECTS';
const at = (property: string, verdict = 'BLOCKED', rule = 'SSM-IDN-010') => `${verdict} ${rule} ${property}`;
const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const ref = (id: string) => ({ Ref: id });

const node = (properties: object) => ({ Node: { Type: 'AWS::EC2::Instance', Properties: { ...NODE_TEMPLATE.Resources.Node.Properties, ...properties } } });
const profile = (properties: object) => ({ Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: properties } });
const role = (properties: object) => ({ Role: { Type: 'AWS::IAM::Role', Properties: { ...NODE_TEMPLATE.Resources.Role.Properties, ...properties } } });
const second = { Second: NODE_TEMPLATE.Resources.Role };
const launched = (data: object) => ({
  Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData: data } },
  ...node({ IamInstanceProfile: undefined, LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') } }),
});
const configured = (value: unknown): Resources => ({
  Node: {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: { MinSize: '1', MaxSize: '1', VPCZoneIdentifier: [ref('Subnet')], LaunchConfigurationName: ref('Configuration') },
  },
  Configuration: {
    Type: 'AWS::AutoScaling::LaunchConfiguration',
    Properties: { ...NODE_TEMPLATE.Resources.Node.Properties, SubnetId: undefined, SecurityGroups: [ref('Group')], AssociatePublicIpAddress: true, IamInstanceProfile: value },
  },
});

const PROFILES: Row[] = [
  ['the name of the profile', {}, CONNECTS],
  ['the ARN of the profile where an instance takes the name', node({ IamInstanceProfile: att('Profile', 'Arn') }), at('Node/IamInstanceProfile')],
  ['an ARN that is written out', node({ IamInstanceProfile: 'arn:aws:iam::111122223333:instance-profile/p' }), at('Node/IamInstanceProfile')],
  ['the role', node({ IamInstanceProfile: ref('Role') }), at('Node/IamInstanceProfile')],
  ['the ARN of the role', node({ IamInstanceProfile: att('Role', 'Arn') }), at('Node/IamInstanceProfile')],
  ['a name that may be that of a profile elsewhere', node({ IamInstanceProfile: 'web' }), at('Node/IamInstanceProfile', 'UNKNOWN', 'SSM-IDN-001')],
  ['the name of a role, as the console calls the profile too', { ...role({ RoleName: 'web' }), ...node({ IamInstanceProfile: ref('Role') }) }, at('Node/IamInstanceProfile', 'UNKNOWN', 'SSM-IDN-001')],
  ['a launch template with the name', launched({ IamInstanceProfile: { Name: ref('Profile') } }), CONNECTS],
  ['a launch template with the ARN', launched({ IamInstanceProfile: { Arn: att('Profile', 'Arn') } }), CONNECTS],
  ['a launch template with the ARN as the name', launched({ IamInstanceProfile: { Name: att('Profile', 'Arn') } }), at('Template/LaunchTemplateData/IamInstanceProfile')],
  ['a launch template with the name as the ARN', launched({ IamInstanceProfile: { Arn: ref('Profile') } }), at('Template/LaunchTemplateData/IamInstanceProfile')],
  ['a launch template with the ARN of the role', launched({ IamInstanceProfile: { Arn: att('Role', 'Arn') } }), at('Template/LaunchTemplateData/IamInstanceProfile')],
  ['a launch configuration with the name', configured(ref('Profile')), CONNECTS],
  ['a launch configuration with the ARN', configured(att('Profile', 'Arn')), CONNECTS],
  ['a launch configuration with the role', configured(ref('Role')), at('Configuration/IamInstanceProfile')],
];

const ROLES: Row[] = [
  ['the ARN of the role', profile({ Roles: [att('Role', 'Arn')] }), at('Profile/Roles')],
  ['two roles', { ...second, ...profile({ Roles: [ref('Role'), ref('Second')] }) }, at('Profile/Roles')],
  ['a role and nothing', { ...second, ...profile({ Roles: [ref('Role'), ref('AWS::NoValue')] }) }, CONNECTS],
  ['one role of two', { ...second, ...profile({ Roles: [ref('Second')] }) }, CONNECTS],
  ['the name of a policy of AWS', role({ ManagedPolicyArns: ['AmazonSSMManagedInstanceCore'] }), at('Role/ManagedPolicyArns/0')],
  ['a policy of AWS in the partition of the stack', role({ ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore' }] }), CONNECTS],
  ['a policy of AWS in China', role({ ManagedPolicyArns: ['arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore'] }), at('Role/ManagedPolicyArns/0')],
  ['a policy of AWS in GovCloud', role({ ManagedPolicyArns: ['arn:aws-us-gov:iam::aws:policy/AmazonSSMManagedInstanceCore'] }), at('Role/ManagedPolicyArns/0')],
  ['a boundary by its name', role({ PermissionsBoundary: 'limits' }), at('Role/PermissionsBoundary')],
  ['a boundary of another partition', role({ PermissionsBoundary: 'arn:aws-cn:iam::aws:policy/AdministratorAccess' }), at('Role/PermissionsBoundary')],
  ['a boundary of AWS', role({ PermissionsBoundary: 'arn:aws:iam::aws:policy/AdministratorAccess' }), CONNECTS],
];

const nat = (allocation: unknown): Resources => ({
  Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Public'), AllocationId: allocation } },
  Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' } },
  OutOfPublic: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Public'), RouteTableId: ref('Table') } },
  Private: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  OutOfPrivate: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Private'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') } },
  OnTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Private') } },
});

const ADDRESSES: Row[] = [
  ['the allocation id', nat(att('Address', 'AllocationId')), CONNECTS],
  ['an allocation id that is written out', nat('eipalloc-0123456789abcdef0'), CONNECTS],
  ['the address, as Ref gives it', nat(ref('Address')), at('Nat/AllocationId')],
  ['the address, as its attribute gives it', nat(att('Address', 'PublicIp')), at('Nat/AllocationId')],
  ['an address that is written out', nat('198.51.100.7'), at('Nat/AllocationId')],
];

const ECS = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended';
const withoutImage = node({ ImageId: undefined, IamInstanceProfile: undefined, LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') } });
const resolved = (path: string) => node({ ImageId: `{{resolve:ssm:${path}}}` });

const IMAGES: Row[] = [
  ['the image id', resolved(`${ECS}/image_id`), CONNECTS],
  ['a launch template that lets EC2 resolve the image', { ...launched({ ImageId: `resolve:ssm:${ECS}/image_id`, IamInstanceProfile: { Name: ref('Profile') } }), ...withoutImage }, CONNECTS],
  ['a launch template that lets EC2 resolve JSON', { ...launched({ ImageId: `resolve:ssm:${ECS}`, IamInstanceProfile: { Name: ref('Profile') } }), ...withoutImage }, at('Template/LaunchTemplateData/ImageId')],
  ['an image that EC2 resolves', node({ ImageId: `resolve:ssm:${ECS}/image_id` }), CONNECTS],
  ['an image that EC2 resolves in a version', node({ ImageId: `resolve:ssm:${ECS}/image_id:3` }), CONNECTS],
  ['JSON about the image', resolved(ECS), at('Node/ImageId')],
  ['the name of the image', resolved(`${ECS}/image_name`), at('Node/ImageId')],
  ['JSON about the image that EC2 resolves', node({ ImageId: `resolve:ssm:${ECS}` }), at('Node/ImageId')],
  ['JSON about an image for EKS', resolved('/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended'), at('Node/ImageId')],
  ['the version of Bottlerocket', resolved('/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_version'), at('Node/ImageId')],
  ['Ubuntu without the end of the path', resolved('/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3'), at('Node/ImageId')],
  ['the name of a region', resolved('/aws/service/global-infrastructure/regions/eu-west-1/longName'), at('Node/ImageId')],
  ['the path itself', node({ ImageId: `${ECS}/image_id` }), at('Node/ImageId')],
  ['the id of an image that nobody knows', node({ ImageId: 'ami-0123456789abcdef0' }), at('Node/ImageId', 'UNKNOWN', 'SSM-AGT-001')],
];

describe.each([['an instance profile', PROFILES], ['a role', ROLES], ['an Elastic IP address', ADDRESSES], ['an image', IMAGES]])('named is %s:', (_, rows) => {
  test.each(rows)('%s', (_what, changes, expected) => expect(verdictsOf(withResources(changes))).toEqual({ Node: expected }));
});

test.each([
  ['cn-north-1', 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', at('Role/ManagedPolicyArns/0')],
  ['us-gov-west-1', 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', at('Role/ManagedPolicyArns/0')],
  ['cn-north-1', 'arn:aws-cn:iam::aws:policy/AmazonSSMManagedInstanceCore', CONNECTS],
  ['us-gov-west-1', 'arn:aws-us-gov:iam::aws:policy/AmazonSSMManagedInstanceCore', CONNECTS],
  [undefined, 'arn:aws-us-gov:iam::aws:policy/AmazonSSMManagedInstanceCore', CONNECTS],
])('in the region %s the policy %s', (region, arn, expected) => {
  expect(verdictsOf(withResources(role({ ManagedPolicyArns: [arn] })), { region })).toEqual({ Node: expected });
});
