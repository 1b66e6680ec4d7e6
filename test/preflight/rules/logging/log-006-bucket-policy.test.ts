import { PolicyCondition, PolicyStatement } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { bucketPolicyRule as rule } from '../../../../lib/preflight/rules/logging/log-006-bucket-policy';
import { BUCKET_POLICY, bucketPolicy, DocumentChanges, documentFindings, ROLE_ARN, without } from '../working-document';

const BOTH = { severity: 'BLOCKED', location: BUCKET_POLICY, capabilities: ['SHELL', 'TRANSCRIPT_S3'], services: ['s3'] };
const UPLOAD = { ...BOTH, capabilities: ['TRANSCRIPT_S3'] };
const LOST = 'the transcript is lost, and only a line in the log of the node says so';
const REFUSED = 's3EncryptionEnabled is true, so the agent refuses every session';

function findings(changes: Partial<PolicyStatement>, others: DocumentChanges = {}) {
  return documentFindings(rule, { bucket: { policies: [bucketPolicy({ effect: 'Deny', ...changes })] }, ...others });
}

function problemsWithConditions(...conditions: PolicyCondition[]) {
  return findings({ actions: ['s3:PutObject'], conditions });
}

test('a statement that denies everything is reported once', () => {
  expect(findings({})).toEqual([{
    ...BOTH,
    message: `the statement Rule of BucketPolicy denies the role NodeRole s3:GetEncryptionConfiguration and s3:PutObject on the bucket Logs: ${REFUSED}`,
    fix: `except ${ROLE_ARN} from the statement Rule of BucketPolicy`,
  }]);
});

test('the role\'s own policies make no difference', () => {
  expect(findings({}, { grants: [] })).toHaveLength(1);
  expect(documentFindings(rule, { grants: [] })).toEqual([]);
});

test('a statement that denies the check, and one that denies the upload', () => {
  expect(findings({ actions: ['s3:GetEncryptionConfiguration'] })).toMatchObject([{ ...BOTH, message: expect.stringContaining(`s3:GetEncryptionConfiguration on the bucket Logs: ${REFUSED}`) }]);
  expect(findings({ actions: ['s3:PutObject'] })).toMatchObject([{ ...UPLOAD, message: expect.stringContaining(`NodeRole s3:PutObject on the bucket Logs: ${LOST}`) }]);
  expect(findings({ actions: ['s3:PutObject'], resources: ['arn:aws:s3:::session-logs-bucket/other/*'] })).toEqual([]);
  expect(findings({ actions: ['s3:PutObject'], principals: { AWS: ['arn:aws:iam::111122223333:role/other'] } })).toEqual([]);
});

test('the check makes no difference if the document does not require encryption', () => {
  expect(findings({ actions: ['s3:GetEncryptionConfiguration'] }, { inputs: { s3EncryptionEnabled: false } })).toEqual([]);
  expect(findings({}, { inputs: { s3EncryptionEnabled: false } })).toMatchObject([{ ...UPLOAD }]);
});

test('the check might make no difference if the document might not require encryption', () => {
  const found = findings({}, { inputs: { s3EncryptionEnabled: '{{encrypted}}' } });
  expect(found).toMatchObject([{ ...BOTH, severity: 'UNKNOWN' }, { ...UPLOAD }]);
  expect(found[0].message).toBe('whether the policy of the bucket Logs lets the role NodeRole s3:GetEncryptionConfiguration cannot be decided: '
    + 'it is the document\'s parameter \'encrypted\', whose value is given when a session starts');
});

