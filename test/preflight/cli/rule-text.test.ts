import { ruleText } from '../../../lib/preflight/cli/rule-text';
import { EVERY_RULE } from '../../../lib/preflight/rules/all-rules';
import { RULEBOOK } from '../../../lib/preflight/rules/rulebook';

const page = (id?: string, width = 80) => ruleText(id, { color: false, width });
const words = (id: string) => page(id).replace(/\s+/g, ' ');

test.each(EVERY_RULE.map(rule => [rule.id, rule] as const))('%s has a page, with all that the rule says of itself', (id, { title, why, reads, cannotSee, see, contract }) => {
  const text = words(id);
  expect(text.startsWith(`${id} ${title}.`)).toBe(true);
  for (const part of [why, reads.slice(1), cannotSee.slice(1), see, `(section ${contract})`]) { expect(text).toContain(part.replace(/\s+/g, ' ')); }
});

test('a page', () => {
  expect(page('ssm-net-003')).toMatch(/^SSM-NET-003 {2}The node's security groups let TCP 443 out to where the services\n {13}are\.\n\nThe agent [^]*\n\nFix\n {2}Add an egress rule [^]*\n\nReads\n[^]*\n\nCannot see\n[^]*\n\nSee\n {2}https:\/\/docs\.aws\.amazon\.com/);
});

test.each([80, 40])('no line is wider than %d columns, but for addresses', width => {
  const lines = EVERY_RULE.flatMap(({ id }) => page(id, width).split('\n')).filter(line => !/^\s*\S+$/.test(line));
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(width);
});

test('without an id, all rules by family, each with its title', () => {
  const text = page();
  for (const { prefix, title } of RULEBOOK) { expect(text).toContain(`${prefix}  ${title}\n`); }
  for (const { id } of EVERY_RULE) { expect(text).toContain(`\n  ${id}  `); }
});

test('a rule may be called without what all ids begin with', () => {
  expect(page('net-003')).toBe(page('SSM-NET-003'));
});

test.each(['SSM-KEY', 'SSM-KEY-', 'ssm-key', 'KEY'])('%s lists a family', prefix => {
  expect(page(prefix).match(/SSM-\w+-\d+/g)).toEqual(['SSM-KEY-001', 'SSM-KEY-002', 'SSM-KEY-003']);
});

test.each([
  ['SSM-NET-03', 'There is no rule \'SSM-NET-03\'; did you mean \'SSM-NET-003\'?'],
  ['SSM-NTE', 'There is no rule \'SSM-NTE\'; did you mean \'SSM-NET\'?'],
  ['AwsSolutions-EC23', 'There is no rule \'AwsSolutions-EC23\'; `cdk-session-manager rule` lists them'],
])('%s is told', (id, message) => {
  expect(() => page(id)).toThrow(message);
});

test('a terminal with colors shows headings in bold', () => {
  expect(ruleText('SSM-NET-003', { color: true })).toContain('\u001b[1mFix\u001b[0m');
});
