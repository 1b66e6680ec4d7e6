import { AGAIN, MISSING, NOTHING, SESSION, STARTED, deliver, environmentOf, functionOf, lines, look, proxy, putObject, putStream, sessions, useAccount, waits } from './account';
import { COMMANDS, DeploymentName, PREFIX } from './deployments';
import { preceded } from '../../http/fault-proxy';
import { startOf } from '../recorded-events';

useAccount();

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);

describe('a session with a log group', () => {
  test('has a stream, and nothing else is asked', async () => {
    await putStream();
    expect(await look('log group')).toEqual(NOTHING);
    expect(proxy.calls).toEqual(['DescribeLogStreams']);
    expect(waits()).toEqual([]);
  });

  test.each([2, 3])('has a stream that look number %i finds', async number => {
    for (let earlier = 1; earlier < number; earlier++) { proxy.on('DescribeLogStreams', forward => forward()); }
    proxy.on('DescribeLogStreams', preceded(() => putStream()));
    expect(await look('log group')).toEqual(NOTHING);
    expect(waits()).toEqual([1000, 2000].slice(0, number - 1));
  });

  test('has none at three looks', async () => {
    expect(await look('log group')).toEqual(MISSING);
    expect(proxy.calls).toEqual([...Array(3).fill('DescribeLogStreams'), 'Publish']);
    expect(waits()).toEqual([1000, 2000]);
  });

  test('is told while it is still active', async () => {
    sessions.active.add(SESSION);
    expect(await look('log group')).toEqual(MISSING);
  });

  test('does not have the stream of a session whose id begins alike', async () => {
    await putStream(`${SESSION}2`);
    await putStream(SESSION.slice(0, -1));
    expect(await look('log group')).toEqual(MISSING);
  });

  test('has its stream among those whose ids begin alike, on whatever page', async () => {
    await putStream();
    await putStream(`${SESSION}2`);
    proxy.on('DescribeLogStreams', () => ({ status: 200, body: { logStreams: [], nextToken: 'next' } }));
    proxy.on('DescribeLogStreams', async (_forward, { action }) => {
      expect(JSON.parse(proxy.requests.at(-1)!.body)).toMatchObject({ nextToken: 'next', logStreamNamePrefix: SESSION });
      return { status: 200, body: { logStreams: [{ logStreamName: `${action}-of-another` }, { logStreamName: SESSION }] } };
    });
    expect(await look('log group')).toEqual(NOTHING);
  });
});

describe.each<[DeploymentName, string]>([
  ['bucket', `${SESSION}.log`],
  ['prefix', `${PREFIX}/${SESSION}.log`],
])('a session with a bucket (%s)', (name, key) => {
  test('has an object', async () => {
    await putObject(key);
    expect(await look(name)).toEqual(NOTHING);
    expect(proxy.calls).toEqual(['ListObjectsV2']);
  });

  test('has none while it is active, and is looked at again', async () => {
    sessions.active.add(SESSION);
    expect(await look(name)).toEqual(AGAIN);
    expect(proxy.calls).toEqual(['ListObjectsV2', 'DescribeSessions', 'SendMessage']);
    expect(waits()).toEqual([]);
  });

  test('has none when it has just ended, and is looked at again', async () => {
    sessions.ended.set(SESSION, ago(9));
    expect(await look(name)).toEqual(AGAIN);
  });

  test('has none when it ended long ago', async () => {
    sessions.ended.set(SESSION, ago(11));
    expect(await look(name)).toEqual(MISSING);
    expect(waits()).toEqual([1000, 2000]);
  });

  test('has an object that comes while it is looked for', async () => {
    sessions.ended.set(SESSION, ago(11));
    proxy.on('ListObjectsV2', forward => forward());
    proxy.on('ListObjectsV2', preceded(() => putObject(key)));
    expect(await look(name)).toEqual(NOTHING);
  });

  test('that ends after the first question is known to Session Manager all the same', async () => {
    sessions.active.add(SESSION);
    proxy.on('DescribeSessions', async forward => {
      const answer = await forward();
      sessions.active.clear();
      sessions.ended.set(SESSION, ago(0));
      return answer;
    });
    expect(await look(name)).toEqual(AGAIN);
  });

  test.each([
    ['nowhere in the lists', () => undefined],
    ['in the history without an end', () => sessions.ended.set(SESSION, undefined)],
    ['in the lists under the id of another one alone', () => sessions.ended.set(`${SESSION}2`, ago(60))],
  ])('that is %s is told at the second look and not at the first', async (_where, arrange) => {
    arrange();
    const { later, ...first } = await look(name);
    expect([first, later]).toEqual([{ failed: [], counted: [], told: [] }, [{ event: { ...STARTED, wasUnlisted: true }, seconds: 900 }]]);
    proxy.reset();
    expect(await look(name, later[0].event)).toEqual(MISSING);
  });

  test('that was nowhere in the lists and then active begins anew', async () => {
    sessions.active.add(SESSION);
    expect(await look(name, { ...STARTED, wasUnlisted: true })).toEqual(AGAIN);
  });

  test('is on the second page of a list', async () => {
    sessions.hasEmptyPages = true;
    sessions.active.add(SESSION);
    expect(await look(name)).toEqual(AGAIN);
    sessions.active.clear();
    sessions.ended.set(SESSION, ago(60));
    proxy.reset();
    expect(await look(name)).toEqual(MISSING);
    expect(proxy.calls.filter(action => action === 'DescribeSessions')).toHaveLength(4);
  });

  test('does not have the object of a session whose id begins alike, or under another prefix', async () => {
    sessions.ended.set(SESSION, ago(60));
    await putObject(key.replace('.log', '2.log'));
    await putObject(`${key}.old`);
    await putObject(`elsewhere/${key}`);
    expect(await look(name)).toEqual(MISSING);
  });
});

