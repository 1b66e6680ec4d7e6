import { Output, Terminal } from './terminal';

/** A line that says how far the work is, on a terminal only, and only for work that takes long. It is written over itself, and taken away at the end. */
export class Progress {
  private readonly output: Output;
  private readonly now: () => number;
  private readonly isOn: boolean;
  private readonly begin: number;
  private last: { readonly what: string; readonly at: number } | undefined;

  constructor({ err, env, now = Date.now }: Terminal, isQuiet: boolean) {
    this.output = err;
    this.now = now;
    this.isOn = err.isTTY === true && !isQuiet && !env.CI && env.TERM !== 'dumb';
    this.begin = now();
  }

  show(what: string, done: number, total: number, things: string): void {
    if (!this.isOn) { return; }
    const at = this.now();
    const isDue = this.last === undefined ? at - this.begin >= DELAY : this.last.what !== what || at - this.last.at >= PAUSE;
    if (!isDue) { return; }
    this.last = { what, at };
    // In one piece, and with the rest of the line taken away after it: a line that is first empty and then full flickers.
    this.output.write(`\r${this.line(what, done, total, things)}${REST_OF_LINE}`);
  }

  clear(): void {
    if (this.last !== undefined) { this.output.write(`\r${REST_OF_LINE}`); }
    this.last = undefined;
  }

  private line(what: string, done: number, total: number, things: string): string {
    const count = `${number(done)} of ${number(total)} ${things}`;
    // A line as wide as the terminal may wrap.
    const room = (this.output.columns ?? 80) - 1;
    const width = Math.min(MOST_WIDTH, room - what.length - count.length - 4);
    const full = Math.floor(width * done / Math.max(total, 1));
    const bar = width < LEAST_WIDTH ? '' : `[${'='.repeat(full)}${' '.repeat(width - full)}] `;
    return `${what} ${bar}${count}`.slice(0, Math.max(0, room));
  }
}

/** In milliseconds: what is over sooner needs no progress. */
const DELAY = 400;

/** In milliseconds: an eye sees no more of it. */
const PAUSE = 80;

const MOST_WIDTH = 30;
const LEAST_WIDTH = 5;
const REST_OF_LINE = '\x1B[K';

function number(count: number): string {
  return count.toLocaleString('en-US');
}
