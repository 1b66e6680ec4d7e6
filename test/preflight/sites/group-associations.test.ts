import { att, changed, ec2, https, judge, MAYBE, ref, Resources, SECRET, SiteName, SITES } from './site';

const OTHER = { OtherVpc: ec2('VPC', { CidrBlock: '10.1.0.0/16' }) };
const group = (site: SiteName, logicalId: string, properties: object = { VpcId: ref('OtherVpc') }): Resources => ({
  ...OTHER, [logicalId]: changed(SITES[site], logicalId, properties),
});
const association = (groupId: object | string, vpc: object | string = ref('Vpc'), others: object = {}) => ec2('SecurityGroupVpcAssociation', { GroupId: groupId, VpcId: vpc }, others);
const both = (severity: string) => [severity, `${severity} SSM-END-004 Ssm`, `${severity} SSM-END-004 Messages`];
const nat = (severity: string) => [severity, `${severity} SSM-NET-021 Nat`];
const EndpointGroup = ref('EndpointGroup');
const NatGroup = ref('NatGroup');

test.each<[string, Resources, string[]]>([
  ['of another VPC', {}, both('BLOCKED')],
  ['that is associated with the endpoint\'s', { Associated: association(EndpointGroup) }, ['CONNECTS']],
  ['that is associated by its id', { Associated: association(att('EndpointGroup', 'GroupId')) }, ['CONNECTS']],
  ['that is associated with several', { Associated: association(EndpointGroup), Another: association(EndpointGroup, 'vpc-1') }, ['CONNECTS']],
  ['that is associated with a third', { Associated: association(EndpointGroup, 'vpc-1') }, both('BLOCKED')],
  ['of which another group is associated', { Associated: association('sg-1') }, both('BLOCKED')],
  ['that is associated with what is not known', { Associated: association(EndpointGroup, SECRET) }, both('UNKNOWN')],
  ['where a group that is not known is associated', { Associated: association(SECRET) }, both('UNKNOWN')],
  ['that is perhaps associated', { Associated: association(EndpointGroup, ref('Vpc'), MAYBE) }, both('UNKNOWN')],
  ['that is of a VPC that is not known', group('endpoints', 'EndpointGroup', { VpcId: SECRET }), both('UNKNOWN')],
  ['that is of a VPC that is not known, and associated', { ...group('endpoints', 'EndpointGroup', { VpcId: SECRET }), Associated: association(EndpointGroup) }, ['CONNECTS']],
  ['of its own VPC, perhaps associated with another', { ...group('endpoints', 'EndpointGroup', {}), Associated: association(EndpointGroup, ref('OtherVpc'), MAYBE) }, ['CONNECTS']],
  ['that is associated, beside one that is not', {
    Associated: association(EndpointGroup),
    Second: ec2('SecurityGroup', { GroupDescription: 'Second', VpcId: ref('OtherVpc'), SecurityGroupIngress: [https()] }),
    Ssm: changed(SITES.endpoints, 'Ssm', { SecurityGroupIds: [EndpointGroup, ref('Second')] }),
  }, ['BLOCKED', 'BLOCKED SSM-END-004 Ssm']],
])('an endpoint with a security group %s', (_, changes, expected) => {
  expect(judge('endpoints', { ...group('endpoints', 'EndpointGroup'), ...changes })).toEqual(expected);
});

test.each<[string, Resources, string[]]>([
  ['of another VPC', {}, nat('BLOCKED')],
  ['that is associated with the instance\'s', { Associated: association(NatGroup) }, ['CONNECTS']],
  ['that is associated with a third', { Associated: association(NatGroup, 'vpc-1') }, nat('BLOCKED')],
  ['that is associated with what is not known', { Associated: association(NatGroup, SECRET) }, nat('UNKNOWN')],
  ['that is perhaps associated', { Associated: association(NatGroup, ref('Vpc'), MAYBE) }, nat('UNKNOWN')],
  ['that is of a VPC that is not known', group('nat-instance', 'NatGroup', { VpcId: SECRET }), nat('UNKNOWN')],
])('a NAT instance with a security group %s', (_, changes, expected) => {
  expect(judge('nat-instance', { ...group('nat-instance', 'NatGroup'), ...changes })).toEqual(expected);
});

test.each<[string, Resources, string[]]>([
  ['in a subnet of a VPC that is not known', { EndpointSubnet: changed(SITES.endpoints, 'EndpointSubnet', { VpcId: SECRET }) }, ['UNKNOWN', 'UNKNOWN SSM-END-005 Ssm', 'UNKNOWN SSM-END-005 Messages', 'UNKNOWN SSM-END-006 EndpointSubnet', 'UNKNOWN SSM-END-006 EndpointSubnet']],
  ['in a subnet of another VPC', { ...OTHER, EndpointSubnet: changed(SITES.endpoints, 'EndpointSubnet', { VpcId: ref('OtherVpc') }) }, ['BLOCKED', 'BLOCKED SSM-END-005 Ssm', 'BLOCKED SSM-END-005 Messages']],
])('an endpoint %s', (_, changes, expected) => {
  expect(judge('endpoints', changes)).toEqual(expected);
});
