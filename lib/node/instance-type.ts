import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * The Macs of EC2: mac1.metal, mac2-m2pro.metal, mac-m4.metal.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-mac-instances.html
 */
const MAC = /^mac[\da-z-]*\.metal$/;

/** The only one of them with an Intel processor. */
const INTEL_MAC = 'mac1.metal';

/**
 * The sizes with 1 GiB or less, in every family that has them.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html
 */
const LITTLE = /\.(nano|micro)$/;

/** The name of a type; undefined where it is only known at deployment. */
function nameOf(instanceType: ec2.InstanceType): string | undefined {
  const name = instanceType.toString();
  return Token.isUnresolved(name) ? undefined : name;
}

/** Undefined for a type that is only known at deployment, or whose name the CDK cannot take apart, such as u-6tb1.metal. */
export function architectureOf(instanceType: ec2.InstanceType): ec2.InstanceArchitecture | undefined {
  const name = nameOf(instanceType);
  if (name === undefined) { return undefined; }
  // The CDK takes mac2.metal for x86_64, and the names of the others apart wrongly.
  if (MAC.test(name)) { return name === INTEL_MAC ? ec2.InstanceArchitecture.X86_64 : ec2.InstanceArchitecture.ARM_64; }
  try {
    return instanceType.architecture;
  } catch {
    return undefined;
  }
}

/** Whether a type is a Mac; undefined where that is only known at deployment. */
export function isMac(instanceType: ec2.InstanceType): boolean | undefined {
  const name = nameOf(instanceType);
  return name === undefined ? undefined : MAC.test(name);
}

/** Whether a type certainly has less memory than 2 GiB. */
export function hasLittleMemory(instanceType: ec2.InstanceType): boolean {
  return LITTLE.test(nameOf(instanceType) ?? '');
}
