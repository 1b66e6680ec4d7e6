import { a, att, changed, EMPTY_ROLE, ISOLATED, PUBLIC, ref, reportOn, Resources, sub, verdictOn, without } from './app';

const parameter = (name: string) => `{{resolve:ssm:/aws/service/ami-amazon-linux-latest/${name}}}`;
const X86 = parameter('al2023-ami-kernel-default-x86_64');
const ARM = parameter('al2023-ami-kernel-default-arm64');
const MINIMAL = parameter('al2023-ami-minimal-kernel-default-x86_64');

const DATA = { ImageId: X86, InstanceType: 't3.micro', SecurityGroupIds: [ref('Group')], IamInstanceProfile: { Arn: att('Profile', 'Arn') } };
const template = (data: Resources) => a('AWS::EC2::LaunchTemplate', { LaunchTemplateData: data });
const LATEST = { LaunchTemplateId: ref('Template'), Version: att('Template', 'LatestVersionNumber') };
const CLOSED_GROUP = a('AWS::EC2::SecurityGroup', { GroupDescription: 'Closed', VpcId: ref('Vpc'), SecurityGroupEgress: [{ IpProtocol: 'icmp', CidrIp: '0.0.0.0/0' }] });
const INNER = a('AWS::EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24' });
const OTHERS = { ...without(PUBLIC, 'Node'), Inner: INNER, Closed: CLOSED_GROUP, Template: template(DATA) };

const config = (overrides?: Resources[], LaunchTemplateSpecification: Resources = LATEST) => (
  { LaunchTemplateSpecification, ...overrides ? { Overrides: overrides } : {} }
);
const IN_SUBNET = [{ SubnetId: ref('Subnet') }];

function verdicts(resources: Resources): Record<string, string> {
  return Object.fromEntries(reportOn(resources).nodes.map(node => [node.logicalId, verdictOn(node)]));
}

/** Both kinds of fleets take launch templates with overrides. */
const FLEETS: [string, (configs: unknown) => object][] = [
  ['EC2 Fleet', configs => a('AWS::EC2::EC2Fleet', { Type: 'maintain', LaunchTemplateConfigs: configs, TargetCapacitySpecification: { TotalTargetCapacity: 2 } })],
  ['Spot Fleet', configs => a('AWS::EC2::SpotFleet', {
    SpotFleetRequestConfigData: { IamFleetRole: sub('arn:aws:iam::${AWS::AccountId}:role/Fleet'), TargetCapacity: 2, LaunchTemplateConfigs: configs },
  })],
];

