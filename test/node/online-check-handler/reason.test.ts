import { NODE, READY, RUNNING, account, create, framework, proxy, reason, useAccount, waited } from './account';
import { StubInstance, StubNode, ec2Error } from './stub-account';
import { fails } from '../../http/fault-proxy';

useAccount();

const LATE = 'Session Manager does not reach 1 of 1 nodes after 2 minutes: ';
const LAST_PING = 'the last ping 2026-11-01T10:00:00.000Z';
const WITH_PROFILE = 'is running, has instance profile NodeProfile';

/** A node that is never ready, by what is told of it. */
const CASES: Record<string, [StubInstance | undefined, StubNode | undefined, string]> = {
  'has no profile': [{}, undefined,
    'is running, has no instance profile, has never registered with Systems Manager. Look at its instance profile, or at Default Host Management.'],
  'never registered': [RUNNING, undefined,
    `${WITH_PROFILE}, has never registered with Systems Manager. Look at the policies of its role, at its way to ssm and ssmmessages on TCP 443, and at whether its image has the SSM Agent.`],
  'is lost': [RUNNING, { ...READY, ping: 'ConnectionLost' },
    `${WITH_PROFILE}, its ping status is ConnectionLost, ${LAST_PING}, its agent is 3.3.987.0. Look at whether the SSM Agent still runs, and at its way to ssm on TCP 443.`],
  'is Online, and no session starts': [RUNNING, { ...READY, connection: 'notconnected' },
    `${WITH_PROFILE}, its ping status is Online, ${LAST_PING}, its agent is 3.3.987.0, Session Manager says notconnected. Look at its way to ssmmessages on TCP 443, and at the ssmmessages actions of its role.`],
  'is Online without a profile, and no session starts': [{}, { ...READY, connection: 'notconnected' },
    `is running, has no instance profile, its ping status is Online, ${LAST_PING}, its agent is 3.3.987.0, Session Manager says notconnected. Look at its way to ssmmessages on TCP 443, and at the ssmmessages actions of its role.`],
  'has an agent that is too old': [RUNNING, { ...READY, agent: '3.1.0.0' },
    `${WITH_PROFILE}, its ping status is Online, ${LAST_PING}, its agent is 3.1.0.0, older than 3.3.40, Session Manager says connected. Look at the update of the SSM Agent (AWS-UpdateSSMAgent).`],
  'tells no ping and no version': [RUNNING, { ping: 'ConnectionLost' },
    `${WITH_PROFILE}, its ping status is ConnectionLost, the last ping unknown. Look at whether the SSM Agent still runs, and at its way to ssm on TCP 443.`],
  'is stopped': [{ ...RUNNING, state: 'stopped', why: 'Server.InternalError: no capacity' }, undefined,
    'is stopped (Server.InternalError: no capacity), has instance profile NodeProfile, has never registered with Systems Manager. Look at why it does not run.'],
  'is not there': [undefined, undefined, 'is not there, has never registered with Systems Manager. Look at why it does not run.'],
};

describe('a node that', () => {
  test.each(Object.entries(CASES))('%s', async (_what, [instance, node, expected]) => {
    if (instance) { account.instances.set(NODE, instance); }
    if (node) { account.nodes.set(NODE, node); }
    expect(await reason({ MinimumAgentVersion: '3.3.40' })).toBe(`${LATE}${NODE} ${expected}`);
    expect(waited()).toBe(120);
  });

  test('is terminated', async () => {
    account.instances.set(NODE, { state: 'terminated', why: 'Client.UserInitiatedShutdown: User initiated shutdown' });
    expect(await reason()).toBe(
      `1 of 1 nodes will never be reached by Session Manager: ${NODE} is terminated (Client.UserInitiatedShutdown: User initiated shutdown), has no instance profile, has never registered with Systems Manager. Look at why it does not run.`);
  });

  test('is outside EC2', async () => {
    const id = 'mi-0123456789abcdef0';
    expect(await reason({ NodeIds: [id] })).toBe(
      `${LATE}${id} has never registered with Systems Manager. Look at the policies of its role, at its way to ssm and ssmmessages on TCP 443, and at whether its image has the SSM Agent.`);
  });

  test('is not ready each third time', async () => {
    account.instances.set(NODE, RUNNING);
    account.nodes.set(NODE, READY);
    let asked = 0;
    proxy.on('GetConnectionStatus', forward => (++asked % 3 === 0 ? { status: 200, body: { Target: NODE } } : forward()), Infinity);
    expect(await reason()).toContain('Session Manager says unknown. Look at its way to ssmmessages');
  });
});

