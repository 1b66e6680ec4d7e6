import { setTimeout as sleep } from 'timers/promises';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { BUCKET, Deployment, DeploymentName, LOG_GROUP, PREFIX, deploy } from './deployments';
import { StubSessions } from './stub-sessions';
import { ACCOUNT } from '../../fixtures';
import { FaultProxy, anyHttpApi } from '../../http/fault-proxy';
import { MotoServer } from '../../http/moto-server';
import { startOf } from '../recorded-events';

// Real waiting would make the tests slow and prove nothing.
jest.mock('timers/promises', () => ({ setTimeout: jest.fn() }));

interface Delivery {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export type Handler = (delivery: Delivery) => Promise<{ readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }>;

/** Loaded without a compiler, because it is plain JavaScript. */
const { createHandler } = jest.requireActual<{ createHandler(environment: Record<string, string>, requestTimeout?: number): Handler }>(
  '../../../lib/audit/unlogged-session-handler/handler.js',
);

export const SESSION = 'ana-4njnyxxl8yn676nsla8j6l4bra';
export const STARTED = startOf('logged-shell');
export const MESSAGE = 'the-message';

/** What people get of the topic. */
const INBOX = 'inbox';

export let proxy: FaultProxy;
export const sessions = new StubSessions();
/** The lines that the function has written itself. */
export let lines: string[] = [];

let moto: MotoServer;
let proxyUrl: string;
/** Other users of the account, who are not subject to faults. */
let others: { readonly logs: CloudWatchLogsClient; readonly s3: S3Client; readonly sns: SNSClient; readonly sqs: SQSClient };

/** A separate account for each test of a file: moto's over HTTP, with a stub for what it lacks. */
export function useAccount(): void {
  // The first call makes moto load many modules, which takes long on a busy machine.
  jest.setTimeout(60_000);

  let stopServing: () => Promise<void>;
  beforeAll(async () => {
    Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    moto = await MotoServer.shared();
    const api = anyHttpApi(moto.url);
    proxy = new FaultProxy(async (action, body, request) => (action === 'DescribeSessions' ? sessions.answer(body) : api(action, body, request)));
    const { url, stop } = await proxy.listen();
    [proxyUrl, stopServing] = [url, stop];
    process.env.AWS_ENDPOINT_URL = url;
    const config = { endpoint: moto.url };
    others = { logs: new CloudWatchLogsClient(config), s3: new S3Client(config), sns: new SNSClient(config), sqs: new SQSClient(config) };
  }, 300_000);

  beforeEach(async () => {
    proxy.reset();
    sessions.reset();
    lines = [];
    jest.mocked(sleep).mockClear();
    await moto.reset();
    await others.logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
    await others.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await others.sqs.send(new CreateQueueCommand({ QueueName: INBOX }));
    jest.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0);
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
    await stopServing?.();
  });
}

const deployments = new Map<DeploymentName, Deployment>();

export function deployment(name: DeploymentName): Deployment {
  const known = deployments.get(name) ?? deploy(name);
  deployments.set(name, known);
  return known;
}

/** The environment of the function, with its queue behind the proxy. */
export function environmentOf(name: DeploymentName): Record<string, string> {
  const { environment } = deployment(name);
  return { ...environment, QUEUE_URL: environment.QUEUE_URL.replace('https://sqs.us-east-1.amazonaws.com', proxyUrl) };
}

/** A new instance of the function of a deployment, whose queue and topic are there. The SDK's clients retry less after many faults. */
export async function functionOf(name: DeploymentName, requestTimeout?: number): Promise<Handler> {
  const { queueName, topicName } = deployment(name);
  await others.sqs.send(new CreateQueueCommand({ QueueName: queueName }));
  if (topicName) {
    const { TopicArn } = await others.sns.send(new CreateTopicCommand({ Name: topicName }));
    await others.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:${INBOX}` }));
  }
  return createHandler(environmentOf(name), requestTimeout);
}

export interface Outcome {
  /** The messages that will be delivered again. */
  readonly failed: readonly string[];
  /** The ids of sessions that count as without a transcript. */
  readonly counted: readonly string[];
  /** What people are told. */
  readonly told: readonly string[];
  /** The events that are looked at again, and after how many seconds. */
  readonly later: readonly { readonly event: any; readonly seconds: number }[];
}

/** One delivery of messages to the function. */
export async function deliver(handler: Handler, ...bodies: string[]): Promise<Outcome> {
  const Records = bodies.map((body, index) => ({ messageId: index === 0 ? MESSAGE : `${MESSAGE}-${index + 1}`, body }));
  const { batchItemFailures } = await handler({ Records });
  return {
    failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    counted: lines.map(line => JSON.parse(line).sessionId),
    told: await inbox(),
    later: proxy.requests.filter(({ action }) => action === 'SendMessage').map(({ body }) => JSON.parse(body))
      .map(({ MessageBody, DelaySeconds }) => ({ event: JSON.parse(MessageBody), seconds: DelaySeconds })),
  };
}

/** The function of a deployment gets an event. */
export async function look(name: DeploymentName, event: object = STARTED): Promise<Outcome> {
  return deliver(await functionOf(name), JSON.stringify(event));
}

async function inbox(): Promise<string[]> {
  const QueueUrl = `${moto.url}/${ACCOUNT}/${INBOX}`;
  const { Messages = [] } = await others.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => JSON.parse(Body!).Message);
}

export async function putStream(logStreamName = SESSION): Promise<void> {
  await others.logs.send(new CreateLogStreamCommand({ logGroupName: LOG_GROUP, logStreamName }));
}

export async function putObject(Key = `${PREFIX}/${SESSION}.log`): Promise<void> {
  await others.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'transcript' }));
}

/** The time that the function planned to wait, in milliseconds. */
export function waits(): unknown[] {
  return jest.mocked(sleep).mock.calls.map(([milliseconds]) => milliseconds);
}

/** What a look says that nothing is to be done about. */
export const NOTHING: Outcome = { failed: [], counted: [], told: [], later: [] };
/** A session is told as one without a transcript. */
export const MISSING: Outcome = { failed: [], counted: [SESSION], told: [expect.stringContaining(SESSION)], later: [] };
/** It is looked at again. */
export const AGAIN: Outcome = { failed: [], counted: [], told: [], later: [{ event: { ...STARTED, wasUnlisted: false }, seconds: 900 }] };
/** Its message is delivered again. */
export const FAILED: Outcome = { failed: [MESSAGE], counted: [], told: [], later: [] };
