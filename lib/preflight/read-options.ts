import { contradictionIn } from './model/assumption';
import { PreflightOptions } from './preflight-options';
import { fail } from '../core/errors';
import type { ReadOptions } from './readers/cloudformation/evaluate/template';

/**
 * What of the options is for the reader.
 *
 * @throws if assumptions contradict each other
 */
export function readOptionsOf({ parameters, region, assume }: PreflightOptions): ReadOptions {
  const assumptions = assume?.map(({ _assumption }) => _assumption);
  const contradiction = contradictionIn(assumptions ?? []);
  if (contradiction !== undefined) { fail(undefined, `assume ${contradiction}; leave one of them out`); }
  return { parameters, region, assume: assumptions };
}
