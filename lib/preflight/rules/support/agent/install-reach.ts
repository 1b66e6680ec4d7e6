import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { internetPathOf, NetworkPath } from '../../../model/network/network-path';
import { sameText } from '../../../model/network/traffic';
import { Image } from '../../../model/node';
import { display } from '../../../model/symbolic-text';
import { inRegion } from '../../../user-data/agent-download';
import { AgentInstall } from '../../../user-data/agent-install';
import { RuleContext } from '../../rule-context';
import { endpointLets } from '../access';

/** What keeps a node from what it would install the agent from. */
export interface Obstacle {
  /** Undefined for what is certain. */
  readonly unknown?: Unknown;
  readonly location: PropertyLocation;
  /** Goes on after a comma. */
  readonly because: string;
  readonly fix?: string;
}

/** These ask the repositories of the distribution even for a file that is given by its address. */
const PACKAGE_MANAGERS = /^(yum|dnf5?|microdnf|tdnf|zypper|apt|apt-get|aptitude|packages)$/;
const RPM_MANAGERS = /^(yum|dnf5?|microdnf|tdnf|packages)$/;
const OTHER_DISTRIBUTIONS = /rhel|red.?hat|centos|rocky|alma|oracle|fedora|debian|ubuntu|suse|sles|kali/i;

/** What keeps a node from what a command of its user data installs the agent from; undefined where nothing does. */
export function reachOf(context: RuleContext, install: AgentInstall, image: Known<Image>): Obstacle | undefined {
  if (install.source === 'unknown') {
    const unknown = new Unknown(`${install.tool} installs it from ${display(install.from)}, and where that is cannot be told`);
    return { unknown, location: context.node.userData.location, because: unknown.reason };
  }
  if (install.source === 'repository') {
    return repositoryReach(context, install.tool, image);
  }
  const bucket = bucketReach(context, install);
  return bucket ?? (PACKAGE_MANAGERS.test(install.tool) ? besides(context, install, image) : undefined);
}

/** The repositories that a package manager reads before it installs a file. */
function besides(context: RuleContext, { tool }: AgentInstall, image: Known<Image>): Obstacle | undefined {
  const obstacle = repositoryReach(context, tool, image);
  if (!obstacle) {
    return undefined;
  }
  const unknown = new Unknown(`${tool} reads its repositories first, and ${obstacle.unknown ? obstacle.unknown.reason : 'they are not reached'}`);
  return { ...obstacle, unknown, because: unknown.reason };
}

function repositoryReach(context: RuleContext, tool: string, image: Known<Image>): Obstacle | undefined {
  const path = context.pathTo('s3');
  const internet = internetObstacle(context, tool === 'snap' ? 'the snap store' : 'the repositories of the distribution');
  if (!internet || !RPM_MANAGERS.test(tool) || (path.kind !== 'gateway-endpoint' && path.kind !== 'endpoint')) {
    return internet;
  }
  const name = isKnown(image) ? image.name : '';
  const bucket = amazonLinuxRepository(name, context.node.environment.region);
  if (bucket !== undefined) {
    return endpointObstacle(context, path, bucket, '');
  }
  if (OTHER_DISTRIBUTIONS.test(name)) {
    return internet;
  }
  const unknown = new Unknown('only the repositories of Amazon Linux are in S3, and what the image is cannot be told');
  return { ...internet, unknown, because: unknown.reason };
}

/**
 * The bucket that Amazon Linux has its packages in.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/managing-repos-os-updates.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 */
function amazonLinuxRepository(image: string, region: string): string | undefined {
  if (/al2023|amazon.?linux.?2023/i.test(image)) { return `al2023-repos-${region}-de612dc2`; }
  return /amzn2|amazon.?linux.?2\b/i.test(image) ? `amazonlinux-2-repos-${region}` : undefined;
}

