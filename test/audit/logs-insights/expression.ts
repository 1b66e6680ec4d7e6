/** Names of fields to values: texts, numbers, and what jsonParse makes. */
export type LogRecord = Readonly<Record<string, unknown>>;

export type Expression = (record: LogRecord) => unknown;

/** Something with a name: an alias, or the field's own. */
export interface Column {
  readonly name: string;
  readonly value: Expression;
}

type Kind = 'text' | 'pattern' | 'name' | 'number' | 'sign';

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const TOKEN = /\s*(?:"(?<text>[^"\\]*)"|\/(?<pattern>[^/\\]+)\/|(?<name>[@A-Za-z][@A-Za-z0-9.]*)|(?<number>\d+)|(?<sign>!=|[=(),[\]*|]))/y;

/**
 * Reads the parts of a query one after the other.
 *
 * What AWS's pages do not show is refused, and so is what a record has fail: an index in the name of a field, and an alias of other letters than ASCII's.
 */
export class Reader {
  private readonly tokens: Token[] = [];
  private position = 0;

  constructor(private readonly query: string) {
    TOKEN.lastIndex = 0;
    for (let end = 0; query.slice(end).trim() !== ''; end = TOKEN.lastIndex) {
      const groups = TOKEN.exec(query)?.groups;
      if (!groups) { throw new Error(`not understood: ${query.slice(end)}`); }
      const [kind, text] = Object.entries(groups).find(([, value]) => value !== undefined)!;
      this.tokens.push({ kind: kind as Kind, text });
    }
  }

  get isAtEnd(): boolean {
    return this.position === this.tokens.length;
  }

  /** The text of the next part, if it is of a kind and one of some texts; otherwise it stays. */
  take(kind: Kind, ...texts: string[]): string | undefined {
    const token = this.tokens[this.position];
    if (token?.kind !== kind || (texts.length > 0 && !texts.includes(token.text))) { return undefined; }
    this.position++;
    return token.text;
  }

  expect(kind: Kind, ...texts: string[]): string {
    const text = this.take(kind, ...texts);
    if (text === undefined) { throw new Error(`${texts.join(' or ') || kind} expected, got ${this.tokens[this.position]?.text ?? 'the end'}: ${this.query}`); }
    return text;
  }

  /** Parts with commas between them. */
  list<T>(read: () => T): T[] {
    const items = [read()];
    while (this.take('sign', ',')) { items.push(read()); }
    return items;
  }

  field(): string {
    const name = this.expect('name');
    if (/\.(\d|$)/.test(name)) { throw new Error(`an index in the name of a field: ${name}`); }
    return name;
  }

  /** AWS's pages show no alias here. */
  fieldColumn(): Column {
    const name = this.field();
    return { name, value: record => valueOf(record, name) };
  }

  column(): Column {
    const start = this.position;
    const value = this.expression();
    const length = this.position - start;
    if (this.take('name', 'as')) { return { name: this.field(), value }; }
    if (length > 1) { throw new Error(`an alias expected: ${this.query}`); }
    return { name: this.tokens[start].text, value };
  }

  expression(): Expression {
    const sides = [this.conjunction()];
    while (this.take('name', 'or')) { sides.push(this.conjunction()); }
    return sides.length === 1 ? sides[0] : record => sides.some(side => side(record));
  }

  private conjunction(): Expression {
    const sides = [this.negation()];
    while (this.take('name', 'and')) { sides.push(this.negation()); }
    return sides.length === 1 ? sides[0] : record => sides.every(side => side(record));
  }

  private negation(): Expression {
    if (!this.take('name', 'not')) { return this.comparison(); }
    const negated = this.negation();
    return record => !negated(record);
  }

  private comparison(): Expression {
    const left = this.value();
    if (this.take('name', 'like')) {
      const isLike = this.likeness();
      return record => typeof left(record) === 'string' && isLike(left(record) as string);
    }
    const sign = this.take('sign', '=', '!=');
    if (!sign) { return left; }
    const right = this.value();
    return record => (left(record) === right(record)) === (sign === '=');
  }

  /** Between quotation marks a part of the text, between slashes a regular expression. */
  private likeness(): (text: string) => boolean {
    const part = this.take('text');
    if (part !== undefined) { return text => text.includes(part); }
    const [, ignoreCase, source] = /^(\(\?i\))?(.*)$/.exec(this.expect('pattern'))!;
    const pattern = new RegExp(source, ignoreCase && 'i');
    return text => pattern.test(text);
  }

  private value(): Expression {
    if (this.take('sign', '(')) {
      const inside = this.expression();
      this.expect('sign', ')');
      return inside;
    }
    const text = this.take('text');
    if (text !== undefined) { return () => text; }
    const number = this.take('number');
    if (number !== undefined) { return () => Number(number); }
    const name = this.field();
    return this.take('sign', '(') ? this.call(name) : record => valueOf(record, name);
  }

  private call(name: string): Expression {
    const values = this.list(() => this.expression());
    this.expect('sign', ')');
    switch (name) {
      case 'coalesce': return record => values.map(value => value(record)).find(value => value !== undefined && value !== null);
      case 'ispresent': return record => values[0](record) !== undefined;
      case 'jsonParse': return record => parsed(values[0](record));
      default: throw new Error(`no function of which AWS's pages tell: ${name}`);
    }
  }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** A field, or what is inside one that jsonParse made. */
function valueOf(record: LogRecord, name: string): unknown {
  if (name in record) { return record[name]; }
  const [first, ...path] = name.split('.');
  return path.reduce<unknown>((value, key) => typeof value === 'object' && value !== null ? (value as LogRecord)[key] : undefined, record[first]);
}
