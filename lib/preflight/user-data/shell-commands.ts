/** A simple command of a shell script. */
export interface ShellCommand {
  /** Without quotes, redirections and comments; variables and substitutions as they are written. */
  readonly words: readonly string[];
  /** The file that its output goes to. */
  readonly output?: string;
  /** Its input, where the script holds it: a here-document. */
  readonly input?: string;
  /** Whether its input is what another command puts out. */
  readonly piped: boolean;
  /** Whether it runs only if the command before it succeeds, or only if that fails. */
  readonly joint?: '&&' | '||';
  /** What of `(`, `)` and `;;` stands between the command before and this one. */
  readonly punctuation?: readonly Punctuation[];
}

export type Punctuation = '(' | ')' | ';;';

interface OpenCommand {
  words: string[];
  output?: string;
  input?: string;
  piped: boolean;
  joint?: '&&' | '||';
  punctuation?: Punctuation[];
}

/**
 * The simple commands of a shell script, in the order of the text. Reserved words are words of the command that they stand before; `ShellFlow`
 * tells which commands run.
 *
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function shellCommands(script: string): ShellCommand[] {
  return new Reader(script).commands;
}

class Reader {
  readonly commands: OpenCommand[] = [];
  private position = 0;
  private word?: string;
  private redirects = false;
  private command: OpenCommand = { words: [], piped: false };
  private hereDocuments: { readonly command: OpenCommand; readonly end: string; readonly tabs: boolean }[] = [];

  constructor(private readonly text: string) {
    while (this.position < text.length) {
      this.step(text[this.position]);
    }
    this.endCommand(false);
  }

  private step(character: string): void {
    switch (character) {
      case '\\': return this.escape();
      case '\'': return this.singleQuoted();
      case '"': return this.doubleQuoted();
      case '$': case '`': return this.take(this.expansion());
      case '#': return this.word === undefined ? this.skipTo('\n') : this.take(1);
      case ' ': case '\t': case '\r': return this.separate(() => this.endWord());
      case '\n': return this.separate(() => this.endLine());
      case '<': return this.inputFrom();
      case '>': return this.outputTo();
      case ';': return this.semicolon();
      case '(': case ')': return this.separate(() => this.punctuate(character));
      case '&': return this.ampersand();
      case '|': return this.bar();
      default: return this.take(1);
    }
  }

  /** Takes so many characters into the word. */
  private take(length: number): void {
    this.word = (this.word ?? '') + this.text.slice(this.position, this.position + length);
    this.position += length;
  }

  private separate(end: () => void): void {
    this.position++;
    end();
  }

  private escape(): void {
    const next = this.text[this.position + 1];
    this.position += 2;
    if (next !== undefined && next !== '\n') {
      this.word = (this.word ?? '') + next;
    }
  }

  /** How far it is from here to a character, and so many more; to the end where there is none. */
  private upTo(character: string, from: number, more: number): number {
    const end = this.text.indexOf(character, from);
    return (end < 0 ? this.text.length : end + more) - this.position;
  }

  private skipTo(character: string): void {
    this.position += this.upTo(character, this.position, 0);
  }

  private singleQuoted(): void {
    this.position++;
    this.take(this.upTo('\'', this.position, 0));
    this.position++;
  }

  private doubleQuoted(): void {
    this.word ??= '';
    this.position++;
    while (this.position < this.text.length && this.text[this.position] !== '"') {
      const character = this.text[this.position];
      if (character === '\\' && '"\\$`\n'.includes(this.text[this.position + 1] ?? ' ')) {
        this.escape();
      } else {
        this.take(character === '$' || character === '`' ? this.expansion() : 1);
      }
    }
    this.position++;
  }

  /** The length of `$(...)`, `${...}` or `` `...` `` here; 1 where none starts. */
  private expansion(): number {
    if (this.text[this.position] === '`') {
      return this.upTo('`', this.position + 1, 1);
    }
    const opening = this.text[this.position + 1];
    const closing = new Map([['(', ')'], ['{', '}']]).get(opening ?? '');
    if (closing === undefined) {
      return 1;
    }
    let depth = 0;
    for (let end = this.position + 1; end < this.text.length; end++) {
      depth += this.text[end] === opening ? 1 : this.text[end] === closing ? -1 : 0;
      if (depth === 0) { return end + 1 - this.position; }
    }
    return this.text.length - this.position;
  }

  private inputFrom(): void {
    // The number of a file descriptor is no word.
    if (/^\d$/.test(this.word ?? '')) { this.word = undefined; }
    const hereDocument = /^<<(-?)[ \t]*(['"]?)([^\s'"<>|&;()]+)\2/.exec(this.text.slice(this.position, this.position + 200));
    this.endWord();
    if (this.text.startsWith('<<<', this.position)) {
      this.position += 3;
    } else if (hereDocument) {
      this.hereDocuments.push({ command: this.command, end: hereDocument[3], tabs: hereDocument[1] === '-' });
      this.position += hereDocument[0].length;
    } else {
      this.position++;
    }
  }

  private outputTo(): void {
    // The number of a file descriptor is no word.
    if (/^\d$/.test(this.word ?? '')) { this.word = undefined; }
    this.endWord();
    this.position += /^>[>|]?&?/.exec(this.text.slice(this.position, this.position + 3))![0].length;
    this.redirects = true;
  }

  private ampersand(): void {
    if (this.text[this.position + 1] === '>') {
      this.endWord();
      this.position++;
    } else {
      const isAnd = this.text[this.position + 1] === '&';
      this.position += isAnd ? 2 : 1;
      this.endCommand(false, isAnd ? '&&' : undefined);
    }
  }

  private bar(): void {
    const isOr = this.text[this.position + 1] === '|';
    this.position += isOr ? 2 : 1;
    this.endCommand(!isOr, isOr ? '||' : undefined);
  }

  private semicolon(): void {
    if (this.text[this.position + 1] === ';') {
      this.position += 2;
      this.punctuate(';;');
    } else {
      this.separate(() => this.endCommand(false));
    }
  }

  private punctuate(mark: Punctuation): void {
    this.endCommand(false);
    (this.command.punctuation ??= []).push(mark);
  }

  private endWord(): void {
    if (this.word === undefined) {
      return;
    }
    if (this.redirects) {
      this.command.output = this.word;
    } else {
      this.command.words.push(this.word);
    }
    this.word = undefined;
    this.redirects = false;
  }

  private endCommand(pipes: boolean, joint?: '&&' | '||'): void {
    this.endWord();
    this.redirects = false;
    // After a bar a command may stand on the next line, and after a parenthesis a joint.
    if (this.command.words.length > 0) {
      this.commands.push(this.command);
      this.command = { words: [], piped: pipes, joint };
    } else if (joint) {
      this.command.joint = joint;
    }
  }

  private endLine(): void {
    this.endCommand(false);
    for (const { command, end, tabs } of this.hereDocuments.splice(0)) {
      command.input = this.hereDocument(end, tabs);
    }
  }

  /** Takes the lines from here to the one that is the delimiter. */
  private hereDocument(end: string, tabs: boolean): string {
    const start = this.position;
    for (let line = start; line < this.text.length;) {
      const next = this.text.indexOf('\n', line) < 0 ? this.text.length : this.text.indexOf('\n', line);
      const written = this.text.slice(line, next).replace(/\r$/, '');
      if ((tabs ? written.replace(/^\t+/, '') : written) === end) {
        // What follows the delimiter begins a line.
        this.position = next + 1;
        return this.text.slice(start, Math.max(start, line - 1));
      }
      line = next + 1;
    }
    this.position = this.text.length;
    return this.text.slice(start);
  }
}
