import { Placed } from './associations';
import { amazonDns } from './dhcp-options';
import { EndpointReader, NetworkLookup } from './endpoint-reader';
import { Fillers } from './fillers';
import { unseen } from './ids';
import { Indices, indicesOfUnseenVpc, Once, Place } from './indices';
import { NatReader } from './nat-reader';
import { NetworkAclReader } from './network-acl-reader';
import { PublicAccessReader } from './public-access-reader';
import { publicAddressOf } from './public-address';
import { ResolverReader } from './resolver-reader';
import { RouteTableReader } from './route-table-reader';
import { SecurityGroupReader } from './security-group-reader';
import { flagOf, ifPresent, locationOf, requiredText, setting, textOf } from './values';
import { isKnown, Known, Unknown, Unseen } from '../../../model/known';
import { Resolver } from '../../../model/network/dns';
import { Attachment, Endpoint, NetworkAcl, RouteTable, Setting, Subnet, Vpc } from '../../../model/network/network';
import { Environment } from '../../../model/node';
import { display, gap } from '../../../model/symbolic-text';
import { SubnetFacts } from '../../assumptions/assumed-network';
import { Assumptions } from '../../assumptions/assumptions';
import { environmentOf } from '../evaluate/environment';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** VPCs with what is in them. */
export class NetworkReader implements NetworkLookup {
  private readonly indices: Indices;
  private readonly publicAccess: PublicAccessReader;
  private readonly endpoints: EndpointReader;
  private readonly resolvers: ResolverReader;
  private readonly tables: RouteTableReader;
  private readonly acls: NetworkAclReader;
  private readonly vpcsById = new Once<Vpc>();
  private readonly subnetsById = new Once<Known<Subnet>>();

  constructor(
    private readonly set: TemplateSet, groups: SecurityGroupReader, private readonly fillers: Fillers,
    private readonly assumptions: Assumptions, imageNames: ReadonlyMap<string, string>,
  ) {
    this.indices = new Indices(set);
    this.publicAccess = new PublicAccessReader(set);
    this.endpoints = new EndpointReader(set, this.indices, this, groups, fillers);
    this.resolvers = new ResolverReader(set, this.indices, this);
    this.tables = new RouteTableReader(set, this.indices, fillers, new NatReader(set, this.indices, this, groups, fillers, imageNames));
    this.acls = new NetworkAclReader(set, this.indices, fillers);
  }

  vpc(id: Known<string>): Known<Vpc> {
    if (!isKnown(id)) { return id; }
    const resource = this.set.find(id, 'AWS::EC2::VPC');
    return resource ? this.vpcOf(resource) : unseen('VPC', id);
  }

  subnet(id: Known<string>): Known<Subnet> {
    if (!isKnown(id)) { return this.assumptions.subnet(id, undefined, this.factsOfUnknown()); }
    const resource = this.set.find(id, 'AWS::EC2::Subnet');
    return this.subnetsById.get(id, () => resource ? this.readSubnet(resource) : this.otherSubnet(id));
  }

  /** A subnet of the default VPC, for nodes that name none. */
  defaultSubnet(unnamed: Unseen): Known<Subnet> {
    return this.assumptions.defaultSubnet(unnamed, this.factsOfUnknown('the default VPC'));
  }

  /** An address of the interface of an instance, or of an interface by itself. */
  publicAddress(resource: TemplateResource, associate: Resolved | undefined, subnet: Known<Subnet> | undefined): Setting<boolean> {
    return publicAddressOf(this.indices, resource, associate, subnet);
  }

  /** Of several subnets with the same id nobody can tell which one is meant, whatever somebody says. */
  private otherSubnet(id: string): Known<Subnet> {
    const subnet = unseen('subnet', id);
    return this.set.hasAny(id, 'AWS::EC2::Subnet') ? subnet : this.assumptions.subnet(subnet, id, this.factsOf(id));
  }

