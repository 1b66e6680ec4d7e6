import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { warn } from '../core/errors';
import { WarningId } from '../core/warning-ids';

/** The given volumes, and encrypted ones for the root and the data of the image if these are not among them. */
export function blockDevicesWithEncryptedRoot(
  scope: Construct,
  rootDeviceName: string | undefined,
  given: ec2.BlockDevice[] = [],
  dataDevice?: DataDevice,
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
  const encrypted: ec2.BlockDevice[] = [
    { deviceName: rootDeviceName, volume: new RootVolume() },
    ...dataDevice ? [{ deviceName: dataDevice.name, volume: dataVolume(dataDevice.size) }] : [],
  ];
  return [...encrypted.filter(({ deviceName }) => !given.some(device => device.deviceName === deviceName)), ...given];
}

/** A further volume of an image, and its size in GiB. */
interface DataDevice {
  readonly name: string;
  readonly size: number;
}

function dataVolume(size: number): ec2.BlockDeviceVolume {
  return ec2.BlockDeviceVolume.ebs(size, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3, deleteOnTermination: true });
}

/** The image's own root volume, encrypted: without a size, which no factory of the CDK allows, it keeps that of the image. */
class RootVolume extends ec2.BlockDeviceVolume {
  constructor() {
    super({ encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3, deleteOnTermination: true });
  }
}
