import { NODE, READY, RUNNING, account, between, create, framework, looksApart, proxy, reason, request, send, useAccount, waited } from './account';
import { Fault, fails } from '../../http/fault-proxy';

useAccount();

const SUCCESS = { Status: 'SUCCESS' };

describe('a node', () => {
  beforeEach(() => account.instances.set(NODE, RUNNING));

  test('that is ready is done at once, after three looks in a row', async () => {
    account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject({ ...SUCCESS, PhysicalResourceId: 'the-request' });
    expect(waited()).toBe(0);
    expect(proxy.calls).toEqual(Array.from({ length: 3 }, () => ['DescribeInstanceInformation', 'GetConnectionStatus']).flat());
    expect(looksApart()).toEqual([5000, 5000]);
  });

  test('that registers and connects later is waited for', async () => {
    between[2] = () => account.nodes.set(NODE, { ...READY, connection: 'notconnected' });
    between[6] = () => account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(90);
    expect(framework.answers).toHaveLength(1);
  });

  test.each([
    ['Online, and no session starts', { ...READY, connection: 'notconnected' }],
    ['connected, and its ping is lost', { ...READY, ping: 'ConnectionLost' }],
    ['connected in a word that is not known', { ...READY, connection: 'Connected' }],
  ] as const)('that is %s is not ready', async (_what, node) => {
    account.nodes.set(NODE, node);
    between[3] = () => account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(45);
  });

  test('that is not ready at the third look is waited for', async () => {
    account.nodes.set(NODE, READY);
    let asked = 0;
    proxy.on('GetConnectionStatus', forward => (++asked === 3 ? { status: 200, body: { Target: NODE, Status: 'notconnected' } } : forward()), 3);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('that has not registered is not asked whether it is connected', async () => {
    between[1] = () => account.nodes.set(NODE, READY);
    proxy.on('GetConnectionStatus', forward => {
      expect(waited()).toBe(15);
      return forward();
    }, 3);
    await create();
  });

  test.each([
    ['3.3.40.0', '3.3.40'], ['3.3.40.0', '3.3.40.0'], ['3.10.0.0', '3.9'], ['4.0', '3.3.40'], ['3.3.40.1', '3.3.40'],
  ])('with agent %s is new enough for %s', async (agent, MinimumAgentVersion) => {
    account.nodes.set(NODE, { ...READY, agent });
    expect(await create({ MinimumAgentVersion })).toMatchObject(SUCCESS);
    expect(waited()).toBe(0);
  });

  test.each([['3.2.2303.0', '3.3.40'], ['3.3.39.9', '3.3.40.0'], ['2.9', '3.0'], [undefined, '3.0'], ['3.3', '3.3.1'], ['unknown', '3.3']])(
    'with agent %s is too old for %s, and waited for', async (agent, MinimumAgentVersion) => {
      account.nodes.set(NODE, { ...READY, agent });
      between[2] = () => account.nodes.set(NODE, READY);
      expect(await create({ MinimumAgentVersion })).toMatchObject(SUCCESS);
      expect(waited()).toBe(30);
    });

  test('without a version is ready where none is asked for', async () => {
    account.nodes.set(NODE, { ...READY, agent: undefined });
    expect(await create()).toMatchObject(SUCCESS);
  });

  test('is waited for as long as it is told', async () => {
    expect(await create({ TimeoutSeconds: '60' })).toMatchObject({ Status: 'FAILED' });
    expect(waited()).toBe(60);
  });

  test('of the longest time is told before the framework gives up', async () => {
    expect(await create({ TimeoutSeconds: '3000' })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('after 50 minutes') });
    expect(waited()).toBe(3000);
  });

  test('that is ready at the last look is ready', async () => {
    between[60] = () => account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(900);
  });

  test.each(['shutting-down', 'terminated'])('that is %s is waited for no longer', async state => {
    between[2] = () => account.instances.set(NODE, { ...RUNNING, state });
    expect(await create()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('1 of 1 nodes will never be reached by Session Manager') });
    expect(waited()).toBe(30);
  });

  test.each(['pending', 'stopping', 'stopped'])('that is %s may come back', async state => {
    account.instances.set(NODE, { state });
    between[4] = () => account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject(SUCCESS);
  });

  test('that EC2 does not show yet may come', async () => {
    account.instances.clear();
    between[1] = () => account.nodes.set(NODE, READY);
    expect(await create()).toMatchObject(SUCCESS);
  });
});

test('a node outside EC2 is not asked for in EC2', async () => {
  const id = 'mi-0123456789abcdef0';
  between[1] = () => account.nodes.set(id, READY);
  expect(await create({ NodeIds: [id] })).toMatchObject(SUCCESS);
  expect(proxy.calls).not.toContain('DescribeInstances');
});

