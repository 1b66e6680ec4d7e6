import { PreflightFinding } from '../preflight-finding';
import { PreflightNode } from '../preflight-node';
import { PreflightVerdict } from '../preflight-verdict';
import { placeOf } from './places';
import { PRODUCT } from './product';
import { ReportData } from './report-data';
import { accessFindingsOf, accessResults, auditResults, Result } from './results';
import { TemplateNames, templateNames } from './template-names';
import { plain, sayingSo, weighedFindings, Weight, whatWorks, whereParts } from './wording';

/** A case of a test: a node, or one for all that is said of the audit, or of people. */
interface Case {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly message: string;
  /** What decides the outcome, and what is told beside it. */
  readonly deciding: readonly Told[];
  readonly beside: readonly Told[];
}

type Told = Pick<Result, 'finding' | 'weight' | 'message'>;

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

const WORDS: { readonly [weight in Weight]: string } = {
  blocked: '', unknown: 'Not known: ', optional: 'Not required: ', warning: 'Warning: ', acknowledged: 'Acknowledged: ',
};

/**
 * A node that may not work, and of which that is not known, is skipped: nobody has tested it, and a build with a failed test has failed, which the command
 * without `--strict` does not.
 */
const OUTCOMES: { readonly [verdict in PreflightVerdict]: Case['outcome'] } = { CONNECTS: 'passed', BLOCKED: 'failure', UNKNOWN: 'skipped' };

/** The report for tools that show results of tests: a suite for each stack with a case for each node. */
export function junitReport(data: ReportData): string {
  const suites = suitesOf(data);
  const templates = templateNames(data.nodes, [...accessFindingsOf(data), ...data.auditFindings ?? []]);
  const cases = suites.flatMap(suite => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(PRODUCT.name)}" ${counts(cases)}>`,
    ...suites.flatMap(suite => suiteLines(suite, templates)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suitesOf(data: ReportData): Suite[] {
  const { nodes } = data;
  const stacks = new Map<string, Case[]>(nodes.map(({ stack }) => [stack, []]));
  for (const node of nodes) { stacks.get(node.stack)!.push(nodeCase(node)); }
  return [
    ...[...stacks].map(([name, cases]) => ({ name, cases })),
    ...suiteOfAll('Audit', 'Sessions are recorded and told of', auditResults(data)),
    ...suiteOfAll('Access', 'People may do what is meant', accessResults(data)),
  ];
}

function nodeCase(node: PreflightNode): Case {
  const told = weighedFindings(node).map(({ finding, weight }) => ({ finding, weight, message: finding.message }));
  const isDeciding = ({ weight }: Told) => weight === 'blocked' || weight === 'unknown';
  return { name: node.id, outcome: OUTCOMES[node.verdict], message: whatWorks(node), ...parted(told, isDeciding) };
}

/** Only where there is something to tell: what was not looked at has not passed. */
function suiteOfAll(name: string, what: string, told: readonly Told[]): Suite[] {
  if (told.length === 0) { return []; }
  const { deciding, beside } = parted(told, ({ weight }) => weight === 'blocked');
  const message = deciding.map(({ finding }) => finding.ruleId).join(', ');
  return [{ name, cases: [{ name: what, outcome: deciding.length > 0 ? 'failure' : 'passed', message, deciding, beside }] }];
}

function parted(told: readonly Told[], isDeciding: (one: Told) => boolean): Pick<Case, 'deciding' | 'beside'> {
  return { deciding: told.filter(isDeciding), beside: told.filter(one => !isDeciding(one)) };
}

function suiteLines({ name, cases }: Suite, templates: TemplateNames): string[] {
  return [
    `  <testsuite name="${xml(name)}" ${counts(cases)} skipped="${numberOf(cases, 'skipped')}">`,
    ...cases.flatMap(each => caseLines(each, name, templates)),
    '  </testsuite>',
  ];
}

function counts(cases: readonly Case[]): string {
  return `tests="${cases.length}" failures="${numberOf(cases, 'failure')}" errors="0"`;
}

function numberOf(cases: readonly Case[], outcome: Case['outcome']): number {
  return cases.filter(each => each.outcome === outcome).length;
}

function caseLines({ name, outcome, message, deciding, beside }: Case, suite: string, templates: TemplateNames): string[] {
  const start = `    <testcase name="${xml(name)}" classname="${xml(suite)}"`;
  const type = outcome === 'failure' ? PreflightVerdict.BLOCKED : PreflightVerdict.UNKNOWN;
  const children = [
    ...outcome === 'passed' ? [] : [`      <${outcome} type="${type}" message="${xml(message)}">${content(deciding, templates)}</${outcome}>`],
    ...beside.length === 0 ? [] : [`      <system-out>${content(beside, templates)}</system-out>`],
  ];
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...children, '    </testcase>'];
}

function content(told: readonly Told[], templates: TemplateNames): string {
  return told.map(one => findingLines(one, templates).map(xml).join('\n')).join('\n\n');
}

function findingLines({ finding, weight, message }: Told, templates: TemplateNames): string[] {
  return [
    `${finding.ruleId}: ${WORDS[weight]}${message}`,
    `  At ${whereOf(finding, templates)}`,
    `  Fix: ${finding.fix}`,
    ...weight === 'unknown' ? [`  Once checked: ${sayingSo(finding)}`] : [],
    ...finding.acknowledged === undefined ? [] : [`  Reason: ${finding.acknowledged}`],
  ];
}

/** For example `Shop NodeRole Properties/Policies/0 (lib/shop.ts:12)`. */
function whereOf(finding: PreflightFinding, templates: TemplateNames): string {
  const place = placeOf(finding, templates);
  const line = place?.line === undefined ? '' : `:${place.line}`;
  return `${whereParts(finding).join(' ')}${place === undefined ? '' : ` (${place.file}${line})`}`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Invisible characters become visible, which leaves two that XML 1.0 does not have. */
function xml(text: string): string {
  return plain(text).replace(/[\ufffe\uffff]/g, '').replace(/[&<>"]/g, character => ENTITIES[character]);
}
