/**
 * A stack that preflight read, and where it is deployed.
 */
export interface PreflightStack {
  /** The name, as nodes and findings have it. */
  readonly name: string;

  /**
   * The account that the stack is deployed to.
   *
   * @default - the assembly does not say, so the stack may be deployed to any account
   */
  readonly account?: string;

  /**
   * The region that the stack is deployed to.
   *
   * @default - the assembly does not say, so the stack may be deployed to any region
   */
  readonly region?: string;
}
