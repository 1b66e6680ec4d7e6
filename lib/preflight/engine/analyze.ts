import { PreflightNode } from '../preflight-node';
import { evaluateRules } from './evaluate-rules';
import { forkOf, MOST_FORKS, settled } from './forks';
import { nodeReport } from './node-report';
import { constructPathOf } from '../model/location';
import { ManagedNode } from '../model/node';
import { Capability } from '../model/session/capability';
import { PreflightOptions } from '../preflight-options';
import { PreflightReport } from '../preflight-report';
import { PreflightVerdict } from '../preflight-verdict';
import { Reading } from '../readers/reading';

export interface AnalyzeOptions extends Pick<PreflightOptions, 'require' | 'exclude'> {
  /** Whether a node is reported; what is not is read for what others refer to. */
  readonly includes?: (node: ManagedNode) => boolean;

  readonly onProgress?: (done: number, total: number) => void;
}

/** Evaluates the rules for all nodes of a reading. */
export function analyze(reading: Reading, options: AnalyzeOptions = {}): PreflightReport {
  const { unseen, assumptions } = reading;
  const nodes = nodesOf(reading, options, MOST_FORKS);
  const verdict = verdictOfNodes(nodes, unseen);
  return PreflightReport._of({ verdict, nodes, assumptions: [...unseen, ...assumptions] });
}

/** The nodes, and where one of them hangs on something that is so or not so, what is true of it either way. */
function nodesOf(reading: Reading, options: AnalyzeOptions, forksLeft: number): PreflightNode[] {
  const { require, exclude = [], includes = () => true, onProgress } = options;
  const { model } = reading;
  const wanted = model.nodes.filter(node => includes(node) && !isExcluded(node, exclude));
  const required = require && new Set<Capability>(require);
  const nodes = wanted.map((node, index) => {
    onProgress?.(index, wanted.length);
    return nodeReport(evaluateRules(model, node, required), required, reading);
  });
  const fork = forksLeft > 0 ? forkOf(reading, nodes) : undefined;
  if (!fork) { return nodes; }
  const open = new Set(wanted.filter((_, index) => nodes[index].verdict === PreflightVerdict.UNKNOWN).map(({ resource }) => resource.key));
  const rest = { require, includes: ({ resource }: ManagedNode) => open.has(resource.key) };
  const answers = fork.branches().map(branch => ({ where: branch.where, nodes: nodesOf(branch.reading, rest, forksLeft - 1) }));
  return nodes.map(node => settled(node, answers));
}

function isExcluded({ resource }: ManagedNode, exclude: string[]): boolean {
  const path = constructPathOf(resource);
  return exclude.some(name => name === resource.name || path === name || (path?.startsWith(`${name}/`) ?? false));
}

/** Nodes that nobody sees are not nodes that connect: neither what may hold some, nor a reading without any, is proof. */
function verdictOfNodes(nodes: readonly PreflightNode[], unseen: readonly string[]): PreflightVerdict {
  const verdicts = new Set(nodes.map(({ verdict }) => verdict));
  if (verdicts.has(PreflightVerdict.BLOCKED)) { return PreflightVerdict.BLOCKED; }
  const isProven = nodes.length > 0 && unseen.length === 0 && !verdicts.has(PreflightVerdict.UNKNOWN);
  return isProven ? PreflightVerdict.CONNECTS : PreflightVerdict.UNKNOWN;
}
