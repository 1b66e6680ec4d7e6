import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { checkSpot } from './spot';
import type { SsmLaunchOptions } from './ssm-launch-options';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';
import { isOfAnotherVpc } from '../network/vpc';

/** What an instance and a fleet say of where their instances go and what they are called. */
export interface PlacedLaunch extends SsmLaunchOptions {
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly instanceName?: string;
}

/** EC2's limit. */
const MAX_TAG_VALUE = 256;

/** The `Name` tag. */
export function nameOf(scope: Construct, { instanceName }: PlacedLaunch): string {
  return instanceName ?? scope.node.path.slice(-MAX_TAG_VALUE);
}

/** The subnets of the selection, at least one. */
export function selectedSubnets(scope: Construct, { vpc, vpcSubnets, connectivity }: PlacedLaunch): ec2.ISubnet[] {
  const byDefault = connectivity?._wayOut.defaultSubnets(vpc);
  const { subnets, isPendingLookup } = vpc.selectSubnets(vpcSubnets ?? byDefault);
  // Before its look-up a VPC has made-up subnets, which need not fit the selection.
  const found = subnets.length === 0 && isPendingLookup ? vpc.selectSubnets(byDefault).subnets : subnets;
  return found.length > 0 ? found : fail(scope, 'vpcSubnets selects no subnet of the VPC; select at least one');
}

/** Fails where no instance starts, or starts as a node, with these props. */
export function checkLaunch(scope: Construct, props: PlacedLaunch): void {
  const { httpPutResponseHopLimit: hops, userData, instanceName } = props;
  if (instanceName !== undefined && !Token.isUnresolved(instanceName) && (instanceName.length < 1 || instanceName.length > MAX_TAG_VALUE)) {
    fail(scope, `instanceName must be 1-${MAX_TAG_VALUE} characters, got ${instanceName.length}; it becomes the Name tag, use a shorter one`);
  }
  // ec2.Instance takes no token here.
  if (hops !== undefined && !(Number.isInteger(hops) && hops >= 1 && hops <= 64)) {
    const got = Token.isUnresolved(hops) ? 'a value known at deployment only' : hops;
    fail(scope, `httpPutResponseHopLimit must be a whole number, 1-64, got ${got}; set 1, or 2 for containers on the instance`);
  }
  const platform = props.operatingSystem?.platform ?? ec2.OperatingSystemType.LINUX;
  const written = userData && platformOf(userData);
  if (written !== undefined && written !== platform) {
    const [is, must] = [written, platform].map(each => ec2.OperatingSystemType[each]);
    fail(scope, `userData must be for ${must}, the platform of operatingSystem, got one for ${is}, which nothing would run; use ec2.UserData.${must === 'WINDOWS' ? 'forWindows' : 'forLinux'}()`);
  }
  checkSpot(scope, props.spotOptions);
  checkVpc(scope, props);
}

/** What runs a script says its beginning. */
function platformOf(userData: ec2.UserData): ec2.OperatingSystemType | undefined {
  const script = userData.render();
  return /^\s*<(powershell|script)>/i.test(script) ? ec2.OperatingSystemType.WINDOWS : /^(#!|#cloud-)/.test(script) ? ec2.OperatingSystemType.LINUX : undefined;
}

/** EC2 refuses to start an instance with a subnet or a security group of another VPC. Those that are imported cannot be seen. */
function checkVpc(scope: Construct, { vpc, vpcSubnets, securityGroup }: PlacedLaunch): void {
  for (const { subnetId, node } of vpcSubnets?.subnets ?? []) {
    if (isOfAnotherVpc(vpc, subnetId)) {
      fail(scope, `vpcSubnets must be of vpc ${vpc.node.path}, got ${node.path} of another; select subnets of that VPC`);
    }
  }
  if (securityGroup && isOfAnotherVpc(vpc, securityGroup.securityGroupId)) {
    fail(scope, `securityGroup must be of vpc ${vpc.node.path}, got ${securityGroup.node.path} of another; use a security group of that VPC ${citeRule('SSM-NET-016')}`);
  }
}
