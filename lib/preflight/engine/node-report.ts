import { NodeEvaluation } from './evaluate-rules';
import { MergedFinding } from './merge-findings';
import { pathReports } from './path-report';
import { verdictOf } from './verdict';
import { isKnown } from '../model/known';
import { constructPathOf, groupOf, SourceLocation, TemplateSource } from '../model/location';
import { ManagedNode, NodeInSight } from '../model/node';
import { CAPABILITIES, Capability } from '../model/session/capability';
import { display } from '../model/symbolic-text';
import { sentence } from '../model/words';
import { PreflightCapability } from '../preflight-capability';
import { PreflightFinding } from '../preflight-finding';
import { PreflightPath } from '../preflight-hop';
import { PreflightCapabilityResult, PreflightNode, PreflightSessionDocument } from '../preflight-node';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightCodePlace, PreflightOrigin, PreflightSource } from '../preflight-source';
import { PreflightVerdict } from '../preflight-verdict';
import { Reading } from '../readers/reading';
import { contractPage, RuleText } from '../rules/rule';

/** What of a reading a report takes beside its model. */
export type ReportReading = Pick<Reading, 'acknowledged' | 'wordFix' | 'cdkFix'>;

/** A finding, for the public and for whoever still has to know where it comes from. */
export interface JudgedFinding extends Pick<MergedFinding, 'rule' | 'capabilities'> {
  readonly resource: SourceLocation;
  readonly report: PreflightFinding;
}

/** What the evaluation of a node gives, without what it was made from. */
export interface Judgement {
  readonly findings: readonly JudgedFinding[];
  readonly capabilities: PreflightCapabilityResult[];
}

export function judgementOf(evaluation: NodeEvaluation, require: ReadonlySet<Capability> | undefined, reading: ReportReading): Judgement {
  const findings = evaluation.findings.map(finding => {
    const { rule, capabilities, location: { resource } } = finding;
    return { rule, capabilities, resource, report: findingReport(finding, evaluation.node.resource, reading) };
  });
  const capabilities = CAPABILITIES.map(capability => {
    const notApplicable = missing(evaluation, capability);
    const required = require ? require.has(capability) : DEFAULTS.includes(capability) && notApplicable === undefined;
    return { capability: PreflightCapability[capability], required, verdict: PreflightVerdict.CONNECTS, notApplicable };
  });
  return { findings, capabilities: withVerdicts(capabilities, findings) };
}

/** Capabilities with the verdicts that findings give them. */
export function withVerdicts(capabilities: readonly PreflightCapabilityResult[], findings: readonly JudgedFinding[]): PreflightCapabilityResult[] {
  const reports = findings.map(({ report }) => report);
  return capabilities.map(result => ({ ...result, verdict: verdictOf(reports.filter(report => report.capabilities.includes(result.capability))) }));
}

/** What the public sees of a node. What few people look at is made when they do, by another evaluation: 10,000 of them would not fit. */
export class NodeReport implements PreflightNode {
  readonly id: string;
  readonly logicalId: string;
  readonly stack: string;
  readonly resourceType: string;
  readonly constructPath: string | undefined;
  readonly verdict: PreflightVerdict;
  readonly capabilities: PreflightCapabilityResult[];
  readonly findings: PreflightFinding[];
  // Not private to TypeScript alone, since people write nodes as JSON.
  readonly #node: NodeInSight;
  readonly #judgement: Judgement;
  readonly #evaluate: () => NodeEvaluation;
  #paths: PreflightPath[] | undefined;

  constructor(node: NodeInSight, judgement: Judgement, evaluate: () => NodeEvaluation, findings = relevant(judgement)) {
    const { resource } = node;
    this.id = idOf(resource);
    this.logicalId = resource.name;
    this.stack = groupOf(resource);
    this.resourceType = resource.type;
    this.constructPath = constructPathOf(resource);
    this.verdict = verdictOf(findings);
    this.capabilities = judgement.capabilities;
    this.findings = findings;
    this.#node = node;
    this.#judgement = judgement;
    this.#evaluate = evaluate;
  }

