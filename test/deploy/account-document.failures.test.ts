import { AccountWithDocument, PRIOR } from './account-with-document';
import { succeed } from './emulator';

let account: AccountWithDocument;
beforeAll(async () => {
  account = await AccountWithDocument.start({ functionDiesAt: 'UpdateDocumentDefaultVersion' });
});
afterAll(() => account.stop());

test('the function dies before its document comes into force, Lambda invokes it again, and the stack is deployed', async () => {
  const assembly = account.stack('Retried');
  await succeed(account.emulator.deploy(assembly, 'Retried'));
  expect(account.emulator.functionHasDied()).toBe(true);
  expect(JSON.parse(await account.inForce()).description).toBe('Session Manager preferences of Retried/Preferences');
  await succeed(account.emulator.destroy(assembly, 'Retried'));
  expect(await account.inForce()).toBe(PRIOR);
  expect(await account.record()).toBeUndefined();
});

test('a resource type that nothing handles is refused, with its name', async () => {
  const { status, output } = await account.emulator.deploy(account.stack('Unknown', 'ofUnknownType'), 'Unknown');
  expect(status).not.toBe(0);
  expect(output).toContain('AWS::EC2::FlowLog');
  expect(await account.inForce()).toBe(PRIOR);
});

test('a later resource fails, and what was there before is in force again', async () => {
  const { status, output } = await account.emulator.deploy(account.stack('Failing', 'thatExists'), 'Failing');
  expect(status).not.toBe(0);
  expect(output).toMatch(/CREATE_FAILED +\| AWS::SSM::Document/);
  // Until then the document of the stack was in force.
  expect(output).toMatch(/CREATE_COMPLETE +\| Custom::AccountSessionPreferences/);
  expect(await account.stackStatus('Failing')).toBe('ROLLBACK_COMPLETE');
  expect(await account.inForce()).toBe(PRIOR);
  expect(await account.record()).toBeUndefined();
});
