import { ChildProcess, spawn, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { once } from 'events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'fs';
import { join } from 'path';

const REQUIREMENTS = join(__dirname, 'requirements.txt');
const CACHE = join(__dirname, '../../../node_modules/.cache/cdk-session-manager');

/** The server ends with the process that holds its input open, whatever ends that process. */
const SERVE = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(['--host', '127.0.0.1', '--port', '0'])
`;

/** The Systems Manager API, simulated by moto. */
export class MotoServer {
  /** Starts a server on a free port. The first start on a machine also installs moto. */
  static async start(python = 'python3', cache = CACHE): Promise<MotoServer> {
    const server = spawn(installed(python, cache), ['-c', SERVE], { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, PYTHONUNBUFFERED: '1' } });
    let log = '';
    const url = await new Promise<string>((resolve, reject) => {
      server.stderr.on('data', chunk => {
        log += chunk;
        const running = /Running on (http:\S+)/.exec(log);
        if (running) {
          resolve(running[1]);
        }
      });
      server.on('error', reject);
      server.on('exit', () => reject(new Error(`moto ended before it served: ${log}`)));
    });
    const moto = new MotoServer(server, url);
    await moto.reset();
    return moto;
  }

  private constructor(private readonly server: ChildProcess, readonly url: string) {}

  /** Deletes everything in the account. */
  async reset(): Promise<void> {
    const { ok, status } = await fetch(`${this.url}/moto-api/reset`, { method: 'POST' });
    if (!ok) {
      throw new Error(`moto answered ${status}`);
    }
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.stdin?.end();
      await ended;
    }
  }
}

/** The Python of a virtual environment with the requirements. */
function installed(python: string, cache: string): string {
  const environment = join(cache, `moto-${createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16)}`);
  if (!existsSync(environment)) {
    mkdirSync(cache, { recursive: true });
    // Under another name until it is complete, so that nobody uses an installation that was interrupted.
    const building = mkdtempSync(join(cache, 'building-'));
    try {
      run(python, '-m', 'venv', building);
      run(pythonOf(building), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS);
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

function run(command: string, ...args: string[]): void {
  const { error, status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0) {
    const reason = error?.message ?? `${stdout}${stderr}`.trim();
    throw new Error(`these tests run against moto, a Python program, and "${command} ${args.slice(0, 3).join(' ')}" failed: ${reason}. Install Python 3.10 or newer with its modules venv and pip (on Debian and Ubuntu the packages python3 and python3-venv), and let pip reach a package index`);
  }
}
