/** What the name of a region looks like. There are new ones now and then, so what looks like one is one. */
export const REGION_NAME = /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/;

/** Those that aws-cdk-lib knows, which is loaded for them on a mistake only. */
export function knownRegions(): string[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { RegionInfo } = require('aws-cdk-lib/region-info') as typeof import('aws-cdk-lib/region-info');
  return RegionInfo.regions.map(({ name }) => name);
}
