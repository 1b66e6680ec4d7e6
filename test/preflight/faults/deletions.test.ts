import { Deletion, deletionsOf } from './deletions';
import { HARMLESS } from './harmless';
import { workbench } from './templates';

const bench = workbench('scenarios');
const SCENARIOS = ['PublicSubnetScenario', 'NatGatewayScenario', 'PrivateLinkScenario', 'DatabaseTunnelScenario', 'AccountPreferencesScenario'];
const DELETIONS = SCENARIOS.flatMap(scenario => deletionsOf(bench.draft(), scenario));

/** The results for all nodes after a deletion. Only the first finding of each node. */
function said({ mutate }: Deletion) {
  const draft = bench.draft();
  mutate(draft);
  return bench.prove(draft).nodes.map(({ id, verdict, findings: [first] }) => ({
    scenario: id.split('/')[0], verdict: String(verdict), ruleId: first?.ruleId, severity: first && String(first.severity), message: first?.message,
  }));
}

function harmless({ name }: Deletion) {
  return HARMLESS.filter(({ what }) => what.test(name));
}

/** With their names, for jest. */
function named(deletions: Deletion[]): (readonly [string, Deletion])[] {
  return deletions.map(deletion => [deletion.name, deletion]);
}

describe('a scenario', () => {
  const harmful = DELETIONS.filter(deletion => harmless(deletion).length === 0);
  const rest = DELETIONS.filter(deletion => harmless(deletion).length > 0);
  let stopped = 0;

  test.each(named(harmful))('does not connect without %s', (_, deletion) => {
    const nodes = said(deletion);
    const [node] = nodes.filter(({ scenario }) => scenario === deletion.scenario);
    expect({ ...node, isNamed: deletion.says.some(name => node.message?.includes(name)) }).toMatchObject({ verdict: 'BLOCKED', severity: 'BLOCKED', isNamed: true });
    expect(nodes.filter(each => each !== node && each.message !== undefined)).toEqual([]);
    stopped++;
  });

  test.each(named(rest))('works without %s', (_, deletion) => {
    const [{ says }] = harmless(deletion);
    const nodes = said(deletion);
    const told = nodes.filter(({ message }) => message !== undefined)
      .map(({ scenario, verdict, ruleId, severity }) => ({ scenario, verdict, ruleId, severity }));
    expect(told).toEqual(says ? [{ scenario: deletion.scenario, verdict: says.severity === 'WARNING' ? 'CONNECTS' : says.severity, ...says }] : []);
  });

  afterAll(() => {
    process.stdout.write(`deletions that stop a scenario: ${stopped}/${harmful.length}; harmless, each with a reason: ${rest.length}\n`);
  });
});

describe('the list of harmless deletions', () => {
  test.each(HARMLESS.map(each => [each.why, each] as const))('%s', (_, { what }) => {
    expect(DELETIONS.filter(({ name }) => what.test(name))).not.toEqual([]);
  });

  test('has each deletion once', () => {
    expect(DELETIONS.filter(deletion => harmless(deletion).length > 1)).toEqual([]);
    expect(new Set(DELETIONS.map(({ name }) => name)).size).toBe(DELETIONS.length);
  });

  test('has less than half of all deletions', () => {
    expect(DELETIONS.length).toBeGreaterThan(180);
    expect(DELETIONS.filter(deletion => harmless(deletion).length === 0).length).toBeGreaterThan(DELETIONS.length / 2);
  });
});
