import { Output } from './run';

/** A line that tells how far long work has come; on a terminal only, and only of work that is long. */
export class Progress {
  private shown = false;

  constructor(private readonly output: Output) {}

  show(what: string, done: number, total: number): void {
    if (this.output.isTTY && total >= LONG && done % STEP === 0) {
      this.shown = true;
      this.output.write(`\r${what} ${done} of ${total}`);
    }
  }

  clear(): void {
    if (this.shown) {
      this.output.write('\r\x1B[K');
    }
  }
}

/** What is read or judged in less than a second needs no line. */
const LONG = 500;
const STEP = 100;
