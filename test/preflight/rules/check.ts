import { wordFix } from '../../../lib/preflight/readers/cloudformation/word-fix';
import { Finding, Rule } from '../../../lib/preflight/rules/rule';
import { RuleContext } from '../../../lib/preflight/rules/rule-context';

/** A finding with its fix in the words of a template. */
export interface WordedFinding extends Omit<Finding, 'fix'> {
  readonly fix?: string;
}

/** All that a rule finds in a context. */
export function check(rule: Rule, context: RuleContext): WordedFinding[] {
  return [...rule.check(context)].map(({ fix, ...finding }) => ({ ...finding, ...fix === undefined ? {} : { fix: wordFix(fix) } }));
}
