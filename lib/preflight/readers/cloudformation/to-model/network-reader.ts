import { amazonDns } from './dhcp-options';
import { EndpointReader } from './endpoint-reader';
import { Fillers } from './fillers';
import { imageOf } from './images';
import { Indices, indicesOfUnseenVpc, Once, Place } from './indices';
import { Misnomers } from './misnomers';
import { entriesOf } from './prefix-lists';
import { PublicAccessReader } from './public-access-reader';
import { ResolverReader } from './resolver-reader';
import { SecurityGroupReader } from './security-group-reader';
import { userDataOf } from './user-data-reader';
import { doubtOf, flagOf, idsOf, ifPresent, listOf, mapped, nested, numberOf, requiredText, setting, locationOf, textOf } from './values';
import { isKnown, Known, Unknown, Unseen } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Resolver } from '../../../model/network/dns';
import { AclEntry, Attachment, Endpoint, NatGateway, NetworkAcl, Peering, PortRange, Route, RouteTable, RouteTarget, RoutingInstance, Setting, Subnet, Vpc } from '../../../model/network/network';
import { Environment, Image } from '../../../model/node';
import { display, gap, opaqueAttribute, startsOpaque } from '../../../model/symbolic-text';
import { SubnetFacts } from '../../assumptions/assumed-network';
import { Assumptions } from '../../assumptions/assumptions';
import { environmentOf } from '../evaluate/environment';
import { Resolved, TemplateResource, TemplateSet } from '../evaluate/template';

/** VPCs with what is in them. */
export class NetworkReader {
  private readonly indices: Indices;
  private readonly publicAccess: PublicAccessReader;
  private readonly endpoints: EndpointReader;
  private readonly resolvers: ResolverReader;
  private readonly vpcsById = new Once<Vpc>();
  private readonly subnetsById = new Once<Known<Subnet>>();
  private readonly tablesById = new Once<RouteTable>();
  private readonly aclsById = new Once<NetworkAcl>();
  private readonly gatewaysById = new Once<NatGateway>();

