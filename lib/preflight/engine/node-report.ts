import { pathReports } from './path-report';
import { isKnown } from '../model/known';
import { constructPathOf, groupOf } from '../model/location';
import { ManagedNode } from '../model/node';
import { CAPABILITIES, Capability } from '../model/session/capability';
import { PreflightCapability } from '../preflight-capability';
import { PreflightFinding } from '../preflight-finding';
import { PreflightCapabilityResult, PreflightNode } from '../preflight-node';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightVerdict } from '../preflight-verdict';
import { NodeEvaluation } from './evaluate-rules';
import { MergedFinding } from './merge-findings';
import { verdictOf } from './verdict';
import { Reading } from '../readers/reading';

/** What the public sees of the evaluation of a node. */
export function nodeReport(evaluation: NodeEvaluation, require: ReadonlySet<Capability> | undefined, reading: Pick<Reading, 'acknowledged'>): PreflightNode {
  const { node, findings } = evaluation;
  const notApplicable = new Map(CAPABILITIES.map(capability => [capability, missing(evaluation, capability)]));
  const required = require ?? new Set(DEFAULTS.filter(capability => notApplicable.get(capability) === undefined));
  const reports = new Map(findings.map(finding => [finding, findingReport(finding, acknowledgement(finding, node, reading))]));
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
    findings: reported,
    get paths() { return paths(); },
    get path() { return (paths().find(({ verdict }) => verdict !== PreflightVerdict.CONNECTS) ?? paths().find(({ service }) => service === 'ssmmessages') ?? paths()[0]).hops; },
  };
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
function acknowledgement({ rule, location }: MergedFinding, node: ManagedNode, reading: Pick<Reading, 'acknowledged'>): string | undefined {
  return reading.acknowledged(rule.id, node.resource) ?? reading.acknowledged(rule.id, location.resource);
}

function findingReport(finding: MergedFinding, acknowledged: string | undefined): PreflightFinding {
  const { rule, severity, message, fix, capabilities, location: { resource, property } } = finding;
  return {
    ruleId: rule.id,
    severity: PreflightSeverity[severity],
    message,
    fix,
    source: `docs/agent-contract.md, section ${rule.contract}`,
    capabilities: capabilities.map(capability => PreflightCapability[capability]),
    stack: groupOf(resource),
    logicalId: resource.name,
    resourceType: resource.type,
    property,
    constructPath: constructPathOf(resource),
    templatePath: resource.source.origin === 'template' ? resource.source.templatePath : '',
    acknowledged,
  };
}

/** The path of the construct without the name of its L1 child, or else the stack and the logical id. */
function idOf({ resource }: ManagedNode): string {
  return constructPathOf(resource)?.replace(/(\/Resource)+$/, '') ?? `${groupOf(resource)}/${resource.name}`;
}

/** Drawing the paths of 10,000 nodes that nobody looks at would take more time than judging them. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
