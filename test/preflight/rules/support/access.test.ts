import { InstanceProfile, Role } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { RuleContext } from '../../../../lib/preflight/rules/rule-context';
import { roleMay, roleOf } from '../../../../lib/preflight/rules/support/access';
import { inlinePolicy, nodeSetting, statement, workingContext } from '../working-context';

const WHY = new Unknown('because');
const PING = { action: 'ssm:UpdateInstanceInformation', resource: '*' };

const when = (operator: string, key: string, ...values: string[]) => statement(['*'], { conditions: [{ operator, key, values }] });

/** Whether a role with one statement allows a call. */
function may(context: RuleContext, allow: ReturnType<typeof statement>, call = PING) {
  return roleMay(context, { ...roleOf(context) as Role, policies: [inlinePolicy(allow)] }, call).allowed;
}

test('the role of a node, or none', () => {
  expect((roleOf(workingContext()) as Role).name).toBe('node-role');
  expect(roleOf(workingContext({ node: { profile: nodeSetting('IamInstanceProfile', undefined) } }))).toBeUndefined();
  expect(roleOf(workingContext({ node: { profile: nodeSetting<InstanceProfile | undefined>('IamInstanceProfile', WHY) } }))).toBe(WHY);
  expect(roleOf(workingContext({ profile: { role: WHY } }))).toBe(WHY);
});

test.each<[string, ReturnType<typeof statement>]>([
  ['its ARN', when('ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/node-role')],
  ['its account', when('StringEquals', 'aws:PrincipalAccount', '111122223333')],
  ['its region', when('StringEquals', 'aws:RequestedRegion', 'eu-west-1')],
  ['TLS', when('Bool', 'aws:SecureTransport', 'true')],
  ['its endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-ssm')],
  ['its VPC', when('StringEquals', 'aws:SourceVpc', 'vpc-1')],
  ['no multi-factor authentication', when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'true')],
])('a call has %s', (_, allow) => {
  expect(may(workingContext(), allow)).toBe(true);
});

test('a call from the Internet uses no endpoint, and one with an unknown path might', () => {
  const fromEndpoint = when('StringEquals', 'aws:SourceVpce', 'vpce-ssm');
  expect(may(workingContext({ network: 'internet-gateway' }), fromEndpoint)).toBe(false);
  expect(may(workingContext({ network: 'nat-gateway', subnet: { routeTable: WHY } }), fromEndpoint)).toBeInstanceOf(Unknown);
  expect(may(workingContext({ network: 'nat-gateway', routeTable: { routes: [] } }), fromEndpoint)).toBeInstanceOf(Unknown);
});

test('a call has keys of its own, and lacks others', () => {
  const context = workingContext();
  const acl = when('StringEquals', 's3:x-amz-acl', 'private');
  const role = { ...roleOf(context) as Role, policies: [inlinePolicy(acl)] };
  expect(roleMay(context, role, { ...PING, context: new Map([['s3:x-amz-acl', 'private']]) }).allowed).toBe(true);
  expect(roleMay(context, role, { ...PING, absentKeys: ['s3:x-amz-acl'] }).allowed).toBe(false);
  expect(roleMay(context, role, PING).allowed).toBeInstanceOf(Unknown);
});
