import { agentDownloadBucketName } from '../../agent/buckets';
import { architectureOfPackage } from '../../agent/packages';
import { MASKED_PART, maskScriptVariables, REGION_OF_NODE } from '../model/symbolic-text';

/** Where a package of the agent comes from. */
export interface AgentSource {
  /** A bucket of AWS, the repository of the distribution or the snap store, or nothing that preflight knows. */
  readonly source: 's3-regional' | 'repository' | 'unknown';
  /** For people to read. */
  readonly from: string;
  readonly object?: BucketObject;
  readonly architecture?: 'x86_64' | 'arm64';
  /** Undefined for the newest. */
  readonly version?: string;
}

export interface BucketObject {
  readonly bucket: string;
  readonly key: string;
  /** May be {@link REGION_OF_NODE}, and have gaps. */
  readonly region: string;
}

const ADDRESS = /^https?:\/\/([^/]+)\/(.+)$/i;
const S3_HOST = new RegExp(`^(?:(.+)\\.)?s3(?:[.-](?:dualstack\\.)?[^/]+?)??\\.(?:amazonaws\\.com(?:\\.cn)?|${MASKED_PART})$`, 'i');
/** The first buckets of the agent, in us-east-1. */
const FIRST_BUCKET = /^ec2-downloads-(linux|windows)$/;
const REGIONAL_BUCKET = new RegExp(`^${agentDownloadBucketName('(.+)')}$`);
const SCRIPT_VARIABLE = /\$\([^)]*\)|\$\{[^}]*\}|\$\w+|`[^`]*`/g;

/** What is known of an address that a package of the agent is loaded from. */
export function sourceOfAddress(address: string): AgentSource {
  // What a variable stands for may have slashes of its own.
  const { masked, restore } = maskScriptVariables(address, SCRIPT_VARIABLE, variable => `the user data computes ${variable} as it runs`);
  const [, host, path] = ADDRESS.exec(masked) ?? [];
  const s3 = S3_HOST.exec(host ?? '');
  const [bucket, key] = s3?.[1] !== undefined ? [s3[1], path] : splitFirst(path ?? '');
  const region = FIRST_BUCKET.test(bucket) ? 'us-east-1' : REGIONAL_BUCKET.exec(bucket)?.[1];
  const source = { from: address, architecture: architectureOfPackage(masked), version: versionOf(masked) };
  return s3 && region !== undefined
    ? { ...source, source: 's3-regional', object: { bucket: restore(bucket), key: restore(key), region: restore(region) } }
    : { ...source, source: 'unknown' };
}

/** A text with the region of the node where a script would find it out. */
export function inRegion(text: string, region: string): string {
  return text.split(REGION_OF_NODE).join(region);
}

function splitFirst(path: string): [string, string] {
  const slash = path.indexOf('/');
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

function versionOf(address: string): string | undefined {
  return /(?:\/|amazon-ssm-agent-)(\d+\.\d+\.\d+(?:\.\d+)?)(?:[/-]|$)/.exec(address)?.[1];
}
