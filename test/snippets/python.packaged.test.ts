import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PAGES, isForEveryLanguage, snippetsOf } from '../../docs/pages';
import { PythonSnippet } from '../../docs/python';
import { CDK_VERSIONS, installedForPython } from '../consumer/installed';

const FILE = join(__dirname, '../../.cache/python-programs.json');
const PROGRAMS: readonly PythonSnippet[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

const python = installedForPython(CDK_VERSIONS.oldest);

/** Which programs fail, and how. One process runs all of them, since each would load the library anew. */
function failuresOf(programs: readonly Pick<PythonSnippet, 'name' | 'program' | 'alone'>[]): Record<string, string> {
  const out = execFileSync(python, [join(__dirname, 'run_snippets.py')], {
    // Some write files.
    cwd: mkdtempSync(join(tmpdir(), 'snippets-')), input: JSON.stringify(programs), encoding: 'utf8', maxBuffer: 1e8,
  });
  return JSON.parse(out.slice(out.lastIndexOf('\n{') + 1));
}

test('there is Python of each snippet of today (npx projen docs:python)', () => {
  expect(PROGRAMS.map(({ code }) => code)).toEqual(PAGES.flatMap(snippetsOf).filter(isForEveryLanguage).map(({ code }) => code));
});

const MISSPELT = PROGRAMS[0]?.program.replace('nat_gateways', 'nat_gateway');
const BLOCKED = PROGRAMS[0]?.program.replace('PUBLIC)', 'PRIVATE_ISOLATED)').replace('nat_gateways=0', 'nat_gateways=0, create_internet_gateway=False');

test('each snippet runs in Python as it stands, and nothing in it is blocked; one that is wrong, and one that does not connect, are seen', () => {
  expect(PROGRAMS.length).toBeGreaterThan(50);
  const failures = failuresOf([...PROGRAMS, { name: 'misspelt', program: MISSPELT, alone: true }, { name: 'blocked', program: BLOCKED, alone: true }]);
  expect(failures).toEqual({ misspelt: expect.stringContaining('nat_gateway'), blocked: expect.stringContaining('from which nothing reaches Systems Manager') });
});
