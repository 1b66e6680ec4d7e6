import { PreflightFinding } from '../preflight-finding';
import type { PreflightReport } from '../preflight-report';
import { PreflightSeverity } from '../preflight-severity';

/** A finding that nobody acknowledged, and the ids of the nodes that have it; none for one about the audit. */
export interface OpenFinding {
  readonly finding: PreflightFinding;
  readonly nodes: readonly string[];
}

/** Whether a finding, or an expectation, stops synthesis. */
export function stops({ severity }: Pick<PreflightFinding, 'severity'>, failOnUnknown = false): boolean {
  return severity === PreflightSeverity.BLOCKED || (failOnUnknown && severity === PreflightSeverity.UNKNOWN);
}

/** The findings of nodes and of the audit that nobody acknowledged, each once for all nodes that have it. */
export function openFindings({ nodes, auditFindings }: PreflightReport): OpenFinding[] {
  const groups = new Map<string, { readonly finding: PreflightFinding; readonly nodes: string[] }>();
  for (const node of nodes) {
    for (const finding of node.findings.filter(({ acknowledged }) => acknowledged === undefined)) {
      const key = [finding.ruleId, finding.severity, finding.message, finding.stack, finding.logicalId].join('\n');
      const group = groups.get(key) ?? { finding, nodes: [] };
      group.nodes.push(node.id);
      groups.set(key, group);
    }
  }
  const ofAudit = auditFindings.filter(({ acknowledged }) => acknowledged === undefined).map(finding => ({ finding, nodes: [] }));
  return [...groups.values(), ...ofAudit];
}
