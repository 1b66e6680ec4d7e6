import { OWN_REGION } from './script-variables';
import { gap } from '../model/symbolic-text';

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
  /** May be {@link OWN_REGION}, and have gaps. */
  readonly region: string;
}

const ADDRESS = /^https?:\/\/([^/]+)\/(.+)$/i;
const S3_HOST = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[^/]+?)??\.(?:amazonaws\.com(?:\.cn)?|[\uE010\uE013]\d+[\uE011\uE014])$/i;
/** The first buckets of the agent, in us-east-1. */
const FIRST_BUCKET = /^ec2-downloads-(linux|windows)$/;

/** What is known of an address that a package of the agent is loaded from. */
export function sourceOfAddress(address: string): AgentSource {
  const { masked, restore } = maskVariables(address);
  const [, host, path] = ADDRESS.exec(masked) ?? [];
  const s3 = S3_HOST.exec(host ?? '');
  const [bucket, key] = s3?.[1] !== undefined ? [s3[1], path] : splitFirst(path ?? '');
  const region = FIRST_BUCKET.test(bucket) ? 'us-east-1' : /^amazon-ssm-(.+)$/.exec(bucket)?.[1];
  const known = { from: address, architecture: architectureOf(masked), version: versionOf(masked) };
  return s3 && region !== undefined
    ? { ...known, source: 's3-regional', object: { bucket: restore(bucket), key: restore(key), region: restore(region) } }
    : { ...known, source: 'unknown' };
}

/** A text with the region of the node where a script would find it out. */
export function inRegion(text: string, region: string): string {
  return text.split(OWN_REGION).join(region);
}

function splitFirst(path: string): [string, string] {
  const slash = path.indexOf('/');
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** What a script makes up as it runs could be anything, and in the address it may have slashes of its own. */
function maskVariables(address: string): { readonly masked: string; readonly restore: (text: string) => string } {
  const variables: string[] = [];
  const masked = address.replace(/\$\([^)]*\)|\$\{[^}]*\}|\$\w+|`[^`]*`/g, variable => `\uE013${variables.push(variable) - 1}\uE014`);
  const restored = (index: string) => gap(`the user data makes up ${variables[Number(index)]} as it runs`);
  return { masked, restore: text => text.replace(/\uE013(\d+)\uE014/g, (_, index: string) => restored(index)) };
}

function architectureOf(address: string): AgentSource['architecture'] {
  const name = /(?:linux|debian|darwin|windows)_(amd64|arm64)/i.exec(address)?.[1].toLowerCase();
  return name === undefined ? undefined : name === 'arm64' ? 'arm64' : 'x86_64';
}

function versionOf(address: string): string | undefined {
  return /(?:\/|amazon-ssm-agent-)(\d+\.\d+\.\d+(?:\.\d+)?)(?:[/-]|$)/.exec(address)?.[1];
}
