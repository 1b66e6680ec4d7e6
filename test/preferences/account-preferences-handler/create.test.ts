import { randomBytes } from 'crypto';
import {
  NEXT, OURS, OWNER, PHYSICAL_ID, THEIRS, changes, content, create, creating, deleteRecord, describedRecord, document, documentType,
  fingerprint, inForce, promote, proxy, putDocument, rawRecord, record, remove, useAccount,
} from './account';
import { answerLost, fails, preceded } from '../../http/fault-proxy';

useAccount();

const DENIED = fails('AccessDeniedException', 'You may not');

/** Preferences that compress badly. */
function incompressible(length: number): string {
  return content({ note: randomBytes(length).toString('base64').slice(0, length) });
}

describe('without a document', () => {
  test('creates one and reads it back before the record says so', async () => {
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' } });
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
    expect(await documentType()).toBe('Session');
    expect(await record()).toEqual(inForce({ applied: fingerprint(OURS) }));
    expect(changes()).toEqual(['PutParameter', 'CreateDocument', 'UpdateDocumentDefaultVersion', 'PutParameter']);
    expect(proxy.calls.slice(-2)).toEqual(['GetDocument', 'PutParameter']);
  });

  test('continues with a document that another user creates at the same moment', async () => {
    proxy.on('CreateDocument', preceded(() => putDocument(THEIRS)));
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '2' });
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: THEIRS }, applied: fingerprint(OURS) }));
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('leaves what another user creates at the same moment, if it fails', async () => {
    proxy.on('CreateDocument', preceded(() => putDocument(THEIRS)));
    proxy.on('UpdateDocument', DENIED);
    await expect(create()).rejects.toThrow(new Error('You may not'));
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '1' });
    expect(await record()).toBeUndefined();
  });

  test('accepts its own document if the answer was lost', async () => {
    proxy.on('CreateDocument', answerLost);
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' } });
    expect(await document()).toEqual({ version: '1', content: OURS, latest: '1' });
  });

  test('fails for any other reason, even if there is a document by then', async () => {
    proxy.on('CreateDocument', async forward => {
      await putDocument(OURS);
      return DENIED(forward, { action: 'CreateDocument' });
    });
    await expect(create()).rejects.toThrow(new Error('You may not'));
  });

  test('fails if the service says that the document exists and it does not', async () => {
    proxy.on('CreateDocument', fails('DocumentAlreadyExists'));
    await expect(create()).rejects.toThrow(new Error('DocumentAlreadyExists!'));
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });
});

