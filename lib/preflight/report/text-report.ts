import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { AccessCause, accessCausesOf } from './access-causes';
import { auditCausesOf, auditSummary } from './audit-causes';
import { Cause, causesOf, firstOf } from './causes';
import { firstOfEach } from './first-of-each';
import { ReportData } from './report-data';
import { Paint, painter, TextReportOptions, widthOf } from './terminal-text';
import { WEIGHTS, WeighedFinding, Weight, nodeCount, plain, provenParts, sayingSo, summary, weighedFindings, whatWorks, whereParts } from './wording';
import { length, wrap } from './wrap';

export { summary } from './wording';
export type { TextReportOptions } from './terminal-text';

/** The most nodes that are told node by node. What is wrong with more nodes is told by cause, each once. */
export const NODE_BY_NODE = 20;

// What a line names of nodes, of people and of places. `--node`, JSON and HTML have the others.
const NAMED = 3;

// The most sentences of a list.
const SENTENCES = 10;

const VERDICT_STYLES = { CONNECTS: 'green', BLOCKED: 'red', UNKNOWN: 'yellow' } as const;

const ORDER: readonly PreflightVerdict[] = [PreflightVerdict.BLOCKED, PreflightVerdict.UNKNOWN, PreflightVerdict.CONNECTS];

// The longest verdict and two spaces.
const VERDICT_WIDTH = 10;
const DETAIL_INDENT = 2;

const SHORT_WORDS: { readonly [weight in Weight]: string } = {
  blocked: '',
  unknown: 'unknown: ',
  optional: 'not required: ',
  warning: 'warning: ',
  acknowledged: 'acknowledged: ',
};

/** How wide and in which colors, and which findings. */
interface Look {
  readonly width: number;
  readonly paint: Paint;
  readonly weights: readonly Weight[];
}

/** The report for a terminal. */
export function textReport(data: ReportData, options: TextReportOptions): string {
  const look: Look = { width: widthOf(options), paint: painter(options), weights: WEIGHTS };
  const audit = auditCausesOf(data.auditFindings ?? []);
  return linesOf([
    ...nodesLines(data.nodes, look),
    ...accessLines(accessCausesOf(data.accessFindings ?? []), look),
    ...auditLines(audit, look),
    ...sentenceLines('Taken for granted:', data.assumptions, look),
    ...sentenceLines('Warnings:', data.warnings ?? [], look),
    summaryLine(data, audit, look),
  ]);
}

/** What of a report fails alone; empty where nothing does. */
export function failingText(data: ReportData, { strict, ...options }: TextReportOptions & { readonly strict: boolean }): string {
  const look: Look = { width: widthOf(options), paint: painter(options), weights: strict ? ['blocked', 'unknown'] : ['blocked'] };
  const fails = (verdict: PreflightVerdict) => verdict === PreflightVerdict.BLOCKED || (strict && verdict === PreflightVerdict.UNKNOWN);
  const audit = auditCausesOf(data.auditFindings ?? []).filter(({ weight }) => weight === 'blocked');
  if (!fails(data.verdict) && audit.length === 0) { return ''; }
  return linesOf([
    ...nodesLines(data.nodes.filter(({ verdict }) => fails(verdict)), look),
    ...auditLines(audit, look),
    // What is not seen, and keeps a report of nodes that all connect from being a proof, is among it.
    ...strict ? sentenceLines('Taken for granted:', data.assumptions, look) : [],
    summaryLine(data, audit, look),
  ]);
}

function linesOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function summaryLine({ nodes }: ReportData, audit: readonly WeighedFinding[], { paint }: Look): string {
  return paint(`${summary(nodes)}${auditSummary(audit)}`, 'bold');
}

function nodesLines(nodes: readonly PreflightNode[], look: Look): string[] {
  if (nodes.length === 0) { return []; }
  const lines = nodes.length > NODE_BY_NODE ? linesByCause(nodes, look)
    : nodes.flatMap((node, index) => nodeLines(node, look, index === nodes.length - 1));
  return [...lines, ''];
}

/** A node in one line: its verdict, its id and what works. */
export function nodeLine(node: PreflightNode): string {
  return `${node.verdict.padEnd(VERDICT_WIDTH)}${plain(node.id)}  ${whatWorks(node)}`;
}

