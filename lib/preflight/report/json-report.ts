import { PreflightAccessFinding } from '../preflight-access-finding';
import { PreflightFinding } from '../preflight-finding';
import { PreflightHop, PreflightPath } from '../preflight-hop';
import { PreflightCapabilityResult, PreflightNode } from '../preflight-node';
import { PreflightSource } from '../preflight-source';
import { jsonText } from './json-text';
import { ReportData } from './report-data';
import { accessFindingsOf } from './results';
import { TemplateNames, templateNames } from './template-names';
import { countVerdicts } from './wording';

/** Raised when a key goes away or means something else. A new key leaves it as it is: whoever reads a report ignores keys that it does not know. */
export const REPORT_VERSION = '1';

/** The schema of a version, which gets new keys as the reports do. */
export const SCHEMA_FILE = `schema/preflight-report-${REPORT_VERSION}.schema.json`;
export const SCHEMA_ID = `https://raw.githubusercontent.com/cdk-session-manager/cdk-session-manager/main/${SCHEMA_FILE}`;

/**
 * The report for programs. The order of the keys never changes. A key without a value is left out.
 *
 * A template is named by its path in the cloud assembly, so that the report is the same wherever the assembly is.
 *
 * Each node is one line, and each finding about people or the audit. Indented, thousands of nodes would be longer than a string can be. Tools can also read the nodes line by line.
 */
export function jsonReport(data: ReportData): string {
  const counts = countVerdicts(data.nodes);
  const head = {
    $schema: SCHEMA_ID,
    version: REPORT_VERSION,
    verdict: data.verdict,
    summary: { nodes: data.nodes.length, connects: counts.CONNECTS, blocked: counts.BLOCKED, unknown: counts.UNKNOWN },
    assumptions: data.assumptions,
    warnings: data.warnings ?? [],
  };
  const members = Object.entries(head).map(([key, value]) => `  "${key}": ${jsonText(value)}`);
  const { nodes, auditFindings = [] } = data;
  const accessFindings = accessFindingsOf(data);
  const templates = templateNames(nodes, [...accessFindings, ...auditFindings]);
  const lists = [
    listMember('stacks', (data.stacks ?? []).map(({ name, account, region }) => ({ name, account, region }))),
    listMember('accessFindings', accessFindings.map(finding => accessFindingJson(finding, templates))),
    listMember('auditFindings', auditFindings.map(finding => findingJson(finding, templates))),
    listMember('nodes', nodes.map(node => nodeJson(node, templates))),
  ];
  return `{\n${[...members, ...lists].join(',\n')}\n}\n`;
}

function listMember(name: string, items: readonly unknown[]): string {
  return `  "${name}": [${items.length > 0 ? `\n${items.map(item => `    ${jsonText(item)}`).join(',\n')}\n  ` : ''}]`;
}

// Names each key, so that the order does not depend on the input, and the report has the documented keys only.
function nodeJson(node: PreflightNode, templates: TemplateNames) {
  return {
    id: node.id,
    verdict: node.verdict,
    stack: node.stack,
    logicalId: node.logicalId,
    resourceType: node.resourceType,
    constructPath: node.constructPath,
    capabilities: node.capabilities.map(capabilityJson),
    findings: node.findings.map(finding => findingJson(finding, templates)),
    sessionDocument: node.sessionDocument && { name: node.sessionDocument.name, because: node.sessionDocument.because },
    mainPath: pathJson(node.mainPath, templates),
    paths: node.paths.map(path => pathJson(path, templates)),
  };
}

function capabilityJson(result: PreflightCapabilityResult) {
  return { capability: result.capability, required: result.required, verdict: result.verdict, notApplicable: result.notApplicable };
}

function pathJson(path: PreflightPath, templates: TemplateNames) {
  return { service: path.service, subnet: path.subnet, verdict: path.verdict, hops: path.hops.map(hop => hopJson(hop, templates)) };
}

function hopJson(hop: PreflightHop, templates: TemplateNames) {
  const findings = hop.findings.map(finding => findingJson(finding, templates));
  return { kind: hop.kind, label: hop.label, logicalId: hop.logicalId, verdict: hop.verdict, findings };
}

function findingJson(finding: PreflightFinding, templates: TemplateNames) {
  return {
    ruleId: finding.ruleId,
    severity: finding.severity,
    message: finding.message,
    fix: finding.fix,
    cdkFix: finding.cdkFix && { typescript: finding.cdkFix.typescript, python: finding.cdkFix.python },
    why: finding.why,
    documentation: finding.documentation,
    contract: finding.contract,
    source: sourceJson(finding.source, templates),
    capabilities: finding.capabilities,
    stack: finding.stack,
    logicalId: finding.logicalId,
    resourceType: finding.resourceType,
    property: finding.property,
    constructPath: finding.constructPath,
    templatePath: nameOf(finding.templatePath, templates),
    acknowledged: finding.acknowledged,
    assumption: finding.assumption,
  };
}

function accessFindingJson(finding: PreflightAccessFinding, templates: TemplateNames) {
  return { principal: finding.principal, ...findingJson(finding, templates), statement: finding.statement };
}

function sourceJson(source: PreflightSource, templates: TemplateNames) {
  return {
    origin: source.origin,
    name: source.name,
    stack: source.stack,
    templatePath: nameOf(source.templatePath, templates),
    templateLine: source.templateLine,
    constructPath: source.constructPath,
    code: source.code && { file: source.code.file, line: source.code.line, column: source.code.column },
    arn: source.arn,
    account: source.account,
    region: source.region,
    consoleUrl: source.consoleUrl,
  };
}

function nameOf(templatePath: string | undefined, templates: TemplateNames): string | undefined {
  return templatePath === undefined ? undefined : templates(templatePath);
}
