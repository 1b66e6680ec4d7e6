import { Unknown } from '../../../../lib/preflight/model/known';
import { logGroupEncryption } from '../../../../lib/preflight/rules/logging/log-010-log-group-encryption';
import { documentProblems } from '../working-document';
import { spot } from '../working-site';

const KEY = spot('Group', 'AWS::Logs::LogGroup', 'Properties/KmsKeyId');
const REST = { spot: KEY, capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const keyIs = (value: string | undefined | Unknown) => ({ logGroup: { key: { value, spot: KEY } } });

test('a log group without a key', () => {
  expect(documentProblems(logGroupEncryption, keyIs(undefined))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    message: 'the log group Group has no KMS key, and cloudWatchEncryptionEnabled is true: the agent refuses every session',
    fix: 'set KmsKeyId of Group, or cloudWatchEncryptionEnabled to false in Preferences',
  }]);
});

test('a log group with a key', () => {
  expect(documentProblems(logGroupEncryption, keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'))).toEqual([]);
});

test('it is of no matter where the document does not ask for encryption', () => {
  expect(documentProblems(logGroupEncryption, { ...keyIs(undefined), inputs: { cloudWatchEncryptionEnabled: false } })).toEqual([]);
  expect(documentProblems(logGroupEncryption, { ...keyIs(new Unknown('a parameter')), inputs: { cloudWatchEncryptionEnabled: undefined } })).toEqual([]);
});

test('a key that cannot be seen', () => {
  expect(documentProblems(logGroupEncryption, keyIs(new Unknown('a parameter')))).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the log group Group is encrypted with a KMS key cannot be decided: a parameter',
  }]);
});

test('a document of which it cannot be seen whether it asks for encryption', () => {
  const inputs = { cloudWatchEncryptionEnabled: new Unknown('a parameter') };
  expect(documentProblems(logGroupEncryption, { ...keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'), inputs })).toEqual([]);
  expect(documentProblems(logGroupEncryption, { ...keyIs(undefined), inputs })).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the agent refuses sessions because the log group Group has no KMS key cannot be decided: a parameter',
  }]);
});

test('a log group that cannot be seen is for SSM-LOG-009', () => {
  expect(documentProblems(logGroupEncryption, { logGroup: new Unknown('imported') })).toEqual([]);
});
