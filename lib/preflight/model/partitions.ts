/** Regions that share their accounts, and where the names of their services end. */
export interface Partition {
  readonly name: string;
  /** How the names of its regions begin; those of `aws` begin in many ways. */
  readonly regions: string;
  readonly urlSuffix: string;
}

const AWS: Partition = { name: 'aws', regions: '', urlSuffix: 'amazonaws.com' };

/** Written out, so that new regions of a partition are known before aws-cdk-lib lists them; a test holds them against its list. */
const PARTITIONS: readonly Partition[] = [
  { name: 'aws-cn', regions: 'cn-', urlSuffix: 'amazonaws.com.cn' },
  { name: 'aws-us-gov', regions: 'us-gov-', urlSuffix: 'amazonaws.com' },
  { name: 'aws-iso', regions: 'us-iso-', urlSuffix: 'c2s.ic.gov' },
  { name: 'aws-iso-b', regions: 'us-isob-', urlSuffix: 'sc2s.sgov.gov' },
  { name: 'aws-iso-e', regions: 'eu-isoe-', urlSuffix: 'cloud.adc-e.uk' },
  { name: 'aws-iso-f', regions: 'us-isof-', urlSuffix: 'csp.hci.ic.gov' },
  { name: 'aws-eusc', regions: 'eusc-', urlSuffix: 'amazonaws.eu' },
  AWS,
];

/** The partition of a region; `aws` where the region is not known, since templates for others say so. */
export function partitionOf(region: string | undefined): Partition {
  return PARTITIONS.find(({ regions }) => region?.startsWith(regions)) ?? AWS;
}

/** Where names of AWS's services end. */
export const URL_SUFFIXES: readonly string[] = [...new Set(PARTITIONS.map(({ urlSuffix }) => urlSuffix))];
