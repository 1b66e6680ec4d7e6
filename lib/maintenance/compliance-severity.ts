/**
 * How bad it is where an association has failed, as Compliance shows it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/compliance-about.html
 */
export enum ComplianceSeverity {
  /** Critical. */
  CRITICAL = 'CRITICAL',

  /** High. */
  HIGH = 'HIGH',

  /** Medium. */
  MEDIUM = 'MEDIUM',

  /** Low. */
  LOW = 'LOW',

  /** Not said. */
  UNSPECIFIED = 'UNSPECIFIED',
}
