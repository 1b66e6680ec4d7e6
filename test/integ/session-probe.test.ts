import { readFileSync } from 'fs';
import { join } from 'path';
import { INSTANCE, IntegScenario, SCENARIOS } from './scenarios';
import { DENIED, LAUNCHED, LOST, node, NOT_CONNECTED, NOT_REGISTERED, Reply, SESSION, StubAccount, THROTTLED, TOKEN } from './stub-account';

// The probe sleeps between its looks. Here no time passes but on its clock.
jest.mock('timers/promises', () => ({
  setTimeout: async (milliseconds: number) => { jest.setSystemTime(Date.now() + milliseconds); },
}));

const PROBE = join(__dirname, '../../integ/session-probe/index.js');
const { handler } = jest.requireActual<{ handler(event: unknown): Promise<void> }>('../../integ/session-probe/index.js');

/** HTTP needs real ones. */
const ALL_BUT_DATE = ['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] as const;

let account: StubAccount;
let logged: string[];
let written: string;
const environment = process.env;

beforeAll(async () => {
  account = await StubAccount.start();
  process.env = {
    ...environment,
    AWS_ENDPOINT_URL: account.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_MAX_ATTEMPTS: '1',
  };
});
afterAll(async () => {
  process.env = environment;
  await account.stop();
});

beforeEach(() => {
  account.reset();
  logged = [];
  written = '';
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    jest.spyOn(console, method).mockImplementation((...values) => { logged.push(values.map(String).join(' ')); });
  }
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation(text => { written += String(text); return true; });
  }
  jest.useFakeTimers({ now: LAUNCHED, doNotFake: [...ALL_BUT_DATE] });
});
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  expect(logged).toEqual([]);
  // The SDK warns that its next versions need a newer Node.js.
  expect(written + account.answers.join()).not.toContain(TOKEN);
});

interface Script {
  readonly looks?: Reply[];
  readonly starts?: Reply[];
  readonly ends?: Reply[];
  /** When the assertion stack is created, in seconds after the launch. */
  readonly begin?: number;
}

/** What the probe of a scenario answers, and when, in seconds after the launch. */
async function probed(scenario: IntegScenario, { looks = [node('Online', 70)], starts = [SESSION], ends = [{ SessionId: 'probe-0abc' }], begin = 60 }: Script = {}) {
  account.script = { DescribeInstanceInformation: looks, StartSession: starts, TerminateSession: ends };
  jest.setSystemTime(LAUNCHED.getTime() + begin * 1000);
  await handler(scenario.event(`${account.url}/answer`));
  expect(account.answers).toHaveLength(1);
  const { Status, Reason, Data } = JSON.parse(account.answers[0]);
  return { Status, Reason, Data, seconds: (Date.now() - LAUNCHED.getTime()) / 1000 };
}

const [[, scenario]] = SCENARIOS;

describe.each(SCENARIOS)('%s', (_name, integ) => {
  const { DocumentName: documentName, OnlineWithinMinutes: minutes = '4' } = integ.event('').ResourceProperties;

  test('ships the probe that these tests run', () => {
    expect(integ.code()).toEqual(readFileSync(PROBE, 'utf8'));
  });

  test('passes with a node that registers, loses its connection and comes Online, with the document of the stack', async () => {
    const looks = [NOT_REGISTERED, node('ConnectionLost', 70), node('Online', 90)];
    expect(await probed(integ, { looks })).toEqual({
      Status: 'SUCCESS',
      Reason: undefined,
      Data: { assertion: '{"status":"success"}', Online: '90 s after its launch', SessionId: 'probe-0abc' },
      seconds: 90,
    });
    expect(account.calls.filter(([operation]) => !operation.startsWith('DescribeInstances'))).toEqual([
      ...Array(3).fill(['DescribeInstanceInformation', { Filters: [{ Key: 'InstanceIds', Values: [INSTANCE] }] }]),
      ['StartSession', { Target: INSTANCE, DocumentName: documentName }],
      ['TerminateSession', { SessionId: 'probe-0abc' }],
    ]);
  });

  test('fails with a node that never registers, as soon as its time is over', async () => {
    expect(await probed(integ, { looks: [NOT_REGISTERED] })).toEqual({
      Status: 'FAILED',
      Reason: `${INSTANCE} was not Online ${Number(minutes) * 60} s after its launch: it is not registered`,
      seconds: Number(minutes) * 60,
    });
    expect(account.operations).not.toContain('StartSession');
  });

  test('passes with calls that are throttled now and then', async () => {
    expect(await probed(integ, { looks: [THROTTLED, THROTTLED, node('Online', 70)], starts: [THROTTLED, SESSION] })).toMatchObject({ Status: 'SUCCESS', seconds: 105 });
  });

  test('fails with a session that is denied', async () => {
    const { Status, Reason } = await probed(integ, { starts: [DENIED] });
    expect(Status).toBe('FAILED');
    expect(Reason).toBe(`no session to ${INSTANCE} started with ${documentName ?? 'the default document'}: AccessDeniedException: User: probe is not authorized to perform: ssm:StartSession`);
    expect(account.operations).not.toContain('TerminateSession');
  });
});

