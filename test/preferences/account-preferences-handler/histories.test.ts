import * as fc from 'fast-check';
import {
  DOCUMENT, content, deleteDocument, dies, diesAfter, document, forget, newAccount, physicalIdOf, proxy, putDocument, record, send,
  useAccount, wasKilled,
} from './account';
import { Answer } from './cloudformation';
import { drawn } from '../../drawn';
import { ANY, Fault, answerLost, droppedAfter, droppedBefore, fails, pass, preceded, stale } from '../../http/fault-proxy';

useAccount('withoutSdk');

const FOR_GOOD = Infinity;
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/5f0c7b10';

const FAULTS: Record<string, { readonly fault?: Fault; readonly times?: number }> = {
  throttled: { fault: fails('ThrottlingException') },
  throttledForGood: { fault: fails('ThrottlingException'), times: FOR_GOOD },
  internal: { fault: fails('InternalServerError', 'Not our day', 500), times: FOR_GOOD },
  answerLost: { fault: answerLost },
  answersLost: { fault: answerLost, times: FOR_GOOD },
  droppedBefore: { fault: droppedBefore, times: 3 },
  droppedAfter: { fault: droppedAfter },
  denied: { fault: fails('AccessDeniedException', 'You may not'), times: FOR_GOOD },
  dies: { fault: dies },
  diesAfter: { fault: diesAfter },
  stale: { fault: stale },
  staleTwice: { fault: stale, times: 2 },
  duplicated: {},
};

interface PlannedFault {
  readonly kind: string;
  /** At which call of which delivery it happens. */
  readonly call: number;
  readonly delivery: number;
}

type Step =
  | { readonly type: 'deploy'; readonly stack: string; readonly logicalId: string; readonly content: number; readonly laterFails: boolean; readonly faults: PlannedFault[] }
  | { readonly type: 'destroy'; readonly stack: string; readonly faults: PlannedFault[] }
  | { readonly type: 'drift'; readonly content: number }
  | { readonly type: 'late'; readonly index: number };

const faults = fc.array(fc.record({
  kind: fc.constantFrom(...Object.keys(FAULTS)), call: fc.nat({ max: 24 }), delivery: fc.nat({ max: 2 }),
  // Three reads out of date in a row are more than is promised.
}), { maxLength: 3 }).filter(planned => planned.filter(({ kind }) => kind.startsWith('stale')).length <= 1);
const stack = fc.constantFrom('One', 'Two');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('deploy' as const), stack, logicalId: fc.constantFrom('P', 'Q'), content: fc.nat({ max: 2 }), laterFails: fc.boolean(), faults,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('destroy' as const), stack, faults }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('drift' as const), content: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('late' as const), index: fc.nat() }) },
);

interface Resource {
  readonly stackId: string;
  readonly logicalId: string;
  readonly content: string;
}

interface Sent {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly request: NonNullable<Parameters<typeof send>[1]>;
}

/** What other users put into force: nothing of it is ever what a stack has. The last two name what the stacks delete. */
const theirs = (index: number) => index === 0 ? undefined : content({ idleSessionTimeout: String(30 + index), kmsKeyId: index === 4 ? KEY : '' });
const ours = (stackName: string, index: number) => content({ idleSessionTimeout: String(index + 1), kmsKeyId: KEY, note: stackName });

/** An account with two stacks, other users, and the promise that all of it keeps. */
class World {
  /** What is in force if no stack has its way. */
  private theirs: string | undefined;
  private readonly stacks = new Map<string, Resource & { readonly isBroken: boolean }>();
  private hasDrifted = false;
  private requests = 0;
  private readonly past: Sent[] = [];
  readonly log: string[] = [];

  async run(next: Step): Promise<void> {
    switch (next.type) {
      case 'deploy': await this.deploy(next); break;
      case 'destroy': await this.destroy(next.stack, next.faults); break;
      case 'drift': await this.drift(theirs(next.content)); break;
      case 'late': await this.late(next.index);
    }
    await this.check();
  }

  /** In the end everybody removes their stack, and no fault happens. */
  async end(): Promise<void> {
    for (const name of this.stacks.keys()) {
      await this.destroy(name, []);
    }
    if (this.stacks.size > 0) {
      // What they left names a key that would go; somebody takes it out.
      await this.drift(theirs(1));
      for (const name of this.stacks.keys()) {
        await this.destroy(name, []);
      }
    }
    expect([...this.stacks.keys()]).toEqual([]);
    await this.check();
  }

  /** What has to be so between any two steps. */
  private async check(): Promise<void> {
    const inForce = (await document())?.content;
    if (this.stacks.size === 0) {
      expect([inForce, await record()]).toEqual([this.theirs, undefined]);
    }
    const [well] = [...this.stacks.values()].filter(({ isBroken }) => !isBroken);
    if (well && !this.hasDrifted) {
      expect(inForce).toBe(well.content);
    }
  }

  private async drift(text: string | undefined): Promise<void> {
    this.log.push(`drift ${text}`);
    const current = await document();
    if (text !== undefined && current?.content !== text) {
      await putDocument(text);
    } else if (text === undefined && current) {
      await deleteDocument();
    }
    this.theirs = text;
    this.hasDrifted = this.stacks.size > 0;
  }

