import { Unknown } from '../../../../lib/preflight/model/known';
import { gap } from '../../../../lib/preflight/model/symbolic-text';
import { roleFindsLogGroupRule } from '../../../../lib/preflight/rules/logging/log-011-log-group-search';
import { boundaryWithout, CONTENT, denying, documentFindings, GRANTS, logGroupArn, ROLE, withChanged, without } from '../working-document';

const REST = { severity: 'BLOCKED', capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const REFUSED = 'cloudWatchEncryptionEnabled is true, so the agent refuses every session';

test('a role without the permission', () => {
  expect(documentFindings(roleFindsLogGroupRule, { grants: without('search') })).toEqual([{
    ...REST,
    location: ROLE,
    message: `the role NodeRole may not logs:DescribeLogGroups on *: ${REFUSED}`,
    fix: 'allow logs:DescribeLogGroups on * in a policy of NodeRole',
  }]);
});

test('without encryption asked for, only the transcript is lost', () => {
  expect(documentFindings(roleFindsLogGroupRule, { grants: without('search'), inputs: { cloudWatchEncryptionEnabled: false } })).toMatchObject([{
    ...REST,
    capabilities: ['TRANSCRIPT_CLOUDWATCH'],
    message: 'the role NodeRole may not logs:DescribeLogGroups on *: the transcript is lost, and only a line in the log of the node says so',
  }]);
});

test('if the document might require encryption, the session might be refused', () => {
  const inputs = { cloudWatchEncryptionEnabled: '{{encrypted}}' };
  expect(documentFindings(roleFindsLogGroupRule, { inputs })).toEqual([]);
  expect(documentFindings(roleFindsLogGroupRule, { grants: without('search'), inputs })).toMatchObject([
    { ...REST, capabilities: ['TRANSCRIPT_CLOUDWATCH'] },
    {
      severity: 'UNKNOWN',
      location: CONTENT,
      capabilities: ['SHELL'],
      message: expect.stringMatching(/^whether the agent refuses sessions because the role NodeRole may not look for the log group cannot be decided: it is the document's parameter/),
    },
  ]);
});

test('a role with the permission on the log group only', () => {
  const [finding] = documentFindings(roleFindsLogGroupRule, { grants: withChanged('search', { resources: [`${logGroupArn()}:*`] }) });
  expect(finding.location).toEqual(GRANTS);
  expect(finding.message).toBe(`the role NodeRole may not logs:DescribeLogGroups on * (Grants grants ${logGroupArn()}:*, and a search is on all log groups): ${REFUSED}`);
});

test.each(['arn:aws:s3:::logs', 'arn:aws:logs:us-east-1:111122223333:*'])('a role with the permission on %s', arn => {
  expect(documentFindings(roleFindsLogGroupRule, { grants: withChanged('search', { resources: [arn] }) })[0].message).toContain(`(it grants that on ${arn} only)`);
});

test.each(['arn:aws:logs:*:*:*', 'arn:aws:logs:eu-west-1:111122223333:log-group:*', 'arn:aws:logs:eu-west-1:111122223333:*'])('%s is on all log groups', arn => {
  expect(documentFindings(roleFindsLogGroupRule, { grants: withChanged('search', { resources: [arn] }) })).toEqual([]);
});

test('a resource that cannot be seen', () => {
  expect(documentFindings(roleFindsLogGroupRule, { grants: withChanged('search', { resources: [gap('a parameter')] }) })).toMatchObject([{ ...REST, severity: 'UNKNOWN', location: GRANTS }]);
});

test('a deny and a boundary', () => {
  const denial = denying(['logs:*']);
  expect(documentFindings(roleFindsLogGroupRule, { policies: [denial] })).toMatchObject([{ ...REST, location: denial.location }]);
  const boundary = boundaryWithout('logs:*');
  expect(documentFindings(roleFindsLogGroupRule, { role: { boundary } })).toMatchObject([{ ...REST, location: boundary.location }]);
});

test('it holds for a log group that is not in the assembly as well', () => {
  expect(documentFindings(roleFindsLogGroupRule, { logGroup: new Unknown('imported') })).toEqual([]);
  expect(documentFindings(roleFindsLogGroupRule, { logGroup: new Unknown('imported'), grants: [] })).toMatchObject([{ ...REST }]);
});
