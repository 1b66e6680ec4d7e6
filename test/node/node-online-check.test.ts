import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { NodeOnlineCheck, NodeOnlineCheckProps, SsmManagedInstance } from '../../lib';
import { ACCOUNT, FLAGS, REGION, errorOf, newStack, newVpc, propertiesOf, ref, warnings } from '../fixtures';
import { PUBLIC, ec2Instance, vpcWith } from '../util';

const TYPE = 'Custom::SessionManagerNodeOnline';
const IMPORTED = 'i-0123456789abcdef0';

const imported = (stack: Stack, instanceId = IMPORTED, id = instanceId) => (
  SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, id, { instanceId })
);
const check = (stack: Stack, { nodes = [imported(stack)], ...props }: Partial<NodeOnlineCheckProps> = {}, id = 'Online') => (
  new NodeOnlineCheck(stack, id, { nodes, ...props })
);
const made = (stack: Stack, id = 'Node', props = {}) => new SsmManagedInstance(stack, id, { vpc: stack.node.tryFindChild('Vpc') as never ?? newVpc(stack), ...props });
const checkOf = (stack: Stack) => {
  const [properties, ...others] = propertiesOf(stack, TYPE);
  expect(others).toEqual([]);
  return properties;
};

describe('a check', () => {
  test('waits for 15 minutes, for any agent', () => {
    const stack = newStack();
    check(stack);
    const { ServiceToken, ...rest } = checkOf(stack);
    expect(rest).toEqual({ NodeIds: [IMPORTED], TimeoutSeconds: 900, ServiceTimeout: '1380' });
    expect(ServiceToken).toEqual({ 'Fn::GetAtt': [expect.stringContaining('frameworkonEvent'), 'Arn'] });
  });

  test('waits for as long as it is told, for the agent that it is told', () => {
    const stack = newStack();
    check(stack, { timeout: Duration.seconds(90), minimumAgentVersion: '3.3.40', revision: '2' });
    expect(checkOf(stack)).toMatchObject({ TimeoutSeconds: 90, ServiceTimeout: '570', MinimumAgentVersion: '3.3.40', Revision: '2' });
  });

  test('is of several nodes, wherever they are', () => {
    const stack = newStack();
    const node = made(stack);
    check(stack, { nodes: [node, imported(stack), imported(stack, 'mi-0123456789abcdef0')] });
    expect(checkOf(stack).NodeIds).toEqual([ref(node), IMPORTED, 'mi-0123456789abcdef0']);
  });

  test('takes an id and a version that only the deployment knows', () => {
    const stack = newStack();
    const { valueAsString } = new CfnParameter(stack, 'Parameter');
    check(stack, { nodes: [imported(stack, valueAsString, 'Node')], minimumAgentVersion: valueAsString, revision: valueAsString });
    expect(checkOf(stack)).toMatchObject({ NodeIds: [{ Ref: 'Parameter' }], MinimumAgentVersion: { Ref: 'Parameter' }, Revision: { Ref: 'Parameter' } });
  });

  test('warns of nothing', () => {
    const stack = newStack();
    check(stack);
    expect(warnings(stack)).toEqual([]);
  });

  test('is waited for by what depends on it', () => {
    const stack = newStack();
    const topic = new sns.Topic(stack, 'Topic');
    topic.node.addDependency(check(stack));
    const [{ DependsOn }] = Object.values(Template.fromStack(stack).findResources('AWS::SNS::Topic'));
    expect(DependsOn).toContain('Online');
  });

  test.each([1, 50])('may wait for %d minutes, within the hour of CloudFormation', minutes => {
    const stack = newStack();
    check(stack, { timeout: Duration.minutes(minutes) });
    expect(checkOf(stack).TimeoutSeconds).toBe(minutes * 60);
    expect(Number(checkOf(stack).ServiceTimeout)).toBeLessThanOrEqual(3600);
  });

  test.each([
    [Duration.seconds(59), 59], [Duration.seconds(3001), 3001], [Duration.seconds(0), 0], [Duration.hours(2), 7200], [Duration.millis(90_500), 90.5],
  ])('must not wait for %s', (timeout, seconds) => {
    expect(errorOf(() => check(newStack(), { timeout }))).toBe(
      `timeout must be 1-50 minutes in whole seconds, got ${seconds} seconds: CloudFormation waits for an hour at most; pass one such as Duration.minutes(15) [Stack/Online]`);
  });

  test('of no node is an error', () => {
    for (const props of [{ nodes: [] }, { nodes: [], autoScalingGroups: [] }]) {
      expect(errorOf(() => check(newStack(), props))).toBe(
        'nodes and autoScalingGroups must not both be empty: there would be nothing to wait for; pass the nodes, or remove the check [Stack/Online]');
    }
    expect(errorOf(() => new NodeOnlineCheck(newStack(), 'Online', {}))).toContain('must not both be empty');
  });

  test('is of groups, by their names', () => {
    const stack = newStack();
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), requireImdsv2: true,
    });
    const others = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(stack, 'Others', 'others');
    new NodeOnlineCheck(stack, 'Online', { autoScalingGroups: [group, others] });
    expect(checkOf(stack)).toMatchObject({ GroupNames: [{ Ref: stack.getLogicalId(group.node.defaultChild as never) }, 'others'] });
    expect(checkOf(stack)).not.toHaveProperty('NodeIds');
  });

  test('is of nodes without a group', () => {
    const stack = newStack();
    check(stack);
    expect(checkOf(stack)).not.toHaveProperty('GroupNames');
  });

  test('of a group of another region is an error', () => {
    const app = new App();
    const group = autoscaling.AutoScalingGroup.fromAutoScalingGroupName(newStack(app, 'Other', { env: { account: ACCOUNT, region: 'eu-west-1' } }), 'Group', 'group');
    expect(errorOf(() => new NodeOnlineCheck(newStack(app), 'Online', { autoScalingGroups: [group] }))).toBe(
      'autoScalingGroups must be in the check\'s region us-east-1, got Other/Group in eu-west-1; make the check in a stack there [Stack/Online]');
  });

  test.each(['', '3', '3.', '.3', '3.3.x', '3.3.40.0.1', 'v3.3', '3.3.40 ', 'latest'])('for the agent \'%s\' is an error', minimumAgentVersion => {
    expect(errorOf(() => check(newStack(), { minimumAgentVersion }))).toBe(
      `minimumAgentVersion must be 2-4 numbers with dots between them, got '${minimumAgentVersion}'; pass one such as '3.3.40.0' [Stack/Online]`);
  });

  test.each([
    ['region', { account: ACCOUNT, region: 'eu-west-1' }, REGION, 'eu-west-1'],
    ['account', { account: '210987654321', region: REGION }, ACCOUNT, '210987654321'],
  ] as const)('of a node of another %s is an error', (place, env, mine, its) => {
    const app = new App();
    const node = imported(newStack(app, 'Other', { env }), IMPORTED, 'Node');
    expect(errorOf(() => check(newStack(app), { nodes: [node] }))).toBe(
      `nodes must be in the check's ${place} ${mine}, got Other/Node in ${its}; make the check in a stack there [Stack/Online]`);
  });

  test('of a node of another stack is none', () => {
    const app = new App();
    const stack = newStack(app);
    check(stack, { nodes: [made(newStack(app, 'Other'))] });
    expect(checkOf(stack).NodeIds).toEqual([{ 'Fn::ImportValue': expect.stringContaining('Node') }]);
  });

  test('in a stack without an environment is none', () => {
    const stack = new Stack(new App(), 'Stack');
    check(stack, { nodes: [imported(stack)] });
    expect(checkOf(stack).NodeIds).toEqual([IMPORTED]);
  });
});

