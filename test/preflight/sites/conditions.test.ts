import { changed, ec2, https, nodeIn, ref, Resources, route, SECRET, SiteName, SITES, templateOf, verdictIn } from './site';

const MAYBE = { Condition: 'Maybe' };
const OTHERWISE = { Condition: 'Otherwise' };
const into = (block: unknown) => ({ DestinationCidrBlock: block });
const either = (then: unknown, otherwise: unknown) => ({ 'Fn::If': ['Maybe', then, otherwise] });
const on = (resource: unknown, condition: object) => ({ ...resource as object, ...condition });
const firewall = { VpcEndpointId: 'vpce-1' };
const NOTHING = ref('AWS::NoValue');

const NAT: Resources = SITES['nat-gateway'];
const APPLIANCE = { Appliance: ec2('Instance', { ImageId: 'ami-1', SubnetId: ref('EndpointSubnet') }, MAYBE) };
const acl = (name: string, condition: object, egress = true) => ({
  [name]: ec2('NetworkAcl', { VpcId: ref('Vpc') }),
  [`Under${name}`]: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref(name) }, condition),
  [`${name}In`]: entry(name, false),
  ...egress ? { [`${name}Out`]: entry(name, true) } : {},
});
function entry(name: string, egress: boolean, others: object = {}) {
  return ec2('NetworkAclEntry', { NetworkAclId: ref(name), Egress: egress, RuleNumber: egress ? 1 : 2, RuleAction: 'allow', Protocol: -1, CidrBlock: '0.0.0.0/0' }, others);
}
const secondTable = (target: object) => ({
  OnTable: on(NAT.OnTable, MAYBE),
  OtherTable: ec2('RouteTable', { VpcId: ref('Vpc') }),
  OnOtherTable: ec2('SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('OtherTable') }, OTHERWISE),
  ...target,
});
const options = (name: string, condition: object, server: string) => ({
  [name]: ec2('DHCPOptions', { DomainNameServers: [server] }),
  [`Use${name}`]: ec2('VPCDHCPOptionsAssociation', { VpcId: ref('Vpc'), DhcpOptionsId: ref(name) }, condition),
});
const { EndpointSubnet, EndpointTable, EndpointOnTable, EndpointGroup, Ssm, Messages } = SITES.endpoints;
/** The rules of the security groups let both families through, so that the block does not count for them. */
const UNKNOWN_BLOCK = {
  EndpointSubnet: ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: SECRET }),
  Group: changed(SITES.endpoints, 'Group', { SecurityGroupEgress: [https(), https({ CidrIpv6: '::/0' })] }),
};
const connects = ['CONNECTS'];
const unknown = (...findings: string[]) => ['UNKNOWN', ...findings.map(finding => `UNKNOWN ${finding}`)];

/** A template with a condition that nobody can decide, and its opposite. */
function template(site: SiteName, changes: Resources) {
  const { Conditions, ...others } = templateOf(site, changes);
  return { ...others, Conditions: { ...Conditions as object, Otherwise: { 'Fn::Not': [{ Condition: 'Maybe' }] } } };
}