describe('a call that is denied is told', () => {
  beforeEach(() => {
    account.instances.set(NODE, RUNNING);
    account.nodes.set(NODE, READY);
  });

  test.each(['DescribeInstanceInformation', 'GetConnectionStatus'])('where it is %s', async action => {
    proxy.on(action, fails('AccessDeniedException', 'User: arn:aws:sts::123456789012:assumed-role/Role/Function is not authorized'), Infinity);
    expect(await reason()).toContain(`ssm:${action} failed with AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/Role/Function is not authorized. Look at what the check may do, and deploy again.`);
  });

  test('where it is DescribeInstances, and the rest all the same', async () => {
    account.nodes.clear();
    proxy.on('DescribeInstances', () => ec2Error('UnauthorizedOperation', 'You are not authorized', 403), Infinity);
    expect(await reason()).toBe(
      `${LATE}${NODE} has never registered with Systems Manager. Look at the policies of its role, at its way to ssm and ssmmessages on TCP 443, and at whether its image has the SSM Agent.`);
    expect(console.error).toHaveBeenCalledWith('ec2:DescribeInstances failed with UnauthorizedOperation: You are not authorized');
  });

  test('where it is GetConsoleOutput, and the rest all the same', async () => {
    account.nodes.clear();
    proxy.on('GetConsoleOutput', () => ec2Error('UnauthorizedOperation', 'You are not authorized', 403));
    expect(await reason()).toMatch(/has never registered .* has the SSM Agent\. \(ec2:GetConsoleOutput failed with UnauthorizedOperation: You are not authorized\.\)$/);
  });
});

const AGENT = `[   12.345678] systemd[1]: Starting amazon-ssm-agent.service - amazon-ssm-agent...
[   14.345678] systemd[1]: Started amazon-ssm-agent.service - amazon-ssm-agent.
[\u001b[0;32m  OK  \u001b[0m] Started \u001b[0;1;39mamazon-ssm-agent.service\u001b[0m - amazon-ssm-agent.
[   15.345678] amazon-ssm-agent[1892]: 2026-11-01 10:00:00 ERROR "EC2RoleProvider" Failed to connect to Systems Manager`;

describe('the console', () => {
  const consoleOf = async (output: string, instance: StubInstance = RUNNING) => {
    account.instances.set(NODE, { ...instance, output });
    return (await reason()).split(' Console: ')[1];
  };

  test('is told by the last three lines of the agent', async () => {
    expect(await consoleOf(`${AGENT}\n[   20.0] cloud-init[99]: done\n`)).toBe([
      '"[   14.345678] systemd[1]: Started amazon-ssm-agent.service - amazon-ssm-agent."',
      '"[  OK  ] Started amazon-ssm-agent.service - amazon-ssm-agent."',
      '"[   15.345678] amazon-ssm-agent[1892]: 2026-11-01 10:00:00 ERROR \'EC2RoleProvider\' Failed to connect to Systems Manager"',
    ].join(' '));
  });

  test.each([
    ['the version', '2026/11/01 10:00:00Z: Amazon SSM Agent v3.3.987.0 is running'],
    ['a unit that failed', '[FAILED] Failed to start amazon-ssm-agent.service - amazon-ssm-agent.'],
    ['a unit of Ubuntu', '[   30.1] systemd[1]: Started snap.amazon-ssm-agent.amazon-ssm-agent.service.'],
    ['the agent of Ubuntu', '[   30.1] amazon-ssm-agent.amazon-ssm-agent[1010]: Error occurred'],
  ])('shows %s', async (_what, line) => {
    expect(await consoleOf(`boot\r\n${line}\r\nlogin:`)).toBe(`"${line}"`);
  });

  test.each([
    ['a command with a code', '[   20.1] cloud-init[1]: amazon-ssm-agent -register -code 5ecretC0de -id 1234 -region us-east-1'],
    ['a traced command', '+ systemctl restart amazon-ssm-agent[1]: TOKEN=5ecret'],
    ['a command in a trace of the log', 'amazon-ssm-agent[12]: ++ export PASSWORD=5ecret'],
    ['a secret in the agent\'s name', '[1.0] amazon-ssm-agent[12]: secret 5ecret'],
    ['a register command of the agent', '[1.0] amazon-ssm-agent[12]: invoked -register -code=5ecret'],
    ['a line that only names the agent', 'DB_URL=5ecret amazon-ssm-agent'],
    ['a line of user data', 'user-data: amazon-ssm-agent[12]: 5ecret'],
    ['what is not of the agent', 'password: 5ecret'],
  ])('does not show %s', async (_what, line) => {
    expect(await consoleOf(`${line}\n`)).toBeUndefined();
  });

  test('of an instance before Nitro is what there was after the boot', async () => {
    expect(await consoleOf('[FAILED] Failed to start amazon-ssm-agent.service.', { ...RUNNING, isXen: true })).toBe('"[FAILED] Failed to start amazon-ssm-agent.service."');
    expect(proxy.requests.filter(({ action }) => action === 'GetConsoleOutput').map(({ body }) => new URLSearchParams(body).get('Latest'))).toEqual(['true', 'false']);
  });

  test('of an instance before Nitro may be denied', async () => {
    account.instances.set(NODE, { ...RUNNING, isXen: true });
    proxy.on('GetConsoleOutput', forward => forward());
    proxy.on('GetConsoleOutput', () => ec2Error('UnauthorizedOperation', 'You are not authorized', 403));
    expect(await reason()).toContain('(ec2:GetConsoleOutput failed with UnauthorizedOperation');
  });

  test('may be empty', async () => {
    expect(await consoleOf('')).toBeUndefined();
  });

  test('is cut, line by line', async () => {
    expect(await consoleOf(`amazon-ssm-agent[1]: ${'x'.repeat(5000)}`)).toBe(`"amazon-ssm-agent[1]: ${'x'.repeat(139)}"`);
  });

  test('is not read of an instance that is not there, nor before the time is over', async () => {
    await reason();
    expect(proxy.calls).not.toContain('GetConsoleOutput');
    account.instances.set(NODE, RUNNING);
    await reason();
    expect(proxy.calls.slice(0, -1)).not.toContain('GetConsoleOutput');
    expect(proxy.calls.at(-1)).toBe('GetConsoleOutput');
  });
});

