import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding, bindNode } from './bind-node';
import { warnOfLostTranscripts, warnOfMissingScript } from './bind-sessions';
import { checkLaunch, nameOf, selectedSubnets } from './check-launch';
import { wayOutOfSubnet } from './connectivity/way-out-of-subnet';
import { ExistingInstance } from './existing-instance';
import { leaveToHostManagement } from './host-managed-node';
import { ImportedInstance } from './imported-instance';
import { Launch, bindSessionsOf, checkPlatform, prepareLaunch } from './launch';
import { LAUNCH_TYPES } from './launch-types';
import { NodeOnlineCheck } from './node-online-check';
import type { NodeReach } from './node-reach';
import { instanceStarter } from './node-starter';
import { placeOnHost, repositoriesInS3 } from './operating-system-fit';
import { startAsSpot } from './spot';
import type { SsmLaunchOptions } from './ssm-launch-options';
import { SsmManagedInstanceBase } from './ssm-managed-instance-base';
import type { ISsmManagedInstance } from './ssm-managed-instance-interface';
import type { SsmReachOptions } from './ssm-reach-options';
import { WAIT_UNTIL_ONLINE, WaitUntilOnlineOptions } from './wait-until-online';
import { PropTypes, checkProps } from '../core/check-props';
import { addNodeFacts } from '../core/node-facts';
import { BOOLEAN, SUBNET_SELECTION, TEXT } from '../core/prop-types';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/**
 * Properties of `SsmManagedInstance`.
 */
export interface SsmManagedInstanceProps extends SsmLaunchOptions {
  /**
   * Where the instance goes: the first subnet of the selection.
   *
   * @default - the subnets that `connectivity` needs, or else the private, isolated or public ones, the first of these that the VPC has
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Whether a change of the user data replaces the instance. User data runs at the first boot only: without replacement CloudFormation
   * stops and starts the instance, and the changed commands do not run.
   *
   * @default false
   */
  readonly userDataCausesReplacement?: boolean;

  /**
   * The `Name` tag, which Fleet Manager and the console show; at most 256 characters.
   *
   * @default - the path of the construct
   */
  readonly instanceName?: string;

  /**
   * Whether EC2 refuses to terminate the instance. A deployment that has to replace it, such as one with a newer image, leaves it running and fails
   * to delete it, and so does the deletion of the stack: set `imagePolicy` to `ImagePolicy.PINNED_IN_CONTEXT` as well.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_ChangingDisableAPITermination.html
   */
  readonly disableApiTermination?: boolean;

  /**
   * Whether the volumes get the tags of the instance when they are created.
   *
   * @default false
   */
  readonly propagateTagsToVolumeOnCreation?: boolean;

  /**
   * Makes the deployment wait until sessions can be started with the node, and fail if that takes too long; `{}` for the defaults. See `NodeOnlineCheck`
   * for what it does and costs. What depends on the node waits, too.
   *
   * @default - the deployment does not wait
   */
  readonly waitUntilOnline?: WaitUntilOnlineOptions;
}

/**
 * Properties of `SsmManagedInstance.fromInstance`.
 */
export interface SsmManagedInstanceFromInstanceProps extends SsmReachOptions {
  /**
   * The VPC that the instance is in: the same object, or an import that knows the instance's subnet.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Makes the deployment wait until sessions can be started with the node, and fail if that takes too long; `{}` for the defaults. See `NodeOnlineCheck`
   * for what it does and costs.
   *
   * @default - the deployment does not wait
   */
  readonly waitUntilOnline?: WaitUntilOnlineOptions;
}

/**
 * Attributes of a node that is deployed already.
 */
export interface SsmManagedInstanceAttributes {
  /**
   * The id of the instance (`i-...`), or of the managed node (`mi-...`).
   */
  readonly instanceId: string;

  /**
   * Linux or Windows.
   *
   * @default ec2.OperatingSystemType.LINUX
   */
  readonly platform?: ec2.OperatingSystemType;

  /**
   * The role of the instance, so that something can be granted to it.
   *
   * @default - none; granting something to the node is an error
   */
  readonly role?: iam.IRole;

  /**
   * The security groups of the instance, so that connections can be opened.
   *
   * @default - none; using `connections` is an error
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * The preferences that the node was deployed with.
   *
   * @default - the account's default preferences
   */
  readonly sessionPreferences?: ISessionPreferences;
}

const PROP_TYPES: PropTypes<SsmManagedInstanceProps> = {
  ...LAUNCH_TYPES,
  vpcSubnets: SUBNET_SELECTION,
  instanceName: TEXT,
  userDataCausesReplacement: BOOLEAN,
  disableApiTermination: BOOLEAN,
  propagateTagsToVolumeOnCreation: BOOLEAN,
  waitUntilOnline: WAIT_UNTIL_ONLINE,
};

/**
 * One EC2 instance that Session Manager reaches: no SSH key, no open inbound port, no bastion host.
 *
 * IMDSv2 only, an encrypted gp3 root volume, no key pair, a security group without inbound rules that lets only TCP 443 out. The instance
 * depends on its way out and on its role's policies: an SSM Agent that boots before them waits for minutes to an hour.
 *
 * Creates an instance, and a role, an instance profile and a security group unless they are given. A t3.micro with its volume is about
 * 8 USD a month in us-east-1; a public IPv4 address adds 3.65 USD.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html
 *
 * @example
 * const node = new SsmManagedInstance(this, 'Node', { vpc });
 * node.grantStartSession(role);
 * new CfnOutput(this, 'Shell', { value: node.startSessionCommand });
 */
