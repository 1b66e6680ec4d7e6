/**
 * A fix as code of a CDK app.
 *
 * Names such as `vpc`, `node` and `role` stand for the constructs that the finding is about, in variables of the app. Modules have the names that AWS's
 * documentation gives them, such as `ec2` for `aws-cdk-lib/aws-ec2`.
 */
export interface PreflightCdkFix {
  /** In TypeScript. */
  readonly typescript: string;

  /** In Python. */
  readonly python: string;
}
