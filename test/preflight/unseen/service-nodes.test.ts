import { a, att, changed, EMPTY_ROLE, ISOLATED, PUBLIC, ref, reportOn, Resources, verdictOn, without } from './app';

const PROFILE = PUBLIC.Profile;
const GROUP = without(PUBLIC, 'Node', 'Profile');
const NODE_GROUP = a('AWS::EKS::Nodegroup', { ClusterName: ref('Cluster'), NodeRole: att('Role', 'Arn'), Subnets: [ref('Subnet')], AmiType: 'AL2023_x86_64_STANDARD' });

const CLUSTER = a('AWS::EKS::Cluster', { RoleArn: 'arn:aws:iam::111122223333:role/Cluster', ResourcesVpcConfig: { SubnetIds: [ref('Subnet')] } });

const EKS: Resources = { ...GROUP, Cluster: CLUSTER, Nodes: NODE_GROUP };

const template = (data: Resources) => a('AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });
const LATEST = { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') };
const OF_EKS = { Id: ref('Template'), Version: att('Template', 'LatestVersionNumber') };
const AL2023_ID = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}';
const MINIMAL_ID = '{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64}}';
const CLOSED_GROUP = a('AWS::EC2::SecurityGroup', { GroupDescription: 'Closed', VpcId: ref('Vpc'), SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '0.0.0.0/0' }] });

function verdicts(resources: Resources): Record<string, string> {
  return Object.fromEntries(reportOn(resources).nodes.map(node => [node.logicalId, verdictOn(node)]));
}

describe('a managed node group of EKS', () => {
  test.each<[string, Resources, string | RegExp]>([
    ['with its role, subnets and the group of its cluster', EKS, 'CONNECTS'],
    ['without an image type, with which EKS takes Amazon Linux', changed(EKS, 'Nodes', { AmiType: ref('AWS::NoValue') }), 'CONNECTS'],
    ['of Amazon Linux 2 for Arm', changed(EKS, 'Nodes', { AmiType: 'AL2_ARM_64', InstanceTypes: ['m6g.large'] }), 'CONNECTS'],
    ['of another architecture than its image', changed(EKS, 'Nodes', { InstanceTypes: ['m6g.large'] }), 'BLOCKED SSM-AGT-003'],
    ['of Bottlerocket', changed(EKS, 'Nodes', { AmiType: 'BOTTLEROCKET_x86_64' }), 'CONNECTS'],
    ['of Windows', changed(EKS, 'Nodes', { AmiType: 'WINDOWS_CORE_2022_x86_64' }), /^UNKNOWN SSM-AGT-001/],
    ['of an image type that is not known', changed(EKS, 'Nodes', { AmiType: ref('Unknown') }), /^UNKNOWN SSM-AGT-001/],
    ['whose role allows nothing', { ...EKS, Role: EMPTY_ROLE }, 'BLOCKED SSM-IDN-004'],
    ['with a role from elsewhere', changed(EKS, 'Nodes', { NodeRole: 'arn:aws:iam::111122223333:role/Nodes' }), 'UNKNOWN SSM-IDN-002'],
    ['without a way out', without(EKS, 'Route'), 'BLOCKED SSM-NET-006'],
    ['in one subnet of two without a way out', {
      ...EKS,
      Inner: a('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' }),
      Nodes: changed(EKS, 'Nodes', { Subnets: [ref('Subnet'), ref('Inner')] }).Nodes,
    }, 'BLOCKED SSM-NET-006'],
    ['of a cluster from elsewhere', changed(EKS, 'Nodes', { ClusterName: 'prod' }), 'UNKNOWN SSM-NET-003'],
    ['with a launch template without a profile, as EKS wants it', {
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS }), Template: template({ MetadataOptions: { HttpTokens: 'required' } }),
    }, 'CONNECTS'],
    ['with a launch template with an image and a group', {
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS, AmiType: 'CUSTOM' }), Template: template({ ImageId: AL2023_ID, SecurityGroupIds: [ref('Group')] }),
    }, 'CONNECTS'],
    ['with a launch template with an image without the agent', {
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS, AmiType: ref('AWS::NoValue') }), Template: template({ ImageId: MINIMAL_ID }),
    }, 'BLOCKED SSM-AGT-001'],
    ['with a launch template whose group lets nothing out', {
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS }), Closed: CLOSED_GROUP, Template: template({ SecurityGroupIds: [ref('Closed')] }),
    }, 'BLOCKED SSM-NET-003'],
    ['with a launch template without metadata', {
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS }), Template: template({ MetadataOptions: { HttpEndpoint: 'disabled' } }),
    }, 'BLOCKED SSM-AGT-004'],
    ['with a launch template that is not in sight', changed(EKS, 'Nodes', { LaunchTemplate: { Id: 'lt-1', Version: '1' } }), /^UNKNOWN /],
  ])('%s', (_, resources, verdict) => {
    const found = verdicts(resources);
    expect(Object.keys(found)).toEqual(['Nodes']);
    expect(found.Nodes).toEqual(verdict instanceof RegExp ? expect.stringMatching(verdict) : verdict);
  });

  test.each([[att('Cluster', 'ClusterSecurityGroupId'), 'CONNECTS'], [ref('Group'), 'BLOCKED SSM-END-004']])('reaches endpoints that let %j in: %s', (source, verdict) => {
    const isolated = changed({ ...without(ISOLATED, 'Node', 'Profile'), Cluster: CLUSTER, Nodes: NODE_GROUP }, 'EndpointGroup', {
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: source }],
    });
    expect(verdicts(isolated)).toEqual({ Nodes: verdict });
  });

  test('has what EKS supplies at its own properties', () => {
    const [finding] = reportOn(changed(EKS, 'Nodes', { NodeRole: ref('Unknown') })).nodes[0].findings;
    expect([finding.logicalId, finding.property]).toEqual(['Nodes', 'Properties/NodeRole']);
  });
});

