/**
 * Whether Session Manager will reach a node.
 */
export enum PreflightVerdict {
  /** Every precondition that can be seen holds. */
  CONNECTS = 'CONNECTS',

  /** A precondition is broken. */
  BLOCKED = 'BLOCKED',

  /** Nothing is known to be broken, but something could not be seen, such as an imported VPC. */
  UNKNOWN = 'UNKNOWN',
}
