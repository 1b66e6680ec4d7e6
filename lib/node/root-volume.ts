import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';

/** The given volumes, and an encrypted root volume if it is not among them. */
export function blockDevicesWithEncryptedRoot(
  scope: Construct,
  rootDeviceName: string | undefined,
  given: ec2.BlockDevice[] = [],
): ec2.BlockDevice[] {
  for (const { deviceName, volume } of given) {
    // A volume from a snapshot is encrypted if the snapshot is.
    if (volume.ebsDevice && !volume.ebsDevice.encrypted && !volume.ebsDevice.snapshotId) {
      warn(scope, WarningId.UNENCRYPTED_VOLUME, `blockDevices has ${deviceName} without encryption; set encrypted: true on its volume.`);
    }
  }
  if (rootDeviceName === undefined) {
    warn(scope, WarningId.UNENCRYPTED_VOLUME,
      'The name of the image\'s root device is not known, so its volume is encrypted only if the image or the account says so; set rootDeviceName in NodeOperatingSystem.custom(...).');
    return given;
  }
  return given.some(device => device.deviceName === rootDeviceName)
    ? given
    : [{ deviceName: rootDeviceName, volume: new RootVolume() }, ...given];
}

/** The image's own root volume, encrypted: without a size, which no factory of the CDK allows, it keeps that of the image. */
class RootVolume extends ec2.BlockDeviceVolume {
  constructor() {
    super({ encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3, deleteOnTermination: true });
  }
}
