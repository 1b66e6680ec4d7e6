import { jsonPattern, MayHaveValue } from './json-pattern';
import { MOST_CHARACTERS, MOST_REGULAR_EXPRESSIONS } from './limits';
import { refused } from './refused-pattern';
import { regularExpression } from './regular-expression';
import { spaceDelimitedPattern } from './space-delimited-pattern';
import { termPattern } from './term-pattern';

/** A filter pattern of CloudWatch Logs, as its pages and public records of accounts say that it works. */
export interface FilterPattern {
  readonly kind: 'terms' | 'regular-expression' | 'json' | 'space-delimited';
  readonly regularExpressions: number;
  matches(message: string): boolean;
  /** Whether some event fits, by where events may have values; undefined for a pattern that does not read events as JSON. */
  isPossible?(mayHaveValue: MayHaveValue): boolean;
}

/**
 * @throws RefusedPattern if CloudWatch Logs does not take it, or no source says that it does
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function readFilterPattern(text: string): FilterPattern {
  if (text.length > MOST_CHARACTERS) { throw refused(`a pattern must have at most ${MOST_CHARACTERS} characters, got ${text.length}`); }
  const pattern = readKind(text.trim());
  if (pattern.regularExpressions > MOST_REGULAR_EXPRESSIONS) {
    throw refused(`a pattern must have at most ${MOST_REGULAR_EXPRESSIONS} regular expressions, got ${pattern.regularExpressions}`);
  }
  return pattern;
}

function readKind(text: string): FilterPattern {
  if (text.startsWith('{')) { return { kind: 'json', ...jsonPattern(text) }; }
  if (text.startsWith('[')) { return { kind: 'space-delimited', ...spaceDelimitedPattern(text) }; }
  const [, source] = /^%([^%]*)%$/.exec(text) ?? [];
  if (source === undefined) { return { kind: 'terms', regularExpressions: 0, matches: termPattern(text) }; }
  const expression = regularExpression(source);
  return { kind: 'regular-expression', regularExpressions: 1, matches: message => expression.test(message) };
}
