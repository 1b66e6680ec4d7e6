import { spawnSync } from 'child_process';
import { resolve } from 'path';
import { oldestCdkVersion, requireCdkVersion } from '../../lib/core/cdk-version';
import { devDependencies } from '../../package.json';

test('the oldest aws-cdk-lib is the one that the library is developed with', () => {
  expect(oldestCdkVersion()).toBe(devDependencies['aws-cdk-lib']);
});

test.each(['2.257.0', '2.257.1', '2.258.0', '2.1000.0', '3.0.0', '3.1.0-rc.0'])('aws-cdk-lib %s is new enough', version => {
  expect(() => requireCdkVersion(version, '2.257.0')).not.toThrow();
});

test.each(['1.300.0', '2.99.0', '2.256.9', '2.200.0'])('aws-cdk-lib %s is too old, and the error says which it has to be and how to get it', version => {
  expect(() => requireCdkVersion(version, '2.257.0'))
    .toThrow(`cdk-session-manager needs aws-cdk-lib 2.257.0 or newer, got ${version}; update it, for example by npm install aws-cdk-lib@latest, pip install --upgrade aws-cdk-lib`);
});

test('the library does not load with an older one', () => {
  const script = [
    "require('ts-node').register({ swc: true, preferTsExts: true });",
    "const manifest = require.resolve('aws-cdk-lib/package.json');",
    "require.cache[manifest] = Object.assign(new module.constructor(manifest), { loaded: true, exports: { version: '2.200.0' } });",
    "require('./lib');",
  ].join('\n');
  const { status, stderr } = spawnSync(process.execPath, ['--eval', script], {
    cwd: resolve(__dirname, '../..'), encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stderr).toContain('needs aws-cdk-lib 2.257.0 or newer, got 2.200.0');
});
