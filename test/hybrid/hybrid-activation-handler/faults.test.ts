import {
  HOUR, MINUTE, OTHER_SETTINGS, SETTINGS, activations, create, deleteSecret, expectUsable, ids, pass, proxy, putSecret, registration, remove,
  renew, said, secretArn, send, update, useAccount, waits,
} from './account';
import { answerLost, answers, droppedAfter, droppedBefore, fails, hangs, preceded, stale } from '../../http/fault-proxy';

useAccount();

const DENIED = fails('AccessDeniedException', 'You may not');
const THROTTLED = fails('ThrottlingException', 'Rate exceeded');
const CALLS_OF_CREATE = ['GetSecretValue', 'CreateActivation', 'PutSecretValue', 'DescribeActivations'];

/** After everything that was tried, as CloudFormation sees it: either there is one activation with its code in the secret, or the failure is told. */
async function settle(): Promise<void> {
  pass(16 * MINUTE);
  await renew();
  expect(ids()).toEqual([await expectUsable()]);
}

describe('a creation survives', () => {
  test.each(CALLS_OF_CREATE.flatMap(action => [
    [action, 'throttling', THROTTLED], [action, 'a connection that is closed before the call', droppedBefore],
  ] as const))('%s: %s', async (action, _what, fault) => {
    proxy.on(action, fault, 3);
    await create();
    expect(ids()).toEqual([await expectUsable()]);
  });

  test.each(['GetSecretValue', 'PutSecretValue', 'DescribeActivations'].flatMap(action => [
    [action, 'an answer that got lost', answerLost], [action, 'a connection that is closed after the call', droppedAfter],
  ] as const))('%s: %s', async (action, _what, fault) => {
    proxy.on(action, fault, 2);
    await create();
    expect(ids()).toEqual([await expectUsable()]);
  });

  test.each([['got lost', answerLost], ['never came', droppedAfter]] as const)('an answer to CreateActivation that %s: what nobody has the code of goes with the next renewal', async (_what, fault) => {
    proxy.on('CreateActivation', fault);
    await create();
    expect(ids()).toHaveLength(2);
    await expectUsable();
    await settle();
  });

  test('a list that cannot be had: the code is there, and the next renewal cleans up', async () => {
    proxy.on('DescribeActivations', DENIED);
    await create();
    await expectUsable();
    expect(said()).toContain('What is left of earlier activations could not be deleted yet: You may not');
  });

  test('a role that the first attempts do not see, in each wording', async () => {
    proxy.on('CreateActivation', fails('ValidationException', 'Nonexistent role or missing ssm service principal in trust policy: arn'));
    proxy.on('CreateActivation', fails('ValidationException', 'Not existing role: arn:aws:iam::123456789012:role/Role'));
    await create();
    expect(waits()).toEqual([5000, 5000]);
  });
});

describe('a creation fails', () => {
  test.each(['GetSecretValue', 'CreateActivation', 'PutSecretValue'])('without permission for %s, and leaves nothing', async action => {
    proxy.on(action, DENIED);
    const { Status, Reason, PhysicalResourceId } = await send('Create', { requestId: 'r' });
    expect({ Status, Reason, PhysicalResourceId }).toEqual({ Status: 'FAILED', Reason: 'You may not', PhysicalResourceId: 'hybrid-activation/r/nothing' });
    expect(ids()).toEqual([]);
    expect(await registration()).toBeUndefined();
  });

  test('without permission for anything, and its deletion succeeds all the same', async () => {
    proxy.on('GetSecretValue', DENIED, 2);
    proxy.on('DescribeActivations', DENIED);
    await send('Create');
    expect((await send('Delete')).Status).toBe('SUCCESS');
  });

  test('for settings that Systems Manager refuses, at once', async () => {
    proxy.on('CreateActivation', fails('ValidationException', 'The name is not valid'));
    expect(await send('Create')).toMatchObject({ Status: 'FAILED', Reason: 'The name is not valid' });
    expect(waits()).toEqual([]);
  });

  test('without a secret, and leaves nothing', async () => {
    await deleteSecret();
    expect(await send('Create')).toMatchObject({ Status: 'FAILED', PhysicalResourceId: expect.stringMatching(/\/nothing$/) });
    expect(ids()).toEqual([]);
  });

  test('with an answer that has no code', async () => {
    proxy.on('CreateActivation', answers(({ ActivationId }) => ({ ActivationId })));
    expect(await send('Create')).toMatchObject({ Status: 'FAILED', Reason: 'Systems Manager answered CreateActivation without an id or a code', PhysicalResourceId: expect.not.stringContaining('nothing') });
  });

  test('with a secret that may or may not have the code: then its deletion deletes whatever there is', async () => {
    proxy.on('PutSecretValue', answerLost, 10);
    const { Status, PhysicalResourceId } = await send('Create');
    expect(Status).toBe('FAILED');
    expect(PhysicalResourceId).not.toContain('nothing');
    expect(ids()).toHaveLength(1);
    await remove();
    expect(ids()).toEqual([]);
  });

  test('in time, and says what did not answer', async () => {
    proxy.on('CreateActivation', hangs, 10);
    const { Status, Reason } = await send('Create', { time: 4800 });
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: 'Systems Manager did not answer CreateActivation' });
    jest.mocked(Date.now).mockRestore();
    await remove({ time: 240_000 });
    expect(ids()).toEqual([]);
    proxy.reset();
  }, 60_000);
});

