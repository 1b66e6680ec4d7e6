import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { documentOf } from './deployed';
import { SessionEncryption, SessionLogging, SessionPreferences, SessionPreferencesProps } from '../../lib';
import { errorOf, newStack } from '../fixtures';

const KEY_ARN = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';

function setUp(props: SessionPreferencesProps, stack = newStack()) {
  return { stack, preferences: new SessionPreferences(stack, 'Preferences', { logging: SessionLogging.none(), ...props }) };
}

test('a customer managed key is the default', () => {
  const [explicit, byDefault] = [setUp({ encryption: SessionEncryption.customerManagedKey() }), setUp({})];

  expect(Template.fromStack(explicit.stack).toJSON()).toEqual(Template.fromStack(byDefault.stack).toJSON());
  Template.fromStack(explicit.stack).resourceCountIs('AWS::KMS::Key', 1);
});

test('none creates no key, and the document names none', () => {
  const { stack, preferences } = setUp({ encryption: SessionEncryption.none() });

  expect(preferences.encryptionKey).toBeUndefined();
  expect(documentOf(stack).inputs.kmsKeyId).toBe('');
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 0);
});

test.each([undefined, SessionEncryption.customerManagedKey()])('a key that was passed is named by its ARN, and no other is created (%#)', encryption => {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
  const { preferences } = setUp({ encryption, encryptionKey }, stack);

  expect(documentOf(stack).inputs.kmsKeyId).toBe(KEY_ARN);
  expect(preferences.encryptionKey?.node.path).toBe('Stack/Key');
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 0);
});

test('a key that was passed is not deleted with the stack', () => {
  const stack = newStack();
  setUp({ encryptionKey: new kms.Key(stack, 'Key') }, stack);

  Template.fromStack(stack).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Retain' });
  Template.fromStack(stack).resourceCountIs('AWS::KMS::Key', 1);
});

test('a key and none() contradict each other', () => {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);

  expect(errorOf(() => setUp({ encryption: SessionEncryption.none(), encryptionKey }, stack))).toBe(
    'encryptionKey contradicts encryption: SessionEncryption.none(); remove one of the two [Stack/Preferences]');
});
