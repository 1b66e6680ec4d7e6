import { matches, patternOf, textOf } from '../../../model/iam/policy-pattern';
import { isKnown, Known } from '../../../model/known';

/** Whether two regions or accounts are one; that of a stack that runs anywhere may be any. */
export function samePart(a: Known<string>, b: string): Known<boolean> {
  return isKnown(a) ? matches(patternOf(a, { wildcards: false, environment: true }), textOf(b, { environment: true })) : a;
}
