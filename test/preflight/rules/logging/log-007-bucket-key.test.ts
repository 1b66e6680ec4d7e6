import { PolicyCondition } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { bucketKeyRule } from '../../../../lib/preflight/rules/logging/log-007-bucket-key';
import { location, statement } from '../working-context';
import {
  boundaryWithout, denying, documentFindings, GRANTS, keyPolicy, keyPolicyLocation, LEFT_TO_ACCOUNT, ROLE, ROLE_ARN, withChanged, without,
} from '../working-document';

const REST = { capabilities: ['TRANSCRIPT_S3'], services: ['s3'] };
const KEY_OF_BUCKET = location('Logs', 'AWS::S3::Bucket', 'Properties/BucketEncryption');
const LOST = 'S3 cannot encrypt the transcript, and it is lost';
const LONG_ONES_LOST = 'transcripts over 5 MiB are uploaded in parts, and lost without it';
const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/<BucketKey>';

const bucketKeyIs = (value: string | undefined | Unknown) => ({ key: { value, location: KEY_OF_BUCKET } });
const encryptedWith = (value: string | Unknown) => ({ encryption: { value, location: KEY_OF_BUCKET } });

test('a role without any permission is told what it needs', () => {
  expect(documentFindings(bucketKeyRule, { grants: without('bucketKey') })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: ROLE,
    message: expect.stringMatching(/^the role NodeRole may not kms:GenerateDataKey with the key BucketKey of the bucket Logs/),
    fix: `allow kms:GenerateDataKey and kms:Decrypt on ${ARN} in a policy of NodeRole`,
  }]);
});

test('a role that may decrypt only', () => {
  expect(documentFindings(bucketKeyRule, { grants: withChanged('bucketKey', { actions: ['kms:Decrypt'] }) })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: ROLE,
    message: `the role NodeRole may not kms:GenerateDataKey with the key BucketKey of the bucket Logs: ${LOST}`,
    fix: `allow kms:GenerateDataKey on ${ARN} in a policy of NodeRole`,
  }]);
});

test('a role that may not decrypt loses long transcripts', () => {
  expect(documentFindings(bucketKeyRule, { grants: withChanged('bucketKey', { actions: ['kms:GenerateDataKey*'] }) })).toMatchObject([{
    ...REST,
    severity: 'WARNING',
    location: ROLE,
    message: expect.stringMatching(new RegExp(`^the role NodeRole may not kms:Decrypt with the key BucketKey of the bucket Logs.*: ${LONG_ONES_LOST}$`)),
    fix: `allow kms:Decrypt on ${ARN} in a policy of NodeRole`,
  }]);
});

test('an undecided kms:Decrypt is not reported', () => {
  const conditions = [{ operator: 'StringEquals', key: 'kms:KeyOrigin', values: ['AWS_KMS'] }];
  const [decrypt] = withChanged('bucketKey', { actions: ['kms:Decrypt'], conditions }).filter(({ label }) => label === 'BucketKey');
  expect(documentFindings(bucketKeyRule, { grants: [...withChanged('bucketKey', { actions: ['kms:GenerateDataKey'] }), decrypt] })).toEqual([]);
});

