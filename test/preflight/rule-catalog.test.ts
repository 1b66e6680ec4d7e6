import { RULE_TITLES } from '../../lib/preflight/rule-catalog';
import { EVERY_RULE } from '../../lib/preflight/rules/all-rules';

test('the catalogue and the rules say the same, in the same order', () => {
  expect(Object.entries(RULE_TITLES)).toEqual(EVERY_RULE.map(({ id, title }) => [id, title]));
});
