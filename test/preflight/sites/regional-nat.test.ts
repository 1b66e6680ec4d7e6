import { att, ec2, judge, MAYBE, ref, SECRET, SITES } from './site';

/** A private node behind a regional NAT gateway, in a VPC without a public subnet. */
const site = (properties: object, others: object = {}) => ({
  PublicSubnet: undefined,
  PublicTable: undefined,
  PublicOnTable: undefined,
  PublicOut: undefined,
  Address: undefined,
  Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc'), ...properties }, { DependsOn: 'Attachment' }),
  ...others,
});

const zones = (...names: unknown[]) => ({ AvailabilityZoneAddresses: names.map(AvailabilityZone => ({ AvailabilityZone, AllocationIds: ['eipalloc-1'] })) });
const undecided = ['UNKNOWN', 'UNKNOWN SSM-NET-009 Nat'];

test.each<[string, object, string[]]>([
  ['in automatic mode', site({}), ['CONNECTS']],
  ['that says that it is public', site({ ConnectivityType: 'public' }), ['CONNECTS']],
  ['with addresses in the zone of the node', site(zones('eu-west-1b', 'eu-west-1a')), ['CONNECTS']],
  ['with an address of the template', site({ AvailabilityZoneAddresses: [{ AvailabilityZone: 'eu-west-1a', AllocationIds: [att('Address', 'AllocationId')] }] }, { Address: SITES['nat-gateway'].Address }), ['CONNECTS']],
  ['with addresses in other zones only', site(zones('eu-west-1b')), undecided],
  ['with addresses in zones that are not known', site(zones(SECRET)), undecided],
  ['that is private, which EC2 refuses', site({ ConnectivityType: 'private' }), ['BLOCKED', 'BLOCKED SSM-NET-010 Nat']],
  ['that is perhaps private', site({ ConnectivityType: SECRET }), ['UNKNOWN', 'UNKNOWN SSM-NET-010 Nat']],
  ['in a VPC without an Internet gateway', site({}, { Internet: undefined, Attachment: undefined }), ['BLOCKED', 'BLOCKED SSM-NET-009 Nat']],
  ['in a VPC whose Internet gateway is attached elsewhere', site({}, { Attachment: ec2('VPCGatewayAttachment', { VpcId: 'vpc-1', InternetGatewayId: ref('Internet') }) }), ['BLOCKED', 'BLOCKED SSM-NET-009 Nat']],
  ['in a VPC that has an Internet gateway on a condition', site({}, { Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: ref('Internet') }, MAYBE) }), undecided],
  ['in a VPC out of sight', site({ VpcId: 'vpc-1' }), undecided],
  ['with a subnet all the same', site({ SubnetId: ref('Subnet') }), undecided],
  ['that does not say that it is regional', site({ AvailabilityMode: undefined }), undecided],
  ['that is perhaps regional', site({ AvailabilityMode: SECRET }), undecided],
  ['that is perhaps not there', { ...site({}), Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc') }, MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-009 Out']],
])('behind a regional NAT gateway %s', (_, changes, expected) => {
  expect(judge('nat-gateway', changes as never)).toEqual(expected);
});
