import { finding, HOSTILE_NAME, NAT } from './fixtures';
import { schemaErrors } from './report-schema';
import { PreflightAccessFinding } from '../../../lib/preflight/preflight-access-finding';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { accessCausesOf } from '../../../lib/preflight/report/access-causes';
import { jsonReport } from '../../../lib/preflight/report/json-report';
import { ReportData } from '../../../lib/preflight/report/report-data';
import { textReport } from '../../../lib/preflight/report/text-report';

const COMMANDS = 'may run any command on Node without a session, by ssm:SendCommand';
const FIX = 'Take the actions away';

function of(principal: string, predicate = COMMANDS, rest: Partial<PreflightAccessFinding> = {}): PreflightAccessFinding {
  return {
    ...finding('SSM-ACC-008', { severity: PreflightSeverity.WARNING, fix: FIX, capabilities: [], logicalId: 'Policy', property: 'Properties/PolicyDocument' }),
    message: `${principal} ${predicate}`,
    principal,
    statement: 'statement 1',
    ...rest,
  };
}

const withFindings = (...accessFindings: PreflightAccessFinding[]): ReportData => ({
  verdict: PreflightVerdict.CONNECTS, nodes: [NAT], assumptions: [], accessFindings,
});
const text = (...accessFindings: PreflightAccessFinding[]) => textReport(withFindings(...accessFindings), { color: false }).split('\n');
const section = (lines: string[]) => lines.slice(lines.indexOf('Access:'), lines.indexOf('', lines.indexOf('Access:')));

test('the text has a section with the person, the place and the fix', () => {
  expect(section(text(of('Shop/Ops')))).toEqual([
    'Access:',
    '  SSM-ACC-008  Shop/Ops may run any command on Node without a session, by',
    '               ssm:SendCommand',
    '               Shop  Policy  Properties/PolicyDocument',
    `               Fix: ${FIX}`,
  ]);
});

test('fifty people of whom the same is true are one paragraph', () => {
  const lines = section(text(...Array.from({ length: 50 }, (_, index) => of(`Shop/P${index}`, COMMANDS, { logicalId: `Policy${index}` }))));
  expect(lines).toEqual([
    'Access:',
    '  SSM-ACC-008  Shop/P0, Shop/P1, Shop/P2 and 47 more: may run any command on',
    '               Node without a session, by ssm:SendCommand',
    '               Shop  Policy0  Properties/PolicyDocument  and 49 more',
    `               Fix: ${FIX}`,
  ]);
});

test('what is acknowledged comes last, with the reason', () => {
  const lines = section(text(of('Shop/Ops', COMMANDS, { acknowledged: 'Patches' }), of('Shop/Dev', 'may start any runbook')));
  expect(lines.slice(-3)).toEqual([
    '  SSM-ACC-008  acknowledged: Shop/Ops may run any command on Node without a', '               session, by ssm:SendCommand', '               Reason: Patches',
  ]);
  expect(lines[1]).toBe('  SSM-ACC-008  Shop/Dev may start any runbook');
});

test('there is no section where nothing is found, and names of others change no line', () => {
  expect(text()).not.toContain('Access:');
  expect(text(of(HOSTILE_NAME)).join('')).not.toMatch(/[\u0000-\u001f\u202e]/);
});

test('causes are told apart by rule, by what is said and by the reason of an acknowledgement', () => {
  const findings = [of('A'), of('B'), of('A', 'may start any runbook'), of('C', COMMANDS, { ruleId: 'SSM-ACC-009' }), of('D', COMMANDS, { acknowledged: 'x' })];
  expect(accessCausesOf(findings).map(cause => cause.findings.map(({ principal }) => principal))).toEqual([['A', 'B'], ['A'], ['C'], ['D']]);
  expect(accessCausesOf(findings)[0].predicate).toBe(COMMANDS);
});

test('JSON has each finding in a line, by the schema, with its template named as the others are', () => {
  const json = jsonReport(withFindings(of('Shop/Ops'), of('Shop/Dev')));
  expect(schemaErrors(JSON.parse(json))).toEqual([]);
  const [first, second] = JSON.parse(json).accessFindings;
  expect(first).toEqual(expect.objectContaining({ principal: 'Shop/Ops', ruleId: 'SSM-ACC-008', templatePath: 'Shop.template.json', statement: 'statement 1' }));
  expect(json.split('\n').find(line => line.includes('"Shop/Dev"'))).toBe(`    ${JSON.stringify(second)}`);
});
