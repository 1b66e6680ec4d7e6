import { Duration } from 'aws-cdk-lib';
import { look, proxy, run, running, useAccount } from './account';
import { IdleStop, SessionTarget, SsmManagedInstance } from '../../../lib';
import { ACCOUNT, newStack } from '../../fixtures';
import { AccessRequest, Statement, isAllowed } from '../../policies/evaluate';
import { Deployed } from '../../preferences/deployed';

useAccount();

type Sent = (typeof proxy.requests)[number];
type Tags = Record<string, string>;

const ROLE = `arn:aws:iam::${ACCOUNT}:role/Function`;
const instanceArn = (id: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`;
const tagContext = (tags: Tags) => Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

/** The function and what it is given, as a template says. */
function deploy(node: string) {
  const stack = newStack();
  new IdleStop(stack, 'IdleStop', {
    idleFor: Duration.hours(1),
    targets: [
      SessionTarget.node(SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: node })),
      SessionTarget.taggedAll({ env: 'dev', team: 'data' }),
    ],
  });
  const deployed = new Deployed(stack);
  const [{ Target: { Input } }] = Object.values(deployed.properties('AWS::Scheduler::Schedule'));
  const statements: Statement[] = Object.values(deployed.properties('AWS::IAM::Policy'))
    .filter(({ PolicyName }) => PolicyName.startsWith('IdleStopRole')).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return { input: JSON.parse(Input), statements };
}

/** What IAM is asked for a call. */
function requestOf({ action, body }: Sent, tagsOf: Record<string, Tags>): AccessRequest {
  switch (action) {
    case 'DescribeInstances': return { principal: ROLE, action: `ec2:${action}`, resource: '*' };
    case 'DescribeSessions': return { principal: ROLE, action: `ssm:${action}`, resource: '*' };
    case 'StopInstances': {
      const id = new URLSearchParams(body).get('InstanceId.1')!;
      return { principal: ROLE, action: `ec2:${action}`, resource: instanceArn(id), context: tagContext(tagsOf[id]) };
    }
    default: throw new Error(`the function is not expected to call ${action}`);
  }
}

const may = (identity: Statement[], request: AccessRequest) => isAllowed({ identity, account: ACCOUNT }, request);

/** Writes the function's log. */
const isOfLambda = ({ Action }: Statement) => [Action!].flat().every(action => ['logs:CreateLogStream', 'logs:PutLogEvents'].includes(action));

describe('the role of the function', () => {
  let statements: Statement[];
  let calls: AccessRequest[];
  let node: string;

  beforeEach(async () => {
    const [DEV, OTHER] = [{ env: 'dev', team: 'data' }, { env: 'prod' }];
    node = await run(OTHER);
    const tagged = await run(DEV);
    const deployment = deploy(node);
    statements = deployment.statements;
    expect(await look(deployment.input)).toBeUndefined();
    expect(await running()).toEqual([]);
    calls = proxy.requests.map(sent => requestOf(sent, { [node]: OTHER, [tagged]: DEV }));
  });

  test('may do what the function calls', () => {
    expect([...new Set(calls.map(({ action }) => action))].sort()).toEqual(['ec2:DescribeInstances', 'ec2:StopInstances', 'ssm:DescribeSessions']);
    expect(calls.filter(request => !may(statements, request))).toEqual([]);
  });

  test('may do nothing else: without any of its statements a call is denied', () => {
    const needless = statements.filter(statement => !isOfLambda(statement))
      .filter(statement => calls.every(request => may(statements.filter(other => other !== statement), request)));
    expect(needless).toEqual([]);
  });

  test.each<[string, string, Tags]>([
    ['ec2:StopInstances', 'i-0123456789abcdef0', {}],
    ['ec2:StopInstances', 'i-0123456789abcdef0', { env: 'dev' }],
    ['ec2:StopInstances', 'i-0123456789abcdef0', { env: 'prod', team: 'data' }],
    ['ec2:TerminateInstances', 'i-0123456789abcdef0', { env: 'dev', team: 'data' }],
    ['ec2:StartInstances', 'i-0123456789abcdef0', { env: 'dev', team: 'data' }],
    ['ec2:ModifyInstanceAttribute', 'i-0123456789abcdef0', { env: 'dev', team: 'data' }],
    ['ssm:StartSession', 'i-0123456789abcdef0', {}],
    ['ssm:TerminateSession', 'i-0123456789abcdef0', {}],
  ])('may not %s %s with tags %j', (action, id, tags) => {
    expect(may(statements, { principal: ROLE, action, resource: instanceArn(id), context: tagContext(tags) })).toBe(false);
  });

  test('may not terminate the node', () => {
    expect(may(statements, { principal: ROLE, action: 'ec2:TerminateInstances', resource: instanceArn(node) })).toBe(false);
  });
});
