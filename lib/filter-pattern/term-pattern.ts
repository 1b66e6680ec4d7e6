import { refused, undocumented } from './refused-pattern';
import { QUOTED, Scanner, unquoted } from './scanner';

interface Term {
  readonly sign: '' | '?' | '-';
  readonly text: string;
}

/**
 * Words that an event has, or has not: all of them, or one of those with a question mark. Those are ignored beside others.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-unstructured-log-events
 */
export function termPattern(text: string): (message: string) => boolean {
  const terms = termsOf(new Scanner(text));
  const required = terms.filter(({ sign }) => sign === '');
  const excluded = terms.filter(({ sign }) => sign === '-');
  const optional = required.length + excluded.length > 0 ? [] : terms;
  return message => required.every(term => message.includes(term.text))
    && !excluded.some(term => message.includes(term.text))
    && (optional.length === 0 || optional.some(term => message.includes(term.text)));
}

function termsOf(scanner: Scanner): Term[] {
  const terms: Term[] = [];
  for (scanner.skipBlanks(); !scanner.isAtEnd; scanner.skipBlanks()) {
    const [sign] = scanner.take(/[?-]?/)! as unknown as [Term['sign']];
    const quoted = scanner.take(QUOTED);
    const word = quoted ?? scanner.take(/[A-Za-z0-9_]+(?=\s|$)/);
    if (!word && scanner.take(/%/)) {
      throw undocumented('no page of AWS has a regular expression beside other terms: the pattern has to be one regular expression, or terms without any');
    }
    if (!word) { throw refused(`a term with other characters than letters, digits and _ needs quotation marks, before ${scanner.rest}`); }
    terms.push({ sign, text: quoted ? phraseOf(quoted[1]) : word[0] });
  }
  return terms;
}

/** A blank alone is in every event. */
function phraseOf(quoted: string): string {
  const phrase = unquoted(quoted);
  return phrase.trim() === '' ? '' : phrase;
}