describe('with a document', () => {
  test('records the default version and makes a new version the default', async () => {
    await putDocument(THEIRS);
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '2' });
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: THEIRS }, applied: fingerprint(OURS) }));
    expect(changes()).toEqual(['PutParameter', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'PutParameter']);
    expect(proxy.calls.slice(-2)).toEqual(['GetDocument', 'PutParameter']);
  });

  test('records the old and the new content before it changes anything', async () => {
    await putDocument(THEIRS);
    proxy.on('UpdateDocument', preceded(async () => {
      expect(await record()).toEqual(creating({ prior: { version: '1', content: THEIRS }, applied: fingerprint(THEIRS), pending: [fingerprint(OURS)] }));
    }));
    await create();
    expect.assertions(2);
  });

  test('records the default version, not the newest one', async () => {
    await putDocument(THEIRS);
    await putDocument(NEXT);
    await promote('1');
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
    expect(await record()).toMatchObject({ prior: { version: '1', content: THEIRS } });
  });

  test('makes the newest version the default if it has the content', async () => {
    await putDocument(THEIRS);
    await putDocument(OURS);
    await promote('1');
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '2' });
    expect(changes()).toEqual(['PutParameter', 'UpdateDocumentDefaultVersion', 'PutParameter']);
  });

  test('makes an older version the default if it has the content', async () => {
    await putDocument(NEXT);
    await putDocument(OURS);
    await putDocument(THEIRS);
    await putDocument(content({}));
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toEqual({ version: '2', content: OURS, latest: '4' });
  });

  test('finds the very first version', async () => {
    await putDocument(OURS);
    await putDocument(THEIRS);
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' } });
  });

  test('fails if it may not write, even if a version has the content', async () => {
    await putDocument(OURS);
    await putDocument(THEIRS);
    proxy.on('UpdateDocument', DENIED);
    await expect(create()).rejects.toThrow(new Error('You may not'));
    expect(await document()).toEqual({ version: '2', content: THEIRS, latest: '2' });
  });

  test('fails if the service reports a duplicate and no version has the content', async () => {
    await putDocument(THEIRS);
    proxy.on('UpdateDocument', fails('DuplicateDocumentContent'));
    await expect(create()).rejects.toThrow(new Error('DuplicateDocumentContent!'));
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '1' });
  });

  test.each([
    ['the same', OURS],
    ['the same in another order', JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(OURS)).reverse()), null, 2)],
  ])('only records its content if it is %s', async (_name, text) => {
    await putDocument(text);
    expect(await create()).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' } });
    expect(await document()).toEqual({ version: '1', content: text, latest: '1' });
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: text }, applied: fingerprint(OURS) }));
    expect(changes()).toEqual(['PutParameter', 'PutParameter']);
  });

  test.each([
    ['a string is no boolean', { on: 'true' }, { on: true }],
    ['a string is no number', { on: '1' }, { on: 1 }],
    ['null is not missing', { on: null }, {}],
    ['empty is not missing', { on: '' }, {}],
    ['an object is no list', { on: {} }, { on: [] }],
    ['the order of a list counts', { on: [1, 2] }, { on: [2, 1] }],
  ])('%s', async (_name, theirs, ours) => {
    await putDocument(content(theirs));
    expect(await create({ Content: content(ours) })).toMatchObject({ Data: { DocumentVersion: '2' } });
    expect(await document()).toMatchObject({ content: content(ours) });
  });

  test('reads a document in YAML and restores it in JSON', async () => {
    await putDocument('schemaVersion: "1.0"\ninputs:\n  runAsEnabled: false\n', 'YAML');
    await create();
    await remove();
    expect(JSON.parse((await document())?.content ?? '')).toEqual({ schemaVersion: '1.0', inputs: { runAsEnabled: false } });
  });
});

describe('the record', () => {
  test('says what it is for, and is a standard parameter if it fits', async () => {
    await create();
    expect(await describedRecord()).toMatchObject({
      Type: 'String',
      Tier: 'Intelligent-Tiering',
      Description: 'Which stack manages the Session Manager preferences of this account and region, and what they were before',
    });
  });

  test('holds no reference to a parameter, which Systems Manager refuses', async () => {
    const text = content({ shellProfile: { linux: 'echo {{ greeting }}' } });
    await putDocument(text);
    await create();
    expect(await rawRecord()).not.toContain('{{');
    await remove();
    expect(await document()).toEqual({ version: '1', content: text, latest: '2' });
  });

  test('holds a previous content that needs an advanced parameter', async () => {
    const text = incompressible(5500);
    await putDocument(text);
    await create();
    expect((await rawRecord())!.length).toBeGreaterThan(4096);
    expect((await rawRecord())!.length).toBeLessThan(8192);
    expect(await record()).toMatchObject({ prior: { version: '1', content: text } });
  });

  test('holds only the version of a previous content that is too large, and restores it by that version', async () => {
    const text = incompressible(9000);
    await putDocument(text);
    await create();
    expect(await record()).toEqual(inForce({ prior: { version: '1', fingerprint: fingerprint(text) }, applied: fingerprint(OURS) }));
    await remove();
    expect(await document()).toEqual({ version: '1', content: text, latest: '2' });
  });

  test.each([[8192, true], [8193, false]])('of %i bytes has the previous content: %s', async (length, whole) => {
    const text = incompressible(7000);
    await putDocument(text);
    await create({ Content: text, logicalId: 'P' });
    const logicalId = 'P'.padEnd(1 + length - (await rawRecord())!.length, 'x');
    await deleteRecord();
    await create({ Content: text, logicalId });
    expect(await record()).toEqual({
      ...inForce({ applied: fingerprint(text), prior: { version: '1', ...whole ? { content: text } : { fingerprint: fingerprint(text) } } }),
      owner: { ...OWNER, logicalId },
    });
  });
});
