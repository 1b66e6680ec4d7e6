import { Known, Unknown } from '../../../../lib/preflight/model/known';
import { AclEntry, NatGateway, NetworkAcl, Route, RouteTarget, RoutingInstance, SecurityGroup, SecurityGroupRule, Setting, Subnet, Vpc } from '../../../../lib/preflight/model/network/network';
import { Image } from '../../../../lib/preflight/model/node';
import { NETWORK_RULES } from '../../../../lib/preflight/rules/network';
import { TO } from '../../../../lib/preflight/rules/rule';
import { defaultRoute, nodeSetting, openAcl, findingsOf, ContextChanges, location, workingImage, workingSecurityGroup, workingContext } from '../working-context';

const WHY = new Unknown('because');
const at = (logicalId: string, property?: string) => location(logicalId, 'AWS::Test', property);
const setting = <T>(logicalId: string, value: T): Setting<Exclude<T, Unknown>> => ({ value, location: at(logicalId) }) as never;

/** What the rules for the network say: the end of the id, severity, resource, and message with its destination. */
function reported(changes: ContextChanges): string[] {
  return NETWORK_RULES.flatMap(rule => findingsOf(rule, changes).map(({ severity, location: where, message, to = '' }) => (
    `${rule.id.slice(-3)} ${severity} ${where.resource.name}: ${message.replace(TO, to)}`
  )));
}

/** The same of one rule. */
const reportedBy = (id: string, changes: ContextChanges) => reported(changes).filter(line => line.startsWith(id)).map(line => line.slice(4));

const OPEN = (cidr: string): SecurityGroupRule => ({ location: at('Rule'), protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr } });
const context = workingContext({ network: 'nat-gateway' });
const natSubnet = (context.subnet as Subnet & { routeTable: { routes: Route[] } }).routeTable.routes[0].target as Extract<RouteTarget, { kind: 'nat-gateway' }>;
const NAT = natSubnet.gateway as NatGateway;
const PUBLIC = NAT.subnet as Subnet;
const VPC = PUBLIC.vpc as Vpc;

const by = (target: RouteTarget, others: ContextChanges = {}): ContextChanges => ({ network: 'nat-gateway', routeTable: { routes: [defaultRoute('Out', target)] }, ...others });
const byGateway = (gateway: Partial<NatGateway> | Unknown) => by({ kind: 'nat-gateway', id: 'nat-1', gateway: gateway instanceof Unknown ? gateway : { ...NAT, ...gateway } });
const publicSubnet = (changes: Partial<Subnet>): Subnet => ({ ...PUBLIC, ...changes });
const publicTable = (routes: Route[]) => ({ routeTable: { id: 'rtb-2', location: at('PublicTable'), routes } });
const INSTANCE: RoutingInstance = {
  location: at('NatInstance'),
  subnet: PUBLIC,
  subnetLocation: at('NatInstance'),
  image: setting('NatInstance', { ...workingImage(), forwards: true }),
  userData: setting('NatInstance', ''),
  sourceDestCheck: setting('NatInstance', false),
  publicAddress: setting('NatInstance', true),
  securityGroups: [workingSecurityGroup('NatGroup')],
};
const byInstance = (instance: Partial<RoutingInstance> | Unknown, others: ContextChanges = {}) => (
  by({ kind: 'instance', id: 'i-1', instance: instance instanceof Unknown ? instance : { ...INSTANCE, ...instance } }, others));
const elsewhere: RouteTarget = { kind: 'elsewhere', what: 'a transit gateway' };
const entry = (changes: Partial<AclEntry>): AclEntry => ({ location: at('Entry'), number: 10, egress: true, allow: false, protocol: '6', ports: undefined, cidr: '0.0.0.0/0', ...changes });
const aclWith = (...entries: AclEntry[]): NetworkAcl => ({ ...openAcl(), entries: [...entries, ...openAcl().entries] });

test.each(['endpoints', 'internet-gateway', 'nat-gateway'] as const)('a node with %s has no finding', network => {
  expect(reported({ network })).toEqual([]);
});

