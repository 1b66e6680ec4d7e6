import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { basename, join } from 'path';

const DIRECTORY = join(__dirname, '../../.cache/integ-report');

/** What the runs of the scenarios proved. integ-runner shows nothing of what a hook says unless it fails, so each hook leaves it in a file. */
export class Report {
  constructor(private readonly directory = DIRECTORY) {}

  clear(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  write(stack: string, lines: string[]): void {
    mkdirSync(this.directory, { recursive: true });
    writeFileSync(join(this.directory, `${stack}.txt`), lines.map(line => `  ${line}\n`).join(''));
  }

  read(): string {
    const files = existsSync(this.directory) ? readdirSync(this.directory).sort() : [];
    return files.map(file => `${basename(file, '.txt')}\n${readFileSync(join(this.directory, file), 'utf8')}`).join('') || 'No scenario came to its session.\n';
  }
}
