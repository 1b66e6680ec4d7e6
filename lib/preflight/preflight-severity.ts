/**
 * How much a finding matters.
 */
export enum PreflightSeverity {
  /** A precondition is broken; the node is BLOCKED. */
  BLOCKED = 'BLOCKED',

  /** A precondition could not be seen; the node is at best UNKNOWN. */
  UNKNOWN = 'UNKNOWN',

  /** Risky but working, such as a node that does not wait for its endpoints; the verdict stays. */
  WARNING = 'WARNING',
}
