import { isKnown, Unknown } from '../../model/known';
import { DefaultHostManagement } from '../../model/node';
import { Spot } from '../../model/place';
import { Role } from '../../model/policy';
import { roleOf } from '../access';
import { hostManagementOf, permissionsOf, takesOver } from '../identity/permissions';
import { Site } from '../site';

/** Whose credentials the agent calls with. */
export type Caller =
  | { readonly kind: 'role'; readonly role: Role }
  /** Perhaps that of Default Host Management, of which an assembly has the name only. */
  | { readonly kind: 'unseen'; readonly spot: Spot; readonly unknown: Unknown };

/** Undefined where the node has no role, or one that cannot be seen, which the identity rules tell. */
export function callerOf(site: Site): Caller | undefined {
  const role = roleOf(site);
  if (role !== undefined && !isKnown(role)) {
    return undefined;
  }
  const taken = permissionsOf(site)?.registers === true ? false : takesOver(site);
  if (taken === false) {
    return role && { kind: 'role', role };
  }
  const management = hostManagementOf(site);
  const seen = management !== undefined && isKnown(management) ? management : undefined;
  return { kind: 'unseen', spot: seen?.spot ?? { place: site.node.place }, unknown: isKnown(taken) ? notLookedAt(seen) : taken };
}

/** The node's own role, where the agent calls with it. */
export function callingRole(site: Site): Role | undefined {
  const caller = callerOf(site);
  return caller?.kind === 'role' ? caller.role : undefined;
}

function notLookedAt(management: DefaultHostManagement | undefined): Unknown {
  const name = management && isKnown(management.role) ? ` ${management.role}` : '';
  return new Unknown(`the agent calls with the role${name} of Default Host Management, whose policies cannot be seen`);
}