  constructor(
    private readonly set: TemplateSet, private readonly groups: SecurityGroupReader, private readonly fillers: Fillers,
    private readonly assumptions: Assumptions, private readonly imageNames: ReadonlyMap<string, string>,
  ) {
    this.indices = new Indices(set);
    this.publicAccess = new PublicAccessReader(set);
    this.endpoints = new EndpointReader(set, this.indices, this, groups, fillers);
    this.resolvers = new ResolverReader(set, this.indices, this);
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
    const association = this.associationOf(ON_ROUTE_TABLE, subnet);
    const routeTable = association && this.associatedTable(association);
    const underAcl = this.associationOf(UNDER_ACL, subnet);
    const acl = underAcl && this.associatedAcl(underAcl, subnet, vpc);
    // What the template puts the subnet on or under is of the subnet's VPC.
    const vpcId = this.endpoints.vpcNamedWith(id) ?? vpcIdOf(routeTable) ?? vpcIdOf(acl);
    const endpoints = () => vpcId === undefined ? this.endpoints.ofUnseenVpc(id) : this.endpoints.ofVpcWithId(vpcId, association === undefined);
    const vpcPlace: Place = { ref: vpcId ?? UNKNOWN_ID, environment };
    const resolver = () => this.resolvers.ofVpc(vpcPlace, vpcId === undefined ? indicesOfUnseenVpc(this.set) : undefined);
    return {
      vpcId,
      // They name the subnet.
      get endpoints() { return endpoints(); },
      get resolver() { return resolver(); },
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
      amazonDns: amazonDns(this.set, this.indices, resource),
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
    const readTable = () => this.routeTableOf(resource, vpc);
    const readAcl = () => this.aclOf(resource, vpc);
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

  private routeTableOf(subnet: TemplateResource, vpc: Known<Vpc>): Known<RouteTable> {
    const association = this.associationOf(ON_ROUTE_TABLE, subnet) ?? this.fillers.of(subnet);
    if (!association) {
      // CloudFormation gives nobody the id of a main route table, so nothing in the assembly can add a route to it.
      return isKnown(vpc)
        ? { id: `${vpc.id}'s main route table`, location: locationOf(subnet), routes: [] }
        : new Unknown(`the main route table of a VPC that is not in the assembly cannot be seen: ${vpc.reason}`);
    }
    return this.associatedTable(association);
  }

  private associatedTable(association: Known<TemplateResource>): Known<RouteTable> {
    if (!isKnown(association)) { return association; }
    const id = requiredText(association.properties.RouteTableId, 'RouteTableId');
    if (!isKnown(id)) { return id; }
    const table = this.set.find(id, 'AWS::EC2::RouteTable');
    return table ? { ...this.tablesById.get(id, () => this.readTable(table)), association: locationOf(association) } : unseen('route table', id);
  }

  /** What puts a subnet on a route table, or under a network ACL; undefined where certainly nothing does. */
  private associationOf(type: string, subnet: Placed): Known<TemplateResource | undefined> {
    const [association, another] = this.indices.with(type, 'SubnetId', subnet.ref);
    if (another) {
      return doubtOf(association) ?? doubtOf(another) ?? new Unknown(`the subnet ${subnet.location.name} has two associations, ${association.location.name} and ${another.location.name}`);
    }
    if (!association) {
      return this.indices.doubtful(type, 'SubnetId', subnet.environment)[0]?.why;
    }
    return ifPresent(association, association);
  }

  private readTable(table: TemplateResource): RouteTable {
    const routes = [
      ...this.indices.with('AWS::EC2::Route', 'RouteTableId', table.ref).flatMap(route => this.readRoute(route)),
      ...this.indices.doubtful('AWS::EC2::Route', 'RouteTableId', table.environment).flatMap(({ resource, why }) => (
        this.readRoute(resource, why).map(route => ({ ...route, isOfAnyTable: true as const }))
      )),
    ];
    // Nothing can add a default route where there is one.
    const certain = routes.filter(({ doubt }) => doubt === undefined);
    const isOpen = !certain.some(({ destination }) => destination === '0.0.0.0/0' || destination === '::/0');
    // A static route wins over a propagated one for the same addresses, and what a VPN propagates is private but for the default route.
    const hasDefault = certain.some(({ destination }) => destination === '0.0.0.0/0');
    const unseenOnes = [...hasDefault ? [] : this.propagatedRoutes(table), ...isOpen ? this.hiddenRoutes(table) : []];
    return {
      id: table.ref,
      location: locationOf(table),
      vpc: requiredText(table.properties.VpcId, 'VpcId'),
      routes: [...routes, ...unseenOnes],
    };
  }

  /** One route, or one for each entry of a prefix list of the assembly. */
  private readRoute(route: TemplateResource, why: Unknown | undefined = doubtOf(route)): Route[] {
    const { properties } = route;
    const property = DESTINATIONS.find(name => name in properties);
    const destination = property ? requiredText(properties[property], property) : new Unknown('the route has no destination');
    const target = this.targetOf(route);
    const list = isKnown(destination) && this.set.find(destination, 'AWS::EC2::PrefixList') ? { prefixList: destination } : {};
    const doubt = why ? { doubt: why } : {};
    return entriesOf(this.set, destination).map(entry => ({ location: locationOf(route), destination: entry, target, ...list, ...doubt }));
  }

  private hiddenRoutes(table: TemplateResource): Route[] {
    const hidden = this.fillers.of(table);
    return hidden ? [{ location: locationOf(table), destination: hidden, target: { kind: 'elsewhere', what: 'a target that is not known' } }] : [];
  }

  private propagatedRoutes(table: TemplateResource): Route[] {
    return this.set.ofType('AWS::EC2::VPNGatewayRoutePropagation').filter(({ properties }) => {
      const ids = idsOf(properties.RouteTableIds);
      return !isKnown(ids) || ids.some(id => !isKnown(id) || id === table.ref);
    }).map(propagation => ({
      location: locationOf(propagation),
      destination: new Unknown('routes that a VPN gateway propagates are not in the assembly'),
      target: { kind: 'elsewhere', what: 'a virtual private gateway' },
    }));
  }

  private targetOf({ properties, environment }: TemplateResource): RouteTarget {
    const name = Object.keys(TARGETS).find(target => target in properties);
    if (!name) { return { kind: 'nowhere' }; }
    const id = requiredText(properties[name], name);
    if (!isKnown(id)) { return { kind: 'elsewhere', what: `a target that is not known (${id.reason})`, ...APPLIANCES.has(name) ? { appliance: true } : {} }; }
    switch (name) {
      case 'GatewayId': return this.gatewayTarget(id, environment);
      case 'NatGatewayId': return { kind: 'nat-gateway', id, gateway: this.natGateway(id) };
      case 'InstanceId': return { kind: 'instance', id, instance: this.routingInstance(id) };
      case 'NetworkInterfaceId': return { kind: 'instance', id, instance: this.routingInterface(id) };
      case 'EgressOnlyInternetGatewayId': return { kind: 'egress-only-gateway', id, location: this.spotOfId(id, 'AWS::EC2::EgressOnlyInternetGateway') };
      case 'VpcPeeringConnectionId': return { kind: 'elsewhere', what: TARGETS[name], peering: this.peering(id) };
      case 'VpcEndpointId': return { kind: 'elsewhere', what: TARGETS[name], appliance: true };
      default: return { kind: 'elsewhere', what: TARGETS[name] };
    }
  }

  /** A peering connection of the assembly within a region; undefined for one that somebody else has to accept. */
  private peering(id: string): Peering | undefined {
    const resource = this.set.find(id, 'AWS::EC2::VPCPeeringConnection');
    if (resource?.present !== true) { return undefined; }
    const { VpcId, PeerVpcId, PeerRegion, PeerOwnerId, PeerRoleArn } = resource.properties;
    const vpcs = [VpcId, PeerVpcId].map(vpc => requiredText(vpc, 'VpcId')).filter(isKnown);
    const isAccepted = PeerOwnerId === undefined || PeerRoleArn !== undefined;
    return vpcs.length === 2 && isAccepted && PeerRegion === undefined ? { id, vpcs } : undefined;
  }

  private gatewayTarget(id: string, environment: Environment): RouteTarget {
    if (id === 'local') { return { kind: 'local' }; }
    const location = this.spotOfId(id, 'AWS::EC2::InternetGateway');
    const arrivals = () => this.arrivalsAt({ ref: id, environment });
    if (location || id.startsWith('igw-')) {
      // The table may lead to an instance, whose subnet has a route to the gateway.
      return { kind: 'internet-gateway', id, location, get arrivals() { return arrivals(); } };
    }
    const isVirtual = this.set.find(id, 'AWS::EC2::VPNGateway') || id.startsWith('vgw-');
    return { kind: 'elsewhere', what: isVirtual ? 'a virtual private gateway' : `a gateway that is not in the assembly, ${id}`, get arrivals() { return arrivals(); } };
  }

  /** The route table of a gateway; undefined where it certainly has none. */
  private arrivalsAt({ ref, environment }: Place): Known<RouteTable> | undefined {
    const [association, another] = this.indices.with(AT_THE_EDGE, 'GatewayId', ref);
    if (another) {
      return doubtOf(association) ?? doubtOf(another) ?? new Unknown(`the gateway has two route tables, by ${association.location.name} and ${another.location.name}`);
    }
    if (association) {
      const table = this.associatedTable(association);
      const doubt = doubtOf(association);
      return isKnown(table) && doubt ? { ...table, doubt, routes: doubted(table, doubt) } : table;
    }
    return this.arrivalsAtAny(environment);
  }

  /** What tables of which nobody knows the gateway may do at any. EC2 takes a table of the VPC of the gateway only, so that none of them is of a wrong one. */
  private arrivalsAtAny(environment: Environment): Known<RouteTable> | undefined {
    const tables = this.indices.doubtful(AT_THE_EDGE, 'GatewayId', environment).map(({ resource, why }) => ({ table: this.associatedTable(resource), why }));
    const hidden = tables.map(({ table }) => table).find(table => !isKnown(table));
    const routes = tables.flatMap(({ table, why }) => isKnown(table) ? doubted(table, why) : []);
    const [first] = tables.map(({ table }) => table).filter(isKnown);
    return hidden ?? (first && { ...first, vpc: undefined, routes });
  }

  private spotOfId(id: string, type: string) {
    const resource = this.set.find(id, type);
    return resource && locationOf(resource);
  }

  private natGateway(id: string): Known<NatGateway> {
    const resource = this.set.find(id, 'AWS::EC2::NatGateway');
    if (!resource) { return unseen('NAT gateway', id); }
    if (resource.present !== true) { return resource.present; }
    const isRegional = isRegionalGateway(resource);
    return this.gatewaysById.get(id, () => isRegional === true ? this.regionalGateway(resource) : this.zonalGateway(resource, isRegional));
  }

  private zonalGateway(resource: TemplateResource, doubt: Known<boolean>): NatGateway {
    const { properties } = resource;
    const subnet = isKnown(doubt) ? this.subnet(requiredText(properties.SubnetId, 'SubnetId')) : doubt;
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, isKnown(doubt) ? 'SubnetId' : 'AvailabilityMode'),
      vpc: isKnown(subnet) ? subnet.vpc : subnet,
      connectivity: connectivityOf(resource),
      // A regional one needs none; that it may be one is told of its subnet.
      elasticIp: setting(resource, 'AllocationId', isKnown(doubt) ? isAddress(textOf(properties.AllocationId)) : true),
      misnomers: new Misnomers(this.set).ofAllocation(resource),
    };
  }

