import {
  IDLE_FOR, MINUTE, before, createWith, editing, lines, look, newFunction, outcomeOf, proxy, run, running, sessions, start, startedBefore, stop,
  tag, terminate, untag, useAccount,
} from './account';
import { Fault, answers, pass, preceded } from '../../http/fault-proxy';

useAccount();

const EVERY_CALL = ['DescribeInstances', 'DescribeInstances', 'DescribeSessions', 'DescribeSessions', 'DescribeSessions', 'StopInstances'];

/** Something happens right before a call. */
const during = (action: string, after: number, by: () => unknown) => {
  if (after > 0) { proxy.on(action, pass, after); }
  proxy.on(action, preceded(async () => by()));
};

let node: string;
beforeEach(async () => { node = await run(); });

const lookAtIt = async () => look({ instanceIds: [node] });
const stopped = async () => !(await running()).includes(node);

test('a node without a session is stopped, after a last look at its sessions', async () => {
  expect(await lookAtIt()).toBeUndefined();
  expect(await running()).toEqual([]);
  expect(lines).toEqual([{ node, outcome: 'stopped' }]);
  expect(proxy.calls).toEqual(EVERY_CALL);
  expect(sessions.asked).toEqual(['Active', 'History', 'Active']);
});

test('nodes that nobody named are left alone', async () => {
  const other = await run();
  await lookAtIt();
  expect(await running()).toEqual([other]);
  expect(lines).toHaveLength(1);
});

