import { a, att, based, ec2, known, MAYBE, modelWith, nodeOf, perhaps, reason, ref, SECRET } from './reading';
import { NODE_FACTS } from '../../../../../lib/core/node-facts';
import { ManagedNode } from '../../../../../lib/preflight/model/node';

const instance = (properties: object, others: object = {}): ManagedNode => nodeOf(based({ Node: ec2('Instance', properties as never), ...others }));
const inSubnet = (properties: object, others: object = {}) => instance({ SubnetId: ref('Subnet'), ...properties }, others);
const template = (data: object, others = {}) => ec2('LaunchTemplate', { LaunchTemplateData: data, ...others });
const asg = (properties: object) => a('AWS::AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('Subnet')], ...properties });
const group = (properties: object, others: object = {}): ManagedNode => nodeOf(based({ Node: asg(properties), ...others }));
const LATEST = { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') };
const subnetsOf = ({ subnets }: ManagedNode) => known(subnets.value).map(subnet => known(subnet).location.resource.name);
const imageIds = ({ images }: ManagedNode) => images.map(({ value }) => known(value).name);
const typesOf = ({ instanceTypes }: ManagedNode) => instanceTypes.map(({ value }) => value);

describe('an instance', () => {
  test('has the defaults of EC2', () => {
    const node = inSubnet({});
    expect(node).toMatchObject({
      kind: 'instance',
      publicAddress: { value: undefined },
      ipv6Address: { value: undefined },
      profile: { value: undefined },
      userData: { value: '' },
      metadataEnabled: { value: true },
      metadataToken: { value: 'optional' },
      document: undefined,
      environment: { region: 'eu-west-1' },
    });
    expect(typesOf(node)).toEqual(['m1.small']);
    expect(subnetsOf(node)).toEqual(['Subnet']);
    expect(node.subnets.location.property).toBe('Properties/SubnetId');
    expect(node.profile.location.property).toBe('Properties/IamInstanceProfile');
    expect(imageIds(node)).toEqual(['(ImageId is not set)']);
  });

  test('has what its properties say', () => {
    const node = inSubnet({
      ImageId: 'ami-1',
      InstanceType: 't4g.nano',
      MetadataOptions: { HttpEndpoint: 'disabled', HttpTokens: 'required' },
      Ipv6AddressCount: 1,
      UserData: { 'Fn::Base64': '#!/bin/bash\necho hello' },
    });
    expect(node).toMatchObject({ metadataEnabled: { value: false }, metadataToken: { value: 'required' }, ipv6Address: { value: true }, userData: { value: '#!/bin/bash\necho hello' } });
    expect(typesOf(node)).toEqual(['t4g.nano']);
    expect(imageIds(node)).toEqual(['ami-1']);
  });

  test('has unknown settings with their reasons', () => {
    const node = inSubnet({
      InstanceType: SECRET, MetadataOptions: SECRET, Ipv6AddressCount: SECRET, UserData: SECRET, IamInstanceProfile: SECRET, ImageId: SECRET,
    });
    [node.metadataEnabled, node.metadataToken, node.ipv6Address, node.userData, node.profile, node.instanceTypes[0]].forEach(({ value }) => expect(reason(value)).toContain('Secret'));
    expect(imageIds(node)[0]).toContain('Secret');
    expect(reason(known(instance({ SubnetId: SECRET }).subnets.value)[0])).toContain('Secret');
  });

  test('without a subnet starts in the default VPC', () => {
    expect(reason(known(instance({}).subnets.value)[0])).toBe('the instance names no subnet: it starts in the default VPC, which is not in the assembly');
  });

  test('has an image from a look-up', () => {
    const model = modelWith({ Node: ec2('Instance', { ImageId: 'ami-1' }) }, new Map([['ami-1', 'al2023-ami-2023.5-kernel-6.1-arm64']]));
    expect(nodeOf(model).images[0].value).toMatchObject({ name: 'al2023-ami-2023.5-kernel-6.1-arm64', architecture: 'arm64', agent: true });
  });

  test.each<[string, string, string]>([
    ['plain', '#!/bin/sh', '#!/bin/sh'],
    ['in base64', Buffer.from('#!/bin/bash\nyum update -y').toString('base64'), '#!/bin/bash\nyum update -y'],
    ['plain, though it looks like base64', 'echohelloyou', 'echohelloyou'],
    ['too short to tell', 'ZWNobw', 'ZWNobw'],
  ])('has user data %s', (_, written, read) => {
    expect(inSubnet({ UserData: written }).userData.value).toBe(read);
  });

  test('has the version of the agent that its user data pins', () => {
    const pinned = (url: string) => known(inSubnet({ UserData: `curl ${url}` }).images[0].value).agentVersion;
    expect(pinned('https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/3.2.1377.0/linux_amd64/amazon-ssm-agent.rpm')).toBe('3.2.1377.0');
    expect(pinned('https://s3.eu-west-1.amazonaws.com/amazon-ssm-eu-west-1/latest/linux_amd64/amazon-ssm-agent.rpm')).toBeUndefined();
  });

  test('has facts about its image in its metadata', () => {
    const facts = (value: object) => nodeOf(based({ Node: { ...ec2('Instance', { ImageId: 'ami-1' }), Metadata: { [NODE_FACTS]: value } } })).images[0].value;
    expect(facts({ platform: 'windows', architecture: 'arm64', agentPreinstalled: true, scriptPreinstalled: false })).toMatchObject({
      platform: 'windows', architecture: 'arm64', agent: true, script: false,
    });
    expect(facts({ platform: 'linux', architecture: 'x86_64' })).toMatchObject({ platform: 'linux', architecture: 'x86_64' });
    expect(facts({ platform: 'macos' })).toMatchObject({ platform: 'macos' });
    const strange = known(facts({ platform: 'amiga', architecture: 'm68k' }));
    [strange.platform, strange.architecture, strange.agent, strange.script].forEach(value => expect(reason(value)).toContain('ami-1'));
  });

  test('comes after its dependencies, also the indirect ones', () => {
    const { comesAfter } = inSubnet({}, { Other: { ...ec2('Instance', { SubnetId: ref('Subnet') }), DependsOn: 'Node' } });
    expect([...comesAfter as Set<string>].sort()).toEqual(['App.Subnet', 'App.Vpc']);
    const model = based({ Node: ec2('Instance', { SubnetId: ref('Subnet') }), Other: { ...ec2('Instance', {}), DependsOn: ['Node', 'Subnet'] } });
    const before = nodeOf(model).comesAfter;
    expect(nodeOf(model).comesAfter).toBe(before);
    expect([...nodeOf(model, 'Other').comesAfter as Set<string>].sort()).toEqual(['App.Node', 'App.Subnet', 'App.Vpc']);
  });

  test('exists for each turn of a loop, and has reasons if the loop is unknown', () => {
    const loop = (items: unknown) => ({ 'Fn::ForEach::Nodes': ['Name', items, { 'Node${Name}': ec2('Instance', { SubnetId: ref('Subnet') }) }] });
    expect(based({ Node: undefined, ...loop(['A', 'B']) }).nodes.map(({ resource }) => resource.name)).toEqual(['NodeA', 'NodeB']);
  });
});

describe('network interfaces', () => {
  const inline = (...interfaces: unknown[]) => instance({ NetworkInterfaces: interfaces });

  test('inline have a subnet, groups and addresses', () => {
    const node = inline({ DeviceIndex: '0', SubnetId: ref('Subnet'), GroupSet: ['sg-1'], AssociatePublicIpAddress: 'true', Ipv6Addresses: [{ Ipv6Address: '2600::1' }] });
    expect(subnetsOf(node)).toEqual(['Subnet']);
    expect(node.subnets.location.property).toBe('Properties/NetworkInterfaces/0/SubnetId');
    expect(node).toMatchObject({ publicAddress: { value: true }, ipv6Address: { value: true } });
    expect(known(node.securityGroups.value).map(reason)).toEqual(['the security group sg-1 is not in the assembly']);
    expect(inline({ DeviceIndex: 0, Ipv6AddressCount: 0 }).ipv6Address.value).toBe(false);
    expect(inline({ DeviceIndex: 0, Ipv6Addresses: [] }).ipv6Address.value).toBe(false);
    expect(inline({ DeviceIndex: 0, AssociatePublicIpAddress: false }).publicAddress.value).toBe(false);
    expect(reason(inline({ DeviceIndex: 0, AssociatePublicIpAddress: perhaps(true) }).publicAddress.value)).toContain('Secret');
    expect(inSubnet({ NetworkInterfaces: [] }).publicAddress.value).toBeUndefined();
  });

  test('of an instance may leave the subnet and the groups to the instance', () => {
    const node = inSubnet({ NetworkInterfaces: [{ DeviceIndex: 0 }], SecurityGroupIds: ['sg-1'] });
    expect(subnetsOf(node)).toEqual(['Subnet']);
    expect(known(node.securityGroups.value).map(reason)).toEqual(['the security group sg-1 is not in the assembly']);
  });

  test('several: the first one counts, and EC2 assigns no public address', () => {
    const node = inline({ DeviceIndex: 1, SubnetId: 'subnet-other' }, { DeviceIndex: 0, SubnetId: ref('Subnet'), AssociatePublicIpAddress: true });
    expect(subnetsOf(node)).toEqual(['Subnet']);
    expect(reason(node.publicAddress.value)).toBe('the node has several network interfaces, and EC2 gives such nodes no public address by itself');
    expect(reason(known(inline(SECRET, { DeviceIndex: 1 }).subnets.value)[0])).toContain('Secret');
  });

  test('as resources have no public address except an Elastic IP address', () => {
    const eni = { Eni: ec2('NetworkInterface', { SubnetId: ref('Subnet'), GroupSet: ['sg-1'] }) };
    const use = { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: ref('Eni') }] };
    const node = instance(use, eni);
    expect(subnetsOf(node)).toEqual(['Subnet']);
    expect(node.subnets.location.resource.name).toBe('Eni');
    expect(node.publicAddress.value).toBe(false);
    expect(known(node.securityGroups.value).map(reason)).toEqual(['the security group sg-1 is not in the assembly']);
    const address = (properties: object, others = {}) => instance(use, { ...eni, Address: ec2('EIPAssociation', properties as never, others) }).publicAddress;
    expect(address({ NetworkInterfaceId: ref('Eni') })).toMatchObject({ value: true, location: { resource: { name: 'Address' } } });
    expect(address({ InstanceId: ref('Node') }).value).toBe(true);
    expect(reason(address({ NetworkInterfaceId: ref('Eni') }, MAYBE).value)).toContain('Secret');
    expect(reason(address({ InstanceId: SECRET }).value)).toContain('what InstanceId of Address is');
  });

  test('that are unknown make everything unknown', () => {
    for (const [interfaces, why] of [[SECRET, 'Secret'], [[{ NetworkInterfaceId: 'eni-1' }], 'the network interface eni-1 is not in the assembly'], [[{ NetworkInterfaceId: SECRET }], 'Secret']] as const) {
      const node = inSubnet({ NetworkInterfaces: interfaces });
      expect(reason(known(node.subnets.value)[0])).toContain(why);
      expect(reason(node.publicAddress.value)).toContain(why);
      expect(known(node.securityGroups.value).map(reason)[0]).toContain(why);
    }
  });
});

