import { readFileSync } from 'fs';
import { join } from 'path';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AccessRequest, Statement, isAllowedBy } from './evaluate';
import {
  InteractiveCommandDocument, SessionGuardrail, SessionLogGroup, SessionLogging, SessionLoggingBucket, SessionPreferences,
} from '../../lib';
import { ACCOUNT, newStack } from '../fixtures';
import { Deployed } from '../preferences/deployed';

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

function deploy() {
  const stack = newStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY);
  const logging = new SessionLogging(stack, 'Logging', {
    bucket: new SessionLoggingBucket(stack, 'Bucket', { bucketName: 'session-logs', keyPrefix: 'production' }),
    logGroup: new SessionLogGroup(stack, 'LogGroup', { logGroupName: '/session-manager/production' }),
  });
  const sessionPreferences = new SessionPreferences(stack, 'Preferences', { documentName: 'production-shell', logging, encryptionKey });
  const commands = new InteractiveCommandDocument(stack, 'Commands', {
    documentName: 'database-commands', commands: { linux: { commands: 'psql' } }, sessionPreferences,
  });
  const guardrail = new SessionGuardrail(stack, 'Guardrail', {
    documents: [sessionPreferences, commands],
    trailArns: [`arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/sessions`],
    exceptPrincipals: [`arn:aws:iam::${ACCOUNT}:role/Administrator`, 'arn:aws:iam::*:role/cdk-hnb659fds-cfn-exec-role-*'],
  });
  const desktop = new SessionGuardrail(stack, 'Desktop', { documents: [sessionPreferences], remoteDesktop: true, allowUnlogged: true });
  const forms = [
    guardrail.managedPolicy.document, guardrail.permissionsBoundary.document, guardrail.toServiceControlPolicy(), desktop.managedPolicy.document,
  ];
  const deployed = new Deployed(stack);
  return forms.map((form): Statement[] => deployed.value(form).Statement);
}

const EVERYTHING: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const [MANAGED_POLICY, BOUNDARY, SERVICE_CONTROL_POLICY, DESKTOP] = deploy();

/** What each form adds to people who may do everything. The organization allows everything beside its denials. */
const FORMS: Record<string, Statement[][]> = {
  'managed policy': [[EVERYTHING, ...MANAGED_POLICY]],
  'permissions boundary': [[EVERYTHING], BOUNDARY],
  'service control policy': [[EVERYTHING], [EVERYTHING, ...SERVICE_CONTROL_POLICY]],
};

/** The ARN of each principal in `aws:PrincipalArn`, which of a role session is that of the role. */
const PRINCIPALS: Record<string, string> = {
  user: `arn:aws:iam::${ACCOUNT}:user/alice`,
  role: `arn:aws:iam::${ACCOUNT}:role/Operator`,
  identityCenter: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operators_0123456789abcdef`,
  administrator: `arn:aws:iam::${ACCOUNT}:role/Administrator`,
  deployment: `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`,
  namesake: `arn:aws:iam::${ACCOUNT}:role/Administrator2`,
  elsewhere: `arn:aws:iam::${ACCOUNT}:user/Administrator`,
  node: `arn:aws:iam::${ACCOUNT}:role/Node`,
};

interface Case {
  readonly person: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Record<string, string>;
  readonly expected: 'allowed' | 'denied';
  readonly why: string;
}

const CASES: Case[] = JSON.parse(readFileSync(join(__dirname, 'session-guardrail.json'), 'utf8'));

const titleOf = ({ person, action, resource, context, expected, why }: Case) =>
  `${person}: ${action} ${resource}${Object.entries(context).map(([key, value]) => ` ${key}=${value}`).join('')} is ${expected}: ${why}`;

function allowed(policies: Statement[][], { person, action, resource, context }: Case): boolean {
  const request: AccessRequest = { principal: PRINCIPALS[person], action, resource, context: { 'aws:PrincipalArn': PRINCIPALS[person], ...context } };
  return policies.every(statements => isAllowedBy(statements, request));
}

test('the table has no case twice', () => {
  const titles = CASES.map(titleOf);

  expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
});

describe.each(Object.entries(FORMS))('as a %s', (_form, policies) => {
  test.each(CASES.map((each): [string, Case] => [titleOf(each), each]))('%s', (_title, each) => {
    expect(allowed(policies, each) ? 'allowed' : 'denied').toBe(each.expected);
  });
});

test('each denial denies something that nothing else does', () => {
  const idle = MANAGED_POLICY.filter(statement => CASES.every(each =>
    allowed([[EVERYTHING, ...MANAGED_POLICY]], each) === allowed([[EVERYTHING, ...MANAGED_POLICY.filter(other => other !== statement)]], each)));

  expect(idle).toEqual([]);
});

test.each([
  ['the service behind it', { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' }, { without: false, with: true }],
  ['the person', {}, { without: false, with: false }],
  ['another service', { 'aws:CalledViaFirst': 'cloudformation.amazonaws.com' }, { without: false, with: false }],
])('a guardrail without and with Remote Desktop, when %s starts a session with its document', (_by, context, expected) => {
  const start = (name: string): Case =>
    ({ person: 'role', action: 'ssm:StartSession', resource: `arn:aws:ssm:us-east-1::document/${name}`, context, expected: 'allowed', why: '' });
  const mayStart = (statements: Statement[], name: string) => allowed([[EVERYTHING, ...statements]], start(name));

  expect({ without: mayStart(MANAGED_POLICY, 'AWS-StartPortForwardingSession'), with: mayStart(DESKTOP, 'AWS-StartPortForwardingSession') }).toEqual(expected);
  expect(mayStart(DESKTOP, 'AWS-StartPortForwardingSessionToRemoteHost')).toBe(false);
});

test('a service control policy allows a listed document in another account and region, and no other', () => {
  const start = (name: string): Case =>
    ({ person: 'role', action: 'ssm:StartSession', resource: `arn:aws:ssm:eu-west-1:210987654321:document/${name}`, context: {}, expected: 'allowed', why: '' });

  expect(['production-shell', 'other-shell'].map(name => allowed(FORMS['service control policy'], start(name)))).toEqual([true, false]);
  expect(allowed(FORMS['managed policy'], start('production-shell'))).toBe(false);
});
