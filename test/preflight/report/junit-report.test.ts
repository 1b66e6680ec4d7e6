import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { HOSTILE, NAT, REPORT, finding, manyNodes, node } from './fixtures';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { junitReport } from '../../../lib/preflight/report/junit-report';
import { ReportData } from '../../../lib/preflight/report/report-data';

const SCHEMA = readFileSync(join(__dirname, 'schemas', 'junit-10.xsd'), 'utf8');
const NONE: ReportData = { verdict: PreflightVerdict.CONNECTS, nodes: [], assumptions: [] };
const AUDIT = finding('SSM-AUD-001', { message: 'Nobody is told', capabilities: [] });
const RISKY = { ...finding('SSM-ACC-008', { severity: PreflightSeverity.WARNING, message: 'Shop/Ops opens any node', capabilities: [] }), principal: 'Shop/Ops' };
const ODD = node('Odd ]]> --> 🚀 \ufffe\uffff\u0000\u001b\ud800 <x> & "y"', { findings: [finding('SSM-NET-006', { message: ']]> --> \u0008\n🚀' })] });

async function errors(xml: string): Promise<readonly unknown[]> {
  return (await validateXML({ xml: [{ fileName: 'report.xml', contents: xml }], schema: [SCHEMA] })).errors;
}

/** The case of the first node. */
const caseOf = (data: ReportData) => /<testcase[^]*?(?:\/>|<\/testcase>)/.exec(junitReport(data))![0];

test.each([
  ['each verdict', REPORT],
  ['hostile names', HOSTILE],
  ['odd names', { ...NONE, nodes: [ODD] }],
  ['no nodes', NONE],
  ['nothing found', { ...NONE, nodes: [NAT] }],
  ['the audit and people', { ...NONE, auditFindings: [AUDIT], accessFindings: [RISKY] }],
  ['many nodes', manyNodes(200)],
])('a report of %s is valid', async (_, data) => {
  expect(await errors(junitReport(data))).toEqual([]);
});

test('names stay what they are, without what XML does not have', () => {
  const xml = caseOf({ ...NONE, nodes: [ODD] });
  expect(xml).toContain('name="Odd ]]&gt; --&gt; 🚀 \\u0000\\u001b\\ud800 &lt;x&gt; &amp; &quot;y&quot;"');
  expect(xml).toContain('SSM-NET-006: ]]&gt; --&gt; \\u0008 🚀\n');
});

test('the schema refuses what is wrong', async () => {
  expect(await errors(junitReport(REPORT).replace(' tests=', ' test='))).not.toEqual([]);
  expect(await errors(junitReport(REPORT).replace('</testsuites>', ''))).not.toEqual([]);
});

test('a suite for each stack, with a case for each node', () => {
  const lines = junitReport(REPORT).split('\n').map(line => line.trim());
  expect(lines.filter(line => /^<test(suites?|case) /.test(line))).toEqual([
    '<testsuites name="cdk-session-manager preflight" tests="5" failures="2" errors="0">',
    '<testsuite name="PublicSubnetScenario" tests="1" failures="0" errors="0" skipped="0">',
    '<testcase name="PublicSubnetScenario/Node" classname="PublicSubnetScenario"/>',
    '<testsuite name="Shop" tests="3" failures="1" errors="0" skipped="1">',
    ...REPORT.nodes.slice(1, 4).map(({ id }) => `<testcase name="${id}" classname="Shop">`),
    '<testsuite name="legacy-stack" tests="1" failures="1" errors="0" skipped="0">',
    '<testcase name="legacy-stack/WebServer" classname="legacy-stack">',
  ]);
});

test('a node that is blocked fails, with what is wrong, where, and how to mend it', () => {
  const { source } = finding('SSM-NET-006');
  const broken = finding('SSM-NET-006', { message: 'There is no way out', fix: 'Add one', source: { ...source, code: { file: 'lib/shop.ts', line: 12, column: 5 } } });
  const risky = finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING, message: 'It does not wait', fix: 'Let it', property: undefined });
  expect(caseOf({ ...NONE, nodes: [node('Shop/Node', { findings: [broken, risky] })] })).toBe([
    '<testcase name="Shop/Node" classname="Shop">',
    '      <failure type="BLOCKED" message="nothing works (SSM-NET-006)">SSM-NET-006: There is no way out',
    '  At Shop VpcIsolatedSubnet1RouteTable Properties/Routes (lib/shop.ts:12)',
    '  Fix: Add one</failure>',
    '      <system-out>SSM-ORD-001: Warning: It does not wait',
    '  At Shop VpcIsolatedSubnet1RouteTable (cdk.out/Shop.template.json)',
    '  Fix: Let it</system-out>',
    '    </testcase>',
  ].join('\n'));
});

test('a node of which it is not known is skipped, and one that connects has what was acknowledged', () => {
  const open = finding('SSM-NET-001', { severity: PreflightSeverity.UNKNOWN, assumption: 'subnet-1=nat' });
  expect(caseOf({ ...NONE, nodes: [node('Shop/Node', { findings: [open] })] })).toMatch(/<skipped type="UNKNOWN" message="nothing proven \(SSM-NET-001\)">[^]*Once checked: --assume subnet-1=nat<\/skipped>/);
  const accepted = caseOf({ ...NONE, nodes: [node('Shop/Node', { findings: [finding('SSM-NET-006', { acknowledged: 'We know' })] })] });
  expect(accepted).toMatch(/<system-out>SSM-NET-006: Acknowledged: [^]*Reason: We know<\/system-out>/);
  expect(accepted).not.toMatch(/<(failure|skipped)/);
});

test('the audit and people are a case each, where there is something to tell of them', () => {
  const xml = junitReport({ ...NONE, auditFindings: [AUDIT], accessFindings: [RISKY] });
  expect(xml).toMatch(/<testcase name="Sessions are recorded and told of" classname="Audit">\s*<failure type="BLOCKED" message="SSM-AUD-001">/);
  expect(xml).toMatch(/<testcase name="People may do what is meant" classname="Access">\s*<system-out>SSM-ACC-008: Warning: Shop\/Ops opens any node/);
  expect(junitReport({ ...NONE, nodes: [NAT] })).not.toMatch(/Audit|Access/);
});

test('no time is made up, and the same comes of the same', () => {
  expect(junitReport(REPORT)).not.toMatch(/\b(time|timestamp)=/);
  expect(junitReport(REPORT)).toBe(junitReport(REPORT));
});
