import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { NODE, READY, RUNNING, account, create, proxy, send, useAccount } from './account';
import { NodeOnlineCheck, SsmManagedInstance } from '../../../lib';
import { ACCOUNT, REGION, newStack } from '../../fixtures';
import { AccessRequest, Statement, isAllowed } from '../../policies/evaluate';
import { Deployed } from '../../preferences/deployed';

useAccount();

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Function`;
const STACK = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Stack/5ac1b0c0-1111-2222-3333-444444444444`;
const INSTANCE = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${NODE}`;
const GROUP = 'the-group';
const TAG = 'aws:ResourceTag/aws:cloudformation:stack-id';

/** The statements of the function that looks. */
function statementsOf(groups = 0): Statement[] {
  const stack = newStack();
  for (let i = 0; i <= groups; i++) {
    new NodeOnlineCheck(stack, `Online${i}`, i > 0
      ? { autoScalingGroups: [autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, `Group${i}`, GROUP)] }
      : { nodes: [SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: NODE })] });
  }
  const policies = Object.entries(new Deployed(stack).properties('AWS::IAM::Policy')).filter(([id]) => id.includes('HandlerRole'));
  expect(policies).toHaveLength(1);
  return policies.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
}

const statements = statementsOf();
const may = (identity: Statement[], request: AccessRequest) => isAllowed({ identity, account: ACCOUNT }, request);
const asked = (action: string, resource: string, context?: Record<string, string>) => ({ principal: ROLE, action, resource, context });

/** What IAM is asked for a call. */
function requestOf({ action, body }: (typeof proxy.requests)[number]): AccessRequest {
  const query = new URLSearchParams(body);
  switch (action) {
    case 'DescribeInstanceInformation': return asked(`ssm:${action}`, `arn:aws:ssm:${REGION}:${ACCOUNT}:*`);
    case 'GetConnectionStatus': return asked(`ssm:${action}`, `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${JSON.parse(body).Target}`);
    case 'DescribeInstances': return asked(`ec2:${action}`, '*');
    case 'GetConsoleOutput': return asked(`ec2:${action}`, `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${query.get('InstanceId')}`, { [TAG]: STACK });
    case 'DescribeStacks': return asked(`cloudformation:${action}`, query.get('StackName')!);
    default: throw new Error(`the function is not expected to call ${action}`);
  }
}

async function everyCall(): Promise<AccessRequest[]> {
  account.instances.set(NODE, RUNNING);
  await create({ TimeoutSeconds: '60' });
  account.nodes.set(NODE, READY);
  await send('Update');
  await send('Delete');
  return proxy.requests.map(requestOf);
}

const isOfLambda = ({ Action }: Statement) => [Action!].flat().every(action => ['logs:CreateLogStream', 'logs:PutLogEvents'].includes(action));

test('the role of the function may do what the function calls', async () => {
  const calls = await everyCall();
  expect(new Set(calls.map(({ action }) => action)).size).toBe(5);
  expect(calls.filter(call => !may(statements, call))).toEqual([]);
});

test('it may do nothing else: without any of its actions a call is denied', async () => {
  const calls = await everyCall();
  const single = statements.filter(statement => !isOfLambda(statement))
    .flatMap(statement => [statement.Action!].flat().map(Action => ({ ...statement, Action })));
  expect(single).toHaveLength(5);
  const needless = single.filter(statement => calls.every(call => may(single.filter(other => other !== statement), call)));
  expect(needless).toEqual([]);
});

test.each([
  ['ec2:GetConsoleOutput', INSTANCE, undefined],
  ['ec2:GetConsoleOutput', INSTANCE, `${STACK}-of-others`],
  ['ec2:GetConsoleScreenshot', INSTANCE, STACK],
  ['ec2:DescribeInstanceAttribute', INSTANCE, STACK],
  ['ec2:StopInstances', INSTANCE, STACK],
  ['ssm:StartSession', INSTANCE, STACK],
  ['ssm:SendCommand', INSTANCE, STACK],
  ['ssm:TerminateSession', `arn:aws:ssm:${REGION}:${ACCOUNT}:session/x`, STACK],
  ['cloudformation:DescribeStacks', `${STACK}-of-others`, STACK],
  ['cloudformation:UpdateStack', STACK, STACK],
  ['logs:CreateLogGroup', '*', STACK],
  ['iam:PassRole', '*', STACK],
])('it may not %s on %s of a stack %s', (action, resource, tag) => {
  expect(may(statements, asked(action, resource, tag ? { [TAG]: tag } : {}))).toBe(false);
});

test('only a check of a group lets the function ask for groups, and two of them no more than one', () => {
  const actionsOf = (groups: number) => statementsOf(groups).flatMap(({ Action }) => Action!);
  const asksForGroups = ['autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'];
  expect(actionsOf(0).filter(action => action.startsWith('autoscaling:'))).toEqual([]);
  expect(actionsOf(1).filter(action => action.startsWith('autoscaling:'))).toEqual(asksForGroups);
  expect(statementsOf(2)).toEqual(statementsOf(1));
});