  private regionalGateway(resource: TemplateResource): NatGateway {
    const { properties } = resource;
    return {
      location: locationOf(resource),
      subnet: undefined,
      subnetLocation: locationOf(resource, 'VpcId'),
      vpc: this.vpc(requiredText(properties.VpcId, 'VpcId')),
      zones: 'AvailabilityZoneAddresses' in properties ? setting(resource, 'AvailabilityZoneAddresses', zonesOf(properties.AvailabilityZoneAddresses)) : undefined,
      connectivity: connectivityOf(resource),
      // AWS gives it addresses where the template names none.
      elasticIp: setting(resource, 'AvailabilityZoneAddresses', true),
      misnomers: [],
    };
  }

  private routingInstance(id: string): Known<RoutingInstance> {
    const resource = this.set.find(id, 'AWS::EC2::Instance');
    if (!resource) { return unseen('instance', id); }
    const { properties } = resource;
    const interfaces = listOf(properties.NetworkInterfaces);
    const primary = isKnown(interfaces) ? interfaces[0] : interfaces;
    // What the instance does not set itself may be in its launch template.
    const elsewhere = 'LaunchTemplate' in properties ? new Unknown(`the NAT instance ${resource.location.name} has a launch template`) : undefined;
    const from = (property: string, inInterface = property) => properties[property] ?? nested(primary, inInterface) ?? elsewhere;
    const subnet = this.subnet(requiredText(from('SubnetId'), 'SubnetId'));
    const check = flagOf(properties.SourceDestCheck, true);
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, ...'SubnetId' in properties || primary === undefined ? ['SubnetId'] : ['NetworkInterfaces']),
      ...this.softwareOf(resource),
      sourceDestCheck: setting(resource, 'SourceDestCheck', check),
      publicAddress: this.publicAddress(resource, nested(primary, 'AssociatePublicIpAddress') ?? elsewhere, subnet),
      securityGroups: this.groups.ofInterface(properties.SecurityGroupIds ?? from('SecurityGroups', 'GroupSet'), isKnown(subnet) ? subnet.vpc : subnet),
    };
  }

  private routingInterface(id: string): Known<RoutingInstance> {
    const resource = this.set.find(id, 'AWS::EC2::NetworkInterface');
    if (!resource) { return unseen('network interface', id); }
    const attached = this.attachedTo(id);
    if (!attached) { return new Unknown(`nothing in the assembly attaches the network interface ${resource.location.name} to an instance`); }
    const { properties } = resource;
    const subnet = this.subnet(requiredText(properties.SubnetId, 'SubnetId'));
    return {
      location: locationOf(resource),
      subnet,
      subnetLocation: locationOf(resource, 'SubnetId'),
      ...this.softwareOf(attached),
      sourceDestCheck: setting(resource, 'SourceDestCheck', flagOf(properties.SourceDestCheck, true)),
      publicAddress: this.publicAddress(resource, undefined, undefined),
      securityGroups: this.groups.ofInterface(properties.GroupSet, isKnown(subnet) ? subnet.vpc : subnet),
    };
  }

  /** The instance that carries a network interface, or what says that one out of sight does. */
  private attachedTo(networkInterface: string): TemplateResource | undefined {
    const isIt = (id: Resolved | undefined) => textOf(id) === networkInterface;
    const instance = this.set.ofType('AWS::EC2::Instance').find(({ properties }) => {
      const interfaces = listOf(properties.NetworkInterfaces);
      return isKnown(interfaces) && interfaces.some(item => isIt(nested(item, 'NetworkInterfaceId')));
    });
    const attachment = this.set.ofType('AWS::EC2::NetworkInterfaceAttachment').find(({ properties }) => isIt(properties.NetworkInterfaceId));
    return instance ?? (attachment && (this.set.find(attachment.properties.InstanceId, 'AWS::EC2::Instance') ?? attachment));
  }

  /** What runs on an instance. What it does not set itself may be in its launch template. */
  private softwareOf(resource: TemplateResource): Pick<RoutingInstance, 'image' | 'userData'> {
    const { properties, type, location: { name } } = resource;
    if (type !== 'AWS::EC2::Instance') {
      const unknown = new Unknown(`the instance that ${name} attaches the interface to is not in the assembly`);
      return { image: setting<Image>(resource, 'InstanceId', unknown), userData: setting<string>(resource, 'InstanceId', unknown) };
    }
    const elsewhere = 'LaunchTemplate' in properties ? new Unknown(`the NAT instance ${name} has a launch template`) : undefined;
    const id = requiredText(properties.ImageId ?? elsewhere, 'ImageId');
    return {
      image: setting(resource, 'ImageId', isKnown(id) ? imageOf(id, this.imageNames.get(id)) : id),
      userData: userDataOf(setting(resource, 'UserData', properties.UserData ?? elsewhere)).userData,
    };
  }

  /** An address of the interface, of an Elastic IP, or of the subnet. */
  publicAddress(resource: TemplateResource, associate: Resolved | undefined, subnet: Known<Subnet> | undefined): Setting<boolean> {
    const property = resource.type === 'AWS::EC2::NetworkInterface' ? 'NetworkInterfaceId' : 'InstanceId';
    const elastic = [...this.indices.with('AWS::EC2::EIPAssociation', property, resource.ref), ...this.indices.with('AWS::EC2::EIP', property, resource.ref)];
    const [certain] = elastic.filter(({ present }) => present === true);
    const location = locationOf(resource);
    if (certain) { return { value: true, location: locationOf(certain) }; }
    if (elastic.length > 0) { return { value: elastic[0].present, location: locationOf(elastic[0]) }; }
    const own = flagOf(associate, undefined);
    const value = own ?? (subnet === undefined ? false : isKnown(subnet) ? subnet.publicAddressOnLaunch.value : subnet);
    const at = own === undefined && subnet !== undefined && isKnown(subnet) ? subnet.publicAddressOnLaunch.location : location;
    const [doubtful] = ['AWS::EC2::EIPAssociation', 'AWS::EC2::EIP'].flatMap(type => this.indices.doubtful(type, property, resource.environment));
    return value === false && doubtful ? { value: doubtful.why, location: locationOf(doubtful.resource, property) } : { value, location: at };
  }

  private aclOf(subnet: TemplateResource, vpc: Known<Vpc>): Known<NetworkAcl> {
    const association = this.associationOf(UNDER_ACL, subnet);
    if (association) { return this.associatedAcl(association, subnet, vpc); }
    if (!isKnown(vpc)) { return vpc; }
    const acl = this.aclWithId(this.defaultAclId(vpc), subnet, vpc);
    const doubt = this.fillers.of(subnet);
    return isKnown(acl) && doubt ? { ...acl, doubt } : acl;
  }

  private associatedAcl(association: Known<TemplateResource>, subnet: Placed, vpc: Known<Vpc>): Known<NetworkAcl> {
    if (!isKnown(association)) { return association; }
    const id = requiredText(association.properties.NetworkAclId, 'NetworkAclId');
    const acl = isKnown(id) ? this.aclWithId(id, subnet, vpc) : id;
    return isKnown(acl) && acl.vpc !== undefined ? { ...acl, association: locationOf(association) } : acl;
  }

  private aclWithId(id: string, subnet: Placed, vpc: Known<Vpc>): Known<NetworkAcl> {
    const resource = this.set.find(id, 'AWS::EC2::NetworkAcl');
    if (resource) {
      const entries = () => [...this.entriesOf(id, resource), ...this.hiddenEntries(resource)];
      return this.aclsById.get(id, () => ({ location: locationOf(resource), vpc: requiredText(resource.properties.VpcId, 'VpcId'), entries: entries() }));
    }
    return isKnown(vpc) && id === this.defaultAclId(vpc)
      ? this.aclsById.get(id, () => ({ location: vpc.location, entries: [...this.entriesOf(id, subnet), ...allowAll(vpc)] }))
      : unseen('network ACL', id);
  }

  private defaultAclId(vpc: Vpc): string {
    return attributeOf(vpc.id, 'DefaultNetworkAcl');
  }

  private entriesOf(aclId: string, { environment }: Placed): AclEntry[] {
    const type = 'AWS::EC2::NetworkAclEntry';
    return [
      ...this.indices.with(type, 'NetworkAclId', aclId).map(readEntry),
      ...this.indices.doubtful(type, 'NetworkAclId', environment).map(({ resource, why }) => ({ ...readEntry(resource), number: why, allow: why })),
    ];
  }

  /** Behind all that are seen: what one of those decides, no other can change from there. */
  private hiddenEntries(acl: TemplateResource): AclEntry[] {
    const hidden = this.fillers.of(acl);
    return hidden ? allTraffic(locationOf(acl), LAST_RULE_NUMBER, hidden) : [];
  }
}

