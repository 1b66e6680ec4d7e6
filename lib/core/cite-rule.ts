import { RULE_TITLES, RuleId } from '../preflight/rule-catalog';

/**
 * What preflight says of the same precondition: an error of a construct, which comes earlier, ends with it, so that both speak with one voice.
 */
export function citeRule(id: RuleId): string {
  return `(${id}: ${RULE_TITLES[id]})`;
}