describe('of many nodes', () => {
  const NodeIds = Array.from({ length: 61 }, (_, i) => `i-${String(i).padStart(17, '0')}`);

  test('three are told, ten are named, and the log has all', async () => {
    NodeIds.forEach(id => account.instances.set(id, { ...RUNNING, output: AGENT }));
    const text = await reason({ NodeIds });
    expect(text).toMatch(/^Session Manager does not reach 61 of 61 nodes after 2 minutes: i-00000000000000000 is running/);
    expect(text.match(/ \| /g)).toHaveLength(2);
    expect(proxy.calls.filter(action => action === 'GetConsoleOutput')).toHaveLength(3);
    expect(jest.mocked(console.error).mock.calls).toHaveLength(61);
  });

  test('those that are named come after those that are told', async () => {
    NodeIds.slice(0, 15).forEach(id => account.instances.set(id, RUNNING));
    expect(await reason({ NodeIds: NodeIds.slice(0, 15) })).toMatch(/ Also: i-00000000000000003, (i-\d{17}, ){8}i-00000000000000012, 2 more\.$/);
  });

  test('only those that are not ready are told', async () => {
    NodeIds.forEach(id => account.instances.set(id, RUNNING));
    NodeIds.slice(1).forEach(id => account.nodes.set(id, READY));
    const text = await reason({ NodeIds });
    expect(text).toMatch(/^Session Manager does not reach 1 of 61 nodes/);
    expect(text).not.toContain(NodeIds[1]);
  });

  test('one that is gone is told, and those that may still come are not', async () => {
    account.instances.set(NodeIds[0], RUNNING);
    account.instances.set(NodeIds[1], { state: 'terminated' });
    const text = await reason({ NodeIds: NodeIds.slice(0, 2) });
    expect(text).toMatch(/^1 of 2 nodes will never be reached by Session Manager: i-00000000000000001 is terminated/);
    expect(text).not.toContain(NodeIds[0]);
  });
});

test('a reason is short, and in ASCII, whatever AWS tells', async () => {
  const ids = ['a', 'b', 'c'].map(letter => `i-0123456789abcdef${letter}`);
  ids.forEach(id => account.instances.set(id, { state: 'stopped', why: '\u{1f600}'.repeat(2000), output: AGENT }));
  const text = await reason({ NodeIds: ids });
  expect(text.length).toBe(2000);
  expect(text).toMatch(/^[ -~]+\.\.\.$/);
});

test('the reason is the framework\'s answer, and fits', async () => {
  account.instances.set(NODE, RUNNING);
  const { Reason } = await create();
  expect(Buffer.byteLength(Reason)).toBeLessThan(2200);
  expect(framework.answers).toHaveLength(1);
});

test.each([['180', '3 minutes'], ['120', '2 minutes'], ['60', '60 seconds'], ['90', '90 seconds']])('the time of %s seconds is %s', async (TimeoutSeconds, time) => {
  expect(await reason({ TimeoutSeconds })).toContain(`after ${time}: `);
});
