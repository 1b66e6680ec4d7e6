import { att, based, ec2, known, MAYBE, modelWith, nodeOf, perhaps, reason, ref, SECRET, subnetOf, verdicts, vpcOf } from './reading';
import { Route, RouteTarget, RoutingInstance } from '../../../../../lib/preflight/model/network/network';
import { networkPathTo } from '../../../../../lib/preflight/model/network/network-path';
import { display } from '../../../../../lib/preflight/model/symbolic-text';

const vpcWith = (properties: object) => ec2('VPC', { CidrBlock: '10.0.0.0/16', ...properties });
const subnetWith = (properties: object) => ec2('Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', ...properties });
const routes = (changes: object): Route[] => known(subnetOf(based({ ...changes })).routeTable).routes;
const route = (properties: object, others = {}) => ec2('Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', ...properties }, others);
const targetOf = (properties: object, others: object = {}): RouteTarget => routes({ Route: route(properties), ...others })[0].target;
const endpoint = (properties: object, others = {}) => ec2('VPCEndpoint', {
  VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.ssm', PrivateDnsEnabled: true, SubnetIds: [ref('Subnet')], ...properties,
}, others);
const gatewayEndpoint = (properties: object) => ec2('VPCEndpoint', { VpcId: ref('Vpc'), ServiceName: 'com.amazonaws.eu-west-1.s3', ...properties });
const endpointOf = (properties: object, others = {}) => vpcOf(based({ Endpoint: endpoint(properties, others) })).endpoints.seen[0];
const INTERNET = { Internet: ec2('InternetGateway'), Out: route({ GatewayId: ref('Internet') }) };

describe('a VPC', () => {
  test('has the defaults of CloudFormation', () => {
    const vpc = vpcOf(based());
    expect(vpc).toMatchObject({
      dnsSupport: { value: true },
      dnsHostnames: { value: false },
      amazonDns: { value: true },
      internetGateways: { seen: [] },
      endpoints: { seen: [] },
    });
    expect(vpc.dnsHostnames.location).toMatchObject({ resource: { name: 'Vpc' }, property: 'Properties/EnableDnsHostnames' });
    expect(vpc.dnsSupport.location.property).toBe('Properties/EnableDnsSupport');
  });

  test('has what its properties say, also as texts', () => {
    const vpc = vpcOf(based({ Vpc: vpcWith({ EnableDnsSupport: 'false', EnableDnsHostnames: 'TRUE' }) }));
    expect([vpc.dnsSupport.value, vpc.dnsHostnames.value]).toEqual([false, true]);
    const unknown = vpcOf(based({ Vpc: ec2('VPC', { EnableDnsSupport: SECRET, EnableDnsHostnames: 'perhaps' }) }));
    expect(reason(unknown.dnsSupport.value)).toContain('Secret');
    expect(reason(unknown.dnsHostnames.value)).toBe('true or false was expected, got perhaps');
  });

  test('has the attached gateways, and those that might be attached', () => {
    const attachment = (properties: object, others = {}) => ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), InternetGatewayId: 'igw-1', ...properties }, others);
    const gateways = (properties: object, others = {}) => (
      vpcOf(based({ Attachment: attachment(properties, others) })).internetGateways.seen.map(({ gateway }) => gateway));
    expect(gateways({})).toEqual(['igw-1']);
    expect(gateways({ VpcId: 'vpc-other' })).toEqual([]);
    expect(vpcOf(based({ Vpn: ec2('VPCGatewayAttachment', { VpcId: ref('Vpc'), VpnGatewayId: 'vgw-1' }) })).internetGateways).toEqual({ seen: [] });
    expect(reason(gateways({}, MAYBE)[0])).toContain('Secret');
    expect(reason(gateways({ VpcId: SECRET })[0])).toMatch(/^what VpcId of Attachment is cannot be seen: .*Secret/);
  });

  test('resolves names as its DHCP options say', () => {
    const options = (servers: unknown) => ec2('DHCPOptions', { DomainNameServers: servers });
    const association = (id: unknown, others = {}, vpc: unknown = ref('Vpc')) => ec2('VPCDHCPOptionsAssociation', { VpcId: vpc, DhcpOptionsId: id }, others);
    const dns = (changes: object) => vpcOf(based({ ...changes })).amazonDns;
    expect(dns({ Options: options(['AmazonProvidedDNS']), Use: association(ref('Options')) }).value).toBe(true);
    expect(dns({ Options: ec2('DHCPOptions', {}), Use: association(ref('Options')) }).value).toBe(true);
    expect(dns({ Options: options(['10.0.0.5']), Use: association(ref('Options')) })).toMatchObject({
      value: false, location: { resource: { name: 'Options' }, property: 'Properties/DomainNameServers' },
    });
    expect(reason(dns({ Options: options(SECRET), Use: association(ref('Options')) }).value)).toContain('Secret');
    expect(reason(dns({ Options: options(['10.0.0.5']), Use: association(ref('Options'), MAYBE) }).value)).toContain('Secret');
    expect(dns({ Use: association('default') }).value).toBe(true);
    expect(reason(dns({ Use: association('dopt-1') }).value)).toBe('the DHCP options of the VPC, dopt-1, are not in the assembly');
    expect(reason(dns({ Use: association(SECRET) }).value)).toBe('the DHCP options of the VPC, which one, are not in the assembly');
    expect(reason(dns({ Use: association('default'), Again: association('default') }).value)).toBe('the VPC has two associations with DHCP options');
    expect(reason(dns({ Use: association('dopt-1', {}, SECRET) }).value)).toContain('what VpcId of Use is');
    expect(dns({ Use: association('default', {}, SECRET) }).value).toBe(true);
    expect(dns({ Options: options(['AmazonProvidedDNS']), Use: association(ref('Options'), {}, SECRET) }).value).toBe(true);
    expect(dns({ Use: association('dopt-1', {}, 'vpc-other') }).value).toBe(true);
  });
});

