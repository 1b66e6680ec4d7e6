import { findingsIn, loggedNode, said } from './findings-in';
import { PreflightAccessFinding } from '../../../../lib';
import { allow, inline, ref, role, SHELL_STATEMENTS } from '../../access/access-templates';
import { Resources } from '../../node-template';

const RULE = 'SSM-ACC-011';
const OWN = '111122223333';
const OTHER = '444455556666';
const ANYONE = 'lets in everybody who has an AWS account';
const ofAccount = (id: string) => `lets in everybody whom account ${id} lets, without a condition`;
const usersOf = (provider: string) => `lets in every user of ${provider}`;
const GITHUB = `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`;
const GITHUB_KEY = 'token.actions.githubusercontent.com';
const COGNITO = 'cognito-identity.amazonaws.com';
const CLUSTER = `arn:aws:iam::${OWN}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC`;
const SAML = `arn:aws:iam::${OWN}:saml-provider/Company`;

const trust = (Principal: unknown, Condition?: object, Action = 'sts:AssumeRole') => ({ Effect: 'Allow', Principal, Action, Condition });
const byToken = (provider: unknown, Condition?: object) => trust({ Federated: provider }, Condition, 'sts:AssumeRoleWithWebIdentity');
const bySaml = (Condition?: object) => trust({ Federated: SAML }, Condition, 'sts:AssumeRoleWithSAML');

const SHELLS = [...SHELL_STATEMENTS, allow('kms:GenerateDataKey', '*')];

/** What is found about a role in an account that is known. */
function trusted(statements: object[], resources: Resources = {}, own = SHELLS): PreflightAccessFinding[] {
  const Person = role({ ...inline(...own), AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: statements } });
  return findingsIn(loggedNode({ Person, ...resources }), { account: OWN });
}

