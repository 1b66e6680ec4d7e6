import { auditedSessions } from './audit-apps';
import { AUDIT_FAULTS, AuditFault } from './audit-faults';
import { Mutation, Workbench } from './workbench';
import { PreflightFinding } from '../../../lib/preflight/preflight-finding';
import { AUDIT_RULES } from '../../../lib/preflight/rules/all-rules';

const bench = new Workbench(auditedSessions);

function findingsAfter(mutate: Mutation): PreflightFinding[] {
  const draft = bench.draft();
  mutate(draft.within('Audited'));
  return bench.prove(draft).auditFindings;
}

test('sessions that this library and aws-cdk-lib record and tell of have no finding before any change', () => {
  expect(bench.unmutated().auditFindings.map(({ message }) => message)).toEqual([]);
});

describe('the table of faults of the audit', () => {
  test('has at least 40 faults, and no fault twice', () => {
    expect(AUDIT_FAULTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(AUDIT_FAULTS.map(({ name }) => name)).size).toBe(AUDIT_FAULTS.length);
  });

  test.each(AUDIT_RULES.map(({ id }) => id))('has at least two faults for %s', ruleId => {
    expect(AUDIT_FAULTS.filter(fault => fault.ruleId === ruleId).length).toBeGreaterThanOrEqual(2);
  });
});

describe.each(AUDIT_FAULTS.map(fault => [fault.name, fault] as const))('%s:', (_, { mutate, twin, ruleId, severity, at }: AuditFault) => {
  test(`${ruleId} tells it, and no other rule says anything`, () => {
    const [path, property] = at.split(' ');
    const place = `${ruleId} ${severity} ${bench.draft().logicalId(`Audited/${path}`)} ${property}`;
    const places = findingsAfter(mutate).map(finding => `${finding.ruleId} ${finding.severity} ${finding.logicalId} ${finding.property ?? ''}`);
    expect([...new Set(places)]).toEqual([place]);
  });

  test('its twin is left alone', () => {
    expect(findingsAfter(twin).map(({ message }) => message)).toEqual([]);
  });
});
