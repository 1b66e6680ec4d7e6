import { AccessReport } from './access-report';
import { AlikeNode, AlikeNodes } from './alike';
import { auditFindings } from './audit-findings';
import { evaluateRules, NodeEvaluation } from './evaluate-rules';
import { isExcludedBy } from './exclude';
import { forkOf, MOST_FORKS, settled } from './forks';
import { Judgement, judgementOf, NodeReport } from './node-report';
import { unmatchedNames } from './unmatched-names';
import { NodeInSight } from '../model/node';
import { Capability } from '../model/session/capability';
import { isLiteral } from '../model/symbolic-text';
import { sentence } from '../model/words';
import { PreflightOptions } from '../preflight-options';
import { PreflightReport } from '../preflight-report';
import { PreflightStack } from '../preflight-stack';
import { PreflightVerdict } from '../preflight-verdict';
import { Reading, StackInSight } from '../readers/reading';

export { unmatchedNames };

export interface AnalyzeOptions extends Pick<PreflightOptions, 'require' | 'exclude'> {
  /** Whether a node or a person is reported; what is not is read for what others refer to. */
  readonly includes?: (about: Pick<NodeInSight, 'resource'>) => boolean;

  readonly onProgress?: (done: number, total: number) => void;
}

/** Evaluates the rules for all nodes of a reading. */
export function analyze(reading: Reading, options: AnalyzeOptions = {}): PreflightReport {
  const nodes = nodesOf(reading, options, MOST_FORKS);
  // What nothing needed of the assumptions is known when all nodes are evaluated.
  const { unseen, assumptions, assumed } = reading;
  const verdict = verdictOfNodes(nodes, unseen);
  const warnings = unmatchedNames(reading, options.exclude).map(({ message }) => sentence(message));
  const accessAnswers = new AccessReport(reading, reading.model.nodes.filter(node => isWanted(node, options)), options.includes);
  return PreflightReport._of({
    accessAnswers,
    verdict,
    nodes,
    stacks: (reading.stacks ?? []).map(stackReport),
    warnings,
    auditFindings: auditFindings(reading, options.includes),
    assumptions: [...unseen, ...assumed?.sentences() ?? [], ...assumptions],
  });
}

/** The nodes, and where one of them hangs on something that is so or not so, what is true of it either way. */
function nodesOf(reading: Reading, options: AnalyzeOptions, forksLeft: number): NodeReport[] {
  const { require, onProgress } = options;
  const { model } = reading;
  const wanted = model.nodes.filter(node => isWanted(node, options));
  const required = require && new Set<Capability>(require);
  const evaluate = (node: NodeInSight) => evaluateRules(model, node.read(), required);
  const judge = judgeOf(evaluate, required, reading);
  const nodes = wanted.map((node, index) => {
    onProgress?.(index, wanted.length);
    return new NodeReport(node, judge(node), () => evaluate(node));
  });
  const fork = forksLeft > 0 ? forkOf(reading, nodes) : undefined;
  if (!fork) { return nodes; }
  const open = new Set(wanted.filter((_, index) => nodes[index].verdict === PreflightVerdict.UNKNOWN).map(({ resource }) => resource.key));
  const rest = { require, onProgress, includes: ({ resource }: Pick<NodeInSight, 'resource'>) => open.has(resource.key) };
  const answers = fork.branches().map(branch => ({ where: branch.where, nodes: nodesOf(branch.reading, rest, forksLeft - 1) }));
  return nodes.map(node => settled(node, answers));
}

function isWanted(node: NodeInSight, { exclude = [], includes = () => true }: AnalyzeOptions): boolean {
  return includes(node) && !exclude.some(name => isExcludedBy(node, name));
}

/** Judges each node, and of those that are alike two. */
function judgeOf(
  evaluate: (node: NodeInSight) => NodeEvaluation, required: ReadonlySet<Capability> | undefined, reading: Reading,
): (node: NodeInSight) => Judgement {
  const alike = new Map<string, AlikeNodes>();
  return node => {
    const judge = () => judgementOf(evaluate(node), required, reading);
    if (!isAlike(node)) { return judge(); }
    const known = alike.get(node.likeness.of);
    if (known) { return known.judgementOf(node, judge); }
    const judgement = judge();
    alike.set(node.likeness.of, new AlikeNodes(node, judgement, reading));
    return judgement;
  };
}

/** A stack that may be deployed anywhere has an environment that no text stands for. */
function stackReport({ name, environment: { account, region } }: StackInSight): PreflightStack {
  return { name, account: isLiteral(account) ? account : undefined, region: isLiteral(region) ? region : undefined };
}

/** Nodes that nobody sees are not nodes that connect: neither what may hold some, nor a reading without any, is proof. */
function verdictOfNodes(nodes: readonly NodeReport[], unseen: readonly string[]): PreflightVerdict {
  const verdicts = new Set(nodes.map(({ verdict }) => verdict));
  if (verdicts.has(PreflightVerdict.BLOCKED)) { return PreflightVerdict.BLOCKED; }
  const isProven = nodes.length > 0 && unseen.length === 0 && !verdicts.has(PreflightVerdict.UNKNOWN);
  return isProven ? PreflightVerdict.CONNECTS : PreflightVerdict.UNKNOWN;
}

function isAlike(node: NodeInSight): node is AlikeNode {
  return node.likeness !== undefined;
}
