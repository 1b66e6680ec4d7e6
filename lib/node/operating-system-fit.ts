import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { WayOut } from './connectivity/way-out';
import { hasLittleMemory, isMac } from './instance-type';
import type { NodeOperatingSystem } from './node-operating-system';
import { OPERATING_SYSTEMS } from '../agent/operating-systems';
import type { OfferedOperatingSystem } from '../agent/operating-systems/operating-system';
import { citeRule } from '../core/cite-rule';
import { fail, warn } from '../core/errors';
import { referencedResource } from '../core/references';
import { WarningId } from '../core/warning-ids';
import type { ISessionPreferences } from '../preferences/session-preferences-interface';

/** What a node is to be made of. */
export interface NodeParts {
  readonly instanceType: ec2.InstanceType;
  readonly subnets: readonly ec2.ISubnet[];
  readonly userData?: ec2.UserData;
  readonly sessionPreferences?: ISessionPreferences;
}

/** What a system asks of the type of its node. Of a custom image that is Windows at least so much is known. */
function demandsOf({ _system, platform }: NodeOperatingSystem): Pick<OfferedOperatingSystem, 'title' | 'defaultInstanceType' | 'leastMemory'> | undefined {
  return _system ?? (platform === ec2.OperatingSystemType.WINDOWS ? OPERATING_SYSTEMS.windowsServer : undefined);
}

/** The type of a node that asks for none. */
export function defaultInstanceType(operatingSystem: NodeOperatingSystem): ec2.InstanceType {
  return new ec2.InstanceType(demandsOf(operatingSystem)?.defaultInstanceType ?? 't3.micro');
}

/** Fails where a system does not run on what its node is to be made of, and warns where it runs badly. */
export function checkOperatingSystem(scope: Construct, operatingSystem: NodeOperatingSystem, parts: NodeParts): void {
  const { instanceType, sessionPreferences } = parts;
  const { _system } = operatingSystem;
  const demands = demandsOf(operatingSystem);
  if (demands?.leastMemory !== undefined && hasLittleMemory(instanceType)) {
    warn(scope, WarningId.TOO_LITTLE_MEMORY,
      `instanceType ${instanceType.toString()} has 1 GiB of memory or less, and ${demands.title} takes ${demands.leastMemory} GiB at least: it starts slowly, and the SSM Agent may not stay up. Use ${demands.defaultInstanceType} or a larger one.`);
  }
  checkHost(scope, operatingSystem, parts);
  if (_system?.runsScripts === false) {
    checkSettings(scope, _system.title, parts.userData);
  }
  if (sessionPreferences) {
    checkRunAs(scope, operatingSystem, sessionPreferences);
  }
}

/** Fails where `runAs` needs users that a system cannot have or user data cannot make. */
export function checkRunAs(scope: Construct, { _system }: NodeOperatingSystem, { node, runAs }: ISessionPreferences): void {
  if (_system?.sessionsInContainer && (runAs._enabled || runAs._userDataCommands.length > 0)) {
    fail(scope, `runAs of ${node.path} does not apply to ${_system.title}, whose sessions are in its control container, where ssm-user is the only user; leave runAs out of the preferences of this node`);
  }
  if (_system?.platform === 'macos' && runAs._userDataCommands.length > 0) {
    fail(scope, `runAs of ${node.path} has commands for the user data of Linux, which make no user on macOS; use RunAs.defaultUser('${_system.user}') for the user that is there, or leave runAs out of the preferences of this node`);
  }
}