test.each<[what: string, statements: object[], expected: string[]]>([
  ['everybody', [trust('*')], [ANYONE]],
  ['everybody, as AWS', [trust({ AWS: '*' })], [ANYONE]],
  ['everybody with a second factor', [trust('*', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], [ANYONE]],
  ['everybody of an organization', [trust('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } })], []],
  ['everybody with an external id', [trust('*', { StringEquals: { 'sts:ExternalId': 'secret' } })], []],
  ['everybody with any external id', [trust('*', { StringLike: { 'sts:ExternalId': '*' } })], [ANYONE]],
  ['everybody of one account', [trust('*', { StringEquals: { 'aws:PrincipalAccount': OWN } })], []],
  ['everybody with an ARN', [trust({ AWS: '*' }, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/ci' } })], []],
  ['everybody from a network', [trust('*', { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } })], []],
  ['everybody but those outside of the organization', [trust('*'), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }], []],
  ['all but one', [{ Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${OWN}:user/x` }, Action: 'sts:AssumeRole' }], [ANYONE]],
  ['a role', [trust({ AWS: `arn:aws:iam::${OWN}:role/team` })], []],
  ['a service beside a role', [trust({ Service: 'ec2.amazonaws.com', AWS: `arn:aws:iam::${OWN}:role/team` })], []],
])('trusts %s', (_, statements, expected) => {
  expect(said(trusted(statements), RULE)).toEqual(expected);
});

test.each<[what: string, statements: object[], expected: string[]]>([
  ['an OpenID Connect provider', [byToken(CLUSTER)], [usersOf(CLUSTER)]],
  ['one service account of a cluster', [byToken(CLUSTER, { StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:a:b' } })], []],
  ['an application of a provider', [byToken('accounts.google.com', { StringEquals: { 'accounts.google.com:aud': '1234' } })], []],
  ['an identity pool', [byToken(COGNITO, { StringEquals: { [`${COGNITO}:aud`]: 'eu-west-1:1' } })], []],
  ['GitHub', [byToken(GITHUB)], [usersOf(GITHUB)]],
  ['GitHub, for AWS', [byToken(GITHUB, { StringEquals: { [`${GITHUB_KEY}:aud`]: 'sts.amazonaws.com' } })], [usersOf(GITHUB)]],
  ['one repository on GitHub', [byToken(GITHUB, { StringEquals: { [`${GITHUB_KEY}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${GITHUB_KEY}:sub`]: 'repo:org/app:*' } })], []],
  ['all repositories on GitHub', [byToken(GITHUB, { StringLike: { [`${GITHUB_KEY}:sub`]: 'repo:*' } })], [usersOf(GITHUB)]],
  ['GitHub, by a provider of the templates', [byToken(ref('Provider'), { StringEquals: { [`${GITHUB_KEY}:aud`]: 'sts.amazonaws.com' } })], [usersOf('<Template.Provider>')]],
  ['a provider that nobody knows', [byToken({ 'Fn::ImportValue': 'Provider' })], [usersOf('an identity provider')]],
  ['GitHub, for a sub if there is one', [byToken(GITHUB, { StringEqualsIfExists: { [`${GITHUB_KEY}:sub`]: 'repo:org/app:main' } })], [usersOf(GITHUB)]],
  ['GitHub, but for one repository', [byToken(GITHUB, { StringNotEquals: { [`${GITHUB_KEY}:sub`]: 'repo:org/app:main' } })], [usersOf(GITHUB)]],
  ['a SAML provider', [bySaml()], [usersOf(SAML)]],
  ['a SAML provider, for AWS', [bySaml({ StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } })], []],
  ['a SAML provider with a second factor', [bySaml({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], [usersOf(SAML)]],
  ['a provider, and a denial', [byToken(CLUSTER), { Effect: 'Deny', Principal: '*', Action: '*', Condition: { StringNotEquals: { 'a:sub': 'b' } } }], []],
])('trusts %s', (_, statements, expected) => {
  const Provider = { Type: 'AWS::IAM::OIDCProvider', Properties: { Url: `https://${GITHUB_KEY}` } };
  expect(said(trusted(statements, { Provider }), RULE)).toEqual(expected);
});

test('says nothing of a role that opens no session, or of a trust policy that cannot be read', () => {
  expect(said(trusted([trust('*')], {}, [allow('s3:GetObject', '*')]), RULE)).toEqual([]);
  const Person = { Type: 'AWS::IAM::Role', Properties: { ...inline(...SHELL_STATEMENTS), AssumeRolePolicyDocument: ref('Unsaid') } };
  expect(said(findingsIn(loggedNode({ Person })), RULE)).toEqual([]);
});

test('points at the statement of the trust policy', () => {
  const [finding] = trusted([trust({ AWS: `arn:aws:iam::${OWN}:role/team` }), { Sid: 'Anyone', ...trust('*') }]);
  expect([finding.logicalId, finding.property, finding.statement]).toEqual(['Person', 'Properties/AssumeRolePolicyDocument', 'Anyone']);
});

test.each<[what: string, statements: object[], expected: string[]]>([
  ['another account', [trust({ AWS: OTHER })], [ofAccount(OTHER)]],
  ['another account, by its root', [trust({ AWS: `arn:aws:iam::${OTHER}:root` })], [ofAccount(OTHER)]],
  ['two others', [trust({ AWS: [OTHER, '777788889999'] })], [ofAccount(OTHER), ofAccount('777788889999')]],
  ['another account with an external id', [trust({ AWS: OTHER }, { StringEquals: { 'sts:ExternalId': 'secret' } })], []],
  ['another account with a second factor', [trust({ AWS: OTHER }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })], []],
  ['a role of another account', [trust({ AWS: `arn:aws:iam::${OTHER}:role/team` })], []],
  ['another account for some of its roles', [trust({ AWS: OTHER }, { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:role/team-*` } })], []],
  ['its own account', [trust({ AWS: OWN })], []],
  ['its own account, by its root', [trust({ AWS: `arn:aws:iam::${OWN}:root` })], []],
])('trusts %s', (_, statements, expected) => {
  expect(said(trusted(statements), RULE)).toEqual(expected);
});

test('in a stack that runs in any account, no account is another one for sure', () => {
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [trust({ AWS: OTHER })] };
  expect(said(findingsIn(loggedNode({ Person: role({ ...inline(...SHELLS), AssumeRolePolicyDocument }) })), RULE)).toEqual([]);
});
