import { AL2023, changed, ec2, judge, ref, Resources, route, SiteName, SITES } from './site';

const into = (block: string) => ({ DestinationCidrBlock: block });
const firewall = { VpcEndpointId: 'vpce-1' };
const unknown = ['UNKNOWN', 'UNKNOWN SSM-NET-025 Detour'];
const appliance = (check: boolean) => ({ Appliance: ec2('Instance', { ImageId: AL2023, SubnetId: ref('EndpointSubnet'), SourceDestCheck: check }) });
/** The node is in the subnet of the endpoints. */
const together = { Ssm: SITES.endpoints.Ssm, Node: changed(SITES.isolated, 'Node', { SubnetId: ref('EndpointSubnet') }) };

test.each<[string, SiteName, Resources, string[]]>([
  ['to a firewall endpoint on the way to the endpoints', 'endpoints', { Detour: route('Table', firewall, into('10.0.2.0/24')) }, unknown],
  ['to a firewall endpoint on the way back', 'endpoints', { Detour: route('EndpointTable', firewall, into('10.0.1.0/24')) }, unknown],
  ['to an interface out of sight', 'endpoints', { Detour: route('Table', { NetworkInterfaceId: 'eni-1' }, into('10.0.2.0/24')) }, unknown],
  ['to a NAT gateway out of sight', 'endpoints', { Detour: route('Table', { NatGatewayId: 'nat-1' }, into('10.0.2.0/24')) }, unknown],
  ['to an instance that may forward', 'endpoints', { ...appliance(false), Detour: route('Table', { InstanceId: ref('Appliance') }, into('10.0.2.0/24')) }, unknown],
  ['to an instance that forwards nothing', 'endpoints', { ...appliance(true), Detour: route('Table', { InstanceId: ref('Appliance') }, into('10.0.2.0/24')) }, ['BLOCKED', 'BLOCKED SSM-NET-025 Detour']],
  ['from a NAT gateway back to the node', 'nat-gateway', { Detour: route('PublicTable', firewall, into('10.0.1.0/24')) }, unknown],
  ['from a NAT instance back to the node', 'nat-instance', { Detour: route('PublicTable', firewall, into('10.0.1.0/24')) }, unknown],
  ['for another subnet', 'endpoints', { Detour: route('Table', firewall, into('10.0.3.0/24')) }, ['CONNECTS']],
  ['for another subnet, behind a NAT gateway', 'nat-gateway', { Detour: route('PublicTable', firewall, into('10.0.3.0/24')) }, ['CONNECTS']],
  ['in another table', 'endpoints', { Other: ec2('RouteTable', { VpcId: ref('Vpc') }), Detour: route('Other', firewall, into('10.0.2.0/24')) }, ['CONNECTS']],
  ['for a larger block, where the VPC\'s own route is more specific', 'endpoints', { Detour: route('Table', firewall, into('10.0.0.0/8')) }, ['CONNECTS']],
  ['inside the subnet, where routes do not count', 'endpoints', { ...together, Detour: route('EndpointTable', firewall, into('10.0.2.0/24')) }, ['CONNECTS']],
])('a route %s', (_, site, changes, expected) => {
  expect(judge(site, changes)).toEqual(expected);
});
