import { CAPABILITIES, Capability } from './model/capability';
import { isKnown } from './model/known';
import { ManagedNode } from './model/node';
import { pathsOf } from './paths-of';
import { PreflightCapability } from './preflight-capability';
import { PreflightFinding } from './preflight-finding';
import { PreflightCapabilityResult, PreflightNode } from './preflight-node';
import { PreflightSeverity } from './preflight-severity';
import { PreflightVerdict } from './preflight-verdict';
import { Judgement, JudgedProblem } from './rules/judge';
import { verdictOf } from './verdict-of';

/** Why somebody acknowledged a rule for a resource, if somebody did. */
export type Acknowledged = (problem: JudgedProblem, node: ManagedNode) => string | undefined;

/** What the public sees of a judgement. */
export function nodeOf(judgement: Judgement, require: ReadonlySet<Capability> | undefined, acknowledged: Acknowledged): PreflightNode {
  const { node, problems } = judgement;
  const notApplicable = new Map(CAPABILITIES.map(capability => [capability, missing(judgement, capability)]));
  const required = require ?? new Set(DEFAULTS.filter(capability => notApplicable.get(capability) === undefined));
  const findings = new Map(problems.map(problem => [problem, findingOf(problem, acknowledged(problem, node))]));
  const relevant = problems.filter(({ capabilities }) => capabilities.some(capability => required.has(capability)));
  const told = relevant.map(problem => findings.get(problem)!);
  const paths = lazily(() => pathsOf(judgement, relevant, findings, required));
  return {
    id: idOf(node),
    logicalId: node.place.logicalId,
    stack: node.place.stack,
    resourceType: node.place.type,
    constructPath: node.place.constructPath,
    verdict: verdictOf(told),
    capabilities: CAPABILITIES.map((capability): PreflightCapabilityResult => ({
      capability: PreflightCapability[capability],
      required: required.has(capability),
      verdict: verdictOf(problems.filter(problem => problem.capabilities.includes(capability)).map(problem => findings.get(problem)!)),
      notApplicable: notApplicable.get(capability),
    })),
    findings: told,
    get paths() { return paths(); },
    get path() { return (paths().find(({ verdict }) => verdict !== PreflightVerdict.CONNECTS) ?? paths().find(({ service }) => service === 'ssmmessages') ?? paths()[0]).hops; },
  };
}

/** What counts where nobody says: a shell, and what the session document in use asks for. */
const DEFAULTS: Capability[] = ['SHELL', 'TRANSCRIPT_S3', 'TRANSCRIPT_CLOUDWATCH', 'KMS_ENCRYPTION'];

/** Why a capability is not part of a node; undefined if it is. */
function missing({ asked }: Judgement, capability: Capability): string | undefined {
  const wanted = { TRANSCRIPT_S3: 'bucket', TRANSCRIPT_CLOUDWATCH: 'logGroup', KMS_ENCRYPTION: 'key' } as const;
  if (!(capability in wanted)) { return undefined; }
  const name = wanted[capability as keyof typeof wanted];
  // What cannot be read may well ask for it.
  if (!isKnown(asked)) { return undefined; }
  return asked?.[name] === undefined ? `no session document in use names a ${name === 'logGroup' ? 'log group' : name}` : undefined;
}

function findingOf(problem: JudgedProblem, acknowledged: string | undefined): PreflightFinding {
  const { rule, severity, message, fix, capabilities, spot: { place, property } } = problem;
  return {
    ruleId: rule.id,
    severity: PreflightSeverity[severity],
    message,
    fix,
    source: `docs/agent-contract.md, section ${rule.contract}`,
    capabilities: capabilities.map(capability => PreflightCapability[capability]),
    stack: place.stack,
    logicalId: place.logicalId,
    resourceType: place.type,
    property,
    constructPath: place.constructPath,
    templatePath: place.templatePath,
    acknowledged,
  };
}

/** The path of the construct without the name of its L1 child, or else the stack and the logical id. */
function idOf({ place }: ManagedNode): string {
  return place.constructPath?.replace(/(\/Resource)+$/, '') ?? `${place.stack}/${place.logicalId}`;
}

/** Drawing the paths of 10,000 nodes that nobody looks at would take more time than judging them. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
