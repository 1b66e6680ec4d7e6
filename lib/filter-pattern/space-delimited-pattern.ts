import { comparison } from './comparison';
import { refused } from './refused-pattern';
import { Scanner } from './scanner';

/** `...`: any number of fields. */
const ELLIPSIS = Symbol('...');

type Field = typeof ELLIPSIS | ((value: string) => boolean);

export interface SpaceDelimitedPattern {
  readonly matches: (message: string) => boolean;
  readonly regularExpressions: number;
}

/**
 * `[ip, user, ..., status = 4*, bytes > 1000]`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-space-delimited-log-events
 */
export function spaceDelimitedPattern(text: string): SpaceDelimitedPattern {
  const { fields, regularExpressions } = new Parser(new Scanner(text)).pattern();
  const at = fields.indexOf(ELLIPSIS);
  return { regularExpressions, matches: message => at < 0 ? fitsAll(fields, message) : fitsAround(fields, at, fieldsOf(message)) };
}

class Parser {
  private readonly names = new Set<string>();
  private regularExpressions = 0;

  constructor(private readonly scanner: Scanner) {}

  pattern(): { fields: Field[]; regularExpressions: number } {
    this.scanner.expect(/\[/, '[');
    const fields: Field[] = [];
    if (!this.scanner.takeNext(/\]/)) {
      do { fields.push(this.field()); } while (this.scanner.takeNext(/,/));
      this.scanner.expect(/\]/, ']');
    }
    this.scanner.expectEnd();
    if (fields.filter(field => field === ELLIPSIS).length > 1) { throw refused('a pattern must have at most one ...'); }
    // Without fields it is for every event.
    return { fields: fields.length === 0 ? [ELLIPSIS] : fields, regularExpressions: this.regularExpressions };
  }

  private field(): Field {
    if (this.scanner.takeNext(/\.\.\./)) { return ELLIPSIS; }
    const [name] = this.scanner.takeNext(/[A-Za-z_][A-Za-z0-9_]*/) ?? [];
    if (name === undefined) {
      if (this.scanner.takeNext(/(?=[,\]])/)) { return () => true; }
      throw refused(`the name of a field was expected before ${this.scanner.rest}`);
    }
    if (this.names.has(name)) { throw refused(`two fields must not have one name, got ${name} twice`); }
    this.names.add(name);
    return this.scanner.takeNext(/(?=[,\]])/) ? () => true : this.either(name);
  }

  private either(name: string): (value: string) => boolean {
    const parts = [this.both(name, true)];
    while (this.scanner.takeNext(/\|\|/)) { parts.push(this.both(name, false)); }
    return value => parts.some(part => part(value));
  }

  private both(name: string, isNamed: boolean): (value: string) => boolean {
    const parts = [this.one(name, isNamed)];
    while (this.scanner.takeNext(/&&/)) { parts.push(this.one(name, false)); }
    return value => parts.every(part => part(value));
  }

  private one(name: string, isNamed: boolean): (value: string) => boolean {
    if (!isNamed) {
      const [again] = this.scanner.expect(/[A-Za-z_][A-Za-z0-9_]*/, `the field ${name}`);
      if (again !== name) { throw refused(`the conditions of a field must be about it alone, got ${again} in those of ${name}`); }
    }
    const { holds, hasRegularExpression } = comparison(this.scanner, /[^\s,\]&|"%]+/);
    if (hasRegularExpression) { this.regularExpressions += 1; }
    return value => holds(value) || (/^[+-]?\d/.test(value) && holds(Number(value)));
  }
}

const FIELD = /\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|\S+/g;

/** What is in brackets or quotation marks is one field. */
function fieldsOf(message: string): string[] {
  return [...message.matchAll(FIELD)].map(([whole, bracketed, quoted]) => bracketed ?? quoted ?? whole);
}

/** The last field takes the rest of the event. */
function fitsAll(fields: readonly Field[], message: string): boolean {
  const found = [...message.matchAll(FIELD)];
  if (found.length < fields.length) { return false; }
  const values = fieldsOf(message);
  const isExact = values.length === fields.length;
  const last = isExact ? values[values.length - 1] : message.slice(found[fields.length - 1].index);
  return [...values.slice(0, fields.length - 1), last].every((value, index) => isOf(fields[index], value));
}

function fitsAround(fields: readonly Field[], at: number, values: readonly string[]): boolean {
  const [before, after] = [fields.slice(0, at), fields.slice(at + 1)];
  if (values.length < before.length + after.length) { return false; }
  return before.every((field, index) => isOf(field, values[index]))
    && after.every((field, index) => isOf(field, values[values.length - after.length + index]));
}

function isOf(field: Field, value: string): boolean {
  return field === ELLIPSIS || field(value);
}
