import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';
import { WEIGHTS, Weight, weighedFindings } from './wording';

/** What is the same finding for all of its nodes, be it at one resource that they share or at a resource of each. */
export interface Cause {
  /** The finding of the first node. */
  readonly finding: PreflightFinding;
  readonly weight: Weight;
  readonly nodes: readonly PreflightNode[];
  /** Whether other nodes have the finding at a resource of their own. */
  readonly hasOtherPlaces: boolean;
}

/** The causes of a report, and which of them a node has. */
export interface Causes {
  /** The worst causes first, and of these the ones with the most nodes. */
  readonly all: readonly Cause[];
  /** The cause of each finding of a node. */
  of(node: PreflightNode): ReadonlyMap<PreflightFinding, Cause>;
}

interface Group extends Cause {
  readonly nodes: PreflightNode[];
  hasOtherPlaces: boolean;
}

/** Groups the findings of all nodes by their cause. */
export function causesOf(nodes: readonly PreflightNode[]): Causes {
  const groups = new Map<string, Group>();
  const ofNodes = new Map<PreflightNode, Map<PreflightFinding, Group>>();
  for (const node of nodes) {
    const own = new Map<PreflightFinding, Group>();
    for (const { finding, weight } of weighedFindings(node)) {
      const key = causeKey(finding, weight, node);
      const group = groups.get(key) ?? { finding, weight, nodes: [], hasOtherPlaces: false };
      groups.set(key, group);
      group.hasOtherPlaces ||= placeKey(group.finding) !== placeKey(finding);
      if (group.nodes.at(-1) !== node) { group.nodes.push(node); }
      own.set(finding, group);
    }
    ofNodes.set(node, own);
  }
  const all = [...groups.values()].sort((one, other) => (
    WEIGHTS.indexOf(one.weight) - WEIGHTS.indexOf(other.weight) || other.nodes.length - one.nodes.length
  ));
  return { all, of: node => ofNodes.get(node) ?? new Map() };
}

/** For example `A, B, C and 7 more`. */
export function firstOf(names: readonly string[], count: number): string {
  const rest = names.length - count;
  return rest > 0 ? `${names.slice(0, count).join(', ')} and ${rest} more` : names.join(', ');
}

const NAME = /[\w/-]+/g;

// A role of each node, or the same subnet in each of many stacks: the sentences differ in the names of these alone.
function causeKey(finding: PreflightFinding, weight: Weight, node: PreflightNode): string {
  const { ruleId, severity, message, fix, acknowledged, assumption, logicalId, stack } = finding;
  const names = new Set([node.id, node.logicalId, node.stack, logicalId, stack]);
  const general = (text: string) => text.replace(NAME, name => names.has(name) ? '\u0000' : name);
  return [weight, ruleId, severity, general(message), general(fix), acknowledged ?? '', assumption ?? ''].join('\n');
}

function placeKey({ stack, logicalId }: PreflightFinding): string {
  return `${stack}\n${logicalId}`;
}
