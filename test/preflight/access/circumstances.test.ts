import { accessIn, allow, CHANNEL, deny, inline, policyOf, role, SHELL, SHELL_STATEMENTS, START, Statement, sub, THE_NODE } from './access-templates';
import { Resources } from '../node-template';

/** What is expected, with what has to be true of the request. */
type Row = [what: string, expected: [verdict: string, ...assuming: string[]], statements: Statement[]];

const MFA = 'signed in with MFA just before';
const withMfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const withoutMfa = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };
const from = (...blocks: string[]) => ({ IpAddress: { 'aws:SourceIp': blocks } });
const notFrom = (...blocks: string[]) => ({ NotIpAddress: { 'aws:SourceIp': blocks } });
const shellIf = (condition: object) => [allow(START, [THE_NODE, SHELL], condition), CHANNEL];
const OFFICE = '198.51.100.0/24';
const DESK = '198.51.100.0/28';

const ROLE: Row[] = [
  ['nothing is asked', ['YES'], SHELL_STATEMENTS],
  ['MFA is asked', ['YES', MFA], shellIf(withMfa)],
  ['whoever signed in without MFA is kept out', ['YES', MFA], [...SHELL_STATEMENTS, deny('*', '*', withoutMfa)]],
  ['MFA of a short while ago is asked', ['YES', MFA], shellIf({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })],
  ['the key of MFA must be absent, which it need not be', ['UNKNOWN'], shellIf({ Null: { 'aws:MultiFactorAuthPresent': 'true' } })],
  ['a network is asked', ['YES', `from ${OFFICE}`], shellIf(from(OFFICE))],
  ['MFA and a network are asked', ['YES', MFA, `from ${OFFICE}`], shellIf({ ...withMfa, ...from(OFFICE) })],
  ['the network is one of the company\'s own inside', ['NO'], shellIf(from('10.0.0.0/8'))],
  ['all but a network are kept out', ['YES', `from ${OFFICE}`], [...SHELL_STATEMENTS, deny('*', '*', notFrom(OFFICE))]],
  ['a network without a part of it', ['YES', `from ${OFFICE}`], [...shellIf(from(OFFICE)), deny(START, '*', from(DESK))]],
  ['a network without any of its parts', ['NO'], [...shellIf(from(DESK)), deny(START, '*', from(OFFICE))]],
  ['a network of IPv6', ['YES', 'from 2001:db8::/32'], shellIf(from('2001:db8::/32'))],
  ['a network is kept out', ['YES', `from outside of ${OFFICE}`], [...SHELL_STATEMENTS, deny('*', '*', from(OFFICE))]],
  ['a network makes no difference', ['YES'], [...SHELL_STATEMENTS, allow('s3:*', '*', from(OFFICE))]],
  ['a VPC endpoint is asked', ['YES', 'through the VPC endpoint vpce-0123'], shellIf({ StringEquals: { 'aws:SourceVpce': 'vpce-0123' } })],
  ['a VPC is asked', ['YES', 'through a VPC endpoint in vpc-0123'], shellIf({ StringEquals: { 'aws:SourceVpc': 'vpc-0123' } })],
  ['a VPC endpoint and its VPC are asked', ['YES', 'through the VPC endpoint vpce-0123 in vpc-0123'],
    shellIf({ StringEquals: { 'aws:SourceVpce': 'vpce-0123', 'aws:SourceVpc': 'vpc-0123' } })],
  ['an address, and a VPC endpoint, which has none', ['NO'], shellIf({ ...from(OFFICE), StringEquals: { 'aws:SourceVpce': 'vpce-0123' } })],
  ['a time is asked', ['UNKNOWN'], shellIf({ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })],
  ['the principal itself is asked', ['YES'], shellIf({ ArnEquals: { 'aws:PrincipalArn': sub('${Person.Arn}') } })],
  ['a region is asked', ['YES'], shellIf({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } })],
  ['another region is asked', ['NO'], shellIf({ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } })],
  ['a service in between is asked', ['NO'], shellIf({ StringEquals: { 'aws:CalledViaFirst': 'ssm-guiconnect.amazonaws.com' } })],
];

const user = (...statements: Statement[]): Resources => ({ Person: { Type: 'AWS::IAM::User', Properties: inline(...statements) } });
const permissionSet = (...statements: Statement[]): Resources => ({
  Person: { Type: 'AWS::SSO::PermissionSet', Properties: { InstanceArn: 'arn:aws:sso:::instance/ssoins-1', Name: 'Ops', InlinePolicy: policyOf(...statements) } },
});
const trusting = (principal: object, action: string) => (...statements: Statement[]): Resources => ({
  Person: role({ ...inline(...statements), AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: action }] } }),
});
const saml = trusting({ Federated: 'arn:aws:iam::111122223333:saml-provider/idp' }, 'sts:AssumeRoleWithSAML');
const ofService = trusting({ Service: 'lambda.amazonaws.com' }, 'sts:AssumeRole');

function answer(resources: Resources): string[] {
  const { verdict, assuming } = accessIn(resources);
  return [verdict, ...assuming];
}

test.each(ROLE)('a role, where %s', (_, expected, statements) => {
  expect(answer({ Person: role(inline(...statements)) })).toEqual(expected);
});

test.each<[what: string, asks: (...statements: Statement[]) => Resources, expected: string[]]>([
  ['a user has MFA', user, ['YES', MFA]],
  ['a permission set never says that it was used', permissionSet, ['NO']],
  ['federation hands on none', saml, ['NO']],
  ['a service has none', ofService, ['NO']],
])('%s', (_, asks, expected) => {
  expect(answer(asks(...shellIf(withMfa)))).toEqual(expected);
});

test('a user may come with an access key, which lacks the key of MFA', () => {
  expect(answer(user(...shellIf({ Null: { 'aws:MultiFactorAuthPresent': 'true' } })))).toEqual(['YES']);
});

test('a network that only the deployment knows may be any', () => {
  const template: Resources = { Person: role(inline(...shellIf({ IpAddress: { 'aws:SourceIp': { Ref: 'Value' } } }))) };
  expect(accessIn(template, {}, { Parameters: { Value: { Type: 'String' } } }).verdict).toBe('UNKNOWN');
});

describe('why', () => {
  const because = (...statements: Statement[]) => accessIn({ Person: role(inline(...statements)) });

  test('says what is missing', () => {
    expect(because(CHANNEL)).toMatchObject({ because: 'no policy allows ssm:StartSession on the node', statements: [] });
  });

  test('says which statement denies, and where it is', () => {
    expect(because(allow('*', '*'), deny(START, '*'))).toMatchObject({
      because: 'statement 2 of Own denies ssm:StartSession on the node',
      statements: [{ policy: 'Own', statement: 'statement 2', source: { name: 'Person' }, property: 'Properties/Policies/0' }],
    });
  });

  test('says which condition does not hold', () => {
    expect(because(...shellIf({ ...withMfa, ...from('10.0.0.0/8') }))).toMatchObject({
      because: 'no policy allows ssm:StartSession on the node: statement 1 of Own would, but for its condition on aws:SourceIp',
      statements: [{ statement: 'statement 1' }],
    });
  });

  test('names the statements that allow it', () => {
    expect(because(...SHELL_STATEMENTS)).toMatchObject({
      because: 'Own allows all that it takes', statements: [{ statement: 'statement 1' }, { statement: 'statement 2' }],
    });
  });
});
