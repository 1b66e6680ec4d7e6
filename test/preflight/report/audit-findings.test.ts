import { finding, HOSTILE_NAME, NAT } from './fixtures';
import { schemaErrors } from './report-schema';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { htmlReport } from '../../../lib/preflight/report/html-report';
import { jsonReport } from '../../../lib/preflight/report/json-report';
import { ReportData } from '../../../lib/preflight/report/report-data';
import { textReport } from '../../../lib/preflight/report/text-report';

const of = (message: string, rest: Partial<PreflightFinding> = {}): PreflightFinding => ({
  ...finding('SSM-AUD-002', { severity: PreflightSeverity.BLOCKED, fix: 'Read any line', capabilities: [], logicalId: 'Filter', property: 'Properties/FilterPattern' }),
  message,
  ...rest,
});
const DEAD = of('the pattern of Filter fits no transcript');
const LATE = of('transcripts come late', { ruleId: 'SSM-AUD-003', severity: PreflightSeverity.WARNING });
const ACCEPTED = of('nobody is told', { ruleId: 'SSM-AUD-005', acknowledged: 'A dashboard shows it' });

const withFindings = (...auditFindings: PreflightFinding[]): ReportData => ({
  verdict: PreflightVerdict.CONNECTS, nodes: [NAT], assumptions: [], auditFindings,
});
const text = (...findings: PreflightFinding[]) => textReport(withFindings(...findings), { color: false }).split('\n');
const section = (lines: string[]) => lines.slice(lines.indexOf('Audit:'), lines.indexOf('', lines.indexOf('Audit:')));

test('the text has a section: the worst first, each with its place and the fix, and what was accepted last', () => {
  expect(section(text(ACCEPTED, LATE, DEAD))).toEqual([
    'Audit:',
    '  SSM-AUD-002  the pattern of Filter fits no transcript',
    '               Shop  Filter  Properties/FilterPattern',
    '               Fix: Read any line',
    '  SSM-AUD-003  warning: transcripts come late',
    '               Shop  Filter  Properties/FilterPattern',
    '               Fix: Read any line',
    '  SSM-AUD-005  acknowledged: nobody is told (Filter)',
    '               Reason: A dashboard shows it',
  ]);
});

test('the last line counts what stops', () => {
  const last = (...findings: PreflightFinding[]) => text(...findings).at(-2);
  expect(last(DEAD, LATE, { ...DEAD, acknowledged: 'x' })).toBe('1 node: 1 connects; audit: 1 blocked');
  expect(last(LATE, ACCEPTED)).toBe('1 node: 1 connects');
});

test('there is no section where nothing is found, and names of others change no line', () => {
  expect(text()).not.toContain('Audit:');
  expect(text(of(HOSTILE_NAME)).join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
});

test('JSON has each finding in a line, by the schema, with its template named as the others are', () => {
  const json = jsonReport(withFindings(DEAD, LATE));
  expect(schemaErrors(JSON.parse(json))).toEqual([]);
  const [first, second] = JSON.parse(json).auditFindings;
  expect(first).toEqual(expect.objectContaining({ ruleId: 'SSM-AUD-002', severity: 'BLOCKED', templatePath: 'Shop.template.json', message: DEAD.message }));
  expect(json.split('\n').find(line => line.includes('come late'))).toBe(`    ${JSON.stringify(second)}`);
});

test('HTML has a section with the rule, what is wrong and the fix, and texts of others stay texts', () => {
  const html = htmlReport(withFindings(DEAD, of('<script>alert(1)</script>')));
  const [, found] = html.split('<h2>Audit</h2>');
  expect(found).toContain('SSM-AUD-002');
  expect(found).toContain('Read any line');
  expect(found.slice(0, found.indexOf('</section>'))).not.toContain('<script>');
  expect(htmlReport(withFindings())).not.toContain('<h2>Audit</h2>');
});

test('HTML says at its top how much of the audit is blocked', () => {
  const lead = (...findings: PreflightFinding[]) => /<p class="lead">(.*?)<\/p>/.exec(htmlReport(withFindings(...findings)))![1];
  expect(lead(DEAD, LATE, { ...DEAD, acknowledged: 'x' })).toMatch(/^1 node: 1 connects; audit: 1 blocked/);
  expect(lead(LATE)).not.toContain('audit');
});
