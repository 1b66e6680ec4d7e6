import { PhysicalName, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { InstanceBinding, bindInstance } from './bind-instance';
import { bindSessions, warnOfMissingScript, warnOnWindows } from './bind-sessions';
import type { WayOut } from './connectivity/way-out';
import { wayOutOfSubnet } from './connectivity/way-out-of-subnet';
import { ExistingInstance } from './existing-instance';
import { ImagePolicy } from './image-policy';
import { ImportedInstance } from './imported-instance';
import { NodeOperatingSystem } from './node-operating-system';
import { NodePermissions } from './node-permissions';
import { PreparingUserData } from './preparing-user-data';
import { REACH_TYPES } from './reach-types';
import { blockDevicesWithEncryptedRoot } from './root-volume';
import type { SsmConnectivity } from './ssm-connectivity';
import { SsmManagedInstanceBase } from './ssm-managed-instance-base';
import type { ISsmManagedInstance } from './ssm-managed-instance-interface';
import { scriptInstallCommands } from '../agent/script-install';
import { PropTypes, checkProps, having, listOf, oneOf, required } from '../core/check-props';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { addNodeFacts } from '../core/node-facts';
import { BOOLEAN, NUMBER, ROLE, SECURITY_GROUP, SUBNET_SELECTION, TEXT, VPC } from '../core/prop-types';
import { WarningId } from '../core/warning-ids';
import { isOfAnotherVpc } from '../network/vpc';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';
import { recordsWholeSessions } from '../preferences/transcripts';

/**
 * How a node reaches Systems Manager, what it may do there, and how sessions with it are logged and encrypted.
 */
export interface SsmReachOptions {
  /**
   * The way by which the node reaches Systems Manager.
   *
   * @default - taken from the type of the node's subnet: `publicIp()` in a public one, `natGateway()` in a private one with egress; an
   * isolated one is an error without `privateLink(endpoints)`
   */
  readonly connectivity?: SsmConnectivity;

  /**
   * What the node's role may do in Systems Manager.
   *
   * @default NodePermissions.managedInstanceCore()
   */
  readonly permissions?: NodePermissions;

  /**
   * How sessions with the node are logged and encrypted: `SessionPreferences`, or `AccountSessionPreferences` where those are the account's
   * default. The node's role gets the permissions to host such sessions, and the node's commands and grants name their document.
   *
   * With `SsmConnectivity.privateLink(endpoints)` the endpoints need them too.
   *
   * @default - the account's default preferences; the node's role gets no permissions for them
   */
  readonly sessionPreferences?: ISessionPreferences;
}

/**
 * Properties of `SsmManagedInstance`.
 */
export interface SsmManagedInstanceProps extends SsmReachOptions {
  /**
   * The VPC. A `new ec2.Vpc(...)` without `natGateways` has one in each zone, which cost about 33 USD a month each; with `natGateways: 0`, select a
   * public subnet in `vpcSubnets`.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Where the instance goes: the first subnet of the selection.
   *
   * @default - the subnets that `connectivity` needs, or else the private, isolated or public ones, the first of these that the VPC has
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The type of the instance. An arm64 type, such as t4g.micro, gets an arm64 image.
   *
   * @default - t3.micro, about 8 USD a month in us-east-1
   */
  readonly instanceType?: ec2.InstanceType;

  /**
   * The operating system.
   *
   * @default NodeOperatingSystem.amazonLinux2023()
   */
  readonly operatingSystem?: NodeOperatingSystem;

  /**
   * When the image is chosen, and so when a newer image replaces the instance. Does not apply to `NodeOperatingSystem.custom(...)`.
   *
   * @default ImagePolicy.LATEST_AT_DEPLOYMENT
   */
  readonly imagePolicy?: ImagePolicy;

  /**
   * The role of the instance, which must trust EC2.
   *
   * @default - a new one
   */
  readonly role?: iam.IRole;

  /**
   * The security group of the instance. A rule that lets 443 out is added unless it lets everything out; no rule lets anything in.
   *
   * @default - a new one without inbound rules that lets only TCP 443 out, with PrivateLink to the endpoints alone
   */
  readonly securityGroup?: ec2.ISecurityGroup;

  /**
   * Commands for the first boot. What the node itself needs, such as the SSM Agent where the image lacks it or a user for its sessions, runs
   * before them.
   *
   * @default - none
   */
  readonly userData?: ec2.UserData;

  /**
   * Whether a change of the user data replaces the instance. User data runs at the first boot only: without replacement CloudFormation
   * stops and starts the instance, and the changed commands do not run.
   *
   * @default false
   */
  readonly userDataCausesReplacement?: boolean;

  /**
   * The volumes. The root volume is added unless it is among them. A volume that is not encrypted causes a warning.
   *
   * @default - an encrypted gp3 root volume of the image's size
   */
  readonly blockDevices?: ec2.BlockDevice[];

  /**
   * The `Name` tag, which Fleet Manager and the console show; at most 256 characters.
   *
   * @default - the path of the construct
   */
  readonly instanceName?: string;

  /**
   * How many network hops a response of the instance metadata service may take, 1-64. Containers on the instance need 2 to get its role.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
   */
  readonly httpPutResponseHopLimit?: number;
}

/**
 * Properties of `SsmManagedInstance.fromInstance`.
 */
export interface SsmManagedInstanceFromInstanceProps extends SsmReachOptions {
  /**
   * The VPC that the instance is in: the same object, or an import that knows the instance's subnet.
   */
  readonly vpc: ec2.IVpc;
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

const BLOCK_DEVICE = having('an ec2.BlockDevice', 'deviceName', '{ deviceName: \'/dev/xvda\', volume: ec2.BlockDeviceVolume.ebs(20) }');

const PROP_TYPES: PropTypes<SsmManagedInstanceProps> = {
  vpc: required(VPC),
  vpcSubnets: SUBNET_SELECTION,
  instanceType: having('an ec2.InstanceType', 'architecture', 'new ec2.InstanceType(\'t4g.nano\')'),
  operatingSystem: having('a NodeOperatingSystem', '_bind', 'NodeOperatingSystem.amazonLinux2023()'),
  imagePolicy: oneOf('an ImagePolicy', ImagePolicy, 'ImagePolicy.LATEST_AT_DEPLOY'),
  instanceName: TEXT,
  role: ROLE,
  securityGroup: SECURITY_GROUP,
  blockDevices: listOf('a list of ec2.BlockDevice', `[${BLOCK_DEVICE.example}]`, BLOCK_DEVICE),
  userData: having('an ec2.UserData', 'render', 'ec2.UserData.forLinux()'),
  userDataCausesReplacement: BOOLEAN,
  httpPutResponseHopLimit: NUMBER,
  ...REACH_TYPES,
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

  private readonly binding: InstanceBinding;
  private readonly operatingSystem: NodeOperatingSystem;
  private readonly hasScript: boolean;

  /**
   * @throws if the subnet and `connectivity` do not fit, the type and the image differ in architecture, the image lacks the agent and
   * nothing can install it, `role` or `securityGroup` lack something and cannot be changed, the VPC has DNS support off,
   * `httpPutResponseHopLimit` or `instanceName` is out of range, the endpoints lack what `sessionPreferences` need, these are of another account or
   * region, a subnet or `securityGroup` is of another VPC, or `userData` is for another platform; at synthesis, if the
   * subnet has no default route where it needs one, or `role` does not trust EC2
   */
  constructor(scope: Construct, id: string, props: SsmManagedInstanceProps) {
    super(scope, id);
    checkProps(this, props, PROP_TYPES);
    this.validate(props);

    const subnet = this.selectSubnet(props);
    const wayOut = props.connectivity?._wayOut ?? wayOutOfSubnet(this, props.vpc, subnet);
    wayOut.check(this, props.vpc, subnet);
    const operatingSystem = this.operatingSystem = props.operatingSystem ?? NodeOperatingSystem.amazonLinux2023();
    const instanceType = props.instanceType ?? ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO);
    const { machineImage, agentInstallCommands, facts } = this.bindOperatingSystem(operatingSystem, instanceType, props.imagePolicy);
    if (agentInstallCommands.length > 0 && !wayOut.reachesS3) {
      fail(this, `operatingSystem lacks the SSM Agent, and without the S3 gateway nothing in an isolated subnet can download it; set s3: true in SsmVpcEndpoints, or use an image with the agent ${citeRule('SSM-AGT-002')}`);
    }
    const installScript = installsScript(props, operatingSystem, wayOut);
    this.hasScript = operatingSystem._scriptPreinstalled || installScript;

    this.instance = new ec2.Instance(this, 'Instance', {
      vpc: props.vpc,
      vpcSubnets: { subnets: [subnet] },
      associatePublicIpAddress: wayOut.associatePublicIpAddress,
      instanceType,
      machineImage,
      role: props.role ?? new iam.Role(this, 'Role', {
        description: `Session Manager node ${this.node.path}`.slice(0, MAX_ROLE_DESCRIPTION),
        // A name only where another account or region has to know it, such as in the policy of a key.
        roleName: PhysicalName.GENERATE_IF_NEEDED,
        assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      }),
      securityGroup: props.securityGroup ?? new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc: props.vpc,
        description: 'Session Manager node: nothing in, 443 out',
        allowAllOutbound: false,
      }),
      userData: this.preparingUserData(props, operatingSystem, [...agentInstallCommands, ...installScript ? scriptInstallCommands() : []]),
      userDataCausesReplacement: props.userDataCausesReplacement,
      blockDevices: blockDevicesWithEncryptedRoot(this, operatingSystem.rootDeviceName, props.blockDevices),
      instanceName: props.instanceName ?? this.node.path.slice(-MAX_TAG_VALUE),
      // In the instance's own metadata options; `requireImdsv2` would make a launch template with a fixed name.
      httpTokens: ec2.HttpTokens.REQUIRED,
      httpPutResponseHopLimit: props.httpPutResponseHopLimit ?? 1,
    });
    if (this.instance.osType !== operatingSystem.platform) {
      const [said, found] = [operatingSystem.platform, this.instance.osType].map(platform => ec2.OperatingSystemType[platform]);
      fail(this, `operatingSystem says platform ${said}, and its image is ${found}; set platform in NodeOperatingSystem.custom(...)`);
    }

    this.node.defaultChild = this.instance.instance;
    this.instanceId = this.instance.instanceId;
    this.platform = operatingSystem.platform;
    this.role = this.instance.role;
    this.connections = this.instance.connections;
    this.grantPrincipal = this.instance.grantPrincipal;
    const { sessionPreferences, permissions = NodePermissions.managedInstanceCore() } = props;
    if (!permissions._rolePermissions.grantsAnything && !props.role) {
      warn(this, WarningId.PERMISSIONS_NOT_PROVEN,
        'permissions is NodePermissions.none() and the role is new, so the node registers only if the account has Default Host Management Configuration in this region, which cannot be seen here.');
    }
    this._vpc = props.vpc;
    this.sessionPreferences = sessionPreferences;
    this.binding = { instance: this.instance, subnet, wayOut, permissions, sessionPreferences };
    bindInstance(this, this.binding);
    addNodeFacts(this.instance, { ...facts, sessionDocument: sessionPreferences?.documentName });
    if (sessionPreferences) {
      this._host(sessionPreferences);
    }
  }

  /** @internal */
  protected _bindSessions(preferences: ISessionPreferences): void {
    if (this.platform === ec2.OperatingSystemType.WINDOWS) {
      warnOnWindows(this, preferences, this.operatingSystem._powerShell5);
    } else if (preferences !== this.sessionPreferences && preferences.runAs._userDataCommands.length > 0) {
      fail(this, `${preferences.node.path} has runAs commands for the user data of its nodes; set sessionPreferences on the node, whose user data is made with it`);
    }
    bindSessions(this, this.binding, preferences);
  }

  /** @internal */
  protected _bindRecording(): void {
    if (!this.hasScript) {
      warnOfMissingScript(this, this.platform);
    }
  }

  private validate(props: SsmManagedInstanceProps): void {
    const { httpPutResponseHopLimit: hops, instanceName, userData } = props;
    // ec2.Instance takes no token here.
    if (hops !== undefined && !(Number.isInteger(hops) && hops >= 1 && hops <= 64)) {
      const got = Token.isUnresolved(hops) ? 'a value known at deployment only' : hops;
      fail(this, `httpPutResponseHopLimit must be a whole number, 1-64, got ${got}; set 1, or 2 for containers on the instance`);
    }
    if (instanceName !== undefined && !Token.isUnresolved(instanceName) && (instanceName.length < 1 || instanceName.length > MAX_TAG_VALUE)) {
      fail(this, `instanceName must be 1-${MAX_TAG_VALUE} characters, got ${instanceName.length}; it becomes the Name tag, use a shorter one`);
    }
    const platform = props.operatingSystem?.platform ?? ec2.OperatingSystemType.LINUX;
    const written = userData && platformOf(userData);
    if (written !== undefined && written !== platform) {
      const [is, must] = [written, platform].map(each => ec2.OperatingSystemType[each]);
      fail(this, `userData must be for ${must}, the platform of operatingSystem, got one for ${is}, which nothing would run; use ec2.UserData.${must === 'WINDOWS' ? 'forWindows' : 'forLinux'}()`);
    }
    checkVpc(this, props);
  }

  private selectSubnet({ vpc, vpcSubnets, connectivity }: SsmManagedInstanceProps): ec2.ISubnet {
    const byDefault = connectivity?._wayOut.defaultSubnets(vpc);
    const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets ?? byDefault);
    // Before its look-up a VPC has made-up subnets, which need not fit the selection.
    return subnets[0] ?? (isPendingLookup ? vpc.selectSubnets(byDefault).subnets[0] : undefined)
      ?? fail(this, 'vpcSubnets selects no subnet of the VPC; select at least one');
  }

  private bindOperatingSystem(operatingSystem: NodeOperatingSystem, instanceType: ec2.InstanceType, imagePolicy?: ImagePolicy) {
    const architecture = architectureOf(instanceType);
    if (!architecture) {
      warn(this, WarningId.UNKNOWN_ARCHITECTURE,
        `The architecture of instanceType ${Token.isUnresolved(instanceType.toString()) ? 'is known at deployment only' : `${instanceType.toString()} is not known to the CDK`}, so it cannot be compared with the image's; an arm64 type would not start with an x86_64 image.`);
    }
    const { region, account } = Stack.of(this);
    return operatingSystem._bind(this, {
      imagePolicy,
      architecture,
      region,
      regionAndAccountKnown: !Token.isUnresolved(region) && !Token.isUnresolved(account),
    });
  }

  /** The user's commands, after those that the node itself needs. */
  private preparingUserData(
    { userData, sessionPreferences }: SsmManagedInstanceProps,
    { platform }: NodeOperatingSystem,
    installCommands: string[],
  ): ec2.UserData | undefined {
    const runAs = platform === ec2.OperatingSystemType.LINUX ? sessionPreferences?.runAs : undefined;
    const commands = [...installCommands, ...runAs?._userDataCommands ?? []];
    return commands.length > 0
      ? new PreparingUserData(this, commands, userData ?? ec2.UserData.forOperatingSystem(platform))
      : userData;
  }
}

