import { Tags, Token } from 'aws-cdk-lib';
import type { CfnResource, Duration } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding, bindNode } from './bind-node';
import { warnOfLostTranscripts, warnOfMissingScript } from './bind-sessions';
import { checkFleet } from './check-fleet';
import { nameOf, selectedSubnets } from './check-launch';
import { wayOutOfSubnets } from './connectivity/way-out-of-subnet';
import { ExistingFleet } from './existing-fleet';
import { ExistingNodegroup } from './existing-nodegroup';
import { FleetDrain } from './fleet-drain';
import { leaveToHostManagement } from './host-managed-node';
import { Launch, bindSessionsOf, checkPlatform, prepareLaunch } from './launch';
import { LAUNCH_TYPES } from './launch-types';
import { NodeOnlineCheck } from './node-online-check';
import { groupStarter } from './node-starter';
import type { SsmLaunchOptions } from './ssm-launch-options';
import { SsmManagedFleetBase } from './ssm-managed-fleet-base';
import type { ISsmManagedFleet } from './ssm-managed-fleet-interface';
import type { SsmReachOptions } from './ssm-reach-options';
import { TAKEN_AWAY } from './taken-away';
import { WAIT_UNTIL_ONLINE, WaitUntilOnlineOptions } from './wait-until-online';
import { SessionTarget } from '../access/session-target';
import { PropTypes, checkProps, having, listOf, struct } from '../core/check-props';
import { addNodeFacts } from '../core/node-facts';
import { MINUTES, NUMBER, SUBNET_SELECTION, TEXT } from '../core/prop-types';
import { registerFleet } from '../preferences/session-host';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Properties of `SsmManagedFleet`.
 */
export interface SsmManagedFleetProps extends SsmLaunchOptions {
  /**
   * Where the instances go: all subnets of the selection, which must have the same way out.
   *
   * @default - the subnets that `connectivity` needs, or else the private, isolated or public ones, the first of these that the VPC has
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The least number of instances.
   *
   * @default 1
   */
  readonly minCapacity?: number;

  /**
   * The greatest number of instances.
   *
   * @default - `desiredCapacity`, or else `minCapacity`, at least 1
   */
  readonly maxCapacity?: number;

  /**
   * The number of instances that each deployment sets, whatever scaling has made of it.
   *
   * @default - `minCapacity` at first, and then what scaling makes of it
   */
  readonly desiredCapacity?: number;

  /**
   * Other types that instances may have, instead of `instanceType` alone. Each must have the architecture of `instanceType`, whose image they
   * start from.
   *
   * @default - `instanceType` alone
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
   */
  readonly launchTemplateOverrides?: autoscaling.LaunchTemplateOverrides[];

  /**
   * How many instances are On-Demand and how many Spot Instances, with `launchTemplateOverrides` or without.
   *
   * @default - all are On-Demand Instances, unless `spotOptions` are set
   */
  readonly instancesDistribution?: autoscaling.InstancesDistribution;

  /**
   * How a new image, new user data or another type reaches instances that are running. An update terminates them, and so ends their sessions: set
   * `drainTimeout` to let those end first, or `imagePolicy` to pin the image.
   *
   * @default - a rolling update, one instance at a time, that keeps `minCapacity` in service, or one less where no more fit. Without an update
   * policy, which is the default of `AutoScalingGroup`, instances that are running keep the old image
   */
  readonly updatePolicy?: autoscaling.UpdatePolicy;

  /**
   * Instances that are prepared and wait. Those that are stopped, the default, are not online and cannot be connected to until the group starts
   * them; those with `poolState: autoscaling.PoolState.RUNNING` are online, and cost as much as the others.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
   */
  readonly warmPool?: autoscaling.WarmPoolOptions;

  /**
   * The `Name` tag of the instances and their volumes, which Fleet Manager and the console show; at most 256 characters.
   *
   * @default - the path of the construct
   */
  readonly instanceName?: string;

  /**
   * How long an instance that Auto Scaling takes away waits for its open sessions to end, 1 minute to 47 hours. Then they are ended, their
   * transcripts are uploaded, and the instance is terminated. Tunnels are sessions, too, and so is one whose person has gone, until `idleTimeout`.
   *
   * It applies to scaling in, updates, instance refresh and the maximum lifetime. It cannot hold a Spot Instance that EC2 takes back in two minutes,
   * nor what somebody terminates in EC2, and a group that is deleted does not wait. New sessions can still be started in the meantime.
   *
   * It creates a lifecycle hook and a Step Functions state machine, which looks at the sessions each minute, or each 1/500 of the time. An hour of
   * waiting is less than 0.01 USD in us-east-1, and an instance that waits costs what it always does. Each one waits 2 minutes at least.
   *
   * @default - none: open sessions are cut, and a warning says so where that loses transcripts
   * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/lifecycle-hooks.html
   */
  readonly drainTimeout?: Duration;

