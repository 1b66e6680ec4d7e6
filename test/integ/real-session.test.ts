import { spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { AddressInfo, createServer } from 'net';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { text } from 'stream/consumers';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SCENARIOS } from './scenarios';
import { TOKEN } from './stub-account';
import { StubCloudFormation, clientEnvironment } from './stub-cloudformation';
import { NOTHING_PROVED, proveSession } from '../../integ/real-session/prove-session';
import { Report } from '../../integ/real-session/report';
import { Terminal } from '../../integ/real-session/terminal';
import { MotoServer } from '../http/moto-server';

// moto loads a service at its first call.
jest.setTimeout(60_000);

/** What the agent does while somebody waits for it. */
let mockAgent: () => Promise<void>;
let mockSlept: number;
jest.mock('timers/promises', () => ({
  setTimeout: async (milliseconds: number) => {
    mockSlept += milliseconds / 1000;
    await mockAgent();
  },
}));

const STACK = 'IntegPublicSubnet';
const START = 'aws ssm start-session --target i-0123456789abcdef0 --region us-east-1 --document-name Preferences';
const BUCKET = 'session-logs';
const GROUP = 'session-log-group';
const SESSION = 'person-0abc';

let moto: MotoServer;
let cloudFormation: StubCloudFormation;
let directory: string;
const environment = process.env;

beforeAll(async () => {
  moto = await MotoServer.shared();
  cloudFormation = await StubCloudFormation.start();
}, 120_000);
afterAll(async () => {
  await cloudFormation.stop();
});

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'session-'));
  writeFileSync(join(directory, 'transcript'), '');
  process.env = {
    PATH: [join(__dirname, 'path'), dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    ...clientEnvironment(moto, cloudFormation),
    TRANSCRIPT: join(directory, 'transcript'),
    TOKEN,
  };
  cloudFormation.stacks = [
    { name: STACK, outputs: { StartSessionCommand: START, SessionLogGroup: GROUP, SessionLogsBucket: BUCKET } },
    { name: `${STACK}Assertions`, outputs: { Online: '75 s after its launch' } },
  ];
  mockSlept = 0;
  mockAgent = async () => {};
  await moto.reset();
  await new S3Client({}).send(new CreateBucketCommand({ Bucket: BUCKET }));
  await new CloudWatchLogsClient({}).send(new CreateLogGroupCommand({ logGroupName: GROUP }));
});
afterEach(() => {
  process.env = environment;
  rmSync(directory, { recursive: true });
});

const transcript = () => readFileSync(join(directory, 'transcript'), 'utf8');

async function stream(message = transcript()): Promise<void> {
  const logs = new CloudWatchLogsClient({});
  await logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: SESSION }));
  await logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: SESSION, logEvents: [{ timestamp: Date.now(), message }] }));
}

async function upload(body = transcript(), key = `sessions/${SESSION}.log`): Promise<void> {
  await new S3Client({}).send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

/** Streams at the second look, and uploads after the next. */
function agent(): () => Promise<void> {
  const steps = [stream, upload, async () => {}];
  return async () => steps.shift()?.();
}

/** What somebody who reads the report or the failure sees. */
async function shown(): Promise<string> {
  const said = await proveSession(STACK).then(lines => lines.join('\n'), ({ message }: Error) => `FAILED: ${message}`);
  expect(said).not.toContain(TOKEN);
  return said;
}

test('proves the key, the log group and the bucket with what was typed', async () => {
  mockAgent = agent();
  expect(await shown()).toBe(`Online 75 s after its launch
the session ${SESSION} was encrypted with the key
what was typed is in ${GROUP} after 5 s
what was typed is in ${BUCKET} after 5 s`);
});

test('the marker is what the shell makes of what was typed', async () => {
  mockAgent = agent();
  await shown();
  const [, marker] = /^(?!.*echo)([0-9a-f]{8}-[0-9a-f-]{27})\s*$/m.exec(transcript())!;
  expect(transcript()).toContain(`echo ${marker.slice(0, 8)}""${marker.slice(8)}`);
});

test('types into PowerShell too', async () => {
  process.env.NODE_PROMPT = 'PS C:\\Windows\\system32> ';
  mockAgent = agent();
  expect(await shown()).toContain(`the session ${SESSION} was encrypted with the key`);
  expect(transcript()).toContain('PS C:\\Windows');
});

test.each([
  ['is not encrypted', 'FAILED: the session person-0abc was not encrypted with a key'],
  ['refuses', 'TargetNotConnected'],
])('fails if the node %s', async (behaviour, problem) => {
  process.env.NODE_BEHAVES = behaviour;
  mockAgent = agent();
  expect(await shown()).toContain(problem);
});

test.each<[string, () => Promise<void>, string]>([
  ['the stream never comes', async () => {}, `not in the log group ${GROUP} after 300 s`],
  ['the stream has something else', () => stream('nothing of it'), `not in the log group ${GROUP} after 300 s`],
])('fails if %s', async (_name, step, problem) => {
  const steps = [step];
  mockAgent = async () => steps.shift()?.();
  expect(await shown()).toBe(`FAILED: what was typed is ${problem}`);
  expect(mockSlept).toBe(305);
});

test.each<[string, () => Promise<void>]>([
  ['nothing is uploaded', async () => {}],
  ['the transcript has something else', () => upload('nothing of it')],
  ['the transcript is of another session', () => upload(transcript(), 'sessions/other-0abc.log')],
])('fails if %s', async (_name, step) => {
  const steps = [stream, step];
  mockAgent = async () => steps.shift()?.();
  expect(await shown()).toBe(`FAILED: what was typed is not in the bucket ${BUCKET} after 300 s`);
});

test('passes errors of the account on', async () => {
  cloudFormation.stacks = [{ ...cloudFormation.stacks[0], outputs: { ...cloudFormation.stacks[0].outputs, SessionLogsBucket: 'no-such-bucket' } }, cloudFormation.stacks[1]];
  mockAgent = agent();
  expect(await shown()).toMatch(/FAILED: .*bucket does not exist/);
});

test.each(['aws', 'session-manager-plugin'])('says that nothing proved keys and logs without %s', async missing => {
  for (const present of ['aws', 'session-manager-plugin'].filter(command => command !== missing)) {
    symlinkSync(join(__dirname, 'path', present), join(directory, present));
  }
  symlinkSync(process.execPath, join(directory, 'node'));
  process.env.PATH = directory;
  expect(await shown()).toBe(`Online 75 s after its launch\n${NOTHING_PROVED}`);
});

describe('a tunnel', () => {
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    cloudFormation.stacks = [
      { name: STACK, outputs: { TunnelCommand: `${START} --parameters localPortNumber=${port}` } },
      cloudFormation.stacks[1],
    ];
  });

  test('leads to the database', async () => {
    expect(await shown()).toBe(`Online 75 s after its launch\na PostgreSQL server answered through the tunnel at port ${port}`);
  });

  test('that leads elsewhere is an error', async () => {
    process.env.NODE_BEHAVES = 'leads elsewhere';
    expect(await shown()).toBe(`FAILED: the tunnel at port ${port} leads to no PostgreSQL server: it answered "HTTP/1.1 400"`);
  });
});

