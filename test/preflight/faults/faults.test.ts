import { Fault } from './fault';
import { FAULTS } from './faults';
import { TEMPLATE_NAMES, workbench } from './templates';
import { Preflight } from '../../../lib';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { PreflightNode } from '../../../lib/preflight/preflight-node';
import { ALL_RULES } from '../../../lib/preflight/rules/all-rules';

/** What preflight reported for a fault, in the form of the table. */
function outcome({ template, scope, mutate, expected, require }: Fault) {
  const bench = workbench(template);
  const draft = bench.draft();
  mutate(draft.within(scope));
  const { nodes } = bench.prove(draft, require);
  const node = nodes.find(({ id }) => id === expected.node);
  const [first] = node?.findings ?? [];
  const isAdded = expected.resource.startsWith('+');
  const path = [scope, expected.resource].filter(part => part !== '').join('/');
  const wanted = isAdded ? expected.resource.slice(1) : bench.draft().logicalId(path);
  return {
    verdict: node?.verdict,
    first: first && {
      ruleId: first.ruleId,
      severity: String(first.severity),
      logicalId: first.logicalId,
      constructPath: isAdded ? undefined : first.constructPath,
      property: first.property,
    },
    message: first?.message,
    expected: {
      ruleId: expected.ruleId, severity: expected.severity, logicalId: wanted, constructPath: isAdded ? undefined : path, property: expected.property,
    },
    others: differing(bench.unmutated(require).nodes, nodes).filter(id => id !== expected.node),
  };
}

/** The ids of the nodes with another result. */
function differing(before: readonly PreflightNode[], after: readonly PreflightNode[]): string[] {
  const said = (nodes: readonly PreflightNode[]) => new Map(nodes.map(({ id, verdict, findings }) => [id, JSON.stringify({ verdict, findings })]));
  const [old, now] = [said(before), said(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter(id => old.get(id) !== now.get(id));
}

function told({ ruleId, logicalId, property, message }: PreflightFinding): string {
  return `${ruleId} ${logicalId} ${property ?? ''}: ${message}`;
}

describe.each(TEMPLATE_NAMES)('%s', name => {
  test('connects without a finding before any change', () => {
    const { nodes } = workbench(name).unmutated();
    expect(nodes.length).toBeGreaterThanOrEqual(2);
    expect(nodes.map(({ id, verdict, findings }) => ({ id, verdict, findings: findings.map(told) }))).toEqual(nodes.map(({ id }) => ({ id, verdict: 'CONNECTS', findings: [] })));
  });

  test('gives the same result as Preflight.ofFile', () => {
    const bench = workbench(name);
    expect(differing(bench.unmutated().nodes, Preflight.ofFile(bench.directory).nodes)).toEqual([]);
  });
});

/** Rules that cannot be BLOCKED, and what they report instead. */
const NEVER_BLOCKED: { readonly [ruleId: string]: { readonly severity: 'UNKNOWN' | 'WARNING'; readonly why: string } } = {
  'SSM-NET-001': { severity: 'UNKNOWN', why: 'it is about a network that cannot be seen' },
  'SSM-NET-015': { severity: 'UNKNOWN', why: 'it is about networks behind a gateway, which cannot be seen' },
  'SSM-NET-018': { severity: 'UNKNOWN', why: 'it is about endpoints of which it is not seen whether they take the traffic' },
  'SSM-NET-022': { severity: 'WARNING', why: 'an account may have a higher quota' },
  'SSM-END-013': { severity: 'UNKNOWN', why: 'it is about names that lead out of sight' },
  'SSM-LOG-002': { severity: 'UNKNOWN', why: 'a bucket that is not in the app may be there all the same' },
  'SSM-LOG-009': { severity: 'UNKNOWN', why: 'a log group that is not in the app may be there all the same' },
  'SSM-LOG-016': { severity: 'UNKNOWN', why: 'the user may be in the image, or may come from a directory' },
  'SSM-LOG-008': { severity: 'WARNING', why: 'sessions run without a transcript' },
  'SSM-AGT-007': { severity: 'UNKNOWN', why: 'what a proxy reaches is in no template' },
  'SSM-AGT-009': { severity: 'WARNING', why: 'sessions run with the agent that is there' },
  'SSM-ORD-001': { severity: 'WARNING', why: 'the agent tries again' },
  'SSM-ORD-002': { severity: 'WARNING', why: 'the agent tries again' },
  'SSM-ORD-003': { severity: 'WARNING', why: 'the agent tries again' },
};

/** Rules whose faults take resources that no template here has: test/preflight/unseen has whole templates for each. */
const JUDGED_ELSEWHERE: ReadonlySet<string> = new Set(['SSM-IDN-012']);

describe('the table of faults', () => {
  test('has more than 80 faults, and no fault twice', () => {
    expect(FAULTS.length).toBeGreaterThan(80);
    const names = FAULTS.map(({ expected, name, require }) => `${expected.node}: ${name} ${(require ?? []).join(', ')}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(ALL_RULES.map(({ id }) => id).filter(id => !JUDGED_ELSEWHERE.has(id)))('has a fault for %s', ruleId => {
    expect(FAULTS.map(({ expected }) => `${expected.ruleId} ${expected.severity}`)).toContain(`${ruleId} ${NEVER_BLOCKED[ruleId]?.severity ?? 'BLOCKED'}`);
  });

  test.each(Object.entries(NEVER_BLOCKED))('%s never blocks', ruleId => {
    expect(ALL_RULES.map(({ id }) => id)).toContain(ruleId);
    expect(FAULTS.filter(({ expected }) => expected.ruleId === ruleId && expected.severity === 'BLOCKED')).toEqual([]);
  });

  test.each(TEMPLATE_NAMES)('has a fault for %s', name => {
    expect(FAULTS.filter(({ template }) => template === name)).not.toEqual([]);
  });
});

describe('a fault', () => {
  const caught: Fault[] = [];

  test.each(FAULTS.map(fault => [`${fault.template}, ${fault.expected.node}: ${fault.name}`, fault] as const))('%s', (_, fault) => {
    const { verdict, first, message, expected, others } = outcome(fault);
    expect({ first, message }).toEqual({ first: expected, message: expect.any(String) as string });
    expect(verdict).toBe(fault.expected.severity === 'WARNING' ? 'CONNECTS' : fault.expected.severity);
    expect(others.sort()).toEqual([...fault.expected.alsoHit].sort());
    caught.push(fault);
  });

  afterAll(() => {
    const rows = ALL_RULES.map(({ id }) => {
      const ofRule = (faults: readonly Fault[]) => faults.filter(({ expected }) => expected.ruleId === id).length;
      return `${id} | ${String(ofRule(FAULTS)).padStart(6)} | ${String(ofRule(caught)).padStart(6)}`;
    });
    process.stdout.write(['rule        | faults | caught', ...rows, `caught/total: ${caught.length}/${FAULTS.length}`, ''].join('\n'));
  });
});