describe('DNS servers', () => {
  const dns = (servers: unknown[], block: unknown = '10.0.0.0/16') => vpcOf(based({
    Vpc: ec2('VPC', { CidrBlock: block }),
    Options: ec2('DHCPOptions', { DomainNameServers: servers }),
    Use: ec2('VPCDHCPOptionsAssociation', { VpcId: ref('Vpc'), DhcpOptionsId: ref('Options') }),
  })).amazonDns.value;

  test.each<[string, string[], unknown]>([
    ['its name', ['AmazonProvidedDNS'], '10.0.0.0/16'],
    ['its address in every VPC', ['169.254.169.253'], '10.0.0.0/16'],
    ['its IPv6 address', ['fd00:ec2::253'], '10.0.0.0/16'],
    ['its address in this VPC', ['10.0.0.2'], '10.0.0.0/16'],
    ['its address in a VPC whose block has host bits', ['10.1.4.2'], '10.1.7.9/22'],
    ['two of its addresses', ['10.0.0.2', '169.254.169.253'], '10.0.0.0/16'],
  ])('are Amazon\'s by %s', (_, servers, block) => {
    expect(dns(servers, block)).toBe(true);
  });

  test.each<[string, string[], unknown]>([
    ['beside Amazon\'s', ['AmazonProvidedDNS', '10.0.0.5'], '10.0.0.0/16'],
    ['before Amazon\'s', ['10.0.0.5', '169.254.169.253'], '10.0.0.0/16'],
    ['at the address of another VPC', ['10.1.0.2'], '10.0.0.0/16'],
    ['in a VPC with a block of IPAM', ['10.0.0.2'], ref('AWS::NoValue')],
  ])('are others %s', (_, servers, block) => {
    expect(dns(servers, block)).toBe(false);
  });

  test('are unknown where one is', () => {
    expect(reason(dns(['AmazonProvidedDNS', SECRET]))).toContain('Secret');
  });
});

describe('a subnet', () => {
  const subnet = (properties: object, changes: object = {}) => subnetOf(based({ Subnet: subnetWith(properties), ...changes }));

  test('has the defaults of CloudFormation', () => {
    const it = subnet({});
    expect(it).toMatchObject({
      cidr: '10.0.0.0/24', ipv6Cidr: undefined, publicAddressOnLaunch: { value: false }, ipv6AddressOnCreation: { value: false }, dns64: { value: false },
    });
    expect(reason(it.zone)).toBe('EC2 chooses the zone of the subnet');
    expect(it.publicAddressOnLaunch.location).toMatchObject({ resource: { name: 'Subnet' }, property: 'Properties/MapPublicIpOnLaunch' });
  });

  test('has what its properties say', () => {
    expect(subnet({
      AvailabilityZone: 'eu-west-1b', MapPublicIpOnLaunch: 'true', AssignIpv6AddressOnCreation: true, EnableDns64: true, Ipv6CidrBlock: '2600::/64',
    })).toMatchObject({
      zone: 'eu-west-1b', publicAddressOnLaunch: { value: true }, ipv6AddressOnCreation: { value: true }, dns64: { value: true }, ipv6Cidr: '2600::/64',
    });
    expect(subnet({ AvailabilityZoneId: 'euw1-az1' }).zone).toBe('euw1-az1');
    expect(reason(subnet({ MapPublicIpOnLaunch: perhaps(true) }).publicAddressOnLaunch.value)).toContain('Secret');
    expect(subnet({}, { Six: ec2('SubnetCidrBlock', { SubnetId: ref('Subnet'), Ipv6CidrBlock: '2600:1::/64' }) }).ipv6Cidr).toBe('2600:1::/64');
  });

  test('is IPv6-only if it says so, and has an unknown block if its address comes from elsewhere', () => {
    const without = (properties: object) => subnetOf(based({ Subnet: ec2('Subnet', { VpcId: ref('Vpc'), ...properties }) }));
    expect(without({ Ipv6Native: true })).toMatchObject({ cidr: undefined, ipv6AddressOnCreation: { value: true } });
    expect(reason(without({ Ipv4IpamPoolId: 'pool', Ipv4NetmaskLength: 24 }).cidr)).toBe('the subnet does not say its IPv4 block');
    expect(reason(without({ Ipv6Native: SECRET }).cidr)).toContain('Secret');
  });

  test('may be in an unknown VPC', () => {
    expect(reason(subnet({ VpcId: 'vpc-0123' }).vpc)).toBe('the VPC vpc-0123 is not in the assembly');
    expect(reason(subnet({ VpcId: SECRET }).vpc)).toContain('Secret');
    const node = nodeOf(modelWith({ Node: ec2('Instance', { SubnetId: 'subnet-0123' }) }));
    expect(reason(known(node.subnets.value)[0])).toBe('the subnet subnet-0123 is not in the assembly');
  });
});

