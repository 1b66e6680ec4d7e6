import {
  NEXT, OURS, THEIRS, create, diesAfter, dies, document, newAccount, proxy, putDocument, record, remove, send, update, wasKilled,
} from './account';
import { Answer } from './cloudformation';
import { ANY, Fault, answerLost, droppedAfter, droppedBefore, fails, hangs, isRead, pass, preceded, stale } from '../../http/fault-proxy';

type Request = Parameters<typeof send>[1];

/** One request to the custom resource, and what CloudFormation does before and after it. */
interface Operation {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly request?: Request;
  /** What was in force before the stack. */
  readonly prior?: string;
  before?(): Promise<unknown>;
  /** The requests after it: what CloudFormation sends if it went well, and if not. The last one deletes the resource. */
  succeeded(): Promise<unknown>;
  failed(): Promise<unknown>;
}

const RENAMED = { logicalId: 'Renamed', Content: NEXT };
const inForceIs = async (content: string) => expect(await document()).toMatchObject({ content });
const rename = async () => {
  await create();
  await create(RENAMED);
};

const OPERATIONS: Record<string, Operation> = {
  'Create over a document': {
    type: 'Create',
    prior: THEIRS,
    succeeded: async () => {
      await inForceIs(OURS);
      await remove();
    },
    failed: remove,
  },
  'Create without a document': {
    type: 'Create',
    succeeded: async () => {
      await inForceIs(OURS);
      await remove();
    },
    failed: remove,
  },
  'Update': {
    type: 'Update',
    request: { Content: NEXT },
    prior: THEIRS,
    before: create,
    succeeded: async () => {
      await inForceIs(NEXT);
      await remove({ Content: NEXT });
    },
    failed: async () => {
      await update({ Content: OURS, from: NEXT });
      await inForceIs(OURS);
      await remove();
    },
  },
  'Delete over a document': { type: 'Delete', prior: THEIRS, before: create, succeeded: async () => {}, failed: remove },
  'Delete without a document': { type: 'Delete', before: create, succeeded: async () => {}, failed: remove },
  'Create under another logical id': {
    type: 'Create',
    request: RENAMED,
    prior: THEIRS,
    before: create,
    succeeded: async () => {
      await remove();
      await inForceIs(NEXT);
      await remove(RENAMED);
    },
    failed: async () => {
      await remove(RENAMED);
      await inForceIs(OURS);
      await remove();
    },
  },
  'Delete of the earlier logical id': {
    type: 'Delete',
    prior: THEIRS,
    before: rename,
    succeeded: () => remove(RENAMED),
    failed: async () => {
      await remove();
      await inForceIs(NEXT);
      await remove(RENAMED);
    },
  },
  'Delete of the later logical id': {
    type: 'Delete',
    request: RENAMED,
    prior: THEIRS,
    before: rename,
    succeeded: async () => {
      await inForceIs(OURS);
      await remove();
    },
    failed: async () => {
      await remove(RENAMED);
      await inForceIs(OURS);
      await remove();
    },
  },
};

/** A fault at a call, and for how many calls from there on. */
interface FaultKind {
  readonly fault: Fault;
  readonly times?: number;
  /** How many deliveries it meets. Lambda delivers an event three times. */
  readonly deliveries?: number;
  readonly time?: number;
  readonly isOf?: (action: string) => boolean;
  /** Whether the event is delivered once more, and all of it is done, before the call. */
  readonly isDuplicate?: boolean;
}

const THROTTLED = fails('ThrottlingException', 'Rate exceeded');
const INTERNAL = fails('InternalServerError', 'Not our day', 500);
const FOR_GOOD = Infinity;

const FAULTS: Record<string, FaultKind> = {
  'throttled once': { fault: THROTTLED },
  'throttled for good': { fault: THROTTLED, times: FOR_GOOD },
  'an internal error': { fault: INTERNAL },
  'internal errors for good': { fault: INTERNAL, times: FOR_GOOD },
  'a lost answer': { fault: answerLost },
  'no answers any more': { fault: answerLost, times: FOR_GOOD },
  'a connection closed before': { fault: droppedBefore },
  'a connection closed after': { fault: droppedAfter },
  'an answer that does not come': { fault: hangs, time: 4800 },
  'denied for good': { fault: fails('AccessDeniedException', 'You may not'), times: FOR_GOOD },
  'a death before': { fault: dies },
  'a death after': { fault: diesAfter },
  'a death at each attempt': { fault: diesAfter, deliveries: 3 },
  'a read out of date': { fault: stale, isOf: isRead },
  'another delivery in between': { fault: pass, isDuplicate: true },
  'two reads out of date': { fault: stale, times: 2, isOf: isRead },
};

async function prepared({ prior, before }: Operation): Promise<void> {
  await newAccount();
  if (prior) {
    await putDocument(prior);
  }
  await before?.();
  proxy.reset();
}

/** The calls of an operation without a fault. */
async function callsOf(operation: Operation): Promise<string[]> {
  await prepared(operation);
  await send(operation.type, operation.request);
  return [...proxy.calls];
}

/** What Lambda does: an event whose function died is delivered again, three times at most. */
async function delivered({ type, request }: Operation, kind: FaultKind, call: number): Promise<Answer | undefined> {
  const { fault, times = 1, deliveries = 1, time, isDuplicate } = kind;
  for (let delivery = 1; delivery <= 3; delivery++) {
    proxy.reset();
    if (delivery <= deliveries) {
      proxy.on(ANY, pass, call);
      proxy.on(ANY, isDuplicate ? preceded(() => send(type, request)) : fault, times);
    }
    const answer = await send(type, { ...request, time });
    proxy.reset();
    if (!wasKilled()) {
      return answer;
    }
  }
  return undefined;
}

/** What is wrong in the end, if anything is. */
async function problem(operation: Operation, kind: FaultKind, call: number): Promise<string | undefined> {
  await prepared(operation);
  try {
    const answer = await delivered(operation, kind, call);
    expect(answer?.Reason ?? '').not.toMatch(/schemaVersion|Signature|http:/);
    await (answer?.Status === 'SUCCESS' ? operation.succeeded() : operation.failed());
    const rest = [(await document())?.content, await record()];
    return rest[0] === operation.prior && rest[1] === undefined ? undefined : `left ${JSON.stringify(rest)}`;
  } catch (error) {
    return String(error);
  }
}

/** Each fault at each call of each operation, or some faults at every nth call. */
export function describeMatrix({ kinds = Object.keys(FAULTS), every = 1 }: { readonly kinds?: string[]; readonly every?: number } = {}): void {
  describe.each(Object.entries(OPERATIONS))('%s', (_operation, operation) => {
    let calls: string[];
    beforeAll(async () => { calls = await callsOf(operation); });

    test.each(kinds)('with %s at any call: the document is as before in the end, and the record is gone', async name => {
      const kind = FAULTS[name];
      proxy.hasStaleReads = kind.fault === stale;
      const problems: Record<string, string> = {};
      for (const [call, action] of calls.entries()) {
        const found = call % every === 0 && (kind.isOf?.(action) ?? true) && await problem(operation, kind, call);
        if (found) {
          problems[`${call} ${action}`] = found;
        }
      }
      expect(problems).toEqual({});
    }, 300_000);
  });
}