test('a node behind a NAT instance has no finding', () => {
  expect(reported(byInstance({}))).toEqual([]);
});

describe('what cannot be seen of the subnet', () => {
  test.each<[string, ContextChanges]>([
    ['its VPC', { subnet: { vpc: WHY } }],
    ['its subnets', { node: { subnets: nodeSetting<Known<Subnet>[]>('SubnetId', WHY) } }],
    ['its route table', { network: 'nat-gateway', subnet: { routeTable: WHY } }],
  ])('is told once: %s', (_, changes) => {
    expect(reportedBy('001', changes)).toEqual(['UNKNOWN Node: The way out of the node\'s subnet cannot be decided: because']);
  });

  test('leaves the other rules without findings', () => {
    const [first, ...others] = NETWORK_RULES.flatMap(rule => [...rule.check({ ...workingContext(), subnet: WHY, pathTo: () => ({ kind: 'unseen', unknown: WHY }) })]);
    expect(first).toMatchObject({ severity: 'UNKNOWN', message: 'The way out of the node\'s subnet cannot be decided: because' });
    expect(others).toEqual([]);
  });
});

test.each<[string, Partial<Vpc>, string[]]>([
  ['DNS support is off', { dnsSupport: setting('Vpc', false) }, ['BLOCKED Vpc: DNS support of the VPC Vpc is off: the agent cannot resolve the names of AWS\'s services']],
  ['DNS support is not known', { dnsSupport: setting('Vpc', WHY) as never }, ['UNKNOWN Vpc: Whether the VPC resolves names cannot be decided: because']],
  ['others resolve', { amazonDns: setting('Options', false) }, ['UNKNOWN Options: The VPC uses DNS servers of its own, and whether they resolve the names of AWS\'s services, and to the VPC\'s endpoints, cannot be seen']],
  ['who resolves is not known', { amazonDns: setting('Options', WHY) as never }, ['UNKNOWN Options: Whether the VPC resolves names cannot be decided: because']],
])('names: %s', (_, vpc, expected) => {
  expect(reportedBy('002', { vpc })).toEqual(expected);
});

describe('security groups on the way out', () => {
  const groups = (changes: object) => reportedBy('003', { network: 'internet-gateway', securityGroup: changes });

  test.each<[string, object, string[]]>([
    ['no rule', { egress: [] }, ['BLOCKED NodeGroup: No egress rule of NodeGroup lets TCP 443 out to the Internet']],
    ['part of the Internet', { egress: [OPEN('52.0.0.0/8')] }, ['UNKNOWN Rule: The egress rules of NodeGroup let TCP 443 out to some addresses of the Internet only, and which of them the service has cannot be seen']],
    ['an unknown rule', { egress: [{ ...OPEN('0.0.0.0/0'), peer: WHY }] }, ['UNKNOWN Rule: Whether the node\'s security groups let TCP 443 out to the Internet cannot be decided: because']],
  ])('%s', (_, changes, expected) => {
    expect(groups(changes)).toEqual(expected);
  });

  test('name the place where a rule is missing', () => {
    expect(groups({ egress: [], egressLocation: at('Egress') })).toEqual(['BLOCKED Egress: No egress rule of NodeGroup lets TCP 443 out to the Internet']);
    expect(reportedBy('003', { network: 'internet-gateway', node: { securityGroups: nodeSetting('SecurityGroupIds', []) } })).toEqual([
      'BLOCKED Node: No egress rule of  lets TCP 443 out to the Internet',
    ]);
  });

  test('that are not known', () => {
    expect(reportedBy('003', { network: 'internet-gateway', node: { securityGroups: nodeSetting<Known<SecurityGroup>[]>('SecurityGroupIds', WHY) } })).toEqual([
      'UNKNOWN Node: Whether the node\'s security groups let TCP 443 out cannot be decided: because',
    ]);
    const hidden = { endpoint: { ssm: { subnets: setting('ssmEndpoint', WHY) as never } } };
    expect(reportedBy('003', { ...hidden, securityGroup: { egress: [OPEN('10.0.0.0/8')] } })[0]).toBe(
      'UNKNOWN Rule: Whether the node\'s security groups let TCP 443 out to the VPC endpoint cannot be decided: because',
    );
    expect(reportedBy('003', { ...hidden, securityGroup: { egress: [] } })[0]).toBe('BLOCKED NodeGroup: No egress rule of NodeGroup lets TCP 443 out to the VPC endpoint');
  });

  test('may name the groups of endpoints', () => {
    const egress = [{ ...OPEN(''), peer: { kind: 'group', id: 'sg-EndpointGroup' } }, OPEN('52.0.0.0/8')] as const;
    expect(reportedBy('003', { securityGroup: { egress: [egress[0]] } })).toEqual(['BLOCKED NodeGroup: No egress rule of NodeGroup lets TCP 443 out to S3 through its gateway endpoint']);
    expect(reportedBy('003', { securityGroup: { egress: [egress[0]] }, endpoint: { ssm: { securityGroups: setting('E', WHY) as never }, ssmmessages: { securityGroups: setting('E', [WHY]) as never } } })[0])
      .toContain('UNKNOWN Rule: Whether the node\'s security groups let TCP 443 out to the VPC endpoint');
  });

  test('of another VPC', () => {
    expect(reportedBy('016', { securityGroup: { vpc: 'vpc-2' } })).toEqual(['BLOCKED Node: The security group NodeGroup is of another VPC than Vpc, where the node is']);
    expect(reportedBy('016', { securityGroup: { vpc: WHY } })).toEqual(['UNKNOWN Node: Whether the security group NodeGroup is of the node\'s VPC cannot be decided: because']);
  });
});

