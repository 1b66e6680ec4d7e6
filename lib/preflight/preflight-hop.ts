import { PreflightFinding } from './preflight-finding';
import { PreflightVerdict } from './preflight-verdict';

/**
 * A station on the way from a node to a service.
 */
export enum PreflightHopKind {
  /** The node itself. */
  NODE = 'NODE',

  /** Its role. */
  IDENTITY = 'IDENTITY',

  /** The SSM Agent in its image. */
  AGENT = 'AGENT',

  /** Its security groups. */
  SECURITY_GROUP = 'SECURITY_GROUP',

  /** The network ACL of its subnet. */
  NETWORK_ACL = 'NETWORK_ACL',

  /** The route table of its subnet. */
  ROUTE = 'ROUTE',

  /** A gateway to the Internet. */
  GATEWAY = 'GATEWAY',

  /** A VPC endpoint. */
  ENDPOINT = 'ENDPOINT',

  /** The service itself, with what it keeps: a bucket, a log group, a key. */
  SERVICE = 'SERVICE',
}

/**
 * A station on the way from a node to a service, and what is wrong with it.
 */
export interface PreflightHop {
  /** What it is. */
  readonly kind: PreflightHopKind;

  /** For people to read, for example `NAT gateway` or `VPC endpoint for ssmmessages`. */
  readonly label: string;

  /**
   * The logical id of the resource.
   *
   * @default - not a resource of the assembly
   */
  readonly logicalId?: string;

  /** CONNECTS where nothing is wrong here. */
  readonly verdict: PreflightVerdict;

  /** What is wrong here; the first one is the most important. */
  readonly findings: PreflightFinding[];
}

/**
 * The way from a node to a service.
 */
export interface PreflightPath {
  /** For example `ssmmessages`. */
  readonly service: string;

  /**
   * The logical id of the subnet, where the node may start in several.
   *
   * @default - the subnet is not in the assembly
   */
  readonly subnet?: string;

  /** Station by station, from the node to the service. */
  readonly hops: PreflightHop[];

  /** The worst of the hops. */
  readonly verdict: PreflightVerdict;
}
