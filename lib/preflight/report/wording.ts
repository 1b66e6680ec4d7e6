import { PreflightCapability } from '../preflight-capability';
import { PreflightFinding } from '../preflight-finding';
import { PreflightHop, PreflightHopKind } from '../preflight-hop';
import { PreflightNode } from '../preflight-node';
import { PreflightSeverity } from '../preflight-severity';
import { PreflightVerdict } from '../preflight-verdict';

/** The effect of a finding on its node, the worst first. */
export type Weight = 'blocked' | 'unknown' | 'optional' | 'warning' | 'acknowledged';

/** A finding and its effect on its node. */
export interface WeighedFinding {
  readonly finding: PreflightFinding;
  readonly weight: Weight;
}

/** The number of nodes with each verdict. */
export type Counts = { readonly [verdict in PreflightVerdict]: number };

/** The weights, the worst first. */
export const WEIGHTS: readonly Weight[] = ['blocked', 'unknown', 'optional', 'warning', 'acknowledged'];

const WORDS: { readonly [capability in PreflightCapability]: string } = {
  SHELL: 'shell',
  PORT_FORWARDING: 'tunnels',
  TRANSCRIPT_S3: 'S3 transcripts',
  TRANSCRIPT_CLOUDWATCH: 'CloudWatch transcripts',
  KMS_ENCRYPTION: 'KMS',
  RUN_COMMAND: 'Run Command',
  AGENT_UPDATE: 'agent updates',
};

const CAPABILITIES = Object.keys(WORDS) as PreflightCapability[];

