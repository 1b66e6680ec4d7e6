import { findingsIn, loggedNode, said } from './findings-in';
import { allow, deny, inline, policyOf, ref, role, SHELL_STATEMENTS, START } from '../../access/access-templates';
import { Resources } from '../../node-template';

const RULE = 'SSM-ACC-013';
const ELSEWHERE = 'arn:aws:iam::111122223333:policy/Elsewhere';
const notRead = (name: string, nodes = 'Node') => [`may open sessions with ${nodes}, or may not: ${name} cannot be read`];
const user = (properties: object) => ({ Person: { Type: 'AWS::IAM::User', Properties: properties } });

test.each<[what: string, resources: Resources, expected: string[]]>([
  ['a policy of another app', { Person: role({ ManagedPolicyArns: [ELSEWHERE] }) }, notRead(ELSEWHERE)],
  ['it beside a grant, which it may deny', { Person: role({ ManagedPolicyArns: [ELSEWHERE], ...inline(...SHELL_STATEMENTS) }) }, notRead(ELSEWHERE)],
  ['it beside a denial', { Person: role({ ManagedPolicyArns: [ELSEWHERE], ...inline(deny(START, '*')) }) }, []],
  ['a boundary of another app, and a grant', { Person: role({ PermissionsBoundary: ELSEWHERE, ...inline(...SHELL_STATEMENTS) }) }, notRead(ELSEWHERE)],
  ['a boundary of another app, and no grant', { Person: role({ PermissionsBoundary: ELSEWHERE }) }, []],
  ['a policy that only the deployment knows', { Person: role({ Policies: [{ PolicyName: 'Given', PolicyDocument: ref('Unsaid') }] }) }, notRead('Given')],
  ['a group of another app', user({ Groups: ['elsewhere'] }), notRead('the group elsewhere')],
  ['a grant', { Person: role(inline(...SHELL_STATEMENTS)) }, []],
  ['nothing', { Person: role({}) }, []],
  ['AWS\'s policies', { Person: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', 'arn:aws:iam::aws:policy/SecurityAudit'] }) }, []],
  ['a grant for a tag of the person, which can be read', { Person: role(inline(allow(START, '*', { StringEquals: { 'aws:PrincipalTag/team': 'ops' } }))) }, []],
  ['a policy that is attached to nobody knows whom', { Person: role({}), Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ref('Unsaid'), PolicyDocument: policyOf(...SHELL_STATEMENTS) } } }, []],
  ['somebody of whom nothing is in the templates but a policy', { Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', Roles: ['team'], PolicyDocument: policyOf(...SHELL_STATEMENTS) } } }, []],
])('%s', (_, resources, expected) => {
  const template = loggedNode(resources);
  expect(said(findingsIn({ ...template, Parameters: { Unsaid: { Type: 'String' } } }), RULE)).toEqual(expected);
});

test('is one finding for a person with several such policies', () => {
  const Person = role({ ManagedPolicyArns: [ELSEWHERE, `${ELSEWHERE}2`] });
  expect(findingsIn(loggedNode({ Person })).map(({ ruleId, property }) => [ruleId, property])).toEqual([[RULE, 'Properties/ManagedPolicyArns/0']]);
});
