import { OPERATING_SYSTEMS } from './operating-systems';
import { OperatingSystem } from './operating-systems/operating-system';

/**
 * What AWS puts at the end of the names of its buckets with the programs that patch a node, by region. No rule leads to it.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-operations-s3-buckets.html
 */
const PROGRAM_BUCKETS: { readonly [region: string]: string } = {
  'af-south-1': 'bdd5f65a9',
  'ap-east-1': '632356271',
  'ap-northeast-1': '4849fa78f',
  'ap-northeast-2': '10467995c',
  'ap-northeast-3': '67373598a',
  'ap-south-1': 'cb7c62ff9',
  'ap-south-2': '32f4b4128',
  'ap-southeast-1': '7fdfd9ef7',
  'ap-southeast-2': '17283a275',
  'ap-southeast-3': 'aa48fc462',
  'ap-southeast-4': '01e2c40d3',
  'ca-central-1': '3148e69e3',
  'ca-west-1': '9e3a4b2f9',
  'eu-central-1': '9163fdaaf',
  'eu-central-2': '184ce43c8',
  'eu-north-1': '795879e9b',
  'eu-south-1': 'c52f3f594',
  'eu-south-2': 'a4cf248b1',
  'eu-west-1': '5522fb710',
  'eu-west-2': '902a2bc74',
  'eu-west-3': '29bf85721',
  'il-central-1': 'e221cb57b',
  'me-central-1': '2932f2f80',
  'me-south-1': 'a53fc9dce',
  'sa-east-1': 'ddf4b6a09',
  'us-east-1': '1970c647d',
  'us-east-2': '552881074',
  'us-west-1': '8badb4304',
  'us-west-2': '34d7f99f8',
};

/** The same of its buckets with the patches that a baseline approves, in the regions where they end so. */
const SNAPSHOT_BUCKETS: { readonly [region: string]: string } = {
  'af-south-1': 'tbxdb5b9',
  'ap-south-2': '50209442',
  'ap-southeast-3': 'be0a3174',
  'ap-southeast-4': 'dc6f76ce',
  'eu-south-2': 'df2c9d70',
  'me-south-1': 'uduvl7q8',
};

/**
 * Buckets of AWS that patching reads, beside those that the agent reads anyway.
 *
 * Where the region is known at deployment only, those of all regions: a wildcard would match buckets that anybody could own. For regions that AWS's page
 * leaves out, such as those of China, none.
 */
export function patchBucketNames(region: string): string[] {
  const regions = (all: object) => region in PROGRAM_BUCKETS ? [region].filter(each => each in all) : isRegion(region) ? [] : Object.keys(all);
  return [
    ...regions(PROGRAM_BUCKETS).flatMap(each => [`aws-patch-manager-${each}-${PROGRAM_BUCKETS[each]}`, `aws-patchmanager-macos-${each}-${PROGRAM_BUCKETS[each]}`]),
    ...regions(SNAPSHOT_BUCKETS).map(each => `patch-baseline-snapshot-${each}-${SNAPSHOT_BUCKETS[each]}`),
    ...repositoryBucketNames(region),
  ];
}

/** The bucket with the patches that a baseline approves. */
export function patchSnapshotBucketName(region: string): string {
  const name = `patch-baseline-snapshot-${region}`;
  return region in SNAPSHOT_BUCKETS ? `${name}-${SNAPSHOT_BUCKETS[region]}` : name;
}

/** The package repositories that are in S3: those of Amazon Linux. */
function repositoryBucketNames(region: string): string[] {
  const systems: readonly OperatingSystem[] = Object.values(OPERATING_SYSTEMS);
  return [...new Set(systems.flatMap(({ repositoryBucket }) => repositoryBucket ? [repositoryBucket(region)] : []))];
}

/** A token is none. */
function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text);
}
