import { once } from 'events';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';

/** What CloudFormation sends of a custom resource with certain properties. */
export interface Event<Properties = any> {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Properties;
  readonly OldResourceProperties?: Properties;
}

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
  readonly Data?: any;
}

export interface Context {
  readonly logGroupName: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** The function behind a custom resource. */
export type Handler = (event: Event, context: Context) => Promise<void>;

/** What Lambda gives the function, in milliseconds. */
const TIME = 240_000;

/** The other side of the custom resource: sends events, and takes the answers at a URL as CloudFormation does. */
export class CloudFormation {
  static async start(handler: Handler): Promise<CloudFormation> {
    const server = createServer();
    const cloudFormation = new CloudFormation(server, handler);
    server.on('request', async (request, response) => {
      const body = await text(request);
      const status = cloudFormation.statuses.shift() ?? 200;
      if (status === 200) {
        cloudFormation.received.set(String(request.url), { body, contentType: request.headers['content-type'], method: request.method });
      }
      response.writeHead(status).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return cloudFormation;
  }

  readonly received = new Map<string, { readonly body: string; readonly contentType?: string; readonly method?: string }>();
  /** What the next answers get instead of 200. */
  statuses: number[] = [];
  private deliveries = 0;

  private constructor(private readonly server: Server, private readonly handler: Handler) {}

  reset(): void {
    this.received.clear();
    this.statuses = [];
  }

  receive({ pathname, search }: URL, body: string): void {
    this.received.set(pathname + search, { body });
  }

  /** One delivery of an event. Undefined if no answer came. */
  async deliver(event: Omit<Event, 'ResponseURL'>, time = TIME): Promise<Answer | undefined> {
    const path = `/${++this.deliveries}?X-Amz-Signature=secret`;
    const ResponseURL = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
    await this.handler({ ...event, ResponseURL }, contextWith(time));
    const received = this.received.get(path);
    return received && JSON.parse(received.body);
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

/** What Lambda tells the function. */
export function contextWith(time = TIME): Context {
  return { getRemainingTimeInMillis: () => time, logGroupName: 'the-log-group', logStreamName: 'the-log-stream' };
}
