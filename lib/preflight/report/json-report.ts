import { PreflightFinding } from '../preflight-finding';
import { PreflightHop, PreflightPath } from '../preflight-hop';
import { PreflightCapabilityResult, PreflightNode } from '../preflight-node';
import { PreflightSource } from '../preflight-source';
import { ReportData } from './report-data';
import { countVerdicts } from './wording';

// JSON allows these characters, but a terminal that shows the report would interpret them.
const UNSAFE_ON_TERMINALS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * The report for programs. The order of the keys never changes. A key without a value is left out.
 *
 * Each node is one line. Indented, thousands of nodes would be longer than a string can be. Tools can also read the nodes line by line.
 */
export function jsonReport(data: ReportData): string {
  const counts = countVerdicts(data.nodes);
  const head = {
    version: '1',
    verdict: data.verdict,
    summary: { nodes: data.nodes.length, connects: counts.CONNECTS, blocked: counts.BLOCKED, unknown: counts.UNKNOWN },
    assumptions: data.assumptions,
  };
  const members = Object.entries(head).map(([key, value]) => `  "${key}": ${line(value)}`);
  const nodes = data.nodes.map(node => `    ${line(nodeJson(node))}`);
  return `{\n${members.join(',\n')},\n  "nodes": [${nodes.length > 0 ? `\n${nodes.join(',\n')}\n  ` : ''}]\n}\n`;
}

function line(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE_ON_TERMINALS, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Names each key, so that the order does not depend on the input, and the report has the documented keys only.
function nodeJson(node: PreflightNode) {
  return {
    id: node.id,
    verdict: node.verdict,
    stack: node.stack,
    logicalId: node.logicalId,
    resourceType: node.resourceType,
    constructPath: node.constructPath,
    capabilities: node.capabilities.map(capabilityJson),
    findings: node.findings.map(findingJson),
    sessionDocument: node.sessionDocument && { name: node.sessionDocument.name, because: node.sessionDocument.because },
    mainPath: pathJson(node.mainPath),
    paths: node.paths.map(pathJson),
  };
}

function capabilityJson(result: PreflightCapabilityResult) {
  return { capability: result.capability, required: result.required, verdict: result.verdict, notApplicable: result.notApplicable };
}

function pathJson(path: PreflightPath) {
  return { service: path.service, subnet: path.subnet, verdict: path.verdict, hops: path.hops.map(hopJson) };
}

function hopJson(hop: PreflightHop) {
  return { kind: hop.kind, label: hop.label, logicalId: hop.logicalId, verdict: hop.verdict, findings: hop.findings.map(findingJson) };
}

function findingJson(finding: PreflightFinding) {
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    message: finding.message,
    fix: finding.fix,
    why: finding.why,
    documentation: finding.documentation,
    contract: finding.contract,
    source: sourceJson(finding.source),
    capabilities: finding.capabilities,
    stack: finding.stack,
    logicalId: finding.logicalId,
    resourceType: finding.resourceType,
    property: finding.property,
    constructPath: finding.constructPath,
    templatePath: finding.templatePath,
    acknowledged: finding.acknowledged,
  };
}

function sourceJson(source: PreflightSource) {
  return {
    origin: source.origin,
    name: source.name,
    stack: source.stack,
    templatePath: source.templatePath,
    constructPath: source.constructPath,
    arn: source.arn,
    account: source.account,
    region: source.region,
    consoleUrl: source.consoleUrl,
  };
}
