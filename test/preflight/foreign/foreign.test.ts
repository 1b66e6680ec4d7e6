import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Preflight } from '../../../lib';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightNode } from '../../../lib/preflight/preflight-node';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { PreflightVerdict } from '../../../lib/preflight/preflight-verdict';

/** What preflight must report for a node. A field that is left out may have any value. */
interface ExpectedNode {
  readonly verdict: string;
  /** The rule of the first finding; null if there must be none. */
  readonly first?: string | null;
  /** The logical id of the resource of the finding. */
  readonly resource?: string;
  /** The property of the finding, or one above it. */
  readonly property?: string;
}

interface Expected {
  readonly why: string;
  readonly parameters?: Record<string, string>;
  readonly region?: string;
  readonly nodes: Record<string, ExpectedNode>;
}

const TEMPLATES = join(__dirname, 'templates');
/** By the name of the file. After `#`: a label for a run with other parameters or another region. */
const EXPECTED: Record<string, Expected> = JSON.parse(readFileSync(join(__dirname, 'expected.json'), 'utf8'));
const RUNS = Object.entries(EXPECTED);
const NODES = RUNS.flatMap(([, { nodes }]) => Object.values(nodes));

describe.each(RUNS)('%s', (run, { why, parameters, region, nodes }) => {
  test(why, () => {
    const report = Preflight.ofFile(join(TEMPLATES, fileOf(run)), { parameters, region });
    expect(report.nodes.map(({ logicalId }) => logicalId).sort()).toEqual(Object.keys(nodes).sort());
    expect(Object.fromEntries(report.nodes.map(node => [node.logicalId, answer(node, nodes[node.logicalId])]))).toEqual(nodes);
    // They have roles of nodes and of services, and nobody else.
    expect([...report.accessFindings, ...report.auditFindings].map(({ message }) => message)).toEqual([]);
  });
});

describe('the table of verdicts', () => {
  const files = readdirSync(TEMPLATES, { withFileTypes: true }).filter(entry => entry.isFile()).map(({ name }) => name);

  test('has an entry for each template, and a template for each entry', () => {
    expect([...new Set(Object.keys(EXPECTED).map(fileOf))].sort()).toEqual(files.sort());
  });

  test('covers at least 30 templates, each with a node and a comment that says what it is', () => {
    expect(files.length).toBeGreaterThanOrEqual(30);
    for (const [run, { why, nodes }] of RUNS) {
      expect({ run, nodes: Object.keys(nodes).length }).not.toEqual({ run, nodes: 0 });
      expect(why).not.toBe('');
    }
    for (const file of files) {
      const beginning = readFileSync(join(TEMPLATES, file), 'utf8').slice(0, 200);
      expect(beginning).toMatch(file.endsWith('.json') ? /"Description": "\w/ : /^# \w/);
    }
  });

  test('has every verdict', () => {
    expect(new Set(NODES.map(({ verdict }) => verdict))).toEqual(new Set(Object.values(PreflightVerdict)));
  });

  test('has at least 40 different rules as first findings', () => {
    expect(new Set(NODES.flatMap(({ first }) => first ?? [])).size).toBeGreaterThanOrEqual(40);
  });

  test('names a rule and a resource for each blocked node', () => {
    for (const { verdict, first, resource } of NODES) {
      expect({ verdict, named: first != null && resource !== undefined }).not.toEqual({ verdict: 'BLOCKED', named: false });
      expect({ verdict, first }).not.toEqual({ verdict: 'CONNECTS', first: expect.any(String) });
    }
  });
});

function fileOf(run: string): string {
  return run.split('#')[0];
}

/** The fields of the report that are expected, so that one comparison shows every difference in a template. */
function answer(node: PreflightNode, expected: ExpectedNode): ExpectedNode {
  const finding = firstFinding(node);
  const property = finding?.property;
  return {
    verdict: node.verdict,
    ...(expected.first !== undefined && { first: finding?.ruleId ?? null }),
    ...(expected.resource !== undefined && { resource: finding?.logicalId }),
    ...(expected.property !== undefined && { property: isAtOrBelow(property, expected.property) ? expected.property : property }),
  };
}

/** The first finding that counts for the verdict. Other capabilities may have findings too, such as updates of the agent. */
function firstFinding({ findings, capabilities }: PreflightNode): PreflightFinding | undefined {
  const required = new Set(capabilities.filter(result => result.required).map(({ capability }) => capability));
  return findings.filter(({ severity }) => severity !== PreflightSeverity.WARNING).find(finding => finding.capabilities.some(c => required.has(c)));
}

function isAtOrBelow(property: string | undefined, expected: string): boolean {
  return property !== undefined && (property === expected || property.startsWith(`${expected}/`));
}
