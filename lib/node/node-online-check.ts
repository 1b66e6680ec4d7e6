import { CustomResource, Duration, IResource, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import type * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import { Construct } from 'constructs';
import { OnlineCheckProvider } from './online-check-provider';
import type { ISsmManagedInstance } from './ssm-managed-instance-interface';
import { WAIT_UNTIL_ONLINE_TYPES, WaitUntilOnlineOptions } from './wait-until-online';
import { PropTypes, checkProps, having, listOf } from '../core/check-props';
import { fail } from '../core/errors';
import { NODE } from '../core/prop-types';

/**
 * Properties of `NodeOnlineCheck`.
 */
export interface NodeOnlineCheckProps extends WaitUntilOnlineOptions {
  /**
   * The nodes, in the account and region of the check.
   *
   * @default - none; there have to be `autoScalingGroups` then
   */
  readonly nodes?: ISsmManagedInstance[];

  /**
   * Groups, of whose instances all that are desired have to be in service and ready. Instances of a warm pool are not looked at. A group keeps its name when
   * its instances are replaced, so pass what changes then as `revision`, such as `launchTemplate.latestVersionNumber`.
   *
   * @default - none; there have to be `nodes` then
   */
  readonly autoScalingGroups?: autoscaling.IAutoScalingGroup[];
}

const PROP_TYPES: PropTypes<NodeOnlineCheckProps> = {
  nodes: listOf('a list of ISsmManagedInstance', '[node]', NODE),
  autoScalingGroups: listOf('a list of autoscaling.IAutoScalingGroup', '[group]', having('an autoscaling.IAutoScalingGroup', 'autoScalingGroupName', 'group')),
  ...WAIT_UNTIL_ONLINE_TYPES,
};

const DEFAULT_TIMEOUT = Duration.minutes(15);

/** The rest of the hour that CloudFormation gives a custom resource is for finding out why. */
const LONGEST_TIMEOUT = Duration.minutes(50);

/** What CloudFormation waits beyond the time for the nodes. */
const ANSWER_TIME = Duration.minutes(8);

/**
 * Makes a deployment wait until sessions can be started with nodes, and fail if that takes too long.
 *
 * A node is ready when Systems Manager says `Online`, its agent is new enough, and Session Manager says `connected`, which may come 90 seconds later. All of
 * them have to be so three times in a row. If they are not in time, the deployment fails with what was found: the state of the instance, its instance
 * profile, the last ping, the version of the agent, and what the agent wrote to the console. Other lines of the console, which may have secrets of user
 * data, are left out.
 *
 * The nodes are looked at when the check is created and when it is updated; see `revision`. Nothing happens when it is deleted. In a rollback the nodes are
 * not looked at, so that one that is not well does not keep the stack from getting back.
 *
 * A deployment takes as long as the slowest node, usually 1-6 minutes, with Windows about 10. All checks of a stack share four functions, a state machine
 * and a log group. A check costs less than 0.01 USD a deployment.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetConnectionStatus.html
 *
 * @example
 * declare const smokeTest: lambda.Function;
 *
 * const one = new SsmManagedInstance(this, 'One', { vpc });
 * const other = new SsmManagedInstance(this, 'Other', { vpc });
 * const check = new NodeOnlineCheck(this, 'Online', { nodes: [one, other] });
 * smokeTest.node.addDependency(check);
 */
export class NodeOnlineCheck extends Construct {
  /**
   * @throws if there is no node and no group, or one of another account or region, `timeout` is not 1-50 minutes, or `minimumAgentVersion` is no version
   */
  constructor(scope: Construct, id: string, props: NodeOnlineCheckProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    const { nodes = [], autoScalingGroups: groups = [] } = props;
    this.checkNodes(nodes, groups);
    this.checkMinimumAgentVersion(props.minimumAgentVersion);
    const timeout = this.checkTimeout(props.timeout);
    const provider = OnlineCheckProvider.of(this);
    if (groups.length > 0) { provider.letLookAtGroups(); }
    new CustomResource(this, 'Default', {
      resourceType: 'Custom::SessionManagerNodeOnline',
      serviceToken: provider.serviceToken,
      serviceTimeout: timeout.plus(ANSWER_TIME),
      properties: {
        NodeIds: nonEmpty(nodes.map(({ instanceId }) => instanceId)),
        GroupNames: nonEmpty(groups.map(({ autoScalingGroupName }) => autoScalingGroupName)),
        TimeoutSeconds: timeout.toSeconds(),
        MinimumAgentVersion: props.minimumAgentVersion,
        Revision: props.revision,
      },
    });
  }

  private checkNodes(nodes: ISsmManagedInstance[], groups: autoscaling.IAutoScalingGroup[]): void {
    if (nodes.length + groups.length === 0) {
      fail(this, 'nodes and autoScalingGroups must not both be empty: there would be nothing to wait for; pass the nodes, or remove the check');
    }
    nodes.forEach(node => this.checkPlace('nodes', node));
    groups.forEach(group => this.checkPlace('autoScalingGroups', group));
  }

  private checkPlace(prop: string, { env, node }: IResource): void {
    for (const place of ['region', 'account'] as const) {
      const mine = Stack.of(this)[place];
      if (Token.compareStrings(mine, env[place]) === TokenComparison.DIFFERENT) {
        fail(this, `${prop} must be in the check's ${place} ${mine}, got ${node.path} in ${env[place]}; make the check in a stack there`);
      }
    }
  }

  private checkMinimumAgentVersion(version: string | undefined): void {
    if (version !== undefined && !Token.isUnresolved(version) && !/^\d+(\.\d+){1,3}$/.test(version)) {
      fail(this, `minimumAgentVersion must be 2-4 numbers with dots between them, got '${version}'; pass one such as '3.3.40.0'`);
    }
  }

  private checkTimeout(timeout = DEFAULT_TIMEOUT): Duration {
    const seconds = timeout.toSeconds({ integral: false });
    if (!Number.isInteger(seconds) || seconds < 60 || seconds > LONGEST_TIMEOUT.toSeconds()) {
      fail(this, `timeout must be 1-${LONGEST_TIMEOUT.toMinutes()} minutes in whole seconds, got ${seconds} seconds: CloudFormation waits for an hour at most; pass one such as Duration.minutes(15)`);
    }
    return timeout;
  }
}

function nonEmpty(names: string[]): string[] | undefined {
  return names.length > 0 ? names : undefined;
}
