import { NodeEvaluation } from './evaluate-rules';
import { MergedFinding } from './merge-findings';
import { pathReports } from './path-report';
import { verdictOf } from './verdict';
import { isKnown } from '../model/known';
import { constructPathOf, groupOf, SourceLocation } from '../model/location';
import { ManagedNode } from '../model/node';
import { CAPABILITIES, Capability } from '../model/session/capability';
import { display } from '../model/symbolic-text';
import { sentence } from '../model/words';
import { PreflightCapability } from '../preflight-capability';
import { PreflightFinding } from '../preflight-finding';
import { PreflightPath } from '../preflight-hop';
import { PreflightCapabilityResult, PreflightNode, PreflightSessionDocument } from '../preflight-node';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightOrigin, PreflightSource } from '../preflight-source';
import { PreflightVerdict } from '../preflight-verdict';
import { Reading } from '../readers/reading';

/** What of a reading a report takes beside its model. */
type ReportReading = Pick<Reading, 'acknowledged' | 'wordFix'>;

/** What the public sees of the evaluation of a node. */
export function nodeReport(
  evaluation: NodeEvaluation, require: ReadonlySet<Capability> | undefined, reading: ReportReading,
): PreflightNode {
  const { node, findings } = evaluation;
  const notApplicable = new Map(CAPABILITIES.map(capability => [capability, missing(evaluation, capability)]));
  const required = require ?? new Set(DEFAULTS.filter(capability => notApplicable.get(capability) === undefined));
  const reports = new Map(findings.map(finding => [finding, findingReport(finding, node, reading)]));
  const relevant = findings.filter(({ capabilities }) => capabilities.some(capability => required.has(capability)));
  const reported = relevant.map(finding => reports.get(finding)!);
  const paths = lazily(() => pathReports(evaluation, relevant, reports, required));
  return {
    id: idOf(node),
    logicalId: node.resource.name,
    stack: groupOf(node.resource),
    resourceType: node.resource.type,
    constructPath: constructPathOf(node.resource),
    verdict: verdictOf(reported),
    capabilities: CAPABILITIES.map((capability): PreflightCapabilityResult => ({
      capability: PreflightCapability[capability],
      required: required.has(capability),
      verdict: verdictOf(findings.filter(finding => finding.capabilities.includes(capability)).map(finding => reports.get(finding)!)),
      notApplicable: notApplicable.get(capability),
    })),
    sessionDocument: sessionDocumentReport(node),
    findings: reported,
    get paths() { return paths(); },
    get mainPath() { return mainPathOf(paths()); },
  };
}

function sessionDocumentReport({ document }: ManagedNode): PreflightSessionDocument | undefined {
  return isKnown(document) && document ? { name: display(document.document.name), because: document.because } : undefined;
}

/** The first that is broken, or else the one that carries sessions. */
function mainPathOf(paths: PreflightPath[]): PreflightPath {
  return paths.find(({ verdict }) => verdict !== PreflightVerdict.CONNECTS) ?? paths.find(({ service }) => service === 'ssmmessages') ?? paths[0];
}

/** What counts where nobody says: a shell, and what the session document in use asks for. */
const DEFAULTS: Capability[] = ['SHELL', 'TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

/** Why a capability is not part of a node; undefined if it is. */
function missing({ documentInputs }: NodeEvaluation, capability: Capability): string | undefined {
  const wanted = { TRANSCRIPT_S3: 'bucket', TRANSCRIPT_CLOUDWATCH: 'logGroup', KMS_ENCRYPTION: 'key' } as const;
  if (!(capability in wanted)) { return undefined; }
  const name = wanted[capability as keyof typeof wanted];
  // What cannot be read may well ask for it.
  if (!isKnown(documentInputs)) { return undefined; }
  return documentInputs?.[name] === undefined ? `no session document in use names a ${name === 'logGroup' ? 'log group' : name}` : undefined;
}

/** Given at the node, or at what has to be changed. */
function acknowledgement({ rule, location }: MergedFinding, node: ManagedNode, reading: ReportReading): string | undefined {
  return reading.acknowledged(rule.id, node.resource) ?? reading.acknowledged(rule.id, location.resource);
}

function findingReport(finding: MergedFinding, node: ManagedNode, reading: ReportReading): PreflightFinding {
  const { rule, severity, message, fix, capabilities, location: { resource, property } } = finding;
  return {
    ruleId: rule.id,
    severity: PreflightSeverity[severity],
    message: display(message),
    fix: display(sentence(reading.wordFix(fix))),
    why: rule.why,
    documentation: rule.see,
    contract: `docs/agent-contract.md, section ${rule.contract}`,
    source: sourceReport(resource),
    capabilities: capabilities.map(capability => PreflightCapability[capability]),
    stack: groupOf(resource),
    logicalId: resource.name,
    resourceType: resource.type,
    property,
    constructPath: constructPathOf(resource),
    templatePath: resource.source.origin === 'template' ? resource.source.templatePath : undefined,
    acknowledged: acknowledgement(finding, node, reading),
    assumption: finding.severity === 'UNKNOWN' ? finding.assumption : undefined,
  };
}

function sourceReport({ name, source }: SourceLocation): PreflightSource {
  if (source.origin === 'template') {
    const { stack, templatePath, constructPath } = source;
    return { origin: PreflightOrigin.TEMPLATE, name, stack, templatePath, constructPath };
  }
  if (source.origin === 'assumption') { return { origin: PreflightOrigin.ASSUMPTION, name }; }
  const { arn, account, region, consoleUrl } = source;
  return { origin: PreflightOrigin.ACCOUNT, name, arn, account, region, consoleUrl };
}

/** The path of the construct without the name of its L1 child, or else the stack and the logical id. */
function idOf({ resource }: ManagedNode): string {
  return constructPathOf(resource)?.replace(/(\/Resource)+$/, '') ?? `${groupOf(resource)}/${resource.name}`;
}

/** Drawing the paths of 10,000 nodes that nobody looks at would take more time than evaluating their rules. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