describe('a launch template', () => {
  test('has lower precedence than the instance that uses it', () => {
    const others = { Template: template({ InstanceType: 't3.large', ImageId: 'ami-1', SecurityGroupIds: ['sg-1'] }) };
    const node = inSubnet({ LaunchTemplate: LATEST, ImageId: 'ami-2' }, others);
    expect(typesOf(node)).toEqual(['t3.large']);
    expect(imageIds(node)).toEqual(['ami-2']);
    expect(node.instanceTypes[0].location).toMatchObject({ resource: { name: 'Template' }, property: 'Properties/LaunchTemplateData/InstanceType' });
    expect(based({ Node: ec2('Instance', { LaunchTemplate: LATEST }), ...others }).nodes).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['by name', { LaunchTemplateName: 'nodes', Version: '$Latest' }],
    ['in its default version', { LaunchTemplateId: ref('Template'), Version: '$Default' }],
    ['without a version', { LaunchTemplateId: ref('Template') }],
    ['in its latest version', LATEST],
  ])('is found %s', (_, specification) => {
    expect(imageIds(inSubnet({ LaunchTemplate: specification }, { Template: template({ ImageId: 'ami-1' }, { LaunchTemplateName: 'nodes' }) }))).toEqual(['ami-1']);
  });

  test.each<[string, object, string]>([
    ['out of sight', { LaunchTemplateId: 'lt-1' }, 'the launch template lt-1 is not in the assembly'],
    ['given by nothing', {}, 'nothing names its launch template'],
    ['given by an unknown id', { LaunchTemplateId: SECRET }, 'Secret'],
    ['of an old version', { LaunchTemplateId: ref('Template'), Version: '3' }, 'what version 3 of the launch template Template holds is not in the assembly'],
    ['of an unknown version', { LaunchTemplateId: ref('Template'), Version: SECRET }, 'Secret'],
  ])('is unknown if it is %s', (_, specification, why) => {
    const node = inSubnet({ LaunchTemplate: specification }, { Template: template({ ImageId: 'ami-1' }) });
    expect(reason(node.instanceTypes[0].value)).toContain(why);
    expect(reason(node.profile.value)).toContain(why);
  });

  test('alone is a node, anywhere or in the subnet of its interface', () => {
    const alone = nodeOf(based({ Template: template({}) }), 'Template');
    expect(alone.kind).toBe('launch-template');
    expect(reason(known(alone.subnets.value)[0])).toBe('nothing in the assembly starts instances from this launch template, so nothing says in which subnet');
    const placed = nodeOf(based({ Template: template({ NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Subnet'), Groups: ['sg-1'] }] }) }), 'Template');
    expect(subnetsOf(placed)).toEqual(['Subnet']);
    expect(known(placed.securityGroups.value).map(reason)).toEqual(['the security group sg-1 is not in the assembly']);
    expect(reason(nodeOf(based({ Template: ec2('LaunchTemplate', { LaunchTemplateData: SECRET }) }), 'Template').profile.value)).toContain('Secret');
  });
});

describe('an Auto Scaling group', () => {
  const ONE = { Template: template({ ImageId: 'ami-1', InstanceType: 't3.micro', IamInstanceProfile: { Arn: 'arn:one' } }) };

  test('starts in its subnets', () => {
    const subnets = (zones: unknown) => known(group({ VPCZoneIdentifier: zones, LaunchTemplate: LATEST }, ONE).subnets.value);
    expect(group({ LaunchTemplate: LATEST }, ONE)).toMatchObject({ kind: 'auto-scaling-group', subnets: { location: { property: 'Properties/VPCZoneIdentifier' } } });
    expect(subnets([{ 'Fn::Sub': '${Subnet}, subnet-1' }])).toHaveLength(2);
    expect(known(subnets(ref('Subnet'))[0]).location.resource.name).toBe('Subnet');
    expect(reason(subnets([SECRET])[0])).toContain('Secret');
    expect(reason(subnets(SECRET)[0])).toContain('Secret');
    const zones = { VPCZoneIdentifier: ref('AWS::NoValue'), AvailabilityZones: ['eu-west-1a'], LaunchTemplate: LATEST };
    expect(reason(known(group(zones, ONE).subnets.value)[0])).toBe('the group names no subnets: it starts in the default VPC, which is not in the assembly');
  });

  test('launches from a launch template or a launch configuration', () => {
    expect(imageIds(group({ LaunchTemplate: LATEST }, ONE))).toEqual(['ami-1']);
    const configuration = { Configuration: a('AWS::AutoScaling::LaunchConfiguration', { ImageId: 'ami-2', AssociatePublicIpAddress: 'true', SecurityGroups: ['sg-1'] }) };
    const node = group({ LaunchConfigurationName: ref('Configuration') }, configuration);
    expect(imageIds(node)).toEqual(['ami-2']);
    expect(node.publicAddress.value).toBe(true);
    expect(known(node.securityGroups.value).map(reason)).toEqual(['the security group sg-1 is not in the assembly']);
    expect(reason(group({ LaunchConfigurationName: 'away' }).profile.value)).toBe('the launch configuration away is not in the assembly');
    expect(reason(group({ LaunchConfigurationName: SECRET }).profile.value)).toContain('Secret');
    expect(reason(group({ InstanceId: 'i-1' }).profile.value)).toBe('the group names no launch template');
  });

  const mixed = (overrides: unknown, others: object = {}) => group({
    MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: LATEST, ...overrides === undefined ? {} : { Overrides: overrides } } },
  }, { ...ONE, ...others });

  test('of mixed instances launches each override', () => {
    expect(typesOf(mixed(undefined))).toEqual(['t3.micro']);
    expect(typesOf(mixed([]))).toEqual(['t3.micro']);
    const node = mixed([{ InstanceType: 't3.large' }, { InstanceType: 't3.small' }, {}]);
    expect(typesOf(node)).toEqual(['t3.large', 't3.small', 't3.micro']);
    expect(node.instanceTypes[1].location).toMatchObject({ resource: { name: 'Node' }, property: 'Properties/MixedInstancesPolicy/LaunchTemplate/Overrides/1/InstanceType' });
    expect(imageIds(node)).toEqual(['ami-1', 'ami-1', 'ami-1']);
    expect(reason(node.profile.value)).toBe('the instance profile arn:one is not in the assembly');
    expect(reason(mixed([{ InstanceRequirements: { VCpuCount: { Min: 1 } } }]).instanceTypes[0].value)).toBe('EC2 chooses the type by InstanceRequirements');
  });

  test('of mixed instances has a setting only if all launches agree', () => {
    const arm = { Arm: template({ ImageId: 'ami-arm', InstanceType: 't4g.micro', IamInstanceProfile: { Arn: 'arn:two' } }) };
    const override = { LaunchTemplateSpecification: { LaunchTemplateId: ref('Arm'), Version: '$Latest' } };
    const node = mixed([{}, override], arm);
    expect(imageIds(node)).toEqual(['ami-1', 'ami-arm']);
    expect(reason(node.profile.value)).toBe('IamInstanceProfile is not the same for all instances of the group');
    expect(node.profile.location.resource.name).toBe('Arm');
    expect(known(node.securityGroups.value)).toHaveLength(1);
    const policy = { LaunchTemplate: { LaunchTemplateSpecification: LATEST, Overrides: [override] } };
    expect(based({ Node: asg({ MixedInstancesPolicy: policy }), ...ONE, ...arm }).nodes).toHaveLength(1);
    const bare = mixed([{}, override], { Arm: template({ ImageId: 'ami-arm' }) });
    expect(bare.profile).toMatchObject({ value: undefined, location: { resource: { name: 'Arm' }, property: 'Properties/LaunchTemplateData/IamInstanceProfile' } });
    const half = mixed([{}, { LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1' } }]);
    expect(reason(half.profile.value)).toBe('the launch template lt-1 is not in the assembly');
  });

  test('of mixed instances is unknown if its policy is unknown', () => {
    expect(reason(mixed(SECRET).profile.value)).toContain('Secret');
    expect(reason(mixed([SECRET]).profile.value)).toContain('Secret');
    expect(reason(group({ MixedInstancesPolicy: SECRET }).profile.value)).toContain('Secret');
    expect(reason(group({ MixedInstancesPolicy: { LaunchTemplate: {} } }).profile.value)).toBe('its launch template is not known');
  });
});
