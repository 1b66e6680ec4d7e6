import { readFileSync } from 'fs';
import { join } from 'path';
import { AGENT_FEATURES } from '../../lib/agent/versions';
import { EVERY_RULE } from '../../lib/preflight/rules/all-rules';

const page = readFileSync(join(__dirname, '../../docs/maintenance.md'), 'utf8');

/** No document uses it. */
const { hostManagement, ...ofDocuments } = AGENT_FEATURES;

test('docs/maintenance.md names the version of each feature that a session document can use', () => {
  const rows = [...page.slice(page.indexOf('| Feature of a document')).matchAll(/^\| .* \| (\d+\.\d+\.\d+) \|$/gm)].map(([, version]) => version);
  expect(rows).toEqual([...new Set(Object.values(ofDocuments).map(({ since }) => since))]);
  expect(rows).not.toContain(hostManagement.since);
});

test('docs/maintenance.md names rules that there are', () => {
  const named = [...page.matchAll(/SSM-[A-Z]{3}-\d{3}/g)].map(([id]) => id);
  expect(named).toEqual(['SSM-AGT-009']);
  expect(EVERY_RULE.map(({ id }) => id)).toContain(named[0]);
});
