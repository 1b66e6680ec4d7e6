import { PreflightCapability } from './preflight-capability';
import type { PreflightHtmlOptions } from './preflight-html-options';
import type { PreflightOptions } from './preflight-options';
import type { PreflightRequirement } from './preflight-requirement';
import { knownRegions, REGION_NAME } from './regions';
import { PropType, PropTypes, having, listOf, mapOf, oneOf, propType } from '../core/check-props';
import { meantHint } from '../core/nearest';
import { BOOLEAN, TEXT, TEXTS } from '../core/prop-types';

const CAPABILITY = oneOf('a PreflightCapability', PreflightCapability, 'PreflightCapability.SHELL');

const ASSUMPTION = having('a PreflightAssumption', '_assumption', 'PreflightAssumption.defaultVpc()');

const REGION: PropType = {
  ...propType('a name of a region', '\'eu-west-1\'', value => typeof value === 'string' && REGION_NAME.test(value)),
  hint: text => meantHint(text, knownRegions()),
};

/** What the options of preflight have to be. */
export const OPTION_TYPES: PropTypes<PreflightOptions> = {
  require: listOf('a list of PreflightCapability', `[${CAPABILITY.example}]`, CAPABILITY),
  exclude: TEXTS,
  parameters: mapOf('an object of strings', '{ Name: \'value\' }', TEXT),
  region: REGION,
  assume: listOf('a list of PreflightAssumption', '[PreflightAssumption.defaultVpc()]', ASSUMPTION),
};

const DATE = propType('a valid Date', 'new Date()', value => value instanceof Date && !Number.isNaN(value.getTime()));

/** What an HTML report says of itself. */
export const HTML_OPTION_TYPES: PropTypes<PreflightHtmlOptions> = { title: TEXT, madeFrom: TEXT, madeAt: DATE };

const EXPECTATION = having('a SessionExpectation', '_expected', 'SessionExpectation.only(role).mayOpen(node)');

/** What the options have to be of what stops somebody. */
export const REQUIREMENT_TYPES: PropTypes<PreflightRequirement> = {
  ...OPTION_TYPES,
  expect: listOf('a list of SessionExpectation', `[${EXPECTATION.example}]`, EXPECTATION),
  failOnUnknown: BOOLEAN,
};
