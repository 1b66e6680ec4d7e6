import { comparison } from './comparison';
import { MOST_WILDCARDS } from './limits';
import { PropertySelector } from './property-selector';
import { refused } from './refused-pattern';
import { Scanner } from './scanner';

/** Whether an event may have a text, a number, true, false or null where a selector points. */
export type MayHaveValue = (selector: PropertySelector) => boolean;

interface Condition {
  holds(event: unknown): boolean;
  isPossible(mayHaveValue: MayHaveValue): boolean;
}

/** A pattern that reads events as JSON, and how many regular expressions it has. */
export interface JsonPattern {
  readonly matches: (message: string) => boolean;
  readonly regularExpressions: number;
  /** Whether some event fits, by where events may have values; what the values are compared with is not looked at. */
  readonly isPossible: (mayHaveValue: MayHaveValue) => boolean;
}

/**
 * `{ $.sessionData[*] = "rm *" && $.runAsUser = "root" }`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
 */
export function jsonPattern(text: string): JsonPattern {
  const parser = new Parser(new Scanner(text));
  const condition = parser.pattern();
  const { regularExpressions } = parser;
  return {
    regularExpressions, matches: message => condition.holds(objectOf(message)), isPossible: mayHaveValue => condition.isPossible(mayHaveValue),
  };
}

/** Two conditions are joined by && before ||, and those in parentheses before both. */
class Parser {
  regularExpressions = 0;
  private wildcards = 0;

  constructor(private readonly scanner: Scanner) {}

  pattern(): Condition {
    this.scanner.expect(/\{/, '{');
    const condition = this.either();
    this.scanner.expect(/\}/, '}');
    this.scanner.expectEnd();
    return condition;
  }

  private either(): Condition {
    const parts = [this.both()];
    while (this.scanner.takeNext(/\|\|/)) { parts.push(this.both()); }
    return { holds: event => parts.some(part => part.holds(event)), isPossible: mayHaveValue => parts.some(part => part.isPossible(mayHaveValue)) };
  }

  private both(): Condition {
    const parts = [this.one()];
    while (this.scanner.takeNext(/&&/)) { parts.push(this.one()); }
    return { holds: event => parts.every(part => part.holds(event)), isPossible: mayHaveValue => parts.every(part => part.isPossible(mayHaveValue)) };
  }

  private one(): Condition {
    if (!this.scanner.takeNext(/\(/)) { return this.condition(); }
    const inner = this.either();
    this.scanner.expect(/\)/, ')');
    return inner;
  }

  private condition(): Condition {
    const selector = this.selector();
    const [, is] = this.scanner.takeNext(/IS\s+(NULL|TRUE|FALSE)\b/) ?? [];
    if (is !== undefined) {
      const wanted = JSON.parse(is.toLowerCase()) as null | boolean;
      return onValue(selector, event => isObject(event) && selector.valuesIn(event).some(value => value === wanted));
    }
    if (this.scanner.takeNext(/NOT\s+EXISTS\b/)) {
      return { holds: event => isObject(event) && selector.valuesIn(event).length === 0, isPossible: () => true };
    }
    const { holds, hasRegularExpression } = comparison(this.scanner, /[A-Za-z0-9_.*+-]+/);
    if (hasRegularExpression) { this.regularExpressions += 1; }
    // What is no text and no number compares with nothing.
    return onValue(selector, event => selector.valuesIn(event).some(value => (typeof value === 'string' || typeof value === 'number') && holds(value)));
  }

  private selector(): PropertySelector {
    const selector = PropertySelector.read(this.scanner);
    this.wildcards += selector.wildcards;
    if (selector.wildcards > MOST_WILDCARDS.selector || this.wildcards > MOST_WILDCARDS.pattern) {
      throw refused(`a property selector must have at most ${MOST_WILDCARDS.selector} wildcard, and a pattern ${MOST_WILDCARDS.pattern}`);
    }
    return selector;
  }
}

function onValue(selector: PropertySelector, holds: Condition['holds']): Condition {
  return { holds, isPossible: mayHaveValue => mayHaveValue(selector) };
}

function objectOf(message: string): unknown {
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(event: unknown): boolean {
  return typeof event === 'object' && event !== null;
}