describe('a node group of EKS beside its launch template', () => {
  const UNDECIDED = { 'Fn::If': ['Maybe', { Arn: att('Profile', 'Arn') }, ref('AWS::NoValue')] };
  const inInterface = (settings: Resources) => ({ NetworkInterfaces: [{ DeviceIndex: 0, Groups: [ref('Group')], ...settings }] });
  const SPOT = { MarketType: 'spot' };

  test.each<[string, Resources, Resources, string]>([
    ['with a profile in the template', { IamInstanceProfile: { Arn: att('Profile', 'Arn') } }, {}, 'BLOCKED SSM-IDN-012'],
    ['with a profile from elsewhere', { IamInstanceProfile: { Name: 'nodes' } }, {}, 'BLOCKED SSM-IDN-012'],
    ['with a profile that hangs on a condition', { IamInstanceProfile: UNDECIDED }, {}, 'UNKNOWN SSM-IDN-012'],
    ['with a subnet in an interface', inInterface({ SubnetId: ref('Subnet') }), {}, 'BLOCKED SSM-IDN-012'],
    ['with an interface without a subnet', inInterface({}), {}, 'CONNECTS'],
    ['with Spot options', { InstanceMarketOptions: SPOT }, {}, 'BLOCKED SSM-IDN-012'],
    ['with a capacity block, which EKS takes', { InstanceMarketOptions: { MarketType: 'capacity-block' } }, {}, 'CONNECTS'],
    ['with the capacity type Spot of the group', {}, { CapacityType: 'SPOT' }, 'CONNECTS'],
    ['with hibernation', { HibernationOptions: { Configured: true } }, {}, 'BLOCKED SSM-IDN-012'],
    ['with a shutdown behavior', { InstanceInitiatedShutdownBehavior: 'terminate' }, {}, 'BLOCKED SSM-IDN-012'],
    ['with two images', { ImageId: AL2023_ID }, {}, 'BLOCKED SSM-IDN-012'],
    ['with an image of the template', { ImageId: AL2023_ID }, { AmiType: 'CUSTOM' }, 'CONNECTS'],
    ['with a release and an image', { ImageId: AL2023_ID }, { AmiType: ref('AWS::NoValue'), ReleaseVersion: '1.33.0-20260101' }, 'BLOCKED SSM-IDN-012'],
    ['with types on both sides', { InstanceType: 'm5.large' }, { InstanceTypes: ['m5.large'] }, 'BLOCKED SSM-IDN-012'],
    ['with a type in the template', { InstanceType: 'm5.large' }, {}, 'CONNECTS'],
    ['with the disk size in the group', {}, { DiskSize: 40 }, 'BLOCKED SSM-IDN-012'],
    ['with remote access', {}, { RemoteAccess: { Ec2SshKey: 'key' } }, 'BLOCKED SSM-IDN-012'],
    ['with tags, metadata and user data in the template', { MetadataOptions: { HttpTokens: 'required' }, TagSpecifications: [], UserData: 'IyEvYmluL2Jhc2gK' }, {}, 'CONNECTS'],
  ])('%s', (_, data, settings, verdict) => {
    expect(verdicts({ ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS, ...settings }), Profile: PROFILE, Template: template(data) })).toEqual({ Nodes: verdict });
  });

  test('may say what it may not beside one, where there is none', () => {
    expect(verdicts(changed(EKS, 'Nodes', { DiskSize: 40, RemoteAccess: { Ec2SshKey: 'key' }, InstanceTypes: ['m5.large'] }))).toEqual({ Nodes: 'CONNECTS' });
  });

  test('is refused for what it says beside one that is not in sight', () => {
    expect(verdicts(changed(EKS, 'Nodes', { LaunchTemplate: { Id: 'lt-1', Version: '1' }, DiskSize: 40 })).Nodes).toBe('BLOCKED SSM-IDN-012');
  });

  test('has the finding where it has to change', () => {
    const [{ findings: [finding] }] = reportOn({
      ...changed(EKS, 'Nodes', { LaunchTemplate: OF_EKS }), Profile: PROFILE, Template: template({ IamInstanceProfile: { Arn: att('Profile', 'Arn') } }),
    }).nodes;
    expect(finding).toMatchObject({
      logicalId: 'Template',
      property: 'Properties/LaunchTemplateData/IamInstanceProfile',
      message: 'EKS refuses Nodes, since its launch template Template has an instance profile: the deployment fails, and no node starts',
      fix: 'Take the instance profile out of the launch template of Nodes: the role of the node group is the role of its nodes',
    });
  });
});