describe('a session', () => {
  test.each(['Connected', 'Connecting', 'Disconnected'])('that is %s keeps the node running', async status => {
    sessions.add(node, status, { StartDate: before(20 * IDLE_FOR) });
    expect(await lookAtIt()).toBeUndefined();
    expect(lines).toEqual([{ node, outcome: 'in use', sessions: ['ana-1'] }]);
    expect(await stopped()).toBe(false);
    expect(proxy.calls).not.toContain('StopInstances');
  });

  test('that is ending keeps the node running, though it is listed as history', async () => {
    sessions.add(node, 'Terminating', { StartDate: before(20 * IDLE_FOR), EndDate: before(2 * IDLE_FOR) });
    await lookAtIt();
    expect(lines).toEqual([{ node, outcome: 'used lately', until: 'now' }]);
    expect(await stopped()).toBe(false);
  });

  test.each<[string, string, object, boolean]>([
    ['ended right now', 'Terminated', { EndDate: () => before(0) }, false],
    ['ends in the future, by another clock', 'Terminated', { EndDate: () => before(-MINUTE) }, false],
    ['ended a second too late', 'Terminated', { EndDate: () => before(IDLE_FOR - 1000) }, false],
    ['ended just in time', 'Terminated', { EndDate: () => before(IDLE_FOR) }, true],
    ['ended long ago', 'Terminated', { EndDate: () => before(10 * IDLE_FOR) }, true],
    ['began long ago and ended right now', 'Terminated', { StartDate: () => before(10 * IDLE_FOR), EndDate: () => before(MINUTE) }, false],
    ['failed a second too late', 'Failed', { StartDate: () => before(IDLE_FOR - 1000) }, false],
    ['failed just in time', 'Failed', { StartDate: () => before(IDLE_FOR) }, true],
    ['has no time at all', 'Failed', {}, false],
    ['is in a state that nobody knows', 'Suspended', { EndDate: () => before(10 * IDLE_FOR) }, false],
    ['is in no state', '', { EndDate: () => before(10 * IDLE_FOR) }, false],
  ])('that %s (%s)', async (_what, status, times, isStopped) => {
    sessions.add(node, status, Object.fromEntries(Object.entries(times).map(([name, at]) => [name, at()])));
    expect(await lookAtIt()).toBeUndefined();
    expect(outcomeOf(node)).toBe(isStopped ? 'stopped' : 'used lately');
    expect(await stopped()).toBe(isStopped);
  });

  test('with another node does not keep this one running', async () => {
    sessions.add(await run(), 'Connected');
    await lookAtIt();
    expect(await stopped()).toBe(true);
  });

  test('of many counts, whichever ended last', async () => {
    [5, 2, 9].forEach(times => sessions.add(node, 'Terminated', { EndDate: before(times * IDLE_FOR) }));
    sessions.add(node, 'Terminated', { EndDate: before(MINUTE) });
    sessions.add(node, 'Terminated', { EndDate: before(3 * IDLE_FOR) });
    await lookAtIt();
    expect(lines).toEqual([{ node, outcome: 'used lately', until: before(MINUTE).toISOString() }]);
  });

  test.each(['Connected', 'Terminated'])('on the last of many pages counts (%s), after an empty one', async status => {
    sessions.pageSize = 1;
    for (const times of [4, 3, 2]) { sessions.add(node, status, { EndDate: before(times * IDLE_FOR) }); }
    sessions.add(node, status, { EndDate: before(MINUTE) });
    await lookAtIt();
    expect(await stopped()).toBe(false);
    const state = status === 'Connected' ? 'Active' : 'History';
    expect(sessions.asked.filter(asked => asked.startsWith(state))).toEqual([state, ...['0', '1', '2', '3'].map(page => `${state}, ${page}`)]);
  });

  test.each([
    ['the history', 1], ['the last look', 2],
  ])('that starts before %s keeps the node running', async (_what, after) => {
    during('DescribeSessions', after, () => sessions.add(node, 'Connected'));
    await lookAtIt();
    expect(lines).toEqual([{ node, outcome: 'in use', sessions: ['ana-1'] }]);
    expect(await stopped()).toBe(false);
  });

  test('that ends between the two questions counts as one that has just ended', async () => {
    // It is over when the active ones are asked for, and not yet a minute old when the others are.
    during('DescribeSessions', 0, () => sessions.add(node, 'Terminated', { EndDate: before(0) }));
    await lookAtIt();
    expect(outcomeOf(node)).toBe('used lately');
  });

  test('that is active at first is enough: after the history was read it may end, and then no list would have it', async () => {
    sessions.add(node, 'Connected', { StartDate: before(2 * IDLE_FOR) });
    expect(await lookAtIt()).toBeUndefined();
    expect(lines).toEqual([{ node, outcome: 'in use', sessions: ['ana-1'] }]);
    expect(sessions.asked).toEqual(['Active']);
  });

  test('that starts after the last look ends with the node, which is the window that is left', async () => {
    during('StopInstances', 0, () => sessions.add(node, 'Connected'));
    await lookAtIt();
    expect(await stopped()).toBe(true);
    expect(proxy.calls.slice(-2)).toEqual(['DescribeSessions', 'StopInstances']);
  });
});

