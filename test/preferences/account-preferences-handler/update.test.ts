import {
  DOCUMENT, NEXT, OURS, OWNER, THEIRS, changes, content, create, deleteDocument, deleteRecord, document, fingerprint, killed, proxy, putDocument,
  record, remove, update, useAccount, warned,
} from './account';
import { answerLost, answers, fails, pass, swallowed } from './fault-proxy';

useAccount();

const PRIOR = { version: '1', content: THEIRS };

beforeEach(async () => {
  await putDocument(THEIRS);
  await create();
  proxy.reset();
});

test('puts a new version into force', async () => {
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
  expect(await record()).toEqual({ owner: OWNER, prior: PRIOR, applied: fingerprint(NEXT) });
  expect(changes()).toEqual(['PutParameter', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'PutParameter']);
  expect(proxy.calls.slice(-2)).toEqual(['GetDocument', 'PutParameter']);
});

test('puts an older version with the same content into force', async () => {
  await update({ Content: NEXT });
  expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '2' } });
  expect(await document()).toEqual({ version: '2', content: OURS, latest: '3' });
  expect(await record()).toEqual({ owner: OWNER, prior: PRIOR, applied: fingerprint(OURS) });
});

// moto's name for it, and that of AWS.
test.each(['InvalidDocument', 'InvalidDocumentVersion'])('goes past a version that somebody deleted (%s)', async __type => {
  await update({ Content: NEXT });
  await update({ Content: content({}), from: NEXT });
  await deleteDocument('3');
  proxy.on('GetDocument', answers(body => body.__type ? { ...body, __type } : body), Infinity);
  expect(await update({ Content: OURS, from: content({}) })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '2' } });
});

test('changes nothing when it is delivered twice', async () => {
  await update({ Content: NEXT });
  proxy.reset();
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
  expect(changes()).toEqual(['PutParameter']);
});

test('finds the version that it made when the answer was lost', async () => {
  proxy.on('UpdateDocument', answerLost);
  expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '3' } });
  expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
});

describe.each([
  ['PutParameter', 0], ['UpdateDocument', 0], ['DescribeDocument', 0], ['UpdateDocumentDefaultVersion', 0], ['GetDocument', 2], ['PutParameter', 1],
])('that fails at %s, called %i times before', (action, after) => {
  beforeEach(async () => {
    proxy.on(action, pass, after);
    proxy.on(action, fails('AccessDeniedException', 'You may not'));
    await expect(update({ Content: NEXT })).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'You may not' });
    proxy.reset();
  });

  test('can be tried again', async () => {
    expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '3' } });
    expect(await document()).toEqual({ version: '3', content: NEXT, latest: '3' });
    expect(await record()).toEqual({ owner: OWNER, prior: PRIOR, applied: fingerprint(NEXT) });
  });

  test('can be rolled back', async () => {
    expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '2' } });
    expect(await document()).toMatchObject({ version: '2', content: OURS });
    expect(await record()).toEqual({ owner: OWNER, prior: PRIOR, applied: fingerprint(OURS) });
    expect(warned()).toEqual([]);
  });

  test('does not keep a deletion from putting back what was there first', async () => {
    await remove();
    expect(await document()).toMatchObject({ version: '1', content: THEIRS });
    expect(warned()).toEqual([]);
  });
});

test.each(['PutParameter', 'UpdateDocument', 'UpdateDocumentDefaultVersion'])('can be rolled back after a rollback that was cut short after %s', async action => {
  await killed(() => update({ Content: NEXT }), 'UpdateDocumentDefaultVersion');
  // Its content is one that no version has, so that there is one to be made.
  const old = content({ runAsEnabled: 'never' });
  await killed(() => update({ Content: old, from: NEXT }), action);
  expect(await update({ Content: old, from: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '4' } });
  expect(await document()).toEqual({ version: '4', content: old, latest: '4' });
  expect(warned()).toEqual([]);
});

test('can be rolled back after a rollback that failed, and is not taken for somebody else\'s change', async () => {
  await killed(() => update({ Content: NEXT }), 'UpdateDocumentDefaultVersion');
  await killed(() => update({ Content: OURS, from: NEXT }), 'PutParameter');
  expect(await record()).toMatchObject({ applied: fingerprint(OURS), pending: [fingerprint(NEXT), fingerprint(OURS)] });
  expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '2' } });
  expect(await document()).toMatchObject({ content: OURS });
  expect(warned()).toEqual([]);
});

test('remembers what is to come only once, however often it is tried', async () => {
  await killed(() => update({ Content: NEXT }), 'PutParameter');
  await killed(() => update({ Content: NEXT }), 'PutParameter');
  expect(await record()).toMatchObject({ pending: [fingerprint(NEXT)] });
});

test('fails when the new version does not come into force, and leaves the old one', async () => {
  proxy.on('UpdateDocumentDefaultVersion', swallowed());
  await expect(update({ Content: NEXT })).rejects.toThrow(
    new Error(`${DOCUMENT} was updated, and reads back different in inputs.idleSessionTimeout: its default version is 2`),
  );
  expect(await document()).toEqual({ version: '2', content: OURS, latest: '3' });
});

describe('without a record', () => {
  beforeEach(deleteRecord);

  test('puts a new version into force, and records what was there until now', async () => {
    expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: DOCUMENT, Data: { DocumentVersion: '3' } });
    expect(await document()).toMatchObject({ content: NEXT });
    expect(await record()).toEqual({ owner: OWNER, prior: { version: '2', content: OURS }, applied: fingerprint(NEXT) });
  });

  test('notices what somebody changed', async () => {
    await putDocument(content({}));
    await expect(update({ Content: NEXT })).rejects.toThrow(`${DOCUMENT} was changed by somebody else: version 3 differs in`);
    expect(await record()).toBeUndefined();
  });

  test('notices that somebody deleted the document', async () => {
    await deleteDocument();
    await expect(update({ Content: NEXT })).rejects.toThrow(`${DOCUMENT} was deleted by somebody else`);
    await update({ Content: NEXT, OnDrift: 'OVERWRITE' });
    expect(await record()).toEqual({ owner: OWNER, applied: fingerprint(NEXT) });
  });
});
