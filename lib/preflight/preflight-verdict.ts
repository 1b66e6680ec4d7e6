/**
 * Whether Session Manager will reach a node.
 */
export enum PreflightVerdict {
  /** Every precondition that the templates can show holds. */
  CONNECTS = 'CONNECTS',

  /** A precondition is broken. */
  BLOCKED = 'BLOCKED',

  /** No precondition is known to be broken, but something cannot be seen, such as an imported VPC. */
  UNKNOWN = 'UNKNOWN',
}