function bucketReach(context: RuleContext, { object, from }: AgentInstall): Obstacle | undefined {
  const { region } = context.node.environment;
  const [bucket, key, bucketRegion] = [object!.bucket, object!.key, object!.region].map(text => inRegion(text, region));
  const path = context.pathTo('s3');
  // Where the bucket is among the node's needs, the rules for the network and the endpoints tell all that is on the way to it.
  if (bucketRegion === region && context.requirements.some(({ service, capabilities }) => service === 's3' && capabilities.includes('SHELL'))) {
    return undefined;
  }
  const internet = internetObstacle(context, display(inRegion(from, region)));
  if (path.kind !== 'gateway-endpoint' && path.kind !== 'endpoint') {
    return internet;
  }
  const own = sameRegion(bucketRegion, region);
  if (own === true) {
    return endpointObstacle(context, path, bucket, key);
  }
  if (!internet) {
    return undefined;
  }
  const elsewhere = `the bucket ${display(bucket)} is not in ${display(region)}, and an endpoint for S3 leads to the buckets of its own region only`;
  return own === false
    ? { ...internet, because: elsewhere, fix: `install from the bucket amazon-ssm-${display(region)}` }
    : { ...internet, unknown: own, because: `whether the bucket ${display(bucket)} is in ${display(region)} is not known` };
}

/** A stack that runs in any region may run in the one that is named. */
function sameRegion(a: string, b: string): Known<boolean> {
  const same = sameText(a, b);
  return same === false && /\uE000/.test(a + b) ? new Unknown('the region that the stack is deployed to is not known') : same;
}

function endpointObstacle(context: RuleContext, path: NetworkPath & { readonly kind: 'gateway-endpoint' | 'endpoint' }, bucket: string, key: string): Obstacle | undefined {
  const resource = `arn:${context.node.environment.partition}:s3:::${bucket}/${key || 'index'}`;
  const decision = endpointLets(context, { action: 's3:GetObject', resource }, 's3', true);
  if (!decision || decision.allowed === true) {
    return undefined;
  }
  const { name } = path.endpoint.location.resource;
  const objects = `arn:${context.node.environment.partition}:s3:::${display(bucket)}/*`;
  return {
    unknown: isKnown(decision.allowed) ? undefined : decision.allowed,
    location: decision.by?.location ?? path.endpoint.policy.location,
    because: `the policy of the endpoint ${name} does not let s3:GetObject on ${objects} through`,
    fix: `allow s3:GetObject on ${objects} for everyone in the policy of ${name}`,
  };
}

/**
 * What keeps a node from the Internet, where its sessions have no need of it: where they do, the rules for the network tell it.
 */
function internetObstacle(context: RuleContext, what: string): Obstacle | undefined {
  const path = internetPathOf(context.subnet);
  if (context.pathTo('ssm').kind !== 'endpoint') {
    return undefined;
  }
  switch (path.kind) {
    case 'unseen': return { unknown: path.unknown, location: context.node.subnets.location, because: `whether the subnet has a way to ${what} cannot be seen` };
    case 'internet': return addressObstacle(context, path, what);
    default: return { location: context.node.userData.location, because: `the subnet has no way to ${what}` };
  }
}

function addressObstacle({ node, subnet }: RuleContext, { route, family }: NetworkPath & { readonly kind: 'internet' }, what: string): Obstacle | undefined {
  const { target } = route;
  if (target.kind === 'nowhere') {
    return { location: route.location, because: `the route to ${what} has no target` };
  }
  if (target.kind === 'elsewhere') {
    return { unknown: new Unknown(`the route leads to ${target.what}, out of sight`), location: route.location, because: `the way to ${what} leads out of sight` };
  }
  const address = node.publicAddress.value ?? (isKnown(subnet) ? subnet.publicAddressOnLaunch.value : undefined);
  return target.kind === 'internet-gateway' && family === 'ipv4' && address === false
    ? { location: node.publicAddress.location, because: `${node.resource.name} has no public address, and so no way to ${what}` }
    : undefined;
}
