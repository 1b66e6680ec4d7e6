import { execFileSync } from 'child_process';
import { existsSync } from 'fs';
import { join } from 'path';

/** The path of a program of this machine. */
export function program(name: string): string {
  const found = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'].map(directory => join(directory, name)).find(path => existsSync(path));
  if (found === undefined) {
    throw new Error(`the installation of the agent is tried with the real ${name}, which this machine does not have; run .ci/install-package-tools`);
  }
  return found;
}

/** What a program puts out; its messages are a part of the error when it fails. */
export function run(name: string, args: readonly string[], env: Record<string, string> = {}): string {
  return execFileSync(program(name), args, { encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}