describe('Remote Desktop', () => {
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    cloudFormation.stacks[0].outputs!.DesktopCommand = `${START} --parameters localPortNumber=${port}`;
    mockAgent = agent();
  });

  test('answers through the tunnel, after a session that is logged', async () => {
    expect((await shown()).split('\n').slice(-2)).toEqual([
      `what was typed is in ${BUCKET} after 5 s`,
      `a Remote Desktop server answered through the tunnel at port ${port}`,
    ]);
  });

  test('is an error if something else answers', async () => {
    process.env.NODE_BEHAVES = 'leads elsewhere';
    expect(await shown()).toBe(`FAILED: the tunnel at port ${port} leads to no Remote Desktop server: it answered "HTTP/1.1 400"`);
  });
});

describe('a terminal', () => {
  test('fails with a command that never shows what is expected, and ends it with all that it started', async () => {
    const terminal = new Terminal('sh -c \'echo $$; sleep 1000; echo "$ "\'', 500);
    await terminal.until(/\d+/);
    await expect(terminal.until(/[$#] $/)).rejects.toThrow(/"sh -c .*" did not show .* in time. It showed: \d+/);
    await expect(terminal.end()).rejects.toThrow('did not end in time');
    // Whatever still ran would hold its output open.
    await terminal.close();
    await terminal.end();
  });

  test('fails with a command that ends early, and shows what it said', async () => {
    const terminal = new Terminal('echo "not connected" >&2; exit 254');
    await expect(terminal.until(/[$#] $/)).rejects.toThrow(/did not show .* before it ended. It showed: not connected/);
    await terminal.close();
  });

  test('sees what is shown at the very end', async () => {
    const terminal = new Terminal('echo last');
    expect(await terminal.until(/last/)).toBe('last');
    await terminal.end();
  });
});

describe('the hook of integ-runner', () => {
  const REPORT = join(__dirname, '../../.cache/integ-report', `${STACK}.txt`);
  const [command, ...args] = SCENARIOS.find(([name]) => name === STACK)![1].manifest.hooks.postDeploy[0].split(' ');

  /** As integ-runner runs it. */
  async function hook(behaviour: string) {
    const child = spawn(command, args, { cwd: join(__dirname, '../../integ'), stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, NODE_BEHAVES: behaviour } });
    const [stderr, [status]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    return { status, stderr, report: readFileSync(REPORT, 'utf8') };
  }

  test('leaves in the report what it proved', async () => {
    const port = await freePort();
    cloudFormation.stacks = [{ name: STACK, outputs: { TunnelCommand: `${START} --parameters localPortNumber=${port}` } }, cloudFormation.stacks[1]];
    expect(await hook('')).toMatchObject({ status: 0, report: `  Online 75 s after its launch\n  a PostgreSQL server answered through the tunnel at port ${port}\n` });
  });

  test('fails with what it disproved, which integ-runner shows', async () => {
    const { status, stderr, report } = await hook('is not encrypted');
    expect([status, report]).toEqual([1, '  FAILED: the session person-0abc was not encrypted with a key\n']);
    expect(stderr).toContain(`${STACK}: the session person-0abc was not encrypted with a key`);
    expect(stderr).not.toContain(TOKEN);
  });
});

test('the report keeps what each scenario said', () => {
  const report = new Report(join(directory, 'report'));
  expect(report.read()).toBe('No scenario came to its session.\n');
  report.write('IntegPublicSubnet', ['Online 75 s after its launch', NOTHING_PROVED]);
  report.write('IntegNatGateway', ['FAILED: no']);
  expect(report.read()).toBe(`IntegNatGateway\n  FAILED: no\nIntegPublicSubnet\n  Online 75 s after its launch\n  ${NOTHING_PROVED}\n`);
  report.clear();
  expect(report.read()).toBe('No scenario came to its session.\n');
});
