import { createHash } from 'crypto';
import { setTimeout as sleep } from 'timers/promises';
import { gunzipSync } from 'zlib';
import {
  CreateDocumentCommand, DeleteDocumentCommand, DeleteParameterCommand, DescribeParametersCommand, DocumentFormat, GetDocumentCommand,
  GetParameterCommand, ParameterMetadata, PutParameterCommand, SSMClient, UpdateDocumentCommand, UpdateDocumentDefaultVersionCommand,
} from '@aws-sdk/client-ssm';
import { ANY, FaultProxy, fails } from './fault-proxy';
import { MotoServer } from './moto-server';

// Real waiting would make the tests slow and prove nothing. The planned waiting time is recorded.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

interface Properties {
  readonly DocumentName: string;
  readonly RecordName: string;
  readonly Content: string;
  readonly OnDelete: 'RESTORE' | 'KEEP' | 'DELETE';
  readonly OnDrift: 'FAIL' | 'OVERWRITE';
}

interface Event {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Properties;
}

interface Result {
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly DocumentVersion: string };
}

/** The properties of an event that a test changes. */
interface Request extends Partial<Properties> {
  readonly stackId?: string;
  readonly logicalId?: string;
}

/** Loaded without a compiler, because it is plain JavaScript. */
const { handler } = jest.requireActual<{ handler(event: Event): Promise<Result> }>('../../../lib/preferences/account-preferences-handler/index.js');

export const DOCUMENT = 'SSM-SessionManagerRunShell';
export const RECORD = '/cdk-session-manager/account-preferences';
export const STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/Preferences';
export const OWNER = { stack: STACK, logicalId: 'Preferences' };

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

let moto: MotoServer;
export let proxy: FaultProxy;
/** Another user of the account, who is not subject to faults. */
let ssm: SSMClient;

/** A separate account for each test of a file. */
export function useAccount(): void {
  // The first call makes moto load many modules, which takes long on a busy machine.
  jest.setTimeout(60_000);

  beforeAll(async () => {
    moto = await MotoServer.start();
    proxy = await FaultProxy.start(moto.url);
    Object.assign(process.env, { AWS_ENDPOINT_URL_SSM: proxy.url, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    ssm = new SSMClient({ endpoint: moto.url });
  }, 300_000);

  beforeEach(async () => {
    proxy.reset();
    await moto.reset();
    jest.spyOn(console, 'log').mockReturnValue();
    jest.spyOn(console, 'warn').mockReturnValue();
    // The SDK waits a random part of a growing time.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });

  // A fault that did not happen means that a test tested nothing.
  afterEach(() => expect(proxy.pending).toEqual([]));

  afterAll(async () => {
    await proxy?.stop();
    await moto?.stop();
  });
}

function event(RequestType: Event['RequestType'], { stackId = `${STACK}/5f0c7b10-0001`, logicalId = 'Preferences', ...props }: Request): Event {
  return {
    RequestType,
    StackId: stackId,
    LogicalResourceId: logicalId,
    ResourceProperties: { DocumentName: DOCUMENT, RecordName: RECORD, Content: OURS, OnDelete: 'RESTORE', OnDrift: 'FAIL', ...props },
  };
}

export async function create(request: Request = {}): Promise<Result> {
  return handler(event('Create', request));
}

export async function update(request: Request & { readonly from?: string }): Promise<Result> {
  const { from = OURS, ...rest } = request;
  const sent = event('Update', rest);
  return handler({ ...sent, OldResourceProperties: { ...sent.ResourceProperties, Content: from } });
}

export async function remove(request: Request = {}): Promise<Result> {
  return handler(event('Delete', request));
}

/** The attempt ends right after the first call of an action: all later calls fail. */
export async function killed(attempt: () => Promise<unknown>, action: string): Promise<void> {
  proxy.on(action, async forward => {
    proxy.on(ANY, fails('Killed'), Infinity);
    return forward();
  });
  await expect(attempt()).rejects.toThrow('Killed!');
  proxy.reset();
}

/** Another user creates the document, or another version of it, and makes it the default. */
export async function putDocument(text: string, format: DocumentFormat = 'JSON'): Promise<void> {
  const input = { Name: DOCUMENT, Content: text, DocumentFormat: format };
  if (!await document()) {
    await ssm.send(new CreateDocumentCommand({ ...input, DocumentType: 'Session' }));
    return;
  }
  const { DocumentDescription } = await ssm.send(new UpdateDocumentCommand({ ...input, DocumentVersion: '$LATEST' }));
  await promote(DocumentDescription!.DocumentVersion!);
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
  return get().then(async inForce => ({ ...inForce, latest: (await get('$LATEST')).version }), unless('InvalidDocument'));
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

/** The time that the handler planned to wait, in milliseconds. */
export function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds);
}

/** The calls of the handler that change something. */
export function changes(): string[] {
  return proxy.calls.filter(action => !/^(Get|Describe)/.test(action));
}
