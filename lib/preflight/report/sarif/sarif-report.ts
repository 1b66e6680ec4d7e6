import { REPOSITORY, TEMPLATES } from './base-ids';
import { numbersOf, resultJson } from './sarif-results';
import { rulesJson } from './sarif-rules';
import { jsonText } from '../json-text';
import { PRODUCT } from '../product';
import { ReportData } from '../report-data';
import { accessFindingsOf, resultsOf } from '../results';
import { templateNames } from '../template-names';
import { plain } from '../wording';

/** GitHub shows no more, and refuses a file with five times as many. */
const MOST_RESULTS = 5000;

/**
 * The report for tools that show results of static analyses, such as code scanning of GitHub: SARIF 2.1.0, one result a cause.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
export function sarifReport(data: ReportData): string {
  const all = resultsOf(data);
  const results = all.slice(0, MOST_RESULTS);
  const numbers = numbersOf(results);
  const templates = templateNames(data.nodes, [...accessFindingsOf(data), ...data.auditFindings ?? []]);
  const rules = rulesJson(results);
  const ruleIndices = new Map(rules.map(({ id }, index) => [id, index]));
  const run = {
    tool: { driver: { name: PRODUCT.name, semanticVersion: PRODUCT.version, informationUri: PRODUCT.page, rules } },
    invocations: [{
      executionSuccessful: true,
      toolConfigurationNotifications: (data.warnings ?? []).map(warning => notification('warning', warning)),
      toolExecutionNotifications: [
        ...data.assumptions.map(assumption => notification('note', assumption)),
        ...all.length > MOST_RESULTS ? [notification('warning', `${all.length - MOST_RESULTS} more results are in the report as JSON.`)] : [],
      ],
    }],
    originalUriBaseIds: {
      [REPOSITORY]: { description: { text: 'The root of the repository.' } },
      [TEMPLATES]: { description: { text: 'The directory that has the templates, such as cdk.out.' } },
    },
    columnKind: 'utf16CodeUnits',
    results: results.map((result, index) => resultJson(result, numbers[index], ruleIndices.get(result.finding.ruleId)!, templates)),
  };
  const log = { $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${jsonText(log, 2)}\n`;
}

function notification(level: 'note' | 'warning', text: string) {
  return { level, message: { text: plain(text) } };
}
