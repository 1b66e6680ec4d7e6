import { AccountWithDocument, PRIOR } from './account-with-document';
import { succeed } from './emulator';

let account: AccountWithDocument;
beforeAll(async () => {
  account = await AccountWithDocument.start();
});
afterAll(() => account.stop());

describe('two stacks that both want the document', () => {
  let first: string;
  let second: string;
  let ours: string;
  beforeAll(async () => {
    first = account.stack('First');
    second = account.stack('Second');
    await succeed(account.emulator.deploy(first, 'First'));
    ours = await account.inForce();
  });

  test('the first has it', async () => {
    expect(JSON.parse(ours).description).toBe('Session Manager preferences of First/Preferences');
    expect(await account.record()).toContain('/First/');
  });

  test('the second is refused, is told why, and changes nothing, neither as it fails nor as it is rolled back', async () => {
    const { status, output } = await account.emulator.deploy(second, 'Second');
    expect(status).not.toBe(0);
    expect(output.replace(/\s+/g, ' ')).toMatch(/CREATE_FAILED \| Custom::AccountSessionPreferences .*First/);
    expect(await account.stackStatus('Second')).toBe('ROLLBACK_COMPLETE');
    expect(await account.inForce()).toBe(ours);
    expect(await account.record()).toContain('/First/');
  });

  test('deleting the second changes nothing either', async () => {
    await succeed(account.emulator.destroy(second, 'Second'));
    expect(await account.inForce()).toBe(ours);
  });

  test('deleting the first puts back what was there before', async () => {
    await succeed(account.emulator.destroy(first, 'First'));
    expect(await account.inForce()).toBe(PRIOR);
    expect(await account.record()).toBeUndefined();
  });
});
