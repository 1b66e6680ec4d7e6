import { roleMayUse } from './key-access';
import { Role } from '../../../model/iam/policy';
import { Decision } from '../../../model/iam/policy-evaluation';
import { isKnown } from '../../../model/known';
import { Call } from '../../../model/session/requirement';
import { openSession } from '../../../model/session/requirements';
import { Key } from '../../../model/session/session-resources';
import { RuleContext } from '../../rule-context';
import { callingRole } from '../logging/caller';
import { namedKey, Named } from '../logging/session-document';

/** An alias, or the ARN of one. */
export function isAlias(name: string): boolean {
  return /(^|:)alias\//.test(name);
}

/** Opening the session key with the role of the node. */
export interface Opening {
  readonly role: Role;
  readonly key: Key;
  readonly call: Call;
  readonly decision: Decision;
}

/** Undefined where the document in use has no key, and where that cannot be seen, which SSM-KEY-001 reports. */
export function openingOf(context: RuleContext): Opening | undefined {
  const named: Named<Key> | undefined = namedKey(context);
  const role = named && callingRole(context);
  if (!named || !role || !isKnown(named.found)) {
    return undefined;
  }
  const key = named.found;
  const call = openSession(key.arn);
  return { role, key, call, decision: roleMayUse(context, role, key, call) };
}