describe('without an image type, EKS takes', () => {
  const chosen = (version: unknown) => changed(changed(EKS, 'Nodes', { AmiType: ref('AWS::NoValue'), InstanceTypes: ['m6g.large'] }), 'Cluster', { Version: version });

  test.each([
    ['1.29', 'amazon-linux-2-x86_64'],
    ['1.30', 'amazon-linux-2023/x86_64/standard'],
    ['1.33', 'amazon-linux-2023/x86_64/standard'],
    [ref('AWS::NoValue'), 'amazon-linux-2023/x86_64/standard'],
    [ref('Unknown'), 'amazon-linux-2-x86_64 or /aws/service/eks/optimized-ami/latest/amazon-linux-2023/x86_64/standard'],
  ])('of Kubernetes %j: %s', (version, image) => {
    const [node] = reportOn(chosen(version)).nodes;
    expect(verdictOn(node)).toBe('BLOCKED SSM-AGT-003');
    expect(node.findings[0].message).toContain(`${image} is x86_64`);
  });

  test.each(['1.29', '1.33', ref('Unknown')])('of Kubernetes %j: one with the agent', version => {
    expect(verdicts(changed(chosen(version), 'Nodes', { InstanceTypes: ['m5.large'] }))).toEqual({ Nodes: 'CONNECTS' });
  });
});

const BATCH: Resources = {
  ...GROUP,
  Profile: PROFILE,
  Batch: a('AWS::Batch::ComputeEnvironment', {
    Type: 'MANAGED',
    ComputeResources: { Type: 'EC2', InstanceRole: att('Profile', 'Arn'), Subnets: [ref('Subnet')], SecurityGroupIds: [ref('Group')], InstanceTypes: ['optimal'], MaxvCpus: 4 },
  }),
};

