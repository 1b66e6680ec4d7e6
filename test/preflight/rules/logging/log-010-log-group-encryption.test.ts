import { Unknown } from '../../../../lib/preflight/model/known';
import { logGroupEncryptionRule } from '../../../../lib/preflight/rules/logging/log-010-log-group-encryption';
import { location } from '../working-context';
import { documentFindings } from '../working-document';

const KEY = location('Group', 'AWS::Logs::LogGroup', 'Properties/KmsKeyId');
const REST = { location: KEY, capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const keyIs = (value: string | undefined | Unknown) => ({ logGroup: { key: { value, location: KEY } } });

test('a log group without a key', () => {
  expect(documentFindings(logGroupEncryptionRule, keyIs(undefined))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    message: 'the log group Group has no KMS key, and cloudWatchEncryptionEnabled is true: the agent refuses every session',
    fix: 'set KmsKeyId of Group, or set cloudWatchEncryptionEnabled to false in Preferences',
  }]);
});

test('a log group with a key', () => {
  expect(documentFindings(logGroupEncryptionRule, keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'))).toEqual([]);
});

test('it is of no matter where the document does not ask for encryption', () => {
  expect(documentFindings(logGroupEncryptionRule, { ...keyIs(undefined), inputs: { cloudWatchEncryptionEnabled: false } })).toEqual([]);
  expect(documentFindings(logGroupEncryptionRule, { ...keyIs(new Unknown('a parameter')), inputs: { cloudWatchEncryptionEnabled: undefined } })).toEqual([]);
});

test('a key that cannot be seen', () => {
  expect(documentFindings(logGroupEncryptionRule, keyIs(new Unknown('a parameter')))).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the log group Group is encrypted with a KMS key cannot be decided: a parameter',
  }]);
});

test('a document that might require encryption', () => {
  const inputs = { cloudWatchEncryptionEnabled: new Unknown('a parameter') };
  expect(documentFindings(logGroupEncryptionRule, { ...keyIs('arn:aws:kms:eu-west-1:111122223333:key/any'), inputs })).toEqual([]);
  expect(documentFindings(logGroupEncryptionRule, { ...keyIs(undefined), inputs })).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the agent refuses sessions because the log group Group has no KMS key cannot be decided: a parameter',
  }]);
});

test('a log group that cannot be seen is for SSM-LOG-009', () => {
  expect(documentFindings(logGroupEncryptionRule, { logGroup: new Unknown('imported') })).toEqual([]);
});
