import { EVERY_KEY, HOSTILE, HOSTILE_NAME, NAT, NO_TRANSCRIPT, NO_WAY_OUT, REPORT, manyNodes } from './fixtures';
import { keysOfSchema, keysWritten, schemaErrors } from './report-schema';
import { jsonReport, SCHEMA_ID } from '../../../lib/preflight/report/json-report';

test.each([
  ['each verdict', REPORT], ['hostile names', HOSTILE], ['no nodes', { ...REPORT, nodes: [] }], ['many nodes', manyNodes(50)], ['every key', EVERY_KEY],
])('a report of %s matches the schema', (_, data) => {
  expect(schemaErrors(JSON.parse(jsonReport(data)))).toEqual([]);
});

test('every key of the schema is written', () => {
  expect([...keysWritten(JSON.parse(jsonReport(EVERY_KEY)))].sort()).toEqual([...keysOfSchema()].sort());
});

test('the schema refuses missing, additional and other values', () => {
  const report = JSON.parse(jsonReport(REPORT));
  expect(schemaErrors({ ...report, version: '2' })).not.toEqual([]);
  expect(schemaErrors({ ...report, extra: 1 })).not.toEqual([]);
  expect(schemaErrors({ ...report, nodes: [{ ...report.nodes[0], verdict: 'MAYBE' }] })).not.toEqual([]);
  const { fix, ...less } = report.nodes[2].findings[0];
  expect(schemaErrors({ ...report, nodes: [{ ...report.nodes[2], findings: [less] }] })).not.toEqual([]);
});

test('the report has everything that is known', () => {
  const report = JSON.parse(jsonReport(REPORT));
  expect(report).toEqual({
    $schema: SCHEMA_ID,
    version: '1',
    verdict: 'BLOCKED',
    summary: { nodes: 5, connects: 2, blocked: 2, unknown: 1 },
    assumptions: REPORT.assumptions,
    warnings: [],
    stacks: [],
    accessFindings: [],
    auditFindings: [],
    nodes: JSON.parse(JSON.stringify(REPORT.nodes).replaceAll('cdk.out/Shop.template.json', 'Shop.template.json')),
  });
});

test('the order of the keys does not depend on the input, and other keys are left out', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) { return value.map(reversed); }
    return typeof value === 'object' && value !== null
      ? Object.fromEntries([...Object.entries(value), ['internal', 1]].reverse().map(([key, inner]) => [key, reversed(inner)]))
      : value;
  };
  const turned = reversed(REPORT) as typeof REPORT;
  expect(jsonReport(turned)).toBe(jsonReport(REPORT));
  expect(Object.keys(JSON.parse(jsonReport(REPORT)))).toEqual(['$schema', 'version', 'verdict', 'summary', 'assumptions', 'warnings', 'stacks', 'accessFindings', 'auditFindings', 'nodes']);
  expect(Object.keys(JSON.parse(jsonReport(REPORT)).nodes[0]).slice(0, 2)).toEqual(['id', 'verdict']);
});

test('a key without a value is left out', () => {
  const [node] = JSON.parse(jsonReport({ ...REPORT, nodes: [NO_TRANSCRIPT] })).nodes;
  expect(node).not.toHaveProperty('constructPath');
  expect(node.findings[0]).not.toHaveProperty('acknowledged');
});

test('each node is one line', () => {
  const lines = jsonReport({ ...REPORT, nodes: [NAT, NO_WAY_OUT] }).split('\n');
  expect(lines[10]).toBe('  "nodes": [');
  expect([JSON.parse(lines[11].replace(/,$/, '')).id, JSON.parse(lines[12]).id]).toEqual([NAT.id, NO_WAY_OUT.id]);
  expect(lines.slice(13)).toEqual(['  ]', '}', '']);
  expect(jsonReport({ ...REPORT, nodes: [] })).toContain('"nodes": []\n}\n');
});

test('a terminal interprets nothing in it, and parsing gives the names back', () => {
  const data = { ...HOSTILE, assumptions: ['\u009b2J\u202e\u2028\u007f\ud800'] };
  expect(jsonReport(data)).toMatch(/^[\n\u0020-\u007e]*$/);
  expect(JSON.parse(jsonReport(data)).assumptions).toEqual(data.assumptions);
  expect(JSON.parse(jsonReport(data)).nodes[0].id).toBe(HOSTILE_NAME);
});

test('it names no directory of the machine', () => {
  const elsewhere = JSON.parse(JSON.stringify(REPORT).replaceAll('cdk.out/', '/home/me/app/cdk.out/')) as typeof REPORT;
  expect(jsonReport(elsewhere)).toBe(jsonReport(REPORT));
});