function nodeLines(node: PreflightNode, look: Look, isLast: boolean): string[] {
  const { width, paint } = look;
  const line = nodeLine(node);
  const id = plain(node.id);
  const verdict = paint(node.verdict, VERDICT_STYLES[node.verdict]) + ' '.repeat(VERDICT_WIDTH - node.verdict.length);
  const head = length(line) <= width
    ? [verdict + line.slice(VERDICT_WIDTH)]
    : [verdict + id, ...wrap(whatWorks(node), width - VERDICT_WIDTH).map(text => ' '.repeat(VERDICT_WIDTH) + text)];
  const findings = findingsLines(weighedFindings(node).filter(({ weight }) => look.weights.includes(weight)), look);
  return [...head, ...provenLines(node, width), ...findings, ...findings.length > 0 && !isLast ? [''] : []];
}

function provenLines(node: PreflightNode, width: number): string[] {
  const proven = node.verdict === PreflightVerdict.UNKNOWN ? provenParts(node) : [];
  return proven.length === 0 ? [] : wrap(`Proven so far: ${proven.join(', ')}. To check:`, width - DETAIL_INDENT).map(line => ' '.repeat(DETAIL_INDENT) + line);
}

function linesByCause(nodes: readonly PreflightNode[], look: Look): string[] {
  const causes = causesOf(nodes).all.filter(({ weight }) => look.weights.includes(weight));
  return [
    ...ORDER.flatMap(verdict => verdictLines(verdict, nodes.filter(node => node.verdict === verdict), look)),
    ...firstOfEach(causes, {
      groupOf: ({ finding, weight }) => `${weight} ${finding.ruleId}`,
      show: cause => ['', ...causeLines(cause, look)],
      rest: others => ['', ...otherCauseLines(others, look)],
    }),
  ];
}

function verdictLines(verdict: PreflightVerdict, nodes: readonly PreflightNode[], { width, paint }: Look): string[] {
  if (nodes.length === 0) { return []; }
  const [first, ...others] = wrap(`${nodeCount(nodes.length)}: ${firstNames(nodes)}`, width - VERDICT_WIDTH);
  return [
    paint(verdict, VERDICT_STYLES[verdict]) + ' '.repeat(VERDICT_WIDTH - verdict.length) + first,
    ...others.map(text => ' '.repeat(VERDICT_WIDTH) + text),
  ];
}

function causeLines({ finding, weight, nodes, hasOtherPlaces }: Cause, look: Look): string[] {
  const inFull = weight === 'blocked' || weight === 'unknown';
  const hanging = hangingOf(finding);
  const places = hasOtherPlaces ? `${nodeCount(nodes.length)}, at several resources: ` : `${nodeCount(nodes.length)}: `;
  return [
    ...findingLines({ finding, weight }, inFull, look),
    ...wrap(places + firstNames(nodes), look.width - hanging).map(text => ' '.repeat(hanging) + text),
  ];
}

function otherCauseLines(causes: readonly Cause[], look: Look): string[] {
  const [{ finding, weight }] = causes;
  const nodes = [...new Set(causes.flatMap(cause => cause.nodes))];
  return underRule(finding, wrap(
    `${SHORT_WORDS[weight]}${causes.length} more causes, which --node ID shows. ${nodeCount(nodes.length)}: ${firstNames(nodes)}`,
    look.width - hangingOf(finding),
  ), look);
}

function firstNames(nodes: readonly PreflightNode[]): string {
  return firstOf(nodes.map(node => plain(node.id)), NAMED);
}

// Only the first BLOCKED and the first UNKNOWN finding are shown in full, because they have to be fixed first.
function findingsLines(findings: readonly WeighedFinding[], look: Look): string[] {
  const reported = new Set<Weight>();
  return findings.flatMap(one => {
    const inFull = (one.weight === 'blocked' || one.weight === 'unknown') && !reported.has(one.weight);
    reported.add(one.weight);
    return findingLines(one, inFull, look);
  });
}

function findingLines({ finding, weight }: WeighedFinding, inFull: boolean, look: Look): string[] {
  const room = look.width - hangingOf(finding);
  const where = whereParts(finding);
  const message = `${SHORT_WORDS[weight]}${plain(finding.message)}`;
  const texts = [
    ...wrap(inFull ? message : `${message} (${plain(finding.logicalId)})`, room),
    ...inFull ? fitParts(where, room).map(text => look.paint(text, 'dim')) : [],
    ...inFull ? wrap(`Fix: ${plain(finding.fix)}`, room) : [],
    ...weight === 'unknown' ? wrap(`Once checked: ${plain(sayingSo(finding))}`, room) : [],
    ...finding.acknowledged === undefined ? [] : wrap(`Reason: ${plain(finding.acknowledged)}`, room),
  ];
  return underRule(finding, texts, look);
}

