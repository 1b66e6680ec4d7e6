import { setTimeout as sleep } from 'timers/promises';
import {
  CreateTagsCommand, DeleteTagsCommand, DescribeInstancesCommand, EC2Client, RunInstancesCommand, RunInstancesCommandInput, StartInstancesCommand,
  StopInstancesCommand, TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { StubSessions } from './stub-sessions';
import { Fault, FaultProxy, anyHttpApi } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';

// Real waiting would make the tests slow and prove nothing.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

type Tags = Readonly<Record<string, string>>;

export interface Nodes {
  readonly instanceIds: readonly string[];
  readonly tags: readonly Tags[];
}

export type Handler = (nodes: Nodes) => Promise<void>;

/** Loaded without a compiler, because it is plain JavaScript. */
const { createHandler } = jest.requireActual<{ createHandler(environment: Record<string, string>, requestTimeout?: number): Handler }>(
  '../../../lib/cost/idle-stop-handler/handler.js',
);

export const MINUTE = 60 * 1000;
/** What the tests have for `idleFor`. */
export const IDLE_FOR = 60 * MINUTE;
const IMAGE = 'ami-12c6146b';

export let proxy: FaultProxy;
export const sessions = new StubSessions();
/** What DescribeInstances answers, as a test changes it. */
export let edit: ((xml: string) => string) | undefined;
/** The lines that the function has written to its log. */
export let lines: Record<string, unknown>[] = [];

let moto: MotoServer;
/** Other users of the account, who are not subject to faults. */
let others: EC2Client;
/** The time, after which all instances were started two hours ago. */
let now: number;

/** A separate account for each test of a file: moto's over HTTP, with a stub for what it lacks. */
export function useAccount(): void {
  // The first call makes moto load many modules, which takes long on a busy machine.
  jest.setTimeout(60_000);

  let stopServing: () => Promise<void>;
  beforeAll(async () => {
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    moto = await MotoServer.shared();
    const api = anyHttpApi(moto.url);
    proxy = new FaultProxy(async (action, body, request) => {
      if (action === 'DescribeSessions') { return sessions.answer(body); }
      const answer = await api(action, body, request);
      return edit && action === 'DescribeInstances' ? { ...answer, body: edit(answer.body) } : answer;
    });
    const { url, stop } = await proxy.listen();
    stopServing = stop;
    process.env.AWS_ENDPOINT_URL = url;
    others = new EC2Client({ endpoint: moto.url });
  }, 300_000);

  beforeEach(async () => {
    proxy.reset();
    sessions.reset();
    edit = undefined;
    lines = [];
    jest.mocked(sleep).mockReset();
    await moto.reset();
    now = Date.now() + 2 * IDLE_FOR;
    jest.spyOn(console, 'log').mockImplementation(line => { lines.push(JSON.parse(line)); });
    jest.spyOn(console, 'error').mockImplementation(line => { lines.push(JSON.parse(line)); });
    // The SDK waits a random part of a growing time.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  afterEach(() => {
    jest.restoreAllMocks();
    // A fault that did not happen means that a test tested nothing.
    expect(proxy.pending).toEqual([]);
  });

  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await stopServing?.();
  });
}

/** The time that many milliseconds before the function looks. */
export function before(milliseconds: number): Date {
  return new Date(now - milliseconds);
}

/** Has every answer changed. */
export function editing(change: (xml: string) => string): void {
  edit = change;
}

/** All instances were started that many milliseconds before the function looks. */
export function startedBefore(milliseconds: number): (xml: string) => string {
  return xml => xml.replace(/<launchTime>[^<]*</g, `<launchTime>${before(milliseconds).toISOString()}<`);
}

export async function run(tags: Tags = {}, more: Partial<RunInstancesCommandInput> = {}): Promise<string> {
  const ofInstance = Object.keys(tags).length > 0 ? [{ ResourceType: 'instance' as const, Tags: asTags(tags) }] : undefined;
  const request = new RunInstancesCommand({ ImageId: IMAGE, MinCount: 1, MaxCount: 1, TagSpecifications: ofInstance, ...more });
  const { Instances: [{ InstanceId }] = [{}] } = await others.send(request);
  return InstanceId!;
}

export const stop = async (id: string) => others.send(new StopInstancesCommand({ InstanceIds: [id] }));
export const start = async (id: string) => others.send(new StartInstancesCommand({ InstanceIds: [id] }));
export const terminate = async (id: string) => others.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
export const tag = async (id: string, tags: Tags) => others.send(new CreateTagsCommand({ Resources: [id], Tags: asTags(tags) }));
export const untag = async (id: string, Key: string) => others.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key }] }));

const asTags = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The instances that run. */
export async function running(): Promise<string[]> {
  const { Reservations = [] } = await others.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) => State?.Name === 'running').map(({ InstanceId }) => InstanceId!);
}

/** A new instance of the function. The SDK's clients retry less after many faults. */
export function newFunction(requestTimeout?: number): Handler {
  return createHandler({ IDLE_MINUTES: String(IDLE_FOR / MINUTE) }, requestTimeout);
}

/** One run, and the error that it ends with. */
export async function look(nodes: Partial<Nodes>, handler = newFunction()): Promise<string | undefined> {
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
  try {
    await handler({ instanceIds: [], tags: [], ...nodes });
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    clock.mockRestore();
  }
}

/** What the log says of a node. */
export function outcomeOf(node: string): unknown {
  const found = lines.filter(line => line.node === node);
  expect(found).toHaveLength(1);
  return found[0].outcome;
}

export const createWith = (environment: Record<string, string>) => createHandler(environment);

/** The time that the function planned to wait, in milliseconds. */
export function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds);
}

/** An error in the protocol of EC2, or of Systems Manager, with the time of the function: where clocks differ, the SDK asks once more. */
export function failsWith(name: string, message: string, status = 400): Fault {
  const xml = `<Response><Errors><Error><Code>${name}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`;
  return (_forward, { action }) => ({
    status, body: action === 'DescribeSessions' ? { __type: name, message } : xml, headers: { date: new Date(now).toUTCString() },
  });
}
