/**
 * How much a finding matters.
 */
export enum PreflightSeverity {
  /**
   * A precondition is broken; the node is BLOCKED if it requires one of the capabilities. Of `PreflightReport.auditFindings`: the deployment is refused, or
   * nothing ever comes of it.
   */
  BLOCKED = 'BLOCKED',

  /** The templates do not show whether a precondition holds; the node is UNKNOWN at best. */
  UNKNOWN = 'UNKNOWN',

  /** Risky, but it works, such as a node that does not wait for its VPC endpoints. The verdict does not change. */
  WARNING = 'WARNING',
}