describe('conditions on the way', () => {
  const problemsUnder = (condition: PolicyCondition) => documentFindings(bucketKeyRule, { grants: withChanged('bucketKey', { conditions: [condition] }) });

  test('on another service, or on S3 of another region', () => {
    const via = (service: string) => problemsUnder({ operator: 'StringEquals', key: 'kms:ViaService', values: [service] });
    expect(via('ssm.eu-west-1.amazonaws.com')).toMatchObject([{
      severity: 'BLOCKED',
      location: GRANTS,
      message: 'the role NodeRole may not kms:GenerateDataKey with the key BucketKey of the bucket Logs '
        + `(the statement BucketKey of Grants allows it under a condition on kms:ViaService that the call does not meet): ${LOST}`,
    }]);
    expect(via('s3.us-east-1.amazonaws.com')).toHaveLength(1);
    expect(via('s3.*.amazonaws.com')).toHaveLength(1);
  });

  test('on S3 in the region of the bucket', () => {
    const grants = withChanged('bucketKey', { conditions: [{ operator: 'StringEquals', key: 'kms:ViaService', values: ['s3.us-east-1.amazonaws.com'] }] });
    expect(documentFindings(bucketKeyRule, { grants, bucket: { region: 'us-east-1' } })).toEqual([]);
    expect(documentFindings(bucketKeyRule, { grants, bucket: { region: new Unknown('a parameter') } })).toHaveLength(1);
  });

  test('on the ARN of the bucket or of the object, whichever S3 sends', () => {
    const context = (value: string) => problemsUnder({ operator: 'StringLike', key: 'kms:EncryptionContext:aws:s3:arn', values: [value] });
    expect(context('arn:aws:s3:::session-logs-bucket*')).toEqual([]);
    expect(context('arn:aws:s3:::other*')).toMatchObject([{ severity: 'BLOCKED' }]);
    expect(context('arn:aws:s3:::session-logs-bucket')).toMatchObject([{ severity: 'UNKNOWN', message: expect.stringContaining('which one S3 gives is not looked at') }]);
    expect(context('arn:aws:s3:::session-logs-bucket/nodes/*')).toMatchObject([{ severity: 'UNKNOWN', message: expect.stringContaining('which one S3 gives is not looked at') }]);
    expect(context('arn:aws:s3:::session-logs-bucket/other/*')).toMatchObject([{ severity: 'BLOCKED' }]);
    expect(context('arn:aws:s3:::session-logs-bucket/nodes/admin-*')).toMatchObject([{ severity: 'UNKNOWN' }]);
  });

  test('on the account of the caller', () => {
    expect(problemsUnder({ operator: 'StringEquals', key: 'kms:CallerAccount', values: ['111122223333'] })).toEqual([]);
    expect(problemsUnder({ operator: 'StringEquals', key: 'kms:CallerAccount', values: ['999999999999'] })).toMatchObject([{ severity: 'BLOCKED' }]);
  });

  test('on the names in the encryption context', () => {
    expect(problemsUnder({ operator: 'ForAllValues:StringEquals', key: 'kms:EncryptionContextKeys', values: ['aws:s3:arn'] })).toEqual([]);
    expect(problemsUnder({ operator: 'ForAnyValue:StringEquals', key: 'kms:EncryptionContextKeys', values: ['other'] })).toMatchObject([{ severity: 'BLOCKED' }]);
  });

  test.each(['aws:SourceVpce', 'aws:SourceVpc', 'aws:CalledVia', 'aws:ViaAWSService'])('%s of a call by S3 is unknown', key => {
    const operator = key === 'aws:CalledVia' ? 'ForAnyValue:StringEquals' : key === 'aws:ViaAWSService' ? 'Bool' : 'StringEquals';
    const value = key === 'aws:ViaAWSService' ? 'false' : key === 'aws:SourceVpc' ? 'vpc-1' : 'vpce-kms';
    expect(problemsUnder({ operator, key, values: [value] })).toMatchObject([{ severity: 'UNKNOWN' }]);
  });
});

