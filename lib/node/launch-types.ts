import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ImagePolicy } from './image-policy';
import { REACH_TYPES } from './reach-types';
import type { SsmLaunchOptions } from './ssm-launch-options';
import { PropTypes, having, listOf, oneOf, required, struct } from '../core/check-props';
import { BOOLEAN, MINUTES, NUMBER, ROLE, SECURITY_GROUP, VPC } from '../core/prop-types';

const BLOCK_DEVICE = having('an ec2.BlockDevice', 'deviceName', '{ deviceName: \'/dev/xvda\', volume: ec2.BlockDeviceVolume.ebs(20) }');

/** What the props that an instance and a fleet have in common have to be. */
export const LAUNCH_TYPES: PropTypes<SsmLaunchOptions> = {
  vpc: required(VPC),
  instanceType: having('an ec2.InstanceType', 'architecture', 'new ec2.InstanceType(\'t4g.nano\')'),
  operatingSystem: having('a NodeOperatingSystem', '_bind', 'NodeOperatingSystem.amazonLinux2023()'),
  imagePolicy: oneOf('an ImagePolicy', ImagePolicy, 'ImagePolicy.LATEST_AT_DEPLOY'),
  role: ROLE,
  securityGroup: SECURITY_GROUP,
  blockDevices: listOf('a list of ec2.BlockDevice', `[${BLOCK_DEVICE.example}]`, BLOCK_DEVICE),
  userData: having('an ec2.UserData', 'render', 'ec2.UserData.forLinux()'),
  httpPutResponseHopLimit: NUMBER,
  detailedMonitoring: BOOLEAN,
  keyPair: having('an ec2.IKeyPair', 'keyPairName', 'new ec2.KeyPair(this, \'KeyPair\')'),
  spotOptions: struct<ec2.LaunchTemplateSpotOptions>('an ec2.LaunchTemplateSpotOptions', '{}', {
    blockDuration: MINUTES,
    interruptionBehavior: oneOf('an ec2.SpotInstanceInterruption', ec2.SpotInstanceInterruption, 'ec2.SpotInstanceInterruption.TERMINATE'),
    maxPrice: NUMBER,
    requestType: oneOf('an ec2.SpotRequestType', ec2.SpotRequestType, 'ec2.SpotRequestType.ONE_TIME'),
    validUntil: having('an Expiration', 'date', 'Expiration.after(Duration.days(7))'),
  }),
  ...REACH_TYPES,
};