const ROWS: [string, SiteName, Resources, string[]][] = [
  ['a route through a firewall', 'endpoints', { Detour: route('Table', firewall, into('10.0.2.0/24'), MAYBE) }, unknown('SSM-NET-025 Detour')],
  ['a route through an interface', 'endpoints', { Detour: route('Table', { NetworkInterfaceId: 'eni-1' }, into('10.0.2.0/24'), MAYBE) }, unknown('SSM-NET-025 Detour')],
  ['a route through an instance that forwards nothing', 'endpoints', { ...APPLIANCE, Detour: route('Table', { InstanceId: ref('Appliance') }, into('10.0.2.0/24'), MAYBE) }, unknown('SSM-NET-025 Detour')],
  ['a route through a firewall, on the way back', 'nat-gateway', { Detour: route('PublicTable', firewall, into('10.0.1.0/24'), MAYBE) }, unknown('SSM-NET-025 Detour')],
  ['a route through a firewall, or through another', 'endpoints', { Detour: route('Table', firewall, into('10.0.2.0/24'), MAYBE), Other: route('Table', { VpcEndpointId: 'vpce-2' }, into('10.0.2.0/24'), OTHERWISE) }, unknown('SSM-NET-020 Other', 'SSM-NET-025 Detour', 'SSM-NET-025 Other')],
  ['a route through an instance that forwards nothing, or through another', 'endpoints', {
    Appliance: ec2('Instance', { ImageId: 'ami-1', SubnetId: ref('EndpointSubnet') }),
    Detour: route('Table', { InstanceId: ref('Appliance') }, into('10.0.2.0/24'), MAYBE),
    Other: route('EndpointTable', { InstanceId: ref('Appliance') }, into('10.0.1.0/24'), OTHERWISE),
  }, ['BLOCKED', 'BLOCKED SSM-NET-025 Detour', 'BLOCKED SSM-NET-025 Other']],
  ['a route to another subnet through a firewall', 'endpoints', { Detour: route('Table', firewall, into('10.0.3.0/24'), MAYBE) }, connects],
  ['a default route beside endpoints', 'endpoints', { Detour: route('Table', { NatGatewayId: 'nat-1' }, into('0.0.0.0/0'), MAYBE) }, connects],
  ['a route to other networks beside a default one', 'nat-gateway', { Aside: route('Table', { TransitGatewayId: 'tgw-1' }, into('10.9.0.0/16'), MAYBE) }, connects],
  ['either of two other subnets as destination', 'endpoints', { Detour: route('Table', firewall, into(either('10.0.3.0/24', '10.0.4.0/24'))) }, connects],
  ['the subnet or another as destination', 'endpoints', { Detour: route('Table', firewall, into(either('10.0.2.0/24', '10.0.4.0/24'))) }, unknown('SSM-NET-025 Detour')],
  ['a default route in either case', 'nat-gateway', { Out: on(NAT.Out, MAYBE), Second: on(NAT.Out, OTHERWISE) }, connects],
  ['a default route in one case', 'nat-gateway', { Out: on(NAT.Out, MAYBE) }, unknown('SSM-NET-006 Table')],
  ['a default route to a NAT or to a transit gateway', 'nat-gateway', { Out: on(NAT.Out, MAYBE), Second: route('Table', { TransitGatewayId: 'tgw-1' }, into('0.0.0.0/0'), OTHERWISE) }, unknown('SSM-NET-020 Second', 'SSM-NET-006 Table')],
  ['a route without a target where there is none otherwise', 'isolated', { Out: route('Table', {}, into('0.0.0.0/0'), MAYBE) }, ['BLOCKED', 'BLOCKED SSM-NET-006 Out', 'BLOCKED SSM-NET-006 Table']],
  ['a NAT gateway in either case', 'nat-gateway', { Nat: on(NAT.Nat, MAYBE), Out: on(NAT.Out, MAYBE), Nat2: on(NAT.Nat, OTHERWISE), Out2: route('Table', { NatGatewayId: ref('Nat2') }, into('0.0.0.0/0'), OTHERWISE) }, connects],
  ['a route table in either case', 'nat-gateway', secondTable({ Second: route('OtherTable', { NatGatewayId: ref('Nat') }) }), connects],
  ['a route table in either case, of which one leads nowhere', 'nat-gateway', secondTable({}), unknown('SSM-NET-001 Node')],
  ['a route table, or the main one', 'nat-gateway', { OnTable: on(NAT.OnTable, MAYBE) }, unknown('SSM-NET-001 Node')],
  ['a network ACL in either case', 'nat-gateway', { ...acl('One', MAYBE), ...acl('Two', OTHERWISE) }, connects],
  ['a network ACL in either case, of which one is closed', 'nat-gateway', { ...acl('One', MAYBE), ...acl('Two', OTHERWISE, false) }, unknown('SSM-NET-004 Subnet', 'SSM-NET-005 Subnet')],
  ['an open network ACL, or the default one', 'nat-gateway', acl('One', MAYBE), connects],
  ['an entry of a network ACL in either case', 'nat-gateway', { ...acl('One', {}), OneOut: entry('One', true, MAYBE), Second: entry('One', true, OTHERWISE) }, connects],
  ['an entry of a network ACL in one case', 'nat-gateway', { ...acl('One', {}), OneOut: entry('One', true, MAYBE) }, unknown('SSM-NET-004 OneOut')],
  ['an endpoint in either case', 'endpoints', { Ssm: on(Ssm, MAYBE), Second: on(Ssm, OTHERWISE) }, connects],
  ['an endpoint in one case', 'endpoints', { Ssm: on(Ssm, MAYBE) }, unknown('SSM-END-002 Ssm')],
  ['endpoints beside a NAT gateway', 'nat-gateway', { EndpointSubnet, EndpointTable, EndpointOnTable, EndpointGroup, Ssm: on(Ssm, MAYBE), Messages: on(Messages, MAYBE) }, connects],
  ['Amazon\'s DNS in either case', 'nat-gateway', { ...options('One', MAYBE, 'AmazonProvidedDNS'), ...options('Two', OTHERWISE, '169.254.169.253') }, connects],
  ['Amazon\'s DNS, or another', 'nat-gateway', { ...options('One', MAYBE, 'AmazonProvidedDNS'), ...options('Two', OTHERWISE, '10.0.0.53') }, unknown('SSM-NET-002 UseTwo')],
  ['the attachment of the Internet gateway in either case', 'nat-gateway', { Attachment: on(NAT.Attachment, MAYBE), Second: on(NAT.Attachment, OTHERWISE) }, connects],
  ['the attachment of the Internet gateway in one case', 'nat-gateway', { Attachment: on(NAT.Attachment, MAYBE) }, unknown('SSM-NET-007 PublicOut')],
  ['the same subnet of the node in either case', 'nat-gateway', { Subnet: changed(NAT, 'Subnet', { MapPublicIpOnLaunch: either(true, NOTHING) }) }, connects],
];