describe('the key policy', () => {
  test('that leaves out the account', () => {
    expect(documentFindings(bucketKeyRule, { bucketKey: { policy: keyPolicy('BucketKey') } })).toEqual([{
      ...REST,
      severity: 'BLOCKED',
      location: keyPolicyLocation('BucketKey'),
      message: `the policy of the key BucketKey does not let the role NodeRole kms:GenerateDataKey with the key BucketKey of the bucket Logs: ${LOST}`,
      fix: `allow ${ROLE_ARN} kms:GenerateDataKey in the policy of the key BucketKey`,
    }]);
  });

  test('that allows the role itself', () => {
    const policy = keyPolicy('BucketKey', statement(['kms:GenerateDataKey', 'kms:Decrypt'], { principals: { AWS: [ROLE_ARN] } }));
    expect(documentFindings(bucketKeyRule, { grants: without('bucketKey'), bucketKey: { policy } })).toEqual([]);
  });

  test('that denies the role', () => {
    const policy = keyPolicy('BucketKey', LEFT_TO_ACCOUNT, statement(['kms:GenerateDataKey'], { label: 'No', effect: 'Deny', principals: '*' }));
    expect(documentFindings(bucketKeyRule, { bucketKey: { policy } })).toMatchObject([{
      severity: 'BLOCKED',
      location: keyPolicyLocation('BucketKey'),
      message: `the statement No of the policy of the key BucketKey denies the role NodeRole kms:GenerateDataKey with the key BucketKey of the bucket Logs: ${LOST}`,
    }]);
  });

  test('that is unknown', () => {
    const policy = { value: new Unknown('a parameter'), location: keyPolicyLocation('BucketKey') };
    expect(documentFindings(bucketKeyRule, { bucketKey: { policy } })).toMatchObject([{ severity: 'UNKNOWN', location: keyPolicyLocation('BucketKey') }]);
  });
});

test('a denial and a boundary of the role', () => {
  const denial = denying(['kms:GenerateDataKey']);
  expect(documentFindings(bucketKeyRule, { policies: [denial] })).toMatchObject([{ severity: 'BLOCKED', location: denial.location }]);
  const boundary = boundaryWithout('kms:GenerateDataKey');
  expect(documentFindings(bucketKeyRule, { role: { boundary } })).toMatchObject([{ severity: 'BLOCKED', location: boundary.location }]);
});

test.each([
  ['AES256', { ...encryptedWith('AES256') }],
  ['the key of AWS, by no name', bucketKeyIs(undefined)],
  ['the key of AWS, by its alias', bucketKeyIs('alias/aws/s3')],
  ['the key of AWS, by its ARN', bucketKeyIs('arn:aws:kms:eu-west-1:111122223333:alias/aws/s3')],
])('%s takes no permission', (_, bucket) => {
  expect(documentFindings(bucketKeyRule, { bucket, grants: [] })).toEqual([]);
});

test('aws:kms:dsse takes the same as aws:kms', () => {
  expect(documentFindings(bucketKeyRule, { bucket: encryptedWith('aws:kms:dsse'), grants: [] })).toMatchObject([{ severity: 'BLOCKED' }]);
});

test.each([
  ['a key that is not in the assembly', bucketKeyIs('alias/mine'), 'the key alias/mine is not in the assembly'],
  ['a key that cannot be seen', bucketKeyIs(new Unknown('a parameter')), 'a parameter'],
])('%s', (_, bucket, reason) => {
  expect(documentFindings(bucketKeyRule, { bucket })).toEqual([{
    ...REST, severity: 'UNKNOWN', location: KEY_OF_BUCKET, message: `whether the role may upload with the key of the bucket Logs cannot be decided: ${reason}`,
  }]);
});

test('an unknown encryption is reported here if SSM-LOG-003 does not report it', () => {
  const bucket = encryptedWith(new Unknown('a parameter'));
  expect(documentFindings(bucketKeyRule, { bucket })).toEqual([]);
  expect(documentFindings(bucketKeyRule, { bucket, inputs: { s3EncryptionEnabled: false } })).toMatchObject([{ severity: 'UNKNOWN', location: KEY_OF_BUCKET }]);
});

test('a bucket that cannot be seen is for SSM-LOG-002', () => {
  expect(documentFindings(bucketKeyRule, { bucket: new Unknown('imported') })).toEqual([]);
});

test('a prefix that cannot be seen may be any', () => {
  expect(documentFindings(bucketKeyRule, { inputs: { s3KeyPrefix: new Unknown('a parameter') } })).toEqual([]);
});
