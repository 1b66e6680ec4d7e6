import { once } from 'events';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body: any;
}

/** What happens instead of a call. */
export type Fault = (forward: () => Promise<Answer>) => Answer | Promise<Answer>;

/** Passes calls on to an API, and lets a test change them. */
export class FaultProxy {
  static async start(target: string): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, target);
    server.on('request', async (request: IncomingMessage, response) => {
      const { status, body } = await proxy.answer(request);
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The actions that were called, with the faults and the retries of the SDK. */
  readonly calls: string[] = [];
  private faults: { action: string; fault: Fault; times: number }[] = [];

  private constructor(private readonly server: Server, private readonly target: string) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
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

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const action = String(request.headers['x-amz-target']).split('.')[1];
    const sent = await text(request);
    this.calls.push(action);
    const forward = async () => {
      // moto needs only the authorization of a request, which names the region.
      const headers = ['content-type', 'x-amz-target', 'authorization'].map(name => [name, String(request.headers[name])]);
      const response = await fetch(this.target, { method: 'POST', headers: Object.fromEntries(headers), body: sent });
      const received = await response.text();
      return { status: response.status, body: received ? JSON.parse(received) : {} };
    };
    const next = this.faults.find(candidate => [action, ANY].includes(candidate.action) && candidate.times > 0);
    if (!next) {
      return forward();
    }
    next.times--;
    try {
      return await next.fault(forward);
    } catch (error) {
      // A failed expectation in the middle of a call must fail the test. It must not leave the call without an answer.
      return fails('FaultFailed', String(error))(forward);
    }
  }
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
