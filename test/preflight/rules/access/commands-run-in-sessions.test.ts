import { findingsIn, findingsOf, loggedNode, said } from './findings-in';
import { allow, ANY_INSTANCE, deny, inline, role, shell, Statement, sub, taggedNode } from '../../access/access-templates';
import { Resources, withResources } from '../../node-template';

const RULE = 'SSM-ACC-008';
const SEND = 'ssm:SendCommand';
const ANY_DOCUMENT = 'arn:aws:ssm:eu-west-1::document/*';
const any = (actions: string) => `may run any command on Node without a session, by ${actions}`;
const RUNBOOK = 'may start any runbook, by ssm:StartAutomationExecution, and some run commands on nodes without a session';

test.each<[what: string, statements: Statement[], expected: string[], resources?: Resources]>([
  ['Run Command everywhere', [allow(SEND, '*')], [any(SEND)]],
  ['Run Command on the node and the document', [allow(SEND, [ANY_INSTANCE, 'arn:aws:ssm:eu-west-1::document/AWS-RunShellScript'])], [any(SEND)]],
  ['Run Command on the node and the document of PowerShell', [allow(SEND, [ANY_INSTANCE, 'arn:aws:ssm:*::document/AWS-RunPowerShellScript'])], [any(SEND)]],
  ['Run Command with a document that runs nothing of one\'s choice', [allow(SEND, [ANY_INSTANCE, 'arn:aws:ssm:eu-west-1::document/AWS-UpdateSSMAgent'])], []],
  ['Run Command with documents of the account', [allow(SEND, [ANY_INSTANCE, sub('arn:aws:ssm:eu-west-1:${AWS::AccountId}:document/*')])], []],
  ['Run Command on other nodes', [allow(SEND, [ANY_DOCUMENT, sub('arn:aws:ec2:eu-west-1:${AWS::AccountId}:instance/i-0123456789abcdef0')])], []],
  ['Run Command on nodes with a tag that the node has', [allow(SEND, ANY_INSTANCE, { StringEquals: { 'ssm:resourceTag/env': 'dev' } }), allow(SEND, ANY_DOCUMENT)], [any(SEND)], { Node: taggedNode([{ Key: 'env', Value: 'dev' }]) }],
  ['Run Command on nodes with a tag that the node lacks', [allow(SEND, ANY_INSTANCE, { StringEquals: { 'ssm:resourceTag/env': 'dev' } }), allow(SEND, ANY_DOCUMENT)], []],
  ['Run Command where a tag of the person asks for it', [allow(SEND, '*', { StringEquals: { 'aws:PrincipalTag/ops': 'yes' } })], []],
  ['Run Command with a second factor', [allow(SEND, '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], [any(SEND)]],
  ['Run Command, denied', [allow('ssm:*', '*'), deny([SEND, 'ssm:*Association*', 'ssm:StartAutomationExecution'], '*')], []],
  ['State Manager', [allow('ssm:CreateAssociation', '*')], [any('ssm:CreateAssociation')]],
  ['State Manager, for several', [allow('ssm:CreateAssociationBatch', '*')], [any('ssm:CreateAssociationBatch')]],
  ['State Manager, what is there', [allow('ssm:UpdateAssociation', '*')], [any('ssm:UpdateAssociation')]],
  ['State Manager without associations', [allow('ssm:CreateAssociation', [ANY_DOCUMENT, ANY_INSTANCE])], []],
  ['all of these', [allow('ssm:*', '*')], [any('ssm:CreateAssociation, ssm:CreateAssociationBatch, ssm:SendCommand and ssm:UpdateAssociation'), RUNBOOK]],
  ['any runbook', [allow('ssm:StartAutomationExecution', '*')], [RUNBOOK]],
  ['runbooks that approve access', [allow('ssm:StartAutomationExecution', '*', { StringEquals: { 'ssm:DocumentType': 'ManualApprovalPolicy' } })], []],
  ['one runbook', [allow('ssm:StartAutomationExecution', 'arn:aws:ssm:*:*:automation-definition/AWS-RestartEC2Instance:*')], []],
  ['sessions', [allow('ssm:StartSession', '*')], []],
])('%s', (_, statements, expected, resources = {}) => {
  expect(said(findingsOf(statements, resources), RULE)).toEqual(expected);
});

test('names the statement, and where it stands', () => {
  const [finding] = findingsOf([allow('s3:GetObject', '*'), { Sid: 'Ops', ...allow(SEND, '*') }]);
  expect(finding).toEqual(expect.objectContaining({
    ruleId: RULE,
    severity: 'WARNING',
    principal: 'Template/Person',
    logicalId: 'Person',
    property: 'Properties/Policies/0',
    statement: 'Ops',
    capabilities: [],
    contract: 'docs/facts/access.md, section 5',
  }));
});

test('says of runbooks what to do, which is not what a guardrail does', () => {
  const fixes = findingsOf([allow('ssm:*', '*')]).filter(({ ruleId }) => ruleId === RULE).map(({ fix }) => fix);
  expect(fixes).toEqual([expect.stringContaining('SessionGuardrail'), 'Name in the grant of ssm:StartAutomationExecution the runbooks that the work takes']);
});

test('says nothing of a node whose sessions are not logged: commands go around nothing', () => {
  expect(findingsIn(withResources({ Shell: shell(), Person: role(inline(allow('ssm:*', '*'))) })).map(({ ruleId }) => ruleId)).not.toContain(RULE);
});

test('says nothing of what services do', () => {
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const Person = role({ ...inline(allow('ssm:*', '*')), AssumeRolePolicyDocument });
  expect(findingsIn(loggedNode({ Person }))).toEqual([]);
});
