import { spawnSync } from 'child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { devDependencies } from '../../package.json';
import newest from '../consumer/newest.json';

const REPOSITORY = resolve(__dirname, '../..');
const NEWEST = '2.999.0';
/** PyPI has each version after npm. */
const ON_PYPI = '2.998.0';

test('The newest version of the gate is a certain one, and not older than the one that we develop on', () => {
  const minorOf = (version: string) => Number(version.split('.')[1]);
  expect(newest['aws-cdk-lib']).toMatch(/^2\.\d+\.\d+$/);
  expect(minorOf(newest['aws-cdk-lib'])).toBeGreaterThanOrEqual(minorOf(devDependencies['aws-cdk-lib']));
});

test.each([
  ['nothing', 0],
  ['install', 1],
  ['projen compile', 1],
])('.ci/newest ends with a status if %s fails', (failing, status) => {
  expect(checkNewest(failing).status).toBe(status);
});

test('It installs the newest versions, and tells them beside those of the lock file', () => {
  const { ran, output } = checkNewest('nothing');
  expect(output).toContain(`aws-cdk-lib  ${devDependencies['aws-cdk-lib']}    -> ${NEWEST}`);
  expect(ran[0]).toBe(`npm install --no-save --no-audit --no-fund aws-cdk-lib@${NEWEST} constructs@${NEWEST} aws-cdk@${NEWEST} cdk-nag@${NEWEST}`);
});

test('What fails keeps nothing else from being checked, and the apps of test/consumer get the newest version that is there for all their languages', () => {
  const { ran } = checkNewest('projen types');
  expect(ran.slice(1)).toEqual([
    'npx projen types', 'npx projen compile', 'npx jest --ci', 'npx projen rosetta:extract', 'npx projen package:js', 'npx projen package:python',
    `npx projen test:consumer (${ON_PYPI})`,
  ]);
  expect(readFileSync(join(REPOSITORY, 'test/consumer/installed.ts'), 'utf8')).toContain('process.env.NEWEST_AWS_CDK_LIB ?? ');
});

/** With an npm and an npx that only write down how they are called, and a pip that knows of one version. */
function checkNewest(failing: string): { readonly status: number | null; readonly output: string; readonly ran: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'newest-'));
  copyFileSync(join(REPOSITORY, 'package.json'), join(folder, 'package.json'));
  const script = (name: string) => [
    '#!/usr/bin/env bash',
    `if [ "$1" = view ]; then echo ${NEWEST}; exit; fi`,
    'consumer=$([ "$2" != test:consumer ] || echo " ($NEWEST_AWS_CDK_LIB)")',
    `echo "${name} $*$consumer" >> ${join(folder, 'ran')}`,
    `[[ "$*" != ${JSON.stringify(failing)}* ]]`,
  ].join('\n');
  for (const name of ['npm', 'npx']) {
    writeFileSync(join(folder, name), script(name));
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, 'python3'), `#!/usr/bin/env bash\n[ "$*" = "-m pip index versions aws-cdk-lib" ] && echo 'aws-cdk-lib (${ON_PYPI})'\n`, { mode: 0o755 });
  const { status, stdout } = spawnSync(process.execPath, [join(REPOSITORY, '.ci/newest.js')], {
    cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return { status, output: stdout, ran: readFileSync(join(folder, 'ran'), 'utf8').trim().split('\n') };
}