  /** What the templates show of a subnet that is in none of them. */
  private factsOf(id: string): SubnetFacts {
    const { environment } = this;
    const subnet: Placed = { ref: id, location: { name: display(id) }, environment };
    const vpc = new Unknown(`the VPC of ${display(id)} is not in the assembly`);
    const routeTable = this.tables.associatedWith(subnet);
    const acl = this.acls.associatedWith(subnet, vpc);
    // What the template puts the subnet on or under is of the subnet's VPC.
    const vpcId = this.endpoints.vpcNamedWith(id) ?? vpcIdOf(routeTable) ?? vpcIdOf(acl);
    const endpoints = () => vpcId === undefined ? this.endpoints.ofUnseenVpc(id) : this.endpoints.ofVpcWithId(vpcId, routeTable === undefined);
    const vpcPlace: Place = { ref: vpcId ?? UNKNOWN_ID, environment };
    const resolver = () => this.resolvers.ofVpc(vpcPlace, vpcId === undefined ? indicesOfUnseenVpc(this.set) : undefined);
    return {
      vpcId,
      // They name the subnet.
      get endpoints() { return endpoints(); },
      get resolver() { return resolver(); },
      amazonDns: amazonDns(this.set, vpcId === undefined ? indicesOfUnseenVpc(this.set) : this.indices, { ...vpcPlace, block: vpc }),
      publicAccess: this.publicAccess.ofSubnet(subnet, vpcPlace),
      publicAccessOfNat: this.publicAccess.ofUnseenSubnet(vpcPlace),
      routeTable,
      acl,
    };
  }

  /** The same of a subnet whose id nobody knows. */
  private factsOfUnknown(what: string = 'the subnet'): SubnetFacts {
    const place: Place = { ref: UNKNOWN_ID, environment: this.environment };
    const resolver = () => this.resolvers.ofVpc(place, indicesOfUnseenVpc(this.set));
    const publicAccess = this.publicAccess.ofUnseenSubnet(place);
    return {
      endpoints: this.endpoints.ofUnseenVpc(what),
      amazonDns: amazonDns(this.set, indicesOfUnseenVpc(this.set), { ...place, block: new Unknown(`the VPC of ${what} is not in the assembly`) }),
      get resolver() { return resolver(); },
      publicAccess,
      publicAccessOfNat: publicAccess,
    };
  }

  /** Where that is what no template shows: where all templates are, if that is one place. */
  private get environment(): Environment {
    const [first, ...others] = this.set.stacks.map(({ environment }) => environment);
    return first && others.every(({ region, account }) => region === first.region && account === first.account) ? first : environmentOf({});
  }

  private vpcOf(resource: TemplateResource): Vpc {
    return this.vpcsById.get(resource.ref, () => this.readVpc(resource));
  }

  private readVpc(resource: TemplateResource): Vpc {
    const { properties, ref: id } = resource;
    const endpoints = new Once<Endpoint[]>();
    const hidden = this.fillers.of(resource);
    const resolver = new Once<Resolver>();
    const readEndpoints = () => this.endpoints.ofVpc(resource);
    const readResolver = () => this.resolvers.ofVpc(resource);
    return {
      id,
      location: locationOf(resource),
      blocks: this.blocksOf(resource),
      dnsSupport: setting(resource, 'EnableDnsSupport', flagOf(properties.EnableDnsSupport, true)),
      dnsHostnames: setting(resource, 'EnableDnsHostnames', flagOf(properties.EnableDnsHostnames, false)),
      amazonDns: amazonDns(this.set, this.indices, { ref: id, environment: resource.environment, block: requiredText(properties.CidrBlock, 'CidrBlock') })
        ?? { value: true, location: locationOf(resource) },
      internetGateways: { seen: this.internetGateways(resource), hidden },
      publicAccess: this.publicAccess.ofVpc(resource),
      // Records lead to endpoints, which name subnets, which name their VPC.
      get resolver() { return resolver.get(id, readResolver); },
      get endpoints() { return { seen: endpoints.get(id, readEndpoints), hidden }; },
    };
  }