describe('network ACLs', () => {
  const otherSubnet = { subnets: setting('E', [publicSubnet({})]) as never };

  test.each<[string, string, NetworkAcl | Unknown, string[]]>([
    ['requests', '004', aclWith(entry({})), ['BLOCKED Entry: The network ACL Acl does not let TCP 443 out: requests to the Internet do not get through']],
    ['replies', '005', aclWith(entry({ egress: false })), ['BLOCKED Entry: The network ACL Acl does not let TCP 32768-60999 in: replies of the Internet do not get through']],
    ['some requests', '004', aclWith(entry({ cidr: '52.0.0.0/8' })), ['BLOCKED Entry: The network ACL Acl denies part of what goes out to TCP 443 of 52.0.0.0/8: requests to the Internet get through sometimes, or not at all']],
    ['perhaps requests', '004', aclWith(entry({ allow: WHY })), ['UNKNOWN Entry: Whether the network ACL Acl lets requests to the Internet through cannot be decided: because']],
    ['unknown requests', '004', WHY, ['UNKNOWN Subnet: Whether the network ACL lets requests to the Internet through cannot be decided: because']],
    ['unknown replies', '005', WHY, ['UNKNOWN Subnet: Whether the network ACL lets replies of the Internet through cannot be decided: because']],
    ['all, for lack of entries', '004', { ...openAcl(), entries: [] }, ['BLOCKED Acl: The network ACL Acl does not let TCP 443 out: requests to the Internet do not get through']],
  ])('deny %s', (_, id, acl, expected) => {
    expect(reportedBy(id, { network: 'internet-gateway', acl })).toEqual(expected);
  });

  test('do not apply inside a subnet, but to an endpoint in another subnet', () => {
    const acl = aclWith(entry({ cidr: '10.0.0.0/8' }), entry({ cidr: '10.0.0.0/8', egress: false }));
    expect([...reportedBy('004', { acl }), ...reportedBy('005', { acl })]).toEqual([]);
    expect(reportedBy('004', { acl, endpoint: { ssm: otherSubnet } })).toEqual(['BLOCKED Entry: The network ACL Acl does not let TCP 443 out: requests to the VPC endpoint do not get through']);
    expect(reportedBy('005', { acl, endpoint: { ssm: otherSubnet } })).toEqual(['BLOCKED Entry: The network ACL Acl does not let TCP 32768-60999 in: replies of the VPC endpoint do not get through']);
  });

  test('are unknown for an endpoint in a subnet with unknown addresses', () => {
    const hidden = { ssm: { subnets: setting('E', [publicSubnet({ cidr: undefined })]) as never } };
    expect(reportedBy('004', { endpoint: hidden })).toEqual(['UNKNOWN Acl: Whether the network ACL Acl lets requests to the VPC endpoint through cannot be decided: the addresses that the packets go to are not known']);
    const unknown = { ssm: { subnets: setting('E', WHY) as never } };
    const acl = aclWith(entry({ cidr: '10.0.0.0/8', egress: false }));
    expect(reportedBy('005', { acl, endpoint: unknown })).toEqual(['UNKNOWN Entry: Whether the network ACL Acl lets replies of the VPC endpoint through cannot be decided: because']);
  });

  test.each<[string, object, string]>([
    ['Windows', { platform: 'windows' }, '49152-65535'], ['macOS', { platform: 'macos' }, '49152-65535'], ['an unknown system', { platform: WHY }, '32768-65535'],
  ])('let replies to %s in at its ports', (_, image, ports) => {
    expect(reportedBy('005', { network: 'internet-gateway', acl: aclWith(entry({ egress: false })), image })[0]).toContain(`TCP ${ports} in`);
  });

  test('allow replies to all platforms that the node may have', () => {
    const images = [nodeSetting('ImageId', workingImage()), nodeSetting('ImageId', { ...workingImage(), platform: 'windows' as const }), nodeSetting<Image>('ImageId', WHY)];
    expect(reportedBy('005', { network: 'internet-gateway', acl: aclWith(entry({ egress: false })), node: { images } })[0]).toContain('TCP 32768-65535 in');
  });
});

