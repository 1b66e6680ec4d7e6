import { App, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences } from '../../lib';
import { ACCOUNT, REGION, errorOf, newStack } from '../fixtures';

const ALIAS_ERROR = 'encryptionKey must be a key, got the alias Stack/Alias: a policy that names an alias grants nothing; pass the key itself, kms.Key.fromKeyArn(...) or fromLookup(...)';

const USES: [string, (stack: Stack, encryptionKey: kms.IKey) => unknown][] = [
  ['SessionPreferences', (stack, encryptionKey) => new SessionPreferences(stack, 'It', { encryptionKey, logging: SessionLogging.none() })],
  ['imported SessionPreferences', (stack, encryptionKey) => SessionPreferences.fromSessionPreferencesAttributes(stack, 'It', {
    documentName: 'shell', logging: SessionLogging.none(), encryptionKey,
  })],
  ['SessionLogGroup', (stack, encryptionKey) => new SessionLogGroup(stack, 'It', { encryptionKey })],
  ['SessionLoggingBucket', (stack, encryptionKey) => new SessionLoggingBucket(stack, 'It', { encryptionKey })],
  ['imported SessionLoggingBucket', (stack, encryptionKey) => SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'It', { bucketName: 'logs', encryptionKey })],
];

describe.each(USES)('The key of %s', (_, use) => {
  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['an imported alias', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/sessions')],
    ['an alias of this app', stack => new kms.Alias(stack, 'Alias', { aliasName: 'alias/sessions', targetKey: new kms.Key(stack, 'Key') })],
    ['the ARN of an alias', stack => ({
      ...kms.Key.fromKeyArn(stack, 'Alias', `arn:aws:kms:${REGION}:${ACCOUNT}:key/x`), keyArn: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/sessions`,
    }) as unknown as kms.IKey],
  ])('is not %s', (_name, alias) => {
    const stack = newStack();
    expect(errorOf(() => use(stack, alias(stack)))).toBe(`${ALIAS_ERROR} [Stack/It]`);
  });

  test('must be in the region of the stack', () => {
    const stack = newStack();
    const key = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
    expect(errorOf(() => use(stack, key))).toBe(
      'encryptionKey must be in the stack\'s region us-east-1, got one in eu-west-1; use a key of that region [Stack/It]');
  });

  test.each<[string, kms.KeyProps, string]>([
    ['enabled', { enabled: false }, 'encryptionKey must be enabled, got Stack/Key with enabled: false; remove that setting from the key [Stack/It]'],
    ['no pair of keys', { keySpec: kms.KeySpec.RSA_2048, keyUsage: kms.KeyUsage.SIGN_VERIFY },
      'encryptionKey must be symmetric, got Stack/Key with keySpec RSA_2048; remove keySpec and keyUsage from the key [Stack/It]'],
    ['no HMAC key', { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC },
      'encryptionKey must be symmetric, got Stack/Key with keySpec HMAC_256; remove keySpec and keyUsage from the key [Stack/It]'],
  ])('must be %s', (_name, props, error) => {
    const stack = newStack();
    expect(errorOf(() => use(stack, new kms.Key(stack, 'Key', props)))).toBe(error);
  });

  test.each<kms.KeyProps>([{}, { enabled: true }, { keySpec: kms.KeySpec.SYMMETRIC_DEFAULT }])('may be a key with %j', props => {
    const stack = newStack();
    expect(errorOf(() => use(stack, new kms.Key(stack, 'Key', props)))).toBeUndefined();
  });

  test('is accepted if the region is known only at deployment', () => {
    const stack = new Stack(new App(), 'Stack');
    const key = kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
    expect(errorOf(() => use(stack, key))).toBeUndefined();
  });
});

test('A key of another stack cannot encrypt a new log group of SessionLogging, because its policy would have to name the group', () => {
  const app = new App();
  const key = new kms.Key(newStack(app, 'KeyStack'), 'Key');
  expect(errorOf(() => new SessionLogging(newStack(app), 'Logging', { encryptionKey: key }))).toBe(
    'encryptionKey must belong to this stack, got one of KeyStack, whose key policy has to name the new log group; pass logGroup: new SessionLogGroup(this, \'LogGroup\', { encryptionKey, logGroupName }) and a bucket instead [Stack/Logging]');
});

test('A key that is imported in another stack needs no log group name, because its policy does not change', () => {
  const app = new App();
  const key = kms.Key.fromKeyArn(newStack(app, 'KeyStack'), 'Key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`);
  expect(errorOf(() => new SessionLogging(newStack(app), 'Logging', { encryptionKey: key }))).toBeUndefined();
});
