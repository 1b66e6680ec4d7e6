import { PreflightFinding } from '../preflight-finding';
import { WeighedFinding, Weight, WEIGHTS } from './wording';
import { PreflightSeverity } from '../preflight-severity';

/** What is said of the audit, the worst first; what was acknowledged comes last. */
export function auditCausesOf(findings: readonly PreflightFinding[]): WeighedFinding[] {
  const weighed = findings.map(finding => ({ finding, weight: weightOf(finding) }));
  return WEIGHTS.flatMap(weight => weighed.filter(one => one.weight === weight));
}

/** What follows the summary of the nodes. */
export function auditSummary(causes: readonly WeighedFinding[]): string {
  const count = causes.filter(({ weight }) => weight === 'blocked').length;
  return count === 0 ? '' : `; audit: ${count} blocked`;
}

function weightOf({ severity, acknowledged }: PreflightFinding): Weight {
  if (acknowledged !== undefined) { return 'acknowledged'; }
  return severity === PreflightSeverity.WARNING ? 'warning' : 'blocked';
}
