import { AL2023, att, ec2, judge, MAYBE, ref, Resources, route, SECRET, SiteName } from './site';

const PUBLIC = '10.0.0.0/24';
const into = (block: unknown) => ({ DestinationCidrBlock: block });
const firewall = { VpcEndpointId: 'vpce-1' };
const appliance = { NetworkInterfaceId: ref('Eni') };
const association = (gateway: unknown, others: object = {}, table: unknown = ref('EdgeTable')) => ec2('GatewayRouteTableAssociation', { GatewayId: gateway, RouteTableId: table }, others);
/** A table of the Internet gateway, without a route. */
const EDGE = { EdgeTable: ec2('RouteTable', { VpcId: ref('Vpc') }), AtTheEdge: association(ref('Internet')) };
const arrival = (target: object, block: unknown = PUBLIC, others: object = {}) => ({ ...EDGE, Arrival: route('EdgeTable', target, into(block), others) });
const instance = (check: boolean, address = true): Resources => ({
  ApplianceSubnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.5.0/24' }),
  Eni: ec2('NetworkInterface', { SubnetId: ref('ApplianceSubnet'), SourceDestCheck: check }),
  ...address ? { ApplianceAddress: ec2('EIP', { Domain: 'vpc' }), OnEni: ec2('EIPAssociation', { NetworkInterfaceId: ref('Eni'), AllocationId: att('ApplianceAddress', 'AllocationId') }) } : {},
  Appliance: ec2('Instance', { ImageId: AL2023, NetworkInterfaces: [{ DeviceIndex: '0', NetworkInterfaceId: ref('Eni') }] }),
});
const unknown = (by = 'Arrival') => ['UNKNOWN', `UNKNOWN SSM-NET-025 ${by}`];
const blocked = ['BLOCKED', 'BLOCKED SSM-NET-025 Arrival'];
const connects = ['CONNECTS'];
const virtual = (gateway: object): Resources => ({ Virtual: ec2('VPNGateway', { Type: 'ipsec.1' }), Out: route('Table', { GatewayId: ref('Virtual') }), EdgeTable: EDGE.EdgeTable, ...gateway });

