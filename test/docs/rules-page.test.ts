import { readFileSync } from 'fs';
import { join } from 'path';
import { rulesPage } from '../../docs/rules-page';
import { wordFix } from '../../lib/preflight/readers/cloudformation/word-fix';
import { EVERY_RULE } from '../../lib/preflight/rules/all-rules';
import { contractPage } from '../../lib/preflight/rules/rule';
import { RULEBOOK } from '../../lib/preflight/rules/rulebook';

const docs = join(__dirname, '../../docs');

test('docs/rules.md is generated from the rules (npm run docs:rules)', () => {
  expect(readFileSync(join(docs, 'rules.md'), 'utf8')).toBe(rulesPage(RULEBOOK));
});

test('the ids have a stable form, and no two rules share one', () => {
  const ids = EVERY_RULE.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  ids.forEach(id => expect(id).toMatch(/^SSM-(IDN|AGT|NET|END|LOG|KEY|ORD|ACC|AUD)-\d{3}$/));
});

test.each(EVERY_RULE.map(rule => [rule.id, rule] as const))('%s says what must hold, why, how to fix it, and where that is documented', (_, rule) => {
  const { title, why, fix, contract, see } = rule;
  expect(title).toMatch(/^[A-Z`].*[^.]$/);
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(wordFix(fix)).toMatch(/[^.]$/);
  expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(readFileSync(join(docs, '..', contractPage(rule)), 'utf8')).toMatch(new RegExp(`^## ${contract}\\. `, 'm'));
});

test.each(EVERY_RULE.map(rule => [rule.id, rule] as const))('%s says what it reads and what it cannot see', (_, { reads, cannotSee }) => {
  for (const phrase of [reads, cannotSee]) {
    expect(phrase).toMatch(/^[a-zA-Z].{8,}[^.,;]$/);
  }
});

test('the page tells what a rule reads and cannot see', () => {
  const [family] = RULEBOOK;
  expect(rulesPage([{ ...family, rules: [{ ...family.rules[0], reads: 'the role', cannotSee: 'the rest' }] }])).toContain('\n\nReads: the role.\n\nCannot see: the rest.\n\nFix: ');
});