/** Fails where nothing on the way out has the agent that the image lacks. */
export function checkAgentInReach(scope: Construct, { _system }: NodeOperatingSystem, installCommands: readonly string[], wayOut: WayOut): void {
  if (installCommands.length === 0) { return; }
  if (_system?.agentIsSnap) {
    if (!wayOut.reachesRepositories) {
      fail(scope, `nothing says that the image of operatingSystem carries the SSM Agent, which is a snap on ${_system.title}, and no VPC endpoint leads to the snap store; use SsmConnectivity.natGateway() or .publicIp(), or an image with the agent ${citeRule('SSM-AGT-002')}`);
    }
  } else if (!wayOut.reachesS3) {
    fail(scope, `operatingSystem lacks the SSM Agent, and without the S3 gateway nothing in an isolated subnet can download it; set s3: true in SsmVpcEndpoints, or use an image with the agent ${citeRule('SSM-AGT-002')}`);
  }
}

/** Whether user data can install a package of the system's own repositories. */
export function takesPackages({ _system }: NodeOperatingSystem): boolean {
  return _system === undefined || _system.packageManagers !== undefined;
}

/** Whether the system's packages come from S3, which the S3 gateway leads to; undefined where the system is not known. */
export function repositoriesInS3({ _system, platform }: NodeOperatingSystem): boolean | undefined {
  return _system ? _system.repositoryBucket !== undefined : platform === ec2.OperatingSystemType.WINDOWS ? false : undefined;
}

/** Puts an instance onto the Dedicated Host of its system. */
export function placeOnHost({ instance }: ec2.Instance, { _hostId }: NodeOperatingSystem): void {
  if (_hostId !== undefined) {
    instance.tenancy = 'host';
    instance.hostId = _hostId;
  }
}

/** EC2 starts macOS on Macs only, and nothing else on them. What is imported, or known at deployment only, cannot be seen. */
function checkHost(scope: Construct, { _system, _hostId }: NodeOperatingSystem, { instanceType, subnets }: NodeParts): void {
  const mac = isMac(instanceType);
  const needsMac = _system?.needsDedicatedHost ?? false;
  if (_system && mac !== undefined && mac !== needsMac) {
    fail(scope, needsMac
      ? `instanceType must be a Mac for ${_system.title}, got ${instanceType.toString()}; use ${_system.defaultInstanceType}, or mac1.metal for x86_64`
      : `instanceType ${instanceType.toString()} is a Mac and runs macOS only, got ${_system.title}; use NodeOperatingSystem.macos(...), or a type such as t3.micro`);
  }
  const host = _hostId === undefined ? undefined : referencedResource(_hostId);
  if (!(host instanceof ec2.CfnHost)) { return; }
  const elsewhere = subnets.find(({ availabilityZone }) => differ(host.availabilityZone, availabilityZone));
  if (elsewhere) {
    fail(scope, `vpcSubnets selects a subnet in ${elsewhere.availabilityZone}, and the Dedicated Host ${host.node.path} is in ${host.availabilityZone}; choose both in one Availability Zone`);
  }
  if (host.instanceType !== undefined && differ(host.instanceType, instanceType.toString())) {
    fail(scope, `instanceType must be that of the Dedicated Host ${host.node.path}, ${host.instanceType}, got ${instanceType.toString()}; choose both alike`);
  }
}

const differ = (a: string, b: string): boolean => a !== b && !Token.isUnresolved(a) && !Token.isUnresolved(b);

/** The host would not run a script, and without the control container there is no agent. */
function checkSettings(scope: Construct, title: string, userData: ec2.UserData | undefined): void {
  const text = userData?.render() ?? '';
  if (/^\s*(#!|#cloud-|<|Content-Type:)/i.test(text)) {
    fail(scope, `userData of ${title} must be settings in TOML, got a script, which nothing would run; use ec2.UserData.custom('[settings...]') or leave it out`);
  }
  if (CONTROL_OFF.test(text)) {
    fail(scope, `userData turns the control container of ${title} off, in which the SSM Agent runs; leave settings.host-containers.control.enabled out`);
  }
}

/** In a table of its own, or as a dotted key. */
const CONTROL_OFF = /\[\s*settings\.host-containers\.control\s*\][^[]*^\s*enabled\s*=\s*false|^\s*settings\.host-containers\.control\.enabled\s*=\s*false/m;
