import { InstanceProfile, Role } from '../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../lib/preflight/model/known';
import { RuleContext } from '../../../../lib/preflight/rules/rule-context';
import { endpointLets, roleMay, roleOf } from '../../../../lib/preflight/rules/support/access';
import { inlinePolicy, nodeSetting, ContextChanges, location, statement, workingContext } from '../working-context';

const WHY = new Unknown('because');
const PING = { action: 'ssm:UpdateInstanceInformation', resource: '*' };
const DOWNLOAD = { action: 's3:GetObject', resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/latest/VERSION' };

const when = (operator: string, key: string, ...values: string[]) => statement(['*'], { conditions: [{ operator, key, values }] });

/** Whether a role with one statement allows a call. */
function may(context: RuleContext, allow: ReturnType<typeof statement>, call = PING) {
  return roleMay(context, { ...roleOf(context) as Role, policies: [inlinePolicy(allow)] }, call).allowed;
}

/** Whether an endpoint with one statement lets a call through. */
function lets(conditions: ReturnType<typeof statement>, changes: ContextChanges = {}, anonymous = false) {
  const policy = { value: { statements: [{ ...conditions, principals: '*' as const }] }, location: location('Policy', 'AWS::EC2::VPCEndpoint') };
  const context = workingContext({ endpoint: { ssm: { policy }, s3: { policy } }, ...changes });
  return anonymous ? endpointLets(context, DOWNLOAD, 's3', true)?.allowed : endpointLets(context, PING, 'ssm', false)?.allowed;
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

test('the endpoint policy decides alone, and only if there is an endpoint on the path', () => {
  expect(lets(statement(['ssm:*']))).toBe(true);
  expect(lets(statement(['ec2:*']))).toBe(false);
  expect(lets(statement(['ssm:*']), { role: { policies: [] } })).toBe(true);
  expect(endpointLets(workingContext({ network: 'internet-gateway' }), PING, 'ssm', false)).toBeUndefined();
  expect(endpointLets(workingContext(), DOWNLOAD, 's3', true)?.allowed).toBe(true);
});

test('the endpoint policy knows the caller if the call is signed and the caller known', () => {
  const byAccount = when('StringEquals', 'aws:PrincipalAccount', '111122223333');
  expect(lets(byAccount)).toBe(true);
  expect(lets(byAccount, { profile: { role: WHY } })).toBeInstanceOf(Unknown);
  expect(lets(byAccount, { node: { profile: nodeSetting('IamInstanceProfile', undefined) } })).toBeInstanceOf(Unknown);
  expect(lets(byAccount, {}, true)).toBe(false);
  expect(lets(statement(['s3:GetObject']), {}, true)).toBe(true);
});