/** What is in an environment, a resource or not. */
type Placed = Place & { readonly location: Pick<TemplateResource['location'], 'name'> };

const UNKNOWN_ID = gap('the id is not in the assembly');

const ON_ROUTE_TABLE = 'AWS::EC2::SubnetRouteTableAssociation';
const AT_THE_EDGE = 'AWS::EC2::GatewayRouteTableAssociation';
const BLOCKS = ['CidrBlock', 'Ipv6CidrBlock'];
const UNDER_ACL = 'AWS::EC2::SubnetNetworkAclAssociation';

function doubted({ routes }: RouteTable, doubt: Unknown): Route[] {
  return routes.map(route => ({ ...route, doubt }));
}

function vpcIdOf(part: Known<RouteTable | NetworkAcl> | undefined): string | undefined {
  const id = part && isKnown(part) ? part.vpc : undefined;
  return isKnown(id) ? id : undefined;
}

/** What `Fn::GetAtt` gives for an attribute that is an id: see ../references.ts. */
export function attributeOf(ref: string, attribute: string): string {
  return opaqueAttribute(ref, attribute);
}

export function unseen(what: string, id: string): Unseen {
  return new Unseen(`the ${what} ${display(id)} is not in the assembly`);
}

/** Undefined where there is IPv6 only. */
function cidrOf({ CidrBlock, Ipv6Native }: TemplateResource['properties']): Known<string | undefined> {
  const block = textOf(CidrBlock);
  const ipv6Only = flagOf(Ipv6Native, false);
  if (block !== undefined || ipv6Only === true) { return block; }
  return isKnown(ipv6Only) ? new Unknown('the subnet does not say its IPv4 block') : ipv6Only;
}

