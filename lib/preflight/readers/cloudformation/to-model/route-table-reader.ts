import { associationOf, Placed } from './associations';
import { Fillers } from './fillers';
import { unseen } from './ids';
import { Indices, Once, Place } from './indices';
import { NatReader } from './nat-reader';
import { entriesOf } from './prefix-lists';
import { GatewayTables, RouteTargetReader } from './route-target-reader';
import { doubtOf, idsOf, locationOf, requiredText } from './values';
import { isKnown, Known, Unknown } from '../../../model/known';
import { Route, RouteTable, Vpc } from '../../../model/network/network';
import { Environment } from '../../../model/node';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** Route tables of subnets and gateways, with their routes. */
export class RouteTableReader implements GatewayTables {
  private readonly targets: RouteTargetReader;
  private readonly byId = new Once<RouteTable>();

  constructor(private readonly set: TemplateSet, private readonly indices: Indices, private readonly fillers: Fillers, nats: NatReader) {
    this.targets = new RouteTargetReader(set, nats, this);
  }

  /** The table of a subnet of the assembly: the main one of its VPC where no other is associated. */
  ofSubnet(subnet: TemplateResource, vpc: Known<Vpc>): Known<RouteTable> {
    const association = this.associatedWith(subnet) ?? this.fillers.of(subnet);
    if (association) { return association; }
    // CloudFormation gives nobody the id of a main route table, so nothing in the assembly can add a route to it.
    return isKnown(vpc)
      ? { id: `${vpc.id}'s main route table`, location: locationOf(subnet), routes: [] }
      : new Unknown(`the main route table of a VPC that is not in the assembly cannot be seen: ${vpc.reason}`);
  }

  /** What is associated with a subnet; undefined where certainly nothing is. */
  associatedWith(subnet: Placed): Known<RouteTable> | undefined {
    const association = associationOf(this.indices, 'AWS::EC2::SubnetRouteTableAssociation', subnet);
    return association && (isKnown(association) ? this.associated(association) : association);
  }

  private associated(association: TemplateResource): Known<RouteTable> {
    const id = requiredText(association.properties.RouteTableId, 'RouteTableId');
    if (!isKnown(id)) { return id; }
    const table = this.set.find(id, 'AWS::EC2::RouteTable');
    return table ? { ...this.byId.get(id, () => this.readTable(table)), association: locationOf(association) } : unseen('route table', id);
  }

  /** The route table of a gateway; undefined where it certainly has none. */
  ofGateway({ ref, environment }: Place): Known<RouteTable> | undefined {
    const [association, another] = this.indices.with(AT_THE_EDGE, 'GatewayId', ref);
    if (another) {
      return doubtOf(association) ?? doubtOf(another) ?? new Unknown(`the gateway has two route tables, by ${association.location.name} and ${another.location.name}`);
    }
    if (association) {
      const table = this.associated(association);
      const doubt = doubtOf(association);
      return isKnown(table) && doubt ? { ...table, doubt, routes: doubted(table, doubt) } : table;
    }
    return this.ofAnyGateway(environment);
  }

  /** What tables of which nobody knows the gateway may do at any. EC2 takes a table of the VPC of the gateway only, so that none of them is of a wrong one. */
  private ofAnyGateway(environment: Environment): Known<RouteTable> | undefined {
    const tables = this.indices.doubtful(AT_THE_EDGE, 'GatewayId', environment).map(({ resource, why }) => ({ table: this.associated(resource), why }));
    const hidden = tables.map(({ table }) => table).find(table => !isKnown(table));
    const routes = tables.flatMap(({ table, why }) => isKnown(table) ? doubted(table, why) : []);
    const [first] = tables.map(({ table }) => table).filter(isKnown);
    return hidden ?? (first && { ...first, vpc: undefined, routes });
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
    const target = this.targets.of(route);
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
}

const AT_THE_EDGE = 'AWS::EC2::GatewayRouteTableAssociation';

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'];

function doubted({ routes }: RouteTable, doubt: Unknown): Route[] {
  return routes.map(route => ({ ...route, doubt }));
}
