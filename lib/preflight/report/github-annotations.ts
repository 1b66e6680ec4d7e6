import { auditCausesOf, auditSummary } from './audit-causes';
import { placeOf } from './places';
import { ReportData } from './report-data';
import { accessFindingsOf, Result, resultsOf } from './results';
import { TemplateNames, templateNames } from './template-names';
import { plain, sayingSo, summary, Weight } from './wording';

type Level = 'error' | 'warning' | 'notice';

/** What was acknowledged needs nobody's attention. */
const LEVELS: { readonly [weight in Weight]?: Level } = { blocked: 'error', unknown: 'warning', warning: 'warning', optional: 'notice' };

/** GitHub shows no more of a level for a step, and says nothing of the others. */
const MOST_OF_A_LEVEL = 10;

/** The last line is one, too. */
const MOST: { readonly [level in Level]: number } = { error: MOST_OF_A_LEVEL, warning: MOST_OF_A_LEVEL, notice: MOST_OF_A_LEVEL - 1 };

const ORDER: readonly Level[] = ['error', 'warning', 'notice'];

/**
 * The report as annotations of GitHub Actions: workflow commands on standard output, one a cause, the worst first.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function githubAnnotations(data: ReportData): string {
  const templates = templateNames(data.nodes, [...accessFindingsOf(data), ...data.auditFindings ?? []]);
  const results = resultsOf(data);
  const byLevel = ORDER.map(level => ({ level, results: results.filter(({ weight }) => LEVELS[weight] === level) }));
  const lines = byLevel.flatMap(({ level, results: all }) => all.slice(0, MOST[level]).map(result => annotation(level, result, templates)));
  const more = byLevel.flatMap(({ level, results: { length } }) => length > MOST[level] ? [count(length - MOST[level], level)] : []);
  const rest = more.length === 0 ? '' : `. ${more.join(', ')} more in the whole report`;
  const end = `${summary(data.nodes)}${auditSummary(auditCausesOf(data.auditFindings ?? []))}${rest}`;
  return `${[...lines, command('notice', { title: 'Session Manager preflight' }, end)].join('\n')}\n`;
}

function annotation(level: Level, { finding, message, weight, concerns, places }: Result, templates: TemplateNames): string {
  const place = placeOf(finding, templates);
  const text = [
    weight === 'unknown' ? `Not known: ${message}` : message,
    `Fix: ${plain(finding.fix)}`,
    ...weight === 'unknown' ? [`Once checked: ${plain(sayingSo(finding))}`] : [],
    `Resource: ${plain(`${finding.stack} ${finding.logicalId}`)}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`,
    ...concerns === undefined ? [] : [concerns],
  ].join('\n');
  const title = `${finding.ruleId} ${finding.severity}`;
  return command(level, { file: place && plain(place.file), line: place && String(place.line ?? 1), col: place?.column?.toString(), title }, text);
}

function count(number: number, level: Level): string {
  return `${number} ${level}${number === 1 ? '' : 's'}`;
}

function command(level: Level, properties: { readonly [name: string]: string | undefined }, message: string): string {
  const said = Object.entries(properties).flatMap(([name, value]) => value === undefined ? [] : [`${name}=${property(value)}`]);
  return `::${level} ${said.join(',')}::${escaped(message)}`;
}

/** As GitHub's own toolkit escapes them. */
function escaped(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return escaped(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
