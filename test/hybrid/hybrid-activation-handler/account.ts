import { setTimeout as sleep } from 'timers/promises';
import { inspect } from 'util';
import {
  CreateSecretCommand, DeleteSecretCommand, GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { StubActivations } from './stub-activations';
import { Answer, CloudFormation, Event, Handler, contextWith } from '../../http/cloudformation';
import { FaultProxy, anyHttpApi } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';

// Real waiting would make the tests slow and prove nothing.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

interface Properties {
  readonly SecretArn: string;
  readonly Settings: string;
  readonly AdvancedInstances?: string;
}

/** What a test changes of a request. */
interface Request {
  readonly settings?: object;
  /** Another one for another request; without it, equal requests are one that is delivered again. */
  readonly requestId?: string;
  readonly advancedInstances?: boolean;
  readonly secretArn?: string;
  readonly oldSecretArn?: string;
  readonly physicalId?: string;
  readonly time?: number;
}

/** Loaded without a compiler, because it is plain JavaScript. */
const { handler } = jest.requireActual<{ handler: Handler }>('../../../lib/hybrid/hybrid-activation-handler/index.js');

export const ROLE = 'Role';
export const SETTINGS = { role: ROLE, limit: 1, hours: 24, tags: { site: 'berlin' } };
export const OTHER_SETTINGS = { ...SETTINGS, tags: { site: 'paris' } };
const START = Date.parse('2026-11-01T12:00:00Z');
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

export let proxy: FaultProxy;
export let cloudFormation: CloudFormation;
export const activations = new StubActivations();
export let secretArn: string;

let moto: MotoServer;
let now = START;
/** Another user of the account, who is not subject to faults. */
let secrets: SecretsManagerClient;
/** All that the function has written, and what Lambda writes of its errors. */
let written: string[] = [];
let physicalId: string | undefined;

/** A separate account for each test of a file: moto's over HTTP, with a stub for what it lacks. */
export function useAccount(): void {
  // The first call makes moto load many modules, which takes long on a busy machine.
  jest.setTimeout(60_000);

  let stop: () => Promise<void>;
  beforeAll(async () => {
    cloudFormation = await CloudFormation.start(handler);
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    moto = await MotoServer.shared();
    const api = anyHttpApi(moto.url);
    const isOfSsm = (action: string) => /Activation|ServiceSetting/.test(action);
    proxy = new FaultProxy(async (action, body, request) => (isOfSsm(action) ? activations.answer(action, body) : api(action, body, request)));
    const serving = await proxy.listen();
    stop = serving.stop;
    process.env.AWS_ENDPOINT_URL = serving.url;
    secrets = new SecretsManagerClient({ endpoint: moto.url });
  }, 300_000);

  beforeEach(async () => {
    written = [];
    jest.mocked(sleep).mockReset();
    await newAccount();
    for (const method of ['log', 'warn', 'error', 'info', 'debug'] as const) {
      jest.spyOn(console, method).mockImplementation((...parts) => { written.push(parts.map(part => (typeof part === 'string' ? part : inspect(part, { depth: 9 }))).join(' ')); });
    }
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    // The SDK waits a random part of a growing time.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  // What holds after whatever has happened: no code is anywhere but in the secret.
  afterEach(() => {
    jest.restoreAllMocks();
    const all = [...written, ...[...cloudFormation.received.values()].map(({ body }) => body)].join('\n');
    expect([...activations.codes.values()].filter(code => all.includes(code))).toEqual([]);
    expect(proxy.pending).toEqual([]);
  });

  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL;
    await cloudFormation?.stop();
    await stop?.();
  });
}

export async function newAccount(): Promise<void> {
  proxy.reset();
  proxy.forget();
  proxy.hasStaleReads = false;
  activations.reset();
  activations.roles.add(ROLE);
  cloudFormation.reset();
  now = START;
  physicalId = undefined;
  await moto.reset();
  secretArn = await emptySecret('Code');
}

/** A secret as CloudFormation makes it without a value. */
export async function emptySecret(Name: string): Promise<string> {
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name }));
  return ARN!;
}

/** Time goes by. */
export function pass(milliseconds: number): void {
  now += milliseconds;
}

/** While the function waits, time goes by, and something may happen. */
export function waitingTakesTime(meanwhile = () => {}): void {
  jest.mocked(sleep).mockImplementation(async milliseconds => {
    now += milliseconds!;
    meanwhile();
  });
}

/** The time that the function planned to wait, in milliseconds, but for reads that have to agree. */
export function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds).filter(milliseconds => milliseconds !== 750);
}

export function said(): string {
  return written.join('\n');
}

export async function send(RequestType: Event['RequestType'], request: Request = {}): Promise<Answer> {
  const { settings = SETTINGS, advancedInstances, oldSecretArn = secretArn } = request;
  const properties: Properties = {
    SecretArn: request.secretArn ?? secretArn, Settings: JSON.stringify(settings), ...advancedInstances ? { AdvancedInstances: 'true' } : {},
  };
  const answer = await cloudFormation.deliver({
    RequestType,
    RequestId: request.requestId ?? JSON.stringify([RequestType, properties]),
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Servers/5f0c7b10-0001',
    LogicalResourceId: 'Servers',
    PhysicalResourceId: RequestType === 'Create' ? undefined : request.physicalId ?? physicalId,
    ResourceProperties: properties,
    OldResourceProperties: RequestType === 'Update' ? { ...properties, SecretArn: oldSecretArn } : undefined,
  }, request.time);
  if (!answer) {
    throw new Error('There is no answer');
  }
  physicalId = answer.PhysicalResourceId;
  return answer;
}

async function succeed(type: Event['RequestType'], request?: Request): Promise<Answer> {
  const answer = await send(type, request);
  if (answer.Status === 'FAILED') {
    throw new Error(answer.Reason);
  }
  return answer;
}

export const create = async (request?: Request) => succeed('Create', request);
export const update = async (request: Request = { settings: OTHER_SETTINGS }) => succeed('Update', request);
export const remove = async (request?: Request) => succeed('Delete', request);

/** The rule of EventBridge calls. What the function throws Lambda writes into its log. */
export async function renew(time?: number): Promise<void> {
  try {
    await (handler as any)({ SecretArn: secretArn }, contextWith(time));
  } catch (error) {
    written.push(inspect(error, { depth: 9 }), JSON.stringify(error, Object.getOwnPropertyNames(error)));
    throw error;
  }
}

/** What the secret says. */
export async function registration(SecretId = secretArn): Promise<any> {
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    return JSON.parse(SecretString!);
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') { return undefined; }
    throw error;
  }
}

export async function putSecret(SecretString: string): Promise<void> {
  await secrets.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString }));
}

export async function deleteSecret(): Promise<void> {
  await secrets.send(new DeleteSecretCommand({ SecretId: secretArn, ForceDeleteWithoutRecovery: true }));
}

/** The ids of the activations that there are. */
export const ids = () => activations.list.map(({ ActivationId }) => ActivationId);

/** The id and the code in the secret are those of an activation, the only one with these. */
export async function expectUsable(settings: any = SETTINGS): Promise<string> {
  const { activationId, activationCode } = await registration();
  expect(activations.codes.get(activationId)).toBe(activationCode);
  const activation = activations.list.find(({ ActivationId }) => ActivationId === activationId)!;
  const Tags = Object.entries(settings.tags).map(([Key, Value]) => ({ Key, Value }));
  expect(activation).toMatchObject({ IamRole: settings.role, RegistrationLimit: settings.limit, Tags });
  expect(activation.ExpirationDate * 1000).toBeGreaterThan(now);
  return activationId;
}
