import { ChildProcess, spawn } from 'child_process';
import { once } from 'events';
import { EndedBeforeItServed, answers, onFreePort } from '../deploy/emulator';
import { ministackPython } from '../deploy/ministack';

/** The server ends with the process that holds its input open, whatever ends that process. */
const SERVE = `
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
import ministack.app
ministack.app.main()
`;

/** CloudWatch, CloudWatch Logs, SNS and SQS, emulated by ministack. */
export class MinistackServer {
  static async start(): Promise<MinistackServer> {
    return onFreePort(port => MinistackServer.startOn(port));
  }

  private static async startOn(port: number): Promise<MinistackServer> {
    const server = spawn(ministackPython(), ['-c', SERVE], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // By default it listens to the whole network.
      env: { PATH: process.env.PATH, GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', MINISTACK_HOST: '127.0.0.1', IOT_MTLS_ENABLED: '0' },
    });
    const ministack = new MinistackServer(server, `http://127.0.0.1:${port}`);
    while (!await answers(`${ministack.client.endpoint}/_ministack/health`)) {
      if (server.exitCode !== null) { throw new EndedBeforeItServed(); }
      await new Promise(done => setTimeout(done, 100));
    }
    return ministack;
  }

  /** For clients of the SDK. */
  readonly client;

  private constructor(private readonly server: ChildProcess, endpoint: string) {
    this.client = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, endpoint };
  }

  async stop(): Promise<void> {
    if (this.server.exitCode === null) {
      const ended = once(this.server, 'exit');
      this.server.stdin!.end();
      await ended;
    }
  }
}
