import { setTimeout as sleep } from 'timers/promises';
import { Answer, Framework, Request } from './framework';
import { StubAccount } from './stub-account';
import { FaultProxy } from '../../http/fault-proxy';

// Real waiting would make the tests slow and prove nothing.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

/** Loaded without a compiler, because it is plain JavaScript. */
const { createHandler } = jest.requireActual<{ createHandler(requestTimeout?: number, now?: () => number): (event: any) => Promise<any> }>(
  '../../../lib/node/online-check-handler/handler.js',
);

export const NODE = 'i-0123456789abcdef0';
export const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Stack/5ac1b0c0-1111-2222-3333-444444444444';
export const READY = { ping: 'Online', agent: '3.3.987.0', connection: 'connected', lastPing: new Date('2026-11-01T10:00:00Z') } as const;
export const RUNNING = { state: 'running', profile: 'NodeProfile' } as const;

const START = Date.parse('2026-11-01T10:00:00Z');
/** What the construct tells the state machine. */
const INTERVAL_MS = 15_000;
const MAX_ATTEMPTS = 240;

export const account = new StubAccount();
export let proxy: FaultProxy;
export let framework: Framework;
/** What happens between two calls, by their number. */
export let between: Record<number, () => void>;

let now: number;

export interface Properties {
  readonly NodeIds?: string[];
  readonly GroupNames?: string[];
  readonly TimeoutSeconds?: string;
  readonly MinimumAgentVersion?: string;
  readonly Revision?: string;
}

/** An account of its own for each test. */
export function useAccount(requestTimeout?: number): void {
  // Hundreds of calls over HTTP take long on a busy machine.
  jest.setTimeout(60_000);

  let stop: () => Promise<void>;
  beforeAll(async () => {
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    proxy = new FaultProxy(async (action, body) => account.answer(action, body));
    const server = await proxy.listen();
    stop = server.stop;
    process.env.AWS_ENDPOINT_URL = server.url;
  });

  beforeEach(() => {
    proxy.reset();
    account.reset();
    between = {};
    now = START;
    let waits = 0;
    // The SDK's clients retry less after many faults.
    framework = new Framework(createHandler(requestTimeout, () => now), {
      maxAttempts: MAX_ATTEMPTS,
      wait: () => {
        now += INTERVAL_MS;
        between[++waits]?.();
      },
    });
    jest.mocked(sleep).mockReset();
    jest.spyOn(console, 'log').mockReturnValue();
    jest.spyOn(console, 'error').mockReturnValue();
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
    await stop?.();
  });
}

/** How long the deployment has waited, in seconds. */
export function waited(): number {
  return (now - START) / 1000;
}

/** The waits between looks in a row. */
export function looksApart(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds);
}

export function request(RequestType: Request['RequestType'], properties: Properties = {}, rest: Partial<Request> = {}): Request {
  return {
    RequestType,
    RequestId: 'the-request',
    ResponseURL: 'https://cloudformation.example.com/answer?X-Amz-Signature=secret',
    StackId: STACK_ID,
    LogicalResourceId: 'Online',
    ...RequestType === 'Create' ? {} : { PhysicalResourceId: 'the-check' },
    ResourceProperties: { ...properties.GroupNames ? {} : { NodeIds: [NODE] }, TimeoutSeconds: '900', ...properties },
    ...rest,
  };
}

export async function send(RequestType: Request['RequestType'], properties?: Properties, rest?: Partial<Request>): Promise<Answer> {
  const answer = await framework.deliver(request(RequestType, properties, rest));
  if (!answer) {
    throw new Error('There is no answer');
  }
  return answer;
}

export const create = async (properties?: Properties): Promise<Answer> => send('Create', properties);

/** What a creation tells that fails after two minutes, without the line of the framework. */
export async function reason(properties?: Properties): Promise<string> {
  const { Status, Reason } = await create({ TimeoutSeconds: '120', ...properties });
  expect(Status).toBe('FAILED');
  const [text, ...framework_] = Reason.split('\n');
  // No stack trace.
  expect(framework_.join('').trim()).toBe('Logs: /aws/lambda/function');
  return text;
}

