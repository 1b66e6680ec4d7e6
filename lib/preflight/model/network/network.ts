import type { Resolver } from './dns';
import { PolicyDocument } from '../iam/policy';
import { Known, Listing, Unknown } from '../known';
import { PropertyLocation } from '../location';
import { Misnomer } from '../misnomer';
import { Image } from '../node';

/** A value and the property that sets it, or that would. */
export interface Setting<T> {
  readonly value: Known<T>;
  readonly location: PropertyLocation;
}

export interface Vpc {
  readonly id: string;
  /** Where it is defined. */
  readonly location: PropertyLocation;
  /** IPv4 and IPv6, as far as they are seen: each route table has a route of its own for each of them. */
  readonly blocks: readonly Known<string>[];
  readonly dnsSupport: Setting<boolean>;
  readonly dnsHostnames: Setting<boolean>;
  /** False where a set of DHCP options names other DNS servers than Amazon's. */
  readonly amazonDns: Setting<boolean>;
  /** What Amazon's resolver answers in the VPC. */
  readonly resolver: Resolver;
  /** The Internet gateways that are attached. */
  readonly internetGateways: Listing<Attachment>;
  readonly endpoints: Listing<Endpoint>;
  /** What VPC Block Public Access leaves open to the VPC as a whole; undefined where it is off. */
  readonly publicAccess?: Setting<PublicAccess>;
  /** The group of nodes that name none, where the reader knows nothing of the VPC but that it is as AWS makes it. */
  readonly defaultGroup?: SecurityGroup;
}

/**
 * Which connections that begin in a VPC or subnet get through an Internet gateway: all, only those by a NAT gateway or an egress-only Internet
 * gateway, or none.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa-basics.html
 */
export type PublicAccess = 'open' | 'outbound-gateways' | 'closed';

export interface Attachment {
  readonly gateway: Known<string>;
  readonly location: PropertyLocation;
}

export interface Subnet {
  readonly id: string;
  readonly location: PropertyLocation;
  readonly vpc: Known<Vpc>;
  /** Undefined where the subnet has IPv6 only. */
  readonly cidr: Known<string | undefined>;
  readonly ipv6Cidr: Known<string | undefined>;
  readonly zone: Known<string>;
  readonly publicAddressOnLaunch: Setting<boolean>;
  readonly ipv6AddressOnCreation: Setting<boolean>;
  readonly dns64: Setting<boolean>;
  readonly routeTable: Known<RouteTable>;
  readonly acl: Known<NetworkAcl>;
  /** What VPC Block Public Access leaves open to the subnet; undefined where it is off. */
  readonly publicAccess?: Setting<PublicAccess>;
}

export interface RouteTable {
  readonly id: string;
  /** Of the table, or of the VPC where the main one is used. */
  readonly location: PropertyLocation;
  /** What puts the subnet on the table; undefined for the main one. */
  readonly association?: PropertyLocation;
  /** The id of its VPC; undefined for the main one, which is of the subnet's. */
  readonly vpc?: Known<string>;
  /** Without the VPC's own. */
  readonly routes: Route[];
  /** Why what it is associated with may do without it. */
  readonly doubt?: Unknown;
}

export interface Route {
  readonly location: PropertyLocation;
  /** A CIDR block, IPv4 or IPv6, or the id of a prefix list. */
  readonly destination: Known<string>;
  /** The id of the prefix list that the destination is an entry of; undefined for a route to a block. */
  readonly prefixList?: string;
  readonly target: RouteTarget;
  /** Why it may not be in the table; undefined where it certainly is. */
  readonly doubt?: Unknown;
  /** Where nobody knows which table it is of, so that it is likely to be of another one. */
  readonly isOfAnyTable?: true;
}

export type RouteTarget =
  | GatewayTarget
  | { readonly kind: 'egress-only-gateway'; readonly id: string; readonly location?: PropertyLocation }
  | { readonly kind: 'nat-gateway'; readonly id: string; readonly gateway: Known<NatGateway> }
  | { readonly kind: 'instance'; readonly id: string; readonly instance: Known<RoutingInstance> }
  /** Transit gateway, peering, virtual private gateway, and everything else that leads out of sight; perhaps to an appliance in the VPC itself. */
  | { readonly kind: 'elsewhere'; readonly what: string; readonly peering?: Peering; readonly appliance?: true } & Edge
  /** The VPC itself. */
  | { readonly kind: 'local' }
  /** A route without a target. */
  | { readonly kind: 'nowhere' };

export type GatewayTarget = { readonly kind: 'internet-gateway'; readonly id: string; readonly location?: PropertyLocation } & Edge;

