import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { HOSTILE, HOSTILE_NAME, NAT, NO_TRANSCRIPT, NO_WAY_OUT, REPORT, manyNodes } from './fixtures';
import { jsonReport } from '../../../lib/preflight/report/json-report';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, 'report.schema.json'), 'utf8'));
const validate = new Ajv({ strict: true, allErrors: true }).compile(SCHEMA);

function findings(report: unknown): unknown[] {
  validate(report);
  return validate.errors ?? [];
}

test.each([['each verdict', REPORT], ['hostile names', HOSTILE], ['no nodes', { ...REPORT, nodes: [] }], ['many nodes', manyNodes(50)]])(
  'a report of %s matches the schema', (_, data) => {
    expect(findings(JSON.parse(jsonReport(data)))).toEqual([]);
  });

test('the schema refuses missing, additional and other values', () => {
  const report = JSON.parse(jsonReport(REPORT));
  expect(findings({ ...report, version: '2' })).not.toEqual([]);
  expect(findings({ ...report, extra: 1 })).not.toEqual([]);
  expect(findings({ ...report, nodes: [{ ...report.nodes[0], verdict: 'MAYBE' }] })).not.toEqual([]);
  const { fix, ...less } = report.nodes[2].findings[0];
  expect(findings({ ...report, nodes: [{ ...report.nodes[2], findings: [less] }] })).not.toEqual([]);
});

test('the report has everything that is known', () => {
  const report = JSON.parse(jsonReport(REPORT));
  expect(report).toEqual({
    version: '1',
    verdict: 'BLOCKED',
    summary: { nodes: 5, connects: 2, blocked: 2, unknown: 1 },
    assumptions: REPORT.assumptions,
    warnings: [],
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
  expect(Object.keys(JSON.parse(jsonReport(REPORT)))).toEqual(['version', 'verdict', 'summary', 'assumptions', 'warnings', 'accessFindings', 'auditFindings', 'nodes']);
  expect(Object.keys(JSON.parse(jsonReport(REPORT)).nodes[0]).slice(0, 2)).toEqual(['id', 'verdict']);
});

test('a key without a value is left out', () => {
  const [node] = JSON.parse(jsonReport({ ...REPORT, nodes: [NO_TRANSCRIPT] })).nodes;
  expect(node).not.toHaveProperty('constructPath');
  expect(node.findings[0]).not.toHaveProperty('acknowledged');
});

test('each node is one line', () => {
  const lines = jsonReport({ ...REPORT, nodes: [NAT, NO_WAY_OUT] }).split('\n');
  expect(lines[8]).toBe('  "nodes": [');
  expect([JSON.parse(lines[9].replace(/,$/, '')).id, JSON.parse(lines[10]).id]).toEqual([NAT.id, NO_WAY_OUT.id]);
  expect(lines.slice(11)).toEqual(['  ]', '}', '']);
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
