import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';

/** Stands for AWS's bucket with the packages of the agent. */
export class Bucket {
  static async start(): Promise<Bucket> {
    const bucket = new Bucket();
    await new Promise<void>(resolve => bucket.server.listen(0, '127.0.0.1', resolve));
    return bucket;
  }

  /** The keys of the objects that were asked for, in order. */
  readonly requests: string[] = [];
  private readonly objects = new Map<string, Buffer>();
  private readonly cutShort = new Set<string>();
  private readonly server: Server = createServer((request, response) => this.answer(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  put(key: string, content: Buffer): void {
    this.objects.set(key, content);
  }

  remove(key: string): void {
    this.objects.delete(key);
  }

  /** Ends the connection in the middle of an object. */
  cut(key: string): void {
    this.cutShort.add(key);
  }

  empty(): void {
    this.objects.clear();
    this.cutShort.clear();
    this.requests.length = 0;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
    const key = url.slice(1);
    const content = this.objects.get(key);
    this.requests.push(key);
    if (content === undefined) {
      response.writeHead(404).end('NoSuchKey');
      return;
    }
    response.writeHead(200, { 'Content-Length': content.length });
    if (this.cutShort.has(key)) {
      response.write(content.subarray(0, content.length / 2), () => response.destroy());
    } else {
      response.end(content);
    }
  }
}
