import { execFileSync } from 'child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { IS_WHOLE } from '../drawn';

jest.setTimeout(180_000);

const REPOSITORY = resolve(__dirname, '../..');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  mkdirSync(join(folder, '.projen'));
  copyFileSync(join(REPOSITORY, '.projen/tasks.json'), join(folder, '.projen/tasks.json'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "released", "version": "0.0.0" }');
  git('init', '--quiet');
  commit('feat: first');
});

test('Features, fixes and what breaks something are released, and nothing else', () => {
  git('tag', 'v1.0.0');
  const released = [
    'feat: a',
    'feat(node): b',
    'fix: c',
    'fix(node)!: d',
    'feat!: e',
    'refactor!: f',
    'docs(node)!: g',
    'chore: h\n\nBREAKING CHANGE: no more i',
    'perf: j\n\nFaster.\n\nBREAKING-CHANGE: no more k',
  ];
  const others = ['docs: a', 'refactor: b', 'test: c', 'build: d', 'ci(node): e', 'chore: f', 'perf: g', 'style: h', 'feature: i', 'Fix: j', 'docs: the "feat:" of k', 'feat:l'];
  for (const message of [...released, ...others]) {
    commit(message);
  }
  const lines = projen('bump:releasable-commits', { LATEST_TAG: 'v1.0.0' }).trim().split('\n');
  expect(lines.map(line => line.replace(/^[0-9a-f]+ /, ''))).toEqual(released.map(message => message.split('\n')[0]).reverse());
});

test('The first version is 0.1.0', () => {
  expect(bumped()).toEqual({ version: '0.1.0', tag: 'v0.1.0', changelog: expect.stringContaining('first') });
});

/** By night each; one takes 5 s of CPU time. */
const RELEASES = [
  ['v0.1.0', 'feat: a', '0.1.1'],
  // Then the tag exists already, and nothing is published.
  ['v0.1.0', 'docs: a', '0.1.0'],
  ['v1.0.0', 'refactor!: a', '2.0.0'],
];

test.each(IS_WHOLE ? RELEASES : RELEASES.slice(0, 1))('After %s comes with %j %s', (tag, message, version) => {
  git('tag', tag);
  commit(message);
  expect(bumped()).toMatchObject({ version, tag: `v${version}` });
});

function bumped(): Record<'version' | 'tag' | 'changelog', string> {
  projen('bump');
  const read = (file: string) => readFileSync(join(folder, 'dist', file), 'utf8');
  return { version: read('version.txt'), tag: read('releasetag.txt'), changelog: read('changelog.md') };
}

function projen(task: string, env: Record<string, string> = {}): string {
  return run(process.execPath, ['node_modules/projen/bin/projen', task], env);
}

function commit(message: string): void {
  git('-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--allow-empty', '--message', message);
}

function git(...args: string[]): void {
  run('git', args);
}

function run(command: string, args: string[], env: Record<string, string> = {}): string {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
}
