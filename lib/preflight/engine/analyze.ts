import { PreflightNode } from '../preflight-node';
import { evaluateRules } from './evaluate-rules';
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
export function analyze(reading: Reading, { require, exclude = [], includes = () => true, onProgress }: AnalyzeOptions = {}): PreflightReport {
  const { model, unseen, assumptions } = reading;
  const wanted = model.nodes.filter(node => includes(node) && !isExcluded(node, exclude));
  const required = require && new Set<Capability>(require);
  const nodes = wanted.map((node, index) => {
    onProgress?.(index, wanted.length);
    return nodeReport(evaluateRules(model, node, required), required, reading);
  });
  const verdict = verdictOfNodes(nodes, unseen);
  return PreflightReport._of({ verdict, nodes, assumptions: [...unseen, ...assumptions] });
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