/** Whether transcripts need a command that the image may lack and that a repository in reach has. */
function installsScript(
  { sessionPreferences }: SsmManagedInstanceProps,
  operatingSystem: NodeOperatingSystem,
  wayOut: WayOut,
): boolean {
  return operatingSystem.platform === ec2.OperatingSystemType.LINUX
    && sessionPreferences !== undefined && recordsWholeSessions(sessionPreferences)
    && !operatingSystem._scriptPreinstalled
    && wayOut.reachesRepositories;
}

/** What runs a script says its beginning. */
function platformOf(userData: ec2.UserData): ec2.OperatingSystemType | undefined {
  const script = userData.render();
  return /^\s*<(powershell|script)>/i.test(script) ? ec2.OperatingSystemType.WINDOWS : /^(#!|#cloud-)/.test(script) ? ec2.OperatingSystemType.LINUX : undefined;
}

/** EC2 refuses to start an instance with a subnet or a security group of another VPC. Those that are imported cannot be seen. */
function checkVpc(scope: Construct, { vpc, vpcSubnets, securityGroup }: SsmManagedInstanceProps): void {
  for (const { subnetId, node } of vpcSubnets?.subnets ?? []) {
    if (isOfAnotherVpc(vpc, subnetId)) {
      fail(scope, `vpcSubnets must be of vpc ${vpc.node.path}, got ${node.path} of another; select subnets of that VPC`);
    }
  }
  if (securityGroup && isOfAnotherVpc(vpc, securityGroup.securityGroupId)) {
    fail(scope, `securityGroup must be of vpc ${vpc.node.path}, got ${securityGroup.node.path} of another; use a security group of that VPC ${citeRule('SSM-NET-016')}`);
  }
}

/** EC2's limit. */
const MAX_TAG_VALUE = 256;

/** Undefined for a type that is only known at deployment, or whose name the CDK cannot take apart, such as u-6tb1.metal. */
function architectureOf(instanceType: ec2.InstanceType): ec2.InstanceArchitecture | undefined {
  try {
    return Token.isUnresolved(instanceType.toString()) ? undefined : instanceType.architecture;
  } catch {
    return undefined;
  }
}

/** IAM's limit. */
const MAX_ROLE_DESCRIPTION = 1000;
