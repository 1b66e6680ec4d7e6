import { CORE, endpoint, groupIn, importedSubnet, ownVpc, profileOf, Resources, resource, role, SUBNET } from './templates';
import { Preflight, PreflightAssumption, PreflightReport, PreflightVerdict, PreflightWayOut } from '../../../lib';
import { ref } from '../readers/cloudformation/to-model/reading';

const { NAT, PUBLIC, ENDPOINTS } = PreflightWayOut;
const { CONNECTS, BLOCKED, UNKNOWN } = PreflightVerdict;

interface Input {
  readonly Resources: Resources;
  readonly [section: string]: unknown;
}

type Case = [what: string, template: Input, assume: PreflightAssumption[], verdict: PreflightVerdict, rule?: string];

const judge = (template: Input, assume: PreflightAssumption[] = []): PreflightReport => Preflight.ofTemplate(template, { region: 'eu-west-1', assume });
/** The verdict of the report, and the rule that is told first. */
const answer = (report: PreflightReport) => [report.verdict, report.nodes[0].findings.find(({ severity }) => severity !== 'WARNING')?.ruleId];

const nat = PreflightAssumption.subnet(SUBNET, NAT);
const pub = PreflightAssumption.subnet(SUBNET, PUBLIC);
const endpoints = PreflightAssumption.subnet(SUBNET, ENDPOINTS);
const everySubnet = PreflightAssumption.subnets(NAT);
const profile = PreflightAssumption.instanceProfile();
const image = PreflightAssumption.image();
const boundary = PreflightAssumption.permissionsBoundary();
const defaultVpc = PreflightAssumption.defaultVpc();
const management = PreflightAssumption.defaultHostManagement();

const withParameter = (type: string, template: Input): Input => ({ ...template, Parameters: { Given: { Type: type } } });
const given = ref('Given');
const maybe = (template: Input): Input => ({ ...withParameter('String', template), Conditions: { Maybe: { 'Fn::Equals': [given, 'yes'] } } });
const either = (a: unknown, b: unknown) => ({ 'Fn::If': ['Maybe', a, b] });
const noGroups = { SecurityGroupIds: undefined };
const lonely = { SubnetId: undefined, SecurityGroupIds: undefined };
const DENY = { Statement: [{ Effect: 'Deny', Action: 'ssmmessages:*', Resource: '*' }] };
const closed = { Group: groupIn('vpc-0123', [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/8' }]) };
const endpointGroup = (...ingress: object[]) => resource('AWS::EC2::SecurityGroup', { GroupDescription: 'endpoints', VpcId: 'vpc-0123', SecurityGroupIngress: ingress });
const both = (properties: object = {}) => ({ Ssm: endpoint('ssm', properties), Messages: endpoint('ssmmessages', properties) });
const group = (specification: object, launchTemplate: object = {}): Resources => {
  const { Resources: { Node, ...others } } = importedSubnet();
  const { SubnetId, ...data } = (Node as { readonly Properties: Resources }).Properties;
  return {
    ...others,
    Template: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ...data, IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['Profile', 'Arn'] } }, ...launchTemplate } }),
    Fleet: resource('AWS::AutoScaling::AutoScalingGroup', { MinSize: '1', MaxSize: '1', LaunchTemplate: { LaunchTemplateId: ref('Template'), Version: '$Latest' }, ...specification }),
  };
};

