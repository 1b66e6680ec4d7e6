import { isKnown } from '../../../model/known';
import { isAssumed, PropertyLocation } from '../../../model/location';
import { NetworkPath, networkPathTo } from '../../../model/network/network-path';
import { ManagedNode } from '../../../model/node';
import { SESSION_CAPABILITIES } from '../../../model/session/requirements';
import { Service } from '../../../model/session/service';
import { listed } from '../../../model/words';
import { Finding } from '../../rule';
import { RuleContext } from '../../rule-context';
import { carriesAgent, installsOn } from '../agent/node-agent';


// All contexts of a node have the same ones.
const pathsOfNodes = new WeakMap<ManagedNode, NetworkPath[]>();

/** The paths that a node takes as it boots, from each of its subnets. Transcripts and keys have time until somebody connects. */
export function pathsAtBoot({ node, subnet, requirements }: RuleContext): NetworkPath[] {
  let paths = pathsOfNodes.get(node);
  if (!paths) {
    const services = new Set<Service>(requirements.map(({ service }) => service).filter(service => BOOT_SERVICES.has(service)));
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
  // What is assumed is there already.
  const late = [...resources.values()].filter(each => !isAssumed(each) && each.key !== node.resource.key && !node.comesAfter.has(each.key));
  if (late.length === 0) {
    return undefined;
  }
  return {
    severity: 'WARNING',
    location: node.orderLocation,
    message: `${node.resource.name} does not wait for ${listed(late.map(({ name }) => name))}: ${consequence}`,
    fix: { change: 'start-after', node: node.resource, others: late },
    capabilities: SESSION_CAPABILITIES,
  };
}

function installsFromS3(node: ManagedNode): boolean {
  return node.images.some(({ value }) => carriesAgent(node, value) !== true && installsOn(node, value).some(({ source }) => source === 's3-regional'));
}
