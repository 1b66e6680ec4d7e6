import { spawnSync } from 'child_process';
import { join } from 'path';
import { installedOnce } from './installed-once';

export interface PythonEnvironmentProps {
  /** What the tests run against. */
  readonly program: string;
  /** A requirements file, with every version pinned. */
  readonly requirements: string;
  readonly python?: string;
  readonly cache?: string;
}

/** The Python of a virtual environment with the requirements. */
export function pythonEnvironment({ program, requirements, python = 'python3', cache }: PythonEnvironmentProps): string {
  return pythonOf(installedOnce({
    program,
    pins: requirements,
    cache,
    install: directory => {
      run(program, python, '-m', 'venv', directory);
      run(program, pythonOf(directory), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements);
    },
  }));
}

function pythonOf(environment: string): string {
  return join(environment, 'bin', 'python');
}

function run(program: string, command: string, ...args: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) {
    const reason = error?.message ?? `${stdout}${stderr}`.trim();
    throw new Error(`these tests run against ${program}, a Python program, and "${command} ${args.slice(0, 3).join(' ')}" failed: ${reason}. Install Python 3.10 or newer with its modules venv and pip (on Debian and Ubuntu the packages python3 and python3-venv), and let pip reach a package index`);
  }
}
