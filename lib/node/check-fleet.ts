import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { checkLaunch } from './check-launch';
import { architectureOf } from './instance-type';
import type { SsmManagedFleetProps } from './ssm-managed-fleet';
import { citeRule } from '../core/cite-rule';
import { fail } from '../core/errors';

/** Fails where no instance of a fleet starts, or starts as a node, with these props. */
export function checkFleet(scope: Construct, props: SsmManagedFleetProps): void {
  const { _hostId } = props.operatingSystem ?? {};
  if (_hostId !== undefined) {
    fail(scope, `operatingSystem must be one that runs on shared hardware, got one for the Dedicated Host ${_hostId}, onto which Auto Scaling puts no instances; use SsmManagedInstance, one for each host`);
  }
  checkLaunch(scope, props);
  checkOverrides(scope, props);
  checkMarket(scope, props);
}

/** Each override starts from the one image. */
function checkOverrides(scope: Construct, { instanceType, launchTemplateOverrides = [] }: SsmManagedFleetProps): void {
  const architecture = instanceType ? architectureOf(instanceType) : ec2.InstanceArchitecture.X86_64;
  for (const [index, { instanceType: other, launchTemplate }] of launchTemplateOverrides.entries()) {
    const own = other && architectureOf(other);
    if (own && architecture && own !== architecture) {
      fail(scope, `launchTemplateOverrides.${index}.instanceType must be ${architecture} as the image of the fleet is, got ${other.toString()}, which is ${own}; choose types of one architecture, or make a fleet of each ${citeRule('SSM-AGT-003')}`);
    }
    if (launchTemplate) {
      fail(scope, `launchTemplateOverrides.${index}.launchTemplate must not be set: its instances would start with another role, image and way out than those that make them reachable; remove it, or make a fleet of its own`);
    }
  }
}

function checkMarket(scope: Construct, { spotOptions, launchTemplateOverrides, instancesDistribution, warmPool }: SsmManagedFleetProps): void {
  if (spotOptions && (launchTemplateOverrides || instancesDistribution)) {
    fail(scope, 'spotOptions cannot be set beside launchTemplateOverrides or instancesDistribution, where Auto Scaling refuses a launch template for Spot Instances; set instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } instead');
  }
  if (spotOptions && warmPool) {
    fail(scope, 'warmPool cannot hold Spot Instances; remove spotOptions or warmPool');
  }
  if (warmPool?.poolState === autoscaling.PoolState.HIBERNATED) {
    fail(scope, 'warmPool.poolState must be STOPPED or RUNNING, got HIBERNATED, which takes instances that are made for it; choose one of the two');
  }
}
