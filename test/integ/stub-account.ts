import { once } from 'events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import { INSTANCE } from './scenarios';

/** In the answer of StartSession. Whoever has it has the session. */
export const TOKEN = 'AAEAAQ-the-token-of-the-session';

export const LAUNCHED = new Date('2026-11-28T12:00:00Z');

/** What a call answers: an error if it has a `__type`. */
export type Reply = Record<string, unknown>;

const error = (__type: string, message: string): Reply => ({ __type, message });

export const NOT_REGISTERED: Reply = { InstanceInformationList: [] };
export const THROTTLED = error('ThrottlingException', 'Rate exceeded');
export const NOT_CONNECTED = error('TargetNotConnected', `${INSTANCE} is not connected.`);
export const DENIED = error('AccessDeniedException', 'User: probe is not authorized to perform: ssm:StartSession');
/** The answer is lost. */
export const LOST: Reply = {};
export const SESSION: Reply = { SessionId: 'probe-0abc', TokenValue: TOKEN, StreamUrl: `wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/probe-0abc?token=${TOKEN}` };

/** The node in the list of managed nodes. EC2 instances have no `RegistrationDate` there. */
export function node(PingStatus: string, lastPing: number, more: Reply = {}): Reply {
  return { InstanceInformationList: [{ InstanceId: INSTANCE, PingStatus, LastPingDateTime: LAUNCHED.getTime() / 1000 + lastPing, ResourceType: 'EC2Instance', ...more }] };
}

/** Systems Manager, EC2 and the other side of a custom resource, which answer what a script says. */
export class StubAccount {
  static async start(): Promise<StubAccount> {
    const server = createServer();
    const account = new StubAccount(server);
    server.on('request', (request, response) => account.serve(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return account;
  }

  /** What each operation answers, call by call; the last one stays. */
  script: Record<string, Reply[]> = {};
  calls: [operation: string, request: any][] = [];
  answers: string[] = [];
  /** What EC2 tells; throttled if it tells nothing. */
  launched: Date | undefined = LAUNCHED;
  /** Those that EC2 tells of; all were launched at the same time. */
  instances = [INSTANCE];
  /** How CloudFormation takes answers. */
  status = 200;

  private constructor(private readonly server: Server) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get operations(): string[] {
    return this.calls.map(([operation]) => operation);
  }

  reset(): void {
    Object.assign(this, { script: {}, calls: [], answers: [], launched: LAUNCHED, instances: [INSTANCE], status: 200 });
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const target = request.headers['x-amz-target'];
    if (request.method === 'PUT') {
      this.answers.push(body);
      // The URL is signed for a request without one.
      response.writeHead('content-type' in request.headers ? 403 : this.status).end();
    } else if (target) {
      const reply = this.reply(String(target).split('.')[1], JSON.parse(body));
      if (reply !== LOST) {
        response.writeHead('__type' in reply ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(reply));
      }
    } else {
      this.calls.push([String(new URLSearchParams(body).get('Action')), Object.fromEntries(new URLSearchParams(body))]);
      response.writeHead(this.launched ? 200 : 503, { 'content-type': 'text/xml' }).end(this.launched
        ? `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>${this.instances.map(id => `<item><instancesSet><item>
          <instanceId>${id}</instanceId><launchTime>${this.launched!.toISOString()}</launchTime></item></instancesSet></item>`).join('')}</reservationSet></DescribeInstancesResponse>`
        : '<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors></Response>');
    }
  }

  private reply(operation: string, request: unknown): Reply {
    this.calls.push([operation, request]);
    const replies = this.script[operation] ?? [error('ValidationException', `the script has no ${operation}`)];
    return replies.length > 1 ? replies.shift()! : replies[0];
  }
}
