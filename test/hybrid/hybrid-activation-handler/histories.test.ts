import * as fc from 'fast-check';
import {
  HOUR, MINUTE, OTHER_SETTINGS, SETTINGS, activations, create, expectUsable, ids, newAccount, pass, proxy, registration, remove, renew, send,
  useAccount,
} from './account';
import { drawn } from '../../drawn';
import { Fault, answerLost, droppedAfter, droppedBefore, fails } from '../../http/fault-proxy';

useAccount();

const ACTIONS = ['GetSecretValue', 'PutSecretValue', 'CreateActivation', 'DescribeActivations', 'DeleteActivation'];
const FAULTS: Record<string, Fault> = { answerLost, droppedAfter, droppedBefore, denied: fails('AccessDeniedException', 'You may not') };
const ALL_SETTINGS = [SETTINGS, OTHER_SETTINGS, { ...SETTINGS, limit: 3 }];

const STEP = fc.oneof(
  fc.record({ type: fc.constant('update' as const), to: fc.nat(ALL_SETTINGS.length - 1) }),
  fc.constant({ type: 'renew' as const }),
  fc.record({ type: fc.constant('again' as const), back: fc.nat(4) }),
  fc.record({ type: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 13 * 60 }) }),
  fc.record({ type: fc.constant('fault' as const), action: fc.constantFrom(...ACTIONS), fault: fc.constantFrom(...Object.keys(FAULTS)), times: fc.constantFrom(1, 10) }),
  fc.constant({ type: 'register' as const }),
);

type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

/** What CloudFormation and EventBridge send, one after the other, with whatever goes wrong; an update that fails is rolled back. */
class History {
  private requests = 0;
  /** What the stack has. */
  settings: object = SETTINGS;
  /** The requests that were carried out, the last one first. */
  private readonly done = [{ settings: SETTINGS as object, requestId: 'create' }];

  async take(step: Step): Promise<void> {
    switch (step.type) {
      case 'update': return this.update(ALL_SETTINGS[step.to]);
      case 'renew': return renew().catch(() => {});
      // Lambda delivers at least once, and maybe late.
      case 'again': return send('Update', this.done[step.back % this.done.length]).then(() => {});
      case 'wait': return pass(step.minutes * MINUTE);
      case 'fault': return proxy.on(step.action, FAULTS[step.fault], step.times);
      case 'register': return this.register();
    }
  }

  private async update(settings: object): Promise<void> {
    const request = { settings, requestId: `request-${++this.requests}` };
    const { Status } = await send('Update', request);
    if (Status === 'SUCCESS') {
      this.settings = settings;
      this.done.unshift(request);
      return;
    }
    // The fault is over some time: CloudFormation's user continues the rollback until it succeeds.
    proxy.reset();
    const rollback = { settings: this.settings, requestId: `request-${++this.requests}` };
    expect((await send('Update', rollback)).Status).toBe('SUCCESS');
    this.done.unshift(rollback);
  }

  private async register(): Promise<void> {
    const { activationId, activationCode } = await registration();
    expect(activations.codes.get(activationId)).toBe(activationCode);
    if (ids().includes(activationId)) { activations.register(activationId); }
  }
}

test('whatever happens, in the end there is one activation as the stack has it, with its code in the secret, and nothing after the deletion', async () => {
  await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 3, maxLength: 14 }), async steps => {
    await newAccount();
    await create({ requestId: 'create' });
    const history = new History();
    for (const step of steps) { await history.take(step); }
    proxy.reset();

    // The next run repairs what is left, when no attempt can be under way any more.
    pass(16 * MINUTE);
    await renew();
    const current = await expectUsable(history.settings);
    const { former } = await registration();
    expect(ids().filter(id => id !== current && !former.includes(id))).toEqual([]);
    pass(12 * HOUR);
    await renew();
    pass(12 * HOUR);
    await renew();
    await expectUsable(history.settings);
    expect(ids().length).toBeLessThanOrEqual(2);
    await remove();
    expect(ids()).toEqual([]);
    expect(await registration()).toEqual({ deleted: true });
  }), { ...drawn(15, 20261129), endOnFailure: true });
}, 3_600_000);
