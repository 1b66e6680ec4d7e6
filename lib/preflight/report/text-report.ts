import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { AccessCause, accessCausesOf } from './access-causes';
import { auditCausesOf, auditSummary } from './audit-causes';
import { Cause, causesOf, firstOf } from './causes';
import { ReportData } from './report-data';
import { WeighedFinding, Weight, nodeCount, plain, provenParts, sayingSo, summary, weighedFindings, whatWorks, whereParts } from './wording';
import { length, wrap } from './wrap';

/** How a text report looks. */
export interface TextReportOptions {
  /** Whether the terminal shows colors. */
  readonly color: boolean;

  /**
   * The width of the terminal, in columns.
   *
   * @default 80
   */
  readonly width?: number;
}

/** The most nodes that are told node by node. What is wrong with more nodes is told by cause, each once. */
export const NODE_BY_NODE = 20;

// The nodes or the people that a line names. `--node`, JSON and HTML have the others.
const NAMED_NODES = 3;
const NAMED_PEOPLE = 3;

type Paint = (text: string, ...codes: number[]) => string;

const BOLD = 1;
const DIM = 2;
const RED = 31;
const GREEN = 32;
const YELLOW = 33;

const VERDICT_COLORS: { readonly [verdict in PreflightVerdict]: number[] } = { CONNECTS: [GREEN], BLOCKED: [BOLD, RED], UNKNOWN: [YELLOW] };

const ORDER: readonly PreflightVerdict[] = [PreflightVerdict.BLOCKED, PreflightVerdict.UNKNOWN, PreflightVerdict.CONNECTS];

// The longest verdict and two spaces.
const VERDICT_WIDTH = 10;
const DETAIL_INDENT = 2;
// In a narrower terminal, each line would hold a single word.
const LEAST_WIDTH = 40;

const SHORT_WORDS: { readonly [weight in Weight]: string } = {
  blocked: '',
  unknown: 'unknown: ',
  optional: 'not required: ',
  warning: 'warning: ',
  acknowledged: 'acknowledged: ',
};

/** The report for a terminal. */
export function textReport(data: ReportData, options: TextReportOptions): string {
  const width = Math.max(options.width ?? 80, LEAST_WIDTH);
  const paint: Paint = options.color ? (text, ...codes) => `\u001b[${codes.join(';')}m${text}\u001b[0m` : text => text;
  const audit = auditCausesOf(data.auditFindings ?? []);
  const lines = [
    ...data.nodes.length <= NODE_BY_NODE
      ? data.nodes.flatMap((node, index) => nodeLines(node, width, paint, index === data.nodes.length - 1))
      : linesByCause(data.nodes, width, paint),
    ...data.nodes.length > 0 ? [''] : [],
    ...accessLines(accessCausesOf(data.accessFindings ?? []), width, paint),
    ...auditLines(audit, width, paint),
    ...sentenceLines('Taken for granted:', data.assumptions, width),
    ...sentenceLines('Warnings:', data.warnings ?? [], width),
    paint(`${summary(data.nodes)}${auditSummary(audit)}`, BOLD),
  ];
  return `${lines.join('\n')}\n`;
}

/** A node in one line: its verdict, its id and what works. */
export function nodeLine(node: PreflightNode): string {
  return `${node.verdict.padEnd(VERDICT_WIDTH)}${plain(node.id)}  ${whatWorks(node)}`;
}

function nodeLines(node: PreflightNode, width: number, paint: Paint, isLast: boolean): string[] {
  const line = nodeLine(node);
  const id = plain(node.id);
  const verdict = paint(node.verdict, ...VERDICT_COLORS[node.verdict]) + ' '.repeat(VERDICT_WIDTH - node.verdict.length);
  const head = length(line) <= width
    ? [verdict + line.slice(VERDICT_WIDTH)]
    : [verdict + id, ...wrap(whatWorks(node), width - VERDICT_WIDTH).map(text => ' '.repeat(VERDICT_WIDTH) + text)];
  const findings = findingsLines(weighedFindings(node), width, paint);
  return [...head, ...provenLines(node, width), ...findings, ...findings.length > 0 && !isLast ? [''] : []];
}

function provenLines(node: PreflightNode, width: number): string[] {
  const proven = node.verdict === PreflightVerdict.UNKNOWN ? provenParts(node) : [];
  return proven.length === 0 ? [] : wrap(`Proven so far: ${proven.join(', ')}. To check:`, width - DETAIL_INDENT).map(line => ' '.repeat(DETAIL_INDENT) + line);
}

function linesByCause(nodes: readonly PreflightNode[], width: number, paint: Paint): string[] {
  return [
    ...ORDER.flatMap(verdict => verdictLines(verdict, nodes.filter(node => node.verdict === verdict), width, paint)),
    ...causesOf(nodes).all.flatMap(cause => ['', ...causeLines(cause, width, paint)]),
  ];
}

