/** The path under which AWS and the vendors of images publish parameters of SSM. */
const PUBLIC_PATH = '/aws/service/';

/**
 * What the paths of public parameters end in that hold the id of an image, by how they begin. Beside such a parameter there are others: a text of
 * JSON with all that is known of the image, its name, its version. Undefined where none of them holds one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-finding-public-parameters.html
 */
const ENDINGS: readonly (readonly [beginning: string, ending: string | undefined])[] = [
  ['ecs/optimized-ami/', '/image_id'],
  ['eks/optimized-ami/', '/image_id'],
  ['bottlerocket/', '/image_id'],
  ['ec2-macos/', '/image_id'],
  ['canonical/ubuntu/', '/ami-id'],
  ['deeplearning/ami/', '/ami-id'],
  ['global-infrastructure/', undefined],
  ['aws-for-fluent-bit/', undefined],
];

/** Whether a public parameter certainly holds something else than the id of an image. */
export function holdsNoImage(path: string): boolean {
  const found = ENDINGS.find(([beginning]) => path.startsWith(`${PUBLIC_PATH}${beginning}`));
  return found !== undefined && (found[1] === undefined || !path.endsWith(found[1]));
}
