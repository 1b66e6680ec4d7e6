import { ec2, judge, MAYBE, ref, Resources, route, SECRET, SiteName } from './site';

const blocked = ['BLOCKED', 'BLOCKED SSM-NET-019 Block'];
const unknown = ['UNKNOWN', 'UNKNOWN SSM-NET-019 Block'];
const block = (mode: unknown, others: object = {}) => ({ Block: ec2('VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: mode }, others) });
const exclude = (mode: unknown, what: object, others: object = {}) => ({ Exclusion: ec2('VPCBlockPublicAccessExclusion', { InternetGatewayExclusionMode: mode, ...what }, others) });
const VPC = { VpcId: ref('Vpc') };
const PUBLIC = { SubnetId: ref('PublicSubnet') };
const PRIVATE = { SubnetId: ref('Subnet') };
const BOTH = block('block-bidirectional');
const INGRESS = block('block-ingress');
const REGIONAL = { Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc') }) };

test.each<[string, SiteName, Resources, string[]]>([
  ['in both directions, a NAT gateway', 'nat-gateway', BOTH, blocked],
  ['in both directions, a NAT instance', 'nat-instance', BOTH, blocked],
  ['in both directions, a public node', 'public', BOTH, blocked],
  ['in both directions, a regional NAT gateway', 'nat-gateway', { ...BOTH, ...REGIONAL }, blocked],
  ['in both directions, no endpoint', 'endpoints', BOTH, ['CONNECTS']],
  ['in both directions, no transit gateway', 'nat-gateway', { ...BOTH, Out: route('Table', { TransitGatewayId: 'tgw-1' }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-015 Out']],
  ['inwards, no NAT gateway', 'nat-gateway', INGRESS, ['CONNECTS']],
  ['inwards, no regional NAT gateway', 'nat-gateway', { ...INGRESS, ...REGIONAL }, ['CONNECTS']],
  ['inwards, a NAT instance', 'nat-instance', INGRESS, blocked],
  ['inwards, a public node', 'public', INGRESS, blocked],
  ['inwards, no endpoint', 'endpoints', INGRESS, ['CONNECTS']],
  ['off, nothing', 'public', block('off'), ['CONNECTS']],
  ['in a mode that is not known', 'public', block(SECRET), unknown],
  ['in a mode that does not exist', 'public', block('block-everything'), unknown],
  ['perhaps', 'public', block('block-bidirectional', MAYBE), unknown],
])('blocks %s', (_, site, changes, expected) => {
  expect(judge(site, changes)).toEqual(expected);
});

test.each<[string, SiteName, Resources, string[]]>([
  ['the VPC, in both directions', 'nat-gateway', { ...BOTH, ...exclude('allow-bidirectional', VPC) }, ['CONNECTS']],
  ['the VPC, outwards', 'nat-gateway', { ...BOTH, ...exclude('allow-egress', VPC) }, ['CONNECTS']],
  ['the VPC of a public node, outwards', 'public', { ...BOTH, ...exclude('allow-egress', VPC) }, ['CONNECTS']],
  ['the subnet of a public node', 'public', { ...BOTH, ...exclude('allow-bidirectional', PUBLIC) }, ['CONNECTS']],
  ['the subnet of the NAT gateway', 'nat-gateway', { ...BOTH, ...exclude('allow-egress', PUBLIC) }, ['CONNECTS']],
  ['the subnet of the NAT instance', 'nat-instance', { ...INGRESS, ...exclude('allow-bidirectional', PUBLIC) }, ['CONNECTS']],
  ['the subnet of the node, which does not leave from there', 'nat-gateway', { ...BOTH, ...exclude('allow-bidirectional', PRIVATE) }, blocked],
  ['the VPC of a regional NAT gateway', 'nat-gateway', { ...BOTH, ...REGIONAL, ...exclude('allow-egress', VPC) }, ['CONNECTS']],
  ['the subnet behind a regional NAT gateway, of which AWS says nothing', 'nat-gateway', { ...BOTH, ...REGIONAL, ...exclude('allow-egress', PRIVATE) }, unknown],
  ['a public node outwards where only inbound is blocked, which is ignored', 'public', { ...INGRESS, ...exclude('allow-egress', PUBLIC) }, blocked],
  ['another VPC', 'public', { ...BOTH, ...exclude('allow-bidirectional', { VpcId: 'vpc-1' }) }, blocked],
  ['another subnet', 'public', { ...BOTH, ...exclude('allow-bidirectional', PRIVATE) }, blocked],
  ['what is not known', 'public', { ...BOTH, ...exclude('allow-bidirectional', { SubnetId: SECRET }) }, unknown],
  ['the subnet in a mode that is not known', 'public', { ...BOTH, ...exclude(SECRET, PUBLIC) }, unknown],
  ['the subnet, perhaps', 'public', { ...BOTH, ...exclude('allow-bidirectional', PUBLIC, MAYBE) }, unknown],
])('excludes %s', (_, site, changes, expected) => {
  expect(judge(site, changes)).toEqual(expected);
});