describe('the route table of a subnet', () => {
  const table = (changes: object) => subnetOf(based({ ...changes })).routeTable;
  const association = (properties: object, others = {}) => ec2('SubnetRouteTableAssociation', { SubnetId: ref('Subnet'), RouteTableId: ref('Table'), ...properties }, others);

  test('is the associated one', () => {
    expect(known(table({}))).toMatchObject({ location: { resource: { name: 'Table' } }, association: { resource: { name: 'OnTable' } }, routes: [] });
  });

  test('is the main one, without routes, if there is no association', () => {
    const main = known(table({ OnTable: association({ SubnetId: 'subnet-other' }) }));
    expect(main).toMatchObject({ location: { resource: { name: 'Subnet' } }, routes: [] });
    expect(main.association).toBeUndefined();
    expect(display(main.id)).toBe('<App.Vpc>\'s main route table');
  });

  test.each<[string, object, string]>([
    ['the main one of a VPC out of sight', { Subnet: subnetWith({ VpcId: 'vpc-1' }), OnTable: association({ SubnetId: 'subnet-other' }) },
      'the main route table of a VPC that is not in the assembly cannot be seen: the VPC vpc-1 is not in the assembly'],
    ['one out of sight', { OnTable: association({ RouteTableId: 'rtb-1' }) }, 'the route table rtb-1 is not in the assembly'],
    ['two at once', { Again: association({}) }, 'the subnet Subnet has two associations, OnTable and Again'],
    ['one whose id is not known', { OnTable: association({ RouteTableId: SECRET }) }, 'parameter Secret'],
    ['one that may not be associated', { OnTable: association({}, MAYBE) }, 'parameter Secret'],
    ['that of an association with nobody knows what', { OnTable: association({ SubnetId: perhaps(ref('Subnet')) }) }, 'what SubnetId of OnTable is cannot be seen'],
  ])('is unknown if it is %s', (_, changes, why) => {
    expect(reason(table(changes))).toContain(why);
  });
});