test('a Windows node has 11 minutes', () => {
  expect(Object.fromEntries(SCENARIOS.map(([name, integ]) => [name, integ.event('').ResourceProperties.OnlineWithinMinutes])))
    .toEqual({ ...Object.fromEntries(SCENARIOS.map(([name]) => [name, undefined])), IntegWindows: '11' });
});

describe('Online', () => {
  test.each<[string, Script, string, number]>([
    ['a node that is throttled all the time', { looks: [THROTTLED] }, 'was not Online 240 s after its launch: ThrottlingException: Rate exceeded', 300],
    ['a node that has lost its connection', { looks: [node('ConnectionLost', 70)] }, 'was not Online 240 s after its launch: its ping status is ConnectionLost', 240],
    ['a node that comes by a retry', { looks: [NOT_REGISTERED, node('Online', 250)], begin: 239 }, 'registered 250 s after its launch, later than 240 s: not at the agent\'s first attempt', 254],
    ['a stack that is created after that time', { looks: [NOT_REGISTERED], begin: 500 }, 'was not Online 240 s after its launch: it is not registered', 500],
    ['a first ping that is late, seen before a second can be', { looks: [node('Online', 241)], begin: 299 }, 'registered 241 s after its launch', 299],
  ])('fails with %s', async (_name, script, reason, end) => {
    const { Status, Reason, seconds } = await probed(scenario, script);
    expect([Status, seconds]).toEqual(['FAILED', end]);
    expect(Reason).toContain(reason);
    expect(account.operations).not.toContain('StartSession');
  });

  test.each<[string, Script, string]>([
    ['a first ping in time', { looks: [node('Online', 240)], begin: 290 }, '240 s after its launch'],
    ['a ping in time that is seen late', { looks: [node('Online', 100)], begin: 399 }, '100 s after its launch'],
    ['the registration, where it is given', { looks: [node('Online', 700, { RegistrationDate: LAUNCHED.getTime() / 1000 + 100 })], begin: 720 }, '100 s after its launch'],
  ])('passes with %s', async (_name, script, online) => {
    expect(await probed(scenario, script)).toMatchObject({ Status: 'SUCCESS', Data: { Online: online } });
  });

  test('looks again if an answer is lost', async () => {
    expect(await probed(scenario, { looks: [LOST, node('Online', 70)] })).toMatchObject({ Status: 'SUCCESS', seconds: 75 });
  }, 20_000);

  test('takes a look that was throttled for none', async () => {
    expect(await probed(scenario, { looks: [THROTTLED, node('Online', 304)], begin: 290 })).toMatchObject({ Data: { Online: expect.stringContaining('the first look was 305 s') } });
  });

  test('says so if it comes too late to tell the first ping from a later one', async () => {
    expect(await probed(scenario, { looks: [node('Online', 380)], begin: 400 })).toMatchObject({
      Status: 'SUCCESS',
      Data: { Online: 'not measured: the first look was 400 s after its launch, and the ping of that time need not be the first' },
    });
  });

  test('fails with a late registration, where it is given, however late the look', async () => {
    const looks = [node('Online', 700, { RegistrationDate: LAUNCHED.getTime() / 1000 + 400 })];
    expect(await probed(scenario, { looks, begin: 720 })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('registered 400 s after its launch') });
  });
});

test('fails if the launch cannot be seen', async () => {
  account.launched = undefined;
  expect(await probed(scenario)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('RequestLimitExceeded'), seconds: 300 });
});

