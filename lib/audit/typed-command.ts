import { MOST_CHARACTERS } from '../filter-pattern/limits';

/**
 * What stands before the name of a command: a blank, the end of a path, of another command or of a prompt, or an opening quotation mark.
 * A pattern must not have quotation marks, parentheses, < > & and ` themselves.
 */
const BEFORE = '[\\s/;|{$#\\\\\\x22\\x26\\x27\\x28\\x3E\\x60]';

/** What stands after it: a blank, a redirection, the end of the command or a closing quotation mark. No dot: rm.txt is a file. */
const AFTER = '[\\s;|}\\x22\\x26\\x27\\x29\\x3C\\x3E\\x60]';

/** The lines of an event, each an element of a list. */
const LINES = '$.sessionData[*]';

/** A command as `commands` takes it: words, with what a shell needs no quotation marks for. */
export const COMMAND = /^[A-Za-z0-9_.+:@/-]+( [A-Za-z0-9_.+:@/=-]+)*$/;

/**
 * Filter patterns for commands in transcripts, as few as CloudWatch Logs takes.
 *
 * A regular expression has no groups, so each command is in it three times: within a line, at its end, and at its beginning.
 */
export function patternsOf(commands: readonly string[], ignoreCase: boolean): string[] {
  const patterns: string[] = [];
  let alternatives: string[] = [];
  for (const command of new Set(commands)) {
    const words = wordsOf(command, ignoreCase);
    const more = [...alternatives, `${BEFORE}${words}${AFTER}`, `${BEFORE}${words}$`, `^${words}${AFTER}`];
    if (alternatives.length > 0 && patternOf(more).length > MOST_CHARACTERS) {
      patterns.push(patternOf(alternatives));
      alternatives = more.slice(alternatives.length);
    } else {
      alternatives = more;
    }
  }
  return [...patterns, patternOf(alternatives)];
}

function patternOf(alternatives: readonly string[]): string {
  return `{ ${LINES} = %${alternatives.join('|')}% }`;
}

function wordsOf(command: string, ignoreCase: boolean): string {
  const escaped = command.replace(/[.+]/g, '\\$&').replace(/ /g, '\\s+');
  return ignoreCase ? escaped.replace(/(?<!\\)[A-Za-z]/g, letter => `[${letter.toUpperCase()}${letter.toLowerCase()}]`) : escaped;
}
