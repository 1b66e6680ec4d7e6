import { PhysicalName, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { NodeBinding } from './bind-node';
import { bindSessions, warnOnWindows } from './bind-sessions';
import type { WayOut } from './connectivity/way-out';
import { notHosted } from './host-managed-node';
import { architectureOf } from './instance-type';
import { NodeOperatingSystem } from './node-operating-system';
import { NodePermissions } from './node-permissions';
import { roleDescription } from './node-role';
import { checkAgentInReach, checkOperatingSystem, checkRunAs, defaultInstanceType, takesPackages } from './operating-system-fit';
import { OperatingSystemConfig } from './operating-system-image';
import { PreparingUserData } from './preparing-user-data';
import { blockDevicesWithEncryptedRoot } from './root-volume';
import type { SsmLaunchOptions } from './ssm-launch-options';
import { scriptInstallCommands } from '../agent/script-install';
import { fail, warn } from '../core/errors';
import { NodeFacts } from '../core/node-facts';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';
import { recordsWholeSessions } from '../preferences/transcripts';

/** What an instance starts with, alone or in a fleet. */
export interface Launch {
  readonly operatingSystem: NodeOperatingSystem;
  readonly instanceType: ec2.InstanceType;
  readonly machineImage: ec2.IMachineImage;
  /** What the id of the image does not say. */
  readonly facts: NodeFacts;
  readonly role: iam.IRole;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly userData?: ec2.UserData;
  readonly blockDevices: ec2.BlockDevice[];
  readonly httpPutResponseHopLimit: number;
  readonly permissions: NodePermissions;
  /** Whether the role lets nobody register, so that Default Host Management has to. */
  readonly isLeftToHostManagement: boolean;
  /** Whether `script` is there, without which no whole session is recorded. */
  readonly hasScript: boolean;
}

/** Decides what an instance starts with, and creates the role and the security group unless they are given. */
export function prepareLaunch(scope: Construct, props: SsmLaunchOptions, wayOut: WayOut, subnets: readonly ec2.ISubnet[]): Launch {
  const operatingSystem = props.operatingSystem ?? NodeOperatingSystem.amazonLinux2023();
  const instanceType = props.instanceType ?? defaultInstanceType(operatingSystem);
  checkOperatingSystem(scope, operatingSystem, { ...props, instanceType, subnets });
  const { machineImage, agentInstallCommands, facts } = bindOperatingSystem(scope, operatingSystem, instanceType, props);
  checkAgentInReach(scope, operatingSystem, agentInstallCommands, wayOut);
  const installScript = installsScript(props, operatingSystem, wayOut);
  const { permissions = NodePermissions.managedInstanceCore() } = props;
  return {
    operatingSystem,
    instanceType,
    machineImage,
    facts,
    permissions,
    isLeftToHostManagement: !permissions._rolePermissions.grantsAnything && !props.role,
    role: props.role ?? new iam.Role(scope, 'Role', {
      description: roleDescription(`Session Manager node ${scope.node.path}`),
      // A name only where another account or region has to know it, such as in the policy of a key.
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    }),
    securityGroup: props.securityGroup ?? new ec2.SecurityGroup(scope, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Session Manager node: nothing in, 443 out',
      allowAllOutbound: false,
    }),
    userData: preparingUserData(scope, props, operatingSystem, [...agentInstallCommands, ...installScript ? scriptInstallCommands() : []]),
    blockDevices: blockDevicesWithEncryptedRoot(scope, operatingSystem.rootDeviceName, props.blockDevices, operatingSystem._system?.dataDevice),
    httpPutResponseHopLimit: props.httpPutResponseHopLimit ?? 1,
    hasScript: operatingSystem._scriptPreinstalled || installScript,
  };
}

/** Fails where the image is of another platform than what is known of it. */
export function checkPlatform(scope: Construct, { operatingSystem: { platform } }: Launch, osType: ec2.OperatingSystemType): void {
  if (osType !== platform) {
    const [said, found] = [platform, osType].map(each => ec2.OperatingSystemType[each]);
    fail(scope, `operatingSystem says platform ${said}, and its image is ${found}; set platform in NodeOperatingSystem.custom(...)`);
  }
}

/** Gives nodes that the library starts their side of sessions. */
export function bindSessionsOf(
  scope: Construct, { operatingSystem, isLeftToHostManagement }: Launch, binding: NodeBinding, preferences: ISessionPreferences,
): void {
  checkRunAs(scope, operatingSystem, preferences);
  if (operatingSystem.platform === ec2.OperatingSystemType.WINDOWS) {
    warnOnWindows(scope, preferences, operatingSystem._powerShell5);
  } else if (preferences !== binding.sessionPreferences && preferences.runAs._userDataCommands.length > 0) {
    fail(scope, `${preferences.node.path} has runAs commands for the user data of its nodes; set sessionPreferences on the node, whose user data is made with it`);
  }
  bindSessions(scope, binding, preferences);
  if (isLeftToHostManagement) {
    scope.node.addValidation({ validate: () => notHosted(scope, preferences) });
  }
}

function bindOperatingSystem(
  scope: Construct,
  operatingSystem: NodeOperatingSystem,
  instanceType: ec2.InstanceType,
  { imagePolicy }: SsmLaunchOptions,
): OperatingSystemConfig {
  const architecture = architectureOf(instanceType);
  if (!architecture) {
    warn(scope, WarningId.UNKNOWN_ARCHITECTURE,
      `The architecture of instanceType ${Token.isUnresolved(instanceType.toString()) ? 'is known at deployment only' : `${instanceType.toString()} is not known to the CDK`}, so it cannot be compared with the image's; an arm64 type would not start with an x86_64 image.`);
  }
  const { region, account } = Stack.of(scope);
  return operatingSystem._bind(scope, {
    imagePolicy,
    architecture,
    region,
    regionAndAccountKnown: !Token.isUnresolved(region) && !Token.isUnresolved(account),
  });
}

/** The user's commands, after those that the node itself needs. */
function preparingUserData(
  scope: Construct,
  { userData, sessionPreferences }: SsmLaunchOptions,
  { platform }: NodeOperatingSystem,
  installCommands: string[],
): ec2.UserData | undefined {
  const runAs = platform === ec2.OperatingSystemType.LINUX ? sessionPreferences?.runAs : undefined;
  const commands = [...installCommands, ...runAs?._userDataCommands ?? []];
  return commands.length > 0
    ? new PreparingUserData(scope, commands, userData ?? ec2.UserData.forOperatingSystem(platform))
    : userData;
}

/** Whether transcripts need a command that the image may lack and that a repository in reach has. */
function installsScript({ sessionPreferences }: SsmLaunchOptions, operatingSystem: NodeOperatingSystem, wayOut: WayOut): boolean {
  return operatingSystem.platform === ec2.OperatingSystemType.LINUX
    && sessionPreferences !== undefined && recordsWholeSessions(sessionPreferences)
    && !operatingSystem._scriptPreinstalled && takesPackages(operatingSystem)
    && wayOut.reachesRepositories;
}
