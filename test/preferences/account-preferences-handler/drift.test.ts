import {
  DOCUMENT, DRIFTED, NEXT, OURS, PHYSICAL_ID, THEIRS, changes, content, create, deleteDocument, document, fingerprint, inForce, promote,
  proxy, putDocument, record, update, useAccount, warned,
} from './account';
import { answers, preceded } from '../../http/fault-proxy';

useAccount();

const WAY_OUT = 'nothing was changed. Put the change into the stack and the document back, or deploy once with onDrift: AccountPreferencesOnDrift.OVERWRITE';

beforeEach(async () => {
  await putDocument(THEIRS);
  await create();
  proxy.reset();
});

describe('an update of a document that another user changed', () => {
  beforeEach(() => putDocument(DRIFTED));

  test('fails, names what differs and changes nothing', async () => {
    const recorded = await record();
    await expect(update({ Content: NEXT })).rejects.toThrow(new Error(
      `${DOCUMENT} was changed by somebody else: version 3 differs in inputs.idleSessionTimeout, inputs.runAsEnabled; ${WAY_OUT}`,
    ));
    expect(changes()).toEqual([]);
    expect(await document()).toEqual({ version: '3', content: DRIFTED, latest: '3' });
    expect(await record()).toEqual(recorded);
  });

  test('is rolled back without an error, and leaves the change', async () => {
    const recorded = await record();
    await expect(update({ Content: NEXT })).rejects.toThrow(WAY_OUT);
    expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
    expect(warned()).toEqual([`${DOCUMENT} was changed by somebody else: version 3 differs in inputs.runAsEnabled; left as it is`]);
    expect(await document()).toEqual({ version: '3', content: DRIFTED, latest: '3' });
    expect(await record()).toEqual(recorded);
  });

  test('overwrites the change with OVERWRITE, and logs it', async () => {
    expect(await update({ Content: NEXT, OnDrift: 'OVERWRITE' })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '4' } });
    expect(warned()).toEqual([
      `${DOCUMENT} was changed by somebody else: version 3 differs in inputs.idleSessionTimeout, inputs.runAsEnabled; overwritten, it was ${DRIFTED}`,
    ]);
    expect(await document()).toEqual({ version: '4', content: NEXT, latest: '4' });
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: THEIRS }, applied: fingerprint(NEXT) }));
  });

  test('makes the same content the default again with OVERWRITE', async () => {
    expect(await update({ OnDrift: 'OVERWRITE' })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '2' } });
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('succeeds if another user has reverted the change', async () => {
    await promote('2');
    await update({ Content: NEXT });
    expect(await document()).toMatchObject({ content: NEXT });
    expect(warned()).toEqual([]);
  });

  test('succeeds with the change that another user made', async () => {
    expect(await update({ Content: DRIFTED })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '3' } });
    expect(changes()).toEqual(['PutParameter']);
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: THEIRS }, applied: fingerprint(DRIFTED) }));
    expect(warned()).toEqual([]);
  });
});

describe('an update of a document that another user deleted', () => {
  beforeEach(() => deleteDocument());

  test('fails and creates none', async () => {
    await expect(update({ Content: NEXT })).rejects.toThrow(new Error(`${DOCUMENT} was deleted by somebody else; ${WAY_OUT}`));
    expect(await document()).toBeUndefined();
  });

  test('is rolled back without an error', async () => {
    expect(await update({ Content: OURS, from: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: 'none' } });
    expect(warned()).toEqual([`${DOCUMENT} was deleted by somebody else; left as it is`]);
    expect(await document()).toBeUndefined();
  });

  test('creates it again with OVERWRITE', async () => {
    expect(await update({ Content: NEXT, OnDrift: 'OVERWRITE' })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '1' } });
    expect(warned()).toEqual([`${DOCUMENT} was deleted by somebody else; overwritten, it was deleted`]);
    expect(await document()).toEqual({ version: '1', content: NEXT, latest: '1' });
    expect(await record()).toMatchObject({ prior: { version: '1', content: THEIRS } });
  });
});

describe('what counts as a change', () => {
  test.each([
    ['another version in force', THEIRS, 'inputs.idleSessionTimeout, inputs.runAsEnabled'],
    ['a string in place of a boolean', content({ idleSessionTimeout: '5', runAsEnabled: 'true' }), 'inputs.runAsEnabled'],
    ['another key', content({ idleSessionTimeout: '5', kmsKeyId: 'k', runAsEnabled: true }), 'inputs.kmsKeyId'],
    ['null in place of no key', content({ idleSessionTimeout: '5', kmsKeyId: null, runAsEnabled: true }), 'inputs.kmsKeyId'],
    ['no keys', content({}), 'inputs, inputs.idleSessionTimeout, inputs.runAsEnabled'],
    ['a key deep inside', content({ idleSessionTimeout: '5', runAsEnabled: true, shellProfile: { linux: 'sh' } }), 'inputs.shellProfile.linux'],
  ])('%s', async (_name, text, keys) => {
    await (text === THEIRS ? promote('1') : putDocument(text));
    await expect(update({ Content: NEXT })).rejects.toThrow(` differs in ${keys}; ${WAY_OUT}`);
  });

  test('a new order of the keys does not count', async () => {
    await putDocument(JSON.stringify({
      sessionType: 'Standard_Stream', schemaVersion: '1.0', inputs: { runAsEnabled: true, idleSessionTimeout: '20' }, description: 'Session preferences',
    }, null, 1));
    await update({ Content: NEXT });
    expect(await document()).toEqual({ version: '4', content: NEXT, latest: '4' });
  });

  test('a new order of a list counts', async () => {
    await update({ Content: content({ list: ['a', 'b'] }) });
    expect(await record()).toMatchObject({ applied: fingerprint(content({ list: ['a', 'b'] })) });
    await putDocument(content({ list: ['b', 'a'] }));
    await expect(update({ Content: NEXT })).rejects.toThrow('inputs.list.0, inputs.list.1');
  });

  test('null counts', async () => {
    const nothing = content({ kmsKeyId: null });
    await update({ Content: JSON.stringify(JSON.parse(nothing), null, 2) });
    expect(await record()).toMatchObject({ applied: fingerprint(nothing) });
    await putDocument(content({}));
    await expect(update({ Content: NEXT })).rejects.toThrow('was changed by somebody else');
  });

  test('a text that is not JSON counts', async () => {
    proxy.on('GetDocument', answers(body => ({ ...body, Content: 'Hello' })), 3);
    await expect(update({ Content: NEXT })).rejects.toThrow('version 2 differs in description, inputs.idleSessionTimeout, inputs.runAsEnabled, schemaVersion, sessionType, the whole document');
  });

  test('a change after the document was read does not count, and the next update reverts it', async () => {
    proxy.on('UpdateDocument', preceded(() => putDocument(DRIFTED)));
    expect(await update({ Content: NEXT })).toEqual({ PhysicalResourceId: PHYSICAL_ID, Data: { DocumentVersion: '4' } });
    expect(await document()).toMatchObject({ content: NEXT });
  });
});