describe('routes', () => {
  test('that lead nowhere', () => {
    expect(reportedBy('006', { network: 'nat-gateway', routeTable: { routes: [] } })).toEqual([
      'BLOCKED Table: The route table Table has no default route, and the VPC Vpc has no VPC endpoint: nothing leads to Systems Manager',
    ]);
    const main = { routes: [], association: undefined, location: at('Subnet') };
    expect(reportedBy('006', { network: 'nat-gateway', routeTable: main })[0]).toContain('BLOCKED Subnet: The subnet Subnet is on the main route table of the VPC, which has no default route');
    expect(reportedBy('006', by({ kind: 'nowhere' }))).toEqual(['BLOCKED Out: The default route of the node\'s subnet in Vpc has no target']);
    expect(reportedBy('006', { endpoint: { ssm: { service: 'ec2' } } })).toEqual([]);
  });

  test('to a network that is not in the templates', () => {
    expect(reported(by(elsewhere))).toEqual(['015 UNKNOWN Out: The default route of the node\'s subnet leads to a transit gateway, and what is behind it cannot be seen']);
  });

  test('to a gateway that is not attached', () => {
    const igw = (where?: ReturnType<typeof at>): RouteTarget => ({ kind: 'internet-gateway', id: 'igw-9', location: where });
    const attached = (gateways: unknown[], target = igw(at('Gate'))) => reportedBy('007', {
      network: 'internet-gateway', routeTable: { routes: [defaultRoute('Out', target)] }, vpc: { internetGateways: { seen: gateways.map(gateway => ({ gateway, location: at('A') })) as never } },
    });
    expect(attached(['igw-9'])).toEqual([]);
    expect(attached(['igw-1'])).toEqual(['BLOCKED Gate: The Internet gateway Gate is not attached to the VPC Vpc']);
    expect(attached([WHY])).toEqual(['UNKNOWN Out: Whether the Internet gateway is attached to the VPC cannot be decided: because']);
    expect(attached([], igw())).toEqual(['UNKNOWN Out: The Internet gateway igw-9 is not in the assembly, and whether it is attached to the VPC cannot be seen']);
  });

  test('of a NAT gateway to a gateway that is not attached', () => {
    const vpc = { ...VPC, internetGateways: { seen: [] } };
    const routes = [defaultRoute('PublicOut', { kind: 'internet-gateway', id: 'igw-1', location: at('Gate') })];
    expect(reportedBy('007', byGateway({ subnet: publicSubnet({ vpc, ...publicTable(routes) }) }))).toEqual(['BLOCKED Gate: The Internet gateway Gate is not attached to the VPC Vpc']);
    expect(reportedBy('007', byGateway({ subnet: publicSubnet({ vpc, ...publicTable([]) }) }))).toEqual([]);
  });

  test('to the Internet need a public address', () => {
    const publicly = (node: unknown, subnet: unknown) => reportedBy('008', {
      network: 'internet-gateway', node: { publicAddress: setting('Node', node) as never }, subnet: { publicAddressOnLaunch: setting('Subnet', subnet) as never },
    });
    const sentence = 'The node\'s default route leads to an Internet gateway, but it has no public address in Subnet';
    expect(publicly(undefined, true)).toEqual([]);
    expect(publicly(true, false)).toEqual([]);
    expect(publicly(false, true)).toEqual([`BLOCKED Node: ${sentence}`]);
    expect(publicly(undefined, false)).toEqual([`BLOCKED Subnet: ${sentence}`]);
    expect(publicly(WHY, true)).toEqual(['UNKNOWN Node: Whether the node has a public address cannot be decided: because']);
    expect(publicly(undefined, WHY)).toEqual(['UNKNOWN Subnet: Whether the node has a public address cannot be decided: because']);
  });
});