describe('conditions', () => {
  const SSE = 's3:x-amz-server-side-encryption';

  test.each([
    { operator: 'StringNotEquals', key: SSE, values: ['aws:kms'] },
    { operator: 'Null', key: SSE, values: ['true'] },
    { operator: 'StringNotEquals', key: `${SSE}-aws-kms-key-id`, values: ['arn:aws:kms:eu-west-1:111122223333:key/1'] },
  ])('uploads must name their encryption: %j', condition => {
    expect(problemsWithConditions(condition)).toEqual([{
      ...UPLOAD,
      message: `the statement Rule of BucketPolicy denies the role NodeRole s3:PutObject on the bucket Logs (its condition is on ${condition.key}, `
        + `and the agent sends none: it leaves encryption to the bucket): ${LOST}`,
      fix: `take the condition on ${condition.key} out of the statement Rule of BucketPolicy, and set the encryption of the bucket instead`,
    }]);
  });

  test('only uploads that name another encryption are denied', () => {
    expect(problemsWithConditions({ operator: 'StringNotEqualsIfExists', key: SSE, values: ['aws:kms'] })).toHaveLength(1);
    expect(problemsWithConditions({ operator: 'StringEquals', key: SSE, values: ['AES256'] })).toEqual([]);
    expect(problemsWithConditions({ operator: 'Null', key: SSE, values: ['false'] }, { operator: 'StringNotEquals', key: SSE, values: ['aws:kms'] })).toEqual([]);
  });

  test('ACLs', () => {
    const acl = (value: string) => problemsWithConditions({ operator: 'StringNotEquals', key: 's3:x-amz-acl', values: [value] });
    expect(acl('bucket-owner-full-control')).toEqual([]);
    expect(acl('private')).toMatchObject([{
      ...UPLOAD,
      message: `the statement Rule of BucketPolicy denies the role NodeRole s3:PutObject on the bucket Logs (its condition is on s3:x-amz-acl, and the agent always sends bucket-owner-full-control): ${LOST}`,
      fix: 'let s3:x-amz-acl be bucket-owner-full-control in the statement Rule of BucketPolicy',
    }]);
  });

  test('calls without TLS', () => {
    expect(problemsWithConditions({ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] })).toEqual([]);
    expect(problemsWithConditions({ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] })).toMatchObject([{
      ...UPLOAD,
      message: expect.stringContaining('(its condition is on aws:SecureTransport, and the agent always calls over TLS)'),
      fix: 'deny where aws:SecureTransport is false, not where it is true, in the statement Rule of BucketPolicy',
    }]);
  });

  test('from another endpoint', () => {
    const from = (value: string) => problemsWithConditions({ operator: 'StringNotEquals', key: 'aws:SourceVpce', values: [value] });
    expect(from('vpce-s3')).toEqual([]);
    expect(from('vpce-other')).toMatchObject([{
      ...UPLOAD,
      message: expect.stringContaining('(its condition is on aws:SourceVpce, and Node comes through s3Endpoint in Vpc)'),
      fix: 'let aws:SourceVpce be vpce-s3 (s3Endpoint) in the statement Rule of BucketPolicy',
    }]);
  });

  test('from another VPC', () => {
    const from = (value: string) => problemsWithConditions({ operator: 'StringNotEquals', key: 'aws:SourceVpc', values: [value] });
    expect(from('vpc-1')).toEqual([]);
    expect(from('vpc-2')).toMatchObject([{ ...UPLOAD, fix: 'let aws:SourceVpc be vpc-1 (Vpc) in the statement Rule of BucketPolicy' }]);
  });

  test('an id that is known only at deployment is not explained twice', () => {
    const conditions = [{ operator: 'StringNotEquals', key: 'aws:SourceVpce', values: ['vpce-other'] }];
    const [finding] = findings({ conditions }, { endpoint: { s3: { id: opaque('s3Endpoint') } } });
    expect(finding.fix).toBe('let aws:SourceVpce be <s3Endpoint> in the statement Rule of BucketPolicy');
  });

  test('from an endpoint, if the node uses the Internet', () => {
    const conditions = [{ operator: 'StringNotEquals', key: 'aws:sourceVpce', values: ['vpce-s3'] }];
    expect(findings({ conditions }, { network: 'nat-gateway' })).toMatchObject([{
      ...BOTH,
      message: expect.stringContaining('(its condition is on aws:sourceVpce, and Node comes through no endpoint)'),
      fix: 'make a gateway endpoint for S3 on the node\'s route table and name it in the statement Rule of BucketPolicy, or take the condition on aws:sourceVpce out',
    }]);
  });

  test('the first condition with an explanation is explained', () => {
    const [finding] = problemsWithConditions(
      { operator: 'StringEquals', key: 'aws:PrincipalAccount', values: ['111122223333'] },
      { operator: 'StringNotEquals', key: 'aws:SourceVpc', values: ['vpc-2'] },
    );
    expect(finding.message).toContain('its condition is on aws:SourceVpc,');
  });

  test('no condition has an explanation', () => {
    const [finding] = problemsWithConditions({ operator: 'StringEquals', key: 'aws:PrincipalAccount', values: ['111122223333'] });
    expect(finding.message).toBe(`the statement Rule of BucketPolicy denies the role NodeRole s3:PutObject on the bucket Logs: ${LOST}`);
  });

  test('an unknown key', () => {
    const found = findings({ conditions: [{ operator: 'StringNotEquals', key: 'aws:PrincipalOrgID', values: ['o-1'] }] });
    expect(found).toMatchObject([{ ...BOTH, severity: 'UNKNOWN' }]);
    expect(found[0].message).toMatch(/^whether the policy of the bucket Logs lets the role NodeRole s3:GetEncryptionConfiguration and s3:PutObject cannot be decided: .*aws:principalorgid/);
  });
});

