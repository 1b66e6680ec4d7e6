import { accessIn, allow, att, deny, inline, policyOf, Question, ref, role, shell, SHELL_STATEMENTS, START, sub } from './access-templates';
import { Preflight } from '../../../lib';
import { Resources, withResources } from '../node-template';

type Row = [what: string, expected: string, resources: Resources, question?: Question];

const SHELL_POLICY = policyOf(...SHELL_STATEMENTS);
const DENIAL = policyOf(deny(START, '*'));
const managed = (properties: object) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: properties });
const user = (properties: object = {}) => ({ Type: 'AWS::IAM::User', Properties: properties });
const group = (properties: object = {}) => ({ Type: 'AWS::IAM::Group', Properties: properties });
const permissionSet = (properties: object) => ({ Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'Ops', ...properties } });
const TEAM: Question = { principal: 'team' };

/** A boundary without the key of the document, whose policy gives it to somebody. */
const withKeyFor = (person?: string): Resources => ({
  Limit: managed({ PolicyDocument: policyOf(allow('ssm*:*', '*')) }),
  Shell: shell({}, { kmsKeyId: att('Key', 'Arn') }),
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [sub('arn:aws:iam::${AWS::AccountId}:root'), ...person ? [att(person, 'Arn')] : []].map(AWS => ({ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' })),
      },
    },
  },
});

