import { resolve } from 'node:path';
import { HOSTILE, NO_TRANSCRIPT, REPORT, finding, manyNodes, node } from './fixtures';
import { SarifLog, SarifRun, sarifErrors } from './sarif';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightOrigin } from '../../../lib/preflight/preflight-source';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';
import { ReportData } from '../../../lib/preflight/report/report-data';
import { sarifReport } from '../../../lib/preflight/report/sarif/sarif-report';
import { RULE_TITLES } from '../../../lib/preflight/rule-catalog';

const NONE: ReportData = { verdict: PreflightVerdict.CONNECTS, nodes: [], assumptions: [] };
const AUDIT = finding('SSM-AUD-001', { capabilities: [] });
const RISKY = { ...finding('SSM-ACC-008', { severity: PreflightSeverity.WARNING, message: 'Shop/Ops opens any node', capabilities: [] }), principal: 'Shop/Ops' };

const logOf = (data: ReportData) => JSON.parse(sarifReport(data)) as SarifLog;
const runOf = (data: ReportData): SarifRun => logOf(data).runs[0];
const of = (...findings: PreflightFinding[]): ReportData => ({ ...NONE, nodes: [node('Shop/Node', { findings })] });
const resultOf = (one: PreflightFinding) => runOf(of(one)).results[0];

test.each([
  ['each verdict', REPORT],
  ['hostile names', HOSTILE],
  ['no nodes', NONE],
  ['nothing found', { ...NONE, nodes: [node('Shop/Node')] }],
  ['the audit and people', { ...NONE, auditFindings: [AUDIT], accessFindings: [RISKY], warnings: ['There is no Shop/Other.'] }],
  ['many nodes', manyNodes(200)],
])('a report of %s is valid', (_, data) => {
  const log = logOf(data);
  expect(sarifErrors(log)).toEqual([]);
  expect(log.runs).toHaveLength(1);
  for (const { ruleId, ruleIndex } of log.runs[0].results) { expect(log.runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId); }
});

test('the schema refuses what is wrong', () => {
  const log = logOf(REPORT);
  expect(sarifErrors({ ...log, version: '2.0.0' })).not.toEqual([]);
  expect(sarifErrors({ ...log, runs: [{ ...log.runs[0], results: [{ ...log.runs[0].results[0], level: 'fatal' }] }] })).not.toEqual([]);
});

describe('levels', () => {
  test.each([
    ['what is broken is an error', {}, 'error'],
    ['what is not known is a warning', { severity: PreflightSeverity.UNKNOWN }, 'warning'],
    ['what is risky is a warning', { severity: PreflightSeverity.WARNING }, 'warning'],
    ['what names no capability is about all of them', { capabilities: [] as never[] }, 'error'],
  ])('%s', (_, rest, level) => {
    expect(resultOf(finding('SSM-NET-006', rest)).level).toBe(level);
  });

  test('what is not required is a note', () => {
    const levels = runOf(REPORT).results.map(({ ruleId, level }) => [ruleId, level]);
    expect(levels).toContainEqual(['SSM-END-010', 'note']);
  });

  test('the worst comes first', () => {
    expect(runOf({ ...REPORT, auditFindings: [AUDIT], accessFindings: [RISKY] }).results.map(({ ruleId }) => ruleId)).toEqual([
      'SSM-NET-006', 'SSM-END-009', 'SSM-LOG-004', 'SSM-AUD-001', 'SSM-NET-001', 'SSM-KEY-003', 'SSM-END-010', 'SSM-ORD-001', 'SSM-ACC-008', 'SSM-LOG-008',
    ]);
  });
});

test('what was acknowledged is suppressed, with the reason', () => {
  const { level, suppressions } = resultOf(finding('SSM-NET-006', { acknowledged: 'We know' }));
  expect(level).toBe('note');
  expect(suppressions).toEqual([{ kind: 'inSource', status: 'accepted', justification: 'We know' }]);
  expect(resultOf(finding('SSM-NET-006'))).not.toHaveProperty('suppressions');
});

test('a message says what is wrong, how to mend it, where, and how to say that it holds', () => {
  const { message } = resultOf(finding('SSM-NET-001', {
    severity: PreflightSeverity.UNKNOWN, message: 'The VPC is imported', fix: 'Give the template of it', assumption: 'subnet-1=nat',
  }));
  expect(message.text).toBe('Not known: The VPC is imported. Fix: Give the template of it. Once checked: --assume subnet-1=nat. 1 node: Shop/Node.');
});

test('a message has no link that a template put there', () => {
  const { message } = resultOf(finding('SSM-NET-006', { message: 'See [this](https://example.com) and [that]' }));
  expect(message.text).toContain('See \\[this](https://example.com) and [that].');
});

