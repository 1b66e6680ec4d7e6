import { SSMClient } from '@aws-sdk/client-ssm';
import {
  DOCUMENT, DRIFTED, NEXT, OURS, OWNER, PHYSICAL_ID, RECORD, STACK, STACK_ID, THEIRS, changes, create, creating, deleteDocument, document,
  fingerprint, inForce, killed, proxy, putDocument, record, remove, update, useAccount, warned, writeRecord,
} from './account';
import { answerLost, fails, pass, preceded, swallowed } from '../../http/fault-proxy';

useAccount();

const DENIED = fails('AccessDeniedException', 'You may not');
const DIFFERENT = 'inputs.idleSessionTimeout, inputs.runAsEnabled';
const GONE = `If that is gone, put back the version that the SSM parameter ${RECORD} names as prior, and delete the parameter`;
const PRIOR = { version: '1', content: THEIRS };

describe('a creation that fails leaves what it found', () => {
  beforeEach(() => putDocument(THEIRS));

  test.each(['GetParameter', 'GetDocument'])('at %s, the first call, without an attempt', async action => {
    proxy.on(action, DENIED);
    await expect(create()).rejects.toThrow('You may not');
    expect(changes()).toEqual([]);
  });

  test.each([
    ['PutParameter', 0, '1'],
    ['UpdateDocument', 0, '1'],
    ['DescribeDocument', 0, '2'],
    ['UpdateDocumentDefaultVersion', 0, '2'],
    // After three looks at the default version and one at the newest.
    ['GetDocument', 4, '2'],
    ['PutParameter', 1, '2'],
  ])('at %s, after %i successful calls', async (action, after, latest) => {
    proxy.on(action, pass, after);
    proxy.on(action, DENIED);
    await expect(create()).rejects.toThrow(new Error('You may not'));
    expect(await document()).toMatchObject({ content: THEIRS, version: '1', latest });
    expect(await record()).toBeUndefined();
  });

  test('if the new version does not become the default', async () => {
    proxy.on('UpdateDocumentDefaultVersion', swallowed());
    await expect(create()).rejects.toThrow(new Error(`${DOCUMENT} was updated, and reads back different in ${DIFFERENT}: its default version is 1`));
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '2' });
    expect(await record()).toBeUndefined();
  });
});

describe('a creation that fails leaves no document if there was none', () => {
  test.each([['PutParameter', 0], ['CreateDocument', 0], ['UpdateDocumentDefaultVersion', 0], ['PutParameter', 1]])('at %s, after %i successful calls', async (action, after) => {
    proxy.on(action, pass, after);
    proxy.on(action, DENIED);
    await expect(create()).rejects.toThrow(new Error('You may not'));
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test('if the document is not created', async () => {
    proxy.on('CreateDocument', swallowed());
    proxy.on('DescribeDocument', swallowed({ Document: { Status: 'Active' } }));
    proxy.on('UpdateDocumentDefaultVersion', swallowed());
    await expect(create()).rejects.toThrow(new Error(`${DOCUMENT} was updated, and reads back different in the whole document: its default version is missing`));
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });
});

describe('if the restoration fails too', () => {
  test('the message names the parameter, and the record stays', async () => {
    await putDocument(THEIRS);
    proxy.on('PutParameter', pass);
    proxy.on('PutParameter', fails('InternalFailure', 'No record'));
    proxy.on('UpdateDocumentDefaultVersion', pass);
    proxy.on('UpdateDocumentDefaultVersion', DENIED);
    await expect(create()).rejects.toThrow(new Error(
      `No record. What was there before could not be put back (until then: made version 2, put version 2 into force): You may not; it is in the SSM parameter ${RECORD}. CloudFormation tries again when it deletes the resource`));
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toEqual({
      ...creating({ prior: PRIOR, applied: fingerprint(THEIRS), pending: [fingerprint(OURS), fingerprint(THEIRS)] }), phase: 'leaving',
    });

    // CloudFormation cleans up after a failed creation.
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('the message contains what was thrown, also if it is not an Error', async () => {
    await putDocument(THEIRS);
    const send = jest.spyOn(SSMClient.prototype, 'send');
    proxy.on('GetDocument', preceded(async () => send.mockImplementation(() => { throw 'No words'; })));
    await expect(create()).rejects.toThrow('No words. What was there before could not be put back: No words. CloudFormation tries again when it deletes the resource');
    send.mockRestore();
  });
});

describe('a creation after an interrupted one', () => {
  test.each([
    ['PutParameter'], ['UpdateDocument'], ['UpdateDocumentDefaultVersion'],
  ])('after %s still knows what was there first', async action => {
    await putDocument(THEIRS);
    await killed(create, action);
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '2' });
    expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(OURS) }));
    await remove();
    expect(await document()).toMatchObject({ version: '1', content: THEIRS });
  });

  test('or that is delivered twice still knows it', async () => {
    await putDocument(THEIRS);
    await create();
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(OURS) }));
  });

  test('knows that there was nothing first', async () => {
    await killed(create, 'CreateDocument');
    expect(await record()).toEqual(creating({ applied: 'none', pending: [fingerprint(OURS)] }));
    await create();
    expect(await record()).toEqual(inForce({ applied: fingerprint(OURS) }));
    await remove();
    expect(await document()).toBeUndefined();
  });

  test('accepts what the earlier attempts wrote, however often they were interrupted', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocumentDefaultVersion');
    await killed(() => create({ Content: NEXT }), 'PutParameter');
    expect(await document()).toMatchObject({ content: OURS });
    await create({ Content: NEXT });
    expect(await document()).toMatchObject({ content: NEXT });
    expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(NEXT) }));
  });

  test('that fails puts back what was there before both', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocumentDefaultVersion');
    proxy.on('GetDocument', DENIED);
    await expect(create()).rejects.toThrow(new Error('You may not'));
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('notices a change by another user in between', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocumentDefaultVersion');
    await putDocument(DRIFTED);
    await expect(create()).rejects.toThrow(`${DOCUMENT} was changed by somebody else: version 3 differs in inputs.runAsEnabled; nothing was changed.`);
    expect(await document()).toMatchObject({ content: DRIFTED });
  });

  test('is not needed for a deletion to restore what was there', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocumentDefaultVersion');
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
    expect(warned()).toEqual([]);
  });
});