test.each<[string, SiteName, Resources, string[]]>([
  ['without a route', 'public', EDGE, connects],
  ['with a route to the VPC itself', 'public', arrival({ GatewayId: 'local' }), connects],
  ['through a firewall', 'public', arrival(firewall), unknown()],
  ['through an interface that forwards nothing', 'public', { ...instance(true), ...arrival(appliance) }, blocked],
  ['through an interface that may forward', 'public', { ...instance(false), ...arrival(appliance) }, unknown()],
  ['through an interface that may forward and has no public address', 'public', { ...instance(false, false), ...arrival(appliance) }, blocked],
  ['through an interface of an instance with an address', 'public', { ...instance(false, false), OnAppliance: ec2('EIP', { InstanceId: ref('Appliance') }), ...arrival(appliance) }, unknown()],
  ['through an interface that perhaps has an address', 'public', { ...instance(false, false), OnEni: ec2('EIP', { InstanceId: ref('Appliance') }, MAYBE), ...arrival(appliance) }, unknown()],
  ['through an interface without an address, given to a custom resource', 'public', { ...instance(false, false), ...arrival(appliance), Filler: { Type: 'Custom::Address', Properties: { Interface: ref('Eni') } } }, unknown()],
  ['through an interface of no instance', 'public', { ...instance(false), Appliance: undefined, ...arrival(appliance) }, unknown()],
  ['through an interface out of sight', 'public', arrival({ NetworkInterfaceId: 'eni-1' }), unknown()],
  ['through what is not known', 'public', arrival({ NetworkInterfaceId: SECRET }), unknown()],
  ['through a firewall, for another subnet', 'public', arrival(firewall, '10.0.1.0/24'), connects],
  ['through a firewall, for a subnet that is not known', 'public', arrival(firewall, SECRET), unknown()],
  ['through a firewall, perhaps', 'public', arrival(firewall, PUBLIC, MAYBE), unknown()],
  ['that nothing associates', 'public', { ...arrival(firewall), AtTheEdge: undefined }, connects],
  ['that is another gateway\'s', 'public', { ...arrival(firewall), AtTheEdge: association('igw-1') }, connects],
  ['of a gateway that is not known', 'public', { ...arrival(firewall), AtTheEdge: association(SECRET) }, unknown()],
  ['of a gateway that is not known, for another subnet', 'public', { ...arrival(firewall, '10.0.1.0/24'), AtTheEdge: association(SECRET) }, connects],
  ['that is perhaps associated', 'public', { ...arrival(firewall), AtTheEdge: association(ref('Internet'), MAYBE) }, unknown()],
  ['that is perhaps associated, for another subnet', 'public', { ...arrival(firewall, '10.0.1.0/24'), AtTheEdge: association(ref('Internet'), MAYBE) }, connects],
  ['that is not known', 'public', { AtTheEdge: association(ref('Internet'), {}, SECRET) }, unknown('PublicOut')],
  ['that is out of sight', 'public', { AtTheEdge: association(ref('Internet'), {}, 'rtb-1') }, unknown('PublicOut')],
  ['that is one of two, of which EC2 refuses one', 'public', { ...EDGE, Again: association(ref('Internet')) }, unknown('PublicOut')],
  ['of another VPC', 'public', { ...EDGE, OtherVpc: ec2('VPC', { CidrBlock: '10.1.0.0/16' }), EdgeTable: ec2('RouteTable', { VpcId: ref('OtherVpc') }) }, ['BLOCKED', 'BLOCKED SSM-NET-021 AtTheEdge']],
  ['of another VPC, perhaps', 'public', { ...EDGE, OtherVpc: ec2('VPC', { CidrBlock: '10.1.0.0/16' }), EdgeTable: ec2('RouteTable', { VpcId: ref('OtherVpc') }), AtTheEdge: association(ref('Internet'), MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-021 EdgeTable']],
  ['of another VPC and a gateway that is not known, which is then of that VPC', 'public', { ...EDGE, OtherVpc: ec2('VPC', { CidrBlock: '10.1.0.0/16' }), EdgeTable: ec2('RouteTable', { VpcId: ref('OtherVpc') }), AtTheEdge: association(SECRET) }, connects],
  ['of a gateway that is not known, beside another that is not known', 'public', { ...arrival(firewall), AtTheEdge: association(SECRET, {}, ref('Table')), Again: association(SECRET) }, unknown()],
  ['with two routes to a subnet', 'public', { ...arrival({ GatewayId: 'local' }), Twin: route('EdgeTable', { GatewayId: 'local' }, into(PUBLIC)) }, ['BLOCKED', 'BLOCKED SSM-NET-020 Twin']],
  ['through a firewall before a NAT gateway', 'nat-gateway', arrival(firewall), unknown()],
  ['through a firewall, for the nodes behind a NAT gateway', 'nat-gateway', arrival(firewall, '10.0.1.0/24'), connects],
  ['through an interface that forwards nothing, before a NAT gateway', 'nat-gateway', { ...instance(true), ...arrival(appliance) }, blocked],
  ['through a firewall before a NAT instance', 'nat-instance', arrival(firewall), unknown()],
  ['that leads to the Internet', 'public', arrival({ GatewayId: ref('Internet') }, '0.0.0.0/0'), ['BLOCKED', 'BLOCKED SSM-NET-026 Arrival']],
  ['that leads to the Internet, perhaps', 'public', arrival({ GatewayId: ref('Internet') }, '0.0.0.0/0', MAYBE), ['UNKNOWN', 'UNKNOWN SSM-NET-026 Arrival']],
  ['that leads to the Internet, and is perhaps associated', 'public', { ...arrival({ GatewayId: ref('Internet') }, '0.0.0.0/0'), AtTheEdge: association(ref('Internet'), MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-026 Arrival']],
  ['that leads to the Internet, and nothing associates', 'public', { ...arrival({ GatewayId: ref('Internet') }, '0.0.0.0/0'), AtTheEdge: undefined }, connects],
  ['through a firewall, for addresses outside of the VPC', 'public', arrival(firewall, '192.168.0.0/16'), ['BLOCKED', 'BLOCKED SSM-NET-026 Arrival']],
  ['through a firewall, for addresses of a second block of the VPC', 'public', { ...arrival(firewall, '10.9.1.0/24'), Second: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: '10.9.0.0/16' }) }, connects],
  ['through a firewall, for addresses of a second block that is not known', 'public', { ...arrival(firewall, '10.9.1.0/24'), Second: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: SECRET }) }, connects],
  ['that leads to a NAT gateway', 'nat-gateway', arrival({ NatGatewayId: ref('Nat') }, '10.0.1.0/24'), ['BLOCKED', 'BLOCKED SSM-NET-026 Arrival']],
  ['that leads to the NAT instance itself', 'nat-instance', arrival({ InstanceId: ref('Nat') }), connects],
  ['that leads to the node itself', 'public', arrival({ InstanceId: ref('Node') }), connects],
  ['through a firewall before a regional NAT gateway, which is in no subnet', 'nat-gateway', { ...arrival(firewall), Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc') }) }, connects],
  ['beside endpoints, which no Internet gateway leads to', 'endpoints', { Internet: ec2('InternetGateway'), ...arrival(firewall) }, connects],
])('an Internet gateway with a route table %s', (_, site, changes, expected) => {
  expect(judge(site, changes)).toEqual(expected);
});

test.each<[string, Resources, string[]]>([
  ['without one', virtual({}), ['UNKNOWN', 'UNKNOWN SSM-NET-015 Out']],
  ['through an interface that forwards nothing', virtual({ ...instance(true), AtTheEdge: association(ref('Virtual')), Arrival: route('EdgeTable', appliance, into('10.0.1.0/24')) }), ['BLOCKED', 'BLOCKED SSM-NET-025 Arrival', 'UNKNOWN SSM-NET-015 Out']],
  ['through an interface that may forward', virtual({ ...instance(false), AtTheEdge: association(ref('Virtual')), Arrival: route('EdgeTable', appliance, into('10.0.1.0/24')) }), ['UNKNOWN', 'UNKNOWN SSM-NET-015 Out', 'UNKNOWN SSM-NET-025 Arrival']],
  ['through an interface that may forward and needs no public address', virtual({ ...instance(false, false), AtTheEdge: association(ref('Virtual')), Arrival: route('EdgeTable', appliance, into('10.0.1.0/24')) }), ['UNKNOWN', 'UNKNOWN SSM-NET-015 Out', 'UNKNOWN SSM-NET-025 Arrival']],
  ['through an interface that forwards nothing, for another subnet', virtual({ ...instance(true), AtTheEdge: association(ref('Virtual')), Arrival: route('EdgeTable', appliance, into('10.0.7.0/24')) }), ['UNKNOWN', 'UNKNOWN SSM-NET-015 Out']],
])('a virtual private gateway with a route table %s', (_, changes, expected) => {
  expect(judge('isolated', changes)).toEqual(expected);
});

const IPV6 = {
  Vpc6: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), Ipv6CidrBlock: '2001:db8:1::/56', Ipv6Pool: 'pool' }),
  Second: ec2('VPCCidrBlock', { VpcId: ref('Vpc'), CidrBlock: '10.9.0.0/16' }),
};
const refused = ['BLOCKED', 'BLOCKED SSM-NET-020 Own'];

test.each<[string, SiteName, Resources, string[]]>([
  ['its first block', 'nat-gateway', { Own: route('Table', firewall, into('10.0.0.0/16')) }, refused],
  ['its first block, with host bits', 'nat-gateway', { Own: route('Table', firewall, into('10.0.3.4/16')) }, refused],
  ['its first block by its attribute', 'nat-gateway', { Own: route('Table', firewall, into({ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] })) }, refused],
  ['its first block, to the VPC itself', 'nat-gateway', { Own: route('Table', { GatewayId: 'local' }, into('10.0.0.0/16')) }, refused],
  ['its first block, in the table of the NAT gateway', 'nat-gateway', { Own: route('PublicTable', { NetworkInterfaceId: 'eni-1' }, into('10.0.0.0/16')) }, refused],
  ['its first block, in the table of the Internet gateway', 'public', { ...EDGE, Own: route('EdgeTable', { NetworkInterfaceId: 'eni-1' }, into('10.0.0.0/16')) }, refused],
  ['its second block', 'nat-gateway', { ...IPV6, Own: route('Table', firewall, into('10.9.0.0/16')) }, refused],
  ['its IPv6 block', 'nat-gateway', { ...IPV6, Own: route('Table', firewall, { DestinationIpv6CidrBlock: '2001:db8:1::/56' }) }, refused],
  ['its first block, perhaps', 'nat-gateway', { Own: route('Table', firewall, into('10.0.0.0/16'), MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-020 Own']],
  ['a larger block', 'nat-gateway', { Own: route('Table', { TransitGatewayId: 'tgw-1' }, into('10.0.0.0/8')) }, connects],
  ['a subnet that is not on the way', 'nat-gateway', { Own: route('Table', firewall, into('10.0.7.0/24')) }, connects],
  ['a block that is another VPC\'s', 'nat-gateway', { OtherVpc: ec2('VPC', { CidrBlock: '10.8.0.0/16' }), Own: route('Table', { VpcPeeringConnectionId: 'pcx-1' }, into('10.8.0.0/16')) }, connects],
  ['its first block, in a table of nothing on the way', 'nat-gateway', { OtherTable: ec2('RouteTable', { VpcId: ref('Vpc') }), Own: route('OtherTable', firewall, into('10.0.0.0/16')) }, connects],
  ['its first block, in a table that is not known', 'nat-gateway', { Own: ec2('Route', { RouteTableId: SECRET, DestinationCidrBlock: '10.0.0.0/16', TransitGatewayId: 'tgw-1' }) }, connects],
  ['everything, to the VPC itself', 'isolated', { Own: route('Table', { GatewayId: 'local' }) }, ['BLOCKED', 'BLOCKED SSM-NET-006 Own']],
])('a route of a VPC to %s', (_, site, changes, expected) => {
  expect(judge(site, changes)).toEqual(expected);
});

