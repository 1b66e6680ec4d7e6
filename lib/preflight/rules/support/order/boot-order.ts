import { isKnown } from '../../../model/known';
import { groupOf, PropertyLocation } from '../../../model/location';
import { NetworkPath, networkPathTo } from '../../../model/network/network-path';
import { ManagedNode } from '../../../model/node';
import { SESSION_CAPABILITIES } from '../../../model/session/requirements';
import { Service } from '../../../model/session/service';
import { Finding } from '../../rule';
import { RuleContext } from '../../rule-context';
import { carriesAgent, installsOn } from '../agent/node-agent';
import { listed } from '../identity/names';

// Every site of a node asks the same: what it waits for is a matter of the node, wherever it starts.
const pathsOfNodes = new WeakMap<ManagedNode, NetworkPath[]>();

/** The ways that a node takes as it boots, from each of its subnets. Transcripts and keys have time until somebody connects. */
export function pathsAtBoot({ node, subnet, requirements }: RuleContext): NetworkPath[] {
  let paths = pathsOfNodes.get(node);
  if (!paths) {
    const services = new Set<Service>(requirements.map(requirement => requirement.service).filter(service => BOOT_SERVICES.has(service)));
    if (installsFromS3(node)) { services.add('s3'); }
    const subnets = isKnown(node.subnets.value) ? node.subnets.value : [subnet];
    paths = subnets.flatMap(each => [...services].map(service => networkPathTo(each, service)));
    pathsOfNodes.set(node, paths);
  }
  return paths;
}

const BOOT_SERVICES: ReadonlySet<Service> = new Set(['ssm', 'ssmmessages', 'ec2messages']);

/** A launch template starts nothing by itself. */
export function startsByItself({ kind }: ManagedNode): boolean {
  return kind !== 'launch-template';
}

/** A warning that a node waits for none of these, without those that it does wait for; undefined where none is left. */
export function unawaited({ node }: RuleContext, locations: Iterable<PropertyLocation>, consequence: string): Finding | undefined {
  const resources = new Map([...locations].map(({ resource }) => [resource.key, resource]));
  const late = [...resources.values()].filter(({ key }) => key !== node.resource.key && !node.comesAfter.has(key));
  if (late.length === 0) {
    return undefined;
  }
  const ownStack = groupOf(node.resource);
  const own = late.filter(resource => groupOf(resource) === ownStack).map(({ name }) => name);
  const stacks = [...new Set(late.map(groupOf).filter(stack => stack !== ownStack))];
  return {
    severity: 'WARNING',
    location: { resource: node.resource, property: 'DependsOn' },
    message: `${node.resource.name} does not wait for ${listed(late.map(({ name }) => name))}: ${consequence}`,
    fix: [
      ...own.length > 0 ? [`add ${listed(own)} to DependsOn of ${node.resource.name}`] : [],
      ...stacks.length > 0 ? [`deploy ${listed(stacks)} before ${ownStack}`] : [],
    ].join(', and '),
    capabilities: SESSION_CAPABILITIES,
  };
}

function installsFromS3(node: ManagedNode): boolean {
  return node.images.some(({ value }) => carriesAgent(value) !== true && installsOn(node, value).some(({ source }) => source === 's3-regional'));
}
