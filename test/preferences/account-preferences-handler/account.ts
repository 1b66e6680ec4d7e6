import { createHash } from 'crypto';
import { setTimeout as sleep } from 'timers/promises';
import { gunzipSync } from 'zlib';
import {
  CreateDocumentCommand, DeleteDocumentCommand, DeleteParameterCommand, DescribeParametersCommand, DocumentFormat, GetDocumentCommand,
  GetParameterCommand, ParameterMetadata, PutParameterCommand, SSMClient, UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { Answer, Event, Properties, startCloudFormation } from './cloudformation';
import { SimulatedAccount } from './simulated-account';
import { CloudFormation } from '../../http/cloudformation';
import { ANY, Api, Fault, FaultProxy, fails, httpApi, isRead } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';

// Real waiting would make the tests slow and prove nothing. The planned waiting time is recorded.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

interface Result {
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly DocumentVersion: string };
}

/** The properties of an event that a test changes. */
interface Request extends Partial<Properties> {
  readonly stackId?: string;
  readonly logicalId?: string;
  /** Another one for another request; without it, equal requests are one that is delivered again. */
  readonly requestId?: string;
  readonly from?: string;
  readonly time?: number;
  /** Of a request that CloudFormation has had an answer to, so that it ignores another one. */
  readonly physicalId?: string;
}

export const DOCUMENT = 'SSM-SessionManagerRunShell';
export const RECORD = '/cdk-session-manager/account-preferences';
export const STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Preferences';
export const STACK_ID = `${STACK}/5f0c7b10-0001`;
/** A physical id of the handler's own, of which each creation has another one. */
export const PHYSICAL_ID: string = expect.stringMatching(/^SSM-SessionManagerRunShell\/[0-9a-f]{12}$/);
export const OWNER = { stack: STACK_ID, logicalId: 'Preferences', physicalId: PHYSICAL_ID };

/** The record of a resource whose preferences are in force, and of one that is not that far. */
export const inForce = (rest: object) => ({ owner: OWNER, phase: 'inForce', version: expect.stringMatching(/^\d+$/), done: expect.arrayContaining([expect.any(String)]), ...rest });
export const creating = (rest: object) => ({ owner: OWNER, phase: 'creating', done: [], ...rest });

/** A document's text, with its keys in order. */
export function content(inputs: object): string {
  return JSON.stringify({ description: 'Session preferences', inputs, schemaVersion: '1.0', sessionType: 'Standard_Stream' });
}

export const THEIRS = content({ idleSessionTimeout: '60' });
export const OURS = content({ idleSessionTimeout: '20', runAsEnabled: true });
export const NEXT = content({ idleSessionTimeout: '5', runAsEnabled: true });
export const DRIFTED = content({ idleSessionTimeout: '20', runAsEnabled: false });

/** The fingerprint of a text with its keys in order. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

export let proxy: FaultProxy;
export let cloudFormation: CloudFormation;
/** What CloudFormation knows of the resources that it has created. */
const physicalIds = new Map<string, string>();
/** Another user of the account, who is not subject to faults. */
let ssm: SSMClient;

let emptyAccount: () => Promise<void>;
let stop: () => Promise<void>;

/**
 * A separate account for each test of a file: moto's, over HTTP, or a simulated one in place of the SDK's client, for a hundred thousand
 * events.
 */
