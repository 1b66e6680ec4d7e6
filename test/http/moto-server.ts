import { ChildProcessByStdio, spawn } from 'child_process';
import { once } from 'events';
import { Socket } from 'net';
import { join } from 'path';
import { Readable, Writable } from 'stream';
import { pythonEnvironment } from '../python-environment';

const REQUIREMENTS = join(__dirname, 'requirements.txt');

/** The server ends with the process that holds its input open, whatever ends that process. */
const SERVE = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(['--host', '127.0.0.1', '--port', '0'])
`;

/** That of the process, which keeps it from one test file to the next: to start one takes 2 s, and more until it has loaded a service. */
const SHARED = Symbol.for('cdk-session-manager.moto');
const kept = globalThis as { [SHARED]?: Promise<MotoServer> };

export interface MotoServerProps {
  readonly python?: string;
  readonly cache?: string;
  /** What it is told by its environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The APIs of AWS, simulated by moto. */
export class MotoServer {
  /** The server of this process, with an empty account. The first start on a machine also installs moto. */
  static async shared(): Promise<MotoServer> {
    const moto = await (kept[SHARED] ??= MotoServer.start());
    moto.unref();
    await moto.reset();
    return moto;
  }

  /** Starts a server on a free port. */
  static async start({ python, cache, variables }: MotoServerProps = {}): Promise<MotoServer> {
    const interpreter = pythonEnvironment({ program: 'moto', requirements: REQUIREMENTS, python, cache });
    const server = spawn(interpreter, ['-c', SERVE], {
      stdio: ['pipe', 'ignore', 'pipe'],
      // To load the images that it knows takes longer than all else that it does for a test.
      env: { ...process.env, PYTHONUNBUFFERED: '1', MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', ...variables },
    });
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
    // It tells of each call.
    server.stderr.removeAllListeners('data').resume();
    return new MotoServer(server, url);
  }

  private constructor(private readonly server: ChildProcessByStdio<Writable, null, Readable>, readonly url: string) {}

  /** Deletes everything in the account. */
  async reset(): Promise<void> {
    const { ok, status } = await fetch(`${this.url}/moto-api/reset`, { method: 'POST' });
    if (!ok) {
      throw new Error(`moto answered ${status}`);
    }
  }

  /** Lets this process end while the server runs, which ends then, too. */
  private unref(): void {
    this.server.unref();
    for (const pipe of [this.server.stdin, this.server.stderr]) {
      (pipe as Socket).unref();
    }
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.stdin.end();
      await ended;
    }
  }
}