describe('a question that is refused for a node that is not known', () => {
  const refused: Fault = (forward, { action }) => {
    const { Filters: [{ Values }] } = JSON.parse(proxy.requests.filter(each => each.action === action).at(-1)!.body);
    return Values.every((id: string) => account.nodes.has(id)) ? forward() : fails('InvalidInstanceId', 'An error occurred')(forward, { action });
  };

  test('is asked for each', async () => {
    const NodeIds = [NODE, 'i-00000000000000001', 'i-00000000000000002'];
    NodeIds.slice(1).forEach(id => account.nodes.set(id, READY));
    proxy.on('DescribeInstanceInformation', refused, Infinity);
    between[2] = () => {
      expect(console.log).toHaveBeenCalledWith(JSON.stringify({ nodes: 3, unready: [NODE], waiting: [] }));
      account.nodes.set(NODE, READY);
    };
    expect(await create({ NodeIds })).toMatchObject(SUCCESS);
    expect(waited()).toBe(30);
  });

  test('says that the node never registered', async () => {
    proxy.on('DescribeInstanceInformation', refused, Infinity);
    expect(await reason()).toContain('has never registered with Systems Manager');
  });
});

describe('61 nodes', () => {
  const NodeIds = Array.from({ length: 61 }, (_, i) => `i-${String(i).padStart(17, '0')}`);
  const LAST = NodeIds.at(-1)!;

  beforeEach(() => NodeIds.forEach(id => {
    account.nodes.set(id, READY);
    account.instances.set(id, RUNNING);
  }));

  test('are asked for in two batches, and each whether it is connected', async () => {
    expect(await create({ NodeIds })).toMatchObject(SUCCESS);
    const asked = proxy.requests.filter(({ action }) => action === 'DescribeInstanceInformation').map(({ body }) => JSON.parse(body).Filters[0].Values.length);
    expect(asked).toEqual([50, 11, 50, 11, 50, 11]);
    const connections = proxy.requests.filter(({ action }) => action === 'GetConnectionStatus').map(({ body }) => JSON.parse(body).Target);
    expect(connections.slice(0, 61).sort()).toEqual(NodeIds);
  });

  test('may come in pages', async () => {
    account.pageSize = 7;
    expect(await create({ NodeIds })).toMatchObject(SUCCESS);
    expect(waited()).toBe(0);
  });

  test('wait for the last one', async () => {
    account.nodes.delete(LAST);
    between[5] = () => account.nodes.set(LAST, READY);
    expect(await create({ NodeIds })).toMatchObject(SUCCESS);
    expect(waited()).toBe(75);
  });
});

describe('an update', () => {
  beforeEach(() => account.instances.set(NODE, RUNNING));

  test('looks again, and keeps the identity of the check', async () => {
    account.stackStatus = 'UPDATE_IN_PROGRESS';
    between[1] = () => account.nodes.set(NODE, READY);
    expect(await send('Update', { Revision: '2' })).toMatchObject({ ...SUCCESS, PhysicalResourceId: 'the-check' });
    expect(waited()).toBe(15);
  });

  test('fails as a creation does', async () => {
    account.stackStatus = 'UPDATE_IN_PROGRESS';
    expect(await send('Update')).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'the-check' });
  });

  test('in a rollback looks at nothing, so that it cannot fail', async () => {
    account.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS';
    expect(await send('Update')).toMatchObject({ ...SUCCESS, PhysicalResourceId: 'the-check' });
    expect(proxy.calls).toEqual(['DescribeStacks']);
  });

  test('of a stack that does not tell whether it is rolled back looks', async () => {
    proxy.on('DescribeStacks', fails('AccessDenied', 'You may not', 403));
    account.nodes.set(NODE, READY);
    expect(await send('Update')).toMatchObject(SUCCESS);
    expect(proxy.calls).toContain('GetConnectionStatus');
    expect(console.error).toHaveBeenCalledWith('cloudformation:DescribeStacks failed with AccessDenied: You may not');
  });

  test('asks for the stack by its id', async () => {
    account.nodes.set(NODE, READY);
    await send('Update');
    const [{ body }] = proxy.requests.filter(({ action }) => action === 'DescribeStacks');
    expect(new URLSearchParams(body).get('StackName')).toBe(request('Update').StackId);
  });
});

test('a creation does not ask for the stack', async () => {
  account.nodes.set(NODE, READY);
  await create();
  expect(proxy.calls).not.toContain('DescribeStacks');
});

describe('a deletion', () => {
  test('does nothing', async () => {
    expect(await send('Delete')).toMatchObject({ ...SUCCESS, PhysicalResourceId: 'the-check' });
    expect(proxy.calls).toEqual([]);
    expect(waited()).toBe(0);
  });

  test('of a check that failed when it was created does nothing', async () => {
    account.instances.set(NODE, RUNNING);
    const { PhysicalResourceId } = await create();
    proxy.reset();
    expect(await send('Delete', {}, { PhysicalResourceId })).toMatchObject({ ...SUCCESS, PhysicalResourceId });
    expect(proxy.calls).toEqual([]);
  });
});

test('a request that is delivered twice is answered alike', async () => {
  account.nodes.set(NODE, READY);
  const answers = [await create(), await create()];
  expect(answers[0]).toEqual(answers[1]);
});