  /**
   * Makes the deployment wait until sessions can be started with all instances that are desired, and fail if that takes too long; `{}` for the defaults. See
   * `NodeOnlineCheck` for what it does and costs. It waits again when the launch template changes, which replaces instances.
   *
   * @default - the deployment does not wait
   */
  readonly waitUntilOnline?: WaitUntilOnlineOptions;
}

/**
 * Properties of `SsmManagedFleet.fromAutoScalingGroup`.
 */
export interface SsmManagedFleetFromAutoScalingGroupProps extends SsmReachOptions {
  /**
   * The VPC that the group is in: the same object, or an import that knows the group's subnets.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Whether the instance metadata service takes requests of version 2 only. It is set in a launch template or a launch configuration of this app that
   * says nothing of it; a group that starts from another one raises a warning.
   *
   * @default true
   */
  readonly requireImdsv2?: boolean;

  /**
   * How long an instance that Auto Scaling takes away waits for its open sessions to end, as for `SsmManagedFleet`.
   *
   * @default - none: open sessions are cut, and a warning says so where that loses transcripts
   */
  readonly drainTimeout?: Duration;

  /**
   * Makes the deployment wait until sessions can be started with all instances that are desired, and fail if that takes too long; `{}` for the defaults. See
   * `NodeOnlineCheck` for what it does and costs. A group keeps its name when its instances
   * are replaced: pass what changes then as `revision`.
   *
   * @default - the deployment does not wait
   */
  readonly waitUntilOnline?: WaitUntilOnlineOptions;
}

/**
 * Properties of `SsmManagedFleet.fromEksNodegroup`.
 */
export interface SsmManagedFleetFromEksNodegroupProps extends SsmReachOptions {
  /**
   * The VPC of the cluster: the same object, or an import that knows the subnets of the node group.
   */
  readonly vpc: ec2.IVpc;
}

const LAUNCH_TEMPLATE_OVERRIDE = struct<object>('an autoscaling.LaunchTemplateOverrides', '{ instanceType: new ec2.InstanceType(\'t3.small\') }', {});

const PROP_TYPES: PropTypes<SsmManagedFleetProps> = {
  ...LAUNCH_TYPES,
  vpcSubnets: SUBNET_SELECTION,
  minCapacity: NUMBER,
  maxCapacity: NUMBER,
  desiredCapacity: NUMBER,
  launchTemplateOverrides: listOf('a list of autoscaling.LaunchTemplateOverrides', `[${LAUNCH_TEMPLATE_OVERRIDE.example}]`, LAUNCH_TEMPLATE_OVERRIDE),
  instancesDistribution: struct<object>('an autoscaling.InstancesDistribution', '{ onDemandPercentageAboveBaseCapacity: 50 }', {}),
  updatePolicy: having('an autoscaling.UpdatePolicy', '_renderUpdatePolicy', 'autoscaling.UpdatePolicy.rollingUpdate()'),
  warmPool: struct<object>('an autoscaling.WarmPoolOptions', '{ minSize: 1 }', {}),
  instanceName: TEXT,
  drainTimeout: MINUTES,
  waitUntilOnline: WAIT_UNTIL_ONLINE,
};

/**
 * An Auto Scaling group all of whose instances Session Manager reaches: no SSH key, no open inbound port, no bastion host.
 *
 * Its launch template has the defaults of `SsmManagedInstance`: IMDSv2 only, an encrypted gp3 root volume, no key pair, a security group without
 * inbound rules that lets only TCP 443 out. The group depends on the way out of each of its subnets and on its role's policies. A new image reaches
 * running instances by a rolling update, and so each deployment after AWS has published one replaces them and ends their sessions; see
 * `updatePolicy`, `imagePolicy` and `drainTimeout`.
 *
 * Tags of the construct (`Tags.of(fleet)`) are on each instance at its launch, so that access policies can name them. A tag that changes later
 * does not reach instances that are running.
 *
 * The agent uploads transcripts to S3 when a session ends, and does not get to it when its instance is terminated: stream them to CloudWatch Logs,
 * as `SessionPreferences` does by default, or set `drainTimeout`.
 *
 * Creates a group, a launch template, and a role, an instance profile and a security group unless they are given. A t3.micro with its volume is
 * about 8 USD a month in us-east-1; a public IPv4 address adds 3.65 USD.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/what-is-amazon-ec2-auto-scaling.html
 *
 * @example
 * const fleet = new SsmManagedFleet(this, 'Fleet', { vpc, minCapacity: 2, maxCapacity: 6, drainTimeout: Duration.hours(1) });
 * fleet.autoScalingGroup.scaleOnCpuUtilization('Busy', { targetUtilizationPercent: 60 });
 * fleet.grantStartSession(role);
 * new CfnOutput(this, 'Shell', { value: fleet.startSessionCommand });
 */
