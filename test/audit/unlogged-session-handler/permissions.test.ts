import { SESSION, deployment, look, proxy, sessions, useAccount } from './account';
import { BUCKET, COMMANDS, DEPLOYMENT_NAMES, DeploymentName, LOG_GROUP, PREFIX } from './deployments';
import { ACCOUNT } from '../../fixtures';
import { AccessRequest, Statement, isAllowed } from '../../policies/evaluate';
import { startOf } from '../recorded-events';

useAccount();

type Sent = (typeof proxy.requests)[number];

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Function`;
const ARN = `us-east-1:${ACCOUNT}`;

/** What IAM is asked for a call. */
function requestOf({ action, body, url }: Sent): AccessRequest {
  const asked = (service: string, name: string, resource: string, context?: Record<string, string>) => ({ principal: ROLE, action: `${service}:${name}`, resource, context });
  switch (action) {
    case 'DescribeLogStreams':
      return asked('logs', action, `arn:aws:logs:${ARN}:log-group:${JSON.parse(body).logGroupName}:log-stream:`);
    case 'ListObjectsV2': {
      const { pathname, searchParams } = new URL(url, 'http://s3');
      return asked('s3', 'ListBucket', `arn:aws:s3:::${pathname.split('/')[1]}`, { 's3:prefix': searchParams.get('prefix')! });
    }
    case 'DescribeSessions':
      return asked('ssm', action, `arn:aws:ssm:${ARN}:*`);
    case 'SendMessage':
      return asked('sqs', action, `arn:aws:sqs:${ARN}:${JSON.parse(body).QueueUrl.split('/').at(-1)}`);
    case 'Publish':
      return asked('sns', action, new URLSearchParams(body).get('TopicArn')!);
    default:
      throw new Error(`the function is not expected to call ${action}`);
  }
}

/** Whatever the function can call: of sessions that are active, that have ended, and that nobody knows. */
async function everyCall(name: DeploymentName): Promise<AccessRequest[]> {
  const arrangements = [() => sessions.active.add(SESSION), () => sessions.ended.set(SESSION, new Date('2026-01-01')), () => {}];
  for (const arrange of arrangements) {
    sessions.reset();
    arrange();
    await look(name);
    await look(name, startOf(COMMANDS));
  }
  return proxy.requests.map(requestOf);
}

const may = (identity: Statement[], request: AccessRequest) => isAllowed({ identity, account: ACCOUNT }, request);

/** What Lambda does with the role by itself: it writes the function's log, and takes messages from the queue. */
const OF_LAMBDA = ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

const isOfLambda = ({ Action }: Statement) => [Action!].flat().every(action => OF_LAMBDA.includes(action));

describe.each(DEPLOYMENT_NAMES)('the role of a function with %s', name => {
  test('may do what the function calls', async () => {
    const calls = await everyCall(name);
    expect(calls.length).toBeGreaterThanOrEqual(3);
    expect(calls.filter(request => !may(deployment(name).statements, request))).toEqual([]);
  });

  test('may do nothing else: without any of its statements a call is denied', async () => {
    const calls = await everyCall(name);
    const statements = deployment(name).statements.filter(statement => !isOfLambda(statement));
    const needless = statements.filter(statement => calls.every(request => may(statements.filter(other => other !== statement), request)));
    expect(needless.map(({ Action }) => Action)).toEqual([]);
  });

  test.each([
    ['logs:DescribeLogStreams', `arn:aws:logs:${ARN}:log-group:${LOG_GROUP}-of-others:log-stream:`],
    ['logs:GetLogEvents', `arn:aws:logs:${ARN}:log-group:${LOG_GROUP}:log-stream:${SESSION}`],
    ['logs:DeleteLogStream', `arn:aws:logs:${ARN}:log-group:${LOG_GROUP}:log-stream:${SESSION}`],
    ['logs:PutLogEvents', `arn:aws:logs:${ARN}:log-group:${LOG_GROUP}:log-stream:${SESSION}`],
    ['s3:GetObject', `arn:aws:s3:::${BUCKET}/${SESSION}.log`],
    ['s3:DeleteObject', `arn:aws:s3:::${BUCKET}/${SESSION}.log`],
    ['s3:ListBucket', 'arn:aws:s3:::of-others'],
    ['ssm:StartSession', '*'],
    ['ssm:TerminateSession', `arn:aws:ssm:${ARN}:session/${SESSION}`],
    ['sqs:SendMessage', `arn:aws:sqs:${ARN}:of-others`],
    ['sns:Publish', `arn:aws:sns:${ARN}:of-others`],
    ['cloudwatch:PutMetricData', '*'],
  ])('may not %s on %s', (action, resource) => {
    const context = { 's3:prefix': `${PREFIX}/x` };
    expect(may(deployment(name).statements, { principal: ROLE, action, resource, context })).toBe(false);
  });
});

test.each(['prefix', 'both'] as const)('a list of another prefix is denied (%s)', name => {
  const listOf = (prefix: string) => ({ principal: ROLE, action: 's3:ListBucket', resource: `arn:aws:s3:::${BUCKET}`, context: { 's3:prefix': prefix } });
  const { statements } = deployment(name);
  expect(['production/shells/x.log', 'production/other/x.log', ''].map(prefix => may(statements, listOf(prefix)))).toEqual([true, false, false]);
});

test.each(['ssm:DescribeSessions', 'sqs:SendMessage'])('a function that looks at no session again may not %s', action => {
  const asking = DEPLOYMENT_NAMES.filter(name => deployment(name).statements.some(({ Action }) => Action === action));
  expect(asking).toEqual(['log group that is not streamed to', 'bucket', 'prefix', 'both, with commands']);
});
