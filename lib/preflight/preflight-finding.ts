import { PreflightCapability } from './preflight-capability';
import { PreflightSeverity } from './preflight-severity';

/**
 * A precondition that is broken, or that could not be seen.
 */
export interface PreflightFinding {
  /** The rule, for example `SSM-NET-003`; docs/rules.md has a section for each. */
  readonly ruleId: string;

  /** How much it matters. */
  readonly severity: PreflightSeverity;

  /** What is wrong, in a sentence. */
  readonly message: string;

  /** How to mend it, in a line. */
  readonly fix: string;

  /** Where the precondition comes from. */
  readonly source: string;

  /** What does not work because of it. */
  readonly capabilities: PreflightCapability[];

  /** The stack of the resource. */
  readonly stack: string;

  /** The logical id of the resource. */
  readonly logicalId: string;

  /** The type of the resource, for example `AWS::EC2::RouteTable`. */
  readonly resourceType: string;

  /**
   * The property, for example `Properties/SecurityGroupEgress/0`.
   *
   * @default - the resource as a whole
   */
  readonly property?: string;

  /**
   * The path of the construct.
   *
   * @default - the template does not come from the CDK
   */
  readonly constructPath?: string;

  /** The template that has the resource. */
  readonly templatePath: string;

  /**
   * Why somebody acknowledged it; an acknowledged finding does not block.
   *
   * @default - not acknowledged
   */
  readonly acknowledged?: string;
}