  get sessionDocument(): PreflightSessionDocument | undefined { return sessionDocumentReport(this.#node.read()); }

  get paths(): PreflightPath[] { return this.#paths ??= this.#findPaths(); }

  get mainPath(): PreflightPath { return mainPathOf(this.paths); }

  /** The same node, of which other things are found. */
  withFindings(findings: PreflightFinding[]): NodeReport {
    return new NodeReport(this.#node, this.#judgement, this.#evaluate, findings);
  }

  toJSON(): PreflightNode {
    const { sessionDocument, paths, mainPath } = this;
    return { ...this, sessionDocument, paths, mainPath };
  }

  #findPaths(): PreflightPath[] {
    const { findings, capabilities } = this.#judgement;
    const evaluation = this.#evaluate();
    const reports = new Map(evaluation.findings.map((finding, index) => [finding, findings[index].report]));
    const required = requiredOf(capabilities);
    return pathReports(evaluation, evaluation.findings.filter(finding => finding.capabilities.some(each => required.has(each))), reports, required);
  }
}

/** What counts for the verdict. */
function relevant({ findings, capabilities }: Judgement): PreflightFinding[] {
  const required = requiredOf(capabilities);
  return findings.filter(finding => finding.capabilities.some(capability => required.has(capability))).map(({ report }) => report);
}

function requiredOf(capabilities: readonly PreflightCapabilityResult[]): ReadonlySet<Capability> {
  return new Set(CAPABILITIES.filter((_, index) => capabilities[index].required));
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

/** Given at what the finding is about, or at what has to be changed. */
export function acknowledgement({ id }: RuleText, about: SourceLocation, resource: SourceLocation, reading: ReportReading): string | undefined {
  return reading.acknowledged(id, about) ?? reading.acknowledged(id, resource);
}

function findingReport(finding: MergedFinding, node: SourceLocation, reading: ReportReading): PreflightFinding {
  const { rule, severity, message, fix, capabilities, location } = finding;
  return {
    ...ruleReport(rule, { severity, message, fix, location }, node, reading),
    capabilities: capabilities.map(capability => PreflightCapability[capability]),
    assumption: severity === 'UNKNOWN' ? finding.assumption : undefined,
  };
}

/** What the public sees of a finding of any rule, whatever it is about. */
export function ruleReport(
  rule: RuleText, { severity, message, fix, location: { resource, property } }: Pick<MergedFinding, 'severity' | 'message' | 'fix' | 'location'>,
  about: SourceLocation, reading: ReportReading,
): Omit<PreflightFinding, 'capabilities' | 'assumption'> {
  return {
    ruleId: rule.id,
    severity: PreflightSeverity[severity],
    message: display(message),
    fix: display(sentence(reading.wordFix(fix))),
    // What is not known may well be right.
    cdkFix: severity === 'UNKNOWN' ? undefined : reading.cdkFix?.(fix, resource),
    why: rule.why,
    documentation: rule.see,
    contract: `${contractPage(rule)}, section ${rule.contract}`,
    ...placeOf(resource),
    property,
    acknowledged: acknowledgement(rule, about, resource, reading),
  };
}

/** What a finding says of the resource that has to be changed. */
export function placeOf(
  resource: SourceLocation,
): Pick<PreflightFinding, 'source' | 'stack' | 'logicalId' | 'resourceType' | 'constructPath' | 'templatePath'> {
  return {
    source: sourceReport(resource),
    stack: groupOf(resource),
    logicalId: resource.name,
    resourceType: resource.type,
    constructPath: constructPathOf(resource),
    templatePath: resource.source.origin === 'template' ? resource.source.templatePath : undefined,
  };
}

export function sourceReport({ name, source }: SourceLocation): PreflightSource {
  if (source.origin === 'template') { return new TemplateSourceReport(name, source); }
  if (source.origin === 'assumption') { return { origin: PreflightOrigin.ASSUMPTION, name }; }
  const { arn, account, region, consoleUrl } = source;
  return { origin: PreflightOrigin.ACCOUNT, name, arn, account, region, consoleUrl };
}

/** A resource of a template. Its lines are looked up when somebody asks: that takes the files. */
class TemplateSourceReport implements PreflightSource {
  readonly origin = PreflightOrigin.TEMPLATE;
  readonly stack: string;
  readonly templatePath: string;
  readonly constructPath?: string;
  readonly #source: TemplateSource;

  constructor(readonly name: string, source: TemplateSource) {
    this.#source = source;
    ({ stack: this.stack, templatePath: this.templatePath, constructPath: this.constructPath } = source);
  }

  get templateLine(): number | undefined { return this.#source.lines?.inTemplate(this.#source.logicalId); }

  get code(): PreflightCodePlace | undefined {
    return this.constructPath === undefined ? undefined : this.#source.lines?.inCode(this.constructPath);
  }
}

/** The path of the construct without the name of its L1 child, or else the stack and the logical id. */
export function idOf(resource: SourceLocation): string {
  return constructPathOf(resource)?.replace(/(\/Resource)+$/, '') ?? `${groupOf(resource)}/${resource.name}`;
}
