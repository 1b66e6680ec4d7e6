import { findingsIn, findingsOf, loggedNode, said } from './findings-in';
import { ACCESS_RULES } from '../../../../lib/preflight/rules/all-rules';
import { allow, ANY_INSTANCE, deny, inline, ref, role, SHELL, Statement, sub } from '../../access/access-templates';
import { Resources } from '../../node-template';

const RULE = 'SSM-ACC-012';
const TRAIL: Resources = { Trail: { Type: 'AWS::CloudTrail::Trail', Properties: {} } };
const APPROVAL: Resources = { Approval: { Type: 'AWS::SSM::Document', Properties: { DocumentType: 'ManualApprovalPolicy', Content: {} } } };
const DEEDS = ACCESS_RULES.flatMap(({ deed }) => deed ?? []);
const everything = (...deeds: string[]) => [`may do everything, and so ${deeds.slice(0, -1).join(', ')} and ${deeds.at(-1)!}`];
const [, DOCUMENTS, GROUPS, BUCKETS, KEYS, , COMMANDS, ALL_NODES] = DEEDS;
const managed = (name: string) => role({ ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/${name}`)] });

test('one finding says all that an administrator may do, and no other rule says it again', () => {
  const findings = findingsIn(loggedNode({ Person: managed('AdministratorAccess'), ...TRAIL, ...APPROVAL }));
  expect(findings.map(({ ruleId }) => ruleId)).toEqual([RULE]);
  expect(said(findings, RULE)).toEqual(everything(...DEEDS));
  expect(findings[0]).toEqual(expect.objectContaining({ logicalId: 'Person', property: 'Properties/ManagedPolicyArns/0' }));
});

test.each<[what: string, resources: Resources]>([
  ['everything on everything', { Person: role(inline(allow('*', '*'))) }],
  ['everything with a second factor', { Person: role(inline(allow('*', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))) }],
  ['all but IAM', { Person: managed('PowerUserAccess') }],
  ['everything beside all of Systems Manager', { Person: role(inline(allow('ssm:*', '*'), allow('*', '*'))) }],
  ['everything, for a user', { Person: { Type: 'AWS::IAM::User', Properties: inline(allow('*', '*')) } }],
  ['everything, for a permission set', { Person: { Type: 'AWS::SSO::PermissionSet', Properties: { Name: 'Admins', InstanceArn: 'arn:aws:sso:::instance/ssoins-1', ManagedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'] } } }],
])('%s is one finding', (_, resources) => {
  expect(findingsIn(loggedNode(resources)).map(({ ruleId }) => ruleId)).toEqual([RULE]);
});

const GUARDRAIL: Statement[] = [
  { Effect: 'Deny', Action: 'ssm:StartSession', NotResource: [SHELL, ANY_INSTANCE] },
  deny(['ssm:*Document*', 'ssm:SendCommand', 'ssm:*Association*', 'ssm:StartAutomationExecution'], '*'),
];

test.each<[what: string, statements: Statement[], expected: string[]]>([
  ['sessions', [deny('ssm:StartSession', '*')], everything(DOCUMENTS, GROUPS, BUCKETS, KEYS, COMMANDS)],
  ['other documents and commands', GUARDRAIL, everything(GROUPS, BUCKETS, KEYS, ALL_NODES)],
  ['the logs', [deny(['logs:*', 's3:*', 'kms:*'], '*')], everything(DEEDS[0], DOCUMENTS, COMMANDS, ALL_NODES)],
  ['all of this', [deny(['ssm:*', 'logs:*', 's3:*', 'kms:*'], '*')], []],
])('leaves out what is denied: %s', (_, statements, expected) => {
  expect(said(findingsOf([allow('*', '*'), ...statements]), RULE)).toEqual(expected);
});

test('a boundary makes an administrator somebody whom the other rules judge', () => {
  const Limit = { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: [allow('logs:*', '*')] } } };
  const Person = role({ ...inline(allow('*', '*')), PermissionsBoundary: ref('Limit') });
  expect(findingsIn(loggedNode({ Person, Limit })).map(({ ruleId }) => ruleId)).toEqual(['SSM-ACC-004']);
});

test('what is not about what they may do is told beside it', () => {
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
  const Person = role({ ...inline(allow('*', '*')), AssumeRolePolicyDocument });
  expect(findingsIn(loggedNode({ Person })).map(({ ruleId }) => ruleId)).toEqual(['SSM-ACC-011', RULE]);
});

test('a policy of everything in one service is no administrator', () => {
  expect(said(findingsOf([allow('ssm:*', '*')]), RULE)).toEqual([]);
});
