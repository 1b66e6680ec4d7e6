import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { join } from 'path';
import { pythonEnvironment } from '../python-environment';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

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
  static async start(python?: string, cache?: string, variables: Readonly<Record<string, string>> = {}): Promise<MotoServer> {
    const interpreter = pythonEnvironment({ program: 'moto', requirements: REQUIREMENTS, python, cache });
    const server = spawn(interpreter, ['-c', SERVE], { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, PYTHONUNBUFFERED: '1', ...variables } });
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
