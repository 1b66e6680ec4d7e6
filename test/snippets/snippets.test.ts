import { mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { paste } from './paste';
import { DECLARED, PAGES, Snippet, snippetsOf, textOf } from '../../docs/pages';
import { Preflight, PreflightSeverity } from '../../lib';

const SNIPPETS = PAGES.flatMap(snippetsOf);

// Some write files.
beforeAll(() => process.chdir(mkdtempSync(join(tmpdir(), 'snippets-'))));

const openFindings = (snippet: Pick<Snippet, 'code' | 'alone'>) => Preflight.ofApp(paste(snippet)).nodes
  .flatMap(({ findings }) => findings)
  .filter(({ severity, acknowledged }) => severity !== PreflightSeverity.UNKNOWN && acknowledged === undefined);

test.each(SNIPPETS)('$name: nothing is blocked when it is pasted', snippet => {
  expect(openFindings(snippet)).toEqual([]);
});

test('the snippets are those of all pages', () => {
  expect(SNIPPETS.length).toBeGreaterThan(50);
  expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'docs/connect.md', 'docs/facts/access.md']));
});

test('a snippet that does not connect would be seen', () => {
  const code = 'declare const existing: ec2.Instance;\n';
  expect(openFindings({ code, alone: false }).map(({ ruleId }) => ruleId)).toContain('SSM-IDN-004');
});

test('docs/snippets.md has the imports that snippets are pasted under, and all that they may use', () => {
  const page = textOf('docs/snippets.md');
  const fixture = readFileSync(join(__dirname, '../../rosetta/default.ts-fixture'), 'utf8');
  expect(page).toContain(fixture.slice(0, fixture.indexOf('declare const')).trimEnd());
  expect(DECLARED.map(line => line.match(/const (\w+):/)![1]).filter(name => !page.includes(`const ${name} = new `))).toEqual([]);
});

// What people have before they migrate is the code of others, which is shown and not run.
test('no page has TypeScript that is not checked, but for what people migrate from', () => {
  const unchecked = PAGES.flatMap(page => [...textOf(page).matchAll(/^```(typescript|js|javascript|tsx|ts (?!nofixture$).*)$/gm)].map(([fence]) => `${page}: ${fence}`));
  expect([...new Set(unchecked)]).toEqual(['docs/migration.md: ```typescript']);
});