export class SsmManagedInstance extends SsmManagedInstanceBase {
  /**
   * Makes an instance that is defined elsewhere in the app reachable: adds the policies of its role, the way out of its security groups and
   * the dependencies. The image must carry the SSM Agent.
   *
   * @param scope the scope
   * @param id the id
   * @param existing the instance
   * @param props how it is reached
   * @throws if something is missing that cannot be changed: an imported role, a security group imported as unchangeable, a public address,
   * a subnet that the VPC does not know, an isolated subnet without endpoints, endpoints without what `sessionPreferences` need, a user to
   * be created
   */
  public static fromInstance(scope: Construct, id: string, existing: ec2.Instance, props: SsmManagedInstanceFromInstanceProps): ISsmManagedInstance {
    return new ExistingInstance(scope, id, existing, props);
  }

  /**
   * Uses a node that is deployed already, for grants and commands. Creates and changes nothing.
   *
   * @param scope the scope
   * @param id the id
   * @param attrs what is known of the node
   * @throws if `instanceId` is not the id of an instance or a managed node
   */
  public static fromSsmManagedInstanceAttributes(scope: Construct, id: string, attrs: SsmManagedInstanceAttributes): ISsmManagedInstance {
    return new ImportedInstance(scope, id, attrs);
  }

  /**
   * The instance itself.
   */
  public readonly instance: ec2.Instance;

  public readonly instanceId: string;
  public readonly platform: ec2.OperatingSystemType;

  /**
   * The role of the instance.
   */
  public readonly role: iam.IRole;

  public readonly connections: ec2.Connections;
  public readonly grantPrincipal: iam.IPrincipal;
  public readonly sessionPreferences?: ISessionPreferences;

  /** @internal */
  public readonly _vpc: ec2.IVpc;

  private readonly binding: NodeBinding;
  private readonly launch: Launch;
  private readonly isSpot: boolean;

  /**
   * @throws if the subnet and `connectivity` do not fit, the type and the image differ in architecture or the system does not run on the type, the image lacks the agent and
   * nothing can install it, `role` or `securityGroup` lack something and cannot be changed, the VPC has DNS support off,
   * `httpPutResponseHopLimit` or `instanceName` is out of range, the endpoints lack what `sessionPreferences` need, these are of another account or
   * region, a subnet or `securityGroup` is of another VPC, `userData` is for another platform, or `spotOptions` ask for what no instance of a stack can be; at synthesis, if the
   * subnet has no default route where it needs one, or `role` does not trust EC2
   */
  constructor(scope: Construct, id: string, props: SsmManagedInstanceProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.isSpot = props.spotOptions !== undefined;
    checkLaunch(this, props);

    const [subnet] = selectedSubnets(this, props);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnet(this, props.vpc, subnet);
    wayOut.check(this, props.vpc, [subnet]);
    const launch = this.launch = prepareLaunch(this, props, wayOut, [subnet]);
    const { operatingSystem, instanceType, machineImage, facts, role, securityGroup, userData, blockDevices, permissions } = launch;

    this.instance = new ec2.Instance(this, 'Instance', {
      vpc: props.vpc,
      vpcSubnets: { subnets: [subnet] },
      associatePublicIpAddress: wayOut.associatePublicIpAddress,
      instanceType,
      machineImage,
      role,
      securityGroup,
      userData,
      userDataCausesReplacement: props.userDataCausesReplacement,
      blockDevices,
      instanceName: nameOf(this, props),
      // In the instance's own metadata options; `requireImdsv2` would make a launch template with a fixed name.
      httpTokens: ec2.HttpTokens.REQUIRED,
      httpPutResponseHopLimit: launch.httpPutResponseHopLimit,
      detailedMonitoring: props.detailedMonitoring,
      keyPair: props.keyPair,
      disableApiTermination: props.disableApiTermination,
      propagateTagsToVolumeOnCreation: props.propagateTagsToVolumeOnCreation,
    });
    checkPlatform(this, launch, this.instance.osType);
    if (props.spotOptions) {
      startAsSpot(this, this.instance.instance, props.spotOptions);
    }

    placeOnHost(this.instance, operatingSystem);
    this.node.defaultChild = this.instance.instance;
    this.instanceId = this.instance.instanceId;
    this.platform = operatingSystem.platform;
    this.role = this.instance.role;
    this.connections = this.instance.connections;
    this.grantPrincipal = this.instance.grantPrincipal;
    const { sessionPreferences } = props;
    this._vpc = props.vpc;
    this.sessionPreferences = sessionPreferences;
    this.binding = { starter: instanceStarter(this.instance), subnets: [subnet], wayOut, permissions, sessionPreferences };
    bindNode(this, this.binding);
    if (launch.isLeftToHostManagement) {
      leaveToHostManagement(this.instance, this.instance.instance);
    }
    addNodeFacts(this.instance.instance, { ...facts, sessionDocument: sessionPreferences?.documentName });
    if (sessionPreferences) {
      this._host(sessionPreferences);
    }
    if (props.waitUntilOnline) { new NodeOnlineCheck(this, 'Online', { ...props.waitUntilOnline, nodes: [this] }); }
  }

  /** @internal */
  public get _reach(): NodeReach {
    return { ...this.binding, repositoriesInS3: repositoriesInS3(this.launch.operatingSystem) };
  }

  /** @internal */
  protected _bindSessions(preferences: ISessionPreferences): void {
    bindSessionsOf(this, this.launch, this.binding, preferences);
    if (this.isSpot) {
      warnOfLostTranscripts(this, preferences, 'EC2 may take this Spot Instance away with a session open');
    }
  }

  /** @internal */
  protected _bindRecording(): void {
    if (!this.launch.hasScript) {
      warnOfMissingScript(this, this.platform);
    }
  }
}
