import { once } from 'events';
import { createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import { isDeepStrictEqual } from 'util';
import { HttpRequest, actionOf, written } from './aws-protocols';

export interface Answer {
  readonly status: number;
  /** Parsed, or a text that goes out as it came. */
  readonly body: any;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a fault can do with a call. */
export interface Call {
  readonly action: string;
  /** What a read would have answered before the last change. */
  readonly stale?: Answer;
}

/** What happens instead of a call. Without an answer, the connection is closed. */
export type Fault = (forward: () => Promise<Answer>, call: Call) => Answer | undefined | Promise<Answer | undefined>;

/** An API by the names of its actions, whether over HTTP or in memory. */
export type Api = (action: string, body: string, request?: HttpRequest) => Promise<Answer>;

/** The API of Systems Manager over HTTP. */
export function httpApi(url: string): Api {
  return async (action, body, request) => {
    // moto needs only the authorization of a request, which names the region.
    const authorization = request?.headers.authorization ?? '';
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${action}`, authorization };
    const response = await fetch(url, { method: 'POST', headers, body });
    const received = await response.text();
    return { status: response.status, body: received ? JSON.parse(received) : {} };
  };
}

/** The APIs of all services over HTTP, whatever protocol they have. */
export function anyHttpApi(url: string): Api {
  return async (_action, body, request) => {
    const { method, url: path, headers } = request!;
    const kept = ['authorization', 'content-type', 'x-amz-target', 'x-amz-date'].flatMap(name => (headers[name] ? [[name, String(headers[name])]] : []));
    const response = await fetch(new URL(path, url), { method, headers: Object.fromEntries(kept), body: method === 'GET' ? undefined : body });
    return { status: response.status, body: await response.text(), headers: { 'content-type': response.headers.get('content-type') ?? 'text/plain' } };
  };
}

/** Passes calls on to an API, and lets a test change them. */
export class FaultProxy {
  /** The actions that were called, with the faults and the retries of the SDK. */
  readonly calls: string[] = [];
  /** The same over HTTP, as they were sent. */
  readonly requests: (HttpRequest & { readonly action: string; readonly body: string })[] = [];
  /** Whether to keep what reads answer before each change, which takes time. */
  hasStaleReads = false;
  private faults: { action: string; fault: Fault; times: number }[] = [];
  /** The reads so far, with the last two answers that each would have had before a change. */
  private readonly reads = new Map<string, { forward: () => Promise<Answer>; last?: Answer; previous?: Answer }>();

  constructor(private readonly api: Api) {}

  /** Serves it over HTTP. */
  async listen(): Promise<{ readonly url: string; stop(): Promise<void> }> {
    const server = createServer();
    server.on('request', async (request: IncomingMessage, response) => {
      const { method = '', url = '', headers } = request;
      const sent = { method, url, headers };
      const body = await text(request);
      const action = actionOf(sent, body);
      this.requests.push({ ...sent, action, body });
      const answer = await this.answer(action, body, sent);
      if (answer === NEVER) {
        return;
      }
      if (answer) {
        const { contentType, content } = written(answer, sent);
        // By the clock of the test: the SDK tries again where that of the service is another one.
        const date = new Date(Date.now()).toUTCString();
        response.writeHead(answer.status, { 'content-type': contentType, date, ...answer.headers }).end(content);
      } else {
        response.destroy();
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      stop: async () => {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      },
    };
  }

  /** Sets what happens to the next calls of an action. Earlier settings happen first. */
  on(action: string, fault: Fault, times = 1): void {
    this.faults.push({ action, fault, times });
  }

  /** The faults that never happened. */
  get pending(): string[] {
    return this.faults.filter(({ times }) => times > 0 && times < Infinity).map(({ action }) => action);
  }

  reset(): void {
    this.calls.length = 0;
    this.requests.length = 0;
    this.faults = [];
  }

  /** Forgets what was read. */
  forget(): void {
    this.reads.clear();
  }

  /** Keeps what reads answer now, for those that are out of date after a change. */
  private async keepReads(): Promise<void> {
    await Promise.all([...this.reads.values()].map(async read => {
      const now = await read.forward();
      if (!isDeepStrictEqual(now, read.last)) {
        read.previous = read.last;
        read.last = now;
      }
    }));
  }

  /** What a read would have answered before the last change of it. */
  private async staleAnswer(call: string): Promise<Answer | undefined> {
    const read = this.reads.get(call);
    return read && (isDeepStrictEqual(await read.forward(), read.last) ? read.previous : read.last);
  }

  /** Undefined if the connection is closed without an answer. */
  async answer(action: string, sent: string, request?: HttpRequest): Promise<Answer | undefined> {
    this.calls.push(action);
    const forward = async () => this.api(action, sent, request);
    const change = async () => {
      if (this.hasStaleReads && !isRead(action)) {
        await this.keepReads();
      }
      return forward();
    };
    if (this.hasStaleReads && isRead(action) && !this.reads.has(`${action} ${sent}`)) {
      this.reads.set(`${action} ${sent}`, { forward });
    }
    const next = this.faults.find(candidate => [action, ANY].includes(candidate.action) && candidate.times > 0);
    if (!next) {
      return change();
    }
    next.times--;
    try {
      return await next.fault(change, { action, stale: await this.staleAnswer(`${action} ${sent}`) });
    } catch (error) {
      // A failed expectation in the middle of a call must fail the test. It must not leave the call without an answer.
      return fails('FaultFailed', String(error))(forward, { action });
    }
  }
}

export function isRead(action: string): boolean {
  return /^(Get|Describe)/.test(action);
}

/** Stands for any action. */
export const ANY = '*';

export const pass: Fault = forward => forward();

export function fails(name: string, message = `${name}!`, status = 400): Fault {
  return () => ({ status, body: { __type: name, message } });
}

/** Answers that a call was carried out. */
export function swallowed(body: any = {}): Fault {
  return () => ({ status: 200, body });
}

/** Carries a call out and answers that it was not. */
export const answerLost: Fault = async forward => {
  await forward();
  return { status: 500, body: { __type: 'InternalServerError', message: 'The answer got lost' } };
};

/** The connection is closed before, or after, a call is carried out. */
export const droppedBefore: Fault = () => undefined;
export const droppedAfter: Fault = async forward => {
  await forward();
  return undefined;
};

/** An answer that does not come. */
export const NEVER: Answer = { status: 0, body: undefined };

/** Carries a call out and never answers. */
export const hangs: Fault = async forward => {
  await forward();
  return NEVER;
};

/** A read answers what was so before the last change. */
export const stale: Fault = async (forward, call) => call.stale ?? forward();

/** Does something right before a call. */
export function preceded(by: () => Promise<unknown>): Fault {
  return async forward => {
    await by();
    return forward();
  };
}

export function answers(change: (body: any) => any): Fault {
  return async forward => {
    const { status, body } = await forward();
    return { status, body: change(body) };
  };
}
