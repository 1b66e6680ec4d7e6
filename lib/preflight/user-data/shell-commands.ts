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
}

interface OpenCommand {
  words: string[];
  output?: string;
  input?: string;
  piped: boolean;
}

/**
 * The simple commands of a shell script, in the order of the text: what is in branches, loops and functions counts as if it ran.
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
      case ';': case '(': case ')': return this.separate(() => this.endCommand(false));
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
      this.separate(() => this.endCommand(false));
    }
  }

  private bar(): void {
    const isOr = this.text[this.position + 1] === '|';
    this.position += isOr ? 2 : 1;
    this.endCommand(!isOr);
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

  private endCommand(pipes: boolean): void {
    this.endWord();
    this.redirects = false;
    // After a bar a command may stand on the next line.
    if (this.command.words.length > 0) {
      this.commands.push(this.command);
      this.command = { words: [], piped: pipes };
    }
  }

  private endLine(): void {
    this.endCommand(false);
    for (const [index, { command, end, tabs }] of this.hereDocuments.splice(0).entries()) {
      this.position += index > 0 ? 1 : 0;
      const lines = this.text.slice(this.position).split('\n');
      const last = lines.findIndex(line => (tabs ? line.replace(/^\t+/, '') : line) === end);
      const body = lines.slice(0, last < 0 ? lines.length : last).join('\n');
      command.input = body;
      this.position = last < 0 ? this.text.length : this.position + body.length + (last > 0 ? 1 : 0) + lines[last].length;
    }
  }
}
