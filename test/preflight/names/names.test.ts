import { aliasOf, endpoint, HUB, INTERNET, nameOfEndpoint, ownEndpoints, record, Site, verdictOf, zone, ZONES } from './sites';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { a, att, ec2, MAYBE, ref, SECRET } from '../readers/cloudformation/to-model/reading';

const OWN = ownEndpoints(false);
const NONE = ref('AWS::NoValue');
const SSM = 'ssm.eu-west-1.amazonaws.com';
const tgw: Site = {
  Peering: undefined,
  Tgw: ec2('TransitGateway'),
  There: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: ref('Tgw') }),
  Back: ec2('Route', { RouteTableId: ref('HubTable'), DestinationCidrBlock: '10.0.0.0/8', TransitGatewayId: ref('Tgw') }),
};
const options = (servers: string[]): Site => ({
  Options: ec2('DHCPOptions', { DomainNameServers: servers }),
  UseOptions: ec2('VPCDHCPOptionsAssociation', { VpcId: ref('Vpc'), DhcpOptionsId: ref('Options') }),
});

describe('endpoints', () => {
  test.each<[string, Site[], string]>([
    ['with private DNS', [ownEndpoints(true)], 'CONNECTS'],
    ['without it', [OWN], 'BLOCKED SSM-END-002 Ssm'],
    ['that leave it out', [OWN, { Ssm: endpoint('ssm', 'own'), Messages: endpoint('ssmmessages', 'own') }], 'BLOCKED SSM-END-002 Ssm'],
    ['that leave it out, beside a way to the Internet', [INTERNET, OWN, { Ssm: endpoint('ssm', 'own') }], 'CONNECTS'],
    ['whose private DNS nobody knows', [ownEndpoints(true), { Ssm: endpoint('ssm', 'own', { PrivateDnsEnabled: SECRET }) }], 'UNKNOWN SSM-END-002 Ssm'],
    ['with Amazon\'s resolver by its address', [ownEndpoints(true), options(['169.254.169.253'])], 'CONNECTS'],
    ['with Amazon\'s resolver at the second address of the VPC', [ownEndpoints(true), options(['10.0.0.2'])], 'CONNECTS'],
    ['with the second address of another VPC', [ownEndpoints(true), options(['10.1.0.2'])], 'UNKNOWN SSM-NET-002 Options'],
    ['with another server before Amazon\'s', [ownEndpoints(true), options(['10.9.0.1', 'AmazonProvidedDNS'])], 'UNKNOWN SSM-NET-002 Options'],
    ['that only other servers may lead to', [HUB, options(['10.9.0.1'])], 'UNKNOWN SSM-NET-002 Options'],
  ])('%s', (_, parts, expected) => {
    expect(verdictOf(parts)).toBe(expected);
  });
});

