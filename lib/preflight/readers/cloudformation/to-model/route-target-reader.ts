import { Place } from './indices';
import { NatReader } from './nat-reader';
import { locationOf, requiredText } from './values';
import { isKnown, Known } from '../../../model/known';
import { Peering, RouteTable, RouteTarget } from '../../../model/network/network';
import { Environment } from '../../../model/node';
import { TemplateResource, TemplateSet } from '../evaluate/template';

/** Finds the route tables of gateways. */
export interface GatewayTables {
  ofGateway(gateway: Place): Known<RouteTable> | undefined;
}

/** What routes lead to. */
export class RouteTargetReader {
  constructor(private readonly set: TemplateSet, private readonly nats: NatReader, private readonly tables: GatewayTables) {}

  of({ properties, environment }: TemplateResource): RouteTarget {
    const name = Object.keys(TARGETS).find(target => target in properties);
    if (!name) { return { kind: 'nowhere' }; }
    const id = requiredText(properties[name], name);
    if (!isKnown(id)) { return { kind: 'elsewhere', what: `a target that is not known (${id.reason})`, ...APPLIANCES.has(name) ? { appliance: true } : {} }; }
    switch (name) {
      case 'GatewayId': return this.gatewayTarget(id, environment);
      case 'NatGatewayId': return { kind: 'nat-gateway', id, gateway: this.nats.gateway(id) };
      case 'InstanceId': return { kind: 'instance', id, instance: this.nats.instance(id) };
      case 'NetworkInterfaceId': return { kind: 'instance', id, instance: this.nats.interface(id) };
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
    const arrivals = () => this.tables.ofGateway({ ref: id, environment });
    if (location || id.startsWith('igw-')) {
      // The table may lead to an instance, whose subnet has a route to the gateway.
      return { kind: 'internet-gateway', id, location, get arrivals() { return arrivals(); } };
    }
    const isVirtual = this.set.find(id, 'AWS::EC2::VPNGateway') || id.startsWith('vgw-');
    return { kind: 'elsewhere', what: isVirtual ? 'a virtual private gateway' : `a gateway that is not in the assembly, ${id}`, get arrivals() { return arrivals(); } };
  }

  private spotOfId(id: string, type: string) {
    const resource = this.set.find(id, type);
    return resource && locationOf(resource);
  }
}

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
