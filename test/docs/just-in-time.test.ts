import { readFileSync } from 'fs';
import { join } from 'path';
import { AccountSessionPreferences, SessionGuardrail, SessionGuardrailProps, SessionLogging, SessionPreferences } from '../../lib';
import { ACCOUNT, newStack } from '../fixtures';
import { AccessRequest, Statement, isAllowedBy } from '../policies/evaluate';
import { Deployed } from '../preferences/deployed';

const PAGE = readFileSync(join(__dirname, '../../docs/just-in-time.md'), 'utf8');
const POLICIES: { readonly Statement: Statement[] }[] = [...PAGE.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, text]) => JSON.parse(text));
const [ASKS, APPROVES] = POLICIES.map(policy => policy.Statement);

const NODE = 'arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0';
const EXECUTION = 'arn:aws:ssm:us-east-1:123456789012:automation-execution/11111111-2222-3333-4444-555555555555';
const REQUEST = 'arn:aws:ssm:us-east-1:123456789012:opsitem/oi-0123456789ab';
const APPROVAL_POLICY = 'arn:aws:ssm:us-east-1:123456789012:document/two-of-operations';
const OF_A_REQUEST = { 'aws:ResourceTag/SystemsManagerJustInTimeNodeAccessManaged': 'true' };
const TOKEN_ROLE = `arn:aws:iam::${ACCOUNT}:role/SSM-JustInTimeAccessTokenRole`;

type Row = [action: string, resource: string, context: Record<string, string>, asks: boolean, approves: boolean];

const ROWS: Row[] = [
  ['ssm:StartAccessRequest', NODE, {}, true, false],
  ['ssm:StartAccessRequest', `${NODE.slice(0, -1)}1`, {}, false, false],
  ['ssm:GetAccessToken', '*', {}, true, false],
  ['ssm:CreateOpsItem', REQUEST, {}, true, false],
  ['ssm:GetOpsItem', REQUEST, {}, true, true],
  ['ssm:UpdateOpsItem', REQUEST, {}, false, false],
  ['ssm:DescribeOpsItems', '*', {}, true, true],
  ['ec2:DescribeInstances', '*', {}, true, false],
  ['ssm:GetDocument', APPROVAL_POLICY, { 'ssm:DocumentType': 'ManualApprovalPolicy' }, true, true],
  ['ssm:GetDocument', APPROVAL_POLICY, { 'ssm:DocumentType': 'Session' }, false, false],
  ['ssm:UpdateDocument', APPROVAL_POLICY, { 'ssm:DocumentType': 'ManualApprovalPolicy' }, false, false],
  ['ssm:CreateDocument', APPROVAL_POLICY, { 'ssm:DocumentType': 'AutoApprovalPolicy' }, false, false],
  ['ssm:StartAutomationExecution', APPROVAL_POLICY, { 'ssm:DocumentType': 'ManualApprovalPolicy' }, true, false],
  ['ssm:StartAutomationExecution', APPROVAL_POLICY, { 'ssm:DocumentType': 'Automation' }, false, false],
  ['ssm:StartAutomationExecution', APPROVAL_POLICY, {}, false, false],
  ['ssm:StartAutomationExecution', EXECUTION, {}, true, false],
  ['ssm:StopAutomationExecution', EXECUTION, OF_A_REQUEST, true, false],
  ['ssm:StopAutomationExecution', EXECUTION, {}, false, false],
  ['ssm:SendAutomationSignal', EXECUTION, OF_A_REQUEST, false, true],
  ['ssm:SendAutomationSignal', EXECUTION, {}, false, false],
  ['ssm:StartSession', NODE, {}, false, false],
  ['ssm:SendCommand', NODE, {}, false, false],
  ['ec2:GetPasswordData', NODE, {}, false, false],
];

const requestOf = ([action, resource, context]: Row): AccessRequest => ({ principal: `arn:aws:iam::${ACCOUNT}:role/Person`, action, resource, context });

test('the page has a policy for who asks and one for who approves', () => {
  expect(POLICIES).toHaveLength(2);
});

test.each(ROWS)('%s on %s with %j is allowed to who asks: %s, and to who approves: %s', (...row) => {
  expect([ASKS, APPROVES].map(statements => isAllowedBy(statements, requestOf(row)))).toEqual(row.slice(3));
});

test.each([['asks', ASKS, 3], ['approves', APPROVES, 4]] as const)('nobody who %s has a statement that allows nothing', (_who, statements, column) => {
  const wanted = ROWS.filter(row => row[column]).map(requestOf);
  const idle = statements.filter(statement => wanted.every(request => isAllowedBy(statements.filter(other => other !== statement), request)));

  expect(idle).toEqual([]);
});

/** The credentials after the approval, kept by a guardrail. */
function shells(props: (preferences: AccountSessionPreferences) => Partial<SessionGuardrailProps>): boolean[] {
  const stack = newStack();
  const preferences = new AccountSessionPreferences(stack, 'Preferences', { logging: SessionLogging.none() });
  const other = SessionPreferences.fromSessionPreferencesAttributes(stack, 'Other', { documentName: 'other-shell', logging: SessionLogging.none() });
  const guardrail = new SessionGuardrail(stack, 'Guardrail', {
    documents: [other], allowUnlogged: true, exceptPrincipals: [`arn:aws:iam::${ACCOUNT}:role/Deployer`], ...props(preferences),
  });
  const denials: Statement[] = new Deployed(stack).value(guardrail.toServiceControlPolicy()).Statement;
  const everything: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
  const may = (resource: string, context: Record<string, string>) => isAllowedBy([everything, ...denials], {
    principal: TOKEN_ROLE, action: 'ssm:StartSession', resource, context: { 'aws:PrincipalArn': TOKEN_ROLE, ...context },
  });
  return [
    may(NODE, { 'ssm:SessionDocumentAccessCheck': 'false' }),
    may(`arn:aws:ssm:us-east-1:${ACCOUNT}:document/SSM-SessionManagerRunShell`, {}),
    may('arn:aws:ssm:us-east-1::document/AWS-StartPortForwardingSession', { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' }),
  ];
}

test('a guardrail denies shells and Remote Desktop after the approval, unless it is told what the page says', () => {
  expect(shells(() => ({}))).toEqual([false, false, false]);
  expect(shells(preferences => ({ documents: [preferences] }))).toEqual([true, true, false]);
  expect(shells(preferences => ({ documents: [preferences], remoteDesktop: true }))).toEqual([true, true, true]);
  expect(shells(() => ({ exceptPrincipals: ['arn:aws:iam::*:role/SSM-JustInTimeAccessTokenRole'] }))).toEqual([true, true, true]);
});
