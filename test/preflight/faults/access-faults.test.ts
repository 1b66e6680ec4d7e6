import { team } from './access-apps';
import { ACCESS_FAULTS, AccessFault } from './access-faults';
import { Mutation, Workbench } from './workbench';
import { PreflightAccessFinding } from '../../../lib/preflight/preflight-access-finding';
import { ACCESS_RULES } from '../../../lib/preflight/rules/all-rules';

const bench = new Workbench(team);

function findingsAfter(mutate: Mutation): PreflightAccessFinding[] {
  const draft = bench.draft();
  mutate(draft.within('Team'));
  return bench.prove(draft).accessFindings;
}

test('the team does nothing risky before any change', () => {
  const { nodes, accessFindings, principals } = bench.unmutated();
  expect(accessFindings.map(({ message }) => message)).toEqual([]);
  expect(nodes.map(({ verdict, findings }) => [verdict, findings])).toEqual([['CONNECTS', []]]);
  expect(principals.length).toBeGreaterThan(8);
});

describe('the table of faults of access', () => {
  test('has at least 40 faults, and no fault twice', () => {
    expect(ACCESS_FAULTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(ACCESS_FAULTS.map(({ name }) => name)).size).toBe(ACCESS_FAULTS.length);
  });

  test.each(ACCESS_RULES.map(({ id }) => id))('has at least two faults for %s', ruleId => {
    expect(ACCESS_FAULTS.filter(fault => fault.ruleId === ruleId).length).toBeGreaterThanOrEqual(2);
  });
});

describe.each(ACCESS_FAULTS.map(fault => [fault.name, fault] as const))('%s:', (_, { mutate, twin, ruleId, people, resource, property }: AccessFault) => {
  test(`${ruleId} tells it, and no other rule says anything`, () => {
    const findings = findingsAfter(mutate);
    expect([...new Set(findings.map(finding => finding.ruleId))]).toEqual([ruleId]);
    expect(findings.map(({ principal }) => principal).sort()).toEqual(people.map(person => `Team/${person}`));
    const logicalId = bench.draft().logicalId(`Team/${resource}`);
    expect(findings.map(finding => `${finding.logicalId} ${finding.property}`)).toContain(`${logicalId} ${property}`);
  });

  test('its twin is left alone', () => {
    expect(findingsAfter(twin).map(({ message }) => message)).toEqual([]);
  });
});