// Control characters, direction marks, line separators and lone surrogates. They would change what a terminal or a page shows.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** A text from a template on one line. Invisible characters become visible, for example `\u001b`. */
export function plain(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ').replace(INVISIBLE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A capability in one or two words. */
export function capabilityWord(capability: PreflightCapability): string {
  return WORDS[capability];
}

/** Capabilities in words, for example `shell, S3 and CloudWatch transcripts`. */
export function capabilityWords(capabilities: readonly PreflightCapability[]): string {
  const ordered = CAPABILITIES.filter(capability => capabilities.includes(capability)).map(capability => WORDS[capability]);
  return ordered.join(', ').replace('S3 transcripts, CloudWatch transcripts', 'S3 and CloudWatch transcripts');
}

/** What works on a node, and what is required but does not work. */
export function whatWorks(node: PreflightNode): string {
  const works = capabilitiesWith(node, PreflightVerdict.CONNECTS);
  const blocked = capabilitiesWith(node, PreflightVerdict.BLOCKED);
  const unknown = capabilitiesWith(node, PreflightVerdict.UNKNOWN);
  if (works.length === 0 && (blocked.length === 0 || unknown.length === 0)) {
    return blocked.length > 0 ? `nothing works${because(node, 'blocked', blocked)}` : `nothing proven${because(node, 'unknown', unknown)}`;
  }
  return [
    capabilityWords(works),
    blocked.length > 0 ? `blocked: ${capabilityWords(blocked)}${because(node, 'blocked', blocked)}` : '',
    unknown.length > 0 ? `unknown: ${capabilityWords(unknown)}${because(node, 'unknown', unknown)}` : '',
  ].filter(part => part !== '').join('; ');
}

/** What of a node is proven, whatever else is not known: its permissions, the agent, the network paths to services. */
export function provenParts({ paths }: PreflightNode): string[] {
  const own = (kind: PreflightHopKind) => paths.flatMap(({ hops }) => hops.filter(hop => hop.kind === kind));
  const hopsTo = (service: string) => paths.filter(path => path.service === service).flatMap(({ hops }) => hops);
  const way = (service: string) => hopsTo(service).filter(({ kind }) => !OF_NODE.includes(kind));
  const reached = [...new Set(paths.map(({ service }) => service))].filter(service => isProven(way(service)));
  return [
    ...isProven(own(PreflightHopKind.IDENTITY)) ? ['the permissions'] : [],
    ...isProven(own(PreflightHopKind.AGENT)) ? ['the SSM Agent'] : [],
    ...reached.length > 0 ? [`the network path to ${reached.map(plain).join(', ')}`] : [],
  ];
}

/** What was accepted is not proven. */
function isProven(hops: readonly PreflightHop[]): boolean {
  return hops.length > 0 && hops.every(({ findings }) => findings.every(({ severity }) => severity === PreflightSeverity.WARNING));
}

/** Hops that are the same on each path. */
const OF_NODE = [PreflightHopKind.IDENTITY, PreflightHopKind.AGENT];

/** The option of the command line that says that what a finding leaves open holds. */
export function sayingSo({ ruleId, assumption }: PreflightFinding): string {
  return assumption === undefined ? `--accept ${ruleId}=REASON` : `--assume ${assumption}`;
}

/** The findings of a node, the worst first, and otherwise in their order in the report. */
export function weighedFindings(node: PreflightNode): WeighedFinding[] {
  const weighed = node.findings.map(finding => ({ finding, weight: weightOf(node, finding) }));
  return WEIGHTS.flatMap(weight => weighed.filter(one => one.weight === weight));
}

/** Counts the nodes with each verdict. */
export function countVerdicts(nodes: readonly PreflightNode[]): Counts {
  const counts = { CONNECTS: 0, BLOCKED: 0, UNKNOWN: 0 };
  for (const node of nodes) { counts[node.verdict] += 1; }
  return counts;
}

/** For example `3 nodes: 1 connects, 1 blocked, 1 unknown`. */
export function summary(nodes: readonly PreflightNode[]): string {
  const counts = countVerdicts(nodes);
  const parts = [
    counts.CONNECTS > 0 ? `${counts.CONNECTS} ${counts.CONNECTS === 1 ? 'connects' : 'connect'}` : '',
    counts.BLOCKED > 0 ? `${counts.BLOCKED} blocked` : '',
    counts.UNKNOWN > 0 ? `${counts.UNKNOWN} unknown` : '',
  ];
  return nodes.length === 0 ? 'No node found: there is nothing to prove' : `${nodeCount(nodes.length)}: ${parts.filter(part => part !== '').join(', ')}`;
}

/** A text as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** For example `1 node`. */
export function nodeCount(count: number): string {
  return `${count} ${count === 1 ? 'node' : 'nodes'}`;
}

/** The place of a finding: stack, logical id and property. */
export function whereParts(finding: PreflightFinding): string[] {
  return [finding.stack, finding.logicalId, finding.property ?? ''].filter(part => part !== '').map(plain);
}

// What is not required and does not work is left out of the line. The findings show it.
function capabilitiesWith(node: PreflightNode, verdict: PreflightVerdict): PreflightCapability[] {
  return node.capabilities
    .filter(result => result.notApplicable === undefined && result.verdict === verdict && (result.required || verdict === PreflightVerdict.CONNECTS))
    .map(result => result.capability);
}

function because(node: PreflightNode, weight: Weight, capabilities: readonly PreflightCapability[]): string {
  const first = weighedFindings(node).find(one => one.weight === weight
    && (capabilities.length === 0 || touches(one.finding, capabilities)));
  return first ? ` (${plain(first.finding.ruleId)})` : '';
}

function weightOf(node: PreflightNode, finding: PreflightFinding): Weight {
  if (finding.acknowledged !== undefined) { return 'acknowledged'; }
  if (finding.severity === PreflightSeverity.WARNING) { return 'warning'; }
  const required = node.capabilities.filter(result => result.required).map(result => result.capability);
  if (!touches(finding, required)) { return 'optional'; }
  return finding.severity === PreflightSeverity.BLOCKED ? 'blocked' : 'unknown';
}

// A finding that names no capability affects all capabilities.
function touches(finding: PreflightFinding, capabilities: readonly PreflightCapability[]): boolean {
  return finding.capabilities.length === 0 || finding.capabilities.some(capability => capabilities.includes(capability));
}
