import { PreflightCapability } from './preflight-capability';
import { PreflightFinding } from './preflight-finding';
import { PreflightPath } from './preflight-hop';
import { PreflightVerdict } from './preflight-verdict';

/**
 * What preflight says of one capability of a node.
 */
export interface PreflightCapabilityResult {
  /** The capability. */
  readonly capability: PreflightCapability;

  /** Whether it counts for the verdict of the node. */
  readonly required: boolean;

  /** Whether it works. */
  readonly verdict: PreflightVerdict;

  /**
   * Why it is not part of this node, for example that no session document names a bucket.
   *
   * @default - it is
   */
  readonly notApplicable?: string;
}

/**
 * The session document that sessions with a node use.
 */
export interface PreflightSessionDocument {
  /** The name of the document. */
  readonly name: string;

  /** Why preflight takes this document to be the one. */
  readonly because: string;
}

/**
 * What preflight says of a node: an instance, an Auto Scaling group, or a launch template that nothing in the assembly uses.
 */
export interface PreflightNode {
  /** Unique in the report: the construct path, or stack and logical id. */
  readonly id: string;

  /** Its logical id. */
  readonly logicalId: string;

  /** Its stack. */
  readonly stack: string;

  /** The type of its resource, for example `AWS::EC2::Instance`. */
  readonly resourceType: string;

  /**
   * The path of its construct.
   *
   * @default - the template does not come from the CDK
   */
  readonly constructPath?: string;

  /** Whether Session Manager will reach it, with all that is required of it. */
  readonly verdict: PreflightVerdict;

  /** Each capability by itself. */
  readonly capabilities: PreflightCapabilityResult[];

  /** The path that matters most: the first one that is broken, or else the one to `ssmmessages`, which carries sessions. It is one of `paths`. */
  readonly mainPath: PreflightPath;

  /** The paths to each service, from each subnet. */
  readonly paths: PreflightPath[];

  /**
   * The session document that sessions with the node use, as far as the reading shows.
   *
   * @default - none is in sight
   */
  readonly sessionDocument?: PreflightSessionDocument;

  /** What is wrong, the first broken precondition first. */
  readonly findings: PreflightFinding[];
}
