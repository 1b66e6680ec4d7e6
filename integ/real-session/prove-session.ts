import { spawnSync } from 'child_process';
import { randomUUID } from 'crypto';
import { once } from 'events';
import { createConnection } from 'net';
import { setTimeout as sleep } from 'timers/promises';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { Terminal } from './terminal';
import { bucketHas, logGroupHas } from './transcript';

/** Without the plugin, StartSession opens no data channel: no shell runs, no key is used and nothing is logged. */
export const NOTHING_PROVED = 'The session-manager-plugin or the AWS CLI is not installed, so nothing proved the keys, the logs and the tunnel';

/** The agent streams a line after a second, and uploads the transcript at the end of the session. */
const LOGGED_WITHIN = 5 * 60;
const LOOK_EVERY = 5;

/** What a server is known by: its answer to a request. */
interface Server {
  readonly name: string;
  readonly request: Buffer;
  answers(answer: Buffer): boolean;
}

/** It answers the request for TLS with `S`: https://www.postgresql.org/docs/17/protocol-message-formats.html */
const POSTGRESQL: Server = {
  name: 'PostgreSQL server', request: Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), answers: answer => String(answer) === 'S',
};

/** A connection request for TLS or NLA, and its confirmation: https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-rdpbcgr (2.2.1.1, 2.2.1.2) */
const REMOTE_DESKTOP: Server = {
  name: 'Remote Desktop server',
  request: Buffer.from([3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0]),
  answers: answer => answer[0] === 3 && answer[5] === 0xd0,
};

export function canStartSessions(): boolean {
  return ['aws', 'session-manager-plugin'].every(command => spawnSync(command, ['--version'], { env: process.env }).status === 0);
}

/** Uses a deployed scenario as a person would, and returns what that proved. An error if something is not as it has to be. */
export async function proveSession(stack: string): Promise<string[]> {
  const { StartSessionCommand, SessionLogGroup, SessionLogsBucket, TunnelCommand, DesktopCommand } = await outputsOf(stack);
  const { Online } = await outputsOf(`${stack}Assertions`);
  const online = `Online ${Online}`;
  if (!canStartSessions()) {
    return [online, NOTHING_PROVED];
  }
  return [
    online,
    ...TunnelCommand ? [await proveTunnel(TunnelCommand, POSTGRESQL)] : await proveShell(StartSessionCommand, SessionLogGroup, SessionLogsBucket),
    ...DesktopCommand ? [await proveTunnel(DesktopCommand, REMOTE_DESKTOP)] : [],
  ];
}

async function outputsOf(stack: string): Promise<Record<string, string>> {
  const { Stacks } = await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: stack }));
  return Object.fromEntries((Stacks?.[0].Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

async function proveShell(command: string, logGroup: string, bucket: string): Promise<string[]> {
  const marker = randomUUID();
  const sessionId = await typeMarker(command, marker);
  const logs = new CloudWatchLogsClient({});
  const s3 = new S3Client({});
  return [
    `the session ${sessionId} was encrypted with the key`,
    `what was typed is in ${logGroup} after ${await within(`the log group ${logGroup}`, () => logGroupHas(marker, logs, logGroup, sessionId))} s`,
    `what was typed is in ${bucket} after ${await within(`the bucket ${bucket}`, () => bucketHas(marker, s3, bucket, sessionId))} s`,
  ];
}

/** Returns the id of the session, in which the shell of the node has shown the marker. */
async function typeMarker(command: string, marker: string): Promise<string> {
  const terminal = new Terminal(command);
  try {
    const sessionId = (await terminal.until(/(?<=SessionId: )\S+/)).trim();
    // Of a Linux shell, and of PowerShell.
    await terminal.until(/([$#]|PS [^\n]*>) $/);
    // The shell puts it together, so that what is shown is no echo of what was typed.
    terminal.type(`echo ${marker.slice(0, 8)}""${marker.slice(8)}`);
    await terminal.until(new RegExp(marker));
    terminal.type('exit');
    await terminal.end();
    if (!terminal.shown.includes('This session is encrypted using AWS KMS')) {
      throw new Error(`the session ${sessionId} was not encrypted with a key`);
    }
    return sessionId;
  } finally {
    await terminal.close();
  }
}

async function proveTunnel(command: string, { name, request, answers }: Server): Promise<string> {
  const port = Number(/localPortNumber\D+(\d+)/.exec(command)?.[1]);
  const terminal = new Terminal(command);
  try {
    await terminal.until(/Waiting for connections/);
    const socket = createConnection(port, '127.0.0.1', () => socket.write(request));
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(30_000) }).finally(() => socket.destroy());
    if (!answers(answer)) {
      throw new Error(`the tunnel at port ${port} leads to no ${name}: it answered ${JSON.stringify(String(answer))}`);
    }
    return `a ${name} answered through the tunnel at port ${port}`;
  } finally {
    await terminal.close();
  }
}

/** How many seconds it took. */
async function within(where: string, look: () => Promise<boolean>): Promise<number> {
  for (let waited = 0; waited <= LOGGED_WITHIN; waited += LOOK_EVERY) {
    if (await look()) {
      return waited;
    }
    await sleep(LOOK_EVERY * 1000);
  }
  throw new Error(`what was typed is not in ${where} after ${LOGGED_WITHIN} s`);
}
