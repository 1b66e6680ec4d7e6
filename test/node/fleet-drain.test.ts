import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { SsmManagedFleet } from '../../lib';
import { drainDefinition } from '../../lib/node/drain-definition';
import { ACCOUNT, REGION, errorOf } from '../fixtures';
import { PRIVATE_WITH_EGRESS, PUBLIC, deployed, logicalId, newStack, only, policyStatements, resources, vpcWith, warnings } from '../util';

const HOOK = 'AWS::AutoScaling::LifecycleHook';
const MACHINE = 'AWS::StepFunctions::StateMachine';

function drained(stack: Stack, drainTimeout = Duration.hours(1)): SsmManagedFleet {
  return new SsmManagedFleet(stack, 'Fleet', { vpc: vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]), drainTimeout });
}

function statesOf(stack: Stack): any {
  return JSON.parse(deployed(only(stack, MACHINE).Properties.DefinitionString)).States;
}

test('an instance that is taken away waits, and goes on in any case', () => {
  const stack = newStack();
  const { autoScalingGroup } = drained(stack);
  expect(only(stack, HOOK).Properties).toEqual({
    AutoScalingGroupName: { Ref: logicalId(autoScalingGroup) },
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
    HeartbeatTimeout: 1800,
    DefaultResult: 'CONTINUE',
  });
});

test('what tells the state machine of it is the hook of this group alone', () => {
  const stack = newStack();
  const { autoScalingGroup } = drained(stack);
  const [hook] = Object.keys(Template.fromStack(stack).findResources(HOOK));
  const { EventPattern, Targets, State } = only(stack, 'AWS::Events::Rule').Properties;
  expect(State).toBe('ENABLED');
  expect(EventPattern).toEqual({
    'source': ['aws.autoscaling'],
    'detail-type': ['EC2 Instance-terminate Lifecycle Action'],
    'detail': { AutoScalingGroupName: [{ Ref: logicalId(autoScalingGroup) }], LifecycleHookName: [{ Ref: hook }] },
  });
  const [machine] = Object.keys(Template.fromStack(stack).findResources(MACHINE));
  expect(Targets).toEqual([{ Id: 'Target0', Arn: { Ref: machine }, RoleArn: expect.anything() }]);
});

test('the definition is that of the partition of the deployment', () => {
  const stack = newStack();
  drained(stack);
  expect(statesOf(stack)).toEqual((drainDefinition('aws', { interval: 60, looks: 60 }) as any).States);
});

test.each<[string, Duration, number, number]>([
  ['a minute, in one look', Duration.minutes(1), 60, 1],
  ['a time that is not whole minutes', Duration.seconds(90), 60, 2],
  ['an hour, each minute', Duration.hours(1), 60, 60],
  ['500 minutes, each minute', Duration.minutes(500), 60, 500],
  ['a day, in 500 looks', Duration.hours(24), 173, 500],
  ['47 hours, in 500 looks', Duration.hours(47), 339, 500],
])('waits for %s', (_what, timeout, interval, looks) => {
  const stack = newStack();
  drained(stack, timeout);
  const states = statesOf(stack);
  expect([states.Wait.Seconds, states['Is time left?'].Choices[0].NumericLessThanEquals]).toEqual([interval, looks]);
  expect(interval * looks).toBeGreaterThanOrEqual(timeout.toSeconds());
  // A sign of life comes long before Auto Scaling gives up.
  expect(interval + 120).toBeLessThan(1800);
});

test.each<[string, (stack: Stack) => Duration, string]>([
  ['less than a minute', () => Duration.seconds(59), '59 seconds'],
  ['more than 47 hours', () => Duration.hours(48), '2 days'],
  ['a token', stack => Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber), 'a value known at deployment only'],
])('%s is an error', (_what, timeout, got) => {
  const stack = newStack();
  expect(errorOf(() => drained(stack, timeout(stack)))).toBe(
    `drainTimeout must be 1 minute to 47 hours, got ${got}; Auto Scaling keeps an instance for 48 hours at most, set a time in that range [Stack/Fleet]`);
});

describe('permissions', () => {
  const stack = newStack();
  drained(stack);
  const statements: any[] = resources(stack, 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement);

  test('are those that the calls take, and starting the machine', () => {
    const calls = JSON.stringify(statesOf(stack)).match(/aws-sdk:\w+:\w+/g)!.map(call => {
      const [, service, api] = call.split(':');
      return `${service}:${api[0].toUpperCase()}${api.slice(1)}`;
    });
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([...calls, 'states:StartExecution'].sort());
  });

  test('are for this group, and for sessions of this account and region', () => {
    const resourceOf = (action: string) => deployed(statements.find(({ Action }) => [Action].flat().includes(action)).Resource);
    expect(resourceOf('autoscaling:CompleteLifecycleAction')).toMatch(/^arn:aws:autoscaling:[^:]+:\d+:autoScalingGroup:\*:autoScalingGroupName\/<FleetGroup\w+>$/);
    expect(resourceOf('ssm:TerminateSession')).toMatch(/^arn:aws:ssm:[^:]+:\d+:session\/\*$/);
    expect(resourceOf('ssm:DescribeSessions')).toBe('*');
  });

  test('are not those of the instances', () => {
    expect(policyStatements(stack).flatMap(({ Action }) => Action)).not.toContain('ssm:StartSession');
    const roles = resources(stack, 'AWS::IAM::Role').map(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service);
    expect(roles.map(service => deployed(service)).sort()).toEqual(['ec2.amazonaws.com', 'events.amazonaws.com', 'states.amazonaws.com']);
  });
});

test('two fleets have hooks, rules and machines of their own', () => {
  const stack = newStack();
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_WITH_EGRESS]);
  ['One', 'Other'].forEach(id => new SsmManagedFleet(stack, id, { vpc, drainTimeout: Duration.hours(1) }));
  for (const type of [HOOK, MACHINE, 'AWS::Events::Rule']) {
    expect(resources(stack, type)).toHaveLength(2);
  }
  const patterns = resources(stack, 'AWS::Events::Rule').map(({ Properties }) => JSON.stringify(Properties.EventPattern));
  expect(new Set(patterns).size).toBe(2);
});

test('a hook of the user stands beside it', () => {
  const stack = newStack({ account: ACCOUNT, region: REGION });
  drained(stack).autoScalingGroup.addLifecycleHook('Mine', { lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING });
  expect(resources(stack, HOOK)).toHaveLength(2);
  expect(warnings(stack)).toEqual([]);
});
