import { PreflightCapability } from './preflight-capability';
import { PreflightFinding } from './preflight-finding';
import { PreflightPath } from './preflight-hop';
import { PreflightVerdict } from './preflight-verdict';

/**
 * The result for one capability of a node.
 */
export interface PreflightCapabilityResult {
  /** The capability. */
  readonly capability: PreflightCapability;

  /** Whether the capability counts for the verdict of the node. */
  readonly required: boolean;

  /** Whether the capability works. */
  readonly verdict: PreflightVerdict;

  /**
   * Why the capability does not apply to this node, for example that no session document names a bucket.
   *
   * @default - the capability applies
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
 * The result for one node: an EC2 instance, an Auto Scaling group, a fleet, what a service of AWS starts instances by, or a launch template that none
 * of these in the templates uses.
 */
export interface PreflightNode {
  /** The construct path, or else `<stack>/<logical id>`. Unique in the report. */
  readonly id: string;

  /** The logical id of the resource. */
  readonly logicalId: string;

  /** The name of the stack. */
  readonly stack: string;

  /** The CloudFormation type of the resource, for example `AWS::EC2::Instance`. */
  readonly resourceType: string;

  /**
   * The path of the construct.
   *
   * @default - not known, because the template does not come from the CDK
   */
  readonly constructPath?: string;

  /** Whether everything that is required of the node works. */
  readonly verdict: PreflightVerdict;

  /** The result for each capability, whether it is required or not. */
  readonly capabilities: PreflightCapabilityResult[];

  /** The path that matters most: the first one that is broken, or else the one to `ssmmessages`, which carries sessions. It is one of `paths`. */
  readonly mainPath: PreflightPath;

  /** The network paths to each service, from each subnet that the node may start in. */
  readonly paths: PreflightPath[];

  /**
   * The session document that sessions with the node use, as far as the reading shows.
   *
   * @default - none is in sight
   */
  readonly sessionDocument?: PreflightSessionDocument;

  /** The findings about the required capabilities, the most serious first and otherwise in the order of the network path. */
  readonly findings: PreflightFinding[];
}
