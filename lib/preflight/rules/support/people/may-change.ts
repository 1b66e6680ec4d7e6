import { firstOf } from './names';
import { permitted } from './permitted';
import { PersonCall } from '../../../access/person-request';
import { ResourcePolicies } from '../../../model/iam/policy-evaluation';
import { listed } from '../../../model/words';
import { AccessFinding, granted, PersonContext } from '../../rule-about-people';

/** Something that somebody should leave as it is. */
export interface Guarded {
  readonly name: string;
  readonly actions: readonly string[];
  readonly callsOf: (action: string) => readonly PersonCall[];
  readonly resource?: ResourcePolicies;
}

/** One finding for all things of one kind that somebody may change. */
export function* mayChange(context: PersonContext, what: readonly [one: string, many: string], things: readonly Guarded[]): Iterable<AccessFinding> {
  const open = things.flatMap(thing => {
    const found = permitted(context, thing.actions, thing.callsOf, thing.resource);
    return found ? [{ ...found, name: thing.name }] : [];
  });
  if (open.length === 0) { return; }
  const names = new Set(open.map(({ name }) => name));
  const actions = [...new Set(open.flatMap(each => each.actions))].sort();
  yield granted(open[0].by, `may change or delete the ${names.size === 1 ? what[0] : what[1]} ${firstOf([...names])}, by ${listed(actions)}`);
}
