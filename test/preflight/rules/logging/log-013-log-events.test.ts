import { Unknown } from '../../../../lib/preflight/model/known';
import { rolePutsEventsRule } from '../../../../lib/preflight/rules/logging/log-013-log-events';
import { boundaryWithout, denying, documentFindings, GRANTS, LOG_GROUP_NAME, logGroupArn, ROLE, withChanged, without } from '../working-document';

const REST = { severity: 'BLOCKED', capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };
const HANGS = 'the session worker tries again each second for ever and never exits, and nothing is logged';

test('a role that may make streams and not fill them', () => {
  expect(documentFindings(rolePutsEventsRule, { grants: without('events') })).toEqual([{
    ...REST,
    location: ROLE,
    message: `the role NodeRole may not logs:PutLogEvents in the log group Group: ${HANGS}`,
    fix: `allow logs:PutLogEvents on ${logGroupArn()}:log-stream:* in a policy of NodeRole`,
  }]);
});

test('a role that may not make streams either is for SSM-LOG-012', () => {
  expect(documentFindings(rolePutsEventsRule, { grants: without('events', 'streams') })).toEqual([]);
});

test('a role that might be allowed to create streams', () => {
  const grants = withChanged('streams', { resources: new Unknown('a parameter') });
  expect(documentFindings(rolePutsEventsRule, { grants: grants.filter(({ label }) => label !== 'Events') })).toMatchObject([{ ...REST, capabilities: ['TRANSCRIPT_CLOUDWATCH'] }]);
});

test('a role that may describe streams but not create them is left to SSM-LOG-012', () => {
  const grants = withChanged('streams', { actions: ['logs:DescribeLogStreams'] });
  expect(documentFindings(rolePutsEventsRule, { grants: grants.filter(({ label }) => label !== 'Events') })).toEqual([]);
});

test('a role with the permission for another log group', () => {
  const [finding] = documentFindings(rolePutsEventsRule, { grants: withChanged('events', { resources: [logGroupArn()] }) });
  expect(finding.location).toEqual(GRANTS);
  expect(finding.message).toContain(`(Grants grants ${LOG_GROUP_NAME}, and the document writes to streams of ${LOG_GROUP_NAME}, which take ${LOG_GROUP_NAME}:log-stream:*)`);
});

test('a deny, a boundary, and an unknown resource', () => {
  const denial = denying(['logs:Put*']);
  expect(documentFindings(rolePutsEventsRule, { policies: [denial] })).toMatchObject([{ ...REST, location: denial.location }]);
  const boundary = boundaryWithout('logs:PutLogEvents');
  expect(documentFindings(rolePutsEventsRule, { role: { boundary } })).toMatchObject([{ ...REST, location: boundary.location }]);
  expect(documentFindings(rolePutsEventsRule, { grants: withChanged('events', { resources: new Unknown('a parameter') }) })).toMatchObject([{ ...REST, severity: 'UNKNOWN' }]);
});

test('without a log group there is nothing to write', () => {
  expect(documentFindings(rolePutsEventsRule, { inputs: { cloudWatchLogGroupName: '' }, grants: [] })).toEqual([]);
});
