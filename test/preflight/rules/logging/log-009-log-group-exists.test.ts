import { Unknown } from '../../../../lib/preflight/model/known';
import { opaque } from '../../../../lib/preflight/model/symbolic-text';
import { logGroupExistsRule } from '../../../../lib/preflight/rules/logging/log-009-log-group-exists';
import { ENVIRONMENT } from '../working-context';
import { CONTENT, documentFindings, LOG_GROUP_NAME, logGroupArn } from '../working-document';

const REST = { severity: 'UNKNOWN', location: CONTENT, capabilities: ['SHELL', 'TRANSCRIPT_CLOUDWATCH'], services: ['logs'] };

test('a log group that is not in the assembly', () => {
  expect(documentFindings(logGroupExistsRule, { inputs: { cloudWatchLogGroupName: '/elsewhere' } })).toEqual([{
    ...REST,
    message: 'whether the log group \'/elsewhere\' is there, and in eu-west-1, cannot be decided: the log group /elsewhere is not in the assembly',
  }]);
});

test('without required encryption, the session does not depend on it', () => {
  const inputs = { cloudWatchLogGroupName: '/elsewhere', cloudWatchEncryptionEnabled: false };
  expect(documentFindings(logGroupExistsRule, { inputs })).toMatchObject([{ ...REST, capabilities: ['TRANSCRIPT_CLOUDWATCH'] }]);
});

test('a name that is similar to one in the assembly', () => {
  const names = { logGroupNames: [LOG_GROUP_NAME] };
  const [{ message }] = documentFindings(logGroupExistsRule, { inputs: { cloudWatchLogGroupName: '/session/shell' }, names });
  expect(message).toContain('the log group /session/shell is not in the assembly; the assembly has \'/sessions/shell\', a similar name');
});

test('a log group of which it is not known whether it will be there', () => {
  expect(documentFindings(logGroupExistsRule, { logGroup: new Unknown('its condition depends on a parameter') })).toMatchObject([{ ...REST }]);
});

test.each([
  ['region', logGroupArn({ ...ENVIRONMENT, region: 'us-east-1' })],
  ['account', logGroupArn({ ...ENVIRONMENT, account: '999999999999' })],
  ['stack that runs in any region', logGroupArn({ ...ENVIRONMENT, region: opaque('AWS::Region') })],
])('a log group of another %s is not the one that the agent looks for', (_, arn) => {
  const [finding] = documentFindings(logGroupExistsRule, { logGroup: { arn } });
  expect(finding).toMatchObject(REST);
  expect(finding.message).toMatch(/Group is arn:aws:logs:.*, and the agent looks for arn:aws:logs:eu-west-1:111122223333:log-group:\/sessions\/shell$/);
});

test('an ARN with `:*` at its end is the same', () => {
  expect(documentFindings(logGroupExistsRule, { logGroup: { arn: `${logGroupArn()}:*` } })).toEqual([]);
});

test('a log group with a name that CloudFormation chooses', () => {
  const name = opaque('Group');
  const arn = logGroupArn().replace(LOG_GROUP_NAME, name);
  expect(documentFindings(logGroupExistsRule, { logGroup: { name, arn } })).toEqual([]);
});
