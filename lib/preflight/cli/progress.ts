import { Output } from './run';

/** A progress line, on a terminal only, and only for work that takes long. */
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

/** Fewer items take less than a second, and need no progress line. */
const LONG = 500;
const STEP = 100;
