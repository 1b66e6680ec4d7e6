import { refused } from './refused-pattern';

/** A text in quotation marks, in which a backslash comes before a quotation mark. */
export const QUOTED = /"((?:[^"\\]|\\.)*)"/;

export function unquoted(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** Reads a pattern from left to right. */
export class Scanner {
  private position = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean { return this.position >= this.text.length; }

  /** What is left, as it is quoted in an error. */
  get rest(): string { return this.isAtEnd ? 'the end' : `'${this.text.slice(this.position)}'`; }

  skipBlanks(): void {
    this.take(/\s*/);
  }

  /** What an expression matches at this place, and undefined where it does not match. */
  take(expression: RegExp): RegExpExecArray | undefined {
    const sticky = new RegExp(expression.source, 'y');
    sticky.lastIndex = this.position;
    const match = sticky.exec(this.text);
    if (match) { this.position = sticky.lastIndex; }
    return match ?? undefined;
  }

  /** The same, after any blanks. */
  takeNext(expression: RegExp): RegExpExecArray | undefined {
    const before = this.position;
    this.skipBlanks();
    const match = this.take(expression);
    if (!match) { this.position = before; }
    return match;
  }

  /** @throws RefusedPattern where something else comes */
  expect(expression: RegExp, what: string): RegExpExecArray {
    const match = this.takeNext(expression);
    if (!match) { throw refused(`${what} was expected before ${this.rest}`); }
    return match;
  }

  expectEnd(): void {
    this.skipBlanks();
    if (!this.isAtEnd) { throw refused(`nothing may follow, but ${this.rest} does`); }
  }
}
