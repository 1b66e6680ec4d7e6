import { ACCESS_RULES } from './access';
import { AGENT_RULES } from './agent';
import { AUDIT_RULES } from './audit';
import { ENDPOINT_RULES } from './endpoints';
import { IDENTITY_RULES } from './identity';
import { KEY_RULES } from './keys';
import { LOGGING_RULES } from './logging';
import { NETWORK_RULES } from './network';
import { ORDER_RULES } from './order';
import { Rule, RuleText } from './rule';

export { ACCESS_RULES, AUDIT_RULES };

/** Those about nodes, in the order in which their findings are reported: what breaks first on the way from the node to the service comes first. */
export const ALL_RULES: Rule[] = [
  ...IDENTITY_RULES, ...AGENT_RULES, ...NETWORK_RULES, ...ENDPOINT_RULES, ...LOGGING_RULES, ...KEY_RULES, ...ORDER_RULES,
];

/** Those about nodes, those about people, and those about the audit. */
export const EVERY_RULE: readonly RuleText[] = [...ALL_RULES, ...ACCESS_RULES, ...AUDIT_RULES];