/**
 * Whether a NAT gateway is a regional one.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html
 */
function isRegionalGateway({ properties: { AvailabilityMode, SubnetId } }: TemplateResource): Known<boolean> {
  const mode = textOf(AvailabilityMode);
  if (!isKnown(mode)) { return mode; }
  if (mode === 'regional') {
    return SubnetId === undefined || new Unknown('AvailabilityMode is regional, and SubnetId is set all the same; a regional NAT gateway takes VpcId only');
  }
  if (mode !== undefined && mode !== 'zonal') { return new Unknown(`AvailabilityMode takes zonal or regional, and not ${mode}`); }
  return SubnetId === undefined
    ? new Unknown('it has neither SubnetId, which a zonal NAT gateway needs, nor AvailabilityMode regional, which is not the default')
    : false;
}

function connectivityOf(resource: TemplateResource): Setting<'public' | 'private'> {
  const connectivity = textOf(resource.properties.ConnectivityType);
  return setting(resource, 'ConnectivityType', isKnown(connectivity) ? (connectivity === 'private' ? 'private' : 'public') : connectivity);
}

function readEntry(entry: TemplateResource): AclEntry {
  const { properties } = entry;
  const action = textOf(properties.RuleAction);
  const protocol = requiredText(properties.Protocol, 'Protocol');
  return {
    location: locationOf(entry),
    number: numberOf(properties.RuleNumber) ?? new Unknown('RuleNumber is not set'),
    egress: flagOf(properties.Egress, false),
    allow: ifPresent(entry, isKnown(action) ? (action === undefined ? new Unknown('RuleAction is not set') : action.toLowerCase() === 'allow') : action),
    protocol,
    ports: aclPorts(properties.PortRange, protocol),
    cidr: requiredText(properties.CidrBlock ?? properties.Ipv6CidrBlock, 'CidrBlock'),
  };
}