describe('a route', () => {
  test('has a destination and a location', () => {
    expect(routes({ Six: ec2('Route', { RouteTableId: ref('Table'), DestinationIpv6CidrBlock: '::/0' }) })[0]).toMatchObject({
      destination: '::/0', location: { resource: { name: 'Six' } },
    });
    expect(routes({ List: ec2('Route', { RouteTableId: ref('Table'), DestinationPrefixListId: 'pl-1' }) })[0].destination).toBe('pl-1');
  });

  test.each<[string, object, string]>([
    ['is not set', { R: ec2('Route', { RouteTableId: ref('Table') }) }, 'the route has no destination'],
    ['is not known', { R: route({ DestinationCidrBlock: SECRET }) }, 'Secret'],
  ])('has an unknown destination if it %s', (_, changes, why) => {
    const [it] = routes(changes);
    expect(reason(it.destination)).toContain(why);
    expect(verdicts(based(changes as never), 'SSM-NET-006')).toEqual(['SSM-NET-006 UNKNOWN Table']);
  });

  test.each<[string, object, string]>([
    ['may not be there', { R: route({}, MAYBE) }, 'Secret'],
    ['is of nobody knows which table', { R: route({ RouteTableId: SECRET, GatewayId: 'igw-1' }) }, 'what RouteTableId of R is cannot be seen'],
  ])('keeps its destination if it %s', (_, changes, why) => {
    const [it] = routes(changes);
    expect(it.destination).toBe('0.0.0.0/0');
    expect(it.doubt?.reason).toContain(why);
    expect(verdicts(based(changes as never), 'SSM-NET-006')).toEqual(['SSM-NET-006 UNKNOWN Table']);
  });

  test.each<[string, object, object]>([
    ['nowhere', {}, { kind: 'nowhere' }],
    ['an Internet gateway out of sight', { GatewayId: 'igw-1' }, { kind: 'internet-gateway', id: 'igw-1', location: undefined }],
    ['a virtual private gateway', { GatewayId: 'vgw-1' }, { kind: 'elsewhere', what: 'a virtual private gateway' }],
    ['some other gateway', { GatewayId: 'cagw-1' }, { kind: 'elsewhere', what: 'a gateway that is not in the assembly, cagw-1' }],
    ['the VPC itself', { GatewayId: 'local' }, { kind: 'local' }],
    ['a transit gateway', { TransitGatewayId: 'tgw-1' }, { kind: 'elsewhere', what: 'a transit gateway' }],
    ['a peering connection', { VpcPeeringConnectionId: 'pcx-1' }, { kind: 'elsewhere', what: 'a peering connection' }],
    ['a firewall', { VpcEndpointId: 'vpce-1' }, { kind: 'elsewhere', what: 'a Gateway Load Balancer endpoint', appliance: true }],
    ['a network of Oracle', { OdbNetworkArn: 'arn' }, { kind: 'elsewhere', what: 'a network of Oracle Database@AWS' }],
    ['an egress-only gateway', { EgressOnlyInternetGatewayId: 'eigw-1' }, { kind: 'egress-only-gateway', id: 'eigw-1', location: undefined }],
  ])('leads to %s', (_, properties, target) => {
    expect(targetOf(properties)).toEqual(target);
  });

  test('leads to gateways of the assembly', () => {
    expect(targetOf({ GatewayId: ref('Gate') }, { Gate: ec2('InternetGateway') })).toMatchObject({ kind: 'internet-gateway', location: { resource: { name: 'Gate' } } });
    expect(targetOf({ GatewayId: ref('Vpn') }, { Vpn: ec2('VPNGateway') })).toEqual({ kind: 'elsewhere', what: 'a virtual private gateway' });
    expect(targetOf({ GatewayId: SECRET })).toMatchObject({ kind: 'elsewhere', what: expect.stringMatching(/^a target that is not known \(.*Secret/) });
  });

  test('exists for what a VPN gateway propagates, unless a default route takes precedence', () => {
    const propagation = (ids: unknown) => ({ Vpn: ec2('VPNGatewayRoutePropagation', { RouteTableIds: ids, VpnGatewayId: 'vgw-1' }) });
    const propagated = (ids: unknown, others = {}) => routes({ ...propagation(ids), ...others }).filter(({ location }) => location.resource.name === 'Vpn');
    expect(propagated([ref('Table')])).toHaveLength(1);
    expect(reason(propagated([ref('Table')])[0].destination)).toBe('routes that a VPN gateway propagates are not in the assembly');
    expect(propagated(['rtb-other'])).toHaveLength(0);
    expect(propagated(SECRET)).toHaveLength(1);
    expect(propagated(['rtb-other', SECRET])).toHaveLength(1);
    expect(propagated([ref('Table')], INTERNET)).toHaveLength(0);
  });

  test('has the blocks of a prefix list of the assembly', () => {
    const list = ec2('PrefixList', { Entries: [{ Cidr: '10.1.0.0/16' }, { Cidr: '10.2.0.0/16' }] });
    expect(routes({ List: list, R: ec2('Route', { RouteTableId: ref('Table'), DestinationPrefixListId: ref('List') }) }).map(({ destination }) => destination))
      .toEqual(['10.1.0.0/16', '10.2.0.0/16']);
  });
});

describe('a NAT gateway', () => {
  const gateway = (properties: object, others: object = {}) => {
    const target = targetOf({ NatGatewayId: ref('Nat') }, { Nat: ec2('NatGateway', properties as never, others as never) });
    return target.kind === 'nat-gateway' ? target.gateway : undefined;
  };

  test('is public by default, and has an address if it names one', () => {
    expect(known(gateway({ SubnetId: ref('Subnet'), AllocationId: 'eipalloc-1' })!)).toMatchObject({ connectivity: { value: 'public' }, elasticIp: { value: true } });
    const bare = known(gateway({ SubnetId: ref('Subnet'), ConnectivityType: 'private' })!);
    expect(bare).toMatchObject({ connectivity: { value: 'private' }, elasticIp: { value: false } });
    expect(bare.elasticIp.location.property).toBe('Properties/AllocationId');
    expect(known(bare.subnet!).location.resource.name).toBe('Subnet');
  });

  test('is unknown if its properties are unknown', () => {
    const unknown = known(gateway({ SubnetId: SECRET, ConnectivityType: SECRET, AllocationId: perhaps('eipalloc-1') })!);
    [unknown.subnet, unknown.connectivity.value, unknown.elasticIp.value].forEach(value => expect(reason(value)).toContain('Secret'));
    expect(reason(known(gateway({ VpcId: ref('Vpc') })!).subnet)).toBe('it has neither SubnetId, which a zonal NAT gateway needs, nor AvailabilityMode regional, which is not the default');
    expect(reason(known(gateway({ SubnetId: ref('Subnet'), AvailabilityMode: 'regional' })!).subnet)).toBe('AvailabilityMode is regional, and SubnetId is set all the same; a regional NAT gateway takes VpcId only');
    expect(reason(known(gateway({ SubnetId: ref('Subnet'), AvailabilityMode: 'global' })!).subnet)).toBe('AvailabilityMode takes zonal or regional, and not global');
    expect(reason(known(gateway({ SubnetId: ref('Subnet'), AvailabilityMode: SECRET })!).subnet)).toContain('Secret');
    expect(reason(gateway({ SubnetId: ref('Subnet') }, MAYBE))).toContain('Secret');
    const away = targetOf({ NatGatewayId: 'nat-1' });
    expect(reason(away.kind === 'nat-gateway' && away.gateway)).toBe('the NAT gateway nat-1 is not in the assembly');
  });
});

describe('a regional NAT gateway', () => {
  const gateway = (properties: object) => {
    const target = targetOf({ NatGatewayId: ref('Nat') }, { Nat: ec2('NatGateway', { AvailabilityMode: 'regional', VpcId: ref('Vpc'), ...properties }) });
    return known(target.kind === 'nat-gateway' ? target.gateway : undefined)!;
  };

  test('is in no subnet, and expands by itself unless it names zones', () => {
    const it = gateway({});
    expect(it).toMatchObject({ subnet: undefined, zones: undefined, elasticIp: { value: true }, connectivity: { value: 'public' }, subnetLocation: { property: 'Properties/VpcId' } });
    expect(known(it.vpc).location.resource.name).toBe('Vpc');
    const zones = known(gateway({ AvailabilityZoneAddresses: [{ AvailabilityZone: 'eu-west-1a', AllocationIds: ['eipalloc-1'] }, { AvailabilityZoneId: 'euw1-az2' }, {}] }).zones!.value);
    expect(zones.slice(0, 2)).toEqual(['eu-west-1a', 'euw1-az2']);
    expect(reason(zones[2])).toBe('AvailabilityZone is not set');
    expect(reason(gateway({ AvailabilityZoneAddresses: SECRET }).zones!.value)).toContain('Secret');
  });
});

describe('a NAT instance', () => {
  const instance = (properties: object, others: object = {}) => {
    const target = targetOf({ InstanceId: ref('Nat') }, { Nat: ec2('Instance', properties as never), Group: ec2('SecurityGroup', { VpcId: ref('Vpc') }), ...others });
    return known(target.kind === 'instance' ? target.instance : undefined)!;
  };
  const networkInterface = (properties: object, others: object = {}) => {
    const target = targetOf({ NetworkInterfaceId: ref('Eni') }, { Eni: ec2('NetworkInterface', properties as never), ...others });
    return target.kind === 'instance' ? target.instance : undefined;
  };
  const groupsOf = ({ securityGroups }: RoutingInstance) => securityGroups.map(known);

  test('has its own settings, or those of its first interface', () => {
    const own = instance({ SubnetId: ref('Subnet'), SourceDestCheck: 'false', SecurityGroupIds: [ref('Group')] });
    expect(own).toMatchObject({ sourceDestCheck: { value: false }, publicAddress: { value: false } });
    expect(groupsOf(own)[0].location.resource.name).toBe('Group');
    const inline = instance({ NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('Subnet'), GroupSet: [ref('Group')], AssociatePublicIpAddress: 'true' }] });
    expect(inline).toMatchObject({ sourceDestCheck: { value: true }, publicAddress: { value: true } });
    expect(groupsOf(inline)[0].location.resource.name).toBe('Group');
    expect(instance({ SubnetId: ref('Subnet'), SecurityGroups: ['by-name'] }).securityGroups.map(reason)).toEqual(['the security group by-name is not in the assembly']);
  });

  test('has a public address from its subnet or an Elastic IP address', () => {
    const nat = { SubnetId: ref('Subnet') };
    expect(instance(nat, { Subnet: subnetWith({ MapPublicIpOnLaunch: true }) }).publicAddress).toMatchObject({ value: true, location: { resource: { name: 'Subnet' } } });
    expect(instance(nat, { Address: ec2('EIP', { InstanceId: ref('Nat') }) }).publicAddress).toMatchObject({ value: true, location: { resource: { name: 'Address' } } });
    expect(instance(nat, { Address: ec2('EIPAssociation', { InstanceId: ref('Nat'), EIP: '1.2.3.4' }) }).publicAddress.value).toBe(true);
    expect(reason(instance(nat, { Address: ec2('EIP', { InstanceId: ref('Nat') }, MAYBE) }).publicAddress.value)).toContain('Secret');
    expect(reason(instance(nat, { Address: ec2('EIP', { InstanceId: SECRET }) }).publicAddress.value)).toContain('what InstanceId of Address is');
    expect(reason(instance({ SubnetId: SECRET }).publicAddress.value)).toContain('Secret');
    const both = { Subnet: subnetWith({ MapPublicIpOnLaunch: true }), Address: ec2('EIP', { InstanceId: SECRET }) };
    expect(instance(nat, both).publicAddress.value).toBe(true);
  });

  test('is unknown if its interfaces or its launch template hide it', () => {
    const hidden = instance({ NetworkInterfaces: SECRET });
    expect(reason(hidden.subnet)).toContain('Secret');
    const launched = instance({ SubnetId: ref('Subnet'), LaunchTemplate: { LaunchTemplateId: 'lt-1' } });
    expect(launched.securityGroups.map(reason)).toEqual(['the NAT instance Nat has a launch template']);
    expect(reason(launched.publicAddress.value)).toBe('the NAT instance Nat has a launch template');
    const away = targetOf({ InstanceId: 'i-1' });
    expect(reason(away.kind === 'instance' && away.instance)).toBe('the instance i-1 is not in the assembly');
  });

  test('may be named by its network interface, if something attaches the interface', () => {
    const eni = { SubnetId: ref('Subnet'), SourceDestCheck: false };
    expect(reason(networkInterface(eni))).toBe('nothing in the assembly attaches the network interface Eni to an instance');
    const attached = { Nat: ec2('Instance', { NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: ref('Eni') }] }) };
    expect(networkInterface(eni, attached)).toMatchObject({ sourceDestCheck: { value: false }, publicAddress: { value: false } });
    const later = { Attach: ec2('NetworkInterfaceAttachment', { NetworkInterfaceId: ref('Eni'), InstanceId: 'i-1' }) };
    expect(networkInterface({ ...eni, GroupSet: ['sg-1'] }, { ...later, Address: ec2('EIPAssociation', { NetworkInterfaceId: ref('Eni') }) })).toMatchObject({
      publicAddress: { value: true },
    });
    expect(networkInterface({ SubnetId: SECRET }, later)).toMatchObject({ sourceDestCheck: { value: true } });
    const away = targetOf({ NetworkInterfaceId: 'eni-1' });
    expect(reason(away.kind === 'instance' && away.instance)).toBe('the network interface eni-1 is not in the assembly');
  });
});

