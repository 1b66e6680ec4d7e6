import { roleMayUse } from './key-access';
import { isKnown } from '../../model/known';
import { Key } from '../../model/logging';
import { Call } from '../../model/need';
import { openSession } from '../../model/needs';
import { Role } from '../../model/policy';
import { Decision } from '../../model/policy-evaluation';
import { callingRole } from '../logging/caller';
import { askedKey, Named } from '../logging/document';
import { Site } from '../site';

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

/** Undefined where the document in use has no key, and where that cannot be seen, which SSM-KEY-001 tells. */
export function openingOf(site: Site): Opening | undefined {
  const named: Named<Key> | undefined = askedKey(site);
  const role = named && callingRole(site);
  if (!named || !role || !isKnown(named.found)) {
    return undefined;
  }
  const key = named.found;
  const call = openSession(key.arn);
  return { role, key, call, decision: roleMayUse(site, role, key, call) };
}
