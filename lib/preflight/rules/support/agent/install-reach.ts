import { searchOf } from './node-agent';
import { agentDownloadBucketName } from '../../../../agent/buckets';
import { systemMentionedIn } from '../../../../agent/operating-systems';
import { isKnown, Known, Unknown } from '../../../model/known';
import { PropertyLocation } from '../../../model/location';
import { internetPathOf, NetworkPath } from '../../../model/network/network-path';
import { sameText } from '../../../model/network/traffic';
import { Image } from '../../../model/node';
import { display, hasOpaque } from '../../../model/symbolic-text';
import { inRegion } from '../../../user-data/agent-download';
import { AgentInstall } from '../../../user-data/agent-install';
import { PACKAGE_TOOLS } from '../../../user-data/package-tools';
import { RuleContext } from '../../rule-context';
import { endpointLets } from '../endpoints/endpoint-lets';
import { describeDropped, shutPassages } from '../network/public-access';

/** What keeps a node from what it would install the agent from. */
export interface Obstacle {
  /** Undefined for what is certain. */
  readonly unknown?: Unknown;
  readonly location: PropertyLocation;
  /** A clause that follows a comma. */
  readonly because: string;
  readonly fix?: string;
}

/** What keeps a node from what a command of its user data installs the agent from; undefined where nothing does. */
export function reachOf(context: RuleContext, install: AgentInstall, image: Known<Image>): Obstacle | undefined {
  if (install.source === 'unknown') {
    const unknown = new Unknown(`${install.tool} installs it from ${display(install.from)}, and where that is cannot be told`);
    return { unknown, location: context.node.userData.location, because: unknown.reason };
  }
  if (install.source === 'repository') {
    return repositoryObstacle(context, install.tool, image);
  }
  const bucket = bucketObstacle(context, install);
  return bucket ?? (PACKAGE_TOOLS.get(install.tool)?.readsRepositories ? obstacleToRepositoriesFirst(context, install, image) : undefined);
}

/** What keeps a package manager from the repositories that it reads before it installs a file. */
function obstacleToRepositoriesFirst(context: RuleContext, { tool }: AgentInstall, image: Known<Image>): Obstacle | undefined {
  const obstacle = repositoryObstacle(context, tool, image);
  if (!obstacle) {
    return undefined;
  }
  const unknown = new Unknown(`${tool} reads its repositories first, and ${obstacle.unknown ? obstacle.unknown.reason : 'they are not reached'}`);
  return { ...obstacle, unknown, because: unknown.reason };
}

function repositoryObstacle(context: RuleContext, tool: string, image: Known<Image>): Obstacle | undefined {
  const path = context.pathTo('s3');
  const internet = internetObstacle(context, tool === 'snap' ? 'the snap store' : 'the repositories of the distribution');
  if (internet && tool !== 'snap' && searchOf(context.node, image).addsRepository) {
    const unknown = new Unknown('the user data adds a package repository, and where that is cannot be told');
    return { ...internet, unknown, location: context.node.userData.location, because: unknown.reason };
  }
  if (!internet || !PACKAGE_TOOLS.get(tool)?.onAmazonLinux || (path.kind !== 'gateway-endpoint' && path.kind !== 'endpoint')) {
    return internet;
  }
  const system = isKnown(image) ? systemMentionedIn(image.name) : undefined;
  if (!system) {
    const unknown = new Unknown('only the repositories of Amazon Linux are in S3, and what the image is cannot be told');
    return { ...internet, unknown, because: unknown.reason };
  }
  return system.repositoryBucket ? endpointObstacle(context, path, system.repositoryBucket(context.node.environment.region), '') : internet;
}

