import * as kms from 'aws-cdk-lib/aws-kms';
import { HOUR, OTHER_SETTINGS, activations, create, ids, pass, proxy, remove, renew, secretArn, update, useAccount } from './account';
import { HybridActivation, HybridActivationProps } from '../../../lib';
import { ACCOUNT, REGION, newStack } from '../../fixtures';
import { AccessRequest, Statement, isAllowed } from '../../policies/evaluate';
import { Deployed } from '../../preferences/deployed';

useAccount();

const FUNCTION = `arn:aws:iam::${ACCOUNT}:role/Function`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1`;

function deploy(props: HybridActivationProps = {}, hasKey = false) {
  const stack = newStack();
  new HybridActivation(stack, 'Servers', { ...props, encryptionKey: hasKey ? kms.Key.fromKeyArn(stack, 'Key', KEY) : undefined });
  const deployed = new Deployed(stack);
  const [{ SecretArn, Settings }] = Object.values(deployed.properties('Custom::HybridActivation'));
  const statements: Statement[] = Object.entries(deployed.properties('AWS::IAM::Policy')).filter(([id]) => id.startsWith('ServersHandlerRole'))
    .flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
  return { statements, secret: SecretArn, role: `arn:aws:iam::${ACCOUNT}:role/${JSON.parse(Settings).role}` };
}

type Deployment = ReturnType<typeof deploy>;

/** What IAM is asked for a call, of the deployment's secret and role in place of the test's. */
function requestsOf({ action, body }: { action: string; body: string }, { secret, role }: Deployment, hasKey: boolean): AccessRequest[] {
  const asked = (name: string, resource: string, context?: Record<string, string>) => ({ principal: FUNCTION, action: name, resource, context });
  const keyUse = (name: string) => (hasKey ? [asked(`kms:${name}`, KEY, { 'kms:EncryptionContext:SecretARN': secret })] : []);
  switch (action) {
    case 'CreateActivation': return [asked('ssm:CreateActivation', '*'), asked('iam:PassRole', role, { 'iam:PassedToService': 'ssm.amazonaws.com' })];
    case 'DescribeActivations':
    case 'DeleteActivation': return [asked(`ssm:${action}`, '*')];
    case 'GetServiceSetting':
    case 'UpdateServiceSetting': return [asked(`ssm:${action}`, `arn:aws:ssm:${REGION}:${ACCOUNT}:servicesetting${JSON.parse(body).SettingId}`)];
    case 'GetSecretValue':
      expect(JSON.parse(body).SecretId).toBe(secretArn);
      return [asked(`secretsmanager:${action}`, secret), ...keyUse('Decrypt')];
    case 'PutSecretValue': return [asked(`secretsmanager:${action}`, secret), ...keyUse('Decrypt'), ...keyUse('GenerateDataKey')];
    default: throw new Error(`the function is not expected to call ${action}`);
  }
}

/** Whatever the function can call. */
async function everyCall(deployment: Deployment, advancedInstances: boolean, hasKey: boolean): Promise<AccessRequest[]> {
  await create({ advancedInstances });
  await update({ settings: OTHER_SETTINGS, advancedInstances });
  activations.register(ids()[0]);
  pass(12 * HOUR);
  await renew();
  await remove({ advancedInstances });
  return proxy.requests.flatMap(request => requestsOf(request, deployment, hasKey));
}

const may = (identity: Statement[], request: AccessRequest) => isAllowed({
  identity,
  account: ACCOUNT,
  // The policy of the key leaves it to the policies of the account.
  resource: request.resource === KEY ? [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }] : [],
}, request);

const OF_LAMBDA = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const isOfLambda = ({ Action }: Statement) => [Action!].flat().every(action => OF_LAMBDA.includes(action));

describe.each([
  ['', {}, false],
  ['with the advanced tier', { advancedInstances: true }, false],
  ['with a key', {}, true],
] as const)('the role of the function %s', (_what, props: HybridActivationProps, hasKey) => {
  test('may do what the function calls, and without any of its statements a call is denied', async () => {
    const deployment = deploy(props, hasKey);
    const calls = await everyCall(deployment, props.advancedInstances === true, hasKey);
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.filter(request => !may(deployment.statements, request))).toEqual([]);
    const statements = deployment.statements.filter(statement => !isOfLambda(statement));
    const actions = statements.flatMap(({ Action }) => [Action!].flat());
    expect([...new Set(calls.map(({ action }) => action))].sort()).toEqual(actions.sort());
    const needless = statements.filter(statement => calls.every(request => may(statements.filter(other => other !== statement), request)));
    expect(needless).toEqual([]);
  });

  test.each([
    ['secretsmanager:GetSecretValue', `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:Other-AbCdEf`],
    ['secretsmanager:DeleteSecret', 'secret'],
    ['iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Admin`],
    ['ssm:DeregisterManagedInstance', `arn:aws:ssm:${REGION}:${ACCOUNT}:managed-instance/mi-1`],
    ['ssm:StartSession', '*'],
    ['ssm:UpdateServiceSetting', `arn:aws:ssm:${REGION}:${ACCOUNT}:servicesetting/ssm/parameter-store/default-parameter-tier`],
    ['kms:Decrypt', KEY],
  ])('may not %s on %s', (action, resource) => {
    const { statements, secret } = deploy(props, hasKey);
    const context = { 'iam:PassedToService': 'ssm.amazonaws.com', 'kms:EncryptionContext:SecretARN': `${secret}-of-others` };
    expect(may(statements, { principal: FUNCTION, action, resource: resource === 'secret' ? secret : resource, context })).toBe(false);
  });

  test('may pass its role to no other service', () => {
    const { statements, role } = deploy(props, hasKey);
    expect(may(statements, { principal: FUNCTION, action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'ec2.amazonaws.com' } })).toBe(false);
  });
});
