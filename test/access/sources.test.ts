import { readFileSync, readdirSync } from 'fs';
import { join, relative, resolve } from 'path';
import * as personActions from '../../lib/access/person-actions';

const LIB = resolve(__dirname, '../../lib');

/** The sources of the constructs. Preflight reads policies and writes none. */
const SOURCES = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.startsWith('preflight'))
  .map(path => ({ path: relative(LIB, join(LIB, path)), text: withoutComments(readFileSync(join(LIB, path), 'utf8')) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '');
}

const pathsWith = (pattern: RegExp) => SOURCES.filter(({ text }) => pattern.test(text)).map(({ path }) => path).sort();

/** What only people call. Nodes call OpenDataChannel too, and buckets and log groups have data keys. */
const OF_PEOPLE = Object.values(personActions)
  .flatMap(value => (typeof value === 'function' ? [] : value))
  .filter(value => /^[\w-]+:[A-Z]\w+$/.test(value) && !['ssmmessages:OpenDataChannel', 'kms:GenerateDataKey', 'aws:MultiFactorAuthPresent', 'aws:SourceIp'].includes(value));

test('the actions of people are known', () => {
  expect(OF_PEOPLE).toEqual(expect.arrayContaining(['ssm:StartSession', 'ssm:ResumeSession', 'ssm:TerminateSession', 'ssm:DescribeSessions', 'ssm:GetDocument', 'ssm-guiconnect:StartConnection']));
});

test('one file writes the statements that let people in, and one those that keep them out', () => {
  expect(pathsWith(/from '[./]+(?:access\/)?person-actions'/)).toEqual([
    'access/guardrail-statements.ts', 'access/session-statements.ts',
    // Functions list sessions too, and a drain ends them; none starts any.
    'audit/unlogged-session-function.ts', 'cost/idle-stop-function.ts', 'node/fleet-drain.ts',
  ]);
  expect(pathsWith(/Effect\.DENY/)).toContain('access/guardrail-statements.ts');
  expect(pathsWith(/Effect\.DENY/)).not.toContain('access/session-statements.ts');
});

/** What functions that look at nodes call as well. */
const LOOKS = ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:GetConnectionStatus'];

test.each(OF_PEOPLE.filter(action => ![...LOOKS, 'ssm:GetDocument'].includes(action)))('%s is named in one file', action => {
  // What a runbook of AWS calls is of no person.
  expect(pathsWith(new RegExp(`'${action}'`)).filter(path => path !== 'audit/managed-rules.ts')).toEqual(['access/person-actions.ts']);
});

test('each grant, policy and permission set gets its statements from there', () => {
  expect(pathsWith(/from '[./]+(?:access\/)?session-statements'/)).toEqual([
    'access/grant-sessions.ts', 'access/session-access-policy.ts', 'access/session-access.ts', 'access/session-permission-set.ts',
    'hybrid/hybrid-activation.ts', 'node/ssm-managed-fleet-base.ts', 'node/ssm-managed-instance-base.ts', 'preferences/session-document-base.ts',
  ]);
});
