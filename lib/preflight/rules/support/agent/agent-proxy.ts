import { searchOf } from './node-agent';
import { systemMentionedIn } from '../../../../agent/operating-systems';
import { isKnown, Known } from '../../../model/known';
import { Image, ManagedNode } from '../../../model/node';
import { AgentProxy } from '../../../user-data/agent-proxy';
import { Finding, Rule } from '../../rule';

/** The proxy through which the agent of a node goes; undefined where it has none that can be seen. */
export function proxyOf(node: ManagedNode): AgentProxy | undefined {
  return node.images.flatMap(({ value }) => {
    const { proxy } = searchOf(node, value);
    return proxy && reachesAgent(proxy, value) ? [proxy] : [];
  })[0];
}

function reachesAgent({ on, ofSnapsOnly }: AgentProxy, image: Known<Image>): boolean {
  if (!isKnown(image)) { return true; }
  const { platform, name } = image;
  const hasPlatform = !isKnown(platform) || (on === 'windows') === (platform === 'windows');
  return hasPlatform && (!ofSnapsOnly || (systemMentionedIn(name)?.packageManagers?.includes('snap') ?? true));
}

/** Rules of the network and the endpoints whose findings keep EC2 or CloudFormation from making the node or the endpoint, whatever the agent goes through. */
const REFUSED_ANYHOW: ReadonlySet<string> = new Set(['SSM-NET-016', 'SSM-END-005', 'SSM-END-008', 'SSM-END-012']);

/**
 * What a rule found, for an agent that may go through a proxy: what is wrong with the direct way out does not cut it off then. SSM-AGT-007 says what to
 * check.
 */
export function besideProxy({ id }: Rule, finding: Finding, node: ManagedNode): Finding {
  const isAboutWay = /^SSM-(NET|END)-/.test(id) && !REFUSED_ANYHOW.has(id);
  return finding.severity === 'BLOCKED' && isAboutWay && proxyOf(node)
    ? { ...finding, severity: 'UNKNOWN', message: `${finding.message}; the agent goes through a proxy, which may have another way` }
    : finding;
}