describe('an instance', () => {
  test.each<[string, number, boolean]>([
    ['a second too late', IDLE_FOR - 1000, false], ['just in time', IDLE_FOR, true], ['in the future, by another clock', -MINUTE, false],
  ])('that was started %s', async (_what, milliseconds, isStopped) => {
    editing(startedBefore(milliseconds));
    await lookAtIt();
    expect(outcomeOf(node)).toBe(isStopped ? 'stopped' : 'started lately');
    expect(await stopped()).toBe(isStopped);
    expect(proxy.calls.includes('DescribeSessions')).toBe(isStopped);
  });

  test('of which EC2 does not tell when it was started is not stopped', async () => {
    editing(xml => xml.replace(/<launchTime>[^<]*<\/launchTime>/, ''));
    expect(await lookAtIt()).toBe(`Error: EC2 does not tell since when ${node} runs`);
    expect(await stopped()).toBe(false);
  });

  test.each([['stopped', stop], ['terminated', terminate]])('that is %s already is not asked about', async (_what, act) => {
    await act(node);
    expect(await lookAtIt()).toBeUndefined();
    expect([lines, proxy.calls]).toEqual([[], ['DescribeInstances']]);
  });

  test.each(['pending', 'stopping', 'shutting-down'])('that is %s is not stopped, whatever the filter says', async state => {
    editing(xml => xml.replace(/<name>running</g, `<name>${state}<`));
    await lookAtIt();
    expect(proxy.calls).toEqual(['DescribeInstances']);
  });

  test('that does not exist is none', async () => {
    expect(await look({ instanceIds: ['i-0123456789abcdef0'] })).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test('that somebody stops meanwhile is not stopped again', async () => {
    during('DescribeInstances', 1, async () => stop(node));
    await lookAtIt();
    expect(lines).toEqual([{ node, outcome: 'not running' }]);
    expect(proxy.calls).toEqual(['DescribeInstances', 'DescribeInstances']);
  });

  test('that somebody has started again meanwhile is left to them', async () => {
    during('DescribeInstances', 1, async () => {
      await stop(node);
      await start(node);
      editing(startedBefore(1000));
    });
    await lookAtIt();
    expect(outcomeOf(node)).toBe('started lately');
    expect(await stopped()).toBe(false);
  });

  test('of an Auto Scaling group is left running, which would replace it', async () => {
    await tag(node, { Name: 'node' });
    editing(xml => xml.replace('<tagSet>', '<tagSet><item><key>aws:autoscaling:groupName</key><value>fleet</value></item>'));
    expect(await lookAtIt()).toBeUndefined();
    expect(lines).toEqual([{ node, outcome: 'of an Auto Scaling group', group: 'fleet' }]);
    expect(await stopped()).toBe(false);
  });

  test('with stop protection is left running, and told', async () => {
    const kept = await run({}, { DisableApiStop: true });
    expect(await look({ instanceIds: [kept, node] })).toBeUndefined();
    expect([outcomeOf(kept), outcomeOf(node)]).toEqual(['protected', 'stopped']);
    expect(await running()).toEqual([kept]);
    expect(proxy.calls.filter(action => action === 'StopInstances')).toHaveLength(2);
  });
});

describe('tags', () => {
  const lookAt = async (...tags: Record<string, string>[]) => look({ tags });

  test('are of the nodes that have all of them, with these very values', async () => {
    const [both, one, otherValue, longer] = [
      await run({ env: 'dev', team: 'data' }), await run({ env: 'dev' }), await run({ env: 'dev', team: 'Data' }), await run({ env: 'dev', team: 'data2' }),
    ];
    await lookAt({ env: 'dev', team: 'data' });
    expect(await running()).toEqual([node, one, otherValue, longer]);
    expect(lines).toEqual([{ node: both, outcome: 'stopped' }]);
  });

  test('are of the nodes that have all of one set', async () => {
    const ids = [await run({ env: 'dev' }), await run({ env: 'test' }), await run({ env: 'prod' })];
    await lookAt({ env: 'dev' }, { env: 'test' });
    expect(await running()).toEqual([node, ids[2]]);
  });

  test.each(['d*', 'de?', '*', 'd\\v'])('do not take %s for a pattern', async value => {
    const [alike, same] = [await run({ env: 'dev' }), await run({ env: value })];
    await lookAt({ env: value });
    expect(lines.map(line => line.node)).not.toContain(alike);
    expect(proxy.requests.map(({ body }) => new URLSearchParams(body).get('Filter.1.Value.1'))[0]).toBe(value.replace(/[*?\\]/g, '\\$&'));
    expect(await running()).toContain(alike);
    expect(same).toBeDefined();
  });

  test('of a node that is named, too, have it looked at once', async () => {
    await tag(node, { env: 'dev', team: 'data' });
    await look({ instanceIds: [node], tags: [{ env: 'dev' }, { team: 'data' }] });
    expect(lines).toEqual([{ node, outcome: 'stopped' }]);
  });

  test('that somebody removes meanwhile save the node', async () => {
    await tag(node, { env: 'dev' });
    during('DescribeInstances', 1, async () => untag(node, 'env'));
    await lookAt({ env: 'dev' });
    expect(outcomeOf(node)).toBe('not running');
    expect(await stopped()).toBe(false);
  });

  test('do not save a node that has the others', async () => {
    await tag(node, { env: 'dev', team: 'data' });
    during('DescribeInstances', 2, async () => untag(node, 'env'));
    await lookAt({ env: 'dev' }, { team: 'data' });
    expect(await stopped()).toBe(true);
  });
});

describe('lists of instances', () => {
  const emptyPage: Fault = () => ({ status: 200, body: '<DescribeInstancesResponse><reservationSet/><nextToken>more</nextToken></DescribeInstancesResponse>' });

  test('are read to their end, after an empty page', async () => {
    // moto does not know the token of the stub.
    const whole = await wholeAnswer();
    proxy.on('DescribeInstances', emptyPage);
    proxy.on('DescribeInstances', () => whole);
    await lookAtIt();
    expect(outcomeOf(node)).toBe('stopped');
  });

  test('are asked for 200 at a time', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `i-${index.toString(16).padStart(17, '0')}`);
    await look({ instanceIds: [...ids.slice(0, 200), node] });
    expect(proxy.requests.slice(0, 2).map(({ body }) => [...new URLSearchParams(body).keys()].filter(key => key.startsWith('Filter.1.Value')).length)).toEqual([200, 1]);
    expect(await stopped()).toBe(true);
  });

  test('of 61 nodes take five calls for each, and one for all', async () => {
    const ids = [node];
    while (ids.length < 61) { ids.push(await run()); }
    sessions.add(ids[30], 'Connected');
    expect(await look({ instanceIds: ids })).toBeUndefined();
    expect(await running()).toEqual([ids[30]]);
    expect(proxy.calls).toHaveLength(1 + 60 * 5 + 2);
  });

  async function wholeAnswer() {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'authorization': 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request' };
    return proxy.answer('DescribeInstances', 'Action=DescribeInstances&Version=2016-11-15', { method: 'POST', url: '/', headers });
  }
});

