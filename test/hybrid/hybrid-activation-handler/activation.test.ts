import {
  HOUR, MINUTE, OTHER_SETTINGS, SETTINGS, activations, create, deleteSecret, emptySecret, expectUsable, ids, pass, putSecret, registration, remove,
  renew, said, secretArn, send, update, useAccount, waitingTakesTime, waits,
} from './account';

useAccount();

describe('a creation', () => {
  test('makes an activation and puts what a server registers with into the secret', async () => {
    const { PhysicalResourceId } = await create({ requestId: 'the-request' });
    expect(PhysicalResourceId).toBe('hybrid-activation/the-request');
    const [{ ActivationId, Description, DefaultInstanceName, ExpirationDate }] = activations.list;
    expect(await registration()).toEqual({
      activationId: ActivationId,
      activationCode: activations.codes.get(ActivationId),
      region: 'us-east-1',
      expires: '2026-11-02T12:00:00.000Z',
      settings: SETTINGS,
      former: [],
      done: [expect.stringMatching(/^[0-9a-f]{12}$/)],
    });
    expect({ ExpirationDate, DefaultInstanceName }).toEqual({ ExpirationDate: Date.parse('2026-11-02T12:00:00Z') / 1000, DefaultInstanceName: undefined });
    expect(Description).toMatch(new RegExp(`^Its code is in the secret ${secretArn.split(':').at(-1)}, settings [0-9a-f]{12}$`));
    expect(said()).toBe(`Made activation ${ActivationId}, which expires at 2026-11-02T12:00:00.000Z`);
  });

  test('answers nothing but the id', async () => {
    const answer = await create();
    expect(Object.keys(answer).sort()).toEqual(['LogicalResourceId', 'PhysicalResourceId', 'RequestId', 'StackId', 'Status']);
  });

  test('passes a name on', async () => {
    await create({ settings: { ...SETTINGS, name: 'lathe' } });
    expect(activations.list).toMatchObject([{ DefaultInstanceName: 'lathe' }]);
  });

  test('of an activation for 30 days stays within what Systems Manager takes, whatever its clock says', async () => {
    await create({ settings: { ...SETTINGS, hours: 720 } });
    expect(activations.list[0].ExpirationDate - Date.now() / 1000).toBeLessThan(30 * 86_400);
    expect(activations.list[0].ExpirationDate - Date.parse('2026-11-01T12:00:00Z') / 1000).toBe(30 * 86_400 - 300);
  });

  test('that is delivered again makes no second activation', async () => {
    const first = await create();
    const value = await registration();
    expect(await create()).toEqual(first);
    expect(ids()).toHaveLength(1);
    expect(await registration()).toEqual(value);
  });

  test('waits for a role that Systems Manager does not see yet', async () => {
    activations.roles.clear();
    waitingTakesTime(() => { if (waits().length === 3) { activations.roles.add('Role'); } });
    await create();
    expect(waits()).toEqual([5000, 5000, 5000]);
    await expectUsable();
  });

  test('fails when a role never appears, and leaves nothing', async () => {
    activations.roles.clear();
    waitingTakesTime();
    const { Status, PhysicalResourceId, Reason } = await send('Create', { requestId: 'r' });
    expect({ Status, PhysicalResourceId }).toEqual({ Status: 'FAILED', PhysicalResourceId: 'hybrid-activation/r/nothing' });
    expect(Reason).toMatch(/^Nonexistent role or missing ssm service principal/);
    // As long as there is time for the work: eight tenths of four minutes.
    expect(waits()).toHaveLength(38);
  });

  test('leaves activations alone that are not its own', async () => {
    const others = activations.add({ Description: 'Its code is in the secret Other-AbCdEf, settings 0123456789ab', CreatedDate: 0, ExpirationDate: 1 });
    await create();
    await update();
    await remove();
    expect(ids()).toEqual([others]);
  });

  test('refuses to write over a value that somebody else wrote', async () => {
    await putSecret('their password');
    const { Status, Reason, PhysicalResourceId } = await send('Create');
    expect(Status).toBe('FAILED');
    expect(Reason).toBe(`the secret ${secretArn} holds a value that HybridActivation did not write; give AWSCURRENT back to the version before it (aws secretsmanager update-secret-version-stage), and try again`);
    expect(PhysicalResourceId).toMatch(/\/nothing$/);
    expect(ids()).toEqual([]);
  });

  test.each(['{}', 'null', '7', '{"activationId":"a","activationCode":"b","expires":"c","settings":{"role":"d"}}', '{"activationId":1,"former":[],"done":[]}'])(
    'takes %s for a value of somebody else', async value => {
      await putSecret(value);
      await expect(create()).rejects.toThrow('holds a value that HybridActivation did not write');
    },
  );

  test('turns the advanced tier on only when it is asked to, and only once', async () => {
    await create();
    expect(activations.tier).toBe('standard');
    await update({ advancedInstances: true });
    expect(activations.tier).toBe('advanced');
    expect(said()).toContain('Turned the advanced-instances tier of this account and region on');
    await remove({ advancedInstances: true });
    expect(activations.tier).toBe('advanced');
  });
});

