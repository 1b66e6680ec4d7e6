import { ChildProcess, execFile, spawn } from 'child_process';
import { once } from 'events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'fs';
import { AddressInfo, createServer } from 'net';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { App } from 'aws-cdk-lib';
import { ministackPython } from './ministack';
import { context } from '../../cdk.json';
import { MotoServer } from '../http/moto-server';

const REPOSITORY = resolve(__dirname, '../..');
/** The emulator's own. */
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** How a command of the CDK CLI ended, and what it printed on both streams. */
export interface Outcome {
  readonly status: number;
  readonly output: string;
}

export interface EmulatorProps {
  /** A call of Systems Manager before which a Lambda function dies, once. */
  readonly functionDiesAt?: string;
}

/** An account on this machine, and the CDK CLI, which deploys into it. */
export class Emulator {
  static async start(props: EmulatorProps = {}): Promise<Emulator> {
    return onFreePort(port => Emulator.startOn(port, props));
  }

  private static async startOn(port: number, { functionDiesAt }: EmulatorProps): Promise<Emulator> {
    const documents = await MotoServer.start();
    const emulator = new Emulator(documents, `http://127.0.0.1:${port}`, mkdtempSync(join(tmpdir(), 'deploy-')));
    try {
      await emulator.serve(port, functionDiesAt);
      // By its name, or else the CLI would run the app of cdk.json to find out.
      await succeed(emulator.cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`, '--app', ''));
    } catch (error) {
      await emulator.stop();
      throw error;
    }
    return emulator;
  }

  /** For clients of the SDK. */
  readonly client: { readonly region: string; readonly credentials: typeof CREDENTIALS; readonly endpoint: string };
  private readonly environment: NodeJS.ProcessEnv;
  /** A file that is there when a function has died. */
  private readonly mark: string;
  private readonly commands = new AbortController();
  private process?: ChildProcess;

  private constructor(private readonly documents: MotoServer, private readonly url: string, private readonly folder: string) {
    this.client = { region: REGION, credentials: CREDENTIALS, endpoint: url };
    this.mark = join(folder, 'function-has-died');
    this.environment = {
      PATH: process.env.PATH,
      // Neither the credentials of whoever runs this nor what the CLI keeps of its last run.
      HOME: folder,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL: url,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NODE_NO_WARNINGS: '1',
    };
  }

  /** Runs the CDK CLI. */
  async cdk(...args: string[]): Promise<Outcome> {
    const command = [join(REPOSITORY, 'node_modules/aws-cdk/bin/cdk'), ...args, '--no-notices', '--ci', '--no-color'];
    const options = { cwd: REPOSITORY, env: this.environment, maxBuffer: 1e8, signal: this.commands.signal };
    return new Promise(done => execFile(process.execPath, command, options, (error, stdout, stderr) =>
      done({ status: error ? Number(error.code) : 0, output: `${stdout}${stderr}` })));
  }

  /** An app as `cdk synth` makes it in this repository, whose assembly goes into a folder of its own. */
  app(): App {
    return new App({ outdir: mkdtempSync(join(this.folder, 'cdk.out-')), context });
  }

  async deploy(assembly: string, ...stacks: string[]): Promise<Outcome> {
    return this.cdk('deploy', '--app', assembly, '--require-approval', 'never', '--method', 'direct', '--progress', 'events', ...orAll(stacks));
  }

  async destroy(assembly: string, ...stacks: string[]): Promise<Outcome> {
    return this.cdk('destroy', '--app', assembly, '--force', ...orAll(stacks));
  }

  functionHasDied(): boolean {
    return existsSync(this.mark);
  }

  async stop(): Promise<void> {
    // One may still run, in a test that took too long.
    this.commands.abort();
    if (this.process?.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.stdin!.end();
      await ended;
    }
    await this.documents.stop();
    rmSync(this.folder, { recursive: true });
  }

  private async serve(port: number, functionDiesAt: string | undefined): Promise<void> {
    const logs = join(REPOSITORY, '.cache/logs');
    mkdirSync(logs, { recursive: true });
    const file = join(logs, `emulator-${port}.log`);
    const log = openSync(file, 'w');
    this.process = spawn(ministackPython(), [join(__dirname, 'emulator.py')], {
      stdio: ['pipe', log, log],
      env: {
        ...this.environment,
        GATEWAY_PORT: String(port),
        // By default it listens to the whole network.
        BIND_HOST: '127.0.0.1',
        IOT_MTLS_ENABLED: '0',
        MINISTACK_HOST: '127.0.0.1',
        DOCUMENTS_URL: this.documents.url,
        // What Lambda's runtime brings.
        NODE_PATH: join(REPOSITORY, 'node_modules'),
        TMPDIR: this.folder,
        ...functionDiesAt && {
          NODE_OPTIONS: `--require ${join(__dirname, 'dies-once.js')}`,
          FUNCTION_DIES_AT: functionDiesAt,
          FUNCTION_HAS_DIED: this.mark,
        },
      },
    });
    closeSync(log);
    while (!await answers(`${this.url}/_ministack/health`)) {
      if (this.process.exitCode !== null) {
        throw new EndedBeforeItServed(readFileSync(file, 'utf8'));
      }
      await new Promise(done => setTimeout(done, 100));
    }
  }
}

function orAll(stacks: string[]): string[] {
  return stacks.length > 0 ? stacks : ['--all', '--concurrency', '5'];
}

/** Fails with what the command printed. */
export async function succeed(command: Promise<Outcome>): Promise<string> {
  const { status, output } = await command;
  if (status !== 0) {
    throw new Error(output);
  }
  return output;
}

export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(({ ok }) => ok, () => false);
}

/** What a server that is told its port ends with, if another process was faster. */
export class EndedBeforeItServed extends Error {
  constructor(log = '') {
    super(`ministack ended before it served: ${log}`);
  }
}

/** Starts a server on a free port. Another process may take it before the server does, so a server that ends at once is started again, on another port. */
export async function onFreePort<T>(start: (port: number) => Promise<T>, attempts = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (!(error instanceof EndedBeforeItServed) || attempt === attempts) { throw error; }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
