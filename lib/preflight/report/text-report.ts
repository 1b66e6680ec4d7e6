import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { ReportData } from './report-data';
import { WeighedFinding, Weight, plain, summary, weighedFindings, whatWorks, whereParts } from './wording';

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

type Paint = (text: string, ...codes: number[]) => string;

const BOLD = 1;
const DIM = 2;
const RED = 31;
const GREEN = 32;
const YELLOW = 33;

const VERDICT_COLORS: { readonly [verdict in PreflightVerdict]: number[] } = { CONNECTS: [GREEN], BLOCKED: [BOLD, RED], UNKNOWN: [YELLOW] };

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
  const lines = [
    ...data.nodes.flatMap((node, index) => nodeLines(node, width, paint, index === data.nodes.length - 1)),
    ...data.nodes.length > 0 ? [''] : [],
    ...assumptionLines(data, width),
    paint(summary(data.nodes), BOLD),
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
  return [...head, ...findings, ...findings.length > 0 && !isLast ? [''] : []];
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
  const ruleId = plain(finding.ruleId);
  const hanging = DETAIL_INDENT + ruleId.length + 2;
  const room = width - hanging;
  const where = whereParts(finding);
  const message = `${SHORT_WORDS[weight]}${plain(finding.message)}`;
  const texts = [
    ...wrap(inFull ? message : `${message} (${plain(finding.logicalId)})`, room),
    ...inFull ? fitParts(where, room).map(text => paint(text, DIM)) : [],
    ...inFull ? wrap(`Fix: ${plain(finding.fix)}`, room) : [],
    ...finding.acknowledged === undefined ? [] : wrap(`Reason: ${plain(finding.acknowledged)}`, room),
  ];
  return texts.map((text, index) => index === 0
    ? `${' '.repeat(DETAIL_INDENT)}${paint(ruleId, BOLD)}  ${text}`
    : ' '.repeat(hanging) + text);
}

function assumptionLines(data: ReportData, width: number): string[] {
  if (data.assumptions.length === 0) { return []; }
  const items = data.assumptions.flatMap(text => wrap(plain(text), width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`));
  return ['Taken for granted:', ...items, ''];
}

// Names are not wrapped, so that they can be copied.
function fitParts(parts: readonly string[], room: number): string[] {
  const joined = parts.join('  ');
  return length(joined) <= room ? [joined] : [...parts];
}

function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && length(last) + 1 + length(word) <= room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

function length(text: string): number {
  return [...text].length;
}

export { summary } from './wording';
