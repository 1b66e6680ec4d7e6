import { PreflightFinding } from './preflight-finding';
import { PreflightVerdict } from './preflight-verdict';

/**
 * The kind of a hop on the network path from a node to a service.
 */
export enum PreflightHopKind {
  /** The node itself. */
  NODE = 'NODE',

  /** The IAM role of the node. */
  IDENTITY = 'IDENTITY',

  /** The SSM Agent on the node. */
  AGENT = 'AGENT',

  /** The security groups of the node. */
  SECURITY_GROUP = 'SECURITY_GROUP',

  /** The network ACL of the node's subnet. */
  NETWORK_ACL = 'NETWORK_ACL',

  /** The route table of the node's subnet. */
  ROUTE = 'ROUTE',

  /** A gateway on the way to the Internet, such as an Internet gateway, a NAT gateway or a NAT instance. */
  GATEWAY = 'GATEWAY',

  /** A VPC endpoint. */
  ENDPOINT = 'ENDPOINT',

  /** The service itself, with the resource in use: a bucket, a log group or a key. */
  SERVICE = 'SERVICE',
}

/**
 * A hop on the network path from a node to a service, with the findings about it.
 */
export interface PreflightHop {
  /** The kind of the hop. */
  readonly kind: PreflightHopKind;

  /** A text for people, for example `NAT gateway` or `VPC endpoint for ssmmessages`. */
  readonly label: string;

  /**
   * The logical id of the resource.
   *
   * @default - the hop is not a resource of the templates
   */
  readonly logicalId?: string;

  /** CONNECTS if nothing is wrong at this hop. */
  readonly verdict: PreflightVerdict;

  /** The findings about this hop, the most important one first. */
  readonly findings: PreflightFinding[];
}

/**
 * The network path from a node to a service.
 */
export interface PreflightPath {
  /** The service, for example `ssmmessages`. */
  readonly service: string;

  /**
   * The logical id of the subnet that the path starts from. A node that may start in several subnets has paths from each.
   *
   * @default - the subnet is not in the templates
   */
  readonly subnet?: string;

  /** The hops, from the node to the service. */
  readonly hops: PreflightHop[];

  /** The worst verdict of all hops. */
  readonly verdict: PreflightVerdict;
}
