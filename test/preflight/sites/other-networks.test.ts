import { ec2, judge, MAYBE, ref, route, SECRET, SiteName, SITES, changed } from './site';

const to = (block: string) => ({ DestinationCidrBlock: block });
const transit = { TransitGatewayId: 'tgw-1' };
const unknown = (by: string, ...others: string[]) => ['UNKNOWN', `UNKNOWN SSM-NET-015 ${by}`, ...others];
const nowhere = ['BLOCKED', 'BLOCKED SSM-NET-006 Table'];
const privateNat = (table: object) => ({
  NatSubnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.9.0/24' }),
  NatTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
  NatOnTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('NatSubnet'), RouteTableId: ref('NatTable') }),
  PrivateNat: ec2('NatGateway', { SubnetId: ref('NatSubnet'), ConnectivityType: 'private' }),
  ...table,
});

test.each<[string, object, string[]]>([
  ['to a transit gateway', transit, unknown('Aside')],
  ['to a peering connection', { VpcPeeringConnectionId: 'pcx-1' }, unknown('Aside')],
  ['to a virtual private gateway', { GatewayId: 'vgw-1' }, unknown('Aside')],
  ['to a firewall endpoint', { VpcEndpointId: 'vpce-1' }, unknown('Aside')],
  ['to a core network', { CoreNetworkArn: 'arn:aws:networkmanager::111122223333:core-network/core-network-1' }, unknown('Aside')],
  ['to a local gateway', { LocalGatewayId: 'lgw-1' }, unknown('Aside')],
  ['to an interface, where a VPN may end', { NetworkInterfaceId: 'eni-1' }, unknown('Aside')],
  ['to a NAT gateway out of sight', { NatGatewayId: 'nat-1' }, unknown('Aside')],
  ['to an Internet gateway, which leads to no private address', { GatewayId: 'igw-1' }, nowhere],
  ['to an egress-only Internet gateway', { EgressOnlyInternetGatewayId: 'eigw-1' }, nowhere],
  ['without a target', {}, nowhere],
])('a route beside the default one, %s', (_, target, expected) => {
  expect(judge('isolated', { Aside: route('Table', target, to('10.128.0.0/9')) })).toEqual(expected);
});

test.each<[string, SiteName, object, string[]]>([
  ['in another table', 'isolated', { OtherTable: ec2('RouteTable', { VpcId: ref('Vpc') }), Aside: route('OtherTable', transit, to('10.128.0.0/9')) }, nowhere],
  ['for IPv6', 'isolated', { Aside: route('Table', transit, { DestinationIpv6CidrBlock: 'fd00::/8' }) }, unknown('Aside')],
  ['on a condition', 'isolated', { Aside: route('Table', transit, to('10.128.0.0/9'), MAYBE) }, unknown('Aside')],
  ['to a block that is not known', 'isolated', { Aside: route('Table', transit, to(SECRET as never)) }, ['UNKNOWN', 'UNKNOWN SSM-NET-006 Table']],
  ['behind a security group that lets HTTPS out to that block only', 'isolated', {
    Aside: route('Table', transit, to('10.128.0.0/9')),
    Group: changed(SITES.isolated, 'Group', { SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.128.0.0/9' }] }),
  }, unknown('Aside')],
  ['behind a security group that lets nothing out', 'isolated', {
    Aside: route('Table', transit, to('10.128.0.0/9')),
    Group: changed(SITES.isolated, 'Group', { SecurityGroupEgress: [{ IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '0.0.0.0/0' }] }),
  }, ['BLOCKED', 'BLOCKED SSM-NET-003 Group', 'UNKNOWN SSM-NET-015 Aside']],
  ['beside endpoints for everything', 'endpoints', { Aside: route('Table', transit, to('10.128.0.0/9')) }, ['CONNECTS']],
  ['beside endpoints, of which one is missing', 'endpoints', { Messages: undefined, Aside: route('Table', transit, to('10.128.0.0/9')) }, unknown('Aside')],
  ['beside no route but with one endpoint', 'endpoints', { Messages: undefined }, ['BLOCKED', 'BLOCKED SSM-END-001 Vpc']],
  ['beside a default route', 'nat-gateway', { Aside: route('Table', transit, to('10.128.0.0/9')) }, ['CONNECTS']],
  ['in the place of the default route of a public subnet', 'public', { PublicOut: route('PublicTable', { VpcPeeringConnectionId: 'pcx-1' }, to('172.16.0.0/12')) }, unknown('PublicOut')],
])('a route to other networks %s', (_, site, changes, expected) => {
  expect(judge(site, changes as never)).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['to other networks only', { ...privateNat({ Far: route('NatTable', transit) }), Out: route('Table', { NatGatewayId: ref('PrivateNat') }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-009 Far', 'UNKNOWN SSM-NET-010 PrivateNat']],
  ['to other networks beside', { ...privateNat({ Far: route('NatTable', transit, to('10.128.0.0/9')) }), Out: route('Table', { NatGatewayId: ref('PrivateNat') }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-009 Far', 'UNKNOWN SSM-NET-010 PrivateNat']],
  ['and the node by a route beside the default one', { ...privateNat({ Far: route('NatTable', transit, to('10.128.0.0/9')) }), Out: route('Table', { NatGatewayId: ref('PrivateNat') }, to('10.128.0.0/9')) }, unknown('Out')],
  ['nowhere', { ...privateNat({}), Out: route('Table', { NatGatewayId: ref('PrivateNat') }) }, ['BLOCKED', 'BLOCKED SSM-NET-009 NatTable', 'BLOCKED SSM-NET-010 PrivateNat']],
  ['to the Internet, which answers no private address', { ...privateNat({ Far: route('NatTable', { GatewayId: ref('Internet') }) }), Out: route('Table', { NatGatewayId: ref('PrivateNat') }) }, ['BLOCKED', 'BLOCKED SSM-NET-010 PrivateNat']],
  ['nowhere, by a route beside the default one', { ...privateNat({}), Out: route('Table', { NatGatewayId: ref('PrivateNat') }, to('10.128.0.0/9')) }, nowhere],
])('a private NAT gateway that leads %s', (_, changes, expected) => {
  expect(judge('nat-gateway', changes as never)).toEqual(expected);
});

test.each<[string, object, string[]]>([
  ['whether its private DNS is on', { PrivateDnsEnabled: SECRET }, ['UNKNOWN', 'UNKNOWN SSM-NET-018 Ssm']],
  ['its private DNS, which is then off', { PrivateDnsEnabled: undefined }, ['CONNECTS']],
  ['its service', { ServiceName: SECRET }, ['UNKNOWN', 'UNKNOWN SSM-NET-018 Ssm']],
])('an endpoint that does not say %s is what is pointed at', (_, properties, expected) => {
  const { Ssm, EndpointSubnet, EndpointGroup } = SITES.endpoints;
  expect(judge('nat-gateway', { EndpointSubnet, EndpointGroup, Ssm: changed({ Ssm }, 'Ssm', properties) })).toEqual(expected);
});
