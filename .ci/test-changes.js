// Runs the tests beside what differs from a commit, HEAD unless another is named. Jest's own `--onlyChanged` runs every test that imports what changed,
// which is nearly all of them, since most import the whole library.
const { spawnSync } = require('child_process');
const { existsSync, readdirSync } = require('fs');
const { basename, dirname, join } = require('path');
const { changedSince } = require('./changes');

/** test/ mirrors lib/: the tests of lib/a/b.ts are test/a/b.*test.ts or, without those, the ones in the folder that is nearest. */
function testsBeside(file) {
  const mirrored = file.startsWith('test/') ? file : join('test', file.replace(/^lib\//, ''));
  const [name] = basename(mirrored).split('.');
  for (let dir = dirname(mirrored); dir !== 'test'; dir = dirname(dir)) {
    const tests = existsSync(dir) ? readdirSync(dir).filter(entry => entry.endsWith('.test.ts')) : [];
    const named = tests.filter(test => test.startsWith(`${name}.`));
    if (tests.length > 0) {
      return (named.length > 0 ? named : tests).map(test => join(dir, test));
    }
  }
  return [];
}

const [since = 'HEAD'] = process.argv.slice(2);
const tests = new Set(changedSince(since).filter(file => /\.(ts|js|json|ya?ml)$/.test(file)).flatMap(testsBeside));
if (tests.size === 0) {
  console.log(`No test lies beside what differs from ${since}.`);
} else {
  process.exitCode = spawnSync('jest', ['--ci', '--passWithNoTests', '--runTestsByPath', ...tests], { stdio: 'inherit' }).status ?? 1;
}
