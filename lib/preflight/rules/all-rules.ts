import { AGENT_RULES } from './agent';
import { ENDPOINT_RULES } from './endpoints';
import { IDENTITY_RULES } from './identity';
import { KEY_RULES } from './keys';
import { LOGGING_RULES } from './logging';
import { NETWORK_RULES } from './network';
import { ORDER_RULES } from './order';
import { Rule } from './rule';

/** In the order in which their findings are reported: what breaks first on the way from the node to the service comes first. */
export const ALL_RULES: Rule[] = [
  ...IDENTITY_RULES, ...AGENT_RULES, ...NETWORK_RULES, ...ENDPOINT_RULES, ...LOGGING_RULES, ...KEY_RULES, ...ORDER_RULES,
];