function zonesOf(addresses: Resolved): Known<Known<string>[]> {
  return mapped(listOf(addresses), each => requiredText(nested(each, 'AvailabilityZone') ?? nested(each, 'AvailabilityZoneId'), 'AvailabilityZone'));
}

function zoneOf(properties: TemplateResource['properties']): Known<string> {
  const zone = textOf(properties.AvailabilityZone ?? properties.AvailabilityZoneId);
  return zone ?? new Unknown('EC2 chooses the zone of the subnet');
}

/** The id of an Elastic IP address, of the assembly or of another one. */
function isAddress(id: Known<string | undefined>): Known<boolean> {
  if (!isKnown(id) || id === undefined) { return isKnown(id) ? false : id; }
  return id.startsWith('eipalloc-') || startsOpaque(id) ? true : new Unknown(`${id} is not the id of an Elastic IP address`);
}

/**
 * The ports of an entry. EC2 wants them for TCP and UDP.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html
 */
function aclPorts(value: Resolved | undefined, protocol: Known<string>): Known<PortRange | undefined> {
  if (value === undefined) {
    return protocol === '6' || protocol === '17' ? new Unknown('the entry lacks PortRange, and EC2 refuses an entry for TCP or UDP without it') : undefined;
  }
  const [from, to] = ['From', 'To'].map(key => numberOf(nested(value, key)));
  if (from instanceof Unknown) { return from; }
  if (to instanceof Unknown) { return to; }
  if (from === undefined || to === undefined) { return new Unknown('PortRange lacks From or To'); }
  const wrong = [from, to].find(port => port < 0 || port > 65535);
  return wrong === undefined ? { from, to } : new Unknown(`${wrong} is not a port`);
}

