import { Unknown } from '../../../../lib/preflight/model/known';
import { gap, opaque } from '../../../../lib/preflight/model/symbolic-text';
import { roleUploadsRule } from '../../../../lib/preflight/rules/logging/log-004-upload';
import { policy, statement } from '../working-context';
import { boundaryWithout, bucketPolicy, denying, documentFindings, GRANTED, GRANTS, ROLE, ROLE_ARN, withChanged, without } from '../working-document';

const REST = { capabilities: ['TRANSCRIPT_S3'], services: ['s3'] };
const LOST = 'the transcript is lost, and only a line in the log of the node says so';
const FIX = 'allow s3:PutObject on arn:aws:s3:::session-logs-bucket/nodes/* in a policy of NodeRole';

test('a role without the permission', () => {
  expect(documentFindings(roleUploadsRule, { grants: without('upload') })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: ROLE,
    message: `the role NodeRole may not s3:PutObject under nodes/ into the bucket Logs: ${LOST}`,
    fix: FIX,
  }]);
});

test('a role with the permission for another prefix', () => {
  const grants = withChanged('upload', { resources: ['arn:aws:s3:::session-logs-bucket/logs/*', 'arn:aws:s3:::other/*'] });
  expect(documentFindings(roleUploadsRule, { grants })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: GRANTS,
    message: `the role NodeRole may not s3:PutObject under nodes/ into the bucket Logs (Grants grants logs/*, the document writes to nodes/): ${LOST}`,
    fix: FIX,
  }]);
});

test('a role with the permission for a prefix, where the document has none', () => {
  const [finding] = documentFindings(roleUploadsRule, { inputs: { s3KeyPrefix: undefined } });
  expect(finding.message).toBe(`the role NodeRole may not s3:PutObject into the bucket Logs (Grants grants nodes/*, the document writes to the top of the bucket): ${LOST}`);
  expect(finding.fix).toBe('allow s3:PutObject on arn:aws:s3:::session-logs-bucket/* in a policy of NodeRole');
});

test('a prefix with a slash before it is another one', () => {
  const [finding] = documentFindings(roleUploadsRule, { inputs: { s3KeyPrefix: '/nodes' } });
  expect(finding.message).toContain('(Grants grants nodes/*, the document writes to /nodes/)');
});

test('a role with the permission for other buckets', () => {
  const buckets = ['a', 'b', 'a', 'c', 'd'].map(name => `arn:aws:s3:::${name}/*`);
  const problemFor = (resources: string[]) => documentFindings(roleUploadsRule, { grants: withChanged('upload', { resources }) })[0];
  expect(problemFor(buckets).message).toContain('(it grants that on arn:aws:s3:::a/*, arn:aws:s3:::b/*, arn:aws:s3:::c/* and others only)');
  expect(problemFor(buckets.slice(0, 4)).message).toContain('(it grants that on arn:aws:s3:::a/*, arn:aws:s3:::b/* and arn:aws:s3:::c/* only)');
  expect(problemFor(buckets).location).toEqual(ROLE);
});

test('a role with the permission under a condition', () => {
  const grants = withChanged('upload', { conditions: [{ operator: 'StringEquals', key: 's3:x-amz-acl', values: ['private'] }] });
  const [finding] = documentFindings(roleUploadsRule, { grants });
  expect(finding.message).toBe('the role NodeRole may not s3:PutObject under nodes/ into the bucket Logs '
    + `(the statement Upload of Grants allows it under a condition on s3:x-amz-acl that the call does not meet): ${LOST}`);
  expect(finding.location).toEqual(GRANTS);
});

test('a grant on everything, beside one with a condition on another bucket, is no hint', () => {
  const conditions = [{ operator: 'StringEquals', key: 'aws:PrincipalAccount', values: ['999999999999'] }];
  const grants = [...without('upload'), statement(['S3:Put*'], { resources: ['arn:aws:s3:::other/*'], conditions })];
  expect(documentFindings(roleUploadsRule, { grants })[0].message).toContain('(it grants that on arn:aws:s3:::other/* only)');
});

