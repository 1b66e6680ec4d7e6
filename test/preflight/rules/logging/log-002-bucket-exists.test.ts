import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/text';
import { bucketExists } from '../../../../lib/preflight/rules/logging/log-002-bucket-exists';
import { CONTENT, documentProblems } from '../working-document';
import { spot } from '../working-site';

const UNSEEN = {
  severity: 'UNKNOWN',
  spot: CONTENT,
  message: 'whether the bucket \'elsewhere\' is there, and in eu-west-1, cannot be decided: the bucket elsewhere is not in the assembly',
  capabilities: ['SHELL', 'TRANSCRIPT_S3'],
  services: ['s3'],
};

test('a bucket that is not in the assembly', () => {
  expect(documentProblems(bucketExists, { inputs: { s3BucketName: 'elsewhere' } })).toEqual([UNSEEN]);
});

test('without encryption asked for, the session does not depend on it', () => {
  expect(documentProblems(bucketExists, { inputs: { s3BucketName: 'elsewhere', s3EncryptionEnabled: false } })).toEqual([{ ...UNSEEN, capabilities: ['TRANSCRIPT_S3'] }]);
  expect(documentProblems(bucketExists, { inputs: { s3BucketName: new Unknown('no'), s3EncryptionEnabled: false } })[0].capabilities).toEqual(['TRANSCRIPT_S3']);
});

test('a name that is nearly one of the assembly', () => {
  const names = { bucketNames: ['access-logs', 'session-logs-bucket'] };
  const [{ message }] = documentProblems(bucketExists, { inputs: { s3BucketName: 'session_logs.Bucket' }, names });
  expect(message).toBe('whether the bucket \'session_logs.Bucket\' is there, and in eu-west-1, cannot be decided: '
    + 'the bucket session_logs.Bucket is not in the assembly; the assembly has \'session-logs-bucket\', which differs but little');
});

test('a bucket of which it is not known whether it will be there', () => {
  const [problem] = documentProblems(bucketExists, { bucket: new Unknown('its condition depends on a parameter') });
  expect(problem.message).toContain('its condition depends on a parameter');
});

describe('a bucket in another region', () => {
  test('is not reached through a gateway endpoint', () => {
    expect(documentProblems(bucketExists, { bucket: { region: 'us-east-1' } })).toEqual([{
      severity: 'UNKNOWN',
      spot: spot('Logs', 'AWS::S3::Bucket'),
      message: 'whether Node reaches the bucket Logs cannot be decided: the bucket is in us-east-1, the node in eu-west-1, and its way to S3 leads to buckets of its own region',
      capabilities: ['SHELL', 'TRANSCRIPT_S3'],
      services: ['s3'],
    }]);
  });

  test('is where the region is not one that can be compared', () => {
    expect(documentProblems(bucketExists, { bucket: { region: opaque('AWS::Region') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
  });

  test('is reached through the Internet', () => {
    expect(documentProblems(bucketExists, { bucket: { region: 'us-east-1' }, network: 'nat-gateway' })).toEqual([]);
  });

  test('is no matter where there is no way to S3 at all, or where it cannot be seen', () => {
    expect(documentProblems(bucketExists, { bucket: { region: 'us-east-1' }, endpoint: { s3: { service: 'dynamodb' } } })).toEqual([]);
    expect(documentProblems(bucketExists, { bucket: { region: new Unknown('a parameter') } })).toEqual([]);
  });
});