/** A gateway at the edge of a VPC. */
export interface Edge {
  /**
   * Its route table, which decides where what enters the VPC goes first; undefined where that goes to where it is for.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/gateway-route-tables.html
   */
  readonly arrivals?: Known<RouteTable>;
}

/** A peering connection that is seen with the VPCs that it joins. */
export interface Peering {
  readonly id: string;
  readonly vpcs: readonly string[];
}

export interface NatGateway {
  readonly location: PropertyLocation;
  /**
   * Undefined for a regional one: it is in its VPC as a whole, and AWS gives it a route table that leads to the Internet gateway.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
   */
  readonly subnet: Known<Subnet> | undefined;
  /** Where the subnet is chosen, or the VPC of a regional one. */
  readonly subnetLocation: PropertyLocation;
  readonly vpc: Known<Vpc>;
  /** The zones of a regional one that its owner expands; undefined where it expands by itself. */
  readonly zones?: Setting<Known<string>[]>;
  /** False for a private one. */
  readonly connectivity: Setting<'public' | 'private'>;
  readonly elasticIp: Setting<boolean>;
  /** What the gateway names in a form that EC2 does not take. */
  readonly misnomers?: readonly Misnomer[];
}

/** An instance that forwards packets of others: a NAT instance. */
export interface RoutingInstance {
  readonly location: PropertyLocation;
  readonly subnet: Known<Subnet>;
  /** Where the subnet is chosen. */
  readonly subnetLocation: PropertyLocation;
  readonly image: Setting<Image>;
  readonly userData: Setting<string>;
  readonly sourceDestCheck: Setting<boolean>;
  readonly publicAddress: Setting<boolean>;
  readonly securityGroups: Known<SecurityGroup>[];
}

export interface SecurityGroup {
  readonly id: string;
  readonly location: PropertyLocation;
  /** Where rules of the group are written, or would be. */
  readonly egressLocation?: PropertyLocation;
  readonly ingressLocation?: PropertyLocation;
  readonly vpc: Known<string>;
  /** Other VPCs that the group is associated with, so that it can be used there. */
  readonly associations?: readonly VpcAssociation[];
  readonly egress: SecurityGroupRule[];
  readonly ingress: SecurityGroupRule[];
  /** Where there may be rules that cannot be seen. */
  readonly hiddenRules?: Known<never>;
}

export interface VpcAssociation {
  readonly location: PropertyLocation;
  /** The id of the VPC. */
  readonly vpc: Known<string>;
}

export interface SecurityGroupRule {
  readonly location: PropertyLocation;
  /** `-1` for all, `tcp`, `udp`, `icmp`, `icmpv6` or a number as text. */
  readonly protocol: Known<string>;
  /** Undefined for all ports. */
  readonly ports: Known<PortRange | undefined>;
  readonly peer: Known<Peer>;
}

export type Peer =
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'prefix-list'; readonly id: string };

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export interface NetworkAcl {
  readonly location: PropertyLocation;
  /** What puts the subnet under it; undefined for the default one. */
  readonly association?: PropertyLocation;
  /** The id of its VPC; undefined for the default one, which is of the subnet's. */
  readonly vpc?: Known<string>;
  /** In any order; the number decides. The last rule, which denies all, is not among them. */
  readonly entries: AclEntry[];
  /** Why the subnet may be under another one, which lets through what this one does not. */
  readonly doubt?: Unknown;
}

export interface AclEntry {
  readonly location: PropertyLocation;
  readonly number: Known<number>;
  readonly egress: Known<boolean>;
  readonly allow: Known<boolean>;
  /** `-1` for all, otherwise the protocol's number as text. */
  readonly protocol: Known<string>;
  readonly ports: Known<PortRange | undefined>;
  readonly cidr: Known<string>;
}

export interface Endpoint {
  readonly id: string;
  readonly location: PropertyLocation;
  readonly kind: 'interface' | 'gateway';
  /** The last part of the service's name, for example `ssm`. */
  readonly service: Known<string>;
  /** The region in the service's name; undefined where it is certainly the VPC's own. */
  readonly region: Known<string | undefined>;
  /** Where the service is named. */
  readonly serviceLocation: PropertyLocation;
  readonly privateDns: Setting<boolean>;
  readonly subnets: Setting<Known<Subnet>[]>;
  readonly securityGroups: Setting<Known<SecurityGroup>[]>;
  /** Ids. */
  readonly routeTables: Setting<Known<string>[]>;
  readonly policy: Setting<PolicyDocument | undefined>;
}