function verdictLines(verdict: PreflightVerdict, nodes: readonly PreflightNode[], width: number, paint: Paint): string[] {
  if (nodes.length === 0) { return []; }
  const [first, ...others] = wrap(`${nodeCount(nodes.length)}: ${firstNames(nodes)}`, width - VERDICT_WIDTH);
  return [
    paint(verdict, ...VERDICT_COLORS[verdict]) + ' '.repeat(VERDICT_WIDTH - verdict.length) + first,
    ...others.map(text => ' '.repeat(VERDICT_WIDTH) + text),
  ];
}

function causeLines({ finding, weight, nodes, hasOtherPlaces }: Cause, width: number, paint: Paint): string[] {
  const inFull = weight === 'blocked' || weight === 'unknown';
  const hanging = hangingOf(finding);
  const places = hasOtherPlaces ? `${nodeCount(nodes.length)}, at several resources: ` : `${nodeCount(nodes.length)}: `;
  return [
    ...findingLines({ finding, weight }, inFull, width, paint),
    ...wrap(places + firstNames(nodes), width - hanging).map(text => ' '.repeat(hanging) + text),
  ];
}

function firstNames(nodes: readonly PreflightNode[]): string {
  return firstOf(nodes.map(node => plain(node.id)), NAMED_NODES);
}

// Only the first BLOCKED and the first UNKNOWN finding are shown in full, because they have to be fixed first.
function findingsLines(findings: readonly WeighedFinding[], width: number, paint: Paint): string[] {
  const reported = new Set<Weight>();
  return findings.flatMap(one => {
    const inFull = (one.weight === 'blocked' || one.weight === 'unknown') && !reported.has(one.weight);
    reported.add(one.weight);
    return findingLines(one, inFull, width, paint);
  });
}

function findingLines({ finding, weight }: WeighedFinding, inFull: boolean, width: number, paint: Paint): string[] {
  const room = width - hangingOf(finding);
  const where = whereParts(finding);
  const message = `${SHORT_WORDS[weight]}${plain(finding.message)}`;
  const texts = [
    ...wrap(inFull ? message : `${message} (${plain(finding.logicalId)})`, room),
    ...inFull ? fitParts(where, room).map(text => paint(text, DIM)) : [],
    ...inFull ? wrap(`Fix: ${plain(finding.fix)}`, room) : [],
    ...weight === 'unknown' ? wrap(`Once checked: ${plain(sayingSo(finding))}`, room) : [],
    ...finding.acknowledged === undefined ? [] : wrap(`Reason: ${plain(finding.acknowledged)}`, room),
  ];
  return underRule(finding, texts, paint);
}

/** The first line after the id of the rule, the others below it. */
function underRule(finding: PreflightFinding, texts: readonly string[], paint: Paint): string[] {
  return texts.map((text, index) => index === 0
    ? `${' '.repeat(DETAIL_INDENT)}${paint(plain(finding.ruleId), BOLD)}  ${text}`
    : ' '.repeat(hangingOf(finding)) + text);
}

function accessLines(causes: readonly AccessCause[], width: number, paint: Paint): string[] {
  return causes.length === 0 ? [] : ['Access:', ...causes.flatMap(cause => accessCauseLines(cause, width, paint)), ''];
}

function accessCauseLines({ finding, predicate, findings }: AccessCause, width: number, paint: Paint): string[] {
  const room = width - hangingOf(finding);
  const { acknowledged, message } = finding;
  const said = findings.length === 1 ? message : `${firstOf(findings.map(({ principal }) => principal), NAMED_PEOPLE)}: ${predicate}`;
  const places = new Set(findings.map(({ stack, logicalId }) => `${stack}\n${logicalId}`));
  const texts = acknowledged !== undefined
    ? [...wrap(`acknowledged: ${plain(said)}`, room), ...wrap(`Reason: ${plain(acknowledged)}`, room)]
    : [
      ...wrap(plain(said), room),
      ...fitParts([...whereParts(finding), ...places.size > 1 ? [`and ${places.size - 1} more`] : []], room).map(text => paint(text, DIM)),
      ...wrap(`Fix: ${plain(finding.fix)}`, room),
    ];
  return underRule(finding, texts, paint);
}

/** Each in full: none of them shows at a node. */
function auditLines(findings: readonly WeighedFinding[], width: number, paint: Paint): string[] {
  return findings.length === 0 ? [] : ['Audit:', ...findings.flatMap(one => findingLines(one, one.weight !== 'acknowledged', width, paint)), ''];
}

/** What stops although all nodes connect. */
function hangingOf({ ruleId }: PreflightFinding): number {
  return DETAIL_INDENT + plain(ruleId).length + 2;
}

function sentenceLines(title: string, sentences: readonly string[], width: number): string[] {
  if (sentences.length === 0) { return []; }
  const items = sentences.flatMap(text => wrap(plain(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
  return [title, ...items, ''];
}

// Names are not wrapped, so that they can be copied.
function fitParts(parts: readonly string[], room: number): string[] {
  const joined = parts.join('  ');
  return length(joined) <= room ? [joined] : [...parts];
}

export { summary } from './wording';
