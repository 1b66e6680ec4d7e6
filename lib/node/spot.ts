import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { fail } from '../core/errors';

/**
 * Fails for what CloudFormation and Auto Scaling cannot own: EC2 opens a persistent request again when its instance is terminated, and so starts
 * instances that are in no stack and no group.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-requests.html
 */
export function checkSpot(scope: Construct, options: ec2.LaunchTemplateSpotOptions | undefined): void {
  const { requestType, interruptionBehavior, blockDuration, validUntil } = options ?? {};
  if (requestType === ec2.SpotRequestType.PERSISTENT) {
    fail(scope, 'spotOptions.requestType must be ONE_TIME, got PERSISTENT, with which EC2 starts a new instance after the stack has terminated its own; remove requestType');
  }
  if (interruptionBehavior && interruptionBehavior !== ec2.SpotInstanceInterruption.TERMINATE) {
    fail(scope, `spotOptions.interruptionBehavior must be TERMINATE, got ${interruptionBehavior.toUpperCase()}, which takes a persistent request; remove interruptionBehavior`);
  }
  if (blockDuration) {
    fail(scope, `spotOptions.blockDuration must not be set, got ${blockDuration.toHumanString()}: EC2 ended Spot Instances with a duration in 2022; remove it`);
  }
  if (validUntil) {
    fail(scope, 'spotOptions.validUntil must not be set: EC2 takes it for persistent requests only; remove it');
  }
}

/** An instance takes its market only from a launch template. This one says nothing else, so that all the rest is the instance's own. */
export function startAsSpot(scope: Construct, instance: ec2.CfnInstance, { maxPrice }: ec2.LaunchTemplateSpotOptions): void {
  const template = new ec2.CfnLaunchTemplate(scope, 'Spot', {
    launchTemplateData: {
      instanceMarketOptions: {
        marketType: 'spot',
        spotOptions: {
          spotInstanceType: ec2.SpotRequestType.ONE_TIME,
          instanceInterruptionBehavior: ec2.SpotInstanceInterruption.TERMINATE,
          maxPrice: maxPrice?.toString(),
        },
      },
    },
  });
  instance.launchTemplate = { launchTemplateId: template.ref, version: template.attrLatestVersionNumber };
}
