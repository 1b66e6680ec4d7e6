import { finding, node } from './fixtures';
import { PreflightSeverity } from '../../../lib/preflight/preflight-severity';
import { causesOf, firstOf } from '../../../lib/preflight/report/causes';

const shared = finding('SSM-NET-006');
const role = (of: string) => finding('SSM-IDN-004', { message: `The role ${of} allows nothing`, fix: `Attach a policy to ${of}`, logicalId: of });
const warning = finding('SSM-ORD-001', { severity: PreflightSeverity.WARNING, message: 'It does not wait' });

const told = (...nodes: ReturnType<typeof node>[]) =>
  causesOf(nodes).all.map(({ finding: { ruleId }, nodes: with_, hasOtherPlaces }) => [ruleId, with_.map(({ id }) => id).join(' '), hasOtherPlaces]);

test('nodes that share a resource share a cause', () => {
  expect(told(node('A', { findings: [shared] }), node('B', { findings: [{ ...shared }] }))).toEqual([['SSM-NET-006', 'A B', false]]);
});

test('nodes that have the same finding at resources of their own share a cause', () => {
  expect(told(node('A', { findings: [role('RoleA')] }), node('B', { findings: [role('RoleB')] }))).toEqual([['SSM-IDN-004', 'A B', true]]);
  const inStack = (stack: string) => node(`${stack}/N`, { stack, findings: [{ ...shared, stack }] });
  expect(told(inStack('One'), inStack('Two'))).toEqual([['SSM-NET-006', 'One/N Two/N', true]]);
});

test('a node that the sentence names is one of its own names', () => {
  const waits = (logicalId: string) => node(logicalId, { logicalId, findings: [finding('SSM-ORD-001', { message: `${logicalId} does not wait`, logicalId: 'Shared' })] });
  expect(told(waits('A'), waits('B'))).toEqual([['SSM-ORD-001', 'A B', false]]);
});

test.each([
  ['the rule', finding('SSM-NET-007')],
  ['the sentence', finding('SSM-NET-006', { message: 'Something else' })],
  ['the fix', finding('SSM-NET-006', { fix: 'Do something else' })],
  ['the severity', finding('SSM-NET-006', { severity: PreflightSeverity.UNKNOWN })],
  ['an acknowledgement', finding('SSM-NET-006', { acknowledged: 'Known' })],
])('%s makes another cause', (_, other) => {
  expect(told(node('A', { findings: [shared] }), node('B', { findings: [other] }))).toHaveLength(2);
});

test('a node with the same finding twice is named once', () => {
  expect(told(node('A', { findings: [role('R1'), role('R2')] }))).toEqual([['SSM-IDN-004', 'A', true]]);
});

test('the worst cause is first, and of these the one with the most nodes', () => {
  expect(told(node('A', { findings: [warning, shared] }), node('B', { findings: [warning, role('RB')] }), node('C', { findings: [role('RC'), warning] })))
    .toEqual([['SSM-IDN-004', 'B C', true], ['SSM-NET-006', 'A', false], ['SSM-ORD-001', 'A B C', false]]);
});

test('each finding of a node has its cause', () => {
  const nodes = [node('A', { findings: [warning, shared] }), node('B', { findings: [shared] })];
  const causes = causesOf(nodes);
  expect(causes.of(nodes[0]).get(shared)).toBe(causes.of(nodes[1]).get(shared));
  expect(causes.of(nodes[0]).get(warning)?.finding).toBe(warning);
  expect(causes.of(node('C')).size).toBe(0);
});

test('the first names, and how many there are more', () => {
  expect(firstOf(['A', 'B', 'C'], 3)).toBe('A, B, C');
  expect(firstOf(['A', 'B', 'C', 'D', 'E'], 3)).toBe('A, B, C and 2 more');
});
