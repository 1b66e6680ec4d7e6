import { assumedLocation } from './assumed-location';
import { ENDPOINT_SERVICES } from '../../../agent/endpoint-services';
import { WayOut } from '../../model/assumption';
import { isKnown, Known, Listing, Unknown } from '../../model/known';
import { PropertyLocation } from '../../model/location';
import { Resolver } from '../../model/network/dns';
import { Endpoint, NetworkAcl, PublicAccess, Route, RouteTable, SecurityGroup, SecurityGroupRule, Setting, Subnet, Vpc } from '../../model/network/network';
import { display, gap } from '../../model/symbolic-text';

/** What is in sight of a subnet that is not itself, and of its VPC. */
export interface SubnetFacts {
  readonly vpcId?: string;
  /** Its VPC endpoints, and why there may be more of those in sight. */
  readonly endpoints: Listing<Endpoint>;
  /** Undefined where nothing in sight puts the subnet on a route table. */
  readonly routeTable?: Known<RouteTable>;
  readonly acl?: Known<NetworkAcl>;
  readonly resolver: Resolver;
  /** Whether its nodes ask Amazon's resolver; undefined where nothing in sight says. */
  readonly amazonDns?: Setting<boolean>;
  /** What VPC Block Public Access leaves open to the subnet; undefined where nothing in sight says that it is on. */
  readonly publicAccess?: Setting<PublicAccess>;
  /** The same for the subnet of its NAT gateway. */
  readonly publicAccessOfNat?: Setting<PublicAccess>;
  /** Whether its VPC is the default one, as AWS makes it. */
  readonly isOfDefaultVpc?: boolean;
}

/** A subnet whose nodes reach AWS in a certain way, as far as nothing in sight says otherwise. */
export function assumedSubnet(wayOut: WayOut, id: string | undefined, facts: SubnetFacts): Subnet {
  const name = id === undefined ? 'the subnet' : display(id);
  const location = assumedLocation('subnet', 'AWS::EC2::Subnet', name);
  const setting = <T>(value: T): Setting<T> => ({ value, location });
  let vpc: Vpc | undefined;
  let table: Known<RouteTable> | undefined;
  const subnet: Subnet = {
    id: id ?? gap('the id of the subnet is not in the assembly'),
    location,
    // Its endpoints name the subnet, and its NAT gateway the VPC.
    get vpc() { return (vpc ??= assumedVpc(subnet, wayOut, facts)); },
    cidr: ANY_ADDRESS,
    ipv6Cidr: undefined,
    zone: new Unknown(`the zone of ${name} is not in the assembly`),
    publicAddressOnLaunch: setting(wayOut === 'public'),
    ipv6AddressOnCreation: setting(false),
    dns64: setting(false),
    get routeTable() { return (table ??= facts.routeTable ?? assumedTable(subnet, wayOut, facts.publicAccessOfNat)); },
    acl: facts.acl ?? assumedAcl(name),
    publicAccess: facts.publicAccess,
  };
  return subnet;
}

/** All that its addresses may be of: an answer for all or none of them is one for those that it has. */
const ANY_ADDRESS = '0.0.0.0/0';

const GATEWAY_ID = 'an assumed Internet gateway';

function assumedVpc(subnet: Subnet, wayOut: WayOut, facts: SubnetFacts): Vpc {
  const { vpcId, endpoints, isOfDefaultVpc, amazonDns } = facts;
  let resolver: Resolver | undefined;
  const location = assumedLocation('vpc', 'AWS::EC2::VPC', `the VPC of ${subnet.location.resource.name}`);
  const on: Setting<boolean> = { value: true, location };
  const id = vpcId ?? gap(`which VPC ${subnet.location.resource.name} is in is not in the assembly`);
  return {
    id,
    location,
    dnsSupport: on,
    dnsHostnames: on,
    amazonDns: amazonDns ?? on,
    // Records lead to endpoints, which name subnets.
    get resolver() { return (resolver ??= facts.resolver); },
    blocks: [],
    internetGateways: {
      seen: [{ gateway: GATEWAY_ID, location }],
      hidden: new Unknown(`what is attached to the VPC of ${subnet.location.resource.name} is not in the assembly`),
    },
    defaultGroup: isOfDefaultVpc ? assumedGroup(id, 'the default security group of the default VPC') : undefined,
    endpoints: wayOut === 'endpoints' ? withAssumed(endpoints, subnet, id) : endpoints,
  };
}

/** An endpoint in sight is the one for its service. A gateway endpoint is perhaps: whether the subnet's route table leads to it is not in sight. */
function withAssumed({ seen, hidden }: Listing<Endpoint>, subnet: Subnet, vpcId: string): Listing<Endpoint> {
  const [gateway] = seen.filter(({ kind, routeTables }) => kind === 'gateway' && !isKnown(routeTables.value));
  const interfaces = seen.filter(each => each !== gateway);
  const assumed = assumedEndpoints(subnet, vpcId).filter(({ service }) => !seen.some(each => each.service === service));
  return { seen: [...interfaces, ...assumed], hidden: hidden ?? (gateway?.routeTables.value as Unknown | undefined) };
}

