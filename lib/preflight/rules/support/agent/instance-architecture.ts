import { Known, Unknown } from '../../../model/known';
import { display, gapIn } from '../../../model/symbolic-text';

/** A family, its generation and its options, for example `c`, `7` and `gn`; then the rest of the name, for example `-flex`, and the size. */
const INSTANCE_TYPE = /^([a-z]+)(?:-[a-z0-9]+|(\d+)([a-z]*)(-[a-z0-9]+)*)\.[a-z0-9-]+$/;

/**
 * The processor architecture of an instance type.
 *
 * Graviton is the `g` among the letters after the generation, as in t4g, c7gn, im4gn and g5g, and a1, which came before that convention; a name
 * that ends in `-gb` and a number has Nvidia's Grace, which is Arm, too. The first Macs were Intel's. All others are x86.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Known<'x86_64' | 'arm64'> {
  const gap = gapIn(instanceType);
  const [name, family, generation, options] = INSTANCE_TYPE.exec(instanceType) ?? [];
  if (gap || name === undefined) {
    return gap ?? new Unknown(`${display(instanceType)} is not an instance type that preflight knows`);
  }
  if (family === 'mac') {
    return generation === '1' ? 'x86_64' : 'arm64';
  }
  const isArm = (family === 'a' && generation === '1') || options?.includes('g') || /-gb\d+\./.test(name);
  return isArm ? 'arm64' : 'x86_64';
}
