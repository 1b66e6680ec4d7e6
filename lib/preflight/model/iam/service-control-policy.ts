import { AttachedPolicy } from './policy';
import { any, isKnown, Known, Unknown } from '../known';
import { isLiteral } from '../symbolic-text';

/** A policy of an organization that limits what the roles of its accounts may do. */
export interface ServiceControlPolicy {
  readonly policy: AttachedPolicy;
  /** Accounts, organizational units, and the root. */
  readonly targets: Known<readonly Known<string>[]>;
}

/** Which accounts are in an organizational unit is not in a policy. */
export function reachesAccount({ targets }: ServiceControlPolicy, account: string): Known<boolean> {
  if (!isKnown(targets)) { return targets; }
  return any(targets.map(target => {
    if (!isKnown(target)) { return target; }
    if (target === account) { return true; }
    return /^\d{12}$/.test(target) && isLiteral(account) ? false : new Unknown(`whether the account of the node is in ${target} cannot be seen`);
  }));
}
