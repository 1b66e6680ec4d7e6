import { Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { bucketEncryptionRule } from '../../../../lib/preflight/rules/logging/log-003-bucket-encryption';
import { location } from '../working-context';
import { documentFindings } from '../working-document';

const ENCRYPTION = location('Logs', 'AWS::S3::Bucket', 'Properties/BucketEncryption');
const REST = { location: ENCRYPTION, capabilities: ['SHELL', 'TRANSCRIPT_S3'], services: ['s3'] };
const encrypted = (value: string | Unknown) => ({ bucket: { encryption: { value, location: ENCRYPTION } } });

test.each(['AES256', 'aws:kms'])('%s is what the agent takes for encryption', value => {
  expect(documentFindings(bucketEncryptionRule, encrypted(value))).toEqual([]);
});

test('aws:kms:dsse is not', () => {
  expect(documentFindings(bucketEncryptionRule, encrypted('aws:kms:dsse'))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    message: 'the bucket Logs is encrypted with \'aws:kms:dsse\', and the agent accepts only AES256 and aws:kms: it refuses every session',
    fix: 'encrypt Logs with aws:kms',
  }]);
});

test('it is of no matter where the document does not ask for encryption', () => {
  expect(documentFindings(bucketEncryptionRule, { ...encrypted('aws:kms:dsse'), inputs: { s3EncryptionEnabled: 'false' } })).toEqual([]);
  expect(documentFindings(bucketEncryptionRule, { ...encrypted(new Unknown('a parameter')), inputs: { s3EncryptionEnabled: undefined } })).toEqual([]);
});

test('an encryption that cannot be seen', () => {
  expect(documentFindings(bucketEncryptionRule, encrypted(new Unknown('a parameter')))).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the bucket Logs is encrypted as the agent wants it cannot be decided: a parameter',
  }]);
});

test('a document that might require encryption', () => {
  const inputs = { s3EncryptionEnabled: '{{encrypted}}' };
  expect(documentFindings(bucketEncryptionRule, { ...encrypted('AES256'), inputs })).toEqual([]);
  expect(documentFindings(bucketEncryptionRule, { ...encrypted('aws:kms:dsse'), inputs })).toEqual([{
    ...REST,
    severity: 'UNKNOWN',
    message: 'whether the agent refuses sessions because the bucket Logs is encrypted with \'aws:kms:dsse\' cannot be decided: '
      + 'it is the document\'s parameter \'encrypted\', whose value is given when a session starts',
  }]);
});

test('a flag that has a gap is not known', () => {
  expect(documentFindings(bucketEncryptionRule, { ...encrypted('aws:kms:dsse'), inputs: { s3EncryptionEnabled: gap('a parameter') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
});

test('a bucket that cannot be seen is for SSM-LOG-002', () => {
  expect(documentFindings(bucketEncryptionRule, { bucket: new Unknown('imported') })).toEqual([]);
});