describe('a NAT gateway', () => {
  const what = 'Whether the NAT gateway reaches the Internet cannot be decided:';

  test.each<[string, Partial<NatGateway> | Unknown, string[]]>([
    ['out of sight', WHY, [`UNKNOWN Out: ${what} because`]],
    ['in a subnet out of sight', { subnet: WHY }, [`UNKNOWN Nat: ${what} because`]],
    ['in a VPC out of sight', { subnet: publicSubnet({ vpc: WHY }) }, [`UNKNOWN Nat: ${what} because`]],
    ['on an unknown table', { subnet: publicSubnet({ routeTable: WHY }) }, [`UNKNOWN PublicSubnet: ${what} because`]],
    ['without a way out', { subnet: publicSubnet(publicTable([])) }, ['BLOCKED PublicTable: The NAT gateway Nat is in PublicSubnet, which has no default route to an Internet gateway']],
    ['behind another one', { subnet: publicSubnet(publicTable([defaultRoute('Loop', natSubnet)])) }, ['BLOCKED Nat: The NAT gateway Nat is in PublicSubnet, which has no default route to an Internet gateway']],
    ['behind a firewall', { subnet: publicSubnet(publicTable([defaultRoute('Far', elsewhere)])) }, [`UNKNOWN Far: ${what} its traffic leaves through a transit gateway`]],
    ['behind an instance', { subnet: publicSubnet(publicTable([defaultRoute('Far', { kind: 'instance', id: 'i-1', instance: WHY })])) }, [`UNKNOWN Far: ${what} its way leads through another instance, i-1`]],
  ])('%s', (_, gateway, expected) => {
    expect(reportedBy('009', byGateway(gateway))).toEqual(expected);
  });

  test.each<[string, Partial<NatGateway>, string[]]>([
    ['private', { connectivity: setting('Nat', 'private') as never }, ['BLOCKED Nat: The NAT gateway Nat is a private one and does not lead to the Internet']],
    ['perhaps private', { connectivity: setting('Nat', WHY) as never }, ['UNKNOWN Nat: Whether the NAT gateway Nat is public cannot be decided: because']],
    ['without an address', { elasticIp: setting('Nat', false) }, ['BLOCKED Nat: The NAT gateway Nat has no Elastic IP address']],
    ['perhaps without an address', { elasticIp: setting('Nat', WHY) as never }, ['UNKNOWN Nat: Whether the NAT gateway Nat has an Elastic IP address cannot be decided: because']],
  ])('%s', (_, gateway, expected) => {
    expect(reportedBy('010', byGateway(gateway))).toEqual(expected);
  });

  test.each<[string, AclEntry, string]>([
    ['requests in', entry({ egress: false, cidr: '10.0.0.0/24', ports: { from: 443, to: 443 } }), 'TCP 443 in: requests from the node to the NAT'],
    ['requests out', entry({ cidr: '0.0.0.0/0', ports: { from: 443, to: 443 } }), 'TCP 443 out: requests from the NAT to the Internet'],
    ['replies out', entry({ cidr: '10.0.0.0/24', ports: { from: 1024, to: 65535 } }), 'TCP 32768-60999 out: replies from the NAT to the node'],
    ['replies in', entry({ egress: false, ports: { from: 1024, to: 65535 } }), 'TCP 1024-65535 in: replies to the NAT'],
  ])('is behind an ACL that denies %s', (_, denied, expected) => {
    expect(reportedBy('013', byGateway({ subnet: publicSubnet({ acl: aclWith(denied) }) }))).toContainEqual(`BLOCKED Entry: The network ACL Acl does not let ${expected} do not get through`);
  });

  test('is behind no ACL where it cannot be seen', () => {
    expect(reportedBy('013', byGateway({ subnet: WHY }))).toEqual([]);
    expect(reportedBy('013', byGateway({ subnet: publicSubnet({ id: 'subnet-Subnet', acl: aclWith(entry({ egress: false, cidr: '10.0.0.0/24', ports: { from: 443, to: 443 } })) }) }))).toEqual([]);
  });
});

