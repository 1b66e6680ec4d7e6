import { DecidingPolicy } from '../../../model/iam/policy-evaluation';
import { opaque } from '../../../model/symbolic-text';
import { PersonContext } from '../../rule-about-people';

/** By what somebody may do what nobody would grant by its name; undefined for whoever may not. */
export function administers(context: PersonContext): DecidingPolicy | undefined {
  if (!ANSWERS.has(context)) {
    const { allowed, by } = context.may([{ action: 'preflight:Anything', resource: opaque('anything') }]);
    ANSWERS.set(context, allowed === true ? by[0] : undefined);
  }
  return ANSWERS.get(context);
}

const ANSWERS = new WeakMap<PersonContext, DecidingPolicy | undefined>();