describe('places', () => {
  const placeOf = (one: PreflightFinding) => resultOf(one).locations[0];
  const code = { file: 'lib/my shop.ts', line: 12, column: 5 };

  test('the line of the code', () => {
    const { source } = finding('SSM-NET-006');
    expect(placeOf(finding('SSM-NET-006', { source: { ...source, code, templateLine: 3 } })).physicalLocation).toEqual({
      artifactLocation: { uri: 'lib/my%20shop.ts', uriBaseId: '%SRCROOT%' }, region: { startLine: 12, startColumn: 5 },
    });
  });

  test('else the line of the template, from the root of the repository', () => {
    const { source } = finding('SSM-NET-006');
    const at = { artifactLocation: { uri: 'cdk.out/Shop.template.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 3 } };
    expect(placeOf(finding('SSM-NET-006', { source: { ...source, templateLine: 3 } })).physicalLocation).toEqual(at);
    const templatePath = resolve('cdk.out/Shop.template.json');
    expect(placeOf(finding('SSM-NET-006', { source: { ...source, templatePath, templateLine: 3 }, templatePath })).physicalLocation).toEqual(at);
  });

  test('a template that is in no repository, by its name in the assembly', () => {
    expect(placeOf(finding('SSM-NET-006', { templatePath: '/nowhere/cdk.out/Shop.template.json' })).physicalLocation).toEqual({
      artifactLocation: { uri: 'Shop.template.json', uriBaseId: '%TEMPLATES%' }, region: { startLine: 1 },
    });
  });

  test('what is in no file has its names alone', () => {
    const source = { origin: PreflightOrigin.ACCOUNT, name: 'rtb-1', arn: 'arn:aws:ec2:eu-west-1:111122223333:route-table/rtb-1' };
    expect(placeOf(finding('SSM-NET-006', { source, templatePath: undefined, constructPath: undefined, property: undefined, logicalId: 'rtb-1' }))).toEqual({
      logicalLocations: [{ name: 'rtb-1', fullyQualifiedName: 'Shop/rtb-1', kind: 'resource' }],
    });
  });

  test('the resource with its property, and the construct', () => {
    expect(placeOf(finding('SSM-NET-006')).logicalLocations.map(({ fullyQualifiedName }) => fullyQualifiedName)).toEqual([
      'Shop/VpcIsolatedSubnet1RouteTable/Properties/Routes', 'Shop/Vpc/IsolatedSubnet1/RouteTable',
    ]);
  });
});

describe('one result a cause', () => {
  const roleOf = (index: number) => finding('SSM-IDN-004', { message: `The role Role${index} lacks a right`, logicalId: `Role${index}` });
  const nodes = (count: number) => Array.from({ length: count }, (_, index) => (
    node(`Shop/Node${index}`, { logicalId: `Node${index}`, findings: [roleOf(index), finding('SSM-NET-006')] })
  ));

  test('with a few of the places, and how many more there are', () => {
    const { results } = runOf({ ...NONE, nodes: nodes(12) });
    expect(results.map(({ ruleId, relatedLocations = [] }) => [ruleId, relatedLocations.length])).toEqual([['SSM-IDN-004', 9], ['SSM-NET-006', 0]]);
    expect(results[0].message.text).toContain('12 nodes: Shop/Node0, Shop/Node1, Shop/Node2 and 9 more. The same at 11 other places, 9 of them related.');
  });

  test('the order of the nodes changes no fingerprint, and the place of the assembly neither', () => {
    const prints = (data: ReportData) => runOf(data).results.map(({ ruleId, partialFingerprints }) => [ruleId, partialFingerprints]);
    const data = { ...NONE, nodes: nodes(12) };
    const elsewhere = JSON.parse(JSON.stringify(data).replaceAll('cdk.out/', '/home/me/app/cdk.out/')) as ReportData;
    expect(prints({ ...NONE, nodes: nodes(12).reverse() })).toEqual(prints(data));
    expect(prints(elsewhere)).toEqual(prints(data));
    expect(new Set(prints(data).map(([, print]) => JSON.stringify(print))).size).toBe(2);
  });

  test('what a rule finds twice at one place has two fingerprints', () => {
    const twice = runOf(of(finding('SSM-NET-006', { message: 'One' }), finding('SSM-NET-006', { message: 'Two' }))).results;
    expect(new Set(twice.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints))).size).toBe(2);
  });

  test('GitHub gets no more results than it shows, the worst ones', () => {
    const findings = Array.from({ length: 5010 }, (_, index) => finding('SSM-NET-006', {
      logicalId: `Table${index}`, message: `What is wrong has the number ${index}!`, severity: index < 20 ? PreflightSeverity.WARNING : PreflightSeverity.BLOCKED,
    }));
    const { results, invocations } = runOf(of(...findings));
    expect(results).toHaveLength(5000);
    expect(results.filter(({ level }) => level === 'warning')).toHaveLength(10);
    expect(invocations[0].toolExecutionNotifications.map(({ message: { text } }) => text)).toEqual(['10 more results are in the report as JSON.']);
  });
});

test('rules have a name in one word, and lead to their documentation', () => {
  const all = Object.keys(RULE_TITLES).map(id => finding(id, { message: `About ${id}` }));
  const { rules } = runOf(of(...all)).tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(Object.keys(RULE_TITLES));
  for (const { id, name, helpUri, defaultConfiguration } of rules) {
    expect(name).toMatch(/^([A-Z][a-z0-9]*)+$/);
    expect(helpUri).toMatch(new RegExp(`/docs/rules\\.md#${id.toLowerCase()}$`));
    expect(defaultConfiguration.level).toBe(/-(ORD|ACC)-/.test(id) ? 'warning' : 'error');
  }
});

test('a terminal interprets nothing in it, and the same comes of the same', () => {
  expect(sarifReport(HOSTILE)).toMatch(/^[\n\u0020-\u007e\u00b7]*$/);
  expect(sarifReport(REPORT)).toBe(sarifReport(REPORT));
});

test('what was assumed and names of nothing are told beside the results', () => {
  const [{ toolExecutionNotifications: assumed, toolConfigurationNotifications: warned }] = runOf({ ...NONE, assumptions: ['A'], warnings: ['B'] }).invocations;
  expect([assumed, warned]).toEqual([[{ level: 'note', message: { text: 'A' } }], [{ level: 'warning', message: { text: 'B' } }]]);
});

test('a plain template without constructs', () => {
  expect(sarifErrors(logOf({ ...NONE, nodes: [NO_TRANSCRIPT] }))).toEqual([]);
});