describe('an update', () => {
  beforeEach(async () => { await create(); });

  test('with other settings makes another activation, and deletes the one before', async () => {
    const [before] = ids();
    await update();
    const after = await expectUsable(OTHER_SETTINGS);
    expect(ids()).toEqual([after]);
    expect(activations.deleted).toEqual([before]);
    expect(said()).toContain(`Deleted activation ${before}: it has other settings`);
  });

  test.each([['limit', { limit: 2 }], ['hours', { hours: 48 }], ['name', { name: 'lathe' }], ['role', { role: 'OtherRole' }]])('with another %s makes another activation', async (_name, change) => {
    activations.roles.add('OtherRole');
    const [before] = ids();
    await update({ settings: { ...SETTINGS, ...change } });
    expect(ids()).toHaveLength(1);
    expect(ids()).not.toContain(before);
  });

  test('with the same settings leaves the activation alone', async () => {
    const before = await registration();
    await update({ settings: { tags: SETTINGS.tags, hours: 24, limit: 1, role: 'Role' } });
    const { done, ...after } = await registration();
    expect({ ...after, done: before.done }).toEqual(before);
    expect(done).toHaveLength(2);
    expect(ids()).toHaveLength(1);
  });

  test('that is rolled back ends with the settings of before', async () => {
    await update();
    await update({ settings: SETTINGS, requestId: 'rollback' });
    const id = await expectUsable();
    expect(ids()).toEqual([id]);
  });

  test('that is delivered again after a later one changes nothing', async () => {
    await update({ settings: OTHER_SETTINGS, requestId: 'first' });
    await update({ settings: { ...SETTINGS, limit: 5 }, requestId: 'second' });
    const before = await registration();
    await update({ settings: OTHER_SETTINGS, requestId: 'first' });
    expect(await registration()).toEqual(before);
    await expectUsable({ ...SETTINGS, limit: 5 });
  });

  test('remembers the last ten requests', async () => {
    for (let number = 1; number <= 12; number++) {
      await update({ settings: SETTINGS, requestId: `update-${number}` });
    }
    expect((await registration()).done).toHaveLength(10);
  });

  test('to another secret has CloudFormation delete the activation of the last one', async () => {
    const [before] = ids();
    const next = await emptySecret('Next');
    const { PhysicalResourceId } = await update({ settings: SETTINGS, secretArn: next, requestId: 'move' });
    expect(PhysicalResourceId).toBe('hybrid-activation/move');
    const { activationId } = await registration(next);
    expect(ids()).toEqual([before, activationId]);
    await remove();
    expect(ids()).toEqual([activationId]);
  });

  test('keeps its physical id otherwise', async () => {
    expect((await update()).PhysicalResourceId).toBe((await update({ settings: SETTINGS, requestId: 'again' })).PhysicalResourceId);
  });
});

