import {
  DOCUMENT, NEXT, OURS, PHYSICAL_ID, THEIRS, changes, content, create, deleteDocument, deleteRecord, document, fingerprint, inForce,
  killed, proxy, putDocument, record, remove, update, useAccount, warned,
} from './account';
import { answerLost, answers, fails, pass, swallowed } from '../../http/fault-proxy';

useAccount();

const PRIOR = { version: '1', content: THEIRS };

beforeEach(async () => {
  await putDocument(THEIRS);
  await create();
  proxy.reset();
});

test('makes a new version the default', async () => {
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
  expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(NEXT) }));
  expect(changes()).toEqual(['PutParameter', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'PutParameter']);
  expect(proxy.calls.slice(-2)).toEqual(['GetDocument', 'PutParameter']);
});

test('makes an older version with the same content the default', async () => {
  await update({ Content: NEXT });
  expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
  expect(await document()).toEqual({ version: '2', content: OURS, latest: '3' });
  expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(OURS) }));
});

// The name that moto uses, and the name that AWS uses.
test.each(['InvalidDocument', 'InvalidDocumentVersion'])('skips a version that another user deleted (%s)', async __type => {
  await update({ Content: NEXT });
  await update({ Content: content({}), from: NEXT });
  await deleteDocument('3');
  proxy.on('GetDocument', answers(body => body.__type ? { ...body, __type } : body), Infinity);
  expect(await update({ Content: OURS, from: content({}) })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
});

test('changes nothing if it is delivered twice', async () => {
  await update({ Content: NEXT });
  proxy.reset();
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
  expect(changes()).toEqual([]);
});

test('finds the version that it created if the answer was lost', async () => {
  proxy.on('UpdateDocument', answerLost);
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
});

describe.each([
  ['PutParameter', 0], ['UpdateDocument', 0], ['DescribeDocument', 0], ['UpdateDocumentDefaultVersion', 0], ['GetDocument', 2], ['PutParameter', 1],
])('that fails at %s, after %i successful calls', (action, after) => {
  beforeEach(async () => {
    proxy.on(action, pass, after);
    proxy.on(action, fails('AccessDeniedException', 'You may not'));
    await expect(update({ Content: NEXT })).rejects.toThrow('You may not');
    proxy.reset();
  });

  test('can be retried', async () => {
    expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
    expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
    expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(NEXT) }));
  });

  test('can be rolled back', async () => {
    expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toMatchObject({ version: '2', content: OURS });
    expect(await record()).toEqual(inForce({ prior: PRIOR, applied: fingerprint(OURS) }));
    expect(warned()).toEqual([]);
  });

  test('does not prevent a deletion from restoring what was there first', async () => {
    await remove();
    expect(await document()).toMatchObject({ version: '1', content: THEIRS });
    expect(warned()).toEqual([]);
  });
});

test.each(['PutParameter', 'UpdateDocument', 'UpdateDocumentDefaultVersion'])('can be rolled back after a rollback that was interrupted after %s', async action => {
  await killed(() => update({ Content: NEXT }), 'UpdateDocumentDefaultVersion');
  // Its content is one that no version has, so that a version has to be created.
  const old = content({ runAsEnabled: 'never' });
  await killed(() => update({ Content: old, from: NEXT }), action);
  expect(await update({ Content: old, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '4' } });
  expect(await document()).toEqual({ version: '4', content: old, latest: '4' });
  expect(warned()).toEqual([]);
});

test('can be rolled back after a rollback that failed, and is not mistaken for a change by another user', async () => {
  await killed(() => update({ Content: NEXT }), 'UpdateDocumentDefaultVersion');
  await killed(() => update({ Content: OURS, from: NEXT }), 'PutParameter');
  expect(await record()).toMatchObject({ applied: fingerprint(OURS), pending: [fingerprint(NEXT), fingerprint(OURS)] });
  expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
  expect(await document()).toMatchObject({ content: OURS });
  expect(warned()).toEqual([]);
});

test('records a planned content only once, however often it is retried', async () => {
  await killed(() => update({ Content: NEXT }), 'PutParameter');
  await killed(() => update({ Content: NEXT }), 'PutParameter');
  expect(await record()).toMatchObject({ pending: [fingerprint(NEXT)] });
});

test('fails if the new version does not become the default, and leaves the old one', async () => {
  proxy.on('UpdateDocumentDefaultVersion', swallowed());
  await expect(update({ Content: NEXT })).rejects.toThrow(
    new Error(`${DOCUMENT} was updated, and reads back different in inputs.idleSessionTimeout: its default version is 2 (until then: made version 3, put version 3 into force)`),
  );
  expect(await document()).toEqual({ version: '2', content: OURS, latest: '3' });
});

describe('without a record', () => {
  beforeEach(deleteRecord);

  test('makes a new version the default, and records that nobody knows what was there first', async () => {
    expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
    expect(await document()).toMatchObject({ content: NEXT });
    expect(await record()).toEqual(inForce({ priorLost: true, applied: fingerprint(NEXT) }));
  });

  test('notices a change by another user', async () => {
    await putDocument(content({}));
    await expect(update({ Content: NEXT })).rejects.toThrow(`${DOCUMENT} was changed by somebody else: version 3 differs in`);
    expect(await record()).toBeUndefined();
  });

  test('notices that another user deleted the document', async () => {
    await deleteDocument();
    await expect(update({ Content: NEXT })).rejects.toThrow(`${DOCUMENT} was deleted by somebody else`);
    await update({ Content: NEXT, OnDrift: 'OVERWRITE' });
    expect(await record()).toEqual(inForce({ priorLost: true, applied: fingerprint(NEXT) }));
  });
});
