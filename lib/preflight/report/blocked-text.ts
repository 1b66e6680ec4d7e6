import { expectationsText } from './expectation-text';
import { OpenFinding } from './open-findings';
import { UnmetExpectation } from './unmet-expectation';
import { plain } from './wording';
import { PreflightFinding } from '../preflight-finding';

/** All that stops somebody, for the message of an error. */
export function stoppingText(blocked: readonly OpenFinding[], unmet: readonly UnmetExpectation[]): string {
  const ofNodes = blocked.filter(({ nodes }) => nodes.length > 0);
  const ofAudit = blocked.filter(({ nodes }) => nodes.length === 0);
  return [
    ...ofNodes.length > 0 ? [blockedText(ofNodes)] : [],
    ...ofAudit.length > 0 ? [auditText(ofAudit)] : [],
    ...unmet.length > 0 ? [expectationsText(unmet)] : [],
  ].join('\n\n');
}

/** Findings that stop somebody: rule, resource, construct, what is wrong and how to mend it. */
function blockedText(blocked: readonly OpenFinding[]): string {
  const nodes = new Set(blocked.flatMap(({ nodes: ids }) => ids));
  return [
    `Session Manager will not reach ${nodes.size === 1 ? 'a node' : `${nodes.size} nodes`} of this app, as it is:`,
    ...blocked.map(({ finding, nodes: ids }) => blockText(finding, ids)),
  ].join('\n\n');
}

function auditText(blocked: readonly OpenFinding[]): string {
  return ['Sessions will not be recorded, or nobody will be told of them, as this app is:', ...blocked.map(({ finding }) => blockText(finding, []))].join('\n\n');
}

function blockText(finding: PreflightFinding, nodes: readonly string[]): string {
  const { ruleId, severity, message, fix, stack, logicalId, resourceType, property, constructPath } = finding;
  const resource = [`${logicalId} (${resourceType})`, property ?? ''].filter(part => part !== '').join(', ');
  return [
    `${ruleId} ${severity}: ${message}`,
    ...nodes.length === 0 ? [] : [`  Node: ${nodes.join(', ')}`],
    `  Resource: ${resource} in ${stack}`,
    ...constructPath === undefined ? [] : [`  Construct: ${constructPath}`],
    `  Fix: ${fix}`,
  ].map(plain).join('\n');
}
