import { Capability } from '../../model/capability';
import { Unknown } from '../../model/known';
import { Call } from '../../model/need';
import { Spot } from '../../model/place';
import { Role } from '../../model/policy';
import { Decision } from '../../model/policy-evaluation';
import { Service } from '../../model/service';
import { display } from '../../model/text';
import { denier, listed, roleName } from '../identity/names';
import { Problem, undecided } from '../rule';
import { Elsewhere } from './granted-elsewhere';

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
  /** Actions that are missing as well, and told by nobody else: the fix names them, too. */
  readonly also?: readonly string[];
  /** What the role grants instead. */
  readonly elsewhere?: (call: Call) => Elsewhere | undefined;
  /** The policy of the resource, where a decision may be its. */
  readonly resource?: { readonly name: string; readonly spot: Spot };
}

/** What is wrong with calls that are not allowed; one problem for all that have the same reason. */
export function refusals(attempts: readonly Attempt[], purpose: Purpose): Problem[] {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts.filter(({ decision }) => decision.allowed !== true)) {
    const { allowed, reason, by } = attempt.decision;
    const key = [allowed instanceof Unknown ? allowed.reason : '', reason, by?.spot.place.key, by?.spot.property, by?.statement].join('\n');
    groups.set(key, [...groups.get(key) ?? [], attempt]);
  }
  return [...groups.values()].map(group => refusal(group, purpose));
}

function refusal(group: readonly Attempt[], purpose: Purpose): Problem {
  const [{ call, decision }] = group;
  const { role, target, consequence, capabilities, services, severity = 'BLOCKED' } = purpose;
  const actions = group.map(attempt => attempt.call.action);
  if (decision.allowed instanceof Unknown) {
    return undecided(decision.by?.spot ?? role.spot, `whether the role ${roleName(role)} may ${listed(actions)} ${target}`, decision.allowed, capabilities, services);
  }
  const { spot, wrong, fix } = explained(actions, call, decision, purpose);
  return { severity, spot, message: `${wrong}: ${consequence}`, fix, capabilities, services };
}

interface Explained {
  readonly spot: Spot;
  readonly wrong: string;
  readonly fix: string;
}

function explained(actions: readonly string[], call: Call, decision: Decision, purpose: Purpose): Explained {
  const { role, target, grant, elsewhere, also = [] } = purpose;
  const name = roleName(role);
  const asked = listed(actions);
  const on = display(grant);
  switch (decision.reason) {
    case 'explicit-deny': {
      const by = decision.by!;
      const denying = by.spot === role.boundary?.spot ? `the permissions boundary, ${denier(by)},` : denier(by);
      return { spot: by.spot, wrong: `${denying} denies the role ${name} ${asked} ${target}`, fix: `take ${asked} on ${on} out of ${denier(by)}` };
    }
    case 'boundary': {
      const boundary = role.boundary!;
      return {
        spot: boundary.spot,
        wrong: `the role ${name} may not ${asked} ${target}, for its permissions boundary ${boundary.name} does not allow it`,
        fix: `allow ${asked} on ${on} in the permissions boundary ${boundary.name} of ${name}`,
      };
    }
    case 'resource': {
      const resource = purpose.resource!;
      return {
        spot: resource.spot,
        wrong: `${resource.name} does not let the role ${name} ${asked} ${target}`,
        fix: `allow ${display(role.arn)} ${asked} in ${resource.name}`,
      };
    }
    default: {
      const other = elsewhere?.(call);
      return {
        spot: other?.spot ?? role.spot,
        wrong: `the role ${name} may not ${asked} ${target}${other ? ` (${other.hint})` : ''}`,
        fix: `allow ${listed([...actions, ...also])} on ${on} in a policy of ${name}`,
      };
    }
  }
}