const SUBNETS: Case[] = [
  ['nothing is said', importedSubnet(), [], UNKNOWN, 'SSM-NET-001'],
  ['behind NAT', importedSubnet(), [nat], CONNECTS],
  ['public', importedSubnet(), [pub], CONNECTS],
  ['with endpoints', importedSubnet(), [endpoints], CONNECTS],
  ['all behind NAT', importedSubnet(), [everySubnet], CONNECTS],
  ['another one is behind NAT', importedSubnet(), [PreflightAssumption.subnet('subnet-9', NAT)], UNKNOWN, 'SSM-NET-001'],
  ['its own word counts more than that for all', importedSubnet({ AssociatePublicIpAddress: undefined, NetworkInterfaces: undefined }), [PreflightAssumption.subnets(PUBLIC), nat], CONNECTS],
  ['public, and the node refuses an address', importedSubnet({
    SubnetId: undefined,
    SecurityGroupIds: undefined,
    NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: SUBNET, GroupSet: [ref('Group')], AssociatePublicIpAddress: false }],
  }), [pub], BLOCKED, 'SSM-NET-008'],
  ['the group lets nothing out', importedSubnet({}, closed), [nat], BLOCKED, 'SSM-NET-003'],
  ['the group lets nothing out, with endpoints', importedSubnet({}, closed), [endpoints], BLOCKED, 'SSM-NET-003'],
  ['the role lacks the permissions', importedSubnet({}, { Role: role({ ManagedPolicyArns: [] }) }), [nat], BLOCKED, 'SSM-IDN-004'],
  ['the default group of its VPC', importedSubnet(noGroups), [nat], UNKNOWN, 'SSM-NET-003'],
  ['an imported group', importedSubnet({ SecurityGroupIds: ['sg-1'] }), [nat], UNKNOWN, 'SSM-NET-003'],
  ['the group is of a VPC of the template', importedSubnet({}, { Group: groupIn(ref('Vpc')), Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }) }), [nat], UNKNOWN, 'SSM-NET-016'],
  ['a parameter that nobody gives', withParameter('AWS::EC2::Subnet::Id', importedSubnet({ SubnetId: given })), [everySubnet], CONNECTS],
  ['a parameter that nobody gives, and nobody says', withParameter('AWS::EC2::Subnet::Id', importedSubnet({ SubnetId: given })), [], UNKNOWN, 'SSM-NET-001'],
  ['an export of another app', importedSubnet({ SubnetId: { 'Fn::ImportValue': 'PrivateSubnet' } }), [everySubnet], CONNECTS],
  ['a list of an export', importedSubnet({ SubnetId: { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::ImportValue': 'Subnets' }] }] } }), [everySubnet], CONNECTS],
  ['a group in a list of subnets that nobody gives', withParameter('List<AWS::EC2::Subnet::Id>', { Resources: group({ VPCZoneIdentifier: given }) }), [everySubnet], CONNECTS],
  ['a group in two imported subnets', { Resources: group({ VPCZoneIdentifier: [SUBNET, 'subnet-2'] }) }, [nat], UNKNOWN, 'SSM-NET-001'],
  ['a group in two imported subnets, both said', { Resources: group({ VPCZoneIdentifier: [SUBNET, 'subnet-2'] }) }, [nat, PreflightAssumption.subnet('subnet-2', PUBLIC)], CONNECTS],
];

const IN_SIGHT: Case[] = [
  ['a subnet of the template without a way out', ownVpc('nothing'), [everySubnet], BLOCKED, 'SSM-NET-006'],
  ['a choice between two subnets in sight', maybe(ownVpc('internet', { SubnetId: either(ref('Subnet'), ref('Other')) }, {
    Other: resource('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }),
  })), [everySubnet], UNKNOWN, 'SSM-NET-001'],
  ['the template puts the imported subnet on a table without a route', importedSubnet({}, {
    Table: resource('AWS::EC2::RouteTable', { VpcId: 'vpc-0123' }),
    OnTable: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: SUBNET, RouteTableId: ref('Table') }),
  }), [nat], BLOCKED, 'SSM-NET-006'],
  ['the template puts the imported subnet under an ACL that denies', importedSubnet({}, {
    Acl: resource('AWS::EC2::NetworkAcl', { VpcId: 'vpc-0123' }),
    UnderAcl: resource('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: SUBNET, NetworkAclId: ref('Acl') }),
  }), [nat], BLOCKED, 'SSM-NET-004'],
  ['endpoints of the template in the imported subnet let the node in', importedSubnet({}, {
    Endpoints: endpointGroup({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: ref('Group') }), ...both({ SecurityGroupIds: [ref('Endpoints')] }),
  }), [endpoints], CONNECTS],
  ['endpoints of the template in the imported subnet do not let the node in', importedSubnet({}, { Endpoints: endpointGroup(), ...both({ SecurityGroupIds: [ref('Endpoints')] }) }), [endpoints], BLOCKED, 'SSM-END-004'],
  ['they do not, behind NAT', importedSubnet({}, { Endpoints: endpointGroup(), ...both({ SecurityGroupIds: [ref('Endpoints')] }) }), [nat], BLOCKED, 'SSM-END-004'],
  ['endpoints of the template without private DNS', importedSubnet({}, both({ PrivateDnsEnabled: false, SecurityGroupIds: [] })), [nat], CONNECTS],
  ['endpoints of the template in another imported subnet', importedSubnet({}, { Endpoints: endpointGroup(), ...both({ SubnetIds: ['subnet-2'], SecurityGroupIds: [ref('Endpoints')] }) }), [nat], UNKNOWN, 'SSM-NET-018'],
  ['an endpoint of the template for what the agent does not call', importedSubnet({}, { Other: endpoint('secretsmanager', { SubnetIds: ['subnet-2'] }) }), [nat], CONNECTS],
  ['a gateway endpoint of the template', importedSubnet({}, {
    S3: resource('AWS::EC2::VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.s3', VpcId: 'vpc-0123', RouteTableIds: ['rtb-1'] }),
  }), [endpoints], CONNECTS],
];

const IDENTITY: Case[] = [
  ['nothing is said of the profile', ownVpc('internet', { IamInstanceProfile: 'Web' }), [], UNKNOWN, 'SSM-IDN-001'],
  ['an imported profile', ownVpc('internet', { IamInstanceProfile: 'Web' }), [profile], CONNECTS],
  ['an imported profile by its name', ownVpc('internet', { IamInstanceProfile: 'Web' }), [PreflightAssumption.instanceProfile('Web')], CONNECTS],
  ['an imported profile by another name', ownVpc('internet', { IamInstanceProfile: 'Web' }), [PreflightAssumption.instanceProfile('Batch')], UNKNOWN, 'SSM-IDN-001'],
  ['a profile that is a parameter', withParameter('String', ownVpc('internet', { IamInstanceProfile: given })), [profile], CONNECTS],
  ['an imported role in a profile of the template', ownVpc('internet', {}, { Profile: profileOf('WebRole') }), [PreflightAssumption.instanceProfile('WebRole')], CONNECTS],
  ['an imported role, which the template denies something', ownVpc('internet', {}, {
    Profile: profileOf('WebRole'), Denying: resource('AWS::IAM::Policy', { PolicyName: 'Deny', Roles: ['WebRole'], PolicyDocument: DENY }),
  }), [profile], BLOCKED, 'SSM-IDN-006'],
  ['a role of the template that allows nothing', ownVpc('internet', {}, { Role: role({ ManagedPolicyArns: [] }) }), [profile], BLOCKED, 'SSM-IDN-004'],
  ['two roles of the template with the same name', ownVpc('internet', {}, {
    Profile: profileOf('Web'), Role: role({ RoleName: 'Web', ManagedPolicyArns: [] }), Again: role({ RoleName: 'Web' }),
  }), [profile], UNKNOWN, 'SSM-IDN-002'],
  ['a choice of two profiles of the template', maybe(ownVpc('internet', { IamInstanceProfile: either(ref('Profile'), ref('Other')) }, { Other: profileOf() })), [profile], UNKNOWN, 'SSM-IDN-001'],
  ['no profile', ownVpc('internet', { IamInstanceProfile: undefined }), [profile], BLOCKED, 'SSM-IDN-001'],
  ['no profile under Default Host Management', ownVpc('internet', { IamInstanceProfile: undefined, MetadataOptions: { HttpTokens: 'required' } }), [management], CONNECTS],
  ['no profile and no IMDSv2 under Default Host Management', ownVpc('internet', { IamInstanceProfile: undefined, MetadataOptions: { HttpTokens: 'optional' } }), [management], BLOCKED, 'SSM-IDN-008'],
  ['a role without permissions under Default Host Management', ownVpc('internet', { MetadataOptions: { HttpTokens: 'required' } }, { Role: role({ ManagedPolicyArns: [] }) }), [management], CONNECTS],
  ['nothing is said of the boundary', ownVpc('internet', {}, { Role: role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Limits' }) }), [], UNKNOWN, 'SSM-IDN-007'],
  ['an imported boundary', ownVpc('internet', {}, { Role: role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Limits' }) }), [boundary], CONNECTS],
  ['an imported boundary by its name', ownVpc('internet', {}, { Role: role({ PermissionsBoundary: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/Limits' } }) }), [PreflightAssumption.permissionsBoundary('Limits')], CONNECTS],
  ['a boundary of the template that lets nothing through', ownVpc('internet', {}, {
    Role: role({ PermissionsBoundary: ref('Limits') }),
    Limits: resource('AWS::IAM::ManagedPolicy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } }),
  }), [boundary], BLOCKED, 'SSM-IDN-007'],
  ['a policy of the role that is imported', ownVpc('internet', {}, { Role: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Web'] }) }), [boundary], UNKNOWN, 'SSM-IDN-004'],
  ['a boundary of AWS', ownVpc('internet', {}, { Role: role({ PermissionsBoundary: CORE }) }), [], CONNECTS],
];

const OTHERS: Case[] = [
  ['nothing is said of the image', ownVpc('internet', { ImageId: 'ami-1' }), [], UNKNOWN, 'SSM-AGT-001'],
  ['an image', ownVpc('internet', { ImageId: 'ami-1' }), [image], CONNECTS],
  ['an image by its id', ownVpc('internet', { ImageId: 'ami-1' }), [PreflightAssumption.image('ami-1')], CONNECTS],
  ['another image', ownVpc('internet', { ImageId: 'ami-1' }), [PreflightAssumption.image('ami-2')], UNKNOWN, 'SSM-AGT-001'],
  ['an image that nobody gives', withParameter('AWS::EC2::Image::Id', ownVpc('internet', { ImageId: given })), [image], CONNECTS],
  ['an image that is known to lack it', ownVpc('internet', { ImageId: '{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}' }), [image], BLOCKED, 'SSM-AGT-001'],
  ['a choice of two images', maybe(ownVpc('internet', { ImageId: either('ami-1', '{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}') })), [image], UNKNOWN, 'SSM-AGT-001'],
  ['nothing is said of the default VPC', importedSubnet(lonely), [], UNKNOWN, 'SSM-NET-001'],
  ['the default VPC', importedSubnet(lonely), [defaultVpc], CONNECTS],
  ['the default VPC, with a group that lets nothing out', importedSubnet({ SubnetId: undefined }, closed), [defaultVpc], BLOCKED, 'SSM-NET-003'],
  ['the default VPC, for an imported subnet', importedSubnet(), [defaultVpc], UNKNOWN, 'SSM-NET-001'],
  ['a group in the default VPC', { Resources: group({ AvailabilityZones: ['eu-west-1a'] }, { SecurityGroupIds: undefined }) }, [defaultVpc], CONNECTS],
  ['all at once', importedSubnet({ ImageId: 'ami-1', IamInstanceProfile: 'Web' }), [nat, profile, image], CONNECTS],
  ['all but the image', importedSubnet({ ImageId: 'ami-1', IamInstanceProfile: 'Web' }), [nat, profile], UNKNOWN, 'SSM-AGT-001'],
];

const importedGroup = PreflightAssumption.securityGroup('sg-1');
const everyGroup = PreflightAssumption.securityGroup();
const onlyGroup = (id: unknown) => ({ SecurityGroupIds: [id] });
const nodeGroup = (properties: object = {}) => ({
  Resources: {
    Role: role(),
    Nodes: resource('AWS::EKS::Nodegroup', { ClusterName: 'prod', NodeRole: { 'Fn::GetAtt': ['Role', 'Arn'] }, Subnets: [SUBNET], AmiType: 'AL2023_x86_64_STANDARD', ...properties }),
  },
});

const GROUPS: Case[] = [
  ['nothing is said of the group', ownVpc('internet', onlyGroup('sg-1')), [], UNKNOWN, 'SSM-NET-003'],
  ['an imported group by its id', ownVpc('internet', onlyGroup('sg-1')), [importedGroup], CONNECTS],
  ['all imported groups', ownVpc('internet', onlyGroup('sg-1')), [everyGroup], CONNECTS],
  ['another imported group', ownVpc('internet', onlyGroup('sg-2')), [importedGroup], UNKNOWN, 'SSM-NET-003'],
  ['a group that is a parameter', withParameter('AWS::EC2::SecurityGroup::Id', ownVpc('internet', onlyGroup(given))), [everyGroup], CONNECTS],
  ['a list of groups that is a parameter', withParameter('List<AWS::EC2::SecurityGroup::Id>', ownVpc('internet', { SecurityGroupIds: given })), [everyGroup], CONNECTS],
  ['an export of another app', ownVpc('internet', onlyGroup({ 'Fn::ImportValue': 'WebGroup' })), [everyGroup], CONNECTS],
  ['a group of the template that lets nothing out', ownVpc('internet', {}, { Group: groupIn(ref('Vpc'), [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/8' }]) }), [everyGroup], BLOCKED, 'SSM-NET-003'],
  ['beside a group of the template that lets nothing out', ownVpc('internet', { SecurityGroupIds: [ref('Group'), 'sg-1'] }, {
    Group: groupIn(ref('Vpc'), [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/8' }]),
  }), [importedGroup], CONNECTS],
  ['a choice of two groups of the template', maybe(ownVpc('internet', onlyGroup(either(ref('Group'), ref('Other'))), {
    Group: groupIn(ref('Vpc'), [{ IpProtocol: 'icmp', CidrIp: '10.0.0.0/8' }]), Other: groupIn(ref('Vpc')),
  })), [everyGroup], UNKNOWN, 'SSM-NET-003'],
  ['no way out of the subnet', ownVpc('nothing', onlyGroup('sg-1')), [importedGroup], BLOCKED, 'SSM-NET-006'],
  ['in an imported subnet', importedSubnet(onlyGroup('sg-1')), [nat, importedGroup], CONNECTS],
  ['the default group of the VPC of an imported subnet', importedSubnet(noGroups), [nat, everyGroup], CONNECTS],
  ['what an imported group of endpoints lets in', importedSubnet(onlyGroup('sg-1'), both({ SecurityGroupIds: ['sg-2'] })), [endpoints, everyGroup], UNKNOWN, 'SSM-END-004'],
  ['endpoints that let the imported group in', importedSubnet(onlyGroup('sg-1'), {
    Endpoints: endpointGroup({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-1' }), ...both({ SecurityGroupIds: [ref('Endpoints')] }),
  }), [endpoints, importedGroup], CONNECTS],
  ['endpoints that do not let the imported group in', importedSubnet(onlyGroup('sg-1'), {
    Endpoints: endpointGroup({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-9' }), ...both({ SecurityGroupIds: [ref('Endpoints')] }),
  }), [endpoints, importedGroup], BLOCKED, 'SSM-END-004'],
  ['the group of a cluster from elsewhere', nodeGroup(), [everySubnet, everyGroup], CONNECTS],
  ['the group of a cluster from elsewhere, of which nothing is said', nodeGroup(), [everySubnet], UNKNOWN, 'SSM-NET-003'],
];

const importedTemplate = PreflightAssumption.launchTemplate('lt-1');
const everyTemplate = PreflightAssumption.launchTemplate();
const OF_OTHERS = { LaunchTemplateId: 'lt-1', Version: '$Latest' };
/** An Auto Scaling group in a subnet of the template, or in another one. */
const fleet = (specification: object, others: Resources = {}): Input => {
  const { Resources: { Node: _node, ...base } } = ownVpc('internet');
  const properties = { MinSize: '1', MaxSize: '1', VPCZoneIdentifier: [ref('Subnet')], LaunchTemplate: OF_OTHERS, ...specification };
  return { Resources: { ...base, Fleet: resource('AWS::AutoScaling::AutoScalingGroup', properties), ...others } };
};
const mixed = (...overrides: object[]) => (
  { LaunchTemplate: undefined, MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: OF_OTHERS, Overrides: overrides } } }
);
const ARM = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64}}';
const ownTemplate = (data: object) => resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });

const LAUNCH_TEMPLATES: Case[] = [
  ['nothing is said of the launch template', fleet({}), [], UNKNOWN, 'SSM-IDN-001'],
  ['an imported launch template by its id', fleet({}), [importedTemplate], CONNECTS],
  ['an imported launch template by its name', fleet({ LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' } }), [PreflightAssumption.launchTemplate('web')], CONNECTS],
  ['all imported launch templates', fleet({}), [everyTemplate], CONNECTS],
  ['another imported launch template', fleet({}), [PreflightAssumption.launchTemplate('lt-2')], UNKNOWN, 'SSM-IDN-001'],
  ['a launch template that is a parameter', withParameter('String', fleet({ LaunchTemplate: { LaunchTemplateId: given, Version: '$Latest' } })), [everyTemplate], CONNECTS],
  ['a launch template of the template without a profile', fleet({ LaunchTemplate: { LaunchTemplateId: ref('Own'), Version: '$Latest' } }, { Own: ownTemplate({ ImageId: ARM, InstanceType: 'm6g.large', SecurityGroupIds: [ref('Group')] }) }), [everyTemplate], BLOCKED, 'SSM-IDN-001'],
  ['another version of a launch template of the template', fleet({ LaunchTemplate: { LaunchTemplateId: ref('Own'), Version: '3' } }, { Own: ownTemplate({}) }), [everyTemplate], UNKNOWN, 'SSM-IDN-001'],
  ['overrides of the type', fleet(mixed({ InstanceType: 'm5.large' }, { InstanceType: 'm6g.large' })), [importedTemplate], CONNECTS],
  ['an override with another launch template, without the agent', fleet(mixed({ InstanceType: 'm5.large' }, {
    InstanceType: 'm5.large', LaunchTemplateSpecification: { LaunchTemplateId: ref('Own'), Version: '$Latest' },
  }), { Own: ownTemplate({ ImageId: '{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}', IamInstanceProfile: { Arn: { 'Fn::GetAtt': ['Profile', 'Arn'] } }, SecurityGroupIds: [ref('Group')] }) }), [importedTemplate], BLOCKED, 'SSM-AGT-001'],
  ['in a subnet without a way out', { Resources: { ...(fleet({}).Resources), Route: resource('AWS::SNS::Topic') } }, [importedTemplate], BLOCKED, 'SSM-NET-006'],
  ['an instance with an image of its own', ownVpc('internet', { ImageId: ARM, InstanceType: undefined, IamInstanceProfile: undefined, SecurityGroupIds: undefined, LaunchTemplate: OF_OTHERS }), [importedTemplate], CONNECTS],
  ['an instance with a group of its own that lets nothing out', ownVpc('internet', { ImageId: undefined, InstanceType: undefined, IamInstanceProfile: undefined, LaunchTemplate: OF_OTHERS }, {
    Group: groupIn(ref('Vpc'), [{ IpProtocol: 'icmp', CidrIp: '10.0.0.0/8' }]),
  }), [importedTemplate], BLOCKED, 'SSM-NET-003'],
  ['an instance without a subnet', ownVpc('internet', { SubnetId: undefined, LaunchTemplate: OF_OTHERS }), [importedTemplate], UNKNOWN, 'SSM-NET-001'],
  ['a profile, an image and a group, but neither type nor metadata', fleet({}), [profile, image, everyGroup], UNKNOWN, 'SSM-AGT-003'],
  ['a node group of EKS', nodeGroup({ LaunchTemplate: { Id: 'lt-1', Version: '1' }, AmiType: undefined }), [everySubnet, importedTemplate], CONNECTS],
  ['a node group of EKS with a disk size beside it', nodeGroup({ LaunchTemplate: { Id: 'lt-1', Version: '1' }, DiskSize: 40 }), [everySubnet, importedTemplate], BLOCKED, 'SSM-IDN-012'],
  ['an EC2 Fleet', { Resources: { ...(fleet({}).Resources), Fleet: resource('AWS::EC2::EC2Fleet', { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: OF_OTHERS, Overrides: [{ SubnetId: ref('Subnet') }] }] }) } }, [importedTemplate], CONNECTS],
];

const options = (vpc: unknown, ...servers: string[]): Resources => ({
  Options: resource('AWS::EC2::DHCPOptions', { DomainNameServers: servers }),
  UseOptions: resource('AWS::EC2::VPCDHCPOptionsAssociation', { VpcId: vpc, DhcpOptionsId: ref('Options') }),
});
/** Which VPC the subnet is in is told by what the template puts it on. */
const onTable = {
  Table: resource('AWS::EC2::RouteTable', { VpcId: 'vpc-0123' }),
  OnTable: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: SUBNET, RouteTableId: ref('Table') }),
  Out: resource('AWS::EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1' }),
};
const inKnownVpc = (...servers: string[]) => importedSubnet({}, { ...both(), Endpoints: endpointGroup(), ...onTable, ...options('vpc-0123', ...servers) });

const DHCP: Case[] = [
  ['its servers are not those of Amazon', inKnownVpc('10.0.0.53'), [nat], UNKNOWN, 'SSM-NET-002'],
  ['one of its servers is not', inKnownVpc('AmazonProvidedDNS', '10.0.0.53'), [nat], UNKNOWN, 'SSM-NET-002'],
  ['an address that may be that of Amazon', inKnownVpc('10.0.0.2'), [nat], UNKNOWN, 'SSM-NET-002'],
  ['in a VPC that nothing names', importedSubnet({}, options('vpc-0123', '10.0.0.53')), [nat], UNKNOWN, 'SSM-NET-002'],
  ['its servers are those of Amazon, and the group of its endpoints is not in sight', inKnownVpc('AmazonProvidedDNS'), [nat], UNKNOWN, 'SSM-END-004'],
  ['in a VPC that nothing names, and they are those of Amazon', importedSubnet({}, options('vpc-0123', 'AmazonProvidedDNS')), [nat], CONNECTS],
  ['those of a VPC of the template', importedSubnet({}, { Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }), ...options(ref('Vpc'), '10.0.0.53') }), [nat], CONNECTS],
  ['of another imported VPC', importedSubnet({}, { ...onTable, ...options('vpc-9', '10.0.0.53'), Out: resource('AWS::EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }) }), [nat], UNKNOWN, 'SSM-NET-009'],
  ['of a VPC that is a parameter', withParameter('AWS::EC2::VPC::Id', importedSubnet({}, options(given, '10.0.0.53'))), [nat], UNKNOWN, 'SSM-NET-002'],
  ['for the default VPC', importedSubnet(lonely, options('vpc-0123', '10.0.0.53')), [defaultVpc], UNKNOWN, 'SSM-NET-002'],
  ['of Amazon by its address, for the default VPC', importedSubnet(lonely, options('vpc-0123', '169.254.169.253')), [defaultVpc], CONNECTS],
];

describe.each([['launch templates', LAUNCH_TEMPLATES], ['groups', GROUPS], ['DHCP options', DHCP], ['subnets', SUBNETS], ['what is in sight counts', IN_SIGHT], ['identity', IDENTITY], ['others', OTHERS]])('%s', (_, cases) => {
  test.each(cases.map(([what, ...rest]) => ({ what, rest })))('$what', ({ rest: [template, assume, verdict, rule] }) => {
    expect(answer(judge(template, assume))).toEqual([verdict, rule]);
  });
});

test('findings on an imported launch template say what could be said of the whole', () => {
  const [{ findings }] = judge(fleet({})).nodes;
  expect(new Set(findings.map(({ assumption }) => assumption).filter(each => each !== undefined))).toEqual(new Set(['launch-template=lt-1']));
});

test('what was said of a launch template is told once', () => {
  expect(judge(fleet({}), [importedTemplate]).assumptions[0]).toBe(
    'The launch template has what a node needs besides a subnet: a profile, an image with the SSM Agent, security groups and metadata, as was said with launch-template=lt-1: lt-1.',
  );
});
