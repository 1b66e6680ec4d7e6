import {
  OURS, PHYSICAL_ID, STACK_ID, THEIRS, cloudFormation, content, create, document, proxy, putDocument, record, remove, send, update,
  useAccount, waitReallyOnce, waits,
} from './account';
import { ANY, NEVER, fails, hangs } from '../../http/fault-proxy';

useAccount();

const NOTHING_LEFT = expect.stringMatching(/^SSM-SessionManagerRunShell\/[0-9a-f]{12}\/nothing$/);

const DENIED = fails('AccessDeniedException', 'You may not');

function logged(): string {
  return JSON.stringify([console.log, console.warn, console.error].map(log => jest.mocked(log).mock.calls));
}

describe('the answer', () => {
  test('has what CloudFormation asks for, and no content type, which its URL is not signed for', async () => {
    const answer = await send('Create', { requestId: 'the-request' });
    expect(answer).toEqual({
      Status: 'SUCCESS', StackId: STACK_ID, RequestId: 'the-request', LogicalResourceId: 'Preferences', PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' },
    });
    expect([...cloudFormation.received.values()]).toMatchObject([{ method: 'PUT', contentType: undefined }]);
  });

  test('to a later request has the physical id of the creation', async () => {
    const { PhysicalResourceId } = await create();
    expect(await update({ Content: THEIRS })).toMatchObject({ PhysicalResourceId });
    expect(await remove()).toEqual({ PhysicalResourceId });
  });

  test.each([239_999, 239_996, 1_000_001])('is sent when %i milliseconds are left, whatever the share for it is', async time => {
    expect(await send('Create', { time })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('is sent again if it does not arrive', async () => {
    cloudFormation.statuses = [500, 503, 500, 500];
    await create();
    expect(waits()).toEqual([500, 1000, 1500, 2000]);
  });

  test('that never arrives makes the function fail, so that Lambda delivers the event again; nothing tells the URL', async () => {
    cloudFormation.statuses = Array(5).fill(403);
    await expect(create()).rejects.toThrow(new Error('CloudFormation\'s answer could not be delivered: HTTP 403'));
    expect(await create()).toMatchObject({ Data: { DocumentVersion: '1' } });
    expect(logged()).not.toMatch(/Signature|http:/);
  });

  test('has no more than 4096 bytes, and says where the rest is', async () => {
    const keys = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`ä"${index}`, index]));
    await putDocument(THEIRS);
    await create();
    await putDocument(content(keys));
    const answer = await send('Update', { Content: content({}) });

    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeGreaterThan(4060);
    expect(answer.Reason).toMatch(/^SSM-SessionManagerRunShell was changed by somebody else: version 3 differs in .*\.\.\. \(the rest is in the log stream the-log-stream of the-log-group\)$/);
    expect(console.error).toHaveBeenCalledWith(expect.stringContaining('ä"399'));
  });

  test('is not cut if it has just 4096 bytes', async () => {
    const failure = async (length: number) => {
      proxy.on('GetParameter', fails('OutOfCoffee', 'x'.repeat(length)), 2);
      return send('Create', { requestId: 'the-request' });
    };
    const short = Buffer.byteLength(JSON.stringify(await failure(1)));
    proxy.reset();
    expect(Buffer.byteLength(JSON.stringify(await failure(4096 - short + 1)))).toBe(4096);
    proxy.reset();
    expect((await failure(4096 - short + 2)).Reason).toContain('the rest is in');
    proxy.reset();
  });
});

describe('the time', () => {
  // Of which a request gets a fifth of a second, and the work three: so much that a busy machine does not use it up.
  const time = 4800;

  beforeEach(() => putDocument(THEIRS));

  test('is not used up by one answer that does not come', async () => {
    proxy.on('UpdateDocument', hangs);
    await create({ time: 12_000 });
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('ends a creation before the function does, and is enough to undo it', async () => {
    proxy.on('UpdateDocumentDefaultVersion', async forward => {
      // The SDK then waits one second before its second attempt, two before its third, and four before its fourth.
      jest.spyOn(Math, 'random').mockReturnValue(2);
      proxy.on('GetDocument', fails('ThrottlingException', 'Rate exceeded'), 3);
      return forward();
    });
    const answer = await send('Create', { time: 2 * time });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'the time was over before Systems Manager had answered GetDocument' });
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('ends all of it before the function does, and the answer says what is left', async () => {
    proxy.on('UpdateDocumentDefaultVersion', async forward => {
      proxy.on(ANY, () => NEVER, Infinity);
      return forward();
    });
    const start = Date.now();
    const { Reason, PhysicalResourceId } = await send('Create', { time });
    expect(Date.now() - start).toBeLessThan(time);
    expect(Reason).toMatch(/^(the time was over before|Systems Manager did not answer) .*\. What was there before could not be put back \(until then: made version 2, put version 2 into force\): .*; it is in the SSM parameter/);
    expect(PhysicalResourceId).toEqual(PHYSICAL_ID);

    proxy.reset();
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('that is over starts no call', async () => {
    // Between the first two looks at the record.
    waitReallyOnce(0.65 * time);
    expect(await send('Create', { time })).toMatchObject({ Status: 'FAILED', Reason: 'the time was over before GetParameter', PhysicalResourceId: NOTHING_LEFT });
  });

  test('also ends a deletion', async () => {
    await create();
    proxy.on('DeleteParameter', () => NEVER, Infinity);
    expect(await send('Delete', { time })).toMatchObject({ Status: 'FAILED', Reason: expect.stringMatching(/^(Systems Manager did not answer|the time was over before Systems Manager had answered) DeleteParameter/) });
    proxy.reset();
  });
});

describe('a creation that may do nothing', () => {
  test('leaves nothing, so that its deletion need not be allowed more', async () => {
    proxy.on(ANY, DENIED, Infinity);
    expect(await send('Create')).toMatchObject({ Status: 'FAILED', Reason: 'You may not', PhysicalResourceId: NOTHING_LEFT });
    expect(await send('Delete')).toMatchObject({ Status: 'SUCCESS' });
  });

  test('unlike one that succeeded, of which the deletion fails', async () => {
    await create();
    proxy.on(ANY, DENIED, Infinity);
    expect(await send('Delete')).toMatchObject({ Status: 'FAILED', Reason: 'You may not' });
  });
});
