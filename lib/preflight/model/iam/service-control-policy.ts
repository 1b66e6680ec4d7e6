import { AttachedPolicy } from './policy';
import { Known } from '../known';

/** A policy of an organization that limits what the roles of its accounts may do. */
export interface ServiceControlPolicy {
  readonly policy: AttachedPolicy;
  /** Accounts, organizational units, and the root. */
  readonly targets: Known<readonly Known<string>[]>;
}