export function useAccount(account: 'moto' | 'withoutSdk' = 'moto'): void {
  // The first call makes moto load many modules, which takes long on a busy machine.
  jest.setTimeout(60_000);

  beforeAll(async () => {
    cloudFormation = await startCloudFormation();
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    await { moto: startMoto, withoutSdk: replaceSdk }[account]();
  }, 300_000);

  beforeEach(async () => {
    await newAccount();
    jest.spyOn(console, 'log').mockReturnValue();
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'error').mockReturnValue();
    // The SDK waits a random part of a growing time.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  // A fault that did not happen means that a test tested nothing.
  afterEach(() => expect(proxy.pending).toEqual([]));

  afterAll(async () => {
    await cloudFormation?.stop();
    await stop?.();
  });
}

async function startMoto(): Promise<void> {
  const moto = await MotoServer.shared();
  const stopServing = await serve(httpApi(moto.url));
  emptyAccount = () => moto.reset();
  stop = async () => {
    await stopServing();
  };
}

/** With faults for the handler, and without any for others. */
async function serve(api: Api): Promise<() => Promise<void>> {
  proxy = new FaultProxy(api);
  const [faulty, faultless] = [await proxy.listen(), await new FaultProxy(api).listen()];
  process.env.AWS_ENDPOINT_URL_SSM = faulty.url;
  ssm = new SSMClient({ endpoint: faultless.url });
  return async () => {
    await faulty.stop();
    await faultless.stop();
  };
}

const MAX_ATTEMPTS = 10;

async function replaceSdk(): Promise<void> {
  const account = new SimulatedAccount();
  proxy = new FaultProxy(async (action, body) => account.call(action, JSON.parse(body)));
  ssm = new SSMClient({});
  const sendInProcess = jest.spyOn(SSMClient.prototype, 'send').mockImplementation(async function reply(this: SSMClient, { constructor, input }: any) {
    const action = constructor.name.replace(/Command$/, '');
    for (let attempts = 1; ; attempts++) {
      const answer = this === ssm ? account.call(action, input) : await proxy.answer(action, JSON.stringify(input));
      if (answer?.status === 200) {
        return answer.body;
      }
      const name = answer?.body?.__type ?? 'TimeoutError';
      const isRetried = !answer || answer.status === 0 || answer.status >= 500 || name === 'ThrottlingException';
      if (!isRetried || attempts === MAX_ATTEMPTS) {
        throw Object.assign(new Error(answer?.body?.message ?? name), { name, $metadata: { httpStatusCode: answer?.status || undefined, attempts } });
      }
    }
  } as never);
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    cloudFormation.receive(new URL(String(url)), Buffer.from(init!.body as Uint8Array).toString());
    return new Response();
  });
  emptyAccount = async () => account.reset();
  stop = async () => {
    sendInProcess.mockRestore();
    put.mockRestore();
  };
}

export async function newAccount(): Promise<void> {
  proxy.reset();
  proxy.forget();
  cloudFormation.reset();
  physicalIds.clear();
  await emptyAccount();
}

/** CloudFormation makes one up for a creation that never answered. */
export function physicalIdOf({ stackId = STACK_ID, logicalId = 'Preferences' }: Request): string {
  return physicalIds.get(`${stackId} ${logicalId}`) ?? `Stack-${logicalId}-1ABCDEFGHIJKL`;
}

/** A new resource has no physical id yet. */
export function forget({ stackId = STACK_ID, logicalId = 'Preferences' }: Request): void {
  physicalIds.delete(`${stackId} ${logicalId}`);
}

/** Delivers a request, and keeps the physical id of the answer as CloudFormation does. */
export async function send(RequestType: Event['RequestType'], request: Request = {}): Promise<Answer> {
  const { stackId = STACK_ID, logicalId = 'Preferences', from = OURS, time, requestId, physicalId = physicalIdOf(request), ...props } = request;
  const properties: Properties = { DocumentName: DOCUMENT, RecordName: RECORD, Content: OURS, OnDelete: 'RESTORE', OnDrift: 'FAIL', ...props };
  const resource = `${stackId} ${logicalId}`;
  const answer = await cloudFormation.deliver({
    RequestType,
    RequestId: requestId ?? JSON.stringify([RequestType, resource, properties, from]),
    StackId: stackId,
    LogicalResourceId: logicalId,
    PhysicalResourceId: RequestType === 'Create' ? undefined : physicalId,
    ResourceProperties: properties,
    OldResourceProperties: RequestType === 'Update' ? { ...properties, Content: from } : undefined,
  }, time);
  if (!answer) {
    throw new Error('There is no answer');
  }
  if (RequestType === 'Create' && !isKilled && !request.physicalId) {
    physicalIds.set(resource, answer.PhysicalResourceId);
  }
  return answer;
}

async function succeed(type: Event['RequestType'], request: Request): Promise<Result> {
  const { Status, Reason, PhysicalResourceId, Data } = await send(type, request);
  if (Status === 'FAILED') {
    throw new Error(Reason);
  }
  return { PhysicalResourceId, ...Data && { Data } };
}

export async function create(request: Request = {}): Promise<Result> {
  return succeed('Create', request);
}

export async function update(request: Request): Promise<Result> {
  return succeed('Update', request);
}

export async function remove(request: Request = {}): Promise<Result> {
  return succeed('Delete', request);
}

let isKilled = false;