function assumedEndpoints(subnet: Subnet, vpcId: string): Endpoint[] {
  return ENDPOINT_SERVICES.map(({ name, type }) => {
    const location = assumedLocation('endpoint', 'AWS::EC2::VPCEndpoint', `the endpoint for ${name}`);
    const setting = <T>(value: T): Setting<T> => ({ value, location });
    return {
      id: gap(`the id of the endpoint for ${name} is not in the assembly`),
      location,
      kind: type,
      service: name,
      region: undefined,
      serviceLocation: location,
      privateDns: setting(type === 'interface'),
      subnets: setting(type === 'interface' ? [subnet] : []),
      securityGroups: setting(type === 'interface' ? [assumedGroup(vpcId, `the security group of the endpoint for ${name}`)] : []),
      routeTables: setting(type === 'gateway' && isKnown(subnet.routeTable) ? [subnet.routeTable.id] : []),
      policy: setting(undefined),
    };
  });
}

/** A group that lets everything through. */
export function assumedGroup(vpc: string, name: string): SecurityGroup {
  const location = assumedLocation('security-group', 'AWS::EC2::SecurityGroup', name);
  const rules = EVERYWHERE.map((cidr): SecurityGroupRule => ({ location, protocol: '-1', ports: undefined, peer: { kind: 'cidr', cidr } }));
  return { id: gap(`the id of ${name} is not in the assembly`), location, vpc, egress: rules, ingress: rules };
}

/** A group that lets HTTPS out. What it lets in is not said. */
export function groupThatLetsOut(id: string | undefined, vpc: Known<string>): SecurityGroup {
  const name = id === undefined ? 'the security group' : display(id);
  const location = assumedLocation('security-group', 'AWS::EC2::SecurityGroup', name);
  const rule = { location, protocol: 'tcp', ports: { from: HTTPS, to: HTTPS } };
  const unsaid = new Unknown(`what ${name} lets in is not in the assembly`);
  return {
    id: id ?? gap(`the id of ${name} is not in the assembly`),
    location,
    vpc,
    egress: EVERYWHERE.map((cidr): SecurityGroupRule => ({ ...rule, peer: { kind: 'cidr', cidr } })),
    ingress: [{ ...rule, peer: unsaid }],
  };
}

function assumedTable(subnet: Subnet, wayOut: WayOut, accessOfNat?: Setting<PublicAccess>): RouteTable {
  const name = `the route table of ${subnet.location.resource.name}`;
  const location = assumedLocation('route-table', 'AWS::EC2::RouteTable', name);
  return { id: name, location, association: location, routes: wayOut === 'endpoints' ? [] : [assumedRoute(subnet, wayOut, accessOfNat)] };
}

function assumedRoute(subnet: Subnet, wayOut: Exclude<WayOut, 'endpoints'>, accessOfNat?: Setting<PublicAccess>): Route {
  const location = assumedLocation('route', 'AWS::EC2::Route', `the default route of ${subnet.location.resource.name}`);
  return { location, destination: '0.0.0.0/0', target: wayOut === 'nat' ? assumedNat(subnet, accessOfNat) : internetGateway(subnet.location.resource.name) };
}

function internetGateway(subnet: string): Route['target'] {
  const location = assumedLocation('internet-gateway', 'AWS::EC2::InternetGateway', `the Internet gateway of ${subnet}`);
  return { kind: 'internet-gateway', id: GATEWAY_ID, location };
}

/** It has a subnet of its own in the same VPC. */
function assumedNat(subnet: Subnet, publicAccess?: Setting<PublicAccess>): Route['target'] {
  const name = `the NAT gateway of ${subnet.location.resource.name}`;
  const location: PropertyLocation = assumedLocation('nat-gateway', 'AWS::EC2::NatGateway', name);
  return {
    kind: 'nat-gateway',
    id: name,
    gateway: {
      location,
      subnet: subnetOfNat(subnet, `the subnet of ${name}`, publicAccess),
      subnetLocation: location,
      vpc: subnet.vpc,
      connectivity: { value: 'public', location },
      elasticIp: { value: true, location },
    },
  };
}

function subnetOfNat(subnet: Subnet, name: string, publicAccess: Setting<PublicAccess> | undefined): Subnet {
  const location = assumedLocation('subnet', 'AWS::EC2::Subnet', name);
  const { vpc, cidr, zone, ipv6Cidr, ipv6AddressOnCreation, dns64 } = subnet;
  const natSubnet: Subnet = {
    id: name,
    location,
    vpc,
    cidr,
    zone,
    ipv6Cidr,
    ipv6AddressOnCreation,
    dns64,
    publicAccess,
    publicAddressOnLaunch: { value: true, location },
    get routeTable() { return assumedTable(natSubnet, 'public'); },
    acl: assumedAcl(name),
  };
  return natSubnet;
}

function assumedAcl(subnet: string): NetworkAcl {
  const location = assumedLocation('network-acl', 'AWS::EC2::NetworkAcl', `the network ACL of ${subnet}`);
  return {
    location,
    entries: EVERYWHERE.flatMap((cidr, family) => [true, false].map(egress => (
      { location, number: 100 + family, egress, allow: true, protocol: '-1', ports: undefined, cidr }
    ))),
  };
}

const HTTPS = 443;

const EVERYWHERE = ['0.0.0.0/0', '::/0'];
