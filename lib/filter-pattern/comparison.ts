import { refused } from './refused-pattern';
import { regularExpression } from './regular-expression';
import { QUOTED, Scanner, unquoted } from './scanner';

/** Whether a text or a number of an event is as a pattern wants it. */
export interface Comparison {
  readonly hasRegularExpression: boolean;
  holds(value: string | number): boolean;
}

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** An operator and what it compares with: a word, a number, a text in quotes or a regular expression. */
export function comparison(scanner: Scanner, bareWord: RegExp): Comparison {
  const [operator] = scanner.expect(/!=|<=|>=|=|<|>/, 'a comparison (=, !=, <, <=, >, >=)') as unknown as [Operator];
  const isEquality = operator === '=' || operator === '!=';
  const isNegated = operator === '!=';
  const regular = scanner.takeNext(/%([^%]*)%/);
  if (regular) {
    if (!isEquality) { throw refused(`a regular expression can be compared by = and != only, got ${operator}`); }
    const expression = regularExpression(regular[1]);
    return { hasRegularExpression: true, holds: value => expression.test(String(value)) !== isNegated };
  }
  const quoted = scanner.takeNext(QUOTED);
  const word = quoted ? unquoted(quoted[1]) : scanner.expect(bareWord, 'a value')[0];
  const number = !quoted && NUMBER.test(word) ? Number(word) : undefined;
  if (!isEquality && number === undefined) { throw refused(`${operator} compares numbers only, got ${word}`); }
  return { hasRegularExpression: false, holds: value => compare(operator, value, number, word) };
}

function compare(operator: Operator, value: string | number, number: number | undefined, word: string): boolean {
  const isNumeric = typeof value === 'number' && number !== undefined;
  switch (operator) {
    case '=': return isNumeric ? value === number : isLike(String(value), word);
    case '!=': return isNumeric ? value !== number : !isLike(String(value), word);
    case '<': return isNumeric && value < number;
    case '<=': return isNumeric && value <= number;
    case '>': return isNumeric && value > number;
    case '>=': return isNumeric && value >= number;
  }
}

/**
 * `*` is any text. Each piece between two of them is taken where it comes first, and nothing is tried again: `*111.111` does not match
 * `111.111.111`, as AWS was seen to decide in the public tests of another implementation.
 */
function isLike(value: string, pattern: string): boolean {
  const [start, ...pieces] = pattern.split('*');
  if (pieces.length === 0) { return value === start; }
  if (!value.startsWith(start)) { return false; }
  let position = start.length;
  for (const piece of pieces) {
    const found = value.indexOf(piece, position);
    if (found < 0) { return false; }
    position = found + piece.length;
  }
  return pieces[pieces.length - 1] === '' || position === value.length;
}
