import { inlinePolicy, nodeSetting, SiteChanges, spot, statement, workingSite } from './working-site';
import { Unknown } from '../../../lib/preflight/model/known';
import { InstanceProfile, Role } from '../../../lib/preflight/model/policy';
import { endpointLets, roleMay, roleOf } from '../../../lib/preflight/rules/access';
import { Site } from '../../../lib/preflight/rules/site';

const WHY = new Unknown('because');
const PING = { action: 'ssm:UpdateInstanceInformation', resource: '*' };
const DOWNLOAD = { action: 's3:GetObject', resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/latest/VERSION' };

const when = (operator: string, key: string, ...values: string[]) => statement(['*'], { conditions: [{ operator, key, values }] });

/** Whether a role with one statement may call. */
function may(site: Site, allow: ReturnType<typeof statement>, call = PING) {
  return roleMay(site, { ...roleOf(site) as Role, policies: [inlinePolicy(allow)] }, call).allowed;
}

/** Whether an endpoint with one statement lets a call through. */
function lets(conditions: ReturnType<typeof statement>, changes: SiteChanges = {}, anonymous = false) {
  const policy = { value: { statements: [{ ...conditions, principals: '*' as const }] }, spot: spot('Policy', 'AWS::EC2::VPCEndpoint') };
  const site = workingSite({ endpoint: { ssm: { policy }, s3: { policy } }, ...changes });
  return anonymous ? endpointLets(site, DOWNLOAD, 's3', true)?.allowed : endpointLets(site, PING, 'ssm', false)?.allowed;
}

test('the role of a node, or none', () => {
  expect((roleOf(workingSite()) as Role).name).toBe('node-role');
  expect(roleOf(workingSite({ node: { profile: nodeSetting('IamInstanceProfile', undefined) } }))).toBeUndefined();
  expect(roleOf(workingSite({ node: { profile: nodeSetting<InstanceProfile | undefined>('IamInstanceProfile', WHY) } }))).toBe(WHY);
  expect(roleOf(workingSite({ profile: { role: WHY } }))).toBe(WHY);
});

test.each<[string, ReturnType<typeof statement>]>([
  ['its ARN', when('ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111122223333:role/node-role')],
  ['its account', when('StringEquals', 'aws:PrincipalAccount', '111122223333')],
  ['its region', when('StringEquals', 'aws:RequestedRegion', 'eu-west-1')],
  ['TLS', when('Bool', 'aws:SecureTransport', 'true')],
  ['its endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-ssm')],
  ['its VPC', when('StringEquals', 'aws:SourceVpc', 'vpc-1')],
  ['no multi-factor authentication', when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'true')],
])('a call tells %s', (_, allow) => {
  expect(may(workingSite(), allow)).toBe(true);
});

test('a call from the Internet comes through no endpoint, and one by an unknown way perhaps', () => {
  const fromEndpoint = when('StringEquals', 'aws:SourceVpce', 'vpce-ssm');
  expect(may(workingSite({ network: 'internet-gateway' }), fromEndpoint)).toBe(false);
  expect(may(workingSite({ network: 'nat-gateway', subnet: { routeTable: WHY } }), fromEndpoint)).toBeInstanceOf(Unknown);
  expect(may(workingSite({ network: 'nat-gateway', routeTable: { routes: [] } }), fromEndpoint)).toBeInstanceOf(Unknown);
});

test('a call has keys of its own, and lacks others', () => {
  const site = workingSite();
  const acl = when('StringEquals', 's3:x-amz-acl', 'private');
  const role = { ...roleOf(site) as Role, policies: [inlinePolicy(acl)] };
  expect(roleMay(site, role, { ...PING, context: new Map([['s3:x-amz-acl', 'private']]) }).allowed).toBe(true);
  expect(roleMay(site, role, { ...PING, absentKeys: ['s3:x-amz-acl'] }).allowed).toBe(false);
  expect(roleMay(site, role, PING).allowed).toBeInstanceOf(Unknown);
});

test('the policy of an endpoint decides alone, and only where there is one on the way', () => {
  expect(lets(statement(['ssm:*']))).toBe(true);
  expect(lets(statement(['ec2:*']))).toBe(false);
  expect(lets(statement(['ssm:*']), { role: { policies: [] } })).toBe(true);
  expect(endpointLets(workingSite({ network: 'internet-gateway' }), PING, 'ssm', false)).toBeUndefined();
  expect(endpointLets(workingSite(), DOWNLOAD, 's3', true)?.allowed).toBe(true);
});

test('the policy of an endpoint sees who calls, if that is known and signed', () => {
  const byAccount = when('StringEquals', 'aws:PrincipalAccount', '111122223333');
  expect(lets(byAccount)).toBe(true);
  expect(lets(byAccount, { profile: { role: WHY } })).toBeInstanceOf(Unknown);
  expect(lets(byAccount, { node: { profile: nodeSetting('IamInstanceProfile', undefined) } })).toBeInstanceOf(Unknown);
  expect(lets(byAccount, {}, true)).toBe(false);
  expect(lets(statement(['s3:GetObject']), {}, true)).toBe(true);
});
