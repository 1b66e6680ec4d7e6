import { PreflightFinding } from './preflight-finding';

/**
 * Something risky that a person may do: a user, a group, a permission set, or a role that others than services of AWS may assume.
 *
 * It is a WARNING and changes no verdict. It names the resource and the property that decide, where it can also be acknowledged, as at the person.
 * It stops no capability, so `capabilities` is empty. `message` begins with the id of the person.
 */
export interface PreflightAccessFinding extends PreflightFinding {
  /** The id of the person, as in `PreflightReport.principals`. */
  readonly principal: string;

  /**
   * The `Sid` of the statement that decides, or its number.
   *
   * @default - no single statement decides
   */
  readonly statement?: string;
}
