import { failsWith, lines, look, newFunction, outcomeOf, proxy, run, running, sessions, useAccount, waits } from './account';
import { someOf } from '../../drawn';
import { Fault, droppedAfter, droppedBefore, hangs, pass, preceded } from '../../http/fault-proxy';

useAccount();

/** The most that the SDK tries. */
const ATTEMPTS = 5;
/** The most that a node is looked at in one run. */
const LOOKS = 3;

const FAULTS: Record<string, Fault> = {
  'is throttled': failsWith('RequestLimitExceeded', 'Request limit exceeded.', 503),
  'is throttled as Systems Manager does it': failsWith('ThrottlingException', 'Rate exceeded'),
  'fails inside AWS': failsWith('InternalError', 'Not our day', 500),
  'is cut off before it is carried out': droppedBefore,
  'is cut off after it was carried out': droppedAfter,
};

const DENIED = failsWith('UnauthorizedOperation', 'You may not', 403);

interface Read {
  readonly action: string;
  /** How many calls of the action go well before. */
  readonly after: number;
}

const READS: Record<string, Read> = {
  'the list of instances': { action: 'DescribeInstances', after: 0 },
  'the question for the instance': { action: 'DescribeInstances', after: 1 },
  'the question for active sessions': { action: 'DescribeSessions', after: 0 },
  'the question for the history': { action: 'DescribeSessions', after: 1 },
  'the last question for active sessions': { action: 'DescribeSessions', after: 2 },
};

let node: string;
beforeEach(async () => { node = await run(); });

const lookAtIt = async (handler?: ReturnType<typeof newFunction>) => look({ instanceIds: [node] }, handler);
const stopped = async () => (await running()).length === 0;
const stops = () => proxy.calls.filter(action => action === 'StopInstances').length;

describe.each(Object.entries(READS).map(([what, read], turn) => [what, { ...read, turn }] as const))('%s', (what, { action, after, turn }) => {
  const faults = someOf(Object.entries(FAULTS), turn);
  const isList = what === 'the list of instances';
  const on = (fault: Fault, times?: number) => {
    if (after > 0) { proxy.on(action, pass, after); }
    proxy.on(action, fault, times);
  };

  test.each(faults)('that %s is asked again', async (_how, fault) => {
    on(fault, ATTEMPTS - 1);
    expect(await lookAtIt()).toBeUndefined();
    expect(await stopped()).toBe(true);
  });

  test.each(faults)('that %s again and again stops nothing, and fails', async (_how, fault) => {
    on(fault, ATTEMPTS);
    expect(await lookAtIt()).toEqual(expect.any(String));
    expect(await stopped()).toBe(false);
    expect(stops()).toBe(0);
  });

  test('that is denied stops nothing, and fails at once', async () => {
    on(DENIED);
    const error = await lookAtIt();
    expect(error).toEqual(isList ? expect.stringContaining('You may not') : `Error: not looked at, or not stopped: ${node}; their lines in the log say why`);
    expect(lines).toEqual(isList ? [] : [{ node, error: expect.stringContaining('You may not') }]);
    expect(await stopped()).toBe(false);
  });

  test('that is never answered stops nothing, and fails', async () => {
    on(hangs, ATTEMPTS);
    expect(await lookAtIt(newFunction(300))).toEqual(expect.any(String));
    expect(await stopped()).toBe(false);
  });

  test.each<[string, Fault]>([
    ['no text at all', () => ({ status: 200, body: '' })],
    ['an empty object', () => ({ status: 200, body: action === 'DescribeSessions' ? {} : '<DescribeInstancesResponse/>' })],
  ])('whose answer is %s stops nothing', async (_how, fault) => {
    on(fault);
    const error = await lookAtIt();
    expect(await stopped()).toBe(false);
    expect(error).toEqual(action === 'DescribeSessions' ? expect.stringContaining(node) : undefined);
  });

  test('whose answer is no document stops nothing', async () => {
    on(() => ({ status: 200, body: 'Service Unavailable' }), Infinity);
    await lookAtIt();
    expect(await stopped()).toBe(false);
  });
});