  private async deploy({ stack: name, logicalId, content: index, laterFails, faults: planned }: Step & { type: 'deploy' }): Promise<void> {
    const old = this.stacks.get(name);
    const wanted = { stackId: old?.stackId ?? this.newId(name), logicalId, content: ours(name, index) };
    if (old?.isBroken) {
      // CloudFormation takes nothing but a deletion then.
      await this.destroy(name, planned);
    } else if (!old) {
      await this.create(name, wanted, laterFails, planned);
    } else if (old.logicalId !== logicalId) {
      await this.rename(name, old, wanted, laterFails, planned);
    } else if (old.content !== wanted.content) {
      await this.update(name, old, wanted, laterFails, planned);
    }
  }

  private async create(name: string, wanted: Resource, laterFails: boolean, planned: PlannedFault[]): Promise<void> {
    if (await this.request('Create', wanted, planned) && !laterFails) {
      this.stacks.set(name, { ...wanted, isBroken: false });
      this.hasDrifted = false;
      return;
    }
    this.stacks.set(name, { ...wanted, isBroken: true });
    await this.destroy(name, []);
  }

  private async update(name: string, old: Resource, wanted: Resource, laterFails: boolean, planned: PlannedFault[]): Promise<void> {
    const isDone = await this.request('Update', wanted, planned, old.content);
    if (isDone) {
      this.hasDrifted = false;
    }
    if (isDone && !laterFails) {
      this.stacks.set(name, { ...wanted, isBroken: false });
      return;
    }
    expect(await this.request('Update', old, [], wanted.content)).toBe(true);
  }

  private async rename(name: string, old: Resource, wanted: Resource, laterFails: boolean, planned: PlannedFault[]): Promise<void> {
    const isDone = await this.request('Create', wanted, planned) && !laterFails;
    if (isDone) {
      this.hasDrifted = false;
    }
    expect(await this.request('Delete', isDone ? old : wanted, [])).toBe(true);
    this.stacks.set(name, { ...isDone ? wanted : old, isBroken: false });
  }

  private async destroy(name: string, planned: PlannedFault[]): Promise<void> {
    const resource = this.stacks.get(name);
    if (resource) {
      const isGone = await this.request('Delete', resource, planned);
      if (isGone) {
        this.stacks.delete(name);
      } else {
        this.stacks.set(name, { ...resource, isBroken: true });
      }
    }
  }

  /** A request is delivered again that was carried out long ago. The function must still be there, so the resource is; or it was a deletion. */
  private async late(index: number): Promise<void> {
    const alive = [...this.stacks.values()].filter(({ isBroken }) => !isBroken);
    const candidates = this.past.filter(({ type, request }) => type === 'Delete'
      || alive.some(({ stackId, logicalId }) => stackId === request.stackId && logicalId === request.logicalId));
    if (candidates.length > 0) {
      const { type, request } = candidates[index % candidates.length];
      this.log.push(`late ${type} ${request.stackId} ${request.logicalId}`);
      await send(type, request);
    }
  }

  /** Whether it was carried out. The first answer counts. */
  private async request(type: Sent['type'], { stackId, logicalId, content: Content }: Resource, planned: PlannedFault[], from?: string): Promise<boolean> {
    const request = { stackId, logicalId, Content, from, GoesWithStack: [KEY], requestId: String(++this.requests) };
    if (type === 'Create') {
      forget(request);
    }
    const physicalId = physicalIdOf(request);
    const answer = await this.delivered({ type, request }, planned);
    // CloudFormation's own physical ids tell nothing of the creation that they are for.
    if (type === 'Delete' ? physicalId.startsWith(DOCUMENT) : answer?.Status === 'SUCCESS') {
      this.past.push({ type, request: { ...request, physicalId } });
    }
    this.log.push(`${type} ${stackId} ${logicalId} ${Content} ${JSON.stringify(planned)}: ${answer?.Status} ${answer?.Reason ?? ''}`);
    return answer?.Status === 'SUCCESS';
  }

  private async delivered({ type, request }: Sent, planned: PlannedFault[]): Promise<Answer | undefined> {
    const answers: Answer[] = [];
    const again = async () => { answers.push(await send(type, request)); };
    for (let delivery = 0; delivery < 3; delivery++) {
      proxy.reset();
      planned.filter(fault => fault.delivery === delivery).sort((a, b) => a.call - b.call).reduce((passed, { kind, call }) => {
        proxy.on(ANY, pass, Math.max(0, call - passed));
        proxy.on(ANY, FAULTS[kind].fault ?? preceded(again), FAULTS[kind].times ?? 1);
        return call + 1;
      }, 0);
      const answer = await send(type, request);
      proxy.reset();
      if (!wasKilled()) {
        return answers[0] ?? answer;
      }
    }
    return answers[0];
  }

  private newId(name: string): string {
    return `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${++this.requests}`;
  }
}

test('whatever happens, what other users put into force is back when the stacks are gone', async () => {
  proxy.hasStaleReads = true;
  await fc.assert(fc.asyncProperty(fc.nat({ max: 3 }), fc.array(step, { minLength: 1, maxLength: 8 }), async (first, steps) => {
    await newAccount();
    // Or else the mocks keep every call.
    jest.clearAllMocks();
    const world = new World();
    try {
      await world.run({ type: 'drift', content: first });
      for (const next of steps) {
        await world.run(next);
      }
      await world.end();
    } catch (error) {
      throw new Error(`${error}\n${world.log.join('\n')}`);
    }
  }), drawn(500, 12));
}, 3_600_000);