describe('the network ACL of a subnet', () => {
  const acl = (changes: object) => subnetOf(based({ ...changes })).acl;
  const entry = (properties: object, others = {}) => ec2('NetworkAclEntry', {
    NetworkAclId: ref('Acl'), RuleNumber: 100, RuleAction: 'allow', Protocol: -1, CidrBlock: '0.0.0.0/0', ...properties,
  }, others);
  const own = (entries: object = {}) => ({
    Acl: ec2('NetworkAcl', { VpcId: ref('Vpc') }), Under: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }), ...entries,
  });

  test('is the default one, which allows everything', () => {
    const it = known(acl({}));
    expect(it.location.resource.name).toBe('Vpc');
    expect(it.entries.map(({ cidr, egress, allow, protocol }) => [cidr, egress, allow, protocol])).toEqual([
      ['0.0.0.0/0', true, true, '-1'], ['0.0.0.0/0', false, true, '-1'], ['::/0', true, true, '-1'], ['::/0', false, true, '-1'],
    ]);
    const denied = known(acl({ Deny: entry({ NetworkAclId: att('Vpc', 'DefaultNetworkAcl'), RuleNumber: 10, RuleAction: 'DENY' }) }));
    expect(denied.entries).toHaveLength(5);
    expect(denied.entries[0]).toMatchObject({ allow: false, number: 10 });
  });

  test('is the associated one', () => {
    const it = known(acl(own({ In: entry({ Protocol: '6', PortRange: { From: 1024, To: '65535' } }), Out: entry({ Egress: 'true' }) })));
    expect(it.location.resource.name).toBe('Acl');
    expect(it.entries).toMatchObject([
      { number: 100, egress: false, allow: true, protocol: '6', ports: { from: 1024, to: 65535 }, cidr: '0.0.0.0/0', location: { resource: { name: 'In' } } },
      { egress: true, protocol: '-1', ports: undefined },
    ]);
    expect(known(acl(own({ Six: ec2('NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleAction: 'allow', Protocol: -1, Ipv6CidrBlock: '::/0' }) }))).entries[0].cidr).toBe('::/0');
  });

  test.each<[string, object, 'number' | 'allow' | 'ports' | 'egress' | 'cidr', string]>([
    ['number is not set', { RuleNumber: ref('AWS::NoValue') }, 'number', 'RuleNumber is not set'],
    ['number is none', { RuleNumber: 'ten' }, 'number', 'a number was expected, got ten'],
    ['action is not set', { RuleAction: ref('AWS::NoValue') }, 'allow', 'RuleAction is not set'],
    ['action is not known', { RuleAction: SECRET }, 'allow', 'Secret'],
    ['direction is not known', { Egress: SECRET }, 'egress', 'Secret'],
    ['block is not set', { CidrBlock: ref('AWS::NoValue') }, 'cidr', 'CidrBlock is not set'],
    ['ports are half set', { PortRange: { From: 1 } }, 'ports', 'PortRange lacks From or To'],
    ['first port is not known', { PortRange: { From: SECRET, To: 2 } }, 'ports', 'Secret'],
    ['last port is not known', { PortRange: { From: 1, To: SECRET } }, 'ports', 'Secret'],
    ['ports are not known', { PortRange: SECRET }, 'ports', 'Secret'],
  ])('has an unknown entry if its %s', (_, properties, field, why) => {
    expect(reason(known(acl(own({ Entry: entry(properties) }))).entries[0][field])).toContain(why);
  });

  test('has an entry that might not exist, or might be of another one', () => {
    expect(reason(known(acl(own({ Entry: entry({}, MAYBE) }))).entries[0].allow)).toContain('Secret');
    const [stray] = known(acl(own({ Entry: entry({ NetworkAclId: SECRET }) }))).entries;
    [stray.number, stray.allow].forEach(value => expect(reason(value)).toContain('what NetworkAclId of Entry is'));
    expect(verdicts(based({ ...INTERNET, Entry: entry({ NetworkAclId: SECRET, Egress: true }) }), 'SSM-NET-004')).toEqual(['SSM-NET-004 UNKNOWN Entry']);
  });

  test.each<[string, object, string]>([
    ['of a VPC out of sight', { Subnet: subnetWith({ VpcId: 'vpc-1' }) }, 'the VPC vpc-1 is not in the assembly'],
    ['not in the assembly', own({ Acl: undefined, Under: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: 'acl-1' }) }), 'the network ACL acl-1 is not in the assembly'],
    ['given by an unknown id', own({ Under: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: SECRET }) }), 'Secret'],
    ['perhaps the default one', own({ Under: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: ref('Acl') }, MAYBE) }), 'Secret'],
    ['perhaps that of another subnet', own({ Under: ec2('SubnetNetworkAclAssociation', { SubnetId: SECRET, NetworkAclId: ref('Acl') }) }), 'what SubnetId of Under is'],
    ['one of two', own({ Again: ec2('SubnetNetworkAclAssociation', { SubnetId: ref('Subnet'), NetworkAclId: 'acl-1' }) }), 'has two associations, Under and Again'],
  ])('is unknown if it is %s', (_, changes, why) => {
    expect(reason(acl(JSON.parse(JSON.stringify(changes)) as object))).toContain(why);
  });
});

