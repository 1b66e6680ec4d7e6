import { AttachedPolicy } from '../iam/policy';
import { Environment } from '../node';

/** A policy of CloudWatch Logs: of an account and region, or of one group. */
export interface LogGroupPolicy extends AttachedPolicy {
  readonly environment: Environment;
  /** Whether it is one of those that an account and region has ten of. */
  readonly isOfAccount: boolean;
  /** How many characters it has at least; what only the deployment knows may add to it. */
  readonly leastCharacters: number;
}
