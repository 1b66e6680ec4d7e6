import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { idleStopFunction } from './idle-stop-function';
import { StoppedNodes, START_ACTION, nodeStatements, stoppedNodes } from './stopped-nodes';
import type { SessionTarget } from '../access/session-target';
import { PropTypes, checkProps, checkValue, having, listOf, required } from '../core/check-props';
import { fail } from '../core/errors';
import { GRANTEE, MINUTES, NODE, TARGET } from '../core/prop-types';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * Properties of `IdleStop`.
 */
export interface IdleStopProps {
  /**
   * The nodes in EC2 that are stopped: `SessionTarget.node(node)`, up to 100 of them, and `SessionTarget.tagged(...)` for however many.
   *
   * Tags are those that an instance has at the moment, so whoever may tag one decides whether it is stopped.
   */
  readonly targets: SessionTarget[];

  /**
   * For how long a node must have been without a session, and must have been running, before it is stopped: 15 minutes to 30 days.
   *
   * A node runs for that long and until the next look of `schedule`.
   *
   * @default Duration.hours(1)
   */
  readonly idleFor?: Duration;

  /**
   * When the nodes are looked at. With an hour of the day, such as `ScheduleExpression.cron({ hour: '19', minute: '0', timeZone: TimeZone.EUROPE_BERLIN })`,
   * they are stopped by the clock, but for those that are in use at that moment.
   *
   * @default - every 15 minutes
   */
  readonly schedule?: scheduler.ScheduleExpression;
}

const PROP_TYPES: PropTypes<IdleStopProps> = {
  targets: required(listOf('a list of SessionTarget', '[SessionTarget.node(node)]', TARGET)),
  idleFor: MINUTES,
  schedule: having('a scheduler.ScheduleExpression', 'expressionString', 'scheduler.ScheduleExpression.rate(Duration.minutes(15))'),
};

const DEFAULT_IDLE_FOR = Duration.hours(1);

/** A node that boots takes some minutes until somebody can connect to it. */
const LEAST_MINUTES = 15;

/** As long as Session Manager remembers a session. @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeSessions.html */
const MOST_DAYS = 30;
const MINUTES_OF_A_DAY = 24 * 60;

const DEFAULT_LOOKS = Duration.minutes(15);

const LATEST_CALL = Duration.minutes(15);

/**
 * Stops nodes that nobody has had a session with for a while, and never one with a session. A stopped instance costs nothing but its volumes.
 *
 * Every 15 minutes a function asks for the instances that run, and for the sessions with each. Connected, disconnected and ending sessions keep a node
 * running, shells and tunnels alike. One that has ended does so for `idleFor`, and so does the start of the instance. A call that fails stops nothing: the
 * function goes on with the other nodes and then fails, which `failures` counts.
 *
 * Right before it stops an instance it asks for active sessions once more. What remains is the time of one request: a session that starts within it ends
 * with the instance. Only sessions of Session Manager count. Run Command, other programs on the node and SSH that does not go through Session Manager are not seen, so a
 * node that works for others is no node for it.
 *
 * Instances with stop protection are left running, and so are those of an Auto Scaling group, which would replace them; the log tells of both. An instance
 * that is stopped loses a public address that is not an Elastic IP, and its instance store.
 *
 * People start a node again with `startCommand` and `grantStart`. It takes a minute or two until a session opens.
 *
 * Creates a schedule with its role, a function with its log group, which keeps a line for each look at a node for a year. At 2,920 looks a month the schedule
 * and the function stay within what AWS gives for free, and are below 0.10 USD a month otherwise.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
 *
 * @example
 * const node = new SsmManagedInstance(this, 'Node', { vpc });
 * const idleStop = new IdleStop(this, 'IdleStop', { targets: [SessionTarget.node(node)] });
 * idleStop.grantStart(role);
 * new CfnOutput(this, 'Start', { value: idleStop.startCommand(node) });
 */
export class IdleStop extends Construct {
  /** How many runs of the function have failed to look at a node, or to stop one. Make an alarm of it with `failures.createAlarm(...)`. */
  public readonly failures: cloudwatch.Metric;

  private readonly nodes: StoppedNodes;

  /**
   * @throws if `targets` is empty, or has nodes outside EC2, an Auto Scaling group, all nodes, more than 100 single nodes, nodes of another account or
   * region, or tags that only IAM understands; if `idleFor` is not 15 minutes to 30 days
   */
  constructor(scope: Construct, id: string, props: IdleStopProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const idleMinutes = this.checkIdleFor(props.idleFor);
    const nodes = this.nodes = stoppedNodes(this, props.targets);
    const handler = idleStopFunction(this, { nodes, idleMinutes });
    this.failures = handler.metricErrors();
    new scheduler.Schedule(this, 'Schedule', {
      description: 'Has nodes stopped that nobody has a session with',
      schedule: props.schedule ?? scheduler.ScheduleExpression.rate(DEFAULT_LOOKS),
      // The CDK's own target may call every version of the function as well, with a role of the stack.
      target: {
        bind: () => ({
          arn: handler.functionArn,
          role: this.schedulerRole(handler.functionArn),
          input: scheduler.ScheduleTargetInput.fromObject({ instanceIds: nodes.instanceIds, tags: nodes.tags }),
          // A night's stop must not come in the morning. When the function fails, Lambda itself calls it twice more.
          retryPolicy: { maximumEventAgeInSeconds: LATEST_CALL.toSeconds() },
        }),
      },
    });
  }

  /**
   * The AWS CLI command that starts a node again.
   *
   * @param node one of the nodes
   * @throws if `node` is not in EC2
   */
  public startCommand(node: ISsmManagedInstance): string {
    checkValue(this, 'node', node, required(NODE));
    if (node.instanceId.startsWith('mi-')) {
      fail(this, `node must be an instance in EC2, got ${node.instanceId}, which nobody starts from here; pass one of the targets`);
    }
    return `aws ec2 start-instances --instance-ids ${node.instanceId} --region ${Stack.of(node).region}`;
  }

  /**
   * Lets a person or a role start the nodes again, and nothing else. Those whose volumes have a customer managed key need `kms:CreateGrant` with that key as well.
   *
   * @param grantee who starts nodes
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ebs-encryption-requirements.html
   */
  public grantStart(grantee: iam.IGrantable): iam.Grant {
    checkValue(this, 'grantee', grantee, required(GRANTEE));
    return nodeStatements(this, this.nodes)
      .map(({ resources, conditions }) => iam.Grant.addToPrincipal({ grantee, actions: [START_ACTION], resourceArns: resources, conditions }))
      .reduce((all, grant) => all.combine(grant));
  }

  private checkIdleFor(idleFor = DEFAULT_IDLE_FOR): number {
    const minutes = idleFor.toMinutes({ integral: false });
    if (!idleFor.isUnresolved() && (minutes < LEAST_MINUTES || minutes > MOST_DAYS * MINUTES_OF_A_DAY)) {
      fail(this, `idleFor must be ${LEAST_MINUTES} minutes to ${MOST_DAYS} days, got ${idleFor.toHumanString()}: a node takes minutes to boot, and Session Manager forgets a session after ${MOST_DAYS} days; pass one such as Duration.hours(1)`);
    }
    return minutes;
  }

  private schedulerRole(functionArn: string): iam.Role {
    const { account, region, partition } = Stack.of(this);
    const role = new iam.Role(this, 'SchedulerRole', {
      description: 'Calls the function that stops idle nodes',
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': account,
            // Schedules are in this group unless they name another one.
            'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/default`,
          },
        },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    return role;
  }
}