  private blocksOf({ ref, properties }: TemplateResource): Known<string>[] {
    const others = this.indices.with('AWS::EC2::VPCCidrBlock', 'VpcId', ref).flatMap(block => (
      BLOCKS.filter(name => name in block.properties).map(name => ifPresent(block, requiredText(block.properties[name], name)))
    ));
    return [requiredText(properties.CidrBlock, 'CidrBlock'), ...others];
  }

  private internetGateways(vpc: TemplateResource): Attachment[] {
    const type = 'AWS::EC2::VPCGatewayAttachment';
    const certain = this.indices.with(type, 'VpcId', vpc.ref).map(attachment => ({
      attachment, gateway: ifPresent(attachment, requiredText(attachment.properties.InternetGatewayId, 'InternetGatewayId')),
    }));
    const doubtful = this.indices.doubtful(type, 'VpcId', vpc.environment).map(({ resource: attachment, why }) => ({ attachment, gateway: why }));
    return [...certain, ...doubtful]
      .filter(({ attachment: { properties } }) => 'InternetGatewayId' in properties)
      .map(({ attachment, gateway }) => ({ gateway, location: locationOf(attachment) }));
  }

  private readSubnet(resource: TemplateResource): Subnet {
    const { properties, ref: id } = resource;
    const vpc = this.vpc(requiredText(properties.VpcId, 'VpcId'));
    const [ipv6Block] = this.indices.with('AWS::EC2::SubnetCidrBlock', 'SubnetId', id);
    const table = new Once<Known<RouteTable>>();
    const acl = new Once<Known<NetworkAcl>>();
    const readTable = () => this.tables.ofSubnet(resource, vpc);
    const readAcl = () => this.acls.ofSubnet(resource, vpc);
    return {
      id,
      location: locationOf(resource),
      vpc,
      cidr: cidrOf(properties),
      ipv6Cidr: textOf(properties.Ipv6CidrBlock ?? (ipv6Block && ifPresent(ipv6Block, ipv6Block.properties.Ipv6CidrBlock))),
      zone: zoneOf(properties),
      publicAddressOnLaunch: setting(resource, 'MapPublicIpOnLaunch', flagOf(properties.MapPublicIpOnLaunch, false)),
      ipv6AddressOnCreation: setting(resource, 'AssignIpv6AddressOnCreation', flagOf(properties.AssignIpv6AddressOnCreation ?? properties.Ipv6Native, false)),
      dns64: setting(resource, 'EnableDns64', flagOf(properties.EnableDns64, false)),
      publicAccess: this.publicAccess.ofSubnet(resource, isKnown(vpc) ? this.set.find(vpc.id, 'AWS::EC2::VPC') : undefined),
      // Routes lead to NAT gateways, which are in subnets.
      get routeTable() { return table.get(id, readTable); },
      get acl() { return acl.get(id, readAcl); },
    };
  }
}

const UNKNOWN_ID = gap('the id is not in the assembly');

const BLOCKS = ['CidrBlock', 'Ipv6CidrBlock'];

function vpcIdOf(part: Known<RouteTable | NetworkAcl> | undefined): string | undefined {
  const id = part && isKnown(part) ? part.vpc : undefined;
  return isKnown(id) ? id : undefined;
}

/** Undefined where there is IPv6 only. */
function cidrOf({ CidrBlock, Ipv6Native }: TemplateResource['properties']): Known<string | undefined> {
  const block = textOf(CidrBlock);
  const ipv6Only = flagOf(Ipv6Native, false);
  if (block !== undefined || ipv6Only === true) { return block; }
  return isKnown(ipv6Only) ? new Unknown('the subnet does not say its IPv4 block') : ipv6Only;
}

function zoneOf(properties: TemplateResource['properties']): Known<string> {
  const zone = textOf(properties.AvailabilityZone ?? properties.AvailabilityZoneId);
  return zone ?? new Unknown('EC2 chooses the zone of the subnet');
}
