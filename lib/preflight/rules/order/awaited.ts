import { isKnown } from '../../model/known';
import { SESSION_CAPABILITIES } from '../../model/needs';
import { ManagedNode } from '../../model/node';
import { Spot } from '../../model/place';
import { Service } from '../../model/service';
import { Way, wayTo } from '../../model/way';
import { carriesAgent, installsOn } from '../agent/node-agent';
import { listed } from '../identity/names';
import { Problem } from '../rule';
import { Site } from '../site';

// Every site of a node asks the same: what it waits for is a matter of the node, wherever it starts.
const waysOfNodes = new WeakMap<ManagedNode, Way[]>();

/** The ways that a node takes as it boots, from each of its subnets. Transcripts and keys have time until somebody connects. */
export function waysAtBoot({ node, subnet, needs }: Site): Way[] {
  let ways = waysOfNodes.get(node);
  if (!ways) {
    const services = new Set<Service>(needs.map(need => need.service).filter(service => BOOT_SERVICES.has(service)));
    if (installsFromS3(node)) { services.add('s3'); }
    const subnets = isKnown(node.subnets.value) ? node.subnets.value : [subnet];
    ways = subnets.flatMap(each => [...services].map(service => wayTo(each, service)));
    waysOfNodes.set(node, ways);
  }
  return ways;
}

const BOOT_SERVICES: ReadonlySet<Service> = new Set(['ssm', 'ssmmessages', 'ec2messages']);

/** A launch template starts nothing by itself. */
export function startsByItself({ kind }: ManagedNode): boolean {
  return kind !== 'launch-template';
}

/** A warning that a node waits for none of these, without those that it does wait for; undefined where none is left. */
export function unawaited({ node }: Site, spots: Iterable<Spot>, consequence: string): Problem | undefined {
  const places = new Map([...spots].map(({ place }) => [place.key, place]));
  const late = [...places.values()].filter(({ key }) => key !== node.place.key && !node.comesAfter.has(key));
  if (late.length === 0) {
    return undefined;
  }
  const own = late.filter(({ stack }) => stack === node.place.stack).map(({ logicalId }) => logicalId);
  const stacks = [...new Set(late.map(({ stack }) => stack).filter(stack => stack !== node.place.stack))];
  return {
    severity: 'WARNING',
    spot: { place: node.place, property: 'DependsOn' },
    message: `${node.place.logicalId} does not wait for ${listed(late.map(({ logicalId }) => logicalId))}: ${consequence}`,
    fix: [
      ...own.length > 0 ? [`add ${listed(own)} to DependsOn of ${node.place.logicalId}`] : [],
      ...stacks.length > 0 ? [`deploy ${listed(stacks)} before ${node.place.stack}`] : [],
    ].join(', and '),
    capabilities: SESSION_CAPABILITIES,
  };
}

function installsFromS3(node: ManagedNode): boolean {
  return node.images.some(({ value }) => carriesAgent(value) !== true && installsOn(node, value).some(({ source }) => source === 's3-regional'));
}
