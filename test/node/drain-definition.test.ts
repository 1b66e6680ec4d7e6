import { drainDefinition } from '../../lib/node/drain-definition';
import { Answer, Fault, FaultProxy, droppedBefore } from '../http/fault-proxy';
import { StateMachines } from '../http/state-machines';

jest.setTimeout(300_000);

const EVENT = {
  'source': 'aws.autoscaling',
  'detail-type': 'EC2 Instance-terminate Lifecycle Action',
  'detail': {
    LifecycleActionToken: 'token-1',
    AutoScalingGroupName: 'group-1',
    LifecycleHookName: 'hook-1',
    EC2InstanceId: 'i-0123456789abcdef0',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  },
};
const ABOUT_IT = { AutoScalingGroupName: 'group-1', LifecycleHookName: 'hook-1', LifecycleActionToken: 'token-1', InstanceId: 'i-0123456789abcdef0' };
const LOOKS = 2;
const NO_ACTION = 'No active Lifecycle Action found with instance ID i-0123456789abcdef0';

const KEEP = 'RecordLifecycleActionHeartbeat';
const FIND = 'DescribeSessions';
const END = 'TerminateSession';
const LET_GO = 'CompleteLifecycleAction';

/** The sessions that each look finds; the last ones again and again. */
let found: string[][];
/** How many looks have further pages. */
let paged: number;
/** The session that cannot be ended. */
let stuck: string | undefined;

async function api(action: string, body: string): Promise<Answer> {
  switch (action) {
    case FIND: {
      const sessions = found.length > 1 ? found.shift()! : found[0];
      const more = paged-- > 0 ? { NextToken: 'page-2' } : {};
      return { status: 200, body: { Sessions: sessions.map(SessionId => ({ SessionId, Status: 'Connected' })), ...more } };
    }
    case END: {
      const { SessionId } = JSON.parse(body);
      return SessionId === stuck
        ? { status: 400, body: { __type: 'DoesNotExistException', message: 'no such session' }, headers: { 'x-amzn-requestid': 'request-1' } }
        : { status: 200, body: { SessionId } };
    }
    default: return { status: 200, body: `<${action}Response xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><${action}Result/></${action}Response>` };
  }
}

