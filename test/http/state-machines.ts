import { setTimeout as after } from 'timers/promises';
import { MotoServer } from './moto-server';

export interface Execution {
  readonly status: string;
  readonly error?: string;
  /** The states that it entered, in order. */
  readonly states: string[];
}

/** Step Functions, simulated by moto, whose tasks call the API that is served elsewhere. */
export class StateMachines {
  static async start(apiUrl: string): Promise<StateMachines> {
    const moto = await MotoServer.start({ variables: { MOTO_PORT: new URL(apiUrl).port } });
    const body = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
    await fetch(`${moto.url}/moto-api/config`, { method: 'POST', body });
    return new StateMachines(moto);
  }

  /** The state machine with a definition, since to read one takes moto half a second. */
  private readonly arns = new Map<string, string>();
  private executions = 0;

  private constructor(private readonly moto: MotoServer) {}

  stop(): Promise<void> {
    return this.moto.stop();
  }

  /** Runs a state machine to its end. */
  async run(definition: string, input: object): Promise<Execution> {
    const stateMachineArn = this.arns.get(definition) ?? await this.create(definition);
    const { executionArn } = await this.call('StartExecution', {
      stateMachineArn, name: `execution-${++this.executions}`, input: JSON.stringify(input),
    });
    for (;;) {
      const { status, error } = await this.call('DescribeExecution', { executionArn });
      if (status !== 'RUNNING') {
        const { events } = await this.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
        const states = (events as any[]).flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
        return { status, error, states };
      }
      await after(100);
    }
  }

  private async create(definition: string): Promise<string> {
    const { stateMachineArn } = await this.call('CreateStateMachine', {
      name: `machine-${this.arns.size}`, definition, roleArn: 'arn:aws:iam::123456789012:role/machine',
    });
    this.arns.set(definition, stateMachineArn);
    return stateMachineArn;
  }

  private async call(action: string, body: object): Promise<any> {
    const response = await fetch(this.moto.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AWSStepFunctions.${action}`,
        'authorization': 'AWS4-HMAC-SHA256 Credential=key/20261129/us-east-1/states/aws4_request, SignedHeaders=host, Signature=none',
      },
      body: JSON.stringify(body),
    });
    const answer: any = await response.json();
    if (!response.ok) {
      throw new Error(`${action}: ${JSON.stringify(answer)}`);
    }
    return answer;
  }
}