describe('a renewal', () => {
  beforeEach(async () => { await create(); });

  test('does nothing before half of the time is over', async () => {
    const before = await registration();
    pass(12 * HOUR - 1);
    await renew();
    expect(await registration()).toEqual(before);
    expect(ids()).toEqual([before.activationId]);
  });

  test('makes another activation then, and keeps the one before for whoever has read its code', async () => {
    const [before] = ids();
    pass(12 * HOUR);
    await renew();
    const after = await expectUsable();
    expect(ids()).toEqual([before, after]);
    expect(await registration()).toMatchObject({ former: [before], expires: '2026-11-03T00:00:00.000Z', settings: SETTINGS });
  });

  test('deletes the one before when it has expired', async () => {
    const [before] = ids();
    pass(12 * HOUR);
    await renew();
    pass(11 * HOUR);
    await renew();
    expect(ids()).toContain(before);
    pass(HOUR);
    await renew();
    const after = await expectUsable();
    expect(ids()).not.toContain(before);
    expect(ids()).toContain(after);
    expect(said()).toContain(`Deleted activation ${before}: it has expired or is used up`);
  });

  test('deletes the one before when it is used up, and leaves the present one', async () => {
    const [before] = ids();
    pass(12 * HOUR);
    activations.register(before);
    await renew();
    expect(ids()).toEqual([await expectUsable()]);
    expect(activations.deleted).toEqual([before]);
  });

  test('does not come early for an activation that is used up: the limit is one of the time', async () => {
    activations.register(ids()[0]);
    pass(HOUR);
    await renew();
    expect(ids()).toHaveLength(1);
    expect(activations.deleted).toEqual([]);
  });

  test('goes on for years', async () => {
    for (let day = 0; day < 60; day++) {
      pass(12 * HOUR);
      await renew();
      await expectUsable();
      expect(ids().length).toBeLessThanOrEqual(2);
    }
    expect((await registration()).former).toHaveLength(10);
  });

  test('comes too late after a long pause, and repairs it', async () => {
    pass(100 * HOUR);
    await renew();
    expect(ids()).toEqual([await expectUsable()]);
  });

  test('deletes an activation whose maker died, when no attempt can be about to write its code', async () => {
    const { Description } = activations.list[0];
    const orphan = activations.add({ Description });
    pass(15 * MINUTE);
    await renew();
    expect(ids()).toContain(orphan);
    pass(1);
    await renew();
    expect(ids()).toEqual([await expectUsable()]);
    expect(said()).toContain(`Deleted activation ${orphan}: nobody has its code`);
  });

  test('finds activations on later pages', async () => {
    activations.pageSize = 2;
    for (let number = 0; number < 5; number++) { activations.add({ Description: 'of others' }); }
    const orphan = activations.add({ Description: activations.list[0].Description });
    pass(HOUR);
    await renew();
    expect(ids()).not.toContain(orphan);
  });

  test('does not write over a value of somebody else', async () => {
    await putSecret('their password');
    pass(12 * HOUR);
    await expect(renew()).rejects.toThrow('holds a value that HybridActivation did not write');
    expect(ids()).toHaveLength(1);
  });

  test('says what to do about a secret that is gone', async () => {
    await deleteSecret();
    await expect(renew()).rejects.toThrow('has no value: deploy the stack again');
  });

  test('leaves a stack alone that is being deleted', async () => {
    await remove();
    pass(12 * HOUR);
    await renew();
    expect(ids()).toEqual([]);
    expect(said()).toContain('Nothing to renew: the activation is being deleted');
  });
});

describe('a deletion', () => {
  test('deletes all activations, and takes the code out of the secret', async () => {
    await create();
    pass(12 * HOUR);
    await renew();
    activations.add({ Description: activations.list[0].Description });
    await remove();
    expect(ids()).toEqual([]);
    expect(await registration()).toEqual({ deleted: true });
  });

  test('of nothing is done', async () => {
    await remove({ physicalId: 'Servers-1ABCDEFGHIJKL' });
    expect(await registration()).toBeUndefined();
  });

  test('that is delivered again is done', async () => {
    await create();
    await remove();
    await remove();
    expect(ids()).toEqual([]);
  });

  test('does without the secret', async () => {
    await create();
    await deleteSecret();
    await remove();
    expect(ids()).toEqual([]);
  });

  test('leaves a value of somebody else, and deletes the activations all the same', async () => {
    await create();
    await putSecret('{"theirs":1}');
    await remove();
    expect(ids()).toEqual([]);
    expect(await registration()).toEqual({ theirs: 1 });
  });
});