function batch(changes: Resources, more: Resources = {}): Resources {
  const { Properties } = BATCH.Batch as ReturnType<typeof a>;
  return changed({ ...BATCH, ...more }, 'Batch', { ComputeResources: { ...Properties.ComputeResources as Resources, ...changes } });
}

describe('a compute environment of Batch', () => {
  test.each<[string, Resources, string | RegExp]>([
    ['with its profile, subnets and groups', BATCH, 'CONNECTS'],
    ['with the name of the profile', batch({ InstanceRole: ref('Profile') }), 'CONNECTS'],
    ['of Amazon Linux 2023', batch({ Ec2Configuration: [{ ImageType: 'ECS_AL2023' }], InstanceTypes: ['m6g'] }), 'CONNECTS'],
    ['for EKS', batch({ Ec2Configuration: [{ ImageType: 'EKS_AL2' }] }), 'CONNECTS'],
    ['of an image type that is not known', batch({ Ec2Configuration: [{ ImageType: 'ECS_AL1' }] }), 'UNKNOWN SSM-AGT-001'],
    ['with an image of its own', batch({ Ec2Configuration: [{ ImageIdOverride: AL2023_ID }], InstanceTypes: ['m5.large'] }), 'CONNECTS'],
    ['with an image without the agent', batch({ ImageId: MINIMAL_ID }), /^BLOCKED SSM-AGT-001/],
    ['whose image for all wins over that of a configuration', batch({ ImageId: AL2023_ID, InstanceTypes: ['m5.large'], Ec2Configuration: [{ ImageIdOverride: MINIMAL_ID }] }), 'CONNECTS'],
    ['whose second kind of instances has an image without the agent', batch({
      Ec2Configuration: [{ ImageType: 'ECS_AL2' }, { ImageType: 'ECS_AL2_NVIDIA', ImageIdOverride: MINIMAL_ID }],
    }), /^BLOCKED SSM-AGT-001/],
    ['with an image of its launch template', batch({ LaunchTemplate: LATEST }, { Template: template({ ImageId: MINIMAL_ID }) }), 'BLOCKED SSM-AGT-001'],
    ['with launch templates for some types', batch({ LaunchTemplate: { ...LATEST, Overrides: [{ LaunchTemplateId: 'lt-1', TargetInstanceTypes: ['p3'] }] } }, {
      Template: template({}),
    }), /^UNKNOWN /],
    ['with launch templates for some types that are in sight', batch({ LaunchTemplate: { ...LATEST, Overrides: [{ LaunchTemplateId: ref('Other'), TargetInstanceTypes: ['p3'] }] } }, {
      Template: template({}), Other: template({ ImageId: AL2023_ID }),
    }), 'CONNECTS'],
    ['with an image without the agent for some types', batch({ LaunchTemplate: { ...LATEST, Overrides: [{ LaunchTemplateId: ref('Other'), TargetInstanceTypes: ['p3'] }] } }, {
      Template: template({}), Other: template({ ImageId: MINIMAL_ID }),
    }), 'BLOCKED SSM-AGT-001'],
    ['without metadata for some types', batch({ LaunchTemplate: { ...LATEST, Overrides: [{ LaunchTemplateId: ref('Other'), TargetInstanceTypes: ['p3'] }] } }, {
      Template: template({}), Other: template({ MetadataOptions: { HttpEndpoint: 'disabled' } }),
    }), 'BLOCKED SSM-AGT-004'],
    ['with launch templates for some types alone', batch({ LaunchTemplate: { Overrides: [{ LaunchTemplateId: ref('Other'), TargetInstanceTypes: ['p3'] }] } }, { Other: template({}) }), 'CONNECTS'],
    ['with launch templates for some types that are not known', batch({ LaunchTemplate: { ...LATEST, Overrides: ref('Unknown') } }, { Template: template({}) }), /^UNKNOWN /],
    ['whose role allows nothing', { ...BATCH, Role: EMPTY_ROLE }, 'BLOCKED SSM-IDN-004'],
    ['without a profile in the template', batch({ InstanceRole: ref('AWS::NoValue') }), 'UNKNOWN SSM-IDN-001'],
    ['with a group that lets nothing out', batch({ SecurityGroupIds: [ref('Closed')] }, { Closed: CLOSED_GROUP }), 'BLOCKED SSM-NET-003'],
    ['with the groups of its launch template', batch({ SecurityGroupIds: ref('AWS::NoValue'), LaunchTemplate: LATEST }, {
      Template: template({ SecurityGroupIds: [ref('Group')] }),
    }), 'CONNECTS'],
    ['whose own groups win over those of its launch template', batch({ LaunchTemplate: LATEST }, {
      Closed: CLOSED_GROUP, Template: template({ SecurityGroupIds: [ref('Closed')] }),
    }), 'CONNECTS'],
    ['without groups', batch({ SecurityGroupIds: ref('AWS::NoValue') }), 'UNKNOWN SSM-NET-003'],
    ['without a way out', without(BATCH, 'Route'), 'BLOCKED SSM-NET-006'],
  ])('%s', (_, resources, verdict) => {
    const found = verdicts(resources);
    expect(Object.keys(found)).toEqual(['Batch']);
    expect(found.Batch).toEqual(verdict instanceof RegExp ? expect.stringMatching(verdict) : verdict);
  });

  test.each([batch({ Type: 'FARGATE' }), changed(BATCH, 'Batch', { Type: 'UNMANAGED' })])('that starts no instances is no node', resources => {
    expect(verdicts(resources)).toEqual({});
  });
});

