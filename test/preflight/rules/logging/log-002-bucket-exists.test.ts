import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { bucketExistsRule } from '../../../../lib/preflight/rules/logging/log-002-bucket-exists';
import { location } from '../working-context';
import { CONTENT, documentFindings } from '../working-document';

const UNSEEN = {
  severity: 'UNKNOWN',
  location: CONTENT,
  message: 'whether the bucket \'elsewhere\' is there, and in eu-west-1, cannot be decided: the bucket elsewhere is not in the assembly',
  capabilities: ['SHELL', 'TRANSCRIPT_S3'],
  services: ['s3'],
};

test('a bucket that is not in the assembly', () => {
  expect(documentFindings(bucketExistsRule, { inputs: { s3BucketName: 'elsewhere' } })).toEqual([UNSEEN]);
});

test('without encryption asked for, the session does not depend on it', () => {
  expect(documentFindings(bucketExistsRule, { inputs: { s3BucketName: 'elsewhere', s3EncryptionEnabled: false } })).toEqual([{ ...UNSEEN, capabilities: ['TRANSCRIPT_S3'] }]);
  expect(documentFindings(bucketExistsRule, { inputs: { s3BucketName: new Unknown('no'), s3EncryptionEnabled: false } })[0].capabilities).toEqual(['TRANSCRIPT_S3']);
});

test('a name that is similar to one in the assembly', () => {
  const names = { bucketNames: ['access-logs', 'session-logs-bucket'] };
  const [{ message }] = documentFindings(bucketExistsRule, { inputs: { s3BucketName: 'session_logs.Bucket' }, names });
  expect(message).toBe('whether the bucket \'session_logs.Bucket\' is there, and in eu-west-1, cannot be decided: '
    + 'the bucket session_logs.Bucket is not in the assembly; the assembly has \'session-logs-bucket\', a similar name');
});

test('a bucket of which it is not known whether it will be there', () => {
  const [finding] = documentFindings(bucketExistsRule, { bucket: new Unknown('its condition depends on a parameter') });
  expect(finding.message).toContain('its condition depends on a parameter');
});

describe('a bucket in another region', () => {
  test('is not reached through a gateway endpoint', () => {
    expect(documentFindings(bucketExistsRule, { bucket: { region: 'us-east-1' } })).toEqual([{
      severity: 'UNKNOWN',
      location: location('Logs', 'AWS::S3::Bucket'),
      message: 'whether Node reaches the bucket Logs cannot be decided: the bucket is in us-east-1, the node in eu-west-1, and the node\'s path to S3 reaches only buckets of the node\'s region',
      capabilities: ['SHELL', 'TRANSCRIPT_S3'],
      services: ['s3'],
    }]);
  });

  test('is where the region is not one that can be compared', () => {
    expect(documentFindings(bucketExistsRule, { bucket: { region: opaque('AWS::Region') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
  });

  test('is reached through the Internet', () => {
    expect(documentFindings(bucketExistsRule, { bucket: { region: 'us-east-1' }, network: 'nat-gateway' })).toEqual([]);
  });

  test('is no matter where there is no way to S3 at all, or where it cannot be seen', () => {
    expect(documentFindings(bucketExistsRule, { bucket: { region: 'us-east-1' }, endpoint: { s3: { service: 'dynamodb' } } })).toEqual([]);
    expect(documentFindings(bucketExistsRule, { bucket: { region: new Unknown('a parameter') } })).toEqual([]);
  });
});
