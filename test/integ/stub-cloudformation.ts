import { once } from 'events';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import { text } from 'stream/consumers';
import type { MotoServer } from '../http/moto-server';

export interface StubStack {
  readonly name: string;
  /** @default CREATE_COMPLETE */
  readonly status?: string;
  readonly outputs?: Record<string, string>;
  readonly resources?: readonly { readonly type: string; readonly id: string; readonly status: string }[];
}

/** What CloudFormation tells of stacks. moto does not tell which resources a deleted stack has left. */
export class StubCloudFormation {
  static async start(): Promise<StubCloudFormation> {
    const server = createServer(async (request, response) => {
      const asked = new URLSearchParams(await text(request));
      const action = asked.get('Action')!;
      const answer = stub.answer(action, asked);
      response.writeHead(answer ? 200 : 400, { 'content-type': 'text/xml' }).end(answer
        ? `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${answer}</${action}Result></${action}Response>`
        : `<ErrorResponse><Error><Code>ValidationError</Code><Message>${asked.get('StackName')} does not exist</Message></Error></ErrorResponse>`);
    });
    const stub = new StubCloudFormation(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return stub;
  }

  stacks: StubStack[] = [];

  private constructor(private readonly server: Server) {}

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private answer(action: string, asked: URLSearchParams): string | undefined {
    const named = this.stacks.filter(stack => [stack.name, idOf(stack)].includes(asked.get('StackName')!));
    switch (action) {
      case 'DescribeStacks':
        return named.length ? members('Stacks', named.map(stack => summary(stack) + outputs(stack))) : undefined;
      case 'ListStacks':
        return members('StackSummaries', this.stacks.map(summary));
      case 'ListStackResources':
        return named.length ? members('StackResourceSummaries', named.flatMap(resources)) : undefined;
      default:
        throw new Error(`${action} is not expected here`);
    }
  }
}

function idOf({ name, status }: StubStack): string {
  return `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${status}`;
}

function summary(stack: StubStack): string {
  return xml({ StackId: idOf(stack), StackName: stack.name, StackStatus: stack.status ?? 'CREATE_COMPLETE', CreationTime: '2026-11-28T12:00:00Z' });
}

function outputs({ outputs: values = {} }: StubStack): string {
  return members('Outputs', Object.entries(values).map(([OutputKey, OutputValue]) => xml({ OutputKey, OutputValue })));
}

function resources({ resources: all = [] }: StubStack): string[] {
  return all.map(({ type, id, status }) => xml({ ResourceType: type, PhysicalResourceId: id, ResourceStatus: status }));
}

function members(name: string, entries: string[]): string {
  return `<${name}>${entries.map(entry => `<member>${entry}</member>`).join('')}</${name}>`;
}

function xml(fields: Record<string, string>): string {
  return Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`).join('');
}

/** Where clients of the SDK find their account: moto, whose CloudFormation needs more modules than it is installed with. */
export function clientEnvironment(moto: MotoServer, cloudFormation: StubCloudFormation): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
}
