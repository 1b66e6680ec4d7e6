import { randomBytes } from 'crypto';
import {
  DOCUMENT, DRIFTED, NEXT, OURS, PHYSICAL_ID, RECORD, THEIRS, changes, content, create, deleteDocument, document, fingerprint, killed,
  proxy, putDocument, record, remove, update, useAccount, warned,
} from './account';
import { answerLost, fails } from '../../http/fault-proxy';

useAccount();

const DELETED = { PhysicalResourceId: PHYSICAL_ID };

describe('over a document that was there', () => {
  beforeEach(async () => {
    await putDocument(THEIRS);
    await create();
    proxy.reset();
  });

  test('RESTORE restores the content that was the default', async () => {
    expect(await remove()).toEqual(DELETED);
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '2' });
    expect(await record()).toBeUndefined();
    expect(changes().slice(-2)).toEqual(['UpdateDocumentDefaultVersion', 'DeleteParameter']);
  });

  test('RESTORE restores the content that was the default before any update', async () => {
    await update({ Content: NEXT });
    await remove({ Content: NEXT });
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '3' });
  });

  test('RESTORE writes the content again if its version was deleted', async () => {
    await deleteDocument('1');
    await remove();
    expect(await document()).toEqual({ version: '3', content: THEIRS, latest: '3' });
  });

  test('KEEP leaves the document', async () => {
    expect(await remove({ OnDelete: 'KEEP' })).toEqual(DELETED);
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '2' });
    expect(await record()).toBeUndefined();
    expect(changes()).toEqual(['DeleteParameter']);
  });

  test('KEEP leaves a change by another user, without a message', async () => {
    await putDocument(DRIFTED);
    await remove({ OnDelete: 'KEEP' });
    expect(await document()).toMatchObject({ content: DRIFTED });
    expect(warned()).toEqual([]);
  });

  test('DELETE deletes the document', async () => {
    expect(await remove({ OnDelete: 'DELETE' })).toEqual(DELETED);
    expect([await document(), await record()]).toEqual([undefined, undefined]);
    expect(changes()).toEqual(['PutParameter', 'DeleteDocument', 'DeleteParameter']);
  });

  test('a second time changes nothing', async () => {
    await remove();
    await putDocument(OURS.replace('20', '30'));
    proxy.reset();
    expect(await remove()).toEqual(DELETED);
    expect(changes()).toEqual([]);
    expect(console.log).toHaveBeenLastCalledWith(`Nothing to put back: ${RECORD} holds no record of Preferences`);
  });

  test.each(['PutParameter', 'UpdateDocumentDefaultVersion'])('can be retried if it was interrupted after %s', async action => {
    await killed(remove, action);
    await remove();
    expect(await document()).toMatchObject({ version: '1', content: THEIRS });
    expect(await record()).toBeUndefined();
    expect(warned()).toEqual([]);
  });

  test('fails and keeps the record if the document cannot be restored', async () => {
    const recorded = await record();
    proxy.on('UpdateDocumentDefaultVersion', fails('AccessDeniedException', 'You may not'));
    await expect(remove()).rejects.toThrow(new Error(`You may not. What was in force before is in the SSM parameter ${RECORD}`));
    expect(await record()).toEqual({ ...recorded, phase: 'leaving', pending: [fingerprint(THEIRS)] });
  });

  test('leaves a change by another user, and says so', async () => {
    await putDocument(DRIFTED);
    expect(await remove()).toEqual(DELETED);
    expect(warned()).toEqual([`${DOCUMENT} was changed by somebody else: version 3 differs in inputs.runAsEnabled; left as it is`]);
    expect(await document()).toEqual({ version: '3', content: DRIFTED, latest: '3' });
    expect(await record()).toBeUndefined();
  });

  test('does not delete a document that another user changed', async () => {
    await putDocument(DRIFTED);
    await remove({ OnDelete: 'DELETE' });
    expect(await document()).toEqual({ version: '3', content: DRIFTED, latest: '3' });
  });

  test('leaves a change by another user that is equal to a planned update', async () => {
    await putDocument(NEXT);
    await remove({ Content: NEXT });
    expect(warned()).toEqual([`${DOCUMENT} was changed by somebody else: version 3 differs in nothing any more; left as it is`]);
    expect(await document()).toMatchObject({ content: NEXT });
  });

  test('overwrites a change by another user with OVERWRITE', async () => {
    await putDocument(DRIFTED);
    await remove({ OnDrift: 'OVERWRITE' });
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '3' });
    expect(await record()).toBeUndefined();
    expect(warned()).toEqual([`${DOCUMENT} was changed by somebody else: version 3 differs in inputs.runAsEnabled; overwritten, it was ${DRIFTED}`]);
  });

  test('deletes a document that another user changed with DELETE and OVERWRITE', async () => {
    await putDocument(DRIFTED);
    await remove({ OnDelete: 'DELETE', OnDrift: 'OVERWRITE' });
    expect(await document()).toBeUndefined();
  });

  test.each(['RESTORE', 'DELETE'] as const)('%s leaves no document if another user deleted it', async OnDelete => {
    await deleteDocument();
    expect(await remove({ OnDelete })).toEqual(DELETED);
    expect(warned()).toEqual([`${DOCUMENT} was deleted by somebody else; left as it is`]);
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test('creates the deleted document again with OVERWRITE', async () => {
    await deleteDocument();
    await remove({ OnDrift: 'OVERWRITE' });
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '1' });
  });
});

describe('without an earlier document', () => {
  beforeEach(() => create());

  test.each(['RESTORE', 'DELETE'] as const)('%s deletes the document that it created', async OnDelete => {
    expect(await remove({ OnDelete })).toEqual(DELETED);
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test('KEEP leaves the document that it created', async () => {
    await remove({ OnDelete: 'KEEP' });
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
  });

  test('succeeds if the document was deleted already', async () => {
    await deleteDocument();
    await remove({ OnDrift: 'OVERWRITE' });
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test.each(['DeleteDocument', 'DeleteParameter'])('treats a lost answer to %s as success', async action => {
    proxy.on(action, answerLost);
    expect(await remove()).toEqual(DELETED);
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test.each(['DeleteDocument', 'DeleteParameter'])('fails if %s does', async action => {
    proxy.on(action, fails('AccessDeniedException', 'You may not'));
    await expect(remove()).rejects.toThrow(`You may not. What was in force before is in the SSM parameter ${RECORD}`);
    expect(await record()).toBeDefined();
  });
});

describe('over a document that is too large for the record', () => {
  beforeEach(async () => {
    await putDocument(content({ note: randomBytes(9000).toString('base64') }));
    await create();
  });

  test('fails if its version was deleted', async () => {
    await deleteDocument('1');
    await expect(remove()).rejects.toThrow(new Error(`version 1 of ${DOCUMENT}, which was in force before, is gone and was too large to be kept; deploy with onDelete: AccountPreferencesOnDelete.KEEP or DELETE, and delete again`));
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toMatchObject({ prior: { version: '1' } });
  });

  test('fails if its version has another content by then', async () => {
    await deleteDocument();
    await update({ OnDrift: 'OVERWRITE' });
    await expect(remove()).rejects.toThrow(`version 1 of ${DOCUMENT}, which was in force before, is gone`);
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
  });

  test.each(['KEEP', 'DELETE'] as const)('%s does not need it', async OnDelete => {
    await deleteDocument('1');
    await remove({ OnDelete });
    expect(await record()).toBeUndefined();
  });
});
