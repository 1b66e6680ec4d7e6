import { NodeReport } from './node-report';
import { PreflightFinding } from '../preflight-finding';
import { PreflightVerdict } from '../preflight-verdict';
import { Branch, Fork, Reading } from '../readers/reading';

/** Each doubles the work. */
export const MOST_FORKS = 3;

/** What one branch says of the nodes. */
export interface Answer extends Pick<Branch, 'where'> {
  readonly nodes: readonly NodeReport[];
}

/** What makes a node UNKNOWN and can be tried both ways. */
export function forkOf({ forks }: Reading, nodes: readonly NodeReport[]): Fork | undefined {
  const open = nodes.filter(({ verdict }) => verdict === PreflightVerdict.UNKNOWN);
  return open.length === 0 ? undefined : forks?.().find(fork => open.some(node => hangsOn(node, fork)));
}

function hangsOn({ findings }: NodeReport, { reason }: Fork): boolean {
  return findings.some(({ message }) => unquoted(message).includes(unquoted(reason)));
}

/** Quotes in a reason change where it stands in a text. */
function unquoted(text: string): string {
  return text.replace(/["']/g, '');
}

/** The verdict that a node has either way; the node as it is where there is none. */
export function settled(node: NodeReport, answers: readonly Answer[]): NodeReport {
  if (node.verdict !== PreflightVerdict.UNKNOWN) { return node; }
  // Where a condition takes the node away there is nothing to connect to.
  const there = answers.flatMap(({ where, nodes }) => nodes.filter(({ id }) => id === node.id).map(answer => ({ where, answer })));
  const [first] = there;
  const verdicts = new Set(there.map(({ answer }) => answer.verdict));
  if (!first || verdicts.size > 1 || verdicts.has(PreflightVerdict.UNKNOWN)) { return node; }
  const findings = there.flatMap(({ where, answer }) => answer.findings.map(finding => {
    const everywhere = there.every(other => other.answer.findings.some(each => isSame(each, finding)));
    return everywhere ? finding : { ...finding, message: `${finding.message} (${where})` };
  }));
  return first.answer.withFindings(findings.filter((finding, index) => findings.findIndex(each => isSame(each, finding)) === index));
}

function isSame(a: PreflightFinding, b: PreflightFinding): boolean {
  return a.ruleId === b.ruleId && a.logicalId === b.logicalId && a.stack === b.stack && a.property === b.property && a.message === b.message;
}