describe('the owner', () => {
  test('is the only stack that may manage the document', async () => {
    await create();
    const other = { stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/Other/5f0c7b10-0009', Content: NEXT };
    const recorded = await record();
    const message = `${DOCUMENT} is managed by ${STACK_ID} already; remove it there first. ${GONE}`;
    await expect(create(other)).rejects.toThrow(new Error(message));
    await expect(update(other)).rejects.toThrow(new Error(message));
    await remove(other);
    expect(console.log).toHaveBeenCalledWith(`Nothing to put back: ${RECORD} holds no record of Preferences`);
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
    expect(await record()).toEqual(recorded);
  });

  test('is the same stack if it is deployed again', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocument');
    const stackId = `${STACK}/5f0c7b10-0002`;
    await create({ stackId });
    expect(await record()).toMatchObject({ owner: { ...OWNER, stack: stackId }, prior: PRIOR });
    await remove({ stackId });
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('is a stack of the same name in the same account and region', async () => {
    await create();
    await expect(create({ stackId: `${STACK.replace('us-east-1', 'us-east-2')}/5f0c7b10-0001` })).rejects.toThrow('is managed by');
  });

  test('is the last logical id that the stack used; the deletion of an earlier one changes nothing', async () => {
    await putDocument(THEIRS);
    await create();
    await create({ logicalId: 'Renamed', Content: NEXT });
    const renamed = { ...inForce({ prior: PRIOR, applied: fingerprint(NEXT) }), owner: { ...OWNER, logicalId: 'Renamed' } };
    expect(await record()).toEqual({ ...renamed, former: { owner: OWNER, version: '2', applied: fingerprint(OURS) } });

    expect(await remove()).toEqual({ PhysicalResourceId: PHYSICAL_ID });
    expect(console.log).toHaveBeenLastCalledWith('Nothing to put back: Renamed has taken over from Preferences');
    expect(await document()).toMatchObject({ content: NEXT });
    expect(await record()).toEqual(renamed);

    await remove({ logicalId: 'Renamed' });
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('is the earlier logical id again if the renaming is rolled back', async () => {
    await putDocument(THEIRS);
    await create();
    const recorded = await record();
    await create({ logicalId: 'Renamed', Content: NEXT });
    expect(await remove({ logicalId: 'Renamed', Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '3' });
    expect(await record()).toEqual({ ...recorded, done: expect.any(Array) });
    expect(console.log).toHaveBeenLastCalledWith('Preferences, which Renamed had taken over from, has the document again');

    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('is the earlier logical id again if only the name was changed', async () => {
    await create();
    const recorded = await record();
    await create({ logicalId: 'Renamed' });
    await remove({ logicalId: 'Renamed' });
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
    expect(await record()).toEqual({ ...recorded, done: expect.any(Array) });
  });

  test('is the earlier logical id again if the document was deleted before the renaming, and the renamed document stays', async () => {
    await create();
    await deleteDocument();
    await create({ logicalId: 'Renamed', OnDrift: 'OVERWRITE' });
    await remove({ logicalId: 'Renamed' });
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toEqual(inForce({ applied: fingerprint(OURS) }));
  });

  test('keeps its earlier logical id if the creation under the new one is retried', async () => {
    await create();
    const recorded = await record();
    await create({ logicalId: 'Renamed' });
    await create({ logicalId: 'Renamed' });
    await remove({ logicalId: 'Renamed' });
    expect(await record()).toEqual({ ...recorded, done: expect.any(Array) });
  });

  test('is the stack that wrote the record first, if two look at the same moment', async () => {
    const other = `${STACK.replace('Preferences', 'Other')}/5f0c7b10-0001`;
    proxy.on('PutParameter', preceded(() => create({ stackId: other, Content: NEXT })));
    await expect(create()).rejects.toThrow(new Error(
      `${DOCUMENT} is managed by ${other} already; remove it there first. ${GONE}`));
    expect(await document()).toMatchObject({ content: NEXT });
    expect(await record()).toMatchObject({ owner: { stack: other } });
  });

  test('is recognized if the answer to its first record was lost', async () => {
    proxy.on('PutParameter', answerLost);
    await create();
    expect(await record()).toEqual(inForce({ applied: fingerprint(OURS) }));
  });

  test('is an error if the record cannot be read', async () => {
    await create();
    await writeRecord('something else');
    await expect(update({ Content: NEXT })).rejects.toThrow(new Error(
      `the SSM parameter ${RECORD} does not hold what AccountSessionPreferences wrote; keep a copy of it, delete it and try again`));
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('does not change if the creation under another logical id fails', async () => {
    await create();
    const recorded = await record();
    proxy.on('UpdateDocumentDefaultVersion', DENIED);
    await expect(create({ logicalId: 'Renamed', Content: NEXT })).rejects.toThrow(new Error('You may not'));
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toEqual(recorded);
  });

  test('notices under another logical id that another user deleted the document', async () => {
    await create();
    await deleteDocument();
    await expect(create({ logicalId: 'Renamed' })).rejects.toThrow(`${DOCUMENT} was deleted by somebody else; nothing was changed.`);
    expect(await document()).toBeUndefined();
    expect(await record()).toMatchObject({ owner: OWNER });
  });
});
