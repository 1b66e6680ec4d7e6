import { Role } from '../../../model/iam/policy';
import { isKnown, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { DefaultHostManagement } from '../../../model/node';
import { RuleContext } from '../../rule-context';
import { roleOf } from '../access';
import { hostManagementOf, permissionsOf, takesOver } from '../identity/permissions';

/** Whose credentials the agent calls with. */
export type Caller =
  | { readonly kind: 'role'; readonly role: Role }
  /** Perhaps that of Default Host Management, of which an assembly may have the name only. */
  | { readonly kind: 'unseen'; readonly location: PropertyLocation; readonly unknown: Unknown };

/** Undefined where the node has no role, or one that cannot be seen, which the identity rules tell. */
export function callerOf(context: RuleContext): Caller | undefined {
  const role = roleOf(context);
  if (role !== undefined && !isKnown(role)) {
    return undefined;
  }
  const taken = permissionsOf(context)?.registers === true ? false : takesOver(context);
  if (taken === false) {
    return role && { kind: 'role', role };
  }
  const management = hostManagementOf(context);
  const seen = management !== undefined && isKnown(management) ? management : undefined;
  if (taken === true && seen?.seenRole !== undefined && isKnown(seen.seenRole)) {
    return { kind: 'role', role: seen.seenRole };
  }
  return { kind: 'unseen', location: seen?.location ?? { resource: context.node.resource }, unknown: isKnown(taken) ? notLookedAt(seen) : taken };
}

/** The role that the agent calls with, where it can be seen: the node's own, or that of Default Host Management. */
export function callingRole(context: RuleContext): Role | undefined {
  const caller = callerOf(context);
  return caller?.kind === 'role' ? caller.role : undefined;
}

function notLookedAt(management: DefaultHostManagement | undefined): Unknown {
  const name = management && isKnown(management.role) ? ` ${management.role}` : '';
  return new Unknown(`the agent calls with the role${name} of Default Host Management, whose policies cannot be seen`);
}