export class SsmManagedFleet extends SsmManagedFleetBase {
  /**
   * Makes the instances of a group that is defined elsewhere in the app reachable, such as the capacity of an ECS cluster: adds the policies of its
   * role, the way out of its security groups, the dependencies, and IMDSv2 where that is ours to set. The image must carry the SSM Agent. Instances that
   * are running get what the role gets; a changed launch template reaches them only as the group's update policy says.
   *
   * @param scope the scope
   * @param id the id
   * @param group the group
   * @param props how the instances are reached
   * @throws if something is missing that cannot be changed: a role that is imported or not known, a security group imported as unchangeable, a public
   * address, a subnet that the VPC does not know, an isolated subnet without endpoints, endpoints without what `sessionPreferences` need, a
   * user to be created; if `drainTimeout` is out of range
   */
  public static fromAutoScalingGroup(
    scope: Construct, id: string, group: autoscaling.AutoScalingGroup, props: SsmManagedFleetFromAutoScalingGroupProps,
  ): ISsmManagedFleet {
    return new ExistingFleet(scope, id, group, props);
  }

  /**
   * Makes the instances of a managed node group of EKS reachable: adds the policies of the node role, the way out of the security groups, and the
   * dependencies. EKS makes the Auto Scaling group itself, so nothing drains it. The image must carry the SSM Agent, as those of EKS do.
   *
   * On Bottlerocket, sessions are in its control container. EKS Auto Mode has no Session Manager, and so there is no construct for it.
   *
   * @param scope the scope
   * @param id the id
   * @param nodegroup the node group
   * @param props how the instances are reached
   * @throws if the launch template has an instance profile, which EKS refuses, or something is missing that cannot be changed, as for
   * `fromAutoScalingGroup`
   * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
   */
  public static fromEksNodegroup(
    scope: Construct, id: string, nodegroup: eks.Nodegroup, props: SsmManagedFleetFromEksNodegroupProps,
  ): ISsmManagedFleet {
    return new ExistingNodegroup(scope, id, nodegroup, props);
  }

  /**
   * The group.
   */
  public readonly autoScalingGroup: autoscaling.AutoScalingGroup;


  /**
   * What the instances start from.
   */
  public readonly launchTemplate: ec2.LaunchTemplate;

  public readonly platform: ec2.OperatingSystemType;

  /**
   * The role of the instances.
   */
  public readonly role: iam.IRole;

  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly sessionTarget: SessionTarget;
  public readonly sessionPreferences?: ISessionPreferences;

  /** @internal */
  public readonly _vpc: ec2.IVpc;

  private readonly binding: NodeBinding;
  private readonly launch: Launch;
  private readonly drains: boolean;

