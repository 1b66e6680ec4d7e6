import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { isSessionHost } from './session-host';
import { fail } from '../core/errors';
import { referencedResource } from '../core/references';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/**
 * Addresses that the agent opens no tunnel to.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
 */
const REFUSED = new Map([
  ['169.254.169.254', 'the instance metadata service'], ['fd00:ec2::254', 'the instance metadata service'],
  ['169.254.169.253', 'the VPC\'s DNS resolver'], ['fd00:ec2::253', 'the VPC\'s DNS resolver'],
  ['169.254.169.123', 'the Amazon time service'], ['fd00:ec2::123', 'the Amazon time service'],
  ['169.254.169.250', 'the Windows activation service'], ['169.254.169.251', 'the Windows activation service'],
  ['fd00:ec2::240', 'the Windows activation service'],
]);

const HOSTNAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** Refuses what the agent would, and what is no host, where it can be read at synthesis. */
export function checkRemoteHost(scope: IConstruct, hostname: string): void {
  if (Token.isUnresolved(hostname)) {
    return;
  }
  const plain = plainForm(hostname);
  if (plain === undefined) {
    fail(scope, `to must be a host name or an IP address, got '${hostname}'; write it without a scheme, a port or a path`);
  }
  const service = REFUSED.get(plain);
  if (service) {
    fail(scope, `to must not be ${service}, got '${hostname}': the agent refuses a tunnel to it; choose another host`);
  }
  if (plain !== hostname.toLowerCase()) {
    fail(scope, `to must be in its usual form, got '${hostname}'; write '${plain}'`);
  }
}

/** The first four addresses and the last of a VPC's primary range are AWS's own, and the agent refuses them too. */
export function checkRemoteHostInVpc(hostname: string, node: ISsmManagedInstance): string | undefined {
  const range = isSessionHost(node) ? primaryRange(node._vpc) : undefined;
  const address = Token.isUnresolved(hostname) ? undefined : ipv4(plainForm(hostname) ?? '');
  if (!range || address === undefined) {
    return undefined;
  }
  const [network, bits] = range.split('/');
  const size = 2 ** (32 - Number(bits));
  const within = ipv4(network)!;
  // EC2 lets a range begin where its prefix does, whatever was written.
  const first = within - within % size;
  const last = first + size - 1;
  return (address >= first && address < first + 4) || address === last
    ? `to must not be an address that AWS reserves in the VPC of ${node.node.path}, got '${hostname}' in ${range}: the agent refuses a tunnel to it; choose another host`
    : undefined;
}

/** As a URL's host would be written; undefined for what is none. */
function plainForm(hostname: string): string | undefined {
  const isIpv6 = hostname.includes(':');
  try {
    const { host } = new URL(`http://${isIpv6 ? `[${hostname}]` : hostname}/`);
    const plain = isIpv6 ? unmapped(host.slice(1, -1)) : host;
    return isIpv6 || (HOSTNAME.test(hostname) && HOSTNAME.test(plain)) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** An IPv4 address in IPv6 is the IPv4 address that it leads to. */
function unmapped(ipv6: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(ipv6) ?? [];
  const bytes = [high, low].map(part => parseInt(part, 16)).flatMap(part => [Math.floor(part / 256), part % 256]);
  return high ? bytes.join('.') : ipv6;
}

function primaryRange(vpc: ec2.IVpc | undefined): string | undefined {
  const resource = vpc && referencedResource(vpc.vpcId);
  const range = resource?.cfnResourceType === ec2.CfnVPC.CFN_RESOURCE_TYPE_NAME ? (resource as ec2.CfnVPC).cidrBlock : givenRange(vpc);
  return range !== undefined && !Token.isUnresolved(range) ? range : undefined;
}

function givenRange(vpc: ec2.IVpc | undefined): string | undefined {
  try {
    return vpc?.vpcCidrBlock;
  } catch {
    // An import without it throws.
    return undefined;
  }
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  return parts.length === 4 && parts.every(part => Number.isInteger(part) && part >= 0 && part <= 255)
    ? parts.reduce((sum, part) => sum * 256 + part)
    : undefined;
}
