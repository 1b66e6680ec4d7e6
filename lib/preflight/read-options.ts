import { PreflightOptions } from './preflight-options';
import type { ReadOptions } from './readers/cloudformation/evaluate/template';

/** What of the options is for the reader. */
export function readOptionsOf({ parameters, region, assume }: PreflightOptions): ReadOptions {
  return { parameters, region, assume: assume?.map(({ _assumption }) => _assumption) };
}