describe('a NAT instance', () => {
  test.each<[string, string, Partial<RoutingInstance> | Unknown, string[]]>([
    ['out of sight', '011', WHY, ['UNKNOWN Out: Whether the NAT instance forwards packets cannot be decided: because']],
    ['that checks', '011', { sourceDestCheck: setting('NatInstance', true) }, ['BLOCKED NatInstance: The NAT instance NatInstance has its source/destination check on and forwards nothing']],
    ['that perhaps checks', '011', { sourceDestCheck: setting('NatInstance', WHY) as never }, ['UNKNOWN NatInstance: Whether the NAT instance forwards packets cannot be decided: because']],
    ['in a subnet out of sight', '012', { subnet: WHY }, ['UNKNOWN NatInstance: Whether the NAT instance NatInstance reaches the Internet cannot be decided: because']],
    ['in a VPC out of sight', '012', { subnet: publicSubnet({ vpc: WHY }) }, ['UNKNOWN NatInstance: Whether the NAT instance NatInstance reaches the Internet cannot be decided: because']],
    ['on an unknown table', '012', { subnet: publicSubnet({ routeTable: WHY }) }, ['UNKNOWN NatInstance: Whether the NAT instance NatInstance reaches the Internet cannot be decided: because']],
    ['without a way out', '012', { subnet: publicSubnet(publicTable([])) }, ['BLOCKED PublicTable: The NAT instance NatInstance is in PublicSubnet, which has no default route to an Internet gateway']],
    ['behind a firewall', '012', { subnet: publicSubnet(publicTable([defaultRoute('Far', elsewhere)])) }, ['UNKNOWN Far: Whether the NAT instance NatInstance reaches the Internet cannot be decided: its traffic leaves through a transit gateway']],
    ['without an address', '012', { publicAddress: setting('NatInstance', false) }, ['BLOCKED NatInstance: The NAT instance NatInstance has no public address']],
    ['perhaps without an address', '012', { publicAddress: setting('NatInstance', WHY) as never }, ['UNKNOWN NatInstance: Whether the NAT instance NatInstance has a public address cannot be decided: because']],
    ['that lets nobody in', '012', { securityGroups: [workingSecurityGroup('NatGroup', { ingress: [] })] }, ['BLOCKED NatInstance: The security group of the NAT instance NatInstance lets no TCP 443 in from Subnet']],
    ['that lets nothing out', '012', { securityGroups: [workingSecurityGroup('NatGroup', { egress: [], egressLocation: at('Egress') })] }, ['BLOCKED Egress: The security group of the NAT instance NatInstance lets no TCP 443 out to the Internet']],
    ['that lets some out', '012', { securityGroups: [workingSecurityGroup('NatGroup', { egress: [OPEN('52.0.0.0/8')] })] }, ['UNKNOWN Rule: The security group of the NAT instance NatInstance lets TCP 443 out to the Internet, but not for all addresses']],
    ['with a group out of sight', '012', { securityGroups: [WHY] }, Array(2).fill('UNKNOWN NatInstance: Whether the NAT instance NatInstance forwards HTTPS cannot be decided: because') as string[]],
  ])('%s', (_, id, instance, expected) => {
    expect(reportedBy(id, byInstance(instance))).toEqual(expected);
  });

  test('admits the node by its group, if that is known', () => {
    const securityGroups = [workingSecurityGroup('NatGroup', { ingress: [{ ...OPEN(''), peer: { kind: 'group', id: 'sg-NodeGroup' } }] })];
    expect(reportedBy('012', byInstance({ securityGroups }))).toEqual([]);
    for (const value of [WHY, [WHY]]) {
      expect(reportedBy('012', byInstance({ securityGroups }, { node: { securityGroups: nodeSetting('SecurityGroupIds', value) } }))).toEqual([
        'UNKNOWN Rule: Whether the NAT instance NatInstance forwards HTTPS cannot be decided: because',
      ]);
    }
    expect(reportedBy('012', byInstance({}, { subnet: { cidr: WHY } }))).toEqual([]);
  });
});

