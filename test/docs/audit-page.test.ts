import { readFileSync } from 'fs';
import { join } from 'path';
import { MANAGED_RULES } from '../../lib/audit/managed-rules';
import { SessionComplianceRule } from '../../lib/audit/session-compliance-rule';
import { FIND_WHAT_WAS_TYPED, OPENED_AND_ENDED, textOf } from '../../lib/audit/session-queries';

const PAGE = readFileSync(join(__dirname, '../../docs/audit.md'), 'utf8');

test.each([FIND_WHAT_WAS_TYPED, OPENED_AND_ENDED])('docs/audit.md has the query $name as it is saved', query => {
  expect(PAGE).toContain(`\`\`\`text\n${textOf(query)}\n\`\`\``);
});

test('docs/audit.md lists the rules of AWS Config, with what each serves', () => {
  const rows = [...PAGE.matchAll(/^\| `([A-Z0-9_]+)` \| (.+) \| `([A-Z0-9_]+)` \| (.+) \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(Object.entries(SessionComplianceRule).map(([name, rule]) => {
    const { description, identifier, securityHubControls } = MANAGED_RULES[rule];
    return [name, description, identifier, securityHubControls.join(', ')];
  }));
});
