import {
  DOCUMENT, DRIFTED, NEXT, OURS, OWNER, RECORD, STACK, STACK_ID, THEIRS, changes, content, create, deleteRecord, document, fingerprint,
  inForce, killed, physicalIdOf, proxy, putDocument, record, remove, send, update, useAccount, warned, writeRecord,
} from './account';
import { answerLost, answers, fails, pass, preceded } from '../../http/fault-proxy';

useAccount();

const DENIED = fails('AccessDeniedException', 'You may not');
const TOO_MANY = fails('DocumentVersionLimitExceeded', 'Too many versions');
const RENAMED = { logicalId: 'Renamed', Content: NEXT };
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1';

describe('a document that has too many versions', () => {
  beforeEach(() => putDocument(THEIRS));

  test('gets back what was there before, which needs no new version', async () => {
    await create();
    proxy.on('UpdateDocument', TOO_MANY, Infinity);
    await remove();
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '2' });
    expect(await record()).toBeUndefined();
  });

  test('is left alone by a creation that fails by it', async () => {
    proxy.on('UpdateDocument', TOO_MANY);
    await expect(create()).rejects.toThrow(new Error('Too many versions'));
    expect(changes()).toEqual(['PutParameter', 'UpdateDocument', 'PutParameter', 'DeleteParameter']);
  });
});

test('a document in YAML is in YAML again', async () => {
  const yaml = 'schemaVersion: "1.0"\ninputs:\n  runAsEnabled: false\n';
  await putDocument(yaml, 'YAML');
  await create();
  await remove();
  expect(await document()).toMatchObject({ version: '1', latest: '2' });
});

test('a creation that may not write the record does not delete another one\'s', async () => {
  const other = `${STACK.replace('Preferences', 'Other')}/5f0c7b10-0009`;
  proxy.on('PutParameter', async (_forward, call) => {
    await create({ stackId: other, Content: NEXT });
    return DENIED(async () => ({ status: 0, body: {} }), call);
  });
  await expect(create()).rejects.toThrow(new Error('You may not'));
  expect(await record()).toMatchObject({ owner: { stack: other }, phase: 'inForce' });
  expect(await document()).toMatchObject({ content: NEXT });
});