  /**
   * @throws if what `SsmManagedInstance` throws for is so of one of the subnets; if these lead out in different ways, an override is of another
   * architecture or names another launch template, `spotOptions` stand beside other ways to say what is Spot, a warm pool of them or a hibernated one is
   * asked for, or `drainTimeout` is out of range
   */
  constructor(scope: Construct, id: string, props: SsmManagedFleetProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    checkFleet(this, props);
    this.drains = props.drainTimeout !== undefined;

    const subnets = selectedSubnets(this, props);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnets(this, props.vpc, subnets);
    wayOut.check(this, props.vpc, subnets);
    const launch = this.launch = prepareLaunch(this, props, wayOut, subnets);
    this.launchTemplate = this.createLaunchTemplate(props, launch, wayOut.associatePublicIpAddress);
    this.autoScalingGroup = this.createGroup(props, subnets);

    this.node.defaultChild = this.autoScalingGroup.node.defaultChild;
    this.sessionTarget = SessionTarget.fleet(this.autoScalingGroup);
    this.platform = launch.operatingSystem.platform;
    this.role = launch.role;
    this.connections = this.launchTemplate.connections;
    this.grantPrincipal = launch.role.grantPrincipal;
    this._vpc = props.vpc;
    const { sessionPreferences } = props;
    this.sessionPreferences = sessionPreferences;
    this.binding = { starter: groupStarter(this.autoScalingGroup), subnets, wayOut, permissions: launch.permissions, sessionPreferences };
    bindNode(this, this.binding);
    if (launch.isLeftToHostManagement) {
      leaveToHostManagement(this.autoScalingGroup, this.node.defaultChild as CfnResource);
    }
    addNodeFacts(this.node.defaultChild as CfnResource, { ...launch.facts, sessionDocument: sessionPreferences?.documentName });
    registerFleet(this.autoScalingGroup, this);
    if (sessionPreferences) {
      this._host(sessionPreferences);
    }
    if (props.drainTimeout) {
      new FleetDrain(this, 'Drain', this.autoScalingGroup, props.drainTimeout);
    }
    if (props.waitUntilOnline) {
      new NodeOnlineCheck(this, 'Online', {
        revision: this.launchTemplate.latestVersionNumber, ...props.waitUntilOnline, autoScalingGroups: [this.autoScalingGroup],
      });
    }
  }

  /** @internal */
  protected _bindSessions(preferences: ISessionPreferences): void {
    bindSessionsOf(this, this.launch, this.binding, preferences);
    if (!this.drains) {
      warnOfLostTranscripts(this, preferences, TAKEN_AWAY);
    }
  }

  /** @internal */
  protected _bindRecording(): void {
    if (!this.launch.hasScript) {
      warnOfMissingScript(this, this.platform);
    }
  }

  private createLaunchTemplate(props: SsmManagedFleetProps, launch: Launch, associatePublicIpAddress: boolean | undefined): ec2.LaunchTemplate {
    const runsNoScript = launch.operatingSystem._system?.runsScripts === false;
    const template = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      instanceType: launch.instanceType,
      machineImage: launch.machineImage,
      role: launch.role,
      securityGroup: launch.securityGroup,
      associatePublicIpAddress,
      // Under some feature flags the CDK makes user data of the image only where it is asked to. What runs no script has its own settings.
      userData: launch.userData ?? (runsNoScript ? undefined : ec2.UserData.forOperatingSystem(launch.operatingSystem.platform)),
      blockDevices: launch.blockDevices,
      httpTokens: ec2.LaunchTemplateHttpTokens.REQUIRED,
      httpPutResponseHopLimit: launch.httpPutResponseHopLimit,
      detailedMonitoring: props.detailedMonitoring,
      keyPair: props.keyPair,
      spotOptions: props.spotOptions,
    });
    checkPlatform(this, launch, template.osType!);
    Tags.of(template).add('Name', nameOf(this, props));
    return template;
  }

  private createGroup(props: SsmManagedFleetProps, subnets: ec2.ISubnet[]): autoscaling.AutoScalingGroup {
    const { vpc, minCapacity, maxCapacity, desiredCapacity, launchTemplateOverrides, instancesDistribution, warmPool } = props;
    const isMixed = launchTemplateOverrides || instancesDistribution;
    const group = new autoscaling.AutoScalingGroup(this, 'Group', {
      vpc,
      vpcSubnets: { subnets },
      minCapacity,
      maxCapacity,
      desiredCapacity,
      ...isMixed
        ? { mixedInstancesPolicy: { launchTemplate: this.launchTemplate, launchTemplateOverrides, instancesDistribution } }
        : { launchTemplate: this.launchTemplate },
      updatePolicy: props.updatePolicy ?? autoscaling.UpdatePolicy.rollingUpdate({ minInstancesInService: inServiceDuringUpdate(props) }),
    });
    if (warmPool) {
      group.addWarmPool(warmPool);
    }
    return group;
  }
}

/** CloudFormation refuses as many as the group may have, since it then has no room for another one. */
function inServiceDuringUpdate({ minCapacity = 1, desiredCapacity, maxCapacity }: SsmManagedFleetProps): number {
  const most = maxCapacity ?? desiredCapacity ?? minCapacity;
  return Token.isUnresolved(minCapacity) || Token.isUnresolved(most) ? 0 : Math.max(0, Math.min(minCapacity, most - 1));
}