test('unknown grants, denies and grants of other actions are no hints', () => {
  const unread = new Unknown('a parameter');
  const grants = [
    ...without('upload'), statement(['s3:PutObject'], { effect: 'Deny', resources: ['arn:aws:s3:::other/*'] }),
    statement(['s3:GetObject'], { resources: ['arn:aws:s3:::session-logs-bucket/*'] }),
    statement([], { actions: undefined, notActions: ['s3:*'] }),
    statement(['s3:PutObject'], { resources: undefined, notResources: ['arn:aws:s3:::session-logs-bucket/*'] }),
  ];
  expect(documentFindings(roleUploadsRule, { grants })[0].message).toBe(`the role NodeRole may not s3:PutObject under nodes/ into the bucket Logs: ${LOST}`);
  const findings = documentFindings(roleUploadsRule, { grants: [...without('upload'), statement([], { actions: unread })] });
  expect(findings).toMatchObject([{ severity: 'UNKNOWN', location: GRANTS, message: 'whether the role NodeRole may s3:PutObject under nodes/ into the bucket Logs cannot be decided: a parameter' }]);
});

test('unknown policies and conditions are no hints', () => {
  const conditions = new Unknown('a parameter');
  const grants = [...without('upload'), statement(['s3:PutObject'], { resources: ['arn:aws:s3:::other/*'], conditions })];
  expect(documentFindings(roleUploadsRule, { grants })[0].message).toContain('(it grants that on arn:aws:s3:::other/* only)');
  const denied = { ...denying([]), document: { statements: [new Unknown('a parameter'), statement(['s3:*'], { effect: 'Deny' })] } };
  expect(documentFindings(roleUploadsRule, { policies: [denied] })).toMatchObject([{ severity: 'BLOCKED' }]);
  const unread = { ...denying([]), document: new Unknown('a parameter') };
  const boundary = boundaryWithout('s3:*');
  expect(documentFindings(roleUploadsRule, { grants: without('upload'), policies: [unread], role: { boundary } })).toHaveLength(1);
});

test('where the grant is in a managed policy that the role names, the role is to be changed', () => {
  const managed = { ...policy('Other', { ...GRANTED.upload, resources: ['arn:aws:s3:::session-logs-bucket/x/*'] }), location: { ...ROLE, property: 'Properties/ManagedPolicyArns/0' }, foreign: true };
  const [finding] = documentFindings(roleUploadsRule, { grants: without('upload'), policies: [managed] });
  expect(finding.location).toEqual(ROLE);
  expect(finding.message).toContain('(the policy Other grants x/*,');
});

test('the bucket policy may grant it instead', () => {
  const policies = [bucketPolicy({ actions: ['s3:PutObject'], principals: { AWS: [ROLE_ARN] } })];
  expect(documentFindings(roleUploadsRule, { grants: without('upload'), bucket: { policies } })).toEqual([]);
});

test('an unknown bucket policy is left to SSM-LOG-006', () => {
  const policies = [{ ...bucketPolicy({}), document: new Unknown('a parameter') }];
  expect(documentFindings(roleUploadsRule, { grants: without('upload'), bucket: { policies } })).toEqual([]);
  expect(documentFindings(roleUploadsRule, { bucket: { policies } })).toEqual([]);
});

test('a deny of the bucket policy is left to SSM-LOG-006, other missing permissions are not', () => {
  const policies = [bucketPolicy({ effect: 'Deny' })];
  expect(documentFindings(roleUploadsRule, { bucket: { policies } })).toEqual([]);
  expect(documentFindings(roleUploadsRule, { grants: without('upload'), bucket: { policies } })).toMatchObject([{ severity: 'BLOCKED', location: ROLE }]);
});

test('a policy of the role that denies it', () => {
  const denial = denying(['s3:Put*']);
  expect(documentFindings(roleUploadsRule, { policies: [denial] })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: denial.location,
    message: `the statement NoWay of the policy Denials denies the role NodeRole s3:PutObject under nodes/ into the bucket Logs: ${LOST}`,
    fix: 'take s3:PutObject on arn:aws:s3:::session-logs-bucket/nodes/* out of the statement NoWay of the policy Denials',
  }]);
});

test('a permissions boundary that does not allow it', () => {
  const boundary = boundaryWithout('s3:*');
  expect(documentFindings(roleUploadsRule, { role: { boundary } })).toEqual([{
    ...REST,
    severity: 'BLOCKED',
    location: boundary.location,
    message: `the role NodeRole may not s3:PutObject under nodes/ into the bucket Logs, because its permissions boundary Limits does not allow it: ${LOST}`,
    fix: 'allow s3:PutObject on arn:aws:s3:::session-logs-bucket/nodes/* in the permissions boundary Limits of NodeRole',
  }]);
});

