import { PreflightAccessFinding } from '../preflight-access-finding';
import { PreflightFinding } from '../preflight-finding';
import { accessCausesOf } from './access-causes';
import { auditCausesOf } from './audit-causes';
import { causesOf, firstOf } from './causes';
import { ReportData } from './report-data';
import { nodeCount, plain, Weight, WEIGHTS } from './wording';

/** What is told once, whatever number of nodes or people have it: tools that show results file by file take neither thousands of them nor read each. */
export interface Result {
  readonly weight: Weight;
  /** The finding at the first of the places. */
  readonly finding: PreflightFinding;
  /** A sentence without a full stop, on one line. */
  readonly message: string;
  /** The finding at each resource and property that has it, by their names and not by the order of nodes. */
  readonly places: readonly PreflightFinding[];
  /** Who has it besides, in a sentence; undefined where the message says it all. */
  readonly concerns?: string;
}

/** What a result names: the full report has the others. */
const NAMED = 3;

/** All that a report tells, the worst first, and of these what is about nodes, then the audit, then people. */
export function resultsOf(data: ReportData): Result[] {
  const all = [...nodeResults(data), ...auditResults(data), ...accessResults(data)];
  return WEIGHTS.flatMap(weight => all.filter(result => result.weight === weight));
}

/** What is said of people. */
export function accessFindingsOf({ accessFindings, accessAnswers }: ReportData): readonly PreflightAccessFinding[] {
  return accessFindings ?? accessAnswers?.accessFindings ?? [];
}

function nodeResults({ nodes }: ReportData): Result[] {
  const causes = causesOf(nodes);
  const findings = new Map(causes.all.map(cause => [cause, [] as PreflightFinding[]]));
  for (const node of nodes) {
    causes.of(node).forEach((cause, finding) => findings.get(cause)!.push(finding));
  }
  return causes.all.map(cause => {
    const places = distinct(findings.get(cause)!);
    const concerns = `${nodeCount(cause.nodes.length)}: ${firstOf(cause.nodes.map(({ id }) => plain(id)), NAMED)}`;
    return { weight: cause.weight, finding: places[0], message: plain(places[0].message), places, concerns };
  });
}

/** What is said of the audit. */
export function auditResults({ auditFindings = [] }: ReportData): Result[] {
  return auditCausesOf(auditFindings).map(({ finding, weight }) => ({ weight, finding, message: plain(finding.message), places: [finding] }));
}

/** What is said of people, each once for all of whom it is. */
export function accessResults(data: ReportData): Result[] {
  return accessCausesOf(accessFindingsOf(data)).map(({ findings, predicate }) => {
    const places = distinct(findings);
    const message = findings.length === 1 ? findings[0].message : `${firstOf(findings.map(({ principal }) => principal), NAMED)}: ${predicate}`;
    return { weight: places[0].acknowledged === undefined ? 'warning' : 'acknowledged', finding: places[0], message: plain(message), places };
  });
}

function distinct<T extends PreflightFinding>(findings: readonly T[]): T[] {
  const places = new Map<string, T>();
  for (const finding of findings) {
    const key = placeKey(finding);
    if (!places.has(key)) { places.set(key, finding); }
  }
  return [...places].sort(([one], [other]) => one < other ? -1 : 1).map(([, finding]) => finding);
}

/** What is the same in each run, wherever that runs. */
export function placeKey({ stack, logicalId, property = '' }: PreflightFinding): string {
  return [stack, logicalId, property].join('\n');
}
