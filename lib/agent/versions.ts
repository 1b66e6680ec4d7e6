/**
 * From this one on the agent takes commands through the channels of sessions, and needs ec2messages no more.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
 */
export const WITHOUT_LEGACY_MESSAGES = '3.3.40';

/** Whether a version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map(text => text.split('.').map(Number));
  const differs = b.findIndex((part, index) => (a[index] ?? 0) !== part);
  return differs >= 0 && (a[differs] ?? 0) < b[differs];
}