describe('private hosted zones that lead to endpoints of the node\'s VPC', () => {
  test.each<[string, Site, string]>([
    ['by aliases', {}, 'CONNECTS'],
    ['by a CNAME in a broader zone', {
      SsmZone: zone('eu-west-1.amazonaws.com'),
      SsmRecord: record(ref('SsmZone'), SSM, { Type: 'CNAME', ResourceRecords: [nameOfEndpoint('Ssm')], TTL: 60 }),
    }, 'CONNECTS'],
    ['by a wildcard', { SsmZone: zone('eu-west-1.amazonaws.com'), SsmRecord: record(ref('SsmZone'), '*.eu-west-1.amazonaws.com', { AliasTarget: aliasOf('Ssm') }) }, 'CONNECTS'],
    ['by a group of records', { SsmRecord: a('AWS::Route53::RecordSetGroup', { HostedZoneId: ref('SsmZone'), RecordSets: [{ Name: SSM, Type: 'A', AliasTarget: aliasOf('Ssm') }] }) }, 'CONNECTS'],
    ['by the name of the zone', { SsmRecord: a('AWS::Route53::RecordSet', { HostedZoneName: `${SSM}.`, Name: SSM, Type: 'A', AliasTarget: aliasOf('Ssm') }) }, 'CONNECTS'],
    ['where the record leads to another endpoint, which private DNS leads its own service to', {
      Ssm: endpoint('ssm', 'own', { PrivateDnsEnabled: true }),
      SsmZone: undefined,
      SsmRecord: undefined,
      MessagesRecord: record(ref('MessagesZone'), 'ssmmessages.eu-west-1.amazonaws.com', { AliasTarget: aliasOf('Ssm') }),
    }, 'BLOCKED SSM-END-016 MessagesRecord'],
    ['to an endpoint of a service that nobody knows', { Ssm: endpoint('ssm', 'own', { ServiceName: SECRET }) }, 'UNKNOWN SSM-END-016 SsmRecord'],
    ['in capitals', { SsmRecord: record(att('SsmZone', 'Id'), 'SSM.eu-west-1.AMAZONAWS.com', { AliasTarget: aliasOf('Ssm') }) }, 'CONNECTS'],
    ['beside a zone of another name', { Other: zone('corp.internal') }, 'CONNECTS'],
    ['beside a zone that the VPC uses perhaps, but for another name', { Other: zone('corp.internal', SECRET) }, 'CONNECTS'],
    ['beside an empty zone that is broader', { Other: zone('amazonaws.com') }, 'CONNECTS'],
    ['without DNS hostnames of the VPC', { Vpc: ec2('VPC', { CidrBlock: '10.0.0.0/16' }) }, 'BLOCKED SSM-END-003 Vpc'],
    ['where the endpoint does not let the node in', { EndpointGroup: ec2('SecurityGroup', { GroupDescription: 'Closed', VpcId: ref('Vpc') }) }, 'BLOCKED SSM-END-004 EndpointGroup'],
    ['where the record leads to the endpoint of another service', { SsmRecord: record(ref('SsmZone'), SSM, { AliasTarget: aliasOf('Messages') }) }, 'BLOCKED SSM-END-016 SsmRecord'],
    ['by addresses', { SsmRecord: record(ref('SsmZone'), SSM, { ResourceRecords: ['10.0.0.9'], TTL: 60 }) }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['for IPv6 only', { SsmRecord: record(ref('SsmZone'), SSM, { Type: 'AAAA', AliasTarget: aliasOf('Ssm') }) }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['by a record of another type', { SsmRecord: record(ref('SsmZone'), SSM, { Type: 'TXT', ResourceRecords: ['"x"'], TTL: 60 }) }, 'BLOCKED SSM-END-014 SsmZone'],
    ['by a record that may not be there', { SsmRecord: { ...record(ref('SsmZone'), SSM, { AliasTarget: aliasOf('Ssm') }), ...MAYBE } }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['by a record in a zone that nobody knows', { SsmRecord: record(SECRET, SSM, { AliasTarget: aliasOf('Ssm') }) }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['by a record whose name nobody knows', { SsmRecord: record(ref('SsmZone'), SECRET, { AliasTarget: aliasOf('Ssm') }) }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['by records that lead different ways', { Weighted: record(ref('SsmZone'), SSM, { SetIdentifier: 'b', Weight: 1, AliasTarget: aliasOf('Messages') }) }, 'UNKNOWN SSM-END-013 Weighted'],
    ['in a zone that is associated perhaps', { SsmZone: zone(SSM, [{ VPCId: SECRET, VPCRegion: 'eu-west-1' }]) }, 'UNKNOWN SSM-END-013 SsmZone'],
    ['in a zone of another VPC', { SsmZone: zone(SSM, [{ VPCId: 'vpc-1', VPCRegion: 'eu-west-1' }]) }, 'UNKNOWN SSM-END-013 SsmZone'],
    ['in a zone out of sight', { SsmZone: undefined, SsmRecord: record('Z0123456789', SSM, { AliasTarget: aliasOf('Ssm') }) }, 'UNKNOWN SSM-END-013 SsmRecord'],
    ['in a public zone', { SsmZone: zone(SSM, NONE) }, 'BLOCKED SSM-END-002 Ssm'],
    ['beside private DNS of the same name', { Ssm: endpoint('ssm', 'own', { PrivateDnsEnabled: true }) }, 'UNKNOWN SSM-END-013 SsmZone'],
  ])('%s', (_, changes, expected) => {
    expect(verdictOf([OWN, ZONES, changes])).toBe(expected);
  });
});

describe('private hosted zones that lead to endpoints of a hub', () => {
  test.each<[string, Site, string]>([
    ['by a peering connection', {}, 'CONNECTS'],
    ['without zones', { SsmZone: undefined, SsmRecord: undefined, MessagesZone: undefined, MessagesRecord: undefined }, 'UNKNOWN SSM-NET-015 There'],
    ['without zones and a route', { SsmZone: undefined, SsmRecord: undefined, MessagesZone: undefined, MessagesRecord: undefined, There: undefined }, 'BLOCKED SSM-NET-006 Table'],
    ['by a transit gateway, with zones out of sight', { ...tgw, SsmZone: undefined, SsmRecord: undefined, MessagesZone: undefined, MessagesRecord: undefined }, 'UNKNOWN SSM-NET-015 There'],
    ['by a transit gateway', tgw, 'UNKNOWN SSM-END-013 There'],
    ['without a route there', { There: undefined }, 'UNKNOWN SSM-END-013 Table'],
    ['with routes to the subnets only', {
      There: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.200.0.0/24', VpcPeeringConnectionId: ref('Peering') }),
      Back: ec2('Route', { RouteTableId: ref('HubTable'), DestinationCidrBlock: '10.0.0.0/24', VpcPeeringConnectionId: ref('Peering') }),
    }, 'CONNECTS'],
    ['with a route to a part of the hub', { There: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.200.0.0/25', VpcPeeringConnectionId: ref('Peering') }) }, 'UNKNOWN SSM-END-013 Table'],
    ['without a route back', { Back: undefined }, 'UNKNOWN SSM-END-013 HubTable'],
    ['with a peering connection to another VPC', { Peering: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-0fedcba9876543210' }) }, 'UNKNOWN SSM-END-013 There'],
    ['with a peering connection that another account has to accept', { Peering: ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('HubVpc'), PeerOwnerId: '210987654321' }) }, 'UNKNOWN SSM-END-013 There'],
    ['where the endpoint lets in other addresses', { HubGroup: ec2('SecurityGroup', { GroupDescription: 'Hub', VpcId: ref('HubVpc'), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.200.0.0/16' }] }) }, 'BLOCKED SSM-END-004 HubGroup'],
    ['where the node lets nothing out to the hub', { NodeGroup: ec2('SecurityGroup', { GroupDescription: 'Nodes', VpcId: ref('Vpc'), SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }] }) }, 'BLOCKED SSM-NET-003 NodeGroup'],
    ['whose subnet nobody knows', { Ssm: endpoint('ssm', 'hub', { SubnetIds: SECRET }) }, 'UNKNOWN SSM-END-013 Ssm'],
    ['with private DNS in the hub, too', { Ssm: endpoint('ssm', 'hub', { PrivateDnsEnabled: true }) }, 'CONNECTS'],
    ['of the hub only', { SsmZone: zone(SSM, [{ VPCId: ref('HubVpc'), VPCRegion: 'eu-west-1' }]) }, 'UNKNOWN SSM-END-013 SsmZone'],
  ])('%s', (_, changes, expected) => {
    expect(verdictOf([HUB, ZONES, changes])).toBe(expected);
  });
});

describe('on a condition that nobody knows', () => {
  const OTHERWISE = { Condition: 'Otherwise' };
  const on = (resource: unknown, condition: object) => ({ ...resource as object, ...condition });
  const twice = (names: string[], site: Site): Site => Object.fromEntries(names.flatMap(name => [[name, on(site[name], MAYBE)], [`${name}2`, on(site[name], OTHERWISE)]]));
  const peering = (name: string): Site => ({
    [`There${name}`]: ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '10.200.0.0/16', VpcPeeringConnectionId: ref(name) }, OTHERWISE),
    [`Back${name}`]: ec2('Route', { RouteTableId: ref('HubTable'), DestinationCidrBlock: '10.0.0.0/16', VpcPeeringConnectionId: ref(name) }, OTHERWISE),
    [name]: on(HUB.Peering, OTHERWISE),
  });
  const HUB_MAYBE: Site = { There: on(HUB.There, MAYBE), Back: on(HUB.Back, MAYBE), Peering: on(HUB.Peering, MAYBE) };

  test.each<[string, Site[], string]>([
    ['a record in either case', [OWN, ZONES, twice(['SsmRecord'], ZONES)], 'CONNECTS'],
    ['a record in one case', [OWN, ZONES, { SsmRecord: on(ZONES.SsmRecord, MAYBE) }], 'UNKNOWN SSM-END-013 SsmRecord'],
    ['a record to the endpoint, or to another', [OWN, ZONES, { ...twice(['SsmRecord'], ZONES), SsmRecord2: on(record(ref('SsmZone'), SSM, { AliasTarget: aliasOf('Messages') }), OTHERWISE) }], 'UNKNOWN SSM-END-013 SsmRecord'],
    ['a zone for other names', [INTERNET, { Empty: on(zone('corp.internal'), MAYBE) }], 'CONNECTS'],
    ['an empty zone for the name in either case', [INTERNET, { Empty: on(zone(SSM), MAYBE), Empty2: on(zone(SSM), OTHERWISE) }], 'BLOCKED SSM-END-014 Empty'],
    ['a peering connection in either case', [HUB, ZONES, HUB_MAYBE, peering('Second')], 'CONNECTS'],
    ['a peering connection in one case', [HUB, ZONES, HUB_MAYBE], 'UNKNOWN SSM-END-013 Table'],
    ['a peering connection, or one with another VPC', [HUB, ZONES, HUB_MAYBE, { ...peering('Second'), Second: on(ec2('VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-1' }), OTHERWISE) }], 'UNKNOWN SSM-NET-020 ThereSecond'],
  ])('%s', (_, parts, expected) => {
    expect(verdictOf(parts)).toBe(expected);
  });
});

describe('zones and rules over names that the public DNS would answer', () => {
  const forward = (domain: unknown, type: unknown = 'FORWARD', vpc: unknown = ref('Vpc')): Site => ({
    Rule: a('AWS::Route53Resolver::ResolverRule', { DomainName: domain, RuleType: type, ResolverEndpointId: 'rslvr-out-1', TargetIps: [{ Ip: '10.9.0.2' }] }),
    UseRule: a('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: att('Rule', 'ResolverRuleId'), VPCId: vpc }),
  });
  const system: Site = {
    System: a('AWS::Route53Resolver::ResolverRule', { DomainName: 'amazonaws.com', RuleType: 'SYSTEM' }),
    UseSystem: a('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: ref('System'), VPCId: ref('Vpc') }),
  };

  test.each<[string, Site, string]>([
    ['an empty zone of just that name', { Empty: zone(SSM) }, 'BLOCKED SSM-END-014 Empty'],
    ['an empty zone that is broader', { Empty: zone('amazonaws.com') }, 'BLOCKED SSM-END-014 Empty'],
    ['a zone with a record for another name', { Empty: zone('eu-west-1.amazonaws.com'), Other: record(ref('Empty'), 'kms.eu-west-1.amazonaws.com', { ResourceRecords: ['10.0.0.9'], TTL: 60 }) }, 'BLOCKED SSM-END-014 Empty'],
    ['an empty zone of another region', { Empty: zone('us-east-1.amazonaws.com') }, 'CONNECTS'],
    ['an empty zone of another VPC', { Empty: zone(SSM, [{ VPCId: 'vpc-1', VPCRegion: 'eu-west-1' }]) }, 'CONNECTS'],
    ['an empty public zone', { Empty: zone(SSM, NONE) }, 'CONNECTS'],
    ['an empty zone that may not be there', { Empty: { ...zone(SSM), ...MAYBE } }, 'UNKNOWN SSM-END-013 Empty'],
    ['an empty zone of any name', { Empty: zone(SECRET) }, 'UNKNOWN SSM-END-013 Empty'],
    ['an empty zone that other DNS servers do not ask', { Empty: zone(SSM), ...options(['10.9.0.1']) }, 'UNKNOWN SSM-NET-002 Options'],
    ['a zone for a name within', { Empty: zone(`x.${SSM}`) }, 'CONNECTS'],
    ['a rule that forwards the name', forward(SSM), 'UNKNOWN SSM-END-013 Rule'],
    ['a rule that forwards all names', forward('.'), 'UNKNOWN SSM-END-013 Rule'],
    ['a rule that forwards others', forward('corp.internal'), 'CONNECTS'],
    ['a rule of another VPC', forward(SSM, 'FORWARD', 'vpc-1'), 'CONNECTS'],
    ['a rule of a type that nobody knows', forward('com', SECRET), 'UNKNOWN SSM-END-013 Rule'],
    ['a rule that forwards all names, and one that does not forward AWS\'s', { ...forward('.'), ...system }, 'CONNECTS'],
    ['a rule that forwards the name, and one that does not forward AWS\'s', { ...forward(SSM), ...system }, 'UNKNOWN SSM-END-013 Rule'],
    ['a rule that is out of sight', { UseRule: a('AWS::Route53Resolver::ResolverRuleAssociation', { ResolverRuleId: 'rslvr-rr-1', VPCId: ref('Vpc') }) }, 'UNKNOWN SSM-END-013 UseRule'],
    ['a profile', { Profile53: a('AWS::Route53Profiles::ProfileAssociation', { Name: 'p', ProfileId: 'rp-1', ResourceId: ref('Vpc') }) }, 'UNKNOWN SSM-END-013 Profile53'],
    ['a profile of another VPC', { Profile53: a('AWS::Route53Profiles::ProfileAssociation', { Name: 'p', ProfileId: 'rp-1', ResourceId: 'vpc-1' }) }, 'CONNECTS'],
  ])('%s', (_, changes, expected) => {
    expect(verdictOf([INTERNET, changes])).toBe(expected);
  });

  test.each<[string, Site[], string]>([
    ['are behind private DNS of endpoints', [ownEndpoints(true), { Empty: zone('amazonaws.com') }, forward('amazonaws.com')], 'CONNECTS'],
    ['are before it where they are as specific', [ownEndpoints(true), forward(SSM)], 'UNKNOWN SSM-END-013 Rule'],
    ['come from a profile after private DNS of endpoints', [ownEndpoints(true), { Profile53: a('AWS::Route53Profiles::ProfileAssociation', { Name: 'p', ProfileId: 'rp-1', ResourceId: ref('Vpc') }) }], 'CONNECTS'],
    ['come from a profile where nothing else is', [{ Profile53: a('AWS::Route53Profiles::ProfileAssociation', { Name: 'p', ProfileId: 'rp-1', ResourceId: ref('Vpc') }) }], 'UNKNOWN SSM-END-013 Profile53'],
    ['are forwarded where nothing else is', [forward('amazonaws.com')], 'UNKNOWN SSM-END-013 Rule'],
  ])('%s', (_, parts, expected) => {
    expect(verdictOf(parts)).toBe(expected);
  });

  test('a zone of one region is not decided for a stack of any region', () => {
    expect(verdictOf([INTERNET, { Empty: zone('eu-west-1.amazonaws.com') }], null)).toBe('UNKNOWN SSM-END-013 Empty');
    expect(verdictOf([INTERNET, { Empty: zone({ 'Fn::Sub': 'ssm.${AWS::Region}.${AWS::URLSuffix}' }) }], null)).toBe('BLOCKED SSM-END-014 Empty');
  });
});

describe('DNS Firewall', () => {
  const rule = (priority: unknown, action: unknown, list: unknown, others: object = {}) => ({ Priority: priority, Action: action, FirewallDomainListId: list, ...action === 'BLOCK' ? { BlockResponse: 'NXDOMAIN' } : {}, ...others });
  const list = (...domains: unknown[]) => a('AWS::Route53Resolver::FirewallDomainList', { Domains: domains });
  const group = (...rules: unknown[]) => a('AWS::Route53Resolver::FirewallRuleGroup', { FirewallRules: rules });
  const use = (properties: object = {}) => a('AWS::Route53Resolver::FirewallRuleGroupAssociation', { FirewallRuleGroupId: ref('Firewall'), VpcId: ref('Vpc'), Priority: 101, ...properties });
  const LISTS: Site = { All: list('*'), Aws: list('*.amazonaws.com', 'amazonaws.com'), Bad: list('example.com', '*.example.net'), Use: use() };
  const blockAll = rule(20, 'BLOCK', ref('All'));
  const allowAws = rule(10, 'ALLOW', ref('Aws'));

  test.each<[string, Site, string]>([
    ['blocks all names', { Firewall: group(blockAll) }, 'BLOCKED SSM-END-015 Firewall'],
    ['blocks just the name', { Firewall: group(rule(1, 'BLOCK', ref('Bad'))), Bad: list('SSM.eu-west-1.amazonaws.com.') }, 'BLOCKED SSM-END-015 Firewall'],
    ['blocks names below AWS\'s', { Firewall: group(rule(1, 'BLOCK', att('Aws', 'Id'))) }, 'BLOCKED SSM-END-015 Firewall'],
    ['blocks other names', { Firewall: group(rule(1, 'BLOCK', ref('Bad'))) }, 'CONNECTS'],
    ['blocks a name that only ends alike', { Firewall: group(rule(1, 'BLOCK', ref('Bad'))), Bad: list('amazonaws.com', 'sm.eu-west-1.amazonaws.com') }, 'CONNECTS'],
    ['allows AWS\'s names before', { Firewall: group(blockAll, allowAws) }, 'CONNECTS'],
    ['alerts of AWS\'s names before', { Firewall: group(blockAll, rule(10, 'ALERT', ref('Aws'))) }, 'CONNECTS'],
    ['allows AWS\'s names after', { Firewall: group(blockAll, rule(30, 'ALLOW', ref('Aws'))) }, 'BLOCKED SSM-END-015 Firewall'],
    ['allows AWS\'s names in a group that is asked before', { Firewall: group(blockAll), First: group(allowAws), UseFirst: use({ FirewallRuleGroupId: ref('First'), Priority: 100 }) }, 'CONNECTS'],
    ['allows AWS\'s names in a group that is asked after', { Firewall: group(blockAll), First: group(allowAws), UseFirst: use({ FirewallRuleGroupId: ref('First'), Priority: 200 }) }, 'BLOCKED SSM-END-015 Firewall'],
    ['blocks all names of another VPC', { Firewall: group(blockAll), Use: use({ VpcId: 'vpc-1' }) }, 'CONNECTS'],
    ['blocks all names of type AAAA', { Firewall: group(rule(1, 'BLOCK', ref('All'), { Qtype: 'AAAA' })) }, 'CONNECTS'],
    ['blocks names of malware', { Firewall: group({ Priority: 1, Action: 'BLOCK', BlockResponse: 'NXDOMAIN', DnsThreatProtection: 'DGA', ConfidenceThreshold: 'HIGH' }) }, 'CONNECTS'],
    ['answers with another name', { Firewall: group(rule(1, 'BLOCK', ref('All'), { BlockResponse: 'OVERRIDE' })) }, 'UNKNOWN SSM-END-015 Firewall'],
    ['blocks a list that is out of sight', { Firewall: group(rule(1, 'BLOCK', 'rslvr-fdl-1')) }, 'UNKNOWN SSM-END-015 Firewall'],
    ['blocks a list in a file', { Firewall: group(rule(1, 'BLOCK', ref('File'))), File: a('AWS::Route53Resolver::FirewallDomainList', { DomainFileUrl: 's3://bucket/list' }) }, 'UNKNOWN SSM-END-015 Firewall'],
    ['blocks a list that is out of sight, after AWS\'s names are allowed', { Firewall: group(allowAws, rule(20, 'BLOCK', 'rslvr-fdl-1')) }, 'CONNECTS'],
    ['allows a list that is out of sight before all names are blocked', { Firewall: group(rule(1, 'ALLOW', 'rslvr-fdl-1'), blockAll) }, 'UNKNOWN SSM-END-015 Firewall'],
    ['is out of sight', { Use: use({ FirewallRuleGroupId: 'rslvr-frg-1' }) }, 'UNKNOWN SSM-END-015 Use'],
    ['is there perhaps', { Firewall: group(blockAll), Use: { ...use(), ...MAYBE } }, 'UNKNOWN SSM-END-015 Firewall'],
    ['has priorities that nobody knows', { Firewall: group(blockAll, rule(SECRET, 'ALLOW', ref('Aws'))) }, 'UNKNOWN SSM-END-015 Firewall'],
    ['is not asked by other DNS servers', { Firewall: group(blockAll), ...options(['10.9.0.1']) }, 'UNKNOWN SSM-NET-002 Options'],
  ])('that %s', (_, changes, expected) => {
    expect(verdictOf([INTERNET, LISTS, changes])).toBe(expected);
  });

  test('comes before private DNS of endpoints', () => {
    expect(verdictOf([ownEndpoints(true), LISTS, { Firewall: group(blockAll) }])).toBe('BLOCKED SSM-END-015 Firewall');
  });
});

describe('S3, where an interface endpoint is beside the gateway endpoint', () => {
  const bucket: Site = {
    Gateway3: ec2('VPCEndpoint', { ServiceName: 'com.amazonaws.eu-west-1.s3', VpcId: ref('Vpc'), RouteTableIds: [ref('Table')] }),
    Closed: ec2('SecurityGroup', { GroupDescription: 'Closed', VpcId: ref('Vpc') }),
    Bucket: a('AWS::S3::Bucket', { BucketName: 'transcripts' }),
    Preferences: a('AWS::SSM::Document', { DocumentType: 'Session', Name: 'SSM-SessionManagerRunShell', Content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: { s3BucketName: 'transcripts', s3EncryptionEnabled: false } } }),
    Upload: a('AWS::IAM::Policy', { PolicyName: 'Upload', Roles: [ref('Role')], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:PutObject', 's3:GetEncryptionConfiguration'], Resource: '*' }] } }),
  };
  const s3 = (inbound: unknown, properties: object = {}) => ({ S3: endpoint('s3', 'own', { PrivateDnsEnabled: true, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: inbound }, ...properties }) });
  const closed = { SecurityGroupIds: [ref('Closed')] };

  test.each<[string, Site, string]>([
    ['that is not there', {}, 'CONNECTS'],
    ['that lets the node in', s3('AllResolvers'), 'CONNECTS'],
    ['that does not let the node in', s3('AllResolvers', closed), 'BLOCKED SSM-END-004 Closed'],
    ['whose policy does not let it', s3('AllResolvers', { PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] } }), 'BLOCKED SSM-END-007 S3'],
    ['for callers outside the VPC', s3('OnlyInboundResolver', closed), 'CONNECTS'],
    ['for callers nobody names', s3(NONE, closed), 'CONNECTS'],
    ['for callers that are not specified', s3('NotSpecified', closed), 'CONNECTS'],
    ['without private DNS', s3('AllResolvers', { ...closed, PrivateDnsEnabled: false }), 'CONNECTS'],
    ['for callers nobody knows', s3(SECRET, closed), 'UNKNOWN SSM-NET-018 S3'],
    ['for callers outside the VPC, without the gateway', { ...s3('OnlyInboundResolver'), Gateway3: undefined }, 'BLOCKED SSM-END-002 S3'],
    ['for all callers, without the gateway', { ...s3('AllResolvers'), Gateway3: undefined }, 'CONNECTS'],
    ['that a zone leads buckets to', {
      S3: endpoint('s3', 'own'),
      Zone3: zone('s3.eu-west-1.amazonaws.com'),
      Apex: record(ref('Zone3'), 's3.eu-west-1.amazonaws.com', { AliasTarget: aliasOf('S3') }),
      Buckets: record(ref('Zone3'), '*.s3.eu-west-1.amazonaws.com', { AliasTarget: aliasOf('S3') }),
    }, 'CONNECTS'],
    ['that a zone leads to, but not for buckets', { S3: endpoint('s3', 'own'), Zone3: zone('s3.eu-west-1.amazonaws.com'), Apex: record(ref('Zone3'), 's3.eu-west-1.amazonaws.com', { AliasTarget: aliasOf('S3') }) }, 'UNKNOWN SSM-END-013 Apex'],
  ])('%s', (_, changes, expected) => {
    expect(verdictOf([ownEndpoints(true), bucket, changes], 'eu-west-1', [PreflightCapability.TRANSCRIPT_S3])).toBe(expected);
  });
});
