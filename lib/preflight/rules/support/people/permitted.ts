import { Person, PersonCall } from '../../../access/person-request';
import { DecidingPolicy, ResourcePolicies } from '../../../model/iam/policy-evaluation';
import { PersonContext } from '../../rule-about-people';

/** Which of some actions somebody may certainly call, and by what. */
export interface Permitted {
  readonly actions: readonly string[];
  readonly by: DecidingPolicy;
}

/** An action may take several calls: it is authorized on each of the things that it is about. */
export function permitted(
  { may, person }: PersonContext, actions: readonly string[], callsOf: (action: string) => readonly PersonCall[], resource?: ResourcePolicies,
): Permitted | undefined {
  const allowed = actions.map(action => ({ action, outcome: may(callsOf(action), resource) })).filter(({ outcome }) => outcome.allowed === true);
  if (allowed.length === 0) { return undefined; }
  return { actions: allowed.map(({ action }) => action), by: decidingOf(person, allowed.flatMap(({ outcome }) => outcome.by)) };
}

/** What decides first, or all policies of somebody where no single one does. */
export function decidingOf({ principal: { location } }: Pick<Person, 'principal'>, by: readonly DecidingPolicy[]): DecidingPolicy {
  return by[0] ?? { name: 'its policies', location };
}
