import { changed, ec2, https, MAYBE, nodeIn, ref, Resources, route, SECRET, SiteName, SITES, templateOf, verdictIn } from './site';

const OTHER = { OtherVpc: ec2('VPC', { CidrBlock: '10.1.0.0/16' }) };
const twin = (target: object, destination?: object, others?: object) => ({ Twin: route('Table', target, destination, others) });
const list = (...blocks: string[]) => ec2('PrefixList', { AddressFamily: 'IPv4', MaxEntries: 10, PrefixListName: 'list', Entries: blocks.map(Cidr => ({ Cidr })) });
const blocked = (...findings: string[]) => ['BLOCKED', ...findings.map(finding => `BLOCKED ${finding}`)];

function judged(site: SiteName, changes: object): string[] {
  return verdictIn(templateOf(site, changes as Resources), { warnings: true }).filter(finding => !finding.includes('SSM-ORD'));
}

describe('two routes', () => {
  test.each<[string, object, string[]]>([
    ['to one block', twin({ GatewayId: ref('Internet') }), blocked('SSM-NET-020 Twin')],
    ['to one block by one target', twin({ NatGatewayId: ref('Nat') }), blocked('SSM-NET-020 Twin')],
    ['to one block that is not the default', { ...twin({ TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.9.0.0/16' }), Other: route('Table', { VpcPeeringConnectionId: 'pcx-1' }, { DestinationCidrBlock: '10.9.0.0/16' }) }, blocked('SSM-NET-020 Other')],
    ['to one block with and without host bits', { ...twin({ TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.9.0.0/16' }), Other: route('Table', { TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.9.1.1/16' }) }, blocked('SSM-NET-020 Other')],
    ['to one prefix list', { List: list('10.9.0.0/16'), ...twin({ TransitGatewayId: 'tgw-1' }, { DestinationPrefixListId: ref('List') }), Other: route('Table', { TransitGatewayId: 'tgw-2' }, { DestinationPrefixListId: ref('List') }) }, blocked('SSM-NET-020 Other')],
    ['to a block, and to a prefix list that has it', { List: list('10.9.0.0/16', '10.10.0.0/16'), ...twin({ TransitGatewayId: 'tgw-1' }, { DestinationPrefixListId: ref('List') }), Other: route('Table', { TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.9.0.0/16' }) }, ['CONNECTS']],
    ['to blocks of which one has the other', twin({ TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.0.0.0/8' }), ['CONNECTS']],
    ['to both families', twin({ EgressOnlyInternetGatewayId: 'eigw-1' }, { DestinationIpv6CidrBlock: '::/0' }), ['CONNECTS']],
    ['in two tables', { Other: ec2('RouteTable', { VpcId: ref('Vpc') }), Twin: route('Other', { NatGatewayId: ref('Nat') }) }, ['CONNECTS']],
    ['of which one may not be there', twin({ NatGatewayId: ref('Nat') }, undefined, MAYBE), ['UNKNOWN', 'UNKNOWN SSM-NET-020 Twin']],
    ['of which one may be in any table', { ...twin({ TransitGatewayId: 'tgw-1' }, { DestinationCidrBlock: '10.9.0.0/16' }), Other: ec2('Route', { RouteTableId: SECRET, DestinationCidrBlock: '10.9.0.0/16', TransitGatewayId: 'tgw-1' }) }, ['CONNECTS']],
    ['of which one is not there', { ...twin({ GatewayId: ref('Internet') }, undefined, { Condition: 'Never' }) }, ['CONNECTS']],
    ['in the table of the NAT gateway', { Twin: route('PublicTable', { GatewayId: ref('Internet') }) }, blocked('SSM-NET-020 Twin')],
  ])('%s', (_, changes, expected) => {
    const template = templateOf('nat-gateway', changes as Resources);
    const conditions = { ...template.Conditions as object, Never: { 'Fn::Equals': ['a', 'b'] } };
    expect(verdictIn({ ...template, Conditions: conditions })).toEqual(expected);
  });
});

describe('what is of another VPC', () => {
  const otherTable = { ...OTHER, Table: ec2('RouteTable', { VpcId: ref('OtherVpc') }) };
  const otherAcl = { ...OTHER, Acl: ec2('NetworkAcl', { VpcId: ref('OtherVpc') }), Under: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }) };
  const open = (egress: boolean) => ec2('NetworkAclEntry', { NetworkAclId: ref('Acl'), Egress: egress, RuleNumber: 1, RuleAction: 'allow', Protocol: -1, CidrBlock: '0.0.0.0/0' });
  const entries = { AclIn: open(false), AclOut: open(true) };

  test.each<[string, SiteName, object, string[]]>([
    ['the route table of the subnet', 'nat-gateway', otherTable, blocked('SSM-NET-021 OnTable')],
    ['the route table of an isolated subnet with endpoints', 'endpoints', otherTable, blocked('SSM-NET-021 OnTable')],
    ['the route table of the NAT gateway\'s subnet', 'nat-gateway', { ...OTHER, PublicTable: ec2('RouteTable', { VpcId: ref('OtherVpc') }) }, blocked('SSM-NET-021 PublicOnTable')],
    ['the route table, perhaps', 'nat-gateway', { Table: ec2('RouteTable', { VpcId: SECRET }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-021 Table']],
    ['the network ACL of the subnet', 'nat-gateway', { ...otherAcl, ...entries }, blocked('SSM-NET-021 Under')],
    ['no network ACL', 'nat-gateway', { ...otherAcl, ...entries, Acl: ec2('NetworkAcl', { VpcId: ref('Vpc') }) }, ['CONNECTS']],
    ['the subnet of the NAT gateway', 'nat-gateway', {
      ...OTHER,
      PublicSubnet: changed(SITES['nat-gateway'], 'PublicSubnet', { VpcId: ref('OtherVpc') }),
      PublicTable: ec2('RouteTable', { VpcId: ref('OtherVpc') }),
      Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('OtherVpc'), InternetGatewayId: ref('Internet') }),
    }, blocked('SSM-NET-021 Out')],
    ['a regional NAT gateway', 'nat-gateway', {
      ...OTHER,
      Attachment: ec2('VPCGatewayAttachment', { VpcId: ref('OtherVpc'), InternetGatewayId: ref('Internet') }),
      Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('OtherVpc') }),
    }, blocked('SSM-NET-021 Out')],
    ['the security group of the NAT instance', 'nat-instance', { ...OTHER, NatGroup: changed(SITES['nat-instance'], 'NatGroup', { VpcId: ref('OtherVpc') }) }, blocked('SSM-NET-021 Nat')],
    ['the security group of the node', 'nat-gateway', { ...OTHER, Group: changed(SITES['nat-gateway'], 'Group', { VpcId: ref('OtherVpc') }) }, blocked('SSM-NET-016 Node')],
  ])('%s', (_, site, changes, expected) => {
    expect(judged(site, changes)).toEqual(expected);
  });
});

describe('a security group of another VPC', () => {
  const group = { ...OTHER, Group: changed(SITES['nat-gateway'], 'Group', { VpcId: ref('OtherVpc') }) };
  const association = (properties: object, others: object = {}) => ec2('SecurityGroupVpcAssociation', { GroupId: ref('Group'), VpcId: ref('Vpc'), ...properties }, others);
  const waiting = { ...SITES.isolated.Node as object, DependsOn: ['Associated', 'Out', 'OnTable', 'Attachment', 'PublicOut', 'PublicOnTable'] };

  test.each<[string, object, string[]]>([
    ['that is associated with the node\'s', { Associated: association({}), Node: waiting }, ['CONNECTS']],
    ['that is associated by its id', { Associated: association({ GroupId: { 'Fn::GetAtt': ['Group', 'GroupId'] } }), Node: waiting }, ['CONNECTS']],
    ['that is associated with several', { Associated: association({}), Another: association({ VpcId: 'vpc-1' }), Node: waiting }, ['CONNECTS']],
    ['that the node does not wait for', { Associated: association({}) }, ['CONNECTS', 'WARNING SSM-NET-016 Node']],
    ['that is associated with a third', { Associated: association({ VpcId: 'vpc-1' }) }, blocked('SSM-NET-016 Node')],
    ['of which another group is associated', { Associated: association({ GroupId: 'sg-1' }) }, blocked('SSM-NET-016 Node')],
    ['that is perhaps associated', { Associated: association({}, MAYBE) }, ['UNKNOWN', 'UNKNOWN SSM-NET-016 Node']],
    ['that is associated with what is not known', { Associated: association({ VpcId: SECRET }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-016 Node']],
    ['where a group that is not known is associated', { Associated: association({ GroupId: SECRET }) }, ['UNKNOWN', 'UNKNOWN SSM-NET-016 Node']],
    ['that is associated with nothing', {}, blocked('SSM-NET-016 Node')],
  ])('%s', (_, changes, expected) => {
    expect(judged('nat-gateway', { ...group, ...changes })).toEqual(expected);
  });
});

describe('quotas', () => {
  const blocks = (count: number, peer: (index: number) => object) => Array.from({ length: count }, (_, index) => https(peer(index)));
  const ipv4 = (index: number) => ({ CidrIp: `52.${index}.0.0/16` });
  const ipv6 = (index: number) => ({ CidrIpv6: `2600:${index.toString(16)}::/32` });
  const egress = (...rules: object[]) => ({ Group: changed(SITES['nat-gateway'], 'Group', { SecurityGroupEgress: [https(), ...rules] }) });
  const groups = (count: number) => ({
    ...Object.fromEntries(Array.from({ length: count - 1 }, (_, index) => [`Group${index}`, ec2('SecurityGroup', { GroupDescription: 'More', VpcId: ref('Vpc') })])),
    Node: changed(SITES['nat-gateway'], 'Node', { SecurityGroupIds: ['Group', ...Array.from({ length: count - 1 }, (_, index) => `Group${index}`)].map(ref) }),
  });
  const separate = (count: number) => Object.fromEntries(blocks(count, ipv4).map((rule, index) => [`Rule${index}`, ec2('SecurityGroupEgress', { GroupId: ref('Group'), ...rule })]));

  test.each<[string, SiteName, object, string[]]>([
    ['60 rules', 'nat-gateway', egress(...blocks(59, ipv4)), ['CONNECTS']],
    ['61 rules', 'nat-gateway', egress(...blocks(60, ipv4)), ['CONNECTS', 'WARNING SSM-NET-022 Group']],
    ['60 rules of each family', 'nat-gateway', egress(...blocks(59, ipv4), ...blocks(60, ipv6)), ['CONNECTS']],
    ['61 rules of IPv6', 'nat-gateway', egress(...blocks(61, ipv6)), ['CONNECTS', 'WARNING SSM-NET-022 Group']],
    ['61 rules, some of them resources', 'nat-gateway', { ...egress(...blocks(30, ipv4)), ...separate(30) }, ['CONNECTS', 'WARNING SSM-NET-022 Group']],
    ['rules for groups, which count in both families', 'nat-gateway', egress(...blocks(31, ipv4), ...blocks(29, () => ({ DestinationSecurityGroupId: ref('Group') }))), ['CONNECTS', 'WARNING SSM-NET-022 Group']],
    ['60 rules for groups and 60 ways in', 'nat-gateway', { Group: changed(SITES['nat-gateway'], 'Group', { SecurityGroupEgress: [https()], SecurityGroupIngress: blocks(60, ipv4) }) }, ['CONNECTS']],
    ['61 ways in to an endpoint', 'endpoints', { EndpointGroup: changed(SITES.endpoints, 'EndpointGroup', { SecurityGroupIngress: [https({ CidrIp: '10.0.0.0/16' }), ...blocks(60, ipv4)] }) }, ['CONNECTS', 'WARNING SSM-NET-022 EndpointGroup']],
    ['5 groups', 'nat-gateway', groups(5), ['CONNECTS']],
    ['6 groups', 'nat-gateway', groups(6), ['CONNECTS', 'WARNING SSM-NET-023 Node']],
    ['16 groups', 'nat-gateway', groups(16), ['CONNECTS', 'WARNING SSM-NET-023 Node']],
    ['17 groups, which no account may have', 'nat-gateway', groups(17), blocked('SSM-NET-023 Node')],
  ])('%s', (_, site, changes, expected) => {
    expect(judged(site, changes)).toEqual(expected);
  });

  test('are named', () => {
    const { findings } = nodeIn(templateOf('nat-gateway', { ...egress(...blocks(60, ipv4)), ...groups(6) }));
    expect(findings.map(({ message }) => message).filter(message => message.includes('quota'))).toEqual([
      'Node has 6 security groups on its interface, and the default quota "Security groups per network interface" is 5',
      'Group has 61 egress rules of one family of addresses, and the default quota "Inbound or outbound rules per security group" is 60',
    ]);
  });
});
