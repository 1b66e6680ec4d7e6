import { App, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  ISsmManagedInstance, IdleStop, IdleStopProps, Preflight, PreflightVerdict, SessionPreferences, SessionTarget, SsmManagedInstance,
} from '../../lib';
import { ACCOUNT, FLAGS, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { Deployed } from '../preferences/deployed';
import { LINUX_IMAGE, deployed, policyStatements } from '../util';

const SCHEDULE = 'AWS::Scheduler::Schedule';
const NODE_ID = 'i-0123456789abcdef0';
const OTHER_ID = 'i-0fedcba9876543210';

type Options = Partial<IdleStopProps>;

const imported = (stack: Stack, instanceId = NODE_ID): ISsmManagedInstance => (
  SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, Token.isUnresolved(instanceId) ? 'Late' : instanceId, { instanceId })
);
const targetOf = (stack: Stack, instanceId?: string) => SessionTarget.node(imported(stack, instanceId));

function setUp(options: Options = {}, stack = newStack()) {
  return { stack, idleStop: new IdleStop(stack, 'IdleStop', { targets: options.targets ?? [targetOf(stack)], ...options }) };
}

const stopping = (targets: SessionTarget[], stack = newStack()) => setUp({ targets }, stack);
const scheduleOf = (stack: Stack) => propertiesOf(stack, SCHEDULE)[0];
const inputOf = (stack: Stack) => JSON.parse(Object.values<any>(new Deployed(stack).properties(SCHEDULE))[0].Target.Input);
const functionOf = (stack: Stack) => propertiesOf(stack, 'AWS::Lambda::Function').find(({ Description = '' }) => Description.startsWith('Stops'));
const statementsOf = (stack: Stack, action: string) => policyStatements(stack).filter(({ Action }) => [Action].flat().includes(action));

describe('the schedule', () => {
  test('has the function look every 15 minutes, with the node', () => {
    const { stack } = setUp();
    expect(deployed(scheduleOf(stack))).toEqual({
      Description: 'Has nodes stopped that nobody has a session with',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'rate(15 minutes)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      State: 'ENABLED',
      Target: {
        Arn: expect.stringMatching(/^<IdleStopHandler\w+\.Arn>$/),
        RoleArn: expect.stringMatching(/^<IdleStopSchedulerRole\w+\.Arn>$/),
        Input: JSON.stringify({ instanceIds: [NODE_ID], tags: [] }),
        RetryPolicy: { MaximumEventAgeInSeconds: 900 },
      },
    });
  });

  test('looks by the clock where one asks for it', () => {
    const { stack } = setUp({ schedule: scheduler.ScheduleExpression.cron({ hour: '19', minute: '0', weekDay: 'MON-FRI' }) });
    expect(scheduleOf(stack)).toMatchObject({ ScheduleExpression: 'cron(0 19 ? * MON-FRI *)' });
  });

  test('may call the function, and nothing else', () => {
    const { stack } = setUp();
    const [statement] = statementsOf(stack, 'lambda:InvokeFunction');
    expect(deployed(statement)).toEqual({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: expect.stringMatching(/^<IdleStopHandler\w+\.Arn>$/),
    });
  });

  test('has a role that only schedules of this account and region can take', () => {
    const role = propertiesOf(setUp().stack, 'AWS::IAM::Role').find(({ Description = '' }) => Description.startsWith('Calls'));
    expect(deployed(role.AssumeRolePolicyDocument.Statement)).toEqual([{
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule-group/default` } },
    }]);
  });
});

describe('the function', () => {
  test('has its log for a year, its code, and the time of all nodes', () => {
    const { stack } = setUp();
    expect(functionOf(stack)).toMatchObject({
      Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 900, MemorySize: 256, Environment: { Variables: { IDLE_MINUTES: '60' } },
    });
    expect(functionOf(stack)).not.toHaveProperty('ReservedConcurrentExecutions');
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { Properties: { RetentionInDays: 365 }, DeletionPolicy: 'Retain' });
  });

  test('may stop the node, and no other', () => {
    expect(deployed(statementsOf(setUp().stack, 'ec2:StopInstances'))).toEqual([
      { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${NODE_ID}` },
    ]);
  });

  test('may look at instances and sessions, and start nothing', () => {
    const { stack } = setUp();
    expect(statementsOf(stack, 'ssm:DescribeSessions')).toEqual([{ Effect: 'Allow', Action: ['ec2:DescribeInstances', 'ssm:DescribeSessions'], Resource: '*' }]);
    expect(statementsOf(stack, 'ec2:StartInstances')).toEqual([]);
  });

  test('counts its failures', () => {
    const { stack, idleStop } = setUp();
    idleStop.failures.createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
    expect(deployed(propertiesOf(stack, 'AWS::CloudWatch::Alarm')[0])).toMatchObject({
      Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [{ Name: 'FunctionName', Value: expect.stringMatching(/^<IdleStopHandler/) }],
    });
  });
});