describe('a renaming', () => {
  beforeEach(async () => {
    await putDocument(THEIRS);
    await create();
    proxy.reset();
  });

  test('of which the creation died and was never deleted leaves the document to the earlier logical id', async () => {
    await killed(() => create(RENAMED), 'UpdateDocumentDefaultVersion');
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('of which the creation died is no hindrance to an update under the earlier logical id', async () => {
    await killed(() => create(RENAMED), 'UpdateDocumentDefaultVersion');
    await update({ Content: DRIFTED });
    expect(await record()).toEqual(inForce({ prior: { version: '1', content: THEIRS }, applied: fingerprint(DRIFTED) }));
    expect(await document()).toMatchObject({ content: DRIFTED });
  });

  test('that is rolled back leaves a change by another user', async () => {
    await create(RENAMED);
    await putDocument(DRIFTED);
    await remove(RENAMED);
    expect(await document()).toMatchObject({ content: DRIFTED });
    expect(await record()).toMatchObject({ owner: OWNER, applied: fingerprint(OURS) });
    expect(warned()).toEqual([expect.stringMatching(/was changed by somebody else.*; left as it is$/)]);
  });

  test.each([0, 1])('that is rolled back and cannot write the record loses nothing, after %i writes', async after => {
    await create(RENAMED);
    proxy.on('PutParameter', pass, after);
    proxy.on('PutParameter', DENIED);
    await expect(remove(RENAMED)).rejects.toThrow('You may not');
    await remove(RENAMED);
    expect(await document()).toMatchObject({ content: OURS });
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('that was rolled back halfway is no hindrance to a deletion under the earlier logical id', async () => {
    await create(RENAMED);
    proxy.on('UpdateDocumentDefaultVersion', DENIED);
    await expect(remove(RENAMED)).rejects.toThrow('You may not');
    await remove();
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('is over with the first update under the new logical id', async () => {
    await create(RENAMED);
    await update({ ...RENAMED, Content: DRIFTED, from: NEXT });
    await remove({ ...RENAMED, Content: DRIFTED });
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('to a third logical id goes back to the one that was in force', async () => {
    await killed(() => create(RENAMED), 'UpdateDocumentDefaultVersion');
    await create({ logicalId: 'Third', Content: DRIFTED });
    await remove({ logicalId: 'Third', Content: DRIFTED });
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toMatchObject({ owner: OWNER });
  });
});

describe('a stack of the same name that is deployed again', () => {
  const stackId = `${STACK}/5f0c7b10-0002`;

  test('puts back what was there before both if it fails, too', async () => {
    await putDocument(THEIRS);
    await killed(create, 'UpdateDocumentDefaultVersion');
    proxy.on('UpdateDocument', DENIED);
    await expect(create({ stackId, Content: NEXT })).rejects.toThrow(new Error('You may not'));
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });

  test('is refused while the other one is in force, for it may be a late request', async () => {
    await create({ stackId });
    await expect(create()).rejects.toThrow(`${DOCUMENT} is managed by ${stackId} already`);
    expect(await record()).toMatchObject({ owner: { stack: stackId } });
  });
});

describe('a request that is delivered again late', () => {
  beforeEach(() => putDocument(THEIRS));

  test('is ignored if it is an update before the last one', async () => {
    await create();
    await update({ Content: NEXT });
    await update({ Content: DRIFTED, from: NEXT });
    expect(await update({ Content: NEXT })).toMatchObject({ Data: { DocumentVersion: '4' } });
    expect(await document()).toMatchObject({ content: DRIFTED });
  });

  test('is ignored if it is the creation of a resource that was updated, or renamed, since', async () => {
    await create();
    await create(RENAMED);
    await remove();
    const recorded = await record();
    await send('Create', { physicalId: 'of the answer that counted' });
    expect(await record()).toEqual(recorded);
    expect(await document()).toMatchObject({ content: NEXT });
  });

  test('is ignored if it is the deletion of a stack that was deployed again', async () => {
    await create();
    const physicalId = physicalIdOf({});
    await remove();
    const stackId = `${STACK}/5f0c7b10-0002`;
    await create({ stackId });
    await send('Delete', { physicalId });
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toMatchObject({ owner: { stack: stackId } });
  });

  test('is ignored if it is the deletion of such a stack, of which the creation never answered', async () => {
    await create({ stackId: `${STACK}/5f0c7b10-0002` });
    await send('Delete');
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('is ignored if it is the deletion of a resource that was created again in the same stack', async () => {
    await create();
    const physicalId = physicalIdOf({});
    await remove();
    await create({ requestId: 'another' });
    await send('Delete', { physicalId });
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toMatchObject(inForce({}));
  });

  test('is ignored if it is a creation of which the deletion has begun', async () => {
    await create({ requestId: 'first' });
    await writeRecord(JSON.stringify({ ...JSON.parse((await rawOf())), done: [] }).replace('inForce', 'leaving'));
    await expect(create({ requestId: 'first' })).rejects.toThrow(new Error('Preferences is being deleted already'));
    expect(await record()).toMatchObject({ phase: 'leaving' });
  });

  async function rawOf(): Promise<string> {
    const { prior, ...rest } = await record();
    return JSON.stringify(rest);
  }
});

describe('two deliveries at the same time', () => {
  beforeEach(() => putDocument(THEIRS));

  test('record what was there before, and not what one of them made', async () => {
    proxy.on('PutParameter', preceded(create));
    await create();
    expect(await record()).toMatchObject({ prior: { version: '1', content: THEIRS } });
  });

  test('of which one succeeds are a success, although the other one fails', async () => {
    proxy.on('UpdateDocumentDefaultVersion', async (forward, call) => {
      await create();
      return DENIED(forward, call);
    });
    expect(await create()).toMatchObject({ Data: { DocumentVersion: '2' } });
    expect(await document()).toMatchObject({ content: OURS });
    expect(await record()).toMatchObject(inForce({}));
  });

  test('leave nothing if the deletion comes before one of them is done', async () => {
    proxy.on('UpdateDocumentDefaultVersion', preceded(() => send('Delete')));
    await expect(create()).rejects.toThrow(new Error(`the SSM parameter ${RECORD} was deleted in the meantime`));
    expect(await document()).toMatchObject({ content: THEIRS });
    expect(await record()).toBeUndefined();
  });
});

describe('somebody else\'s change that names what goes with the stack', () => {
  const named = { GoesWithStack: [KEY, 'a-bucket'] };

  beforeEach(async () => {
    await putDocument(THEIRS);
    await create();
    await putDocument(content({ idleSessionTimeout: '30', kmsKeyId: KEY }));
  });

  test('makes the deletion fail before the key is gone, and keeps the record', async () => {
    await expect(remove(named)).rejects.toThrow(new Error(
      `${DOCUMENT} was changed by somebody else: version 3 differs in inputs.idleSessionTimeout, inputs.kmsKeyId, inputs.runAsEnabled; it names ${KEY}, which would be deleted with the stack, and then sessions fail. Take that out of the document, or put the document back, or deploy once with onDrift: AccountPreferencesOnDrift.OVERWRITE; then delete again. What was in force before is in the SSM parameter ${RECORD}`,
    ));
    expect(await record()).toMatchObject({ prior: { content: THEIRS } });
  });

  test('is left if it is what does not go', async () => {
    await remove({ GoesWithStack: ['a-bucket'] });
    expect(await document()).toMatchObject({ version: '3' });
    expect(await record()).toBeUndefined();
  });

  test('is overwritten with OVERWRITE', async () => {
    await remove({ ...named, OnDrift: 'OVERWRITE' });
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('is no hindrance any more when it is taken out', async () => {
    await expect(remove(named)).rejects.toThrow('sessions fail');
    await putDocument(content({ idleSessionTimeout: '30' }));
    await remove(named);
    expect(await document()).toMatchObject({ content: content({ idleSessionTimeout: '30' }) });
    expect(await record()).toBeUndefined();
  });
});

describe('a record that somebody deleted', () => {
  const LOST = `what ${DOCUMENT} was before is lost, because somebody deleted the SSM parameter ${RECORD}; deploy with onDelete: AccountPreferencesOnDelete.KEEP or DELETE, and delete again`;

  beforeEach(async () => {
    await putDocument(THEIRS);
    await create();
    await deleteRecord();
  });

  test('makes a deletion say that what was there before is lost', async () => {
    await expect(remove()).rejects.toThrow(new Error(LOST));
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('does so after an update as well', async () => {
    await update({ Content: NEXT });
    await expect(remove({ Content: NEXT })).rejects.toThrow(new Error(LOST));
    await remove({ Content: NEXT, OnDelete: 'DELETE' });
    expect([await document(), await record()]).toEqual([undefined, undefined]);
  });

  test('is no hindrance to DELETE and KEEP, or where somebody else\'s is in force', async () => {
    await remove({ OnDelete: 'KEEP' });
    expect(await document()).toMatchObject({ content: OURS });
    await putDocument(DRIFTED);
    await remove();
    expect(await document()).toMatchObject({ content: DRIFTED });
    await putDocument(OURS);
    await remove({ OnDelete: 'DELETE' });
    expect(await document()).toBeUndefined();
  });

  test('is not overwritten by an update that only reads an old state', async () => {
    await writeRecord(JSON.stringify({ owner: { ...OWNER, physicalId: physicalIdOf({}) }, phase: 'inForce', prior: { version: '1' }, applied: fingerprint(OURS), done: [] }));
    proxy.on('GetParameter', fails('ParameterNotFound'), 3);
    await update({ Content: NEXT });
    expect(await record()).toMatchObject({ prior: { version: '1' } });
  });
});

test.each(['something else', '{"a":1}', 'null', '[]', '{"owner":{"stack":1},"phase":"inForce","done":[]}'])('a parameter that is no record is left alone: %s', async value => {
  await writeRecord(value);
  await expect(create()).rejects.toThrow(new RegExp(`^the SSM parameter ${RECORD} does not hold what AccountSessionPreferences wrote; keep a copy of it, delete it and try again`));
  expect(changes()).toEqual([]);
});

test('a creation that does not know whether its version is in force puts the old one back, whatever reads say', async () => {
  await putDocument(THEIRS);
  proxy.on('UpdateDocumentDefaultVersion', answerLost, 10);
  proxy.on('GetDocument', pass, 4);
  proxy.on('GetDocument', answers(body => ({ ...body, DocumentVersion: '1', Content: THEIRS })), 3);
  await expect(create()).rejects.toThrow(new Error('The answer got lost'));
  expect(await document()).toMatchObject({ content: THEIRS });
  expect(await record()).toBeUndefined();
});

test('a creation under another logical id that sees no newest version at first does not take its predecessor\'s for what was there before', async () => {
  await create();
  proxy.on('GetDocument', pass, 3);
  proxy.on('GetDocument', fails('InvalidDocument'));
  await create(RENAMED);
  expect(await record()).not.toHaveProperty('prior');
});

test('a deletion after a creation that failed is ignored if it comes late', async () => {
  proxy.on('GetParameter', DENIED, 2);
  await expect(create({ requestId: 'first' })).rejects.toThrow('You may not');
  const physicalId = physicalIdOf({});
  await create({ requestId: 'second' });
  await send('Delete', { physicalId });
  expect(await document()).toMatchObject({ content: OURS });
});

test('a creation that finds an unknown default version more than once out of date still records the right one', async () => {
  await putDocument(THEIRS);
  proxy.on('GetDocument', answers(body => ({ ...body, Content: DRIFTED })), 2);
  await create();
  expect(await record()).toMatchObject({ prior: { content: THEIRS }, owner: { stack: STACK_ID } });
});