test('a page that fails after a good one stops nothing', async () => {
  sessions.pageSize = 1;
  for (let index = 0; index < 3; index++) { sessions.add(node, 'Terminated', { EndDate: new Date(0) }); }
  // The active ones, and two pages of the history.
  proxy.on('DescribeSessions', pass, 3);
  proxy.on('DescribeSessions', DENIED);
  expect(await lookAtIt()).toEqual(expect.any(String));
  expect(await stopped()).toBe(false);
});

describe('a stop', () => {
  test.each(Object.entries(FAULTS))('that %s is asked for again, after another look', async (how, fault) => {
    proxy.on('StopInstances', fault, how.includes('after it was') ? 1 : LOOKS - 1);
    expect(await lookAtIt()).toBeUndefined();
    expect(await stopped()).toBe(true);
    if (how.includes('after it was')) {
      expect(outcomeOf(node)).toBe('not running');
      expect(stops()).toBe(1);
    } else {
      expect(sessions.asked).toEqual(Array.from({ length: LOOKS }, () => ['Active', 'History', 'Active']).flat());
      expect(waits()).toEqual([1000, 2000]);
    }
  });

  test('that fails again and again is told', async () => {
    proxy.on('StopInstances', FAULTS['is throttled'], LOOKS);
    expect(await lookAtIt()).toBe(`Error: not looked at, or not stopped: ${node}; their lines in the log say why`);
    expect(lines).toEqual([{ node, error: expect.stringContaining('Request limit exceeded') }]);
    expect(stops()).toBe(LOOKS);
  });

  test('that is denied is told', async () => {
    proxy.on('StopInstances', DENIED, LOOKS);
    expect(await lookAtIt()).toContain(node);
    expect(await stopped()).toBe(false);
  });

  test('is not asked for again when a session has started meanwhile', async () => {
    proxy.on('StopInstances', async () => {
      sessions.add(node, 'Connected');
      return failsWith('InternalError', 'Not our day', 500)(async () => ({ status: 500, body: '' }), { action: 'StopInstances' });
    });
    expect(await lookAtIt()).toBeUndefined();
    expect(lines).toEqual([{ node, outcome: 'in use', sessions: ['ana-1'] }]);
    expect([stops(), await stopped()]).toEqual([1, false]);
  });

  test('that is never answered is looked at again', async () => {
    proxy.on('StopInstances', hangs);
    expect(await lookAtIt(newFunction(200))).toBeUndefined();
    expect(outcomeOf(node)).toBe('not running');
  });

  test.each([
    ['of what is not permitted for another reason', failsWith('OperationNotPermitted', 'Not with this instance')],
    ['of what cannot be stopped', failsWith('UnsupportedOperation', 'You can\'t stop the Spot Instance. disableApiStop')],
  ])('%s is a failure, and no protection', async (_what, fault) => {
    proxy.on('StopInstances', fault, LOOKS);
    expect(await lookAtIt()).toContain(node);
  });
});

test('a node that fails keeps no other one running', async () => {
  const others = [await run(), await run()];
  proxy.on('DescribeSessions', pass, 3);
  proxy.on('DescribeSessions', DENIED);
  const error = await look({ instanceIds: [node, ...others] });
  expect(await running()).toHaveLength(1);
  const [failed] = await running();
  expect(error).toBe(`Error: not looked at, or not stopped: ${failed}; their lines in the log say why`);
});

test('a run that fails is not the end of the function', async () => {
  const handler = newFunction();
  proxy.on('DescribeInstances', DENIED);
  expect(await look({ instanceIds: [node] }, handler)).toContain('You may not');
  expect(await look({ instanceIds: [node] }, handler)).toBeUndefined();
  expect(await stopped()).toBe(true);
});

test('a session that appears during a retry is seen', async () => {
  proxy.on('DescribeSessions', pass, 2);
  proxy.on('DescribeSessions', FAULTS['is throttled'], 2);
  proxy.on('DescribeSessions', preceded(async () => sessions.add(node, 'Disconnected')));
  await lookAtIt();
  expect(outcomeOf(node)).toBe('in use');
});
