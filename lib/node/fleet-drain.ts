import { Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DrainTimes, drainDefinition } from './drain-definition';
import { LIST_SESSIONS_ACTION, TERMINATE_SESSION_ACTION } from '../access/person-actions';
import { placeOf, sessionsArn } from '../access/session-place';
import { fail } from '../core/errors';

const MIN_TIMEOUT = Duration.minutes(1);
/** Auto Scaling keeps an instance for 48 hours at most, and the transcripts have to be uploaded after the sessions. */
const MAX_TIMEOUT = Duration.hours(47);

/** How long Auto Scaling waits without a sign of life. A hundred times that is more than the 48 hours that it waits in all. */
const HEARTBEAT_TIMEOUT = Duration.minutes(30);

const SHORTEST_INTERVAL = 60;
/** An execution has 25,000 events at most, and a look at the sessions makes up to 20 of them, more with retries. */
const MOST_LOOKS = 500;

/** Holds instances that Auto Scaling takes away until their sessions have ended, for a time at most. */
export class FleetDrain extends Construct {
  constructor(scope: Construct, id: string, group: autoscaling.AutoScalingGroup, timeout: Duration) {
    super(scope, id);
    const times = drainTimes(scope, timeout);
    const hook = new autoscaling.LifecycleHook(this, 'Hook', {
      autoScalingGroup: group,
      lifecycleTransition: autoscaling.LifecycleTransition.INSTANCE_TERMINATING,
      heartbeatTimeout: HEARTBEAT_TIMEOUT,
      // An instance that is to end does so in any case.
      defaultResult: autoscaling.DefaultResult.CONTINUE,
    });
    const { partition, region, account } = Stack.of(this);
    const machine = new sfn.StateMachine(this, 'StateMachine', {
      comment: `Lets sessions end before Auto Scaling terminates an instance of ${scope.node.path}`.slice(0, MAX_COMMENT),
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(drainDefinition(partition, times))),
    });
    machine.addToRolePolicy(new iam.PolicyStatement({
      actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
      resources: [`arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${group.autoScalingGroupName}`],
    }));
    machine.addToRolePolicy(new iam.PolicyStatement({
      actions: [LIST_SESSIONS_ACTION],
      // It supports no narrower resource.
      resources: ['*'],
    }));
    machine.addToRolePolicy(new iam.PolicyStatement({
      actions: [TERMINATE_SESSION_ACTION],
      resources: [sessionsArn(placeOf(this))],
    }));
    new events.Rule(this, 'Rule', {
      description: 'An instance of a fleet waits to be terminated',
      eventPattern: {
        source: ['aws.autoscaling'],
        detailType: ['EC2 Instance-terminate Lifecycle Action'],
        detail: { AutoScalingGroupName: [group.autoScalingGroupName], LifecycleHookName: [hook.lifecycleHookName] },
      },
      targets: [new targets.SfnStateMachine(machine)],
    });
  }
}

function drainTimes(scope: Construct, timeout: Duration): DrainTimes {
  const isInRange = !timeout.isUnresolved()
    && timeout.toMilliseconds() >= MIN_TIMEOUT.toMilliseconds() && timeout.toMilliseconds() <= MAX_TIMEOUT.toMilliseconds();
  if (!isInRange) {
    const got = timeout.isUnresolved() ? 'a value known at deployment only' : timeout.toHumanString();
    fail(scope, `drainTimeout must be 1 minute to 47 hours, got ${got}; Auto Scaling keeps an instance for 48 hours at most, set a time in that range`);
  }
  const seconds = Math.ceil(timeout.toSeconds({ integral: false }));
  const interval = Math.max(SHORTEST_INTERVAL, Math.ceil(seconds / MOST_LOOKS));
  return { interval, looks: Math.ceil(seconds / interval) };
}

const MAX_COMMENT = 200;