const TEMPLATES: [string, unknown, string | RegExp, Resources?][] = [
  ['of one launch template, in a subnet that leads out', [config(IN_SUBNET)], 'CONNECTS'],
  ['in a subnet of the network interface of its launch template', [config()], 'CONNECTS', {
    Template: template({ ...DATA, SecurityGroupIds: ref('AWS::NoValue'), NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Subnet'), Groups: [ref('Group')] }] }),
  }],
  ['in two subnets that are written in one text', [config([{ SubnetId: sub('${Subnet}, ${Inner}') }])], 'BLOCKED SSM-NET-006'],
  ['with an override for a subnet without a way out', [config([...IN_SUBNET, { SubnetId: ref('Inner') }])], 'BLOCKED SSM-NET-006'],
  ['of another type by an override', [config([{ SubnetId: ref('Subnet'), InstanceType: 'm5.large' }])], 'CONNECTS'],
  ['of a type by an override that its image does not start on', [config([...IN_SUBNET, { SubnetId: ref('Subnet'), InstanceType: 'm6g.large' }])], 'BLOCKED SSM-AGT-003'],
  ['with two launch templates, each of one architecture', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateName: 'arm', Version: '$Latest' })], 'CONNECTS', {
    Arm: a('AWS::EC2::LaunchTemplate', { LaunchTemplateName: 'arm', LaunchTemplateData: { ...DATA, ImageId: ARM, InstanceType: 'm6g.large' } }),
  }],
  ['with a second launch template without the agent', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Minimal'), Version: '$Default' })], 'BLOCKED SSM-AGT-001', {
    Minimal: template({ ...DATA, ImageId: MINIMAL }),
  }],
  ['with a second launch template without a profile', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Bare'), Version: '$Latest' })], 'BLOCKED SSM-IDN-001', {
    Bare: template({ ...DATA, IamInstanceProfile: ref('AWS::NoValue') }),
  }],
  ['with the profile of a second launch template by its name', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Named'), Version: '$Latest' })], 'CONNECTS', {
    Named: template({ ...DATA, IamInstanceProfile: { Name: ref('Profile') } }),
  }],
  ['with the name of the profile for its ARN in a second launch template', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Muddled'), Version: '$Latest' })], 'BLOCKED SSM-IDN-010', {
    Muddled: template({ ...DATA, IamInstanceProfile: { Arn: ref('Profile') } }),
  }],
  ['with another profile in a second launch template', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Different'), Version: '$Latest' })], /^UNKNOWN SSM-IDN-001/, {
    Different: template({ ...DATA, IamInstanceProfile: { Name: ref('OtherProfile') } }), OtherProfile: a('AWS::IAM::InstanceProfile', { Roles: [ref('Role')] }),
  }],
  ['whose role allows nothing', [config(IN_SUBNET)], 'BLOCKED SSM-IDN-004', { Role: EMPTY_ROLE }],
  ['whose groups let nothing out', [config(IN_SUBNET)], 'BLOCKED SSM-NET-003', { Template: template({ ...DATA, SecurityGroupIds: [ref('Closed')] }) }],
  ['without metadata', [config(IN_SUBNET)], 'BLOCKED SSM-AGT-004', { Template: template({ ...DATA, MetadataOptions: { HttpEndpoint: 'disabled' } }) }],
  ['without metadata in a second launch template', [config(IN_SUBNET), config(IN_SUBNET, { LaunchTemplateId: ref('Mute'), Version: '$Latest' })], 'BLOCKED SSM-AGT-004', {
    Mute: template({ ...DATA, MetadataOptions: { HttpEndpoint: 'disabled' } }),
  }],
  ['without a subnet, which starts in the default VPC', [config()], 'UNKNOWN SSM-NET-001', { Template: template({ ...DATA, SecurityGroupIds: ref('AWS::NoValue') }) }],
  ['in a subnet of its own and in another one of the interface', [config([{ SubnetId: ref('Subnet') }])], /^UNKNOWN SSM-NET-001/, {
    Template: template({ ...DATA, NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Inner') }] }),
  }],
  ['of a launch template that is not in sight', [config(IN_SUBNET, { LaunchTemplateId: 'lt-1', Version: '1' })], /^UNKNOWN .*SSM-IDN-001/, { Template: ref('AWS::NoValue') }],
  ['of launch templates that are not known', ref('Unknown'), /^UNKNOWN /, { Template: ref('AWS::NoValue') }],
  ['of no launch template', [], /^UNKNOWN /, { Template: ref('AWS::NoValue') }],
];

describe.each(FLEETS)('an %s', (_, fleet) => {
  test.each(TEMPLATES)('%s', (_name, configs, verdict, changes = {}) => {
    const resources = Object.entries({ ...OTHERS, ...changes, Fleet: fleet(configs) }).filter(([, resource]) => 'Type' in (resource as object));
    const found = verdicts(Object.fromEntries(resources));
    expect(found).toEqual({ Fleet: verdict instanceof RegExp ? expect.stringMatching(verdict) : verdict });
  });

  test.each<[string, string]>([['Ssm', 'BLOCKED SSM-END-001'], ['Nothing', 'CONNECTS']])('behind endpoints without %s: %s', (missing, verdict) => {
    const isolated = { ...without(ISOLATED, 'Node', missing), Template: template(DATA), Fleet: fleet([config(IN_SUBNET)]) };
    expect(verdicts(isolated)).toEqual({ Fleet: verdict });
  });

  test('takes an assumption about the default VPC', () => {
    const resources = { ...OTHERS, Template: template({ ...DATA, SecurityGroupIds: ref('AWS::NoValue') }), Fleet: fleet([config()]) };
    expect(reportOn(resources).nodes[0].findings[0].assumption).toBe('default-vpc');
  });
});

const SPECIFICATION = {
  ImageId: X86, InstanceType: 't3.micro', SubnetId: ref('Subnet'), SecurityGroups: [{ GroupId: ref('Group') }], IamInstanceProfile: { Arn: att('Profile', 'Arn') },
};

describe('launch specifications of a Spot Fleet', () => {
  const spot = (...specifications: Resources[]) => a('AWS::EC2::SpotFleet', {
    SpotFleetRequestConfigData: { IamFleetRole: 'arn:aws:iam::111122223333:role/Fleet', TargetCapacity: 2, LaunchSpecifications: specifications },
  });
  const STOPS = Buffer.from('#!/bin/bash\nsystemctl disable --now amazon-ssm-agent\n').toString('base64');

  test.each<[string, Resources[], string | RegExp]>([
    ['with all that a node needs', [SPECIFICATION], 'CONNECTS'],
    ['in two subnets of one text', [{ ...SPECIFICATION, SubnetId: { 'Fn::Join': [',', [ref('Subnet'), ref('Inner')]] } }], 'BLOCKED SSM-NET-006'],
    ['for two types', [SPECIFICATION, { ...SPECIFICATION, InstanceType: 'm6g.large', ImageId: ARM }], 'CONNECTS'],
    ['with a type for another architecture', [SPECIFICATION, { ...SPECIFICATION, InstanceType: 'm6g.large' }], 'BLOCKED SSM-AGT-003'],
    ['with a second one without a profile', [SPECIFICATION, { ...SPECIFICATION, IamInstanceProfile: ref('AWS::NoValue') }], 'BLOCKED SSM-IDN-001'],
    ['with a group that lets nothing out', [{ ...SPECIFICATION, SecurityGroups: [{ GroupId: ref('Closed') }] }], 'BLOCKED SSM-NET-003'],
    ['with a group that is not known', [{ ...SPECIFICATION, SecurityGroups: [{}] }], 'UNKNOWN SSM-NET-003'],
    ['with groups that are not the same for all', [SPECIFICATION, { ...SPECIFICATION, SecurityGroups: [{ GroupId: ref('Closed') }] }], 'UNKNOWN SSM-NET-003'],
    ['with an interface', [{
      ...SPECIFICATION,
      SubnetId: ref('AWS::NoValue'),
      SecurityGroups: ref('AWS::NoValue'),
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Subnet'), Groups: [ref('Group')], AssociatePublicIpAddress: true }],
    }], 'CONNECTS'],
    ['with an interface without a public address', [{
      ...SPECIFICATION,
      SubnetId: ref('AWS::NoValue'),
      SecurityGroups: ref('AWS::NoValue'),
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: ref('Subnet'), Groups: [ref('Group')], AssociatePublicIpAddress: false }],
    }], 'BLOCKED SSM-NET-008'],
    ['with user data that stops the agent', [{ ...SPECIFICATION, UserData: STOPS }], 'BLOCKED SSM-AGT-006'],
    ['with an image without the agent', [{ ...SPECIFICATION, ImageId: MINIMAL }], 'BLOCKED SSM-AGT-001'],
  ])('%s', (_, specifications, verdict) => {
    const found = verdicts({ ...without(OTHERS, 'Template'), Fleet: spot(...specifications) });
    expect(found).toEqual({ Fleet: verdict instanceof RegExp ? expect.stringMatching(verdict) : verdict });
  });

  test('are where findings point', () => {
    const resources = { ...without(OTHERS, 'Template'), Fleet: spot(SPECIFICATION, { ...SPECIFICATION, IamInstanceProfile: ref('AWS::NoValue') }) };
    const [{ findings, path: { label } }] = reportOn(resources).nodes.map(({ findings: all, paths }) => ({ findings: all, path: paths[0].hops[0] }));
    expect([label, findings[0].logicalId, findings[0].property]).toEqual(['Spot Fleet', 'Fleet', 'Properties/SpotFleetRequestConfigData/LaunchSpecifications/1/IamInstanceProfile']);
  });
});

