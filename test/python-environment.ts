import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';

const CACHE = join(__dirname, '../node_modules/.cache/cdk-session-manager');

export interface PythonEnvironmentProps {
  /** What the tests run against. */
  readonly program: string;
  /** A requirements file, with every version pinned. */
  readonly requirements: string;
  readonly python?: string;
  readonly cache?: string;
}

/** The Python of a virtual environment with the requirements, which is made when it is first asked for on a machine. */
export function pythonEnvironment({ program, requirements, python = 'python3', cache = CACHE }: PythonEnvironmentProps): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const environment = join(cache, `${program}-${hash}`);
  if (!existsSync(environment)) {
    mkdirSync(cache, { recursive: true });
    // Under another name until it is complete, so that nobody uses an installation that was interrupted.
    const building = mkdtempSync(join(cache, 'building-'));
    try {
      run(program, python, '-m', 'venv', building);
      run(program, pythonOf(building), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements);
      renameSync(building, environment);
    } catch (error) {
      // Another process may have installed it in the meantime.
      if (!existsSync(environment)) {
        throw error;
      }
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  }
  return pythonOf(environment);
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