describe('what an answer says stays unsaid', () => {
  const code = () => [...activations.codes.values()].at(-1)!;
  // The SDK quotes an answer that it cannot read, and Lambda would write all of the error into the log.
  const garbled = (change: (text: string) => string) => async (forward: () => Promise<any>) => {
    const { body } = await forward();
    return { status: 200, body: change(JSON.stringify(body)) };
  };

  test.each([
    ['is cut off', (text: string) => text.slice(0, -1)],
    ['is the code alone', () => code()],
    ['begins with the code', (text: string) => code() + text],
  ])('of CreateActivation that %s', async (_what, change) => {
    proxy.on('CreateActivation', garbled(change), 10);
    const { Status, Reason } = await send('Create');
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: 'Systems Manager gave no answer to CreateActivation that could be read' });
    proxy.reset();
    await create({ requestId: 'again' });
    pass(12 * HOUR);
    proxy.on('CreateActivation', garbled(change), 10);
    await expect(renew()).rejects.toThrow(new Error('Systems Manager gave no answer to CreateActivation that could be read'));
    proxy.reset();
  });

  test('of PutSecretValue that quotes the value', async () => {
    proxy.on('PutSecretValue', async () => fails('InvalidParameterException', `Value '${code()}' is not valid`)(undefined!, undefined!));
    expect((await send('Create')).Reason).toBe('Value \'***\' is not valid');
  });

  test('of PutSecretValue in a renewal, which knows two codes', async () => {
    await create();
    pass(12 * HOUR);
    const before = code();
    proxy.on('PutSecretValue', async () => fails('InvalidRequestException', `Not '${before}' and not '${code()}'`)(undefined!, undefined!));
    await expect(renew()).rejects.toThrow('Not \'***\' and not \'***\'');
  });

  test('of a GetSecretValue that cannot be read', async () => {
    await create();
    pass(12 * HOUR);
    proxy.on('GetSecretValue', garbled(text => `${code()}${text}`), 10);
    await expect(renew()).rejects.toThrow('Secrets Manager gave no answer to GetSecretValue that could be read');
    proxy.reset();
  });
});

describe('an update', () => {
  beforeEach(async () => {
    await create();
    proxy.reset();
  });

  test.each(['GetSecretValue', 'CreateActivation', 'PutSecretValue'])('that may not %s leaves the activation of before in force, and can be rolled back', async action => {
    const [before] = ids();
    proxy.on(action, DENIED);
    expect(await send('Update', { settings: OTHER_SETTINGS })).toMatchObject({ Status: 'FAILED', Reason: 'You may not' });
    expect(ids()).toEqual([before]);
    await update({ settings: SETTINGS, requestId: 'rollback' });
    expect(ids()).toEqual([before]);
    await expectUsable();
  });

  test('whose last activation cannot be deleted succeeds, and the next renewal deletes that one', async () => {
    const [before] = ids();
    proxy.on('DeleteActivation', DENIED);
    await update();
    expect(ids()).toContain(before);
    await renew();
    expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
  });

  test('may not turn the tier on, and says so', async () => {
    proxy.on('UpdateServiceSetting', DENIED);
    expect(await send('Update', { advancedInstances: true })).toMatchObject({ Status: 'FAILED', Reason: 'You may not' });
  });

  test('with an old read of the secret does not write over what it did not see', async () => {
    proxy.hasStaleReads = true;
    await update({ settings: SETTINGS, requestId: 'reads' });
    proxy.on('GetSecretValue', stale);
    await update();
    expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
    expect((await registration()).done).toHaveLength(3);
  });

  test('gives up on a secret that reads as before for ever', async () => {
    const body = { status: 200, body: { VersionId: 'v0', SecretString: JSON.stringify({ ...await registration(), done: [] }) } };
    await update({ settings: SETTINGS, requestId: 'reads' });
    proxy.on('PutSecretValue', fails('ResourceExistsException'));
    proxy.on('GetSecretValue', () => body, 6);
    expect((await send('Update', { settings: OTHER_SETTINGS })).Reason).toBe(`the secret ${secretArn} was changed by somebody else, and still reads as before`);
    expect(waits()).toEqual([1000, 2000, 3000, 4000]);
    await expectUsable();
    expect(ids()).toHaveLength(1);
  });
});