describe('targets', () => {
  test('of a node of the app are its instance', () => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
    stopping([SessionTarget.node(node)], stack);
    const { instanceIds } = inputOf(stack);
    expect(instanceIds).toEqual([new Deployed(stack).value(node.instanceId)]);
    expect(deployed(statementsOf(stack, 'ec2:StopInstances')[0].Resource)).toMatch(/instance\/<NodeInstance\w+>$/);
  });

  test('that are equipped are their instances', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const instance = new ec2.Instance(stack, 'Mine', { vpc, machineImage: LINUX_IMAGE, instanceType: new ec2.InstanceType('t3.micro') });
    stopping([SessionTarget.node(SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc }))], stack);
    expect(inputOf(stack).instanceIds).toEqual([new Deployed(stack).value(instance.instanceId)]);
  });

  test('that are several nodes are each once', () => {
    const stack = newStack();
    const node = imported(stack);
    stopping([SessionTarget.node(node), targetOf(stack, OTHER_ID), SessionTarget.node(node)], stack);
    expect(inputOf(stack)).toEqual({ instanceIds: [NODE_ID, OTHER_ID], tags: [] });
    expect(statementsOf(stack, 'ec2:StopInstances')[0].Resource).toHaveLength(2);
  });

  test('by tags are whatever has all of them', () => {
    const { stack } = stopping([SessionTarget.taggedAll({ env: 'dev', team: 'data' })]);
    expect(inputOf(stack)).toEqual({ instanceIds: [], tags: [{ env: 'dev', team: 'data' }] });
    expect(deployed(statementsOf(stack, 'ec2:StopInstances'))).toEqual([{
      Effect: 'Allow',
      Action: 'ec2:StopInstances',
      Resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
      Condition: { StringEquals: { 'aws:ResourceTag/env': 'dev', 'aws:ResourceTag/team': 'data' } },
    }]);
  });

  test('of both kinds are in statements of their own', () => {
    const stack = newStack();
    stopping([targetOf(stack), SessionTarget.tagged('env', 'dev'), SessionTarget.tagged('env', 'test')], stack);
    expect(inputOf(stack)).toEqual({ instanceIds: [NODE_ID], tags: [{ env: 'dev' }, { env: 'test' }] });
    expect(statementsOf(stack, 'ec2:StopInstances').map(({ Condition }) => Condition?.StringEquals)).toEqual([
      undefined, { 'aws:ResourceTag/env': 'dev' }, { 'aws:ResourceTag/env': 'test' },
    ]);
  });

  test.each([['id', NODE_ID], ['tag', 'dev']])('may be known at deployment only (%s)', kind => {
    const stack = newStack();
    const text = Lazy.string({ produce: () => 'i-0fedcba9876543210' });
    const target = kind === 'id' ? targetOf(stack, text) : SessionTarget.tagged('env', text);
    stopping([target], stack);
    expect(JSON.stringify(inputOf(stack))).toContain(OTHER_ID);
  });

  const fleet = (stack: Stack) => new autoscaling.AutoScalingGroup(stack, 'Fleet', {
    vpc: newVpc(stack), machineImage: LINUX_IMAGE, instanceType: new ec2.InstanceType('t3.micro'),
  });
  const mi = 'mi-0123456789abcdef0';
  test.each<[string, (stack: Stack) => SessionTarget[], string]>([
    ['none', () => [], 'targets must be one or more, got none; pass one such as SessionTarget.node(node) [Stack/IdleStop]'],
    ['a fleet', stack => [SessionTarget.fleet(fleet(stack))],
      'targets must not be of an Auto Scaling group, got SessionTarget.fleet(Stack/Fleet), which would replace each instance that is stopped; set its desired capacity to 0 with a scheduled action [Stack/IdleStop]'],
    ['everything', () => [SessionTarget.all()],
      'targets must be nodes or tags, got SessionTarget.all() or SessionTarget.managedNodes(): one would stop whatever runs in the account, and the other nothing; name a tag with SessionTarget.tagged(key, value) [Stack/IdleStop]'],
    ['what is not in EC2', () => [SessionTarget.managedNodes()], expect.stringContaining('targets must be nodes or tags')],
    ['a node that is not in EC2', stack => [targetOf(stack, mi)], `targets must be instances in EC2, got ${mi}, which AWS cannot stop; remove it [Stack/IdleStop]`],
    ['a variable of IAM', () => [SessionTarget.tagged('team', '${aws:PrincipalTag/team}')],
      'targets must not have variables of IAM, got team=${aws:PrincipalTag/team}: EC2 does not replace them; pass the value itself [Stack/IdleStop]'],
    ['a node in another region', stack => [targetOf(newStack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } }))],
      `targets must be in region us-east-1, got Other/${NODE_ID} in eu-west-1; make an IdleStop in that region [Stack/IdleStop]`],
    ['a node in another account', stack => [targetOf(newStack(stack.node.root as App, 'Other', { env: { account: '210987654321', region: 'us-east-1' } }))],
      `targets must be in account ${ACCOUNT}, got Other/${NODE_ID} in 210987654321; make an IdleStop in that account [Stack/IdleStop]`],
  ])('must not be %s', (_what, targets, error) => {
    const stack = newStack();
    expect(errorOf(() => stopping(targets(stack), stack))).toEqual(error);
  });

  test('may be 100 nodes, and not one more', () => {
    const many = (count: number) => {
      const stack = newStack();
      return stopping(Array.from({ length: count }, (_, index) => targetOf(stack, `i-${index.toString(16).padStart(17, '0')}`)), stack);
    };
    expect(many(100).idleStop).toBeInstanceOf(IdleStop);
    expect(errorOf(() => many(101))).toBe(
      'targets must have up to 100 single nodes, which a policy has room for, got 101; give them a tag, and pass SessionTarget.tagged(key, value) [Stack/IdleStop]');
  });
});