describe('what is behind the checks', () => {
  const countsWith = (n: number) => {
    const stack = newStack();
    for (let i = 0; i < n; i++) {
      check(stack, { nodes: [imported(stack, `i-0123456789abcde${String(i).padStart(2, '0')}`)] }, `Online${i}`);
    }
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
    const types = Object.values(Resources).map(({ Type }) => Type);
    return Object.fromEntries([...new Set(types)].sort().map(type => [type, types.filter(each => each === type).length]));
  };

  test('is there once, however many there are', () => {
    const one = countsWith(1);
    expect(one).toEqual({
      'AWS::IAM::Policy': 4,
      'AWS::IAM::Role': 4,
      'AWS::Lambda::Function': 4,
      'AWS::Logs::LogGroup': 1,
      'AWS::StepFunctions::StateMachine': 1,
      [TYPE]: 1,
    });
    expect(countsWith(61)).toEqual({ ...one, [TYPE]: 61 });
  });

  test('does not grow with the nodes of a check', () => {
    const stack = newStack();
    check(stack, { nodes: Array.from({ length: 61 }, (_, i) => imported(stack, `i-0123456789abcde${String(i).padStart(2, '0')}`)) });
    expect(checkOf(stack).NodeIds).toHaveLength(61);
    expect(propertiesOf(stack, 'AWS::Lambda::Function')).toHaveLength(4);
  });

  test('is in each stack', () => {
    const app = new App();
    const stacks = ['A', 'B'].map(id => newStack(app, id));
    stacks.forEach(stack => check(stack));
    expect(stacks.map(stack => propertiesOf(stack, 'AWS::Lambda::Function').length)).toEqual([4, 4]);
  });

  test('is not there without a check', () => {
    const stack = newStack();
    made(stack);
    expect(propertiesOf(stack, TYPE)).toEqual([]);
    expect(propertiesOf(stack, 'AWS::StepFunctions::StateMachine')).toEqual([]);
  });

  test('is looked at every 15 seconds, until after the longest time', () => {
    const stack = newStack();
    check(stack);
    const [{ DefinitionString }] = propertiesOf(stack, 'AWS::StepFunctions::StateMachine');
    expect(JSON.stringify(DefinitionString)).toContain('\\"IntervalSeconds\\":15,\\"MaxAttempts\\":240,\\"BackoffRate\\":1');
  });

  test('writes to one log group, for a month, which goes with the stack', () => {
    const stack = newStack();
    check(stack);
    const template = Template.fromStack(stack);
    const [[id, group]] = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    expect(group).toMatchObject({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' });
    for (const { LoggingConfig } of propertiesOf(stack, 'AWS::Lambda::Function')) {
      expect(LoggingConfig.LogGroup).toEqual({ Ref: id });
    }
    for (const { ManagedPolicyArns } of propertiesOf(stack, 'AWS::IAM::Role')) {
      expect(ManagedPolicyArns).toBeUndefined();
    }
  });

  test('runs the handler for four minutes at most', () => {
    const stack = newStack();
    check(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Description: 'Looks whether Session Manager reaches nodes', Handler: 'index.handler', Runtime: 'nodejs22.x', Timeout: 240, MemorySize: 256,
    });
  });

  test.each(['cn-north-1', 'us-gov-west-1', 'eu-west-1'])('names no partition in %s', region => {
    const stack = newStack(new App(), 'Stack', { env: { account: ACCOUNT, region } });
    check(stack);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toMatch(/arn:aws[:-]/);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'ec2:GetConsoleOutput',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ec2:${region}:${ACCOUNT}:instance/*`]] },
          Condition: { StringEquals: { 'aws:ResourceTag/aws:cloudformation:stack-id': { Ref: 'AWS::StackId' } } },
        })]),
      },
    });
  });

  test('has the same template each time', () => {
    const synthesized = () => {
      const stack = newStack();
      check(stack);
      return Template.fromStack(stack).toJSON();
    };
    expect(synthesized()).toEqual(synthesized());
  });
});

describe.each(FLAGS)('waitUntilOnline with %s', (_flags, context) => {
  const stackOf = () => newStack(new App({ context }));

  test('makes a check of the node', () => {
    const stack = stackOf();
    const node = made(stack, 'Node', { waitUntilOnline: { timeout: Duration.minutes(5), minimumAgentVersion: '3.3.40' } });
    expect(checkOf(stack)).toMatchObject({ NodeIds: [ref(node)], TimeoutSeconds: 300, MinimumAgentVersion: '3.3.40' });
  });

  test('has defaults', () => {
    const stack = stackOf();
    made(stack, 'Node', { waitUntilOnline: {} });
    expect(checkOf(stack)).toMatchObject({ TimeoutSeconds: 900 });
  });

  test('is waited for by what depends on the node, and by the next node', () => {
    const stack = stackOf();
    const first = made(stack, 'First', { waitUntilOnline: {} });
    const second = made(stack, 'Second', { waitUntilOnline: {} });
    second.node.addDependency(first);
    const template = Template.fromStack(stack);
    const [[, { DependsOn }]] = Object.entries(template.findResources('AWS::EC2::Instance')).filter(([id]) => id.startsWith('Second'));
    expect(DependsOn).toContainEqual(expect.stringMatching(/^FirstOnline/));
  });

  test('makes a check of an instance that is there', () => {
    const stack = stackOf();
    const vpc = vpcWith(stack, [PUBLIC]);
    const instance = ec2Instance(stack, vpc, { associatePublicIpAddress: true });
    SsmManagedInstance.fromInstance(stack, 'Node', instance, { vpc, waitUntilOnline: { revision: 'again' } });
    expect(checkOf(stack)).toMatchObject({ NodeIds: [ref(instance)], Revision: 'again' });
  });

  test('of an instance that is there is off by default', () => {
    const stack = stackOf();
    const vpc = vpcWith(stack, [PUBLIC]);
    SsmManagedInstance.fromInstance(stack, 'Node', ec2Instance(stack, vpc, { associatePublicIpAddress: true }), { vpc });
    expect(propertiesOf(stack, TYPE)).toEqual([]);
  });
});