const EMR: Resources = {
  ...GROUP,
  Profile: PROFILE,
  Emr: a('AWS::EMR::Cluster', { JobFlowRole: ref('Profile'), Instances: { Ec2SubnetId: ref('Subnet') }, ReleaseLabel: 'emr-7.5.0' }),
};

const setting = (Namespace: string, OptionName: string, Value: unknown) => ({ Namespace, OptionName, Value });
const PROFILE_OPTION = setting('aws:autoscaling:launchconfiguration', 'IamInstanceProfile', ref('Profile'));
const SUBNET_OPTION = setting('aws:ec2:vpc', 'Subnets', { 'Fn::Join': [',', [ref('Subnet')]] });
const BEANSTALK: Resources = {
  ...GROUP, Profile: PROFILE, Web: a('AWS::ElasticBeanstalk::Environment', { ApplicationName: 'web', OptionSettings: [PROFILE_OPTION, SUBNET_OPTION] }),
};

test.each<[string, Resources, RegExp]>([
  ['a cluster of EMR', EMR, /^UNKNOWN (?!.*(IDN|NET-00[16]))/],
  ['a cluster of EMR in several subnets', changed(EMR, 'Emr', { Instances: { Ec2SubnetIds: [ref('Subnet')] } }), /^UNKNOWN (?!.*(IDN|NET-00[16]))/],
  ['a cluster of EMR whose role allows nothing', { ...EMR, Role: EMPTY_ROLE }, /^BLOCKED SSM-IDN-004$/],
  ['a cluster of EMR without a way out', without(EMR, 'Route'), /^BLOCKED SSM-NET-006$/],
  ['a cluster of EMR with a profile from elsewhere', changed(EMR, 'Emr', { JobFlowRole: 'EMR_EC2_DefaultRole' }), /^UNKNOWN .*SSM-IDN-001/],
  ['a cluster of EMR with an image without the agent', changed(EMR, 'Emr', { CustomAmiId: MINIMAL_ID }), /^BLOCKED SSM-AGT-001$/],
  ['an environment of Elastic Beanstalk', BEANSTALK, /^UNKNOWN (?!.*(IDN|NET-00[16]))/],
  ['an environment of Elastic Beanstalk without options', changed(BEANSTALK, 'Web', { OptionSettings: ref('AWS::NoValue') }), /^UNKNOWN .*SSM-IDN-001/],
  ['an environment of Elastic Beanstalk whose role allows nothing', { ...BEANSTALK, Role: EMPTY_ROLE }, /^BLOCKED SSM-IDN-004$/],
  ['an environment of Elastic Beanstalk without a way out', without(BEANSTALK, 'Route'), /^BLOCKED SSM-NET-006$/],
  ['an environment of Elastic Beanstalk with options that are not known', changed(BEANSTALK, 'Web', { OptionSettings: ref('Unknown') }), /^UNKNOWN .*SSM-IDN-001/],
])('%s', (_, resources, verdict) => {
  expect(Object.values(verdicts(resources))).toEqual([expect.stringMatching(verdict)]);
});

