import { NAG_ANSWERS } from './nag-answers';
import { NagFinding, SCENARIO_NAMES, nagFindingsOf, programOf } from './nag-run';

const COMPLIANCE_PACKS = ['HIPAA.Security', 'NIST.800.53.R4', 'NIST.800.53.R5', 'PCI.DSS.321'];
const KINDS = { fix: 'Fix', acknowledge: 'Acknowledge', mistaken: 'Mistaken' } as const;

const distinct = (texts: readonly string[]) => [...new Set(texts)];
const table = (head: string[], rows: string[][]) => [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');

/** The tables of the examples, by the names of their places. */
function nagTables(findings: readonly NagFinding[]): Record<string, string> {
  const ofPacks = (...packs: string[]) => findings.filter(({ pack }) => packs.includes(pack));
  return {
    packs: table(['Pack', 'Rules that find something', 'Findings', 'Examples'], [...new Set(findings.map(({ pack }) => pack))].map(pack => {
      const found = ofPacks(pack);
      const count = (of: (finding: NagFinding) => string) => String(distinct(found.map(of)).length);
      return [pack, count(({ rule }) => rule), String(found.length), count(({ scenario }) => scenario)];
    })),
    AwsSolutions: table(['Rule', 'What it says', 'Examples', 'Acknowledged, since'], byRule(ofPacks('AwsSolutions')).map(([rule, found]) => (
      [`AwsSolutions-${rule}`, found[0].says, examplesOf(found), distinct(found.map(({ reason }) => reason ?? '')).join('<br>')]
    ))),
    compliance: table(['Rule', 'What it says', 'Packs', 'Examples', 'How it is met'], byRule(ofPacks(...COMPLIANCE_PACKS)).map(([rule, found]) => (
      [rule, found[0].says, distinct(found.map(({ pack }) => pack)).join(', '), examplesOf(found), answerTo(rule)]
    ))),
    Serverless: table(['Rule', 'What it says', 'Examples', 'How it is met'], byRule(ofPacks('Serverless')).map(([rule, found]) => (
      [`Serverless-${rule}`, found[0].says, examplesOf(found), answerTo(rule)]
    ))),
  };
}

/** What stays of the packs in the stack of the page. */
function remainder(findings: readonly NagFinding[]): string {
  return table(['Rule', 'Where', 'Packs', 'How it is met'], byRule(findings.filter(({ pack }) => COMPLIANCE_PACKS.includes(pack))).map(([rule, found]) => (
    [rule, distinct(found.map(({ construct }) => `\`${construct.split('/').slice(1).join('/').replace(/\/Resource$/, '')}\``)).join(', '), distinct(found.map(({ pack }) => pack)).join(', '), answerTo(rule)]
  )));
}

function byRule(findings: readonly NagFinding[]): [string, NagFinding[]][] {
  return distinct(findings.map(({ rule }) => rule)).sort().map(rule => [rule, findings.filter(finding => finding.rule === rule)]);
}

function answerTo(rule: string): string {
  const { kind, text } = NAG_ANSWERS[rule];
  return `${KINDS[kind]}: ${text}`;
}

function examplesOf(findings: readonly NagFinding[]): string {
  const names = distinct(findings.map(({ scenario }) => scenario));
  const others = SCENARIO_NAMES.filter(name => !names.includes(name));
  return others.length === 0 ? 'all' : others.length < 3 ? `all but ${others.join(' and ')}` : names.join(', ');
}

/** All tables of the page. */
export function tablesOf(page: string, findings: readonly NagFinding[]): Record<string, string> {
  return { ...nagTables(findings), 'what stays': remainder(nagFindingsOf(programOf(page), 'page')) };
}

/** The page with these tables. */
export function withNagTables(page: string, tables: Readonly<Record<string, string>>): string {
  return page.replace(/(<!-- table: (.+?) -->\n)[^]*?(<!-- end -->)/g, (_, begin, name, end) => `${begin}${tables[name]}\n${end}`);
}
