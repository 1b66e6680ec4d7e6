import { AccountWithDocument, content } from './account-with-document';
import { succeed } from './emulator';

let account: AccountWithDocument;
beforeAll(async () => {
  account = await AccountWithDocument.start();
});
afterAll(() => account.stop());

describe('somebody changes the document of a stack', () => {
  const changed = async () => JSON.stringify({ ...JSON.parse(await account.inForce()), description: 'Changed in the console' });
  let first: string;
  let key: string;

  beforeAll(async () => {
    first = account.stack('First');
    await succeed(account.emulator.deploy(first, 'First'));
    key = JSON.parse(await account.inForce()).inputs.kmsKeyId;
    await account.putIntoForce(await changed());
  });

  test('the stack is not deleted while the document names its key, and says so', async () => {
    const { status, output } = await account.emulator.destroy(first, 'First');
    expect(status).not.toBe(0);
    expect(output).toContain(key);
    expect(await account.stackStatus('First')).toBe('DELETE_FAILED');
    expect(JSON.parse(await account.inForce()).description).toBe('Changed in the console');
    expect(await account.keyState(key)).toBe('Enabled');
    expect(await account.record()).toContain('/First/');
  });

  test('without the key in it the stack is deleted, and the document stays as it was changed', async () => {
    const theirs = content({ idleSessionTimeout: '9' });
    await account.putIntoForce(theirs);
    await succeed(account.emulator.destroy(first, 'First'));
    expect(await account.inForce()).toBe(theirs);
    expect(await account.record()).toBeUndefined();
    expect(await account.keyState(key)).toBe('PendingDeletion');
  });
});