test.each(ROWS)('on a condition that nobody knows: %s', (_, site, changes, expected) => {
  expect(verdictIn(template(site, changes))).toEqual(expected);
});

test.each(ROWS.filter(([, , , [verdict]]) => verdict === 'UNKNOWN'))('what is not decided names the condition: %s', (_, site, changes) => {
  expect(nodeIn(template(site, changes)).findings.map(({ message }) => message).join('\n')).toContain('condition Maybe cannot be decided');
});

test.each<[string, SiteName, Resources, string[]]>([
  ['to a firewall for a block', 'endpoints', { Detour: route('Table', firewall, into(SECRET)) }, unknown('SSM-NET-025 Detour')],
  ['to a NAT gateway for a block', 'endpoints', { Detour: route('Table', { NatGatewayId: 'nat-1' }, into(SECRET)) }, unknown('SSM-NET-025 Detour')],
  ['to a transit gateway for a block, which EC2 takes for other networks only', 'endpoints', { Detour: route('Table', { TransitGatewayId: 'tgw-1' }, into(SECRET)) }, connects],
  ['to an interface for the subnet of the endpoints', 'endpoints', { Detour: route('Table', { NetworkInterfaceId: SECRET }, into('10.0.2.0/24')) }, unknown('SSM-NET-025 Detour')],
  ['to a firewall for a block, where the subnet of the endpoints has one', 'endpoints', { ...UNKNOWN_BLOCK, Detour: route('Table', firewall, into('10.0.9.0/24')) }, unknown('SSM-NET-025 Detour')],
  ['to a firewall for more than a VPC, where the subnet of the endpoints has a block', 'endpoints', { ...UNKNOWN_BLOCK, Detour: route('Table', firewall, into('10.0.0.0/8')) }, connects],
])('a route %s that nobody knows', (_, site, changes, expected) => {
  expect(verdictIn(template(site, changes))).toEqual(expected);
});