describe('two at the same time', () => {
  test('of one creation make one activation', async () => {
    proxy.on('PutSecretValue', preceded(() => create()));
    await create();
    expect(ids()).toEqual([await expectUsable()]);
    expect(activations.deleted).toHaveLength(1);
    expect(said()).toContain('another one was made at the same time');
  });

  test('renewals make one activation', async () => {
    await create();
    const [first] = ids();
    pass(12 * HOUR);
    proxy.on('PutSecretValue', preceded(() => renew()));
    await renew();
    expect(ids()).toEqual([first, await expectUsable()]);
  });

  test('a renewal and an update end with the settings of the update', async () => {
    await create();
    pass(12 * HOUR);
    proxy.on('PutSecretValue', preceded(() => update()));
    await renew();
    expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
  });

  test('an update and a renewal, too', async () => {
    await create();
    pass(12 * HOUR);
    proxy.on('PutSecretValue', preceded(() => renew()));
    await update();
    expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
  });

  test.each([
    ['a renewal and a deletion', () => renew(), () => remove()],
    ['a deletion and a renewal', () => remove(), () => renew()],
  ])('%s leave nothing', async (_what, first, meanwhile) => {
    await create();
    pass(12 * HOUR);
    proxy.on('PutSecretValue', preceded(meanwhile));
    await first();
    expect(ids()).toEqual([]);
    expect(await registration()).toEqual({ deleted: true });
  });

  test('a server that registers while the code is renewed does so', async () => {
    const { activationId } = await create().then(() => registration());
    pass(12 * HOUR);
    proxy.on('PutSecretValue', preceded(async () => activations.register(activationId, 0)));
    await renew();
    expect(ids()).toContain(activationId);
  });

  test('a renewal does not delete what another attempt is about to write', async () => {
    await create();
    proxy.on('PutSecretValue', preceded(() => renew()));
    await update();
    expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
  });
});

describe('a renewal', () => {
  beforeEach(async () => {
    await create();
    pass(12 * HOUR);
    proxy.reset();
  });

  test.each(['GetSecretValue', 'CreateActivation', 'PutSecretValue', 'DescribeActivations'])('that may not %s fails, so that the alarm is raised, and the next one repairs it', async action => {
    proxy.on(action, DENIED);
    await expect(renew()).rejects.toThrow(new Error('You may not'));
    await renew();
    await expectUsable();
    expect(ids()).toHaveLength(2);
  });

  test('that may not delete fails', async () => {
    activations.register(ids()[0]);
    proxy.on('DeleteActivation', DENIED);
    await expect(renew()).rejects.toThrow(new Error('You may not'));
    await renew();
    expect(ids()).toEqual([await expectUsable()]);
  });

  test.each(['InvalidActivation', 'InvalidActivationId'])('takes an activation for deleted that is not there any more (%s)', async name => {
    activations.register(ids()[0]);
    proxy.on('DeleteActivation', fails(name));
    await renew();
    await expectUsable();
  });

  test('whose code got lost on the way makes another one, once, and the orphan goes later', async () => {
    proxy.on('PutSecretValue', () => undefined, 10);
    await expect(renew()).rejects.toThrow();
    proxy.reset();
    expect(ids()).toHaveLength(2);
    await renew();
    expect(ids()).toHaveLength(3);
    pass(16 * MINUTE);
    await renew();
    expect(ids()).toHaveLength(2);
    await expectUsable();
  });

  test('of which the answer that the code is written got lost is done', async () => {
    proxy.on('PutSecretValue', answerLost, 10);
    await expect(renew()).rejects.toThrow('The answer got lost');
    await renew();
    expect(ids()).toHaveLength(2);
    await expectUsable();
  });

  test('concludes nothing from a list that is out of date', async () => {
    proxy.on('DescribeActivations', () => ({ status: 200, body: { ActivationList: [] } }));
    await renew();
    expect(ids()).toHaveLength(2);
  });
});

describe('a deletion', () => {
  beforeEach(async () => {
    await create();
    proxy.reset();
  });

  test.each(['GetSecretValue', 'PutSecretValue'])('goes on without %s', async action => {
    proxy.on(action, DENIED);
    await remove();
    expect(ids()).toEqual([]);
    expect(said()).toContain(`The code stays in the secret ${secretArn}: You may not`);
  });

  test.each(['DescribeActivations', 'DeleteActivation'])('fails without %s, and can be tried again', async action => {
    proxy.on(action, DENIED);
    expect(await send('Delete')).toMatchObject({ Status: 'FAILED', Reason: 'You may not' });
    await remove();
    expect(ids()).toEqual([]);
  });

  test('deletes the activation of the secret even where no list shows it yet', async () => {
    proxy.on('DescribeActivations', () => ({ status: 200, body: { ActivationList: [] } }), 3);
    await remove();
    expect(ids()).toEqual([]);
  });

  test('deletes what the last of three lists shows, if they agree in the end', async () => {
    await putSecret('{"theirs":1}');
    proxy.on('DescribeActivations', () => ({ status: 200, body: { ActivationList: [] } }), 2);
    await remove();
    expect(ids()).toEqual([]);
  });
});

test('an answer that CloudFormation does not take is tried again, and fails in the end, so that Lambda delivers the event again', async () => {
  const { cloudFormation } = jest.requireActual('./account');
  cloudFormation.statuses = [500, 503];
  await create();
  cloudFormation.statuses = Array(5).fill(403);
  await expect(update()).rejects.toThrow('CloudFormation\'s answer could not be delivered: HTTP 403');
  await update();
  expect(ids()).toEqual([await expectUsable(OTHER_SETTINGS)]);
});
