import { InstanceProfile } from '../../../../../lib/preflight/model/iam/policy';
import { Unknown } from '../../../../../lib/preflight/model/known';
import { DefaultHostManagement } from '../../../../../lib/preflight/model/node';
import { endpointLets } from '../../../../../lib/preflight/rules/support/endpoints/endpoint-lets';
import { ContextChanges, ENVIRONMENT, location, nodeSetting, statement, workingContext } from '../../working-context';

const WHY = new Unknown('because');
const PING = { action: 'ssm:UpdateInstanceInformation', resource: '*' };
const DOWNLOAD = { action: 's3:GetObject', resource: 'arn:aws:s3:::amazon-ssm-eu-west-1/latest/VERSION' };

const when = (operator: string, key: string, ...values: string[]) => statement(['*'], { conditions: [{ operator, key, values }] });

/** Whether an endpoint with one statement lets a call through. */
function lets(conditions: ReturnType<typeof statement>, changes: ContextChanges = {}, anonymous = false) {
  const policy = { value: { statements: [{ ...conditions, principals: '*' as const }] }, location: location('Policy', 'AWS::EC2::VPCEndpoint') };
  const context = workingContext({ endpoint: { ssm: { policy }, s3: { policy } }, ...changes });
  return anonymous ? endpointLets(context, DOWNLOAD, 's3', true)?.allowed : endpointLets(context, PING, 'ssm', false)?.allowed;
}

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

test('the caller under Default Host Management has its role, or one of the account', () => {
  const node = { profile: nodeSetting<InstanceProfile | undefined>('IamInstanceProfile', undefined) };
  const management: DefaultHostManagement = { location: location('Dhmc', 'AWS::SSM::ServiceSetting'), role: 'mine', environment: ENVIRONMENT };
  const roleArn = 'arn:aws:iam::111122223333:role/mine';
  const trust = { value: { statements: [] }, location: location('Mine', 'AWS::IAM::Role') };
  const seen = { ...management, seenRole: { name: 'mine', arn: roleArn, location: location('Mine', 'AWS::IAM::Role'), trust, policies: [] } };
  const ofAccount = when('StringEquals', 'aws:PrincipalAccount', ENVIRONMENT.account);
  const ofRole = when('ArnEquals', 'aws:PrincipalArn', roleArn);
  const under = (conditions: ReturnType<typeof statement>, of: DefaultHostManagement) => lets(conditions, { node, hostManagement: [of] });
  expect(under(ofAccount, management)).toBe(true);
  expect(under(ofAccount, seen)).toBe(true);
  expect(under(ofRole, seen)).toBe(true);
  expect(under(ofRole, management)).toBeInstanceOf(Unknown);
  expect(under(when('StringEquals', 'aws:PrincipalAccount', '444455556666'), seen)).toBe(false);
});
