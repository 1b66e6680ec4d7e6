import { NODE, READY, RUNNING, account, between, create, proxy, reason, useAccount, waited } from './account';
import { Fault, droppedAfter, droppedBefore, fails } from '../../http/fault-proxy';

useAccount();

const GROUP = 'the-group';
const GroupNames = [GROUP];
const SUCCESS = { Status: 'SUCCESS' };
const IDS = ['i-00000000000000001', 'i-00000000000000002', 'i-00000000000000003'];
const IN_SERVICE = 'InService';

const asked = () => proxy.requests.filter(({ action }) => action === 'GetConnectionStatus').map(({ body }) => JSON.parse(body).Target);
const of = (...states: (string | readonly [string, number])[]) => Object.fromEntries(states.map((state, index) => [IDS[index], state]));

beforeEach(() => IDS.forEach(id => {
  account.instances.set(id, RUNNING);
  account.nodes.set(id, READY);
}));

describe('a group', () => {
  test('that is complete, and whose nodes are ready, is done', async () => {
    account.groups.set(GROUP, { desired: 3, instances: of(IN_SERVICE, IN_SERVICE, IN_SERVICE) });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(0);
    expect(asked().sort()).toEqual([...IDS, ...IDS, ...IDS].sort());
  });

  test('that has no instance yet is waited for', async () => {
    account.groups.set(GROUP, { desired: 1 });
    between[3] = () => account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE) });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(45);
  });

  test('that wants none is done', async () => {
    account.groups.set(GROUP, { desired: 0 });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(asked()).toEqual([]);
  });

  test('that does not show yet is waited for', async () => {
    between[1] = () => account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE) });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test.each(['Pending', 'Pending:Wait', 'Terminating', 'Terminating:Wait', 'Standby', 'Warmed:Stopped', 'Warmed:Running'])('of which one is %s is waited for', async state => {
    account.groups.set(GROUP, { desired: 2, instances: of(IN_SERVICE, state) });
    between[1] = () => {
      expect(asked()).not.toContain(IDS[1]);
      account.groups.set(GROUP, { desired: 2, instances: of(IN_SERVICE, IN_SERVICE) });
    };
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('with a warm pool is done without it', async () => {
    account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE, 'Warmed:Running') });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(asked()).not.toContain(IDS[1]);
  });

  test('with weights has the sum of them', async () => {
    account.groups.set(GROUP, { desired: 6, instances: of([IN_SERVICE, 4]) });
    between[1] = () => account.groups.set(GROUP, { desired: 6, instances: of([IN_SERVICE, 4], [IN_SERVICE, 2]) });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('has a node that is not ready, and is waited for', async () => {
    account.groups.set(GROUP, { desired: 2, instances: of(IN_SERVICE, IN_SERVICE) });
    account.nodes.delete(IDS[1]);
    between[2] = () => account.nodes.set(IDS[1], READY);
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(30);
  });

  test('replaces an instance that ends, so that one is waited for', async () => {
    account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE) });
    account.nodes.delete(IDS[0]);
    account.instances.set(IDS[0], { state: 'terminated' });
    between[2] = () => account.groups.set(GROUP, { desired: 1, instances: { [IDS[1]]: IN_SERVICE } });
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(30);
  });

  test('may be beside nodes, of which one may be in it', async () => {
    account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE) });
    account.nodes.set(NODE, READY);
    expect(await create({ GroupNames, NodeIds: [NODE, IDS[0]] })).toMatchObject(SUCCESS);
    expect(asked().filter(id => id === IDS[0])).toHaveLength(3);
  });
});

test('61 groups are asked for in two batches, and may come in pages', async () => {
  const names = Array.from({ length: 61 }, (_, i) => `group-${i}`);
  names.forEach(name => account.groups.set(name, { desired: 0 }));
  account.pageSize = 20;
  expect(await create({ GroupNames: names })).toMatchObject(SUCCESS);
  expect(waited()).toBe(0);
  expect(proxy.calls).toEqual(Array.from({ length: 12 }, () => 'DescribeAutoScalingGroups'));
});

describe('a group that is not complete in time', () => {
  test('is told, with the launch that failed last', async () => {
    account.groups.set(GROUP, {
      desired: 3,
      instances: of(IN_SERVICE),
      activities: [['Successful', 'fine'], ['Failed', 'You do not have enough capacity.\nTry later'], ['Failed', 'older']],
    });
    expect(await reason({ GroupNames })).toBe(
      'Auto Scaling group the-group has a capacity of 1 in service, and 3 is desired after 2 minutes. A launch failed: You do not have enough capacity. Try later');
  });

  test('is told with its nodes', async () => {
    account.groups.set(GROUP, { desired: 2, instances: of(IN_SERVICE), activities: [['Cancelled', 'stopped']] });
    account.nodes.delete(IDS[0]);
    expect(await reason({ GroupNames })).toMatch(
      /^Auto Scaling group the-group has a capacity of 1 in service.* A launch failed: stopped Session Manager does not reach 1 of 1 nodes after 2 minutes: i-00000000000000001 is running/);
  });

  test('is told where no launch failed', async () => {
    account.groups.set(GROUP, { desired: 1, activities: [['InProgress', 'waiting']] });
    expect(await reason({ GroupNames })).toBe('Auto Scaling group the-group has a capacity of 0 in service, and 1 is desired after 2 minutes.');
  });

  test('is told where it is not there', async () => {
    expect(await reason({ GroupNames })).toBe('Auto Scaling group the-group is not there after 2 minutes.');
  });

  test('is told where its launches may not be asked for', async () => {
    proxy.on('DescribeScalingActivities', fails('AccessDenied', 'You may not', 403));
    expect(await reason({ GroupNames })).toBe(
      'Auto Scaling group the-group is not there after 2 minutes. (autoscaling:DescribeScalingActivities failed with AccessDenied: You may not.)');
  });

  test('is told where it may not be asked for', async () => {
    proxy.on('DescribeAutoScalingGroups', fails('AccessDenied', 'You may not', 403), Infinity);
    expect(await reason({ GroupNames })).toBe(
      'Auto Scaling group the-group could not be looked at (autoscaling:DescribeAutoScalingGroups failed with AccessDenied: You may not) after 2 minutes.');
  });
});

const FAULTS: Record<string, Fault> = {
  'is throttled': fails('Throttling', 'Rate exceeded', 400),
  'fails inside AWS': fails('InternalFailure', 'Not our day', 500),
  'is cut off before it is carried out': droppedBefore,
  'is cut off after it was carried out': droppedAfter,
};

describe('the question for a group', () => {
  beforeEach(() => account.groups.set(GROUP, { desired: 1, instances: of(IN_SERVICE) }));

  test.each(Object.entries(FAULTS))('that %s is asked again', async (_how, fault) => {
    proxy.on('DescribeAutoScalingGroups', fault, 4);
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(0);
  });

  test.each(Object.entries(FAULTS))('that %s again and again is asked at the next call', async (_how, fault) => {
    proxy.on('DescribeAutoScalingGroups', fault, 5);
    expect(await create({ GroupNames })).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });
});
