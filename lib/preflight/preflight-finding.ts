import { PreflightCapability } from './preflight-capability';
import { PreflightSeverity } from './preflight-severity';
import { PreflightSource } from './preflight-source';

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

  /** What happens to people where the precondition does not hold, and why. */
  readonly why: string;

  /** The page of AWS that documents the precondition. */
  readonly documentation: string;

  /** The section of docs/agent-contract.md that the precondition comes from. */
  readonly contract: string;

  /** What does not work because of it. */
  readonly capabilities: PreflightCapability[];

  /** Where the resource was read. */
  readonly source: PreflightSource;

  /** The stack of the resource; its account and region where it was read from an account. */
  readonly stack: string;

  /** The logical id of the resource; its name or id where it was read from an account. */
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

  /**
   * The template that has the resource.
   *
   * @default - the resource was not read from a template
   */
  readonly templatePath?: string;

  /**
   * Why somebody acknowledged it; an acknowledged finding does not block.
   *
   * @default - not acknowledged
   */
  readonly acknowledged?: string;
}
