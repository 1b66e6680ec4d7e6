import { roleName } from './names';
import { ActionDecision, Permissions } from './permissions';
import { deed, FixStep } from '../../../model/fix';
import { Role } from '../../../model/iam/policy';
import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { isKnown, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { listed } from '../../../model/words';

/** The names of the actions. */
export function actionNames(decisions: readonly ActionDecision[]): string[] {
  return decisions.map(each => each.action);
}

/** Those that no policy of the role grants. What a deny or a boundary takes away is for other rules to tell. */
export function ungranted(decisions: readonly ActionDecision[]): ActionDecision[] {
  return ofGrants(decisions).filter(({ decision }) => decision.allowed === false);
}

/** Those of which it cannot be seen whether a policy grants them, with the reason of the first; those of other reasons are left out. */
export function unseen(decisions: readonly ActionDecision[]): { readonly actions: string[]; readonly unknown: Unknown } | undefined {
  const unknown = ofGrants(decisions).map(({ decision }) => decision.allowed).find(allowed => !isKnown(allowed)) as Unknown | undefined;
  return unknown && {
    actions: actionNames(ofGrants(decisions).filter(({ decision: { allowed } }) => !isKnown(allowed) && allowed.reason === unknown.reason)),
    unknown,
  };
}

/** What people see, by what the role cannot do. */
export function consequence({ registration, registers }: Permissions, missing: readonly string[]): string {
  if (missing.some(action => registration.some(each => each.action === action))) {
    return 'the agent never registers, and no session will start';
  }
  return registers === true ? 'the node will be Online, and no session will start' : 'no session will start';
}

/** Where to add an action: to the policy that grants its fellows, where there is one that can be changed; otherwise to the role. */
export function whereToGrant(
  role: Role, fellows: readonly ActionDecision[],
): { readonly location: PropertyLocation; readonly policy?: DecidingPolicy } {
  const policy = fellows.filter(({ decision }) => decision.allowed === true).map(({ decision }) => decision.by).find(isOwn);
  return policy ? { location: policy.location, policy } : { location: role.location };
}

/** How to grant actions. */
export function howToGrant(role: Role, actions: readonly string[], policy: DecidingPolicy | undefined, instead?: string): FixStep[] {
  const grant = (where: string) => deed({ what: 'grant', actions }, `allow ${listed(actions)} on *${where}`);
  if (policy) {
    return [grant(` in ${policy.name} of ${roleName(role)}`)];
  }
  return instead
    ? [deed({ what: 'attach-managed-policy', policy: instead }, `attach the managed policy ${instead} to ${roleName(role)}`), grant('')]
    : [grant(` in a policy of ${roleName(role)}`)];
}

/** How to let a permissions boundary allow actions. */
export function howToAllowInBoundary({ name }: Pick<DecidingPolicy, 'name'>, actions: readonly string[]): FixStep {
  return deed({ what: 'grant-in-boundary', actions }, `allow ${listed(actions)} on * in the permissions boundary ${name}`);
}

function ofGrants(decisions: readonly ActionDecision[]): ActionDecision[] {
  return decisions.filter(({ decision: { reason } }) => reason !== 'explicit-deny' && reason !== 'boundary');
}

/** A managed policy of AWS's own is only named in the template. */
function isOwn(policy: DecidingPolicy | undefined): policy is DecidingPolicy {
  return policy !== undefined && policy.foreign !== true;
}