/** The first line after the id of the rule, the others below it. */
function underRule(finding: PreflightFinding, texts: readonly string[], { paint }: Look): string[] {
  return texts.map((text, index) => index === 0
    ? `${' '.repeat(DETAIL_INDENT)}${paint(plain(finding.ruleId), 'bold')}  ${text}`
    : ' '.repeat(hangingOf(finding)) + text);
}

function accessLines(causes: readonly AccessCause[], look: Look): string[] {
  if (causes.length === 0) { return []; }
  const lines = firstOfEach(causes, {
    groupOf: ({ finding }) => `${finding.ruleId} ${finding.acknowledged === undefined}`,
    show: cause => accessCauseLines(cause, look),
    rest: others => otherAccessLines(others, look),
  });
  return ['Access:', ...lines, ''];
}

function accessCauseLines({ finding, predicate, findings }: AccessCause, look: Look): string[] {
  const room = look.width - hangingOf(finding);
  const { acknowledged, message } = finding;
  const said = findings.length === 1 ? message : `${firstOf(findings.map(({ principal }) => principal), NAMED)}: ${predicate}`;
  const places = new Set(findings.map(({ stack, logicalId }) => `${stack}\n${logicalId}`));
  const texts = acknowledged !== undefined
    ? [...wrap(`acknowledged: ${plain(said)}`, room), ...wrap(`Reason: ${plain(acknowledged)}`, room)]
    : [
      ...wrap(plain(said), room),
      ...fitParts([...whereParts(finding), ...places.size > 1 ? [`and ${places.size - 1} more`] : []], room).map(text => look.paint(text, 'dim')),
      ...wrap(`Fix: ${plain(finding.fix)}`, room),
    ];
  return underRule(finding, texts, look);
}

function otherAccessLines(causes: readonly AccessCause[], look: Look): string[] {
  const [{ finding }] = causes;
  const people = [...new Set(causes.flatMap(({ findings }) => findings.map(({ principal }) => plain(principal))))];
  const acknowledged = finding.acknowledged === undefined ? '' : 'acknowledged: ';
  const count = people.length === 1 ? '1 person' : `${people.length} people`;
  const text = `${acknowledged}${causes.length} more, which --json shows. ${count}: ${firstOf(people, NAMED)}`;
  return underRule(finding, wrap(text, look.width - hangingOf(finding)), look);
}

/** Each in full: none of them shows at a node. */
function auditLines(findings: readonly WeighedFinding[], look: Look): string[] {
  if (findings.length === 0) { return []; }
  const lines = firstOfEach(findings, {
    groupOf: ({ finding, weight }) => `${weight} ${finding.ruleId}`,
    show: one => findingLines(one, one.weight !== 'acknowledged', look),
    rest: others => otherAuditLines(others, look),
  });
  return ['Audit:', ...lines, ''];
}

function otherAuditLines(findings: readonly WeighedFinding[], look: Look): string[] {
  const [{ finding, weight }] = findings;
  const places = firstOf([...new Set(findings.map(each => whereParts(each.finding).slice(0, 2).join(' ')))], NAMED);
  const text = `${SHORT_WORDS[weight]}${findings.length} more, which --json shows: ${places}`;
  return underRule(finding, wrap(text, look.width - hangingOf(finding)), look);
}

/** In which column what is said of a rule begins. */
function hangingOf({ ruleId }: PreflightFinding): number {
  return DETAIL_INDENT + plain(ruleId).length + 2;
}

function sentenceLines(title: string, sentences: readonly string[], { width }: Look): string[] {
  if (sentences.length === 0) { return []; }
  const shown = sentences.length <= SENTENCES + 1 ? sentences
    : [...sentences.slice(0, SENTENCES), `And ${sentences.length - SENTENCES} more, which --json shows.`];
  const items = shown.flatMap(text => wrap(plain(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
  return [title, ...items, ''];
}

// Names are not wrapped, so that they can be copied.
function fitParts(parts: readonly string[], room: number): string[] {
  const joined = parts.join('  ');
  return length(joined) <= room ? [joined] : [...parts];
}