describe('an endpoint', () => {
  test('has what its properties say', () => {
    const it = endpointOf({ PolicyDocument: { Statement: [] } });
    expect(it).toMatchObject({ kind: 'interface', service: 'ssm', region: 'eu-west-1', privateDns: { value: true }, serviceLocation: { property: 'Properties/ServiceName' } });
    expect(known(it.subnets.value).map(subnet => known(subnet).location.resource.name)).toEqual(['Subnet']);
    expect(known(it.securityGroups.value).map(group => display(known(group).id))).toEqual(['<App.Vpc.DefaultSecurityGroup>']);
    expect(known(it.policy.value)).toEqual({ statements: [] });
    expect(endpointOf({}).policy.value).toBeUndefined();
    expect(endpointOf({ PrivateDnsEnabled: 'false' }).privateDns.value).toBe(false);
    const gateway = vpcOf(based({ S3: gatewayEndpoint({ RouteTableIds: [ref('Table'), SECRET] }) })).endpoints.seen[0];
    expect(gateway).toMatchObject({ kind: 'gateway', service: 's3' });
    expect(known(gateway.routeTables.value)[0]).toBe(known(subnetOf(based()).routeTable).id);
    expect(vpcOf(based({ S3: gatewayEndpoint({ VpcEndpointType: 'Gateway' }) })).endpoints.seen[0].kind).toBe('gateway');
    expect(vpcOf(based({ Gwlb: endpoint({ VpcEndpointType: 'GatewayLoadBalancer' }) })).endpoints).toEqual({ seen: [] });
  });

  test('may be for a service of AWS or of another provider', () => {
    expect(endpointOf({ ServiceName: 'cn.com.amazonaws.cn-north-1.ssmmessages' })).toMatchObject({ service: 'ssmmessages', region: 'cn-north-1' });
    expect(endpointOf({ ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.kms' } })).toMatchObject({ service: 'kms', region: 'eu-west-1' });
    const strange = endpointOf({ ServiceName: 'aws.sagemaker.eu-west-1.notebook' });
    expect(strange.service).toBe('aws.sagemaker.eu-west-1.notebook');
    expect(reason(strange.region)).toBe('aws.sagemaker.eu-west-1.notebook is not a service of AWS that preflight knows');
    [endpointOf({ ServiceName: SECRET }).service, endpointOf({ ServiceName: SECRET }).region].forEach(value => expect(reason(value)).toContain('Secret'));
  });

  test.each<[string, object, object, string]>([
    ['that is not known', { PrivateDnsEnabled: SECRET }, {}, 'Secret'],
    ['of an endpoint that may not be there', {}, MAYBE, 'Secret'],
    ['of an endpoint of unknown type', { VpcEndpointType: SECRET }, {}, 'Secret'],
    ['of an endpoint in a VPC that is not known', { VpcId: SECRET }, {}, 'what VpcId of Endpoint is cannot be seen'],
    ['of an endpoint with IPv6 only', { IpAddressType: 'ipv6' }, {}, 'the endpoint has IPv6 addresses only, and whether the agent uses them cannot be seen'],
    ['of an endpoint with unknown addresses', { IpAddressType: SECRET }, {}, 'Secret'],
  ])('has private DNS %s', (_, properties, others, why) => {
    expect(reason(endpointOf(properties, others).privateDns.value)).toContain(why);
  });

  test.each<[string, object, boolean]>([
    ['is off where nothing says otherwise', { PrivateDnsEnabled: ref('AWS::NoValue') }, false],
    ['of S3 is for callers outside the VPC where nothing says otherwise', { ServiceName: 'com.amazonaws.eu-west-1.s3' }, false],
    ['of S3 is for callers outside the VPC', { ServiceName: 'com.amazonaws.eu-west-1.s3', DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'OnlyInboundResolver' } }, false],
    ['of S3 is for nodes', { ServiceName: 'com.amazonaws.eu-west-1.s3', DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' } }, true],
    ['of S3 is off', { ServiceName: 'com.amazonaws.eu-west-1.s3', PrivateDnsEnabled: false, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' } }, false],
    ['of other services has no such option', { DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'NotSpecified' } }, true],
  ])('private DNS %s', (_, properties, expected) => {
    expect(endpointOf(properties).privateDns.value).toBe(expected);
  });

  test('private DNS of S3 that nobody knows is unknown', () => {
    const ofS3 = (properties: object) => endpointOf({ ServiceName: 'com.amazonaws.eu-west-1.s3', ...properties }).privateDns;
    const location = { property: 'Properties/DnsOptions/PrivateDnsOnlyForInboundResolverEndpoint' };
    expect(ofS3({ DnsOptions: SECRET })).toMatchObject({ value: { reason: expect.stringContaining('Secret') as string }, location });
    expect(reason(ofS3({ PrivateDnsEnabled: SECRET, DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'AllResolvers' } }).value)).toContain('Secret');
  });

  test('keeps what is unknown about its subnets and route tables', () => {
    expect(reason(endpointOf({ SubnetIds: SECRET }).subnets.value)).toContain('Secret');
    expect(reason(known(endpointOf({ SubnetIds: [perhaps(ref('Subnet'))] }).subnets.value)[0])).toContain('Secret');
    expect(reason(endpointOf({}, MAYBE).routeTables.value)).toContain('Secret');
    expect(known(endpointOf({ VpcId: SECRET }).securityGroups.value).map(reason)[0]).toContain('Secret');
  });

  test.each<[string, object, object]>([
    ['in which VPC nobody knows', { VpcId: SECRET }, {}],
    ['of which service nobody knows', { ServiceName: SECRET }, {}],
    ['of which type nobody knows', { VpcEndpointType: SECRET }, {}],
    ['that may not be there', {}, MAYBE],
  ])('leaves the path of a node unknown beside one %s', (_, properties, others) => {
    const model = based({ ...INTERNET, Endpoint: endpoint({ ...properties, SecurityGroupIds: ['sg-closed'] }, others) });
    expect(networkPathTo(subnetOf(model), 'ssm').kind).toBe('unseen');
    expect(verdicts(model, 'SSM-NET-001')).toEqual([]);
    expect(verdicts(model, 'SSM-NET-018')).toEqual(['SSM-NET-018 UNKNOWN Endpoint']);
  });

  test('for S3 that might be on the table leaves the path to S3 unknown', () => {
    const way = networkPathTo(subnetOf(based({ ...INTERNET, S3: gatewayEndpoint({ RouteTableIds: perhaps([ref('Table')]) }) })), 's3');
    expect(reason(way.kind === 'unseen' && way.unknown)).toMatch(/^whether traffic takes the endpoint S3 is not known: .*Secret/);
  });
});