test.each([['instant', 'UNKNOWN SSM-NET-001'], ['maintain', 'BLOCKED SSM-NET-006'], ['request', 'BLOCKED SSM-NET-006']])('several subnets of one override in an EC2 Fleet of the type %s: %s', (Type, verdict) => {
  const [, fleet] = FLEETS[0];
  const resources = { ...OTHERS, Fleet: fleet([config([{ SubnetId: sub('${Subnet},${Inner}') }])]) };
  expect(verdicts(changed(resources, 'Fleet', { Type }))).toEqual({ Fleet: verdict });
  expect(verdicts(changed(resources, 'Fleet', { Type, LaunchTemplateConfigs: [config(IN_SUBNET)] }))).toEqual({ Fleet: 'CONNECTS' });
});

test('user data beside the launch template of an EC2 Fleet may install the agent', () => {
  const [, fleet] = FLEETS[0];
  const others = { ...OTHERS, Template: template({ ...DATA, ImageId: MINIMAL }) };
  const given = { ...LATEST, LaunchTemplateSpecificationUserData: 'IyEvYmluL2Jhc2gK' };
  expect(verdicts({ ...others, Fleet: fleet([config(IN_SUBNET, given)]) })).toEqual({ Fleet: 'UNKNOWN SSM-AGT-001' });
  expect(verdicts({ ...others, Fleet: fleet([config(IN_SUBNET)]) })).toEqual({ Fleet: 'BLOCKED SSM-AGT-001' });
});

test('a launch template that a fleet and nothing else starts is no node of its own, and one that nothing starts is', () => {
  const [, fleet] = FLEETS[0];
  const resources = { ...OTHERS, Alone: template(DATA), Fleet: fleet([config(IN_SUBNET)]) };
  expect(verdicts(resources)).toEqual({ Fleet: 'CONNECTS', Alone: 'UNKNOWN SSM-NET-001' });
});
