import { Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/text';
import { bucketEncryption } from '../../../../lib/preflight/rules/logging/log-003-bucket-encryption';
import { documentProblems } from '../working-document';
import { spot } from '../working-site';

const ENCRYPTION = spot('Logs', 'AWS::S3::Bucket', 'Properties/BucketEncryption');
const REST = { spot: ENCRYPTION, capabilities: ['SHELL', 'TRANSCRIPT_S3'], services: ['s3'] };
const encrypted = (value: string | Unknown) => ({ bucket: { encryption: { value, spot: ENCRYPTION } } });

test.each(['AES256', 'aws:kms'])('%s is what the agent takes for encryption', value => {
  expect(documentProblems(bucketEncryption, encrypted(value))).toEqual([]);
});

test('aws:kms:dsse is not', () => {
  expect(documentProblems(bucketEncryption, encrypted('aws:kms:dsse'))).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    message: 'the bucket Logs is encrypted with \'aws:kms:dsse\', and the agent takes nothing but AES256 and aws:kms for encryption: it refuses every session',
    fix: 'encrypt Logs with aws:kms',
  }]);
});

test('it is of no matter where the document does not ask for encryption', () => {
  expect(documentProblems(bucketEncryption, { ...encrypted('aws:kms:dsse'), inputs: { s3EncryptionEnabled: 'false' } })).toEqual([]);
  expect(documentProblems(bucketEncryption, { ...encrypted(new Unknown('a parameter')), inputs: { s3EncryptionEnabled: undefined } })).toEqual([]);
});

test('an encryption that cannot be seen', () => {
  expect(documentProblems(bucketEncryption, encrypted(new Unknown('a parameter')))).toEqual([{
    ...REST, severity: 'UNKNOWN', message: 'whether the bucket Logs is encrypted as the agent wants it cannot be decided: a parameter',
  }]);
});

test('a document of which it cannot be seen whether it asks for encryption', () => {
  const inputs = { s3EncryptionEnabled: '{{encrypted}}' };
  expect(documentProblems(bucketEncryption, { ...encrypted('AES256'), inputs })).toEqual([]);
  expect(documentProblems(bucketEncryption, { ...encrypted('aws:kms:dsse'), inputs })).toEqual([{
    ...REST,
    severity: 'UNKNOWN',
    message: 'whether the agent refuses sessions because the bucket Logs is encrypted with \'aws:kms:dsse\' cannot be decided: '
      + 'it is the document\'s parameter \'encrypted\', whose value is given when a session starts',
  }]);
});

test('a flag that has a gap is not known', () => {
  expect(documentProblems(bucketEncryption, { ...encrypted('aws:kms:dsse'), inputs: { s3EncryptionEnabled: gap('a parameter') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
});

test('a bucket that cannot be seen is for SSM-LOG-002', () => {
  expect(documentProblems(bucketEncryption, { bucket: new Unknown('imported') })).toEqual([]);
});