/** An error as AWS words it, with the id of the request, which Step Functions puts into the cause. */
function refused(code: string, message: string, status = 400): Fault {
  return (_forward, { action }) => (action === FIND || action === END
    ? { status, body: { __type: code, message }, headers: { 'x-amzn-requestid': 'request-1' } }
    : { status, body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>` });
}

const proxy = new FaultProxy(api);
let served: Awaited<ReturnType<FaultProxy['listen']>>;
let machines: StateMachines;

beforeAll(async () => {
  served = await proxy.listen();
  machines = await StateMachines.start(served.url);
});

afterAll(async () => {
  await machines?.stop();
  await served?.stop();
});

beforeEach(() => {
  proxy.reset();
  found = [[]];
  stuck = undefined;
  paged = 0;
});

/** Without waiting, and with one retry. The emulator hands the names inside a filter on as they are, where Step Functions has its own. */
const definition = JSON.stringify(drainDefinition('aws', { interval: 60, looks: LOOKS }))
  .replace(/"Seconds":\d+/g, '"Seconds":0')
  .replace(/"IntervalSeconds":2,"MaxAttempts":5,"BackoffRate":2/g, '"IntervalSeconds":1,"MaxAttempts":1,"BackoffRate":1')
  .replace('{"Key":"Target","Value.$":"$.instance"}', '{"key":"Target","value.$":"$.instance"}');

const drain = (event: object = EVENT) => machines.run(definition, event);
const callsOf = (action: string) => proxy.calls.filter(call => call === action).length;
const sent = (action: string) => proxy.requests.filter(request => request.action === action).map(({ headers, body }) => {
  if (headers['x-amz-target']) { return JSON.parse(body); }
  const { Action, Version, ...parameters } = Object.fromEntries(new URLSearchParams(body));
  return parameters;
});

test('an instance without sessions is let go after the time for uploads', async () => {
  const { status, states } = await drain();
  expect([status, proxy.calls]).toEqual(['SUCCEEDED', [KEEP, FIND, LET_GO]]);
  expect(states).toEqual(['Start', 'Keep the instance', 'Find open sessions', 'Is one open?', 'Let transcripts be uploaded', 'Let the instance go', 'Drained']);
});

test('each call names the instance, and the action for which it waits', async () => {
  found = [['s-1'], []];
  await drain();
  expect(sent(FIND)[0]).toEqual({ State: 'Active', Filters: [{ key: 'Target', value: 'i-0123456789abcdef0' }] });
  expect(sent(KEEP)).toEqual([ABOUT_IT, ABOUT_IT]);
  expect(sent(LET_GO)).toEqual([{ ...ABOUT_IT, LifecycleActionResult: 'CONTINUE' }]);
});

test('sessions that end in time are not cut', async () => {
  found = [['s-1', 's-2'], ['s-2'], []];
  const { status, states } = await drain();
  expect([status, callsOf(END), callsOf(LET_GO)]).toEqual(['SUCCEEDED', 0, 1]);
  expect(states.filter(name => name === 'Wait')).toHaveLength(2);
});

test('a page without sessions is no proof while there is another page', async () => {
  paged = 1;
  const { status, states } = await drain();
  expect([status, callsOf(FIND), callsOf(LET_GO)]).toEqual(['SUCCEEDED', 2, 1]);
  expect(states.filter(name => name === 'Wait')).toHaveLength(1);
});

test('a sign of life goes to the group before each look', async () => {
  found = [['s-1'], ['s-1'], []];
  await drain();
  expect(proxy.calls).toEqual([KEEP, FIND, KEEP, FIND, KEEP, FIND, LET_GO]);
});

test('sessions that are open at the end of the time are ended, and their transcripts have time to be uploaded', async () => {
  found = [['s-1'], ['s-1', 's-2'], ['s-1', 's-3']];
  const { status, states } = await drain();
  expect(status).toBe('SUCCEEDED');
  expect(callsOf(FIND)).toBe(LOOKS + 1);
  expect(sent(END).map(({ SessionId }) => SessionId).sort()).toEqual(['s-1', 's-3']);
  expect(states.slice(-3)).toEqual(['Let transcripts be uploaded', 'Let the instance go', 'Drained']);
  expect(proxy.calls.at(-1)).toBe(LET_GO);
});

describe('a failure', () => {
  test.each([KEEP, FIND, LET_GO])('of %s that is over at the second try changes nothing', async action => {
    proxy.on(action, refused('ThrottlingException', 'Rate exceeded'));
    const { status } = await drain();
    expect([status, callsOf(action), proxy.calls.length]).toEqual(['SUCCEEDED', 2, 4]);
  });

  test('of the sign of life does not end the drain', async () => {
    found = [['s-1'], []];
    proxy.on(KEEP, refused('ValidationError', NO_ACTION), Infinity);
    const { status, states } = await drain();
    expect([status, callsOf(LET_GO)]).toEqual(['SUCCEEDED', 1]);
    expect(states.filter(name => name === 'Wait')).toHaveLength(1);
  });

  test.each<[string, Fault]>([['an error', refused('InternalServerError', 'Oops', 500)], ['no answer', droppedBefore]])('of the look, by %s, is not taken for no session', async (_what, fault) => {
    found = [['s-1']];
    proxy.on(FIND, fault, 2);
    const { status, states } = await drain();
    expect(status).toBe('SUCCEEDED');
    expect(states.filter(name => name === 'Wait')).toHaveLength(LOOKS);
    expect(sent(END)).toEqual([{ SessionId: 's-1' }]);
  });

  test('of all looks lets the instance go at the end of the time, and ends nothing', async () => {
    proxy.on(FIND, refused('AccessDeniedException', 'not authorized'), Infinity);
    const { status, states } = await drain();
    expect([status, callsOf(END), callsOf(LET_GO)]).toEqual(['SUCCEEDED', 0, 1]);
    expect(states.filter(name => name === 'Wait')).toHaveLength(LOOKS);
  });

  test('to end one session does not keep the others open', async () => {
    found = [['s-1', 's-2', 's-3']];
    stuck = 's-1';
    const { status, states } = await drain();
    expect([status, callsOf(LET_GO), states.filter(name => name === 'It stays').length]).toEqual(['SUCCEEDED', 1, 1]);
    expect(new Set(sent(END).map(({ SessionId }) => SessionId))).toEqual(new Set(['s-1', 's-2', 's-3']));
  });

  test('to end any session lets the instance go', async () => {
    found = [['s-1', 's-2']];
    proxy.on(END, refused('AccessDeniedException', 'not authorized'), Infinity);
    const { status, states } = await drain();
    expect([status, callsOf(LET_GO)]).toEqual(['SUCCEEDED', 1]);
    expect(states.filter(name => name === 'It stays')).toHaveLength(2);
  });

  test('to let the instance go is none where it waits no longer', async () => {
    proxy.on(LET_GO, refused('ValidationError', NO_ACTION), Infinity);
    const { status, states } = await drain();
    expect([status, states.slice(-2)]).toEqual(['SUCCEEDED', ['Was it gone?', 'Drained']]);
  });

  test('to let the instance go is one of the execution otherwise', async () => {
    proxy.on(LET_GO, refused('AccessDenied', 'not authorized'), Infinity);
    const { status, error, states } = await drain();
    expect([status, error, states.at(-1)]).toEqual(['FAILED', 'NotLetGo', 'Not let go']);
  });
});

test('an event that comes twice lets the instance go once', async () => {
  found = [['s-1'], []];
  await drain();
  proxy.on(LET_GO, refused('ValidationError', NO_ACTION), Infinity);
  const { status } = await drain();
  expect([status, callsOf(END)]).toEqual(['SUCCEEDED', 0]);
});

describe('the definition', () => {
  const { States } = drainDefinition('aws-cn', { interval: 60, looks: LOOKS }) as any;
  const tasks = [...Object.values<any>(States), ...Object.values<any>(States['End open sessions'].ItemProcessor.States)].filter(({ Type }) => Type === 'Task');

  test('retries and catches each call', () => {
    expect(tasks).toHaveLength(4);
    tasks.forEach(({ Retry, Catch }) => {
      expect(Retry).toEqual([{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2, JitterStrategy: 'FULL' }]);
      expect(Catch).toEqual([expect.objectContaining({ ErrorEquals: ['States.ALL'] })]);
    });
  });

  test('is of its partition', () => {
    tasks.forEach(({ Resource }) => expect(Resource).toMatch(/^arn:aws-cn:states:::aws-sdk:(ssm|autoscaling):/));
  });

  test('writes the names inside a filter as Step Functions has them', () => {
    expect(States['Find open sessions'].Parameters.Filters).toEqual([{ 'Key': 'Target', 'Value.$': '$.instance' }]);
  });

  test('has time for uploads, and ends with the time that Auto Scaling waits', () => {
    expect(States['Let transcripts be uploaded'].Seconds).toBe(120);
    expect((drainDefinition('aws', { interval: 60, looks: 1 }) as any).TimeoutSeconds).toBe(48 * 3600);
  });
});
