import { Unknown } from '../../../../lib/preflight/model/known';
import { roleChecksBucketRule } from '../../../../lib/preflight/rules/logging/log-005-bucket-check';
import { boundaryWithout, bucketPolicy, denying, documentFindings, GRANTS, ROLE, ROLE_ARN, withChanged, without } from '../working-document';

const REST = { capabilities: ['SHELL', 'TRANSCRIPT_S3'], services: ['s3'] };
const REFUSED = 's3EncryptionEnabled is true, so the agent refuses every session';

test('a role without the permission', () => {
  expect(documentFindings(roleChecksBucketRule, { grants: without('check') })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: ROLE,
    message: `the role NodeRole may not s3:GetEncryptionConfiguration on the bucket Logs: ${REFUSED}`,
    fix: 'allow s3:GetEncryptionConfiguration on arn:aws:s3:::session-logs-bucket in a policy of NodeRole',
  }]);
});

test('a role with the permission for the objects', () => {
  const grants = withChanged('check', { resources: ['arn:aws:s3:::session-logs-bucket/*'] });
  const [finding] = documentFindings(roleChecksBucketRule, { grants });
  expect(finding.location).toEqual(GRANTS);
  expect(finding.message).toBe('the role NodeRole may not s3:GetEncryptionConfiguration on the bucket Logs '
    + `(Grants grants arn:aws:s3:::session-logs-bucket/*, and the call is on the bucket itself, arn:aws:s3:::session-logs-bucket): ${REFUSED}`);
});

test('a role with the permission for another bucket', () => {
  const [finding] = documentFindings(roleChecksBucketRule, { grants: withChanged('check', { resources: ['arn:aws:s3:::other'] }) });
  expect(finding.message).toContain('(it grants that on arn:aws:s3:::other only)');
});

test.each([false, 'false', undefined])('nobody asks with s3EncryptionEnabled %j', s3EncryptionEnabled => {
  expect(documentFindings(roleChecksBucketRule, { inputs: { s3EncryptionEnabled }, grants: [] })).toEqual([]);
});

test('the agent might check if s3EncryptionEnabled is unknown', () => {
  const inputs = { s3EncryptionEnabled: '{{encrypted}}' };
  expect(documentFindings(roleChecksBucketRule, { inputs })).toEqual([]);
  expect(documentFindings(roleChecksBucketRule, { inputs, grants: [] })).toEqual([{
    ...REST,
    severity: 'UNKNOWN',
    location: ROLE,
    message: 'whether the role NodeRole may s3:GetEncryptionConfiguration on the bucket Logs cannot be decided: no policy of the role allows it, and whether '
      + 'that matters depends on what cannot be seen: it is the document\'s parameter \'encrypted\', whose value is given when a session starts',
  }]);
});

test('the bucket policy may grant it instead', () => {
  const policies = [bucketPolicy({ actions: ['s3:Get*'], principals: { AWS: [ROLE_ARN] } })];
  expect(documentFindings(roleChecksBucketRule, { grants: [], bucket: { policies } })).toEqual([]);
});

test('an unknown bucket policy is left to SSM-LOG-006', () => {
  const policies = [{ ...bucketPolicy({}), document: new Unknown('a parameter') }];
  expect(documentFindings(roleChecksBucketRule, { grants: [], bucket: { policies } })).toEqual([]);
});

test('a policy of the role or a boundary that does not allow it', () => {
  const denial = denying(['s3:GetEncryption*']);
  expect(documentFindings(roleChecksBucketRule, { policies: [denial] })).toMatchObject([{ ...REST, severity: 'BLOCKED', location: denial.location }]);
  const boundary = boundaryWithout('s3:GetEncryptionConfiguration');
  expect(documentFindings(roleChecksBucketRule, { role: { boundary } })).toMatchObject([{ ...REST, severity: 'BLOCKED', location: boundary.location }]);
});

test('a bucket that is not in the assembly might grant it', () => {
  const bucket = new Unknown('it is imported');
  expect(documentFindings(roleChecksBucketRule, { bucket })).toEqual([]);
  expect(documentFindings(roleChecksBucketRule, { bucket, grants: [] })).toMatchObject([{ severity: 'UNKNOWN', message: expect.stringContaining('it is imported') }]);
  expect(documentFindings(roleChecksBucketRule, { bucket, policies: [denying(['s3:*'])] })).toMatchObject([{ severity: 'BLOCKED' }]);
});
