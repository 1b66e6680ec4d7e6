import { once } from 'events';
import { createServer, IncomingMessage } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import { isDeepStrictEqual } from 'util';

export interface Answer {
  readonly status: number;
  readonly body: any;
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
export type Api = (action: string, body: string, authorization?: string) => Promise<Answer>;

/** An API over HTTP. */
export function httpApi(url: string): Api {
  return async (action, body, authorization) => {
    // moto needs only the authorization of a request, which names the region.
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${action}`, 'authorization': authorization ?? '' };
    const response = await fetch(url, { method: 'POST', headers, body });
    const received = await response.text();
    return { status: response.status, body: received ? JSON.parse(received) : {} };
  };
}

/** Passes calls on to an API, and lets a test change them. */
export class FaultProxy {
  /** The actions that were called, with the faults and the retries of the SDK. */
  readonly calls: string[] = [];
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
      const answer = await this.answer(actionOf(request.headers), await text(request), request.headers.authorization);
      if (answer === NEVER) {
        return;
      }
      if (answer) {
        response.writeHead(answer.status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body));
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
  async answer(action: string, sent: string, authorization?: string): Promise<Answer | undefined> {
    this.calls.push(action);
    const forward = async () => this.api(action, sent, authorization);
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

export function actionOf(headers: Record<string, unknown>): string {
  return String(headers['x-amz-target']).split('.')[1];
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
