import { Elsewhere } from './granted-elsewhere';
import { deed, Fix } from '../../../model/fix';
import { Role } from '../../../model/iam/policy';
import { Decision } from '../../../model/iam/policy-evaluation';
import { Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { Capability } from '../../../model/session/capability';
import { Call } from '../../../model/session/requirement';
import { Service } from '../../../model/session/service';
import { display } from '../../../model/symbolic-text';
import { listed } from '../../../model/words';
import { Finding, undecided } from '../../rule';
import { denier, roleName } from '../identity/names';

/** A call of a role, and what became of it. */
export interface Attempt {
  readonly call: Call;
  readonly decision: Decision;
}

/** What calls of a role are for. */
export interface Purpose {
  readonly role: Role;
  /** Behind the action in a sentence, for example `into the bucket Logs`. */
  readonly target: string;
  /** What to allow the actions on. */
  readonly grant: string;
  /** What people see without. */
  readonly consequence: string;
  readonly capabilities: readonly Capability[];
  readonly services: readonly Service[];
  /** BLOCKED where it is left out. */
  readonly severity?: 'BLOCKED' | 'WARNING';
  /** Actions that are missing as well, and that no other rule reports: the fix names them, too. */
  readonly also?: readonly string[];
  /** What the role grants instead. */
  readonly elsewhere?: (call: Call) => Elsewhere | undefined;
  /** The policy of the resource, where a decision may be its. */
  readonly resource?: { readonly name: string; readonly location: PropertyLocation };
}

/** What is wrong with calls that are not allowed; one finding for all that have the same reason. */
export function refusals(attempts: readonly Attempt[], purpose: Purpose): Finding[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts.filter(({ decision }) => decision.allowed !== true)) {
    const { allowed, reason, by } = attempt.decision;
    const key = [allowed instanceof Unknown ? allowed.reason : '', reason, by?.location.resource.key, by?.location.property, by?.statement].join('\n');
    groups.set(key, [...groups.get(key) ?? [], attempt]);
  }
  return [...groups.values()].map(group => refusal(group, purpose));
}

function refusal(group: readonly Attempt[], purpose: Purpose): Finding {
  const [{ call, decision }] = group;
  const { role, target, consequence, capabilities, services, severity = 'BLOCKED' } = purpose;
  const actions = group.map(attempt => attempt.call.action);
  if (decision.allowed instanceof Unknown) {
    return undecided(decision.by?.location ?? role.location, `whether the role ${roleName(role)} may ${listed(actions)} ${target}`, decision.allowed, capabilities, services);
  }
  const { location, wrong, fix } = explained(actions, call, decision, purpose);
  return { severity, location, message: `${wrong}: ${consequence}`, fix, capabilities, services };
}

interface Explained {
  readonly location: PropertyLocation;
  readonly wrong: string;
  readonly fix: Fix;
}

function explained(actions: readonly string[], call: Call, decision: Decision, purpose: Purpose): Explained {
  const { role, target, grant, elsewhere, also = [] } = purpose;
  const name = roleName(role);
  const asked = listed(actions);
  const on = display(grant);
  switch (decision.reason) {
    case 'explicit-deny': {
      const by = decision.by!;
      const denying = by.location === role.boundary?.location ? `the permissions boundary, ${denier(by)},` : denier(by);
      return { location: by.location, wrong: `${denying} denies the role ${name} ${asked} ${target}`, fix: `take ${asked} on ${on} out of ${denier(by)}` };
    }
    case 'boundary': {
      const boundary = role.boundary!;
      return {
        location: boundary.location,
        wrong: `the role ${name} may not ${asked} ${target}, because its permissions boundary ${boundary.name} does not allow it`,
        fix: deed({ what: 'grant-in-boundary', actions }, `allow ${asked} on ${on} in the permissions boundary ${boundary.name} of ${name}`),
      };
    }
    case 'resource': {
      const resource = purpose.resource!;
      return {
        location: resource.location,
        wrong: `${resource.name} does not let the role ${name} ${asked} ${target}`,
        fix: deed({ what: 'let-in', actions }, `allow ${display(role.arn)} ${asked} in ${resource.name}`),
      };
    }
    default: {
      const other = elsewhere?.(call);
      return {
        location: other?.location ?? role.location,
        wrong: `the role ${name} may not ${asked} ${target}${other ? ` (${other.hint})` : ''}`,
        fix: deed({ what: 'grant', actions: [...actions, ...also] }, `allow ${listed([...actions, ...also])} on ${on} in a policy of ${name}`),
      };
    }
  }
}
