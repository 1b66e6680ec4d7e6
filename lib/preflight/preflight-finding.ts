import { PreflightCapability } from './preflight-capability';
import { PreflightCdkFix } from './preflight-cdk-fix';
import { PreflightSeverity } from './preflight-severity';
import { PreflightSource } from './preflight-source';

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

  /**
   * The fix as code of the CDK app that made the resource.
   *
   * @default - the resource was not made by the CDK, the finding is UNKNOWN, or there is no code that is right whatever else the app does
   */
  readonly cdkFix?: PreflightCdkFix;

  /** What happens to people where the precondition does not hold, and why. */
  readonly why: string;

  /** The page of AWS that documents the precondition. */
  readonly documentation: string;

  /**
   * The section of docs/agent-contract.md that the precondition comes from; of docs/facts/access.md where the finding is about people,
   * and of docs/facts/audit.md where it is about the audit.
   */
  readonly contract: string;

  /** The capabilities that do not work because of it, or of which that is not known. */
  readonly capabilities: PreflightCapability[];

  /** Where the resource was read. */
  readonly source: PreflightSource;

  /** The stack of the resource; its account and region where it was read from an account. */
  readonly stack: string;

  /** The logical id of the resource; its name or id where it was read from an account. */
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

  /**
   * The template that has the resource.
   *
   * @default - the resource was not read from a template
   */
  readonly templatePath?: string;

  /**
   * The reason for which the finding was acknowledged. An acknowledged finding does not count for any verdict.
   *
   * @default - not acknowledged
   */
  readonly acknowledged?: string;

  /**
   * How to say that it holds, once you have checked it, as the option `--assume` takes it: `subnet-0123=nat|public|endpoints`.
   * `PreflightAssumption` says the same.
   *
   * @default - there is no assumption for it, or the finding is not UNKNOWN
   */
  readonly assumption?: string;
}
