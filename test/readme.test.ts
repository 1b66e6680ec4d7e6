import { readFileSync } from 'fs';
import { resolve } from 'path';
import { MANAGED_RULES } from '../lib/audit/managed-rules';
import { SessionComplianceRule } from '../lib/audit/session-compliance-rule';
import { FIND_WHAT_WAS_TYPED, OPENED_AND_ENDED, textOf } from '../lib/audit/session-queries';

const README = readFileSync(resolve(__dirname, '../README.md'), 'utf8');

test('the README names the versions that the package asks for', () => {
  const { peerDependencies, engines } = JSON.parse(readFileSync(resolve(__dirname, '../package.json'), 'utf8'));
  expect(README).toContain(`\`aws-cdk-lib\` (${peerDependencies['aws-cdk-lib'].replace('^', '')} or newer)`);
  expect(engines.node).toBe('>= 20.0.0');
});

test.each([FIND_WHAT_WAS_TYPED, OPENED_AND_ENDED])('the README has the query $name as it is saved', query => {
  expect(README).toContain(`\`\`\`text\n${textOf(query)}\n\`\`\``);
});

test('the README lists the rules of AWS Config, with what each serves', () => {
  const rows = [...README.matchAll(/^\| `([A-Z0-9_]+)` \| (.+) \| `([A-Z0-9_]+)` \| (.+) \|$/gm)].map(([, ...cells]) => cells);
  expect(rows).toEqual(Object.entries(SessionComplianceRule).map(([name, rule]) => {
    const { description, identifier, securityHubControls } = MANAGED_RULES[rule];
    return [name, description, identifier, securityHubControls.join(', ')];
  }));
});