test('a session in a log group that is not streamed to is looked at until it has ended', async () => {
  sessions.active.add(SESSION);
  expect(await look('log group that is not streamed to')).toEqual(AGAIN);
  sessions.active.clear();
  await putStream();
  proxy.reset();
  expect(await look('log group that is not streamed to')).toEqual(NOTHING);
});

describe('a session with both', () => {
  test('has a stream, and the bucket is not asked', async () => {
    await putStream();
    expect(await look('both')).toEqual(NOTHING);
    expect(proxy.calls).toEqual(['DescribeLogStreams']);
  });

  test('has an object and no stream', async () => {
    await putObject();
    expect(await look('both')).toEqual(NOTHING);
  });

  test('has neither, and both are asked at each look', async () => {
    expect(await look('both')).toEqual(MISSING);
    expect(proxy.calls).toEqual([...Array(3).fill(['DescribeLogStreams', 'ListObjectsV2']).flat(), 'Publish']);
  });
});

describe('a session of commands, which are never streamed', () => {
  const EVENT = startOf(COMMANDS);

  test('is looked at until it has ended', async () => {
    sessions.active.add(SESSION);
    expect(await look('both, with commands', EVENT)).toMatchObject({ counted: [], later: [{ event: EVENT }] });
  });

  test('is told when it has ended', async () => {
    sessions.ended.set(SESSION, ago(60));
    expect(await look('both, with commands', EVENT)).toEqual(MISSING);
  });

  test('is beside shells, which are told while they are active', async () => {
    sessions.active.add(SESSION);
    expect(await look('both, with commands')).toEqual(MISSING);
  });
});