function bucketObstacle(context: RuleContext, { object, from }: AgentInstall): Obstacle | undefined {
  const { region } = context.node.environment;
  const [bucket, key, bucketRegion] = [object!.bucket, object!.key, object!.region].map(text => inRegion(text, region));
  const path = context.pathTo('s3');
  // Where the node's requirements include the bucket, the rules for the network and the endpoints report what is on the path to it.
  if (bucketRegion === region && context.requirements.some(({ service, capabilities }) => service === 's3' && capabilities.includes('SHELL'))) {
    return undefined;
  }
  const internet = internetObstacle(context, display(inRegion(from, region)));
  if (path.kind !== 'gateway-endpoint' && path.kind !== 'endpoint') {
    return internet;
  }
  const isOwnRegion = sameRegion(bucketRegion, region);
  if (isOwnRegion === true) {
    return endpointObstacle(context, path, bucket, key);
  }
  if (!internet) {
    return undefined;
  }
  const notInRegion = `the bucket ${display(bucket)} is not in ${display(region)}, and an endpoint for S3 leads to the buckets of its own region only`;
  return isOwnRegion === false
    ? { ...internet, because: notInRegion, fix: `install from the bucket ${agentDownloadBucketName(display(region))}` }
    : { ...internet, unknown: isOwnRegion, because: `whether the bucket ${display(bucket)} is in ${display(region)} is not known` };
}

/** Whether two regions are the same. A stack that runs in any region may run in the named one. */
function sameRegion(a: string, b: string): Known<boolean> {
  const same = sameText(a, b);
  return same === false && hasOpaque(a + b) ? new Unknown('the region that the stack is deployed to is not known') : same;
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

/** What keeps a node from the Internet. Undefined where sessions need the Internet, too: there the rules for the network report it. */
function internetObstacle(context: RuleContext, destination: string): Obstacle | undefined {
  const path = internetPathOf(context.subnet);
  if (context.pathTo('ssm').kind !== 'endpoint') {
    return undefined;
  }
  switch (path.kind) {
    case 'unseen': return { unknown: path.unknown, location: context.node.subnets.location, because: `whether the subnet has a way to ${destination} cannot be seen` };
    case 'internet': {
      const address = addressObstacle(context, path, destination);
      const obstacles = [...publicAccessObstacles(context, path, destination), ...address ? [address] : []];
      return obstacles.find(({ unknown }) => !unknown) ?? obstacles[0];
    }
    default: return { location: context.node.userData.location, because: `the subnet has no way to ${destination}` };
  }
}

/** What VPC Block Public Access drops. */
function publicAccessObstacles({ subnet }: RuleContext, path: NetworkPath & { readonly kind: 'internet' }, destination: string): Obstacle[] {
  return shutPassages(path, subnet).map(({ location, place, access }) => isKnown(access)
    ? {
      location,
      because: `VPC Block Public Access drops ${describeDropped(access)}, and ${place.name}, from where the way to ${destination} leaves, is not excluded`,
      fix: `install the agent from the bucket of its region through an endpoint for S3, or exclude ${place.name} from VPC Block Public Access`,
    }
    : { unknown: access, location, because: `whether VPC Block Public Access lets what leaves ${place.name} for ${destination} through is not known` });
}

function addressObstacle({ node, subnet }: RuleContext, { route, family }: NetworkPath & { readonly kind: 'internet' }, destination: string): Obstacle | undefined {
  const { target } = route;
  if (target.kind === 'nowhere' || target.kind === 'local') {
    return { location: route.location, because: `the route to ${destination} ${target.kind === 'local' ? 'leads back into the VPC' : 'has no target'}` };
  }
  if (target.kind === 'elsewhere') {
    return { unknown: new Unknown(`the route leads to ${target.what}, out of sight`), location: route.location, because: `the way to ${destination} leads out of sight` };
  }
  const address = node.publicAddress.value ?? (isKnown(subnet) ? subnet.publicAddressOnLaunch.value : undefined);
  return target.kind === 'internet-gateway' && family === 'ipv4' && address === false
    ? { location: node.publicAddress.location, because: `${node.resource.name} has no public address, and so no way to ${destination}` }
    : undefined;
}
