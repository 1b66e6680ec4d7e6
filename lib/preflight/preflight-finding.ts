import { PreflightCapability } from './preflight-capability';
import { PreflightSeverity } from './preflight-severity';

/**
 * A precondition that is broken, or that the templates do not show.
 */
export interface PreflightFinding {
  /** The id of the rule, for example `SSM-NET-003`. docs/rules.md has a section for each rule. */
  readonly ruleId: string;

  /** How much the finding matters. */
  readonly severity: PreflightSeverity;

  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;

  /** How to fix it, in one line without a full stop. */
  readonly fix: string;

  /** Where the precondition is documented, for example `docs/agent-contract.md, section 6`. */
  readonly source: string;

  /** The capabilities that do not work because of it, or of which that is not known. */
  readonly capabilities: PreflightCapability[];

  /** The name of the stack that has the resource. */
  readonly stack: string;

  /** The logical id of the resource. */
  readonly logicalId: string;

  /** The CloudFormation type of the resource, for example `AWS::EC2::RouteTable`. */
  readonly resourceType: string;

  /**
   * The property of the resource, for example `Properties/SecurityGroupEgress/0`.
   *
   * @default - the finding is about the resource as a whole
   */
  readonly property?: string;

  /**
   * The path of the construct that made the resource.
   *
   * @default - not known, because the template does not come from the CDK
   */
  readonly constructPath?: string;

  /** The path of the template file that has the resource. */
  readonly templatePath: string;

  /**
   * The reason for which the finding was acknowledged. An acknowledged finding does not count for any verdict.
   *
   * @default - not acknowledged
   */
  readonly acknowledged?: string;
}
