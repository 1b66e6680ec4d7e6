import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';

/** A node that is Online takes seconds to open a shell. */
const LIMIT = 120_000;

/**
 * A command that runs as if somebody sat before it. Its input stays open until it ends: the session-manager-plugin takes the end of its input for the
 * end of the session. It needs no terminal (https://github.com/aws/amazon-ssm-agent/issues/155).
 */
export class Terminal {
  private readonly shell: ChildProcess;
  private output = '';
  private state: 'running' | 'ended' | 'late' = 'running';

  constructor(private readonly command: string, limit = LIMIT) {
    // In a process group of its own, so that the plugin ends with the AWS CLI that starts it.
    this.shell = spawn(command, { shell: true, detached: true, stdio: 'pipe', env: process.env });
    const late = setTimeout(() => this.change('late'), limit);
    for (const stream of [this.shell.stdout!, this.shell.stderr!]) {
      stream.on('data', chunk => {
        this.output += chunk;
        this.change();
      });
    }
    // Its input may be gone before the command tells how it ended.
    this.shell.stdin!.on('error', () => {});
    this.shell.on('close', () => {
      clearTimeout(late);
      this.change('ended');
    });
  }

  get shown(): string {
    return this.output;
  }

  type(line: string): void {
    this.shell.stdin!.write(`${line}\n`);
  }

  /** Waits until it shows what matches. */
  async until(expected: RegExp): Promise<string> {
    for (;;) {
      const [match] = expected.exec(this.output) ?? [];
      if (match !== undefined) {
        return match;
      }
      await this.next(`did not show ${expected}`);
    }
  }

  /** Waits until it ends by itself. */
  async end(): Promise<void> {
    while (this.state !== 'ended') {
      await this.next('did not end');
    }
  }

  /** Ends it, whatever it does. */
  async close(): Promise<void> {
    if (this.state !== 'ended') {
      process.kill(-this.shell.pid!);
      await once(this.shell, 'close');
    }
  }

  private change(state = this.state): void {
    this.state = state;
    this.shell.emit('change');
  }

  private async next(problem: string): Promise<void> {
    if (this.state !== 'running') {
      throw new Error(`"${this.command}" ${problem}${this.state === 'late' ? ' in time' : ' before it ended'}. It showed: ${this.output.trim() || 'nothing'}`);
    }
    await once(this.shell, 'change');
  }
}
