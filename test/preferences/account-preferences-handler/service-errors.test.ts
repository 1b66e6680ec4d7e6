import { DOCUMENT, NEXT, OURS, THEIRS, create, document, proxy, putDocument, record, remove, update, useAccount, waits } from './account';
import { Fault, answers, fails, pass } from '../../http/fault-proxy';

useAccount();

const ACTIONS = [
  'GetParameter', 'PutParameter', 'DeleteParameter', 'GetDocument', 'CreateDocument', 'DescribeDocument', 'UpdateDocument', 'UpdateDocumentDefaultVersion',
  'DeleteDocument',
];

const THROTTLED = fails('ThrottlingException', 'Rate exceeded');
const BUSY = fails('TooManyUpdates', 'Others are at it');

/** Calls every action at least once. */
async function lifetime(): Promise<void> {
  await create();
  await update({ Content: NEXT });
  expect(await document()).toMatchObject({ content: NEXT });
  await remove();
  expect([await document(), await record()]).toEqual([undefined, undefined]);
}

function status(Status: string, StatusInformation?: string): Fault {
  return answers(body => ({ Document: { ...body.Document, Status, StatusInformation } }));
}

describe('what the SDK retries', () => {
  test.each(ACTIONS)('throttling of %s', async action => {
    proxy.on(action, THROTTLED, 9);
    await lifetime();
  });

  test.each(ACTIONS)('an internal error of %s', async action => {
    proxy.on(action, fails('InternalServerError', 'Not our day', 500), 2);
    await lifetime();
  });

  test('not without an end', async () => {
    proxy.on('GetParameter', THROTTLED, 10);
    await expect(create()).rejects.toThrow(new Error('Rate exceeded'));
    expect(proxy.calls.slice(0, 10)).toEqual(Array(10).fill('GetParameter'));
  });
});

describe('a concurrent update by another user', () => {
  test.each(['PutParameter', 'CreateDocument', 'UpdateDocument', 'DeleteDocument'])('makes %s wait', async action => {
    proxy.on(action, BUSY, 4);
    await lifetime();
    expect(waits()).toEqual([500, 1000, 1500, 2000]);
  });

  test('makes it give up in the end', async () => {
    await create();
    proxy.on('UpdateDocument', BUSY, 5);
    await expect(update({ Content: NEXT })).rejects.toThrow(new Error('Others are at it'));
    expect(waits()).toEqual([500, 1000, 1500, 2000]);
    expect(await document()).toMatchObject({ content: OURS });
  });
});

describe('a new version', () => {
  beforeEach(() => putDocument(THEIRS));

  test('is waited for', async () => {
    proxy.on('DescribeDocument', status('Creating'));
    proxy.on('DescribeDocument', status('Updating'), 3);
    await create();
    expect(waits()).toEqual([500, 1000, 1500, 2000]);
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('is not put into force while it is not active', async () => {
    proxy.on('DescribeDocument', status('Updating'), 5);
    await expect(create()).rejects.toThrow(new Error(`version 2 of ${DOCUMENT} is Updating, not Active: no further information`));
    expect(proxy.calls).not.toContain('UpdateDocumentDefaultVersion');
    expect(await document()).toEqual({ version: '1', content: THEIRS, latest: '2' });
    expect(await record()).toBeUndefined();
  });

  test('that failed is not waited for', async () => {
    proxy.on('DescribeDocument', status('Failed', 'The key is not there'));
    await expect(create()).rejects.toThrow(new Error(`version 2 of ${DOCUMENT} is Failed, not Active: The key is not there`));
    expect(waits()).toEqual([]);
    expect(await document()).toMatchObject({ content: THEIRS });
  });

  test('may become the default a little later', async () => {
    // Three looks at the default version, one at the newest, and then the version that is read back.
    proxy.on('GetDocument', pass, 4);
    proxy.on('GetDocument', answers(body => ({ ...body, Content: THEIRS })), 2);
    await create();
    expect(waits()).toEqual([500, 1000]);
    expect(await document()).toMatchObject({ content: OURS });
  });

  test('is not waited for without an end', async () => {
    proxy.on('GetDocument', pass, 4);
    // Also the three looks before it is undone: what was just written is not taken back on their word.
    proxy.on('GetDocument', answers(body => ({ ...body, DocumentVersion: '1', Content: THEIRS })), 8);
    await expect(create()).rejects.toThrow('reads back different');
    expect(waits()).toEqual([500, 1000, 1500, 2000]);
    expect(await document()).toMatchObject({ content: THEIRS });
  });
});

describe('an unknown error', () => {
  test.each(['GetParameter', 'GetDocument'])('of %s is passed on', async action => {
    proxy.on(action, fails('OutOfCoffee'));
    await expect(create()).rejects.toThrow(new Error('OutOfCoffee!'));
  });

  test.each(['DeleteParameter', 'DeleteDocument'])('of %s is passed on', async action => {
    await create();
    proxy.on(action, fails('OutOfCoffee'));
    await expect(remove()).rejects.toThrow('OutOfCoffee!');
  });
});
