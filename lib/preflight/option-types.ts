import { PreflightCapability } from './preflight-capability';
import type { PreflightOptions } from './preflight-options';
import { PropTypes, listOf, mapOf, oneOf } from '../core/check-props';
import { TEXT, TEXTS } from '../core/prop-types';

const CAPABILITY = oneOf('a PreflightCapability', PreflightCapability, 'PreflightCapability.SHELL');

/** What the options of preflight have to be. */
export const OPTION_TYPES: PropTypes<PreflightOptions> = {
  require: listOf('a list of PreflightCapability', `[${CAPABILITY.example}]`, CAPABILITY),
  exclude: TEXTS,
  parameters: mapOf('an object of strings', '{ Name: \'value\' }', TEXT),
  region: TEXT,
};
