import { RULE_TITLES, RuleId } from '../preflight/rule-catalog';

/**
 * Cites the rule of preflight about the same precondition, at the end of a construct's error, so that both say the same.
 */
export function citeRule(id: RuleId): string {
  return `(${id}: ${RULE_TITLES[id]})`;
}