/** A default network ACL lets everything through. */
function allowAll({ location }: Vpc): AclEntry[] {
  return allTraffic(location, 100, true);
}

function allTraffic(location: PropertyLocation, number: number, allow: Known<boolean>): AclEntry[] {
  return ['0.0.0.0/0', '::/0'].flatMap((cidr, family) => [true, false].map(egress => (
    { location, number: number + family, egress, allow, protocol: '-1', ports: undefined, cidr }
  )));
}

/** The last number but one that EC2 takes, so that there is one for each family of addresses. */
const LAST_RULE_NUMBER = 32765;

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

/**
 * The targets of which EC2 takes a route to a subnet of the route's own VPC.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html
 */
const APPLIANCES: ReadonlySet<string> = new Set(['InstanceId', 'NatGatewayId', 'NetworkInterfaceId', 'VpcEndpointId']);

/** The properties of a route that name its target, and what leads out of sight. */
const TARGETS: { readonly [property: string]: string } = {
  GatewayId: 'a gateway',
  NatGatewayId: 'a NAT gateway',
  InstanceId: 'an instance',
  NetworkInterfaceId: 'a network interface',
  EgressOnlyInternetGatewayId: 'an egress-only Internet gateway',
  TransitGatewayId: 'a transit gateway',
  VpcPeeringConnectionId: 'a peering connection',
  VpcEndpointId: 'a Gateway Load Balancer endpoint',
  LocalGatewayId: 'a local gateway',
  CarrierGatewayId: 'a carrier gateway',
  CoreNetworkArn: 'a core network',
  OdbNetworkArn: 'a network of Oracle Database@AWS',
};
