import { Unknown } from '../../../../lib/preflight/model/known';
import { roleMakesStreamsRule } from '../../../../lib/preflight/rules/logging/log-012-log-streams';
import { boundaryWithout, denying, documentFindings, GRANTS, LOG_GROUP_NAME, logGroupArn, ROLE, withChanged, without } from '../working-document';

const REST = { severity: 'BLOCKED', capabilities: ['TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const LOST = 'the transcript is lost, and only a line in the log of the node says so';

test('a role without both permissions is told once', () => {
  expect(documentFindings(roleMakesStreamsRule, { grants: without('streams') })).toEqual([{
    ...REST,
    location: ROLE,
    message: `the role NodeRole may not logs:CreateLogStream and logs:DescribeLogStreams in the log group Group: ${LOST}`,
    fix: `allow logs:CreateLogStream and logs:DescribeLogStreams on ${logGroupArn()}:* in a policy of NodeRole`,
  }]);
});

test('a role without any permission is told all that it needs', () => {
  const [finding] = documentFindings(roleMakesStreamsRule, { grants: without('streams', 'events') });
  expect(finding.fix).toBe(`allow logs:CreateLogStream, logs:DescribeLogStreams and logs:PutLogEvents on ${logGroupArn()}:* in a policy of NodeRole`);
});

test('a role without the one or the other', () => {
  const missing = (action: string, events = true) => documentFindings(roleMakesStreamsRule, {
    grants: withChanged('streams', { actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams'].filter(other => other !== action) })
      .filter(({ label }) => events || label !== 'Events'),
  });
  expect(missing('logs:CreateLogStream')).toMatchObject([{ ...REST, message: `the role NodeRole may not logs:CreateLogStream in the log group Group: ${LOST}` }]);
  expect(missing('logs:DescribeLogStreams')).toMatchObject([{ ...REST, message: `the role NodeRole may not logs:DescribeLogStreams in the log group Group: ${LOST}` }]);
  expect(missing('logs:DescribeLogStreams', false)[0].fix).toBe(`allow logs:DescribeLogStreams on ${logGroupArn()}:* in a policy of NodeRole`);
});

test('a role with the permission for another log group', () => {
  const [finding] = documentFindings(roleMakesStreamsRule, { grants: withChanged('streams', { resources: [`${logGroupArn()}-old:*`] }) });
  expect(finding.location).toEqual(GRANTS);
  expect(finding.message).toBe('the role NodeRole may not logs:CreateLogStream and logs:DescribeLogStreams in the log group Group '
    + `(Grants grants ${LOG_GROUP_NAME}-old:*, and the document writes to streams of ${LOG_GROUP_NAME}, which take ${LOG_GROUP_NAME}:*): ${LOST}`);
});

test('a role with the permission for the group and not for its streams', () => {
  expect(documentFindings(roleMakesStreamsRule, { grants: withChanged('streams', { resources: [logGroupArn()] }) })).toMatchObject([{ ...REST, location: GRANTS }]);
});

test.each([`${logGroupArn()}:log-stream:*`, `${logGroupArn()}:*`, `${logGroupArn()}*`, '*'])('%s will do', arn => {
  expect(documentFindings(roleMakesStreamsRule, { grants: withChanged('streams', { resources: [arn] }) })).toEqual([]);
});

test('a role with the permission for something else', () => {
  expect(documentFindings(roleMakesStreamsRule, { grants: withChanged('streams', { resources: ['arn:aws:s3:::logs'] }) })[0].message).toContain('(it grants that on arn:aws:s3:::logs only)');
});

test('two reasons are two findings', () => {
  const denial = denying(['logs:CreateLogStream']);
  expect(documentFindings(roleMakesStreamsRule, { grants: without('streams'), policies: [denial] })).toMatchObject([{ ...REST, location: denial.location }, { ...REST, location: ROLE }]);
});

test('a boundary', () => {
  const boundary = boundaryWithout('logs:CreateLogStream');
  expect(documentFindings(roleMakesStreamsRule, { role: { boundary } })).toMatchObject([{ ...REST, location: boundary.location }]);
});

test('a log group that is not in the assembly', () => {
  expect(documentFindings(roleMakesStreamsRule, { logGroup: new Unknown('imported') })).toEqual([]);
  const [finding] = documentFindings(roleMakesStreamsRule, { logGroup: new Unknown('imported'), grants: [] });
  expect(finding.message).toContain(`in the log group '${LOG_GROUP_NAME}': `);
});
