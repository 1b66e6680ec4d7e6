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
  const verdict = nodes.some(node => node.verdict === PreflightVerdict.BLOCKED) ? PreflightVerdict.BLOCKED
    : unseen.length > 0 || nodes.some(node => node.verdict === PreflightVerdict.UNKNOWN) ? PreflightVerdict.UNKNOWN : PreflightVerdict.CONNECTS;
  return PreflightReport._of({ verdict, nodes, assumptions: [...unseen, ...assumptions] });
}

function isExcluded({ resource }: ManagedNode, exclude: string[]): boolean {
  const path = constructPathOf(resource);
  return exclude.some(name => name === resource.name || path === name || (path?.startsWith(`${name}/`) ?? false));
}
