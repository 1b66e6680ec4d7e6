import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { join } from 'path';
import { CDK_VERSIONS, REPOSITORY, TARBALL, installedForTypeScript, newFolder, outcome, run } from './installed';
import { bundledDependencies, name, peerDependencies } from '../../package.json';

/** It has no `Validations`. */
const TOO_OLD = '2.200.0';

const files = () => run(REPOSITORY, 'tar', '-tzf', TARBALL).trim().split('\n').map(file => file.replace(/^package\//, ''));
const content = (file: string) => run(REPOSITORY, 'tar', '-xzOf', TARBALL, `package/${file}`);

test('it has at most 700 kB', () => {
  expect(statSync(TARBALL).size).toBeLessThanOrEqual(700_000);
});

test('it holds one file of code, the functions, the types of the API and what describes it, and nothing else', () => {
  const HANDLERS = /^lib\/\w+\/[\w-]+-handler\/[\w-]+\.js$/;
  const others = files().filter(file => !HANDLERS.test(file) && !/^lib\/.*\.d\.ts$/.test(file));
  expect(others.sort()).toEqual([
    '.jsii', 'LICENSE', 'README.md', 'THIRD-PARTY-LICENSES', 'lib/bundle.js', 'lib/index.js', 'lib/preflight/cli/main.js',
    'lib/preflight/model/iam/aws-managed-policies-data.json', 'package.json', 'rosetta/default.ts-fixture',
    'schema/preflight-report-1.schema.json',
  ]);
  expect(files()).toEqual(expect.arrayContaining(['lib/index.d.ts', 'lib/node/ssm-managed-instance.d.ts', 'lib/cost/idle-stop-handler/index.js']));
});

test('it holds no type that the API does not reach', () => {
  const types = files().filter(file => file.endsWith('.d.ts'));
  expect(types.filter(file => /^lib\/preflight\/(rules|readers|engine|user-data|cli)\//.test(file))).toEqual([]);
});

test('the code has no source map, and the fully qualified names that the CDK reports', () => {
  const code = content('lib/bundle.js');
  expect(code.includes('sourceMappingURL')).toBe(false);
  expect(code.includes('fqn:"cdk-session-manager.SsmManagedInstance"')).toBe(true);
});

test('a line of the code can be shown above a stack trace', () => {
  expect(Math.max(...content('lib/bundle.js').split('\n').map(line => line.length))).toBeLessThan(2_500);
});

test('its command may be run by itself, as the wheel does', () => {
  expect(run(REPOSITORY, 'tar', '-tvzf', TARBALL)).toMatch(/^-rwxr-xr-x .* package\/lib\/preflight\/cli\/main\.js$/m);
});

test('it depends on nothing but the CDK, and has the licenses of the libraries that are in its code', () => {
  const manifest = JSON.parse(content('package.json'));
  expect(manifest.dependencies).toBeUndefined();
  expect([manifest.devDependencies, manifest.scripts, manifest.jest]).toEqual([undefined, undefined, undefined]);
  expect(manifest.bundledDependencies).toBeUndefined();
  expect(manifest.peerDependencies).toEqual(peerDependencies);
  expect(bundledDependencies).toEqual(['ipaddr.js', 'yaml']);
  expect(content('THIRD-PARTY-LICENSES')).toMatch(/^ipaddr\.js \S+ \(MIT\)[^]*\nyaml \S+ \(ISC\)/);
  expect(content('LICENSE')).toBe(readFileSync(join(REPOSITORY, 'LICENSE'), 'utf8'));
});

describe(`with aws-cdk-lib ${TOO_OLD}, which npm installs only if it is told to`, () => {
  const app = () => {
    const installed = installedForTypeScript(CDK_VERSIONS.oldest);
    const folder = newFolder(installed, 'too-old');
    cpSync(join(installed, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true });
    // Nothing of it but its version is asked for before the library stops.
    mkdirSync(join(folder, 'node_modules/aws-cdk-lib'));
    writeFileSync(join(folder, 'node_modules/aws-cdk-lib/package.json'), JSON.stringify({ name: 'aws-cdk-lib', version: TOO_OLD }));
    writeFileSync(join(folder, 'app.js'), `require('${name}');`);
    return folder;
  };

  test('an app fails with a sentence', () => {
    const { status, output } = outcome(app(), 'node', 'app.js');
    expect(status).not.toBe(0);
    expect(output).toContain(`cdk-session-manager needs aws-cdk-lib ${peerDependencies['aws-cdk-lib'].replace('^', '')} or newer, got ${TOO_OLD}; update it`);
  });

  test('a stack trace names the function and the module where it began', () => {
    const { output } = outcome(app(), 'node', 'app.js');
    expect(output).toMatch(/at requireCdkVersion \(.*bundle\.js:\d+:\d+\)\n\s+at lib\/core\/require-cdk-version\.js/);
  });
});
