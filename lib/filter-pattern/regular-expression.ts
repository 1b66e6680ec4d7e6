import { refused, undocumented } from './refused-pattern';

/** Letters, digits, symbols and operators. A blank is in an example of AWS. */
const SUPPORTED = /^[A-Za-z0-9:_#=@/;,\-^$?[\]{}|\\*+.\s]$/;
/** What may follow a backslash beside what is supported by itself. */
const CLASSES = 'dDsSwW';

/**
 * What stands between two percent signs: an expression without groups, looked for anywhere in a text.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-syntax
 */
export function regularExpression(source: string): RegExp {
  if (source === '') { throw refused('a regular expression between two % must not be empty'); }
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    if (!SUPPORTED.test(character)) {
      throw refused(`a regular expression must have letters, digits, blanks and : _ # = @ / ; , - ^ $ ? [ ] { } | \\ * + . only, got ${character} in %${source}%`);
    }
    if (character === '\\') { index += escapeAt(source, index); }
  }
  try {
    return new RegExp(source);
  } catch (error) {
    throw refused(`%${source}% is no regular expression: ${(error as Error).message}`);
  }
}

/** How many characters follow a backslash. */
function escapeAt(source: string, index: number): number {
  const [escape] = /^(x[0-9A-Fa-f]{2}|.?)/.exec(source.slice(index + 1))!;
  if (escape.length === 3 || CLASSES.includes(escape) && escape !== '') { return escape.length; }
  if (/^[A-Za-z0-9]?$/.test(escape)) {
    throw undocumented(`of \\ and a letter or digit, only \\d \\D \\s \\S \\w \\W and \\x with two hexadecimal digits are documented, got \\${escape} in %${source}%`);
  }
  if (!SUPPORTED.test(escape)) {
    throw refused(`\\ does not admit a character that a regular expression must not have, got \\${escape} in %${source}%; write \\x and its two hexadecimal digits`);
  }
  return 1;
}