const ROLES: Row[] = [
  ['nothing', 'NO', { Person: role({}) }],
  ['an inline policy', 'YES', { Person: role(inline(...SHELL_STATEMENTS)) }],
  ['a policy beside it', 'YES', { Person: role({}), Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: [ref('Person')], PolicyDocument: SHELL_POLICY } } }],
  ['a policy of somebody else', 'NO', { Person: role({}), Other: role({}), Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: [ref('Other')], PolicyDocument: SHELL_POLICY } } }],
  ['a role policy', 'YES', { Person: role({}), Policy: { Type: 'AWS::IAM::RolePolicy', Properties: { PolicyName: 'P', RoleName: ref('Person'), PolicyDocument: SHELL_POLICY } } }],
  ['a managed policy that names it', 'YES', { Person: role({}), Policy: managed({ Roles: [ref('Person')], PolicyDocument: SHELL_POLICY }) }],
  ['a managed policy that it names', 'YES', { Person: role({ ManagedPolicyArns: [ref('Policy')] }), Policy: managed({ PolicyDocument: SHELL_POLICY }) }],
  ['a managed policy of another app', 'UNKNOWN', { Person: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Elsewhere'] }) }],
  ['a managed policy of another app, and one that denies', 'NO', { Person: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Elsewhere'], ...inline(deny(START, '*')) }) }],
  ['a grant beside a managed policy of another app, which may deny', 'UNKNOWN', { Person: role({ ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/Elsewhere'], ...inline(...SHELL_STATEMENTS) }) }],
  ['AWS\'s policy for nodes', 'NO', { Person: role({ ManagedPolicyArns: [sub('arn:${AWS::Partition}:iam::aws:policy/AmazonSSMManagedInstanceCore')] }) }],
  ['AWS\'s policy for everything', 'YES', { Person: role({ ManagedPolicyArns: [sub('arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess')] }) }],
  ['a policy of AWS that preflight does not know', 'UNKNOWN', { Person: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/Newest'] }) }],
  ['a boundary that allows sessions', 'YES', { Person: role({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: ref('Limit') }), Limit: managed({ PolicyDocument: policyOf(allow('ssm*:*', '*')) }) }],
  ['a boundary that allows something else', 'NO', { Person: role({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: ref('Limit') }), Limit: managed({ PolicyDocument: policyOf(allow('s3:*', '*')) }) }],
  ['a boundary without the data key, which the policy of the key gives the role', 'NO', { Person: role({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: ref('Limit') }), ...withKeyFor('Person') }],
  ['a boundary of another app', 'UNKNOWN', { Person: role({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Limit' }) }],
  ['a boundary of another app, and no grant', 'NO', { Person: role({ PermissionsBoundary: 'arn:aws:iam::111122223333:policy/Limit' }) }],
  ['a policy that is attached to nobody knows whom', 'UNKNOWN', { Person: role({}), Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ref('Names'), PolicyDocument: SHELL_POLICY } } }],
  ['a custom resource that is given the role', 'UNKNOWN', { Person: role({}), Attacher: { Type: 'Custom::Attacher', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:f', Role: ref('Person') } } }],
  ['a policy that is perhaps there', 'UNKNOWN', {
    Person: role({}), Policy: { Type: 'AWS::IAM::Policy', Condition: 'Perhaps', Properties: { PolicyName: 'P', Roles: [ref('Person')], PolicyDocument: SHELL_POLICY } },
  }],
  ['a denial that is perhaps there', 'UNKNOWN', {
    Person: role(inline(...SHELL_STATEMENTS)),
    Policy: { Type: 'AWS::IAM::Policy', Condition: 'Perhaps', Properties: { PolicyName: 'P', Roles: [ref('Person')], PolicyDocument: DENIAL } },
  }],
  ['a policy that is not there', 'NO', {
    Person: role({}), Policy: { Type: 'AWS::IAM::Policy', Condition: 'Never', Properties: { PolicyName: 'P', Roles: [ref('Person')], PolicyDocument: SHELL_POLICY } },
  }],
  ['one of two policies', 'UNKNOWN', { Person: role({ Policies: [{ 'Fn::If': ['Perhaps', { PolicyName: 'P', PolicyDocument: SHELL_POLICY }, { PolicyName: 'P', PolicyDocument: DENIAL }] }] }) }],
  ['a policy or none', 'UNKNOWN', { Person: role({ Policies: [{ 'Fn::If': ['Perhaps', { PolicyName: 'P', PolicyDocument: SHELL_POLICY }, ref('AWS::NoValue')] }] }) }],
  ['a policy for each of several, in which it is', 'YES', {
    'Person': role({}), 'Fn::ForEach::People': ['Each', ['Person'], { 'Policy${Each}': { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: [{ Ref: '${Each}' }], PolicyDocument: SHELL_POLICY } } }],
  } as unknown as Resources],
  ['the policy of a function beside it', 'NO', { Person: role({}), Function: { Type: 'AWS::Serverless::Function', Properties: { Policies: [SHELL_POLICY, { SSMParameterReadPolicy: { ParameterName: 'p' } }] } } }],
  ['a policy of another partition', 'UNKNOWN', { Person: role({ ManagedPolicyArns: ['arn:aws-cn:iam::111122223333:policy/Elsewhere'] }) }],
  ['a role that may not be there', 'UNKNOWN', { Person: { ...role(inline(...SHELL_STATEMENTS)), Condition: 'Perhaps' } }],
];

const USERS: Row[] = [
  ['nothing', 'NO', { Person: user() }],
  ['an inline policy', 'YES', { Person: user(inline(...SHELL_STATEMENTS)) }],
  ['a user policy', 'YES', { Person: user(), Policy: { Type: 'AWS::IAM::UserPolicy', Properties: { PolicyName: 'P', UserName: ref('Person'), PolicyDocument: SHELL_POLICY } } }],
  ['a managed policy that names it', 'YES', { Person: user(), Policy: managed({ Users: [ref('Person')], PolicyDocument: SHELL_POLICY }) }],
  ['the policy of its group', 'YES', { Person: user({ Groups: [ref('Team')] }), Team: group(inline(...SHELL_STATEMENTS)) }],
  ['the policy of a group that it is added to', 'YES', { Person: user(), Team: group(inline(...SHELL_STATEMENTS)), Add: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('Team'), Users: [ref('Person')] } } }],
  ['the policy of a group that somebody else is added to', 'NO', { Person: user(), Other: user(), Team: group(inline(...SHELL_STATEMENTS)), Add: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('Team'), Users: [ref('Other')] } } }],
  ['the policy of a group that it is perhaps added to', 'UNKNOWN', {
    Person: user(),
    Team: group(inline(...SHELL_STATEMENTS)),
    Add: { Type: 'AWS::IAM::UserToGroupAddition', Condition: 'Perhaps', Properties: { GroupName: ref('Team'), Users: [ref('Person')] } },
  }],
  ['an addition of nobody knows whom', 'UNKNOWN', { Person: user(), Add: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: 'g', Users: ref('Names') } } }],
  ['a group of another app', 'UNKNOWN', { Person: user({ Groups: ['elsewhere'] }) }],
  ['a group policy beside its group', 'YES', { Person: user({ Groups: [ref('Team')] }), Team: group(), Policy: { Type: 'AWS::IAM::GroupPolicy', Properties: { PolicyName: 'P', GroupName: ref('Team'), PolicyDocument: SHELL_POLICY } } }],
  ['its own grant, which its group denies', 'NO', { Person: user({ ...inline(...SHELL_STATEMENTS), Groups: [ref('Team')] }), Team: group({ Policies: [{ PolicyName: 'No', PolicyDocument: DENIAL }] }) }],
  ['a boundary without the data key, which the policy of the key gives the user', 'YES', { Person: user({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: ref('Limit') }), ...withKeyFor('Person') }],
  ['a boundary without the data key, which the policy of the key gives the account', 'NO', { Person: user({ ...inline(...SHELL_STATEMENTS, allow('kms:*', '*')), PermissionsBoundary: ref('Limit') }), ...withKeyFor() }],
  ['a boundary that allows something else', 'NO', { Person: user({ ...inline(...SHELL_STATEMENTS), PermissionsBoundary: ref('Limit') }), Limit: managed({ PolicyDocument: policyOf(allow('s3:*', '*')) }) }],
];

const GROUPS: Row[] = [
  ['nothing', 'NO', { Person: group() }],
  ['an inline policy', 'YES', { Person: group(inline(...SHELL_STATEMENTS)) }],
  ['a managed policy that names it', 'YES', { Person: group(), Policy: managed({ Groups: [ref('Person')], PolicyDocument: SHELL_POLICY }) }],
];

const PERMISSION_SETS: Row[] = [
  ['nothing', 'NO', { Person: permissionSet({}) }],
  ['an inline policy', 'YES', { Person: permissionSet({ InlinePolicy: SHELL_POLICY }) }],
  ['an inline policy as text', 'YES', { Person: permissionSet({ InlinePolicy: { 'Fn::Sub': JSON.stringify(SHELL_POLICY).replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1') } }) }],
  ['an inline policy that nobody sees', 'UNKNOWN', { Person: permissionSet({ InlinePolicy: ref('Names') }) }],
  ['a policy of AWS', 'YES', { Person: permissionSet({ ManagedPolicies: ['arn:aws:iam::aws:policy/AmazonSSMFullAccess'] }) }],
  ['a customer managed policy of the account', 'YES', { Person: permissionSet({ CustomerManagedPolicyReferences: [{ Name: 'shells' }] }), Policy: managed({ ManagedPolicyName: 'shells', PolicyDocument: SHELL_POLICY }) }],
  ['a customer managed policy with another path', 'UNKNOWN', { Person: permissionSet({ CustomerManagedPolicyReferences: [{ Name: 'shells', Path: '/ops/' }] }), Policy: managed({ ManagedPolicyName: 'shells', PolicyDocument: SHELL_POLICY }) }],
  ['a customer managed policy of another app', 'UNKNOWN', { Person: permissionSet({ CustomerManagedPolicyReferences: [{ Name: 'elsewhere' }] }) }],
  ['a boundary of AWS that allows something else', 'NO', { Person: permissionSet({ InlinePolicy: SHELL_POLICY, PermissionsBoundary: { ManagedPolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess' } }) }],
  ['a boundary of the account that allows sessions', 'YES', { Person: permissionSet({ InlinePolicy: SHELL_POLICY, PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'limit' } } }), Limit: managed({ ManagedPolicyName: 'limit', PolicyDocument: policyOf(allow('*', '*')) }) }],
  ['a boundary of another app', 'UNKNOWN', { Person: permissionSet({ InlinePolicy: SHELL_POLICY, PermissionsBoundary: { CustomerManagedPolicyReference: { Name: 'elsewhere' } } }) }],
];

const ELSEWHERE: Row[] = [
  ['a role that is imported, and a grant', 'UNKNOWN', { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ['team'], PolicyDocument: SHELL_POLICY } } }, TEAM],
  ['a role that is imported, and something else', 'UNKNOWN', { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ['team'], PolicyDocument: policyOf(allow('s3:*', '*')) } } }, TEAM],
  ['a role that is imported, and a denial', 'NO', { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ['team'], PolicyDocument: DENIAL } } }, TEAM],
  ['a user who is imported, and a grant', 'UNKNOWN', { Policy: managed({ Users: ['team'], PolicyDocument: SHELL_POLICY }) }, TEAM],
  ['a group that is imported, and a denial', 'NO', { Policy: managed({ Groups: ['team'], PolicyDocument: DENIAL }) }, TEAM],
];

const SECTIONS = { Parameters: { Names: { Type: 'String' }, Perhaps: { Type: 'String' } }, Conditions: { Perhaps: { 'Fn::Equals': [ref('Perhaps'), 'yes'] }, Never: { 'Fn::Equals': ['no', 'yes'] } } };

describe.each<[string, Row[]]>([
  ['a role', ROLES], ['a user', USERS], ['a group', GROUPS], ['a permission set', PERMISSION_SETS], ['somebody elsewhere', ELSEWHERE],
])('%s with', (_, rows) => {
  test.each(rows)('%s: %s', (_what, expected, resources, question = {}) => {
    expect(accessIn(resources, question, SECTIONS).verdict).toBe(expected);
  });
});

const service = (...names: string[]) => ({ Effect: 'Allow', Principal: { Service: names }, Action: 'sts:AssumeRole' });
const account = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };

test.each<[string, boolean, unknown]>([
  ['a service', true, [service('ec2.amazonaws.com')]],
  ['two services', true, [service('lambda.amazonaws.com', 'edgelambda.amazonaws.com'), service('codebuild.amazonaws.com')]],
  ['a service, and a denial of everybody', true, [service('ec2.amazonaws.com'), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }]],
  ['an account', false, [account]],
  ['a service and an account', false, [service('ec2.amazonaws.com'), account]],
  ['both in one statement', false, [{ ...account, Principal: { AWS: '111122223333', Service: 'ec2.amazonaws.com' } }]],
  ['a provider of identities', false, [{ Effect: 'Allow', Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }]],
  ['everybody', false, [{ ...account, Principal: '*' }]],
  ['everybody but a service', false, [{ Effect: 'Allow', NotPrincipal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }]],
  ['nobody knows who', false, [service('ec2.amazonaws.com'), ref('Names')]],
  ['nobody knows whom', false, [{ ...account, Principal: ref('Names') }]],
])('a role that %s may assume: for services alone, %s', (_, expected, Statement) => {
  const trusting = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } } };
  const { principals } = Preflight.ofTemplate(withResources({ Person: trusting, User: user() }, SECTIONS), { region: 'eu-west-1' });
  const isForServices = (id: string) => principals.find(each => each.id === `Template/${id}`)!.isForServices;

  expect([isForServices('Person'), isForServices('User')]).toEqual([expected, false]);
});

test('everybody is listed once, also who is in no template', () => {
  const report = Preflight.ofTemplate(withResources({
    Person: role({}),
    User: user(),
    Team: group(),
    Set: permissionSet({}),
    One: managed({ Roles: ['team', ref('Person')], PolicyDocument: DENIAL }),
    Two: managed({ Roles: ['team'], PolicyDocument: DENIAL }),
  }), { region: 'eu-west-1' });

  expect(report.principals.map(({ id, kind, name }) => [id, kind, name])).toEqual([
    ['Template/Role', 'ROLE', '<Template.Role>'], ['Template/Person', 'ROLE', '<Template.Person>'], ['Template/User', 'USER', '<Template.User>'],
    ['Template/Team', 'GROUP', '<Template.Team>'], ['Template/Set', 'PERMISSION_SET', 'Ops'], ['team', 'ROLE', 'team'],
  ]);
});

test('a macro may give anybody anything', () => {
  const template = withResources({ Person: role({}), Shell: shell() }, { Transform: 'Company::Macro' });
  expect(Preflight.ofTemplate(template, { region: 'eu-west-1' }).access('Person', 'Node').verdict).toBe('UNKNOWN');
});
