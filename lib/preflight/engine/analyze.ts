import { PreflightNode } from '../preflight-node';
import { evaluateRules } from './evaluate-rules';
import { isExcludedBy } from './exclude';
import { forkOf, MOST_FORKS, settled } from './forks';
import { nodeReport } from './node-report';
import { unmatchedNames } from './unmatched-names';
import { ManagedNode } from '../model/node';
import { Capability } from '../model/session/capability';
import { sentence } from '../model/words';
import { PreflightOptions } from '../preflight-options';
import { PreflightReport } from '../preflight-report';
import { PreflightVerdict } from '../preflight-verdict';
import { Reading } from '../readers/reading';

export { unmatchedNames };

export interface AnalyzeOptions extends Pick<PreflightOptions, 'require' | 'exclude'> {
  /** Whether a node is reported; what is not is read for what others refer to. */
  readonly includes?: (node: ManagedNode) => boolean;

  readonly onProgress?: (done: number, total: number) => void;
}

/** Evaluates the rules for all nodes of a reading. */
export function analyze(reading: Reading, options: AnalyzeOptions = {}): PreflightReport {
  const nodes = nodesOf(reading, options, MOST_FORKS);
  // What nothing needed of the assumptions is known when all nodes are evaluated.
  const { unseen, assumptions, assumed } = reading;
  const verdict = verdictOfNodes(nodes, unseen);
  const warnings = unmatchedNames(reading, options.exclude).map(({ message }) => sentence(message));
  return PreflightReport._of({ verdict, nodes, warnings, assumptions: [...unseen, ...assumed?.sentences() ?? [], ...assumptions] });
}

/** The nodes, and where one of them hangs on something that is so or not so, what is true of it either way. */
function nodesOf(reading: Reading, options: AnalyzeOptions, forksLeft: number): PreflightNode[] {
  const { require, exclude = [], includes = () => true, onProgress } = options;
  const { model } = reading;
  const wanted = model.nodes.filter(node => includes(node) && !exclude.some(name => isExcludedBy(node, name)));
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

/** Nodes that nobody sees are not nodes that connect: neither what may hold some, nor a reading without any, is proof. */
function verdictOfNodes(nodes: readonly PreflightNode[], unseen: readonly string[]): PreflightVerdict {
  const verdicts = new Set(nodes.map(({ verdict }) => verdict));
  if (verdicts.has(PreflightVerdict.BLOCKED)) { return PreflightVerdict.BLOCKED; }
  const isProven = nodes.length > 0 && unseen.length === 0 && !verdicts.has(PreflightVerdict.UNKNOWN);
  return isProven ? PreflightVerdict.CONNECTS : PreflightVerdict.UNKNOWN;
}
