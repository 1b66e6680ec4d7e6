import type { Endpoint, Vpc } from './network';
import { Known } from '../known';
import { PropertyLocation } from '../location';

/** What answers the nodes of a VPC before the public DNS does, where they ask Amazon's resolver. */
export interface Resolver {
  /** What the names of the region's services end with, for example `eu-west-1.amazonaws.com`. */
  readonly domain: string;
  /** Private hosted zones, whether or not they are the VPC's. */
  readonly zones: readonly PrivateZone[];
  /** The resolver rules of the VPC. */
  readonly rules: readonly ResolverRule[];
  /** Route 53 Profiles of the VPC: bundles of zones, rules and firewalls that are shared between accounts. */
  readonly profiles: readonly PropertyLocation[];
  /** The rules of DNS Firewall for the VPC, in the order in which they are asked. */
  readonly firewall: readonly FirewallRule[];
}

/** A zone that answers instead of the public DNS in the VPCs that it is associated with. */
export interface PrivateZone {
  readonly location: PropertyLocation;
  /** In lower case, without a dot at the end, as all names here. */
  readonly name: Known<string>;
  /** Whether it is associated with the VPC. */
  readonly associated: Known<boolean>;
  readonly records: readonly DnsRecord[];
}

export interface DnsRecord {
  readonly location: PropertyLocation;
  /** May begin with `*.`. */
  readonly name: Known<string>;
  readonly type: Known<string>;
  readonly target: Known<EndpointTarget>;
}

/** An interface endpoint that a record leads to, and the VPC that it is in. */
export interface EndpointTarget {
  readonly vpc: Vpc;
  readonly endpoint: Endpoint;
}

export interface ResolverRule {
  readonly location: PropertyLocation;
  readonly domain: Known<string>;
  /** True where queries go to other servers; false where Amazon's resolver answers them after all. */
  readonly forwards: Known<boolean>;
}

export interface FirewallRule {
  readonly location: PropertyLocation;
  /** True where a query that matches gets no answer; false where it gets one, and no later rule is asked. */
  readonly blocks: Known<boolean>;
  /** `*` for all names, `*.` before a name for what is below it. */
  readonly domains: Known<readonly Known<string>[]>;
}

/** Where nothing comes before the public DNS. */
export function plainResolver(domain: string): Resolver {
  return { domain, zones: [], rules: [], profiles: [], firewall: [] };
}
