import { Unknown } from '../../../../lib/preflight/model/known';
import { logGroupEncryptionRule } from '../../../../lib/preflight/rules/logging/log-010-log-group-encryption';
import { location } from '../working-context';
import { documentProblems } from '../working-document';

const KEY = location('Group', 'AWS::Logs::LogGroup', 'Properties/KmsKeyId');
const REST = { location: KEY, capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const keyIs = (value: string | undefined | Unknown) => ({ logGroup: { key: { value, location: KEY } } });

test('a log group without a key', () => {
  expect(documentProblems(logGroupEncryptionRule, keyIs(undefined))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    message: 'the log group Group has no KMS key, and cloudWatchEncryptionEnabled is true: the agent refuses every session',
    fix: 'set KmsKeyId of Group, or cloudWatchEncryptionEnabled to false in Preferences',
  }]);
});

test('a log group with a key', () => {
  expect(documentProblems(logGroupEncryptionRule, keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'))).toEqual([]);
});

test('it makes no difference if the document does not require encryption', () => {
  expect(documentProblems(logGroupEncryptionRule, { ...keyIs(undefined), inputs: { cloudWatchEncryptionEnabled: false } })).toEqual([]);
  expect(documentProblems(logGroupEncryptionRule, { ...keyIs(new Unknown('a parameter')), inputs: { cloudWatchEncryptionEnabled: undefined } })).toEqual([]);
});

test('an unknown key', () => {
  expect(documentProblems(logGroupEncryptionRule, keyIs(new Unknown('a parameter')))).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the log group Group is encrypted with a KMS key cannot be decided: a parameter',
  }]);
});

test('a document that might require encryption', () => {
  const inputs = { cloudWatchEncryptionEnabled: new Unknown('a parameter') };
  expect(documentProblems(logGroupEncryptionRule, { ...keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'), inputs })).toEqual([]);
  expect(documentProblems(logGroupEncryptionRule, { ...keyIs(undefined), inputs })).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the agent refuses sessions because the log group Group has no KMS key cannot be decided: a parameter',
  }]);
});

test('an unknown log group is left to SSM-LOG-009', () => {
  expect(documentProblems(logGroupEncryptionRule, { logGroup: new Unknown('imported') })).toEqual([]);
});