describe('idleFor', () => {
  test.each([[Duration.minutes(15), '15'], [Duration.seconds(930), '15.5'], [Duration.days(30), '43200']])('%s is passed on', (idleFor, minutes) => {
    expect(functionOf(setUp({ idleFor }).stack).Environment.Variables.IDLE_MINUTES).toBe(minutes);
  });

  test.each([
    [Duration.seconds(899), '14 minutes 59 seconds'], [Duration.minutes(0), '0 minutes'], [Duration.minutes(30 * 24 * 60 + 1), '30 days 1 minute'],
  ])('%s is an error', (idleFor, got) => {
    expect(errorOf(() => setUp({ idleFor }))).toBe(
      `idleFor must be 15 minutes to 30 days, got ${got}: a node takes minutes to boot, and Session Manager forgets a session after 30 days; pass one such as Duration.hours(1) [Stack/IdleStop]`);
  });

  test('may be known at deployment only', () => {
    const idleFor = Duration.minutes(Token.asNumber({ Ref: 'Minutes' }));
    expect(functionOf(setUp({ idleFor }).stack).Environment.Variables.IDLE_MINUTES).toEqual({ Ref: 'Minutes' });
  });
});

describe('whoever needs a node', () => {
  test('has a command for it', () => {
    const { stack, idleStop } = setUp();
    expect(idleStop.startCommand(imported(stack, OTHER_ID))).toBe(`aws ec2 start-instances --instance-ids ${OTHER_ID} --region us-east-1`);
  });

  test('has none for a node that is not in EC2', () => {
    const { stack, idleStop } = setUp();
    expect(errorOf(() => idleStop.startCommand(imported(stack, 'mi-0123456789abcdef0')))).toBe(
      'node must be an instance in EC2, got mi-0123456789abcdef0, which nobody starts from here; pass one of the targets [Stack/IdleStop]');
  });

  test('may start the node, and do nothing else', () => {
    const { stack, idleStop } = setUp();
    const before = policyStatements(stack);
    const again = newStack();
    const { idleStop: granting } = setUp({}, again);
    const grant = granting.grantStart(new iam.Role(again, 'Person', { assumedBy: new iam.AccountRootPrincipal() }));
    expect(grant.success).toBe(true);
    const added = policyStatements(again).filter(({ Action }) => Action === 'ec2:StartInstances');
    expect(deployed(added)).toEqual([{ Effect: 'Allow', Action: 'ec2:StartInstances', Resource: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${NODE_ID}` }]);
    expect(policyStatements(again)).toHaveLength(before.length + 1);
    expect(idleStop.node.children.map(({ node }) => node.id)).toEqual(granting.node.children.map(({ node }) => node.id));
  });

  test('may start what has the tags', () => {
    const { stack, idleStop } = stopping([SessionTarget.tagged('env', 'dev'), SessionTarget.tagged('env', 'test')]);
    idleStop.grantStart(new iam.User(stack, 'Person'));
    expect(statementsOf(stack, 'ec2:StartInstances').map(({ Condition }) => Condition)).toEqual([
      { StringEquals: { 'aws:ResourceTag/env': 'dev' } }, { StringEquals: { 'aws:ResourceTag/env': 'test' } },
    ]);
  });

  test.each([['startCommand', 'node must be an ISsmManagedInstance'], ['grantStart', 'grantee must be an iam.IGrantable']] as const)('%s takes nothing else', (method, error) => {
    const { idleStop } = setUp();
    expect(errorOf(() => idleStop[method](undefined as never))).toContain(error);
  });
});

const NAG = ['AwsSolutions-IAM5[Resource::*]', 'AwsSolutions-L1'];

describe('what is created', () => {
  test('is in the construct, without a fixed name, and the same each time', () => {
    const [one, other] = [setUp(), setUp()].map(({ stack }) => Template.fromStack(stack).toJSON());
    expect(other).toEqual(one);
    for (const [logicalId, { Properties }] of Object.entries<any>(one.Resources)) {
      expect(logicalId).toMatch(/^IdleStop/);
      expect(Object.keys(Properties).filter(name => /^(Function|Role|LogGroup)?Name$/.test(name))).toEqual([]);
    }
    expect(Object.values<any>(one.Resources).map(({ Type }) => Type).sort()).toEqual([
      'AWS::IAM::Policy', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', SCHEDULE,
    ]);
  });

  test('raises no warning', () => {
    expect(warnings(setUp().stack)).toEqual([]);
  });

  test('names no partition', () => {
    const stack = new Stack(new App(), 'Stack');
    stopping([targetOf(stack), SessionTarget.tagged('env', 'dev')], stack);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/arn:aws/);
  });

  test('is what cdk-nag takes, but for the lists, which have no narrower resource, and the runtime', () => {
    const app = new App();
    setUp({}, newStack(app));
    app.synth();
    expect(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName).sort()).toEqual(NAG);
  });

  test('has one more wildcard by tags, which a condition restricts', () => {
    const app = new App();
    stopping([SessionTarget.tagged('env', 'dev')], newStack(app));
    app.synth();
    expect(new AwsSolutionsChecks().validateScope(app).violations.map(({ ruleName }) => ruleName).sort()).toEqual(
      [...NAG, `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:us-east-1:${ACCOUNT}:instance/*]`].sort());
  });
});

test('preflight says of a node what it says without it', () => {
  const reportOf = (isStopped: boolean) => {
    const app = new App();
    const stack = newStack(app);
    const preferences = new SessionPreferences(stack, 'Preferences');
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), sessionPreferences: preferences });
    if (isStopped) {
      new IdleStop(stack, 'IdleStop', { targets: [SessionTarget.node(node), SessionTarget.tagged('env', 'dev')] });
    }
    const { verdict, nodes, accessFindings, auditFindings } = Preflight.ofApp(app);
    const ofNodes = nodes.map(({ id, verdict: ofNode, findings }) => ({ id, ofNode, rules: findings.map(({ ruleId }) => ruleId) }));
    return { verdict, ofNodes, accessFindings, auditFindings };
  };
  expect(reportOf(true)).toEqual(reportOf(false));
  expect(reportOf(true)).toMatchObject({ verdict: PreflightVerdict.CONNECTS, accessFindings: [], auditFindings: [] });
});

test.each(FLAGS)('with %s the function may stop the same', (_what, context) => {
  const stack = newStack(new App({ context }));
  stopping([targetOf(stack), targetOf(stack, OTHER_ID), SessionTarget.tagged('env', 'dev')], stack);
  const stops = statementsOf(stack, 'ec2:StopInstances');
  expect(stops.map(({ Condition }) => Condition)).toEqual([undefined, { StringEquals: { 'aws:ResourceTag/env': 'dev' } }]);
  expect(stops[0].Resource).toHaveLength(2);
  expect(propertiesOf(stack, 'AWS::Lambda::Permission')).toEqual([]);
});

test('61 nodes take one more ARN each, and nothing else', () => {
  const resources = (count: number) => {
    const stack = newStack();
    stopping(Array.from({ length: count }, (_, index) => targetOf(stack, `i-${index.toString(16).padStart(17, '0')}`)), stack);
    const template = Template.fromStack(stack).toJSON();
    return { stack, types: Object.values<any>(template.Resources).map(({ Type }) => Type), length: JSON.stringify(template).length };
  };
  const [one, many] = [resources(1), resources(61)];
  expect(many.types).toEqual(one.types);
  expect((many.length - one.length) / 60).toBeLessThan(160);
  expect(inputOf(many.stack).instanceIds).toHaveLength(61);
  expect(JSON.stringify(new Deployed(many.stack).value(statementsOf(many.stack, 'ec2:StopInstances')[0])).length).toBeLessThan(61 * 67 + 100);
});