describe('IPv6', () => {
  const six = (target: RouteTarget, subnet: Partial<Subnet> = {}, node: object = {}, destination = '::/0') => reportedBy('014', {
    network: 'nat-gateway',
    routeTable: { routes: [{ location: at('Six'), destination, target }] },
    subnet: { ipv6AddressOnCreation: setting('Subnet', true), ipv6Cidr: '2600::/64', ...subnet },
    node,
  });
  const gateway: RouteTarget = { kind: 'egress-only-gateway', id: 'eigw-1' };
  const unset = 'UNKNOWN Node: The only way out of Subnet is IPv6, and whether the agent is set up for dual-stack endpoints cannot be seen';

  test('as the only path is never certain', () => {
    expect(six(gateway)).toEqual([unset]);
    expect(six({ kind: 'internet-gateway', id: 'igw-1' })).toEqual([unset]);
    expect(six(natSubnet)).toEqual([unset]);
    expect(six({ kind: 'instance', id: 'i-1', instance: INSTANCE }, { cidr: undefined })).toEqual([unset]);
    expect([...six({ kind: 'nowhere' }), ...six(elsewhere)]).toEqual([]);
  });

  test('needs an IPv6 address', () => {
    const sentence = 'The only way out of Subnet is IPv6, and the node has no IPv6 address';
    expect(six(gateway, { ipv6AddressOnCreation: setting('Subnet', false) })).toEqual([`BLOCKED Subnet: ${sentence}`]);
    expect(six(gateway, {}, { ipv6Address: setting('Node', false) })).toEqual([`BLOCKED Node: ${sentence}`]);
    expect(six(gateway, {}, { ipv6Address: setting('Node', WHY) })).toEqual(['UNKNOWN Node: Whether the node has an IPv6 address cannot be decided: because']);
  });

  test('reaches IPv4 with NAT64, if names resolve to it', () => {
    const nat64 = (dns64: unknown) => six(natSubnet, { cidr: undefined, dns64: setting('Subnet', dns64) as never }, {}, '64:ff9b::/96');
    expect(nat64(true)).toEqual([]);
    expect(nat64(WHY)).toEqual(['UNKNOWN Subnet: Whether names resolve to addresses for NAT64 cannot be decided: because']);
  });
});
