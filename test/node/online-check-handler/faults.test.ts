import { NODE, READY, RUNNING, account, between, create, framework, proxy, send, useAccount, waited } from './account';
import { ec2Error } from './stub-account';
import { Fault, droppedAfter, droppedBefore, fails, hangs } from '../../http/fault-proxy';

useAccount(300);

/** The most that the SDK tries. */
const ATTEMPTS = 5;

const FAULTS: Record<string, Fault> = {
  'is throttled': fails('ThrottlingException', 'Rate exceeded', 400),
  'fails inside AWS': fails('InternalServerError', 'Not our day', 500),
  'is not available': fails('ServiceUnavailable', 'Not now', 503),
  'is cut off before it is carried out': droppedBefore,
  'is cut off after it was carried out': droppedAfter,
};

const SUCCESS = { Status: 'SUCCESS' };

describe.each(['DescribeInstanceInformation', 'GetConnectionStatus'])('%s', action => {
  beforeEach(() => {
    account.instances.set(NODE, RUNNING);
    account.nodes.set(NODE, READY);
  });

  test.each(Object.entries(FAULTS))('that %s is asked again', async (_how, fault) => {
    proxy.on(action, fault, ATTEMPTS - 1);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(0);
  });

  test.each(Object.entries(FAULTS))('that %s again and again is asked at the next call, and fails no deployment', async (_how, fault) => {
    proxy.on(action, fault, ATTEMPTS);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('that is denied at first is asked again: a policy takes a while to be known everywhere', async () => {
    proxy.on(action, fails('AccessDeniedException', 'You may not'));
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('that is never answered is asked again', async () => {
    proxy.on(action, hangs, ATTEMPTS);
    expect(await create()).toMatchObject(SUCCESS);
    expect(waited()).toBe(15);
  });

  test('that is throttled to the end fails with that', async () => {
    proxy.on(action, fails('ThrottlingException', 'Rate exceeded'), Infinity);
    expect(await create({ TimeoutSeconds: '60' })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining(`ssm:${action} failed with ThrottlingException: Rate exceeded`) });
    expect(waited()).toBe(60);
  });
});

describe.each(['DescribeInstances', 'GetConsoleOutput'])('%s', action => {
  beforeEach(() => account.instances.set(NODE, RUNNING));

  test('that fails changes nothing but the explanation', async () => {
    proxy.on(action, () => ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503), ATTEMPTS);
    const answer = await create({ TimeoutSeconds: '60' });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('has never registered') });
    expect(waited()).toBe(60);
  });

  test.each(Object.entries(FAULTS))('that %s is asked again', async (_how, fault) => {
    proxy.on(action, fault);
    expect(await create({ TimeoutSeconds: '60' })).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('is running, has instance profile NodeProfile') });
  });
});

test('an instance that EC2 cannot tell of may still come', async () => {
  proxy.on('DescribeInstances', () => ec2Error('InternalError', 'An internal error has occurred', 500), ATTEMPTS);
  between[1] = () => account.nodes.set(NODE, READY);
  expect(await create()).toMatchObject(SUCCESS);
});

describe('DescribeStacks', () => {
  beforeEach(() => { account.stackStatus = 'UPDATE_ROLLBACK_IN_PROGRESS'; });

  test.each(Object.entries(FAULTS))('that %s is asked again, so that a rollback is known', async (_how, fault) => {
    proxy.on('DescribeStacks', fault, ATTEMPTS - 1);
    expect(await send('Update')).toMatchObject(SUCCESS);
    expect(proxy.calls).not.toContain('DescribeInstanceInformation');
  });

  test('that fails to the end has the nodes looked at', async () => {
    proxy.on('DescribeStacks', fails('Throttling', 'Rate exceeded', 400), ATTEMPTS);
    account.nodes.set(NODE, READY);
    expect(await send('Update')).toMatchObject(SUCCESS);
    expect(proxy.calls).toContain('DescribeInstanceInformation');
  });
});

test('one node whose connection cannot be asked keeps no other one from being asked', async () => {
  const NodeIds = [NODE, 'i-00000000000000001'];
  NodeIds.forEach(id => account.nodes.set(id, READY));
  proxy.on('GetConnectionStatus', fails('AccessDeniedException', 'You may not'));
  expect(await create({ NodeIds })).toMatchObject(SUCCESS);
  expect(waited()).toBe(15);
});

test('there is one answer, whatever fails on the way', async () => {
  account.nodes.set(NODE, READY);
  proxy.on('DescribeInstanceInformation', fails('InternalServerError', 'Not our day', 500), ATTEMPTS * 3);
  await create();
  expect(framework.answers).toHaveLength(1);
});