test('a permissions boundary that denies it', () => {
  const all = statement(['*']);
  const boundary = { ...boundaryWithout(), document: { statements: [all, statement(['s3:*'], { effect: 'Deny', label: 'NoBuckets' })] } };
  const [finding] = documentFindings(roleUploadsRule, { role: { policies: [policy('Grants', all)], boundary } });
  expect(finding).toMatchObject({
    severity: 'BLOCKED',
    location: boundary.location,
    message: `the permissions boundary, the statement NoBuckets of Limits, denies the role NodeRole s3:PutObject under nodes/ into the bucket Logs: ${LOST}`,
  });
});

describe('an unknown prefix', () => {
  test.each([['an Unknown', new Unknown('a parameter')], ['a gap', gap('a parameter')]])('%s', (_, s3KeyPrefix) => {
    expect(documentFindings(roleUploadsRule, { inputs: { s3KeyPrefix } })).toEqual([{
      ...REST, severity: 'UNKNOWN', location: expect.anything(), message: 'whether the role NodeRole may s3:PutObject under <?>/ into the bucket Logs cannot be decided: a parameter',
    }]);
    const grants = withChanged('upload', { resources: ['arn:aws:s3:::session-logs-bucket/*'] });
    expect(documentFindings(roleUploadsRule, { inputs: { s3KeyPrefix }, grants })).toEqual([]);
  });
});

describe('a bucket that is not in the assembly', () => {
  const bucket = new Unknown('it is imported');

  test('may have a policy that grants what the role\'s do not', () => {
    expect(documentFindings(roleUploadsRule, { bucket, grants: without('upload') })).toEqual([{
      ...REST,
      severity: 'UNKNOWN',
      location: ROLE,
      message: 'whether the role NodeRole may s3:PutObject under nodes/ into the bucket \'session-logs-bucket\' cannot be decided: '
        + 'no policy of the role allows it, and the policy of the bucket cannot be seen: it is imported',
    }]);
  });

  test('does not make up for a denial', () => {
    expect(documentFindings(roleUploadsRule, { bucket, policies: [denying(['s3:*'])] })).toMatchObject([{ severity: 'BLOCKED' }]);
  });

  test('takes an ACL where it is in another account', () => {
    expect(documentFindings(roleUploadsRule, { bucket })).toEqual([{
      ...REST,
      severity: 'UNKNOWN',
      location: ROLE,
      message: 'whether the role NodeRole may upload with an ACL into the bucket \'session-logs-bucket\' cannot be decided: '
        + 's3:PutObjectAcl is not known to be allowed, which AWS asks for where the bucket is in another account',
    }]);
    expect(documentFindings(roleUploadsRule, { bucket, grants: withChanged('upload', { actions: ['s3:PutObject', 's3:PutObjectAcl'] }) })).toEqual([]);
  });
});

describe('a bucket of another account', () => {
  const both = bucketPolicy({ actions: ['s3:PutObject', 's3:PutObjectAcl'], principals: { AWS: [ROLE_ARN] } });
  const bucket = { account: '999999999999', policies: [both] };

  test('takes both policies', () => {
    expect(documentFindings(roleUploadsRule, { bucket, grants: without('upload') })).toMatchObject([{ severity: 'BLOCKED', location: ROLE }]);
    expect(documentFindings(roleUploadsRule, { bucket, grants: withChanged('upload', { actions: ['s3:PutObject*'] }) })).toEqual([]);
  });

  test('and an ACL', () => {
    expect(documentFindings(roleUploadsRule, { bucket })).toMatchObject([{ severity: 'UNKNOWN', location: ROLE }]);
  });

  test('that cannot be seen', () => {
    expect(documentFindings(roleUploadsRule, { bucket: { ...bucket, account: new Unknown('a parameter') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
    expect(documentFindings(roleUploadsRule, { bucket: { ...bucket, account: opaque('AWS::AccountId') } })).toMatchObject([{ severity: 'UNKNOWN' }]);
  });
});

test('without a bucket there is nothing to upload', () => {
  expect(documentFindings(roleUploadsRule, { inputs: { s3BucketName: '' }, grants: [] })).toEqual([]);
});
