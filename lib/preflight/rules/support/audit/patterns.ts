import { FilterPattern, readFilterPattern } from '../../../../filter-pattern/filter-pattern';
import { RefusedPattern } from '../../../../filter-pattern/refused-pattern';
import { SubscriptionFilter } from '../../../model/audit/log-filter';
import { isKnown } from '../../../model/known';
import { remembered } from '../../../model/remembered';
import { isLiteral } from '../../../model/symbolic-text';

/** What CloudWatch Logs makes of the pattern of a filter. */
export type ReadPattern = { readonly pattern: FilterPattern } | { readonly refusedFor: string } | undefined;

const READ = new WeakMap<SubscriptionFilter, { readonly result: ReadPattern }>();

/** Undefined where the deployment decides, and where no source says whether it is taken. */
export function patternOf(filter: SubscriptionFilter): ReadPattern {
  return remembered(READ, filter, () => ({ result: read(filter) })).result;
}

function read({ pattern: { value } }: SubscriptionFilter): ReadPattern {
  if (!isKnown(value) || !isLiteral(value)) { return undefined; }
  try {
    return { pattern: readFilterPattern(value) };
  } catch (error) {
    if (!(error instanceof RefusedPattern)) { throw error; }
    return error.isCertain ? { refusedFor: error.message } : undefined;
  }
}

/** Whether a pattern certainly has a regular expression. */
export function hasRegularExpression(filter: SubscriptionFilter): boolean {
  const known = patternOf(filter);
  return known !== undefined && 'pattern' in known && known.pattern.regularExpressions > 0;
}
