import { accountStack } from './account-stacks';
import { Aws, aws } from './aws';
import { Emulator, succeed } from './emulator';

const DOCUMENT = 'SSM-SessionManagerRunShell';
const RECORD = '/cdk-session-manager/account-session-preferences';
/** What somebody has put into force before any stack comes. */
const PRIOR = content({ idleSessionTimeout: '7' });

let emulator: Emulator;
let account: Aws;
let first: string;
let second: string;
let unknown: string;
let failing: string;

beforeAll(async () => {
  emulator = await Emulator.start();
  account = aws(emulator);
  first = accountStack(emulator.app(), 'First');
  second = accountStack(emulator.app(), 'Second');
  unknown = accountStack(emulator.app(), 'Unknown', 'ofUnknownType');
  failing = accountStack(emulator.app(), 'Failing', 'thatExists');
  await account.ssm.createDocument({ Name: DOCUMENT, Content: PRIOR, DocumentType: 'Session' });
});
afterAll(() => emulator.stop());

function content(inputs: Record<string, unknown>): string {
  return JSON.stringify({ schemaVersion: '1.0', description: 'Of somebody', sessionType: 'Standard_Stream', inputs });
}

const inForce = async () => (await account.ssm.getDocument({ Name: DOCUMENT })).Content!;
const record = async () => account.ssm.getParameter({ Name: RECORD }).then(({ Parameter }) => Parameter!.Value!, () => undefined);
const stackStatus = async (StackName: string) => (await account.cloudFormation.describeStacks({ StackName })).Stacks![0].StackStatus;

/** As the console does it. */
async function putIntoForce(document: string): Promise<void> {
  const { DocumentDescription } = await account.ssm.updateDocument({ Name: DOCUMENT, Content: document, DocumentVersion: '$LATEST' });
  await account.ssm.updateDocumentDefaultVersion({ Name: DOCUMENT, DocumentVersion: DocumentDescription!.DocumentVersion! });
}

test('a resource type that nothing handles is refused, with its name', async () => {
  const { status, output } = await emulator.deploy(unknown, 'Unknown');
  expect(status).not.toBe(0);
  expect(output).toContain('AWS::EC2::FlowLog');
  expect(await inForce()).toBe(PRIOR);
});

test('a later resource fails, and what was there before is in force again', async () => {
  const { status, output } = await emulator.deploy(failing, 'Failing');
  expect(status).not.toBe(0);
  expect(output).toMatch(/CREATE_FAILED +\| AWS::SSM::Document/);
  // Until then the document of the stack was in force.
  expect(output).toMatch(/CREATE_COMPLETE +\| Custom::AccountSessionPreferences/);
  expect(await stackStatus('Failing')).toBe('ROLLBACK_COMPLETE');
  expect(await inForce()).toBe(PRIOR);
  expect(await record()).toBeUndefined();
});

describe('two stacks that both want the document', () => {
  let ours: string;
  beforeAll(async () => {
    await succeed(emulator.deploy(first, 'First'));
    ours = await inForce();
  });

  test('the first has it', async () => {
    expect(JSON.parse(ours).description).toBe('Session Manager preferences of First/Preferences');
    expect(await record()).toContain('/First/');
  });

  test('the second is refused, is told why, and changes nothing, neither as it fails nor as it is rolled back', async () => {
    const { status, output } = await emulator.deploy(second, 'Second');
    expect(status).not.toBe(0);
    expect(output.replace(/\s+/g, ' ')).toMatch(/CREATE_FAILED \| Custom::AccountSessionPreferences .*First/);
    expect(await stackStatus('Second')).toBe('ROLLBACK_COMPLETE');
    expect(await inForce()).toBe(ours);
    expect(await record()).toContain('/First/');
  });

  test('deleting the second changes nothing either', async () => {
    await succeed(emulator.destroy(second, 'Second'));
    expect(await inForce()).toBe(ours);
  });

  test('deleting the first puts back what was there before', async () => {
    await succeed(emulator.destroy(first, 'First'));
    expect(await inForce()).toBe(PRIOR);
    expect(await record()).toBeUndefined();
  });
});

describe('somebody changes the document of a stack', () => {
  const changed = async () => JSON.stringify({ ...JSON.parse(await inForce()), description: 'Changed in the console' });
  let key: string;

  beforeAll(async () => {
    await succeed(emulator.deploy(first, 'First'));
    key = JSON.parse(await inForce()).inputs.kmsKeyId;
    await putIntoForce(await changed());
  });

  test('the stack is not deleted while the document names its key, and says so', async () => {
    const { status, output } = await emulator.destroy(first, 'First');
    expect(status).not.toBe(0);
    expect(output).toContain(key);
    expect(await stackStatus('First')).toBe('DELETE_FAILED');
    expect(JSON.parse(await inForce()).description).toBe('Changed in the console');
    expect((await account.kms.describeKey({ KeyId: key })).KeyMetadata!.KeyState).toBe('Enabled');
    expect(await record()).toContain('/First/');
  });

  test('without the key in it the stack is deleted, and the document stays as it was changed', async () => {
    const theirs = content({ idleSessionTimeout: '9' });
    await putIntoForce(theirs);
    await succeed(emulator.destroy(first, 'First'));
    expect(await inForce()).toBe(theirs);
    expect(await record()).toBeUndefined();
    expect((await account.kms.describeKey({ KeyId: key })).KeyMetadata!.KeyState).toBe('PendingDeletion');
  });
});