test('two runs at once stop a node once more, which does nothing', async () => {
  expect(await Promise.all([lookAtIt(), lookAtIt()])).toEqual([undefined, undefined]);
  expect(await stopped()).toBe(true);
});

test('a second run has nothing to do', async () => {
  const handler = newFunction();
  await look({ instanceIds: [node] }, handler);
  proxy.reset();
  await look({ instanceIds: [node] }, handler);
  expect(proxy.calls).toEqual(['DescribeInstances']);
});

test.each([undefined, '', '0', '-5', 'an hour', 'NaN'])('without a time (%s) there is no function', minutes => {
  expect(() => createWith(minutes === undefined ? {} : { IDLE_MINUTES: minutes })).toThrow(`IDLE_MINUTES must be a number above 0, got ${minutes}`);
});

test.each([[undefined], [null], [{}], [{ tags: [] }], ['text']])('without nodes (%j) nothing is called', async nodes => {
  await expect(newFunction()(nodes as never)).rejects.toThrow();
  expect(proxy.calls).toEqual([]);
});

test('the file that Lambda loads makes the function of its environment', async () => {
  const previous = process.env;
  process.env = { ...previous, IDLE_MINUTES: String(IDLE_FOR / MINUTE) };
  try {
    const { handler } = jest.requireActual('../../../lib/cost/idle-stop-handler/index.js');
    expect(await look({ instanceIds: [node] }, handler)).toBeUndefined();
    expect(await stopped()).toBe(true);
  } finally {
    process.env = previous;
  }
});

test('an answer without lists has no node', async () => {
  proxy.on('DescribeInstances', answers(() => '<DescribeInstancesResponse/>'));
  expect(await lookAtIt()).toBeUndefined();
  expect(lines).toEqual([]);
});