describe('a launch template that nothing in sight starts', () => {
  test.each<[string, Resources, RegExp]>([
    ['and that holds nothing', {}, /^UNKNOWN .*SSM-IDN-001/],
    ['with an image alone', { ImageId: AL2023_ID }, /^UNKNOWN (?!.*AGT-001).*SSM-IDN-001/],
    ['with all but the subnet', { ImageId: AL2023_ID, IamInstanceProfile: { Arn: att('Profile', 'Arn') }, SecurityGroupIds: [ref('Group')], InstanceType: 't3.micro' }, /^UNKNOWN SSM-NET-001$/],
    ['with a subnet, and without a profile', { ImageId: AL2023_ID, NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Subnet'), Groups: [ref('Group')] }] }, /^UNKNOWN .*SSM-IDN-001/],
    ['with an image without the agent', { ImageId: MINIMAL_ID }, /^BLOCKED SSM-AGT-001$/],
    ['without metadata', { MetadataOptions: { HttpEndpoint: 'disabled' } }, /^BLOCKED SSM-AGT-004$/],
    ['with a group that lets nothing out', { SecurityGroupIds: [ref('Closed')] }, /^BLOCKED SSM-NET-003$/],
    ['with an image for another architecture than its type', { ImageId: AL2023_ID, InstanceType: 'm6g.large' }, /^BLOCKED SSM-AGT-003$/],
    ['whose role allows nothing', { IamInstanceProfile: { Name: ref('Idle') } }, /^BLOCKED SSM-IDN-004$/],
  ])('%s', (_, data, verdict) => {
    const others = { Closed: CLOSED_GROUP, Empty: EMPTY_ROLE, Idle: a('AWS::IAM::InstanceProfile', { Roles: [ref('Empty')] }) };
    expect(verdicts({ ...GROUP, Profile: PROFILE, ...others, Template: template(data) })).toEqual({ Template: expect.stringMatching(verdict) });
  });

  test('and a group that starts the same one, without a profile, is BLOCKED', () => {
    const group = a('AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: LATEST, VPCZoneIdentifier: [ref('Subnet')], MinSize: '1', MaxSize: '1' });
    const found = verdicts({ ...GROUP, Template: template({ ImageId: AL2023_ID, InstanceType: 't3.micro', SecurityGroupIds: [ref('Group')] }), Nodes: group });
    expect(found).toEqual({ Nodes: 'BLOCKED SSM-IDN-001' });
  });
});

test('instances of ECS are those of the Auto Scaling group of the capacity provider', () => {
  const ecs: Resources = {
    ...GROUP,
    Profile: PROFILE,
    Template: template({
      ImageId: '{{resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id}}',
      InstanceType: 't3.micro',
      IamInstanceProfile: { Arn: att('Profile', 'Arn') },
      SecurityGroupIds: [ref('Group')],
    }),
    Nodes: a('AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: LATEST, VPCZoneIdentifier: [ref('Subnet')], MinSize: '1', MaxSize: '1' }),
    Provider: a('AWS::ECS::CapacityProvider', { AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Nodes') } }),
  };
  expect(verdicts(ecs)).toEqual({ Nodes: 'CONNECTS' });
  expect(verdicts({ ...ecs, Role: EMPTY_ROLE })).toEqual({ Nodes: 'BLOCKED SSM-IDN-004' });
});