test('a bucket in another region is found there', async () => {
  proxy.on('ListObjectsV2', () => ({
    status: 301, body: { __type: 'PermanentRedirect', message: 'elsewhere' }, headers: { 'x-amz-bucket-region': 'eu-west-1' },
  }));
  await putObject();
  expect(await look('prefix')).toEqual(NOTHING);
  expect(proxy.requests.map(({ headers }) => /([a-z0-9-]+)\/s3\//.exec(headers.authorization!)?.[1])).toEqual(['us-east-1', 'eu-west-1']);
});

describe('a session without a transcript', () => {
  test('is told with who, node, document, time and region', async () => {
    expect((await look('log group')).told).toEqual([
      `arn:aws:sts::123456789012:assumed-role/Operators/ana started the session ${SESSION} with node i-0123456789abcdef0 and document logged-shell at 2026-11-28T10:00:00Z in us-east-1. It has left no transcript.`,
    ]);
  });

  test('with the document of the account is told with its name', async () => {
    expect((await look('log group', startOf())).told).toEqual([expect.stringContaining('document SSM-SessionManagerRunShell at')]);
  });

  test('counts by one line that is nothing but the metric, with who it was', async () => {
    const before = Date.now();
    await look('log group');
    expect(lines).toEqual([expect.stringMatching(/^\{[^\n]*\}\n$/)]);
    const { METRIC_NAMESPACE, METRIC_NAME } = environmentOf('log group');
    const { _aws: { Timestamp, CloudWatchMetrics }, [METRIC_NAME]: value, ...facts } = JSON.parse(lines[0]);
    expect(METRIC_NAME).toMatch(/^\w+$/);
    expect([CloudWatchMetrics, value]).toEqual([[{ Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: [{ Name: METRIC_NAME, Unit: 'Count' }] }], 1]);
    expect(Timestamp).toBeGreaterThanOrEqual(before);
    expect(facts).toEqual({
      sessionId: SESSION, who: 'arn:aws:sts::123456789012:assumed-role/Operators/ana', node: 'i-0123456789abcdef0', document: 'logged-shell', started: '2026-11-28T10:00:00Z',
    });
  });

  test('counts where there is no topic, and nobody is told', async () => {
    expect(await look('no topic')).toEqual({ ...MISSING, told: [] });
    expect(proxy.calls).not.toContain('Publish');
  });

  test('of an event that says little is told all the same', async () => {
    const { responseElements, eventSource, eventName } = STARTED.detail;
    expect((await look('log group', { detail: { responseElements, eventSource, eventName } })).told).toEqual([
      `somebody unknown started the session ${SESSION} with node unknown and document SSM-SessionManagerRunShell at an unknown time in an unknown region. It has left no transcript.`,
    ]);
  });

  test('is told by another kind of its caller where there is no ARN', async () => {
    const event = { ...STARTED, detail: { ...STARTED.detail, userIdentity: { type: 'AWSService', principalId: 'AIDAEXAMPLE' } } };
    expect((await look('log group', event)).told).toEqual([expect.stringMatching(/^AIDAEXAMPLE started/)]);
  });
});

describe('a batch', () => {
  test('is looked at one by one, and only what failed is delivered again', async () => {
    await putStream();
    const other = startOf('logged-shell', { responseElements: { sessionId: 'ben-0' } });
    const outcome = await deliver(await functionOf('log group'), JSON.stringify(STARTED), 'no JSON', JSON.stringify(other));
    expect(outcome).toEqual({ failed: ['the-message-2'], counted: ['ben-0'], told: [expect.stringContaining('ben-0')], later: [] });
  });

  test.each<[string, unknown]>([
    ['no JSON', 'undefined'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['an event without details', '{}'],
    ['an event without an answer', JSON.stringify(startOf('logged-shell', { responseElements: null }))],
    ['an event without the id of a session', JSON.stringify(startOf('logged-shell', { responseElements: {} }))],
    ['an event with an empty id', JSON.stringify(startOf('logged-shell', { responseElements: { sessionId: '' } }))],
    ['an event with an id that is no text', JSON.stringify(startOf('logged-shell', { responseElements: { sessionId: 7 } }))],
    ['an event of another call', JSON.stringify({ ...STARTED, detail: { ...STARTED.detail, eventName: 'TerminateSession' } })],
    ['an event of Athena', JSON.stringify({ ...STARTED, detail: { ...STARTED.detail, eventSource: 'athena.amazonaws.com' } })],
  ])('with %s fails, asks nobody and says why', async (_what, body) => {
    expect(await deliver(await functionOf('log group'), body as string)).toMatchObject({ failed: ['the-message'], counted: [], told: [], later: [] });
    expect(proxy.calls).toEqual([]);
    expect(console.error).toHaveBeenCalledWith(expect.stringMatching(/^\{"messageId":"the-message","error":"(SyntaxError: .+|Error: this is no event of a session that was started: .+)"\}$/));
  });

  test('with the event of a session twice is told twice', async () => {
    const outcome = await deliver(await functionOf('log group'), JSON.stringify(STARTED), JSON.stringify(STARTED));
    expect(outcome).toEqual({ ...MISSING, counted: [SESSION, SESSION], told: [...MISSING.told, ...MISSING.told] });
  });
});

test('the file that Lambda loads makes the function of its environment', async () => {
  await functionOf('log group');
  await putStream();
  const before = process.env;
  process.env = { ...before, ...environmentOf('log group') };
  try {
    const { handler } = jest.requireActual('../../../lib/audit/unlogged-session-handler/index.js');
    expect(await deliver(handler, JSON.stringify(STARTED))).toEqual(NOTHING);
    expect(proxy.calls).toEqual(['DescribeLogStreams']);
  } finally {
    process.env = before;
  }
});