describe('a fleet', () => {
  const [, fleet] = SCENARIOS.find(([name]) => name === 'IntegFleet')!;
  const { AutoScalingGroupName: group } = fleet.event('').ResourceProperties;
  const ANOTHER = 'i-0abcdef0123456789';

  test('passes when each instance is Online, with a session on one', async () => {
    account.instances = [INSTANCE, ANOTHER];
    expect(await probed(fleet, { looks: [node('Online', 70), NOT_REGISTERED, node('Online', 80)] })).toMatchObject({
      Status: 'SUCCESS',
      Data: { Online: '70 s after its launch, 80 s after its launch' },
    });
    const [[, looked]] = account.calls;
    expect(looked).toMatchObject({
      'Filter.1.Name': 'tag:aws:autoscaling:groupName', 'Filter.1.Value.1': group, 'Filter.2.Name': 'instance-state-name', 'Filter.2.Value.1': 'running',
    });
    const asked = account.calls.filter(([operation]) => operation === 'DescribeInstanceInformation').map(([, { Filters: [{ Values }] }]) => Values);
    expect(asked).toEqual([[INSTANCE], [ANOTHER], [ANOTHER]]);
    expect(account.calls).toContainEqual(['StartSession', expect.objectContaining({ Target: INSTANCE })]);
  });

  test('fails with one instance that never registers', async () => {
    account.instances = [INSTANCE, ANOTHER];
    const { Status, Reason } = await probed(fleet, { looks: [node('Online', 70), NOT_REGISTERED] });
    expect([Status, Reason]).toEqual(['FAILED', `${ANOTHER} was not Online 240 s after its launch: it is not registered`]);
    expect(account.operations).not.toContain('StartSession');
  });

  test('fails without an instance that runs, after three minutes', async () => {
    account.instances = [];
    expect(await probed(fleet)).toEqual({ Status: 'FAILED', Reason: `no instance of ${group} runs`, Data: undefined, seconds: 60 + 180 });
  });

  test('fails if EC2 does not tell the instances, and says why', async () => {
    account.launched = undefined;
    expect(await probed(fleet)).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('RequestLimitExceeded'), seconds: 60 + 180 });
  });
});

describe('a session', () => {
  test('is tried again while the node has no connection or IAM does not know the role yet', async () => {
    expect(await probed(scenario, { starts: [DENIED, NOT_CONNECTED, NOT_CONNECTED, SESSION] })).toMatchObject({ Status: 'SUCCESS', seconds: 105 });
  });

  test('fails with a node that gets no connection', async () => {
    expect(await probed(scenario, { starts: [NOT_CONNECTED] })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('TargetNotConnected: i-0123456789abcdef0 is not connected.'),
      seconds: 60 + 180,
    });
  });

  test('fails at once with what no wait can mend', async () => {
    expect(await probed(scenario, { starts: [{ __type: 'InvalidDocument', message: 'Document with name X does not exist.' }] })).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('InvalidDocument: Document with name X does not exist.'),
      seconds: 60,
    });
  });

  test('fails if it cannot be ended, and says which it is', async () => {
    expect(await probed(scenario, { ends: [{ ...DENIED, message: 'not yours' }] })).toMatchObject({
      Status: 'FAILED',
      Reason: 'the session probe-0abc started and could not be ended: AccessDeniedException: not yours',
    });
  });
});

test('an update probes again, and the deletion does nothing', async () => {
  account.script = { DescribeInstanceInformation: [node('Online', 70)], StartSession: [SESSION], TerminateSession: [{}] };
  await handler(scenario.event(`${account.url}/answer`, 'Update'));
  const operations = ['DescribeInstances', 'DescribeInstanceInformation', 'StartSession', 'TerminateSession'];
  expect(account.operations).toEqual(operations);
  await handler(scenario.event(`${account.url}/answer`, 'Delete'));
  expect(account.operations).toEqual(operations);
  expect(account.answers.map(answer => JSON.parse(answer))).toEqual([expect.objectContaining({ Status: 'SUCCESS' }), {
    Status: 'SUCCESS',
    RequestId: 'the-request',
    StackId: scenario.event('').StackId,
    LogicalResourceId: 'Session',
    PhysicalResourceId: 'Session',
  }]);
});

test('an answer that CloudFormation does not take fails the function, so that Lambda tries again', async () => {
  account.status = 503;
  await expect(handler(scenario.event(`${account.url}/answer`, 'Delete'))).rejects.toThrow('CloudFormation did not take the answer: 503');
});
