import { AGAIN, FAILED, MESSAGE, MISSING, NOTHING, Outcome, SESSION, STARTED, deliver, functionOf, look, proxy, putObject, putStream, sessions, useAccount } from './account';
import { DeploymentName } from './deployments';
import { someOf } from '../../drawn';
import { Fault, droppedAfter, droppedBefore, fails, hangs, pass } from '../../http/fault-proxy';

useAccount();

/** The most that the SDK tries. */
const ATTEMPTS = 5;

const FAULTS: Record<string, Fault> = {
  'is throttled': fails('ThrottlingException', 'Rate exceeded', 429),
  'fails inside AWS': fails('InternalError', 'Not our day', 500),
  'is not available': fails('ServiceUnavailable', 'Not now', 503),
  'is cut off before it is carried out': droppedBefore,
  'is cut off after it was carried out': droppedAfter,
};

/** A look in which a call comes, and what it says without a fault. */
interface Case {
  readonly action: string;
  readonly at: DeploymentName;
  readonly arrange: () => unknown;
  /** How many calls of the action go well before. */
  readonly after?: number;
  readonly outcome: Outcome;
  /** If the call never goes well. */
  readonly failed?: Partial<Outcome>;
}

const LONG_AGO = new Date('2026-01-01');

const CASES: Record<string, Case> = {
  'the question for a stream': { action: 'DescribeLogStreams', at: 'log group', arrange: () => putStream(), outcome: NOTHING },
  'the question for a stream that is missing': { action: 'DescribeLogStreams', at: 'log group', arrange: () => {}, outcome: MISSING },
  'the last question for a stream': { action: 'DescribeLogStreams', at: 'log group', after: 2, arrange: () => {}, outcome: MISSING },
  'the question for a stream where there may be an object': { action: 'DescribeLogStreams', at: 'both', arrange: () => putObject(), outcome: NOTHING },
  'the question for an object where there is no stream': { action: 'ListObjectsV2', at: 'both', arrange: () => putObject(), outcome: NOTHING },
  'the question for an object that is missing': { action: 'ListObjectsV2', at: 'prefix', arrange: () => sessions.ended.set(SESSION, LONG_AGO), outcome: MISSING },
  'the question whether a session is active': { action: 'DescribeSessions', at: 'prefix', arrange: () => sessions.active.add(SESSION), outcome: AGAIN },
  'the question whether a session has ended': {
    action: 'DescribeSessions', at: 'prefix', after: 1, arrange: () => sessions.ended.set(SESSION, LONG_AGO), outcome: MISSING,
  },
};

describe.each(Object.entries(CASES).map(([what, each], turn) => [what, { ...each, turn }] as const))('%s', (_what, { action, at, arrange, after = 0, outcome, turn }) => {
  const faults = someOf(Object.entries(FAULTS), turn);

  beforeEach(async () => {
    await arrange();
    if (after > 0) { proxy.on(action, pass, after); }
  });

  test.each(faults)('that %s is asked again', async (_how, fault) => {
    proxy.on(action, fault, ATTEMPTS - 1);
    expect(await look(at)).toEqual(outcome);
  });

  test.each(faults)('that %s again and again fails the message, and nothing is told', async (_how, fault) => {
    proxy.on(action, fault, ATTEMPTS);
    expect(await look(at)).toEqual(FAILED);
    expect(console.error).toHaveBeenCalledTimes(1);
  });

  test('that is denied fails the message at once', async () => {
    proxy.on(action, fails('AccessDenied', 'You may not', 403));
    expect(await look(at)).toEqual(FAILED);
    expect(console.error).toHaveBeenCalledWith(expect.stringMatching(/"messageId":"the-message","error":"AccessDenied: .*You may not/));
  });

  test('that is never answered fails the message', async () => {
    proxy.on(action, hangs, ATTEMPTS);
    expect(await deliver(await functionOf(at, 300), JSON.stringify(STARTED))).toEqual(FAILED);
  });

  test('that failed is answered at the next delivery', async () => {
    proxy.on(action, fails('AccessDenied', 'You may not', 403));
    await look(at);
    proxy.reset();
    expect(await look(at)).toEqual(outcome);
  });
});

test.each([
  ['log group', 'DescribeLogStreams', fails('ResourceNotFoundException', 'The specified log group does not exist.')],
  ['prefix', 'ListObjectsV2', fails('NoSuchBucket', 'The specified bucket does not exist', 404)],
] as const)('a %s that is not there any more is no missing transcript', async (name, action, fault) => {
  proxy.on(action, fault);
  expect(await look(name)).toEqual(FAILED);
});

describe('the message that a session is looked at again', () => {
  beforeEach(() => sessions.active.add(SESSION));

  test.each(Object.entries(FAULTS))('that %s is sent again', async (_how, fault) => {
    proxy.on('SendMessage', fault, ATTEMPTS - 1);
    expect(await look('prefix')).toMatchObject({ failed: [], counted: [], told: [] });
  });

  test.each(Object.entries(FAULTS))('that %s again and again fails the message', async (_how, fault) => {
    proxy.on('SendMessage', fault, ATTEMPTS);
    expect(await look('prefix')).toMatchObject({ failed: [MESSAGE], counted: [], told: [] });
  });

  test('that is denied fails the message', async () => {
    proxy.on('SendMessage', fails('AccessDenied', 'You may not', 403));
    expect(await look('prefix')).toMatchObject({ failed: [MESSAGE], counted: [] });
  });
});

describe('what people are told', () => {
  test.each(Object.entries(FAULTS))('that %s is told again', async (_how, fault) => {
    proxy.on('Publish', fault, ATTEMPTS - 1);
    const { told, ...rest } = await look('log group');
    expect(rest).toEqual({ failed: [], counted: [SESSION], later: [] });
    expect(told).toContainEqual(MISSING.told[0]);
  });

  test.each([...Object.entries(FAULTS), ['is denied', fails('AuthorizationError', 'You may not', 403)] as const])(
    'that %s to the end fails the message, and the session counts all the same', async (how, fault) => {
      proxy.on('Publish', fault, how === 'is denied' ? 1 : ATTEMPTS);
      expect(await look('log group')).toMatchObject({ failed: [MESSAGE], counted: [SESSION] });
    });

  test('is told at the next delivery', async () => {
    proxy.on('Publish', fails('AuthorizationError', 'You may not', 403));
    await look('log group');
    expect(await look('log group')).toEqual({ ...MISSING, counted: [SESSION, SESSION] });
  });
});

test('a call that fails for one message fails no other one of the batch', async () => {
  await putStream();
  proxy.on('DescribeLogStreams', fails('AccessDeniedException', 'You may not'));
  expect(await deliver(await functionOf('log group'), JSON.stringify(STARTED), JSON.stringify(STARTED))).toEqual(FAILED);
});
