import { dirname, join } from 'path';
import type { Event } from '../../preferences/account-preferences-handler/cloudformation';

export interface Request extends Omit<Event, 'ResourceProperties' | 'OldResourceProperties'> {
  readonly ResourceProperties: object;
}

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason: string;
  readonly PhysicalResourceId: string;
}

type Handler = (event: any) => Promise<unknown>;

const RUNTIME = join(dirname(require.resolve('aws-cdk-lib/package.json')), 'custom-resources/lib/provider-framework/runtime');

// What the framework loads for its calls, which are replaced below.
jest.mock('@aws-sdk/client-sfn', () => ({}), { virtual: true });

/** The CDK's own framework, between CloudFormation and a function. Lambda, the state machine and the clock are the test's. */
export class Framework {
  /** What CloudFormation is told, once for each request that was delivered. */
  readonly answers: Answer[] = [];
  /** How often the function was asked whether it is complete. */
  asked = 0;
  private readonly framework: Record<'onEvent' | 'isComplete' | 'onTimeout', Handler>;
  private waiting: any[] = [];

  constructor(private readonly handler: Handler, private readonly waiter: { readonly maxAttempts: number; wait(): void }) {
    Object.assign(process.env, { USER_ON_EVENT_FUNCTION_ARN: 'a:function', USER_IS_COMPLETE_FUNCTION_ARN: 'a:function', WAITER_STATE_MACHINE_ARN: 'a:machine' });
    Object.assign(jest.requireActual(join(RUNTIME, 'outbound.js')), {
      invokeFunction: async ({ Payload }: { Payload: string }) => this.invoke(Payload),
      startExecution: async ({ input }: { input: string }) => this.waiting.push(JSON.parse(input)),
      httpRequest: async (_options: unknown, body: string) => {
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(4096);
        this.answers.push(JSON.parse(body));
      },
    });
    this.framework = jest.requireActual(join(RUNTIME, 'framework.js'));
  }

  /** A request until its answer, as far as there is one. */
  async deliver(request: Request): Promise<Answer | undefined> {
    const before = this.answers.length;
    await this.framework.onEvent(JSON.parse(JSON.stringify(request)));
    for (const execution of this.waiting.splice(0)) {
      await this.wait(execution);
    }
    return this.answers[before];
  }

  private async wait(execution: any): Promise<void> {
    for (let attempt = 0; attempt <= this.waiter.maxAttempts; attempt++) {
      this.asked++;
      try {
        await this.framework.isComplete(JSON.parse(JSON.stringify(execution)));
        return;
      } catch (error) {
        if ((error as Error).constructor.name !== 'Retry') { throw error; }
        this.waiter.wait();
      }
    }
    await this.framework.onTimeout({ Cause: JSON.stringify({ errorMessage: JSON.stringify(execution) }) });
  }

  /** As Lambda does. */
  private async invoke(payload: string): Promise<{ readonly FunctionError?: string; readonly Payload: string }> {
    try {
      return { Payload: JSON.stringify(await this.handler(JSON.parse(payload))) };
    } catch (error) {
      const { name, message, stack = '' } = error as Error;
      return { FunctionError: 'Unhandled', Payload: JSON.stringify({ errorType: name, errorMessage: message, trace: stack.split('\n') }) };
    }
  }
}