test('an unknown policy', () => {
  const policies = [{ ...bucketPolicy({}), document: new Unknown('a parameter') }];
  expect(documentFindings(rule, { bucket: { policies } })).toMatchObject([{ ...BOTH, severity: 'UNKNOWN', message: expect.stringContaining('a parameter') }]);
});

test('an unknown statement', () => {
  const policies = [{ ...bucketPolicy({}), document: { statements: [new Unknown('a parameter')] } }];
  expect(documentFindings(rule, { bucket: { policies } })).toMatchObject([{ ...BOTH, severity: 'UNKNOWN' }]);
  expect(findings({ effect: new Unknown('a parameter') })).toMatchObject([{ ...BOTH, severity: 'UNKNOWN' }]);
});

describe('a bucket of another account', () => {
  const grant = bucketPolicy({ principals: { AWS: [ROLE_ARN] } });
  const account = '999999999999';

  test('has to let in the role', () => {
    expect(documentFindings(rule, { bucket: { account, policies: [] } })).toEqual([{
      ...BOTH,
      location: expect.objectContaining({ resource: expect.objectContaining({ name: 'Logs' }) }),
      message: `the bucket Logs is in another account, and its policy does not let the role NodeRole s3:GetEncryptionConfiguration and s3:PutObject: ${REFUSED}`,
      fix: `allow ${ROLE_ARN} s3:GetEncryptionConfiguration and s3:PutObject in the policy of the bucket Logs`,
    }]);
    expect(documentFindings(rule, { bucket: { account, policies: [grant] } })).toEqual([]);
  });

  test('has one policy to change', () => {
    const policies = [bucketPolicy({ actions: ['s3:GetEncryptionConfiguration'], principals: { AWS: [ROLE_ARN] } })];
    expect(documentFindings(rule, { bucket: { account, policies } })).toMatchObject([{
      ...UPLOAD, message: `the bucket Logs is in another account, and its policy does not let the role NodeRole s3:PutObject: ${LOST}`,
    }]);
  });

  test('leaves what the role lacks to the rules for it', () => {
    expect(documentFindings(rule, { bucket: { account, policies: [grant] }, grants: without('upload', 'check') })).toEqual([]);
  });

  test('that may be the node\'s own', () => {
    expect(documentFindings(rule, { bucket: { account: new Unknown('a parameter'), policies: [] } })).toMatchObject([{ severity: 'UNKNOWN' }]);
  });
});

test('a bucket that cannot be seen is for SSM-LOG-002', () => {
  expect(documentFindings(rule, { bucket: new Unknown('imported') })).toEqual([]);
});

test('an unknown prefix might be a denied one', () => {
  const resources = ['arn:aws:s3:::session-logs-bucket/secret/*'];
  expect(findings({ actions: ['s3:PutObject'], resources }, { inputs: { s3KeyPrefix: new Unknown('a parameter') } })).toMatchObject([{ ...UPLOAD, severity: 'UNKNOWN' }]);
});
