import { readFileSync } from 'fs';
import { join } from 'path';
import { rulesPage } from '../../docs/rules-page';
import { wordFix } from '../../lib/preflight/readers/cloudformation/word-fix';
import { ALL_RULES } from '../../lib/preflight/rules/all-rules';

const docs = join(__dirname, '../../docs');

test('docs/rules.md is generated from the rules (npm run docs:rules)', () => {
  expect(readFileSync(join(docs, 'rules.md'), 'utf8')).toBe(rulesPage(ALL_RULES));
});

test('the ids have a stable form, and no two rules share one', () => {
  const ids = ALL_RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  ids.forEach(id => expect(id).toMatch(/^SSM-(IDN|AGT|NET|END|LOG|KEY|ORD)-\d{3}$/));
});

test.each(ALL_RULES.map(rule => [rule.id, rule] as const))('%s says what must hold, why, how to fix it, and where that is documented', (_, { title, why, fix, contract, see }) => {
  expect(title).toMatch(/^[A-Z`].*[^.]$/);
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(wordFix(fix)).toMatch(/[^.]$/);
  expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  expect(readFileSync(join(docs, 'agent-contract.md'), 'utf8')).toMatch(new RegExp(`^## ${contract}\\. `, 'm'));
});

test.each(ALL_RULES.map(rule => [rule.id, rule] as const))('%s says what it reads and what it cannot see', (_, { reads, cannotSee }) => {
  for (const phrase of [reads, cannotSee]) {
    expect(phrase).toMatch(/^[a-zA-Z].{8,}[^.,;]$/);
  }
});

test('the page tells what a rule reads and cannot see', () => {
  const [rule] = ALL_RULES;
  expect(rulesPage([{ ...rule, reads: 'the role', cannotSee: 'the rest' }])).toContain('\n\nReads: the role.\n\nCannot see: the rest.\n\nFix: ');
});