/** The function dies: all later calls fail, and its answer never comes. */
export const dies: Fault = () => {
  isKilled = true;
  proxy.on(ANY, fails('Killed'), Infinity);
  return fails('Killed')(undefined!, undefined!);
};

export const diesAfter: Fault = async (forward, call) => {
  await forward();
  return dies(forward, call);
};

/** Whether the last attempt died, which is over with this. */
export function wasKilled(): boolean {
  const was = isKilled;
  isKilled = false;
  return was;
}

/** The attempt ends right after the first call of an action. */
export async function killed(attempt: () => Promise<unknown>, action: string): Promise<void> {
  proxy.on(action, diesAfter);
  await expect(attempt()).rejects.toThrow('Killed!');
  expect(wasKilled()).toBe(true);
  proxy.reset();
}

/** Another user creates the document, or another version of it, and makes it the default. */
export async function putDocument(text: string, format: DocumentFormat = 'JSON'): Promise<void> {
  const input = { Name: DOCUMENT, Content: text, DocumentFormat: format };
  if (!await document()) {
    await ssm.send(new CreateDocumentCommand({ ...input, DocumentType: 'Session' }));
    return;
  }
  const made = await ssm.send(new UpdateDocumentCommand({ ...input, DocumentVersion: '$LATEST' })).catch(unless('DuplicateDocumentContent'));
  await promote(made?.DocumentDescription?.DocumentVersion ?? await versionOf(text));
}

async function versionOf(text: string): Promise<string> {
  for (let version = Number((await get('$LATEST')).version); ; version--) {
    if ((await get(String(version))).content === text) {
      return String(version);
    }
  }
}

export async function promote(version: string): Promise<void> {
  await ssm.send(new UpdateDocumentDefaultVersionCommand({ Name: DOCUMENT, DocumentVersion: version }));
}

export async function deleteDocument(version?: string): Promise<void> {
  await ssm.send(new DeleteDocumentCommand({ Name: DOCUMENT, DocumentVersion: version }));
}

async function get(version?: string) {
  const { DocumentVersion, Content } = await ssm.send(new GetDocumentCommand({ Name: DOCUMENT, DocumentVersion: version, DocumentFormat: 'JSON' }));
  return { version: DocumentVersion, content: Content };
}

/** The default version, its content, and the newest version. */
export async function document(): Promise<{ version?: string; content?: string; latest?: string } | undefined> {
  return get().then(async current => ({ ...current, latest: (await get('$LATEST')).version }), unless('InvalidDocument'));
}

export async function documentType(): Promise<string | undefined> {
  return (await ssm.send(new GetDocumentCommand({ Name: DOCUMENT }))).DocumentType;
}

export async function rawRecord(): Promise<string | undefined> {
  return ssm.send(new GetParameterCommand({ Name: RECORD })).then(({ Parameter }) => Parameter?.Value, unless('ParameterNotFound'));
}

/** The record, with the previous content unpacked. */
export async function record(): Promise<any> {
  const raw = await rawRecord();
  return raw && JSON.parse(raw, (key, value) => key === 'content' ? gunzipSync(Buffer.from(value, 'base64')).toString() : value);
}

/** The record as the console shows it. */
export async function describedRecord(): Promise<ParameterMetadata> {
  const { Parameters } = await ssm.send(new DescribeParametersCommand({}));
  return Parameters![0];
}

export async function writeRecord(value: string): Promise<void> {
  await ssm.send(new PutParameterCommand({ Name: RECORD, Value: value, Overwrite: true }));
}

export async function deleteRecord(): Promise<void> {
  await ssm.send(new DeleteParameterCommand({ Name: RECORD }));
}

function unless(name: string): (error: Error) => undefined {
  return error => {
    if (error.name !== name) {
      throw error;
    }
    return undefined;
  };
}

export function warned(): unknown[] {
  return jest.mocked(console.warn).mock.calls.map(([message]) => message);
}

/** Between two reads that have to agree. */
const READS_APART = 750;

/** The time that the handler planned to wait for others, in milliseconds. */
export function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds).filter(milliseconds => milliseconds !== READS_APART);
}

/** The next time that the handler waits takes that long. */
export function waitReallyOnce(milliseconds: number): void {
  jest.mocked(sleep).mockImplementationOnce(async () => new Promise(resolve => { setTimeout(resolve, milliseconds); }));
}

/** The calls of the handler that change something. */
export function changes(): string[] {
  return proxy.calls.filter(action => !isRead(action));
}
