import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join, relative } from 'path';
import { expandGlob, isGlob } from '../../../lib/preflight/cli/globs';

const directory = mkdtempSync(join(tmpdir(), 'preflight-globs-'));
const FILES = [
  'a.json', 'b.json', 'b.yaml', 'a.json.bak', '.hidden.json', 'x[1].json', 'with space.json', 'a+b.json',
  'stacks/a.json', 'stacks/dev/a.json', 'stacks/dev/eu/b.json', 'stacks/.git/a.json', 'other/dev/a.json',
];
for (const file of [...FILES, 'stacks/node_modules/a.json']) {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), '');
}
symlinkSync('..', join(directory, 'stacks', 'up'));

const expanded = (pattern: string) => expandGlob(`${directory}/${pattern}`).map(path => relative(directory, path));

/** What bash makes of it, which looks through links and into `node_modules` for `**`. */
const shell = (pattern: string) => execFileSync('bash', ['-O', 'globstar', '-O', 'nullglob', '-c', `printf '%s\\n' ${pattern}`], { cwd: directory, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  .split('\n').filter(name => name !== '' && !(pattern.includes('**') && /node_modules|\bup\//.test(name)));

test.each([
  '*.json', '*', '?.json', '[ab].*', '[!a]*.json', '[^a]*.json', '[a-b].json', '{a,b}.json', '{a,b}.{json,yaml}*', '{stacks,other}/dev/*.json', 'x\\[*', '.*.json',
  '*/*/*.json', 'stacks/*', '**/*.json', 'stacks/**/b.json', '**/dev/*.json', '*.nothing', 'a+*.json', '*/', '*.{json,nothing}', 'x[[]*', '*.json/*', './*.json', 'stacks/../*.yaml',
])('%s fits what it does in a shell', pattern => {
  // A slash at the end, and a backslash, are the shell's own.
  const ours = expanded(pattern.replace('\\[', '[[]').replace(/\/$/, ''));
  const theirs = shell(pattern).map(name => relative('.', name)).filter((name, index, all) => all.indexOf(name) === index);
  expect(pattern === '*/' ? ours.filter(name => theirs.includes(name)) : ours).toEqual(theirs.sort());
});

test('what has a name with such characters is itself', () => {
  expect(isGlob(join(directory, 'x[1].json'))).toBe(false);
  expect(isGlob(join(directory, 'x[2].json'))).toBe(true);
  expect(isGlob(join(directory, 'a.json'))).toBe(false);
});

test('links and node_modules are not looked through, unless they are named', () => {
  expect(expanded('stacks/**/a.json')).toEqual(['stacks/a.json', 'stacks/dev/a.json']);
  expect(expanded('stacks/node_modules/*.json')).toEqual(['stacks/node_modules/a.json']);
  expect(expanded('stacks/up/b.*')).toEqual(['stacks/up/b.json', 'stacks/up/b.yaml']);
});
