import { JsonFile, awscdk, javascript } from 'projen';

// The newest aws-cdk-lib that integ-runner 2.197.10 reads, and the oldest with stable `Validations` that suits cdk-nag 3.
const CDK_VERSION = '2.257.0';
// Part of another app, which finds the package in its own node_modules.
const CONSUMER_APP = 'test/consumer/app';
// Plain JavaScript that Lambda runs as it is, so a source and not a compiled file.
const HANDLER = 'lib/preferences/account-preferences-handler';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-session-manager',
  description: 'Shell access to EC2 instances through AWS Systems Manager Session Manager: no SSH key, no open inbound port, no bastion host',
  author: 'The cdk-session-manager authors',
  authorAddress: 'https://github.com/cdk-session-manager/cdk-session-manager',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-session-manager/cdk-session-manager.git',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'awscdk', 'aws-cdk', 'ssm', 'session-manager', 'systems-manager', 'bastion', 'privatelink', 'ec2'],
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22',
  // Versions are tied to one another (see below), so they are moved by hand.
  depsUpgrade: false,
  githubOptions: { mergify: false },
  // 13 needs Node.js 22.
  bumpPackage: 'commit-and-tag-version@^12',

  cdkVersion: CDK_VERSION,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  srcdir: 'lib',
  libdir: 'lib',
  sampleCode: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,
  integrationTestAutoDiscover: false,

  publishToPypi: { distName: 'cdk-session-manager', module: 'cdk_session_manager' },
  publishToMaven: {
    javaPackage: 'io.github.cdksessionmanager',
    mavenGroupId: 'io.github.cdk-session-manager',
    mavenArtifactId: 'cdk-session-manager',
  },
  publishToNuget: { dotNetNamespace: 'CdkSessionManager', packageId: 'CdkSessionManager' },
  publishToGo: { moduleName: 'github.com/cdk-session-manager/cdk-session-manager-go', packageName: 'cdksessionmanager' },

  // Preflight reads YAML templates and counts with addresses; jsii packs both into the library.
  bundledDeps: ['yaml@^2.9.1', 'ipaddr.js@^2.5.0'],
  bin: { 'cdk-session-manager': 'lib/preflight/cli/main.js' },
  devDeps: [
    'aws-cdk@2.1148.1',
    '@aws-cdk/integ-runner@2.197.10',
    // Versioned apart from aws-cdk-lib; its newest.
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws/cloudformation-validate@1.9.0-beta',
    'cdk-nag@3.0.2',
    // What the handler finds on Lambda's runtime.
    '@aws-sdk/client-ssm@^3.1100.0',
    'ajv@^8.17.0',
    'fast-check@^4.10.2',
    'playwright-core@^1.65.1',
  ],

  eslintOptions: { dirs: ['lib'], devdirs: ['test', 'bin', 'integ', 'bench', 'docs', '.projenrc.ts'], ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'coverage', 'cdk.out', CONSUMER_APP] },
  tsconfigDev: { exclude: [CONSUMER_APP.replace('test/', '')] },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestConfig: {
      // Without this jest leaves one core to itself, and of two that is half.
      maxWorkers: '100%',
      // Sources and compiled files lie side by side: never test a stale .js.
      moduleFileExtensions: ['ts', 'js', 'json'],
      // Run by themselves: on the packed library, and in a browser.
      testPathIgnorePatterns: ['/node_modules/', 'test/consumer', '\\.chromium\\.test\\.ts$'],
      collectCoverageFrom: ['lib/**/*.ts', '!lib/**/*.d.ts', `${HANDLER}/*.js`],
      coverageReporters: ['text', 'json-summary', 'lcov'],
      coverageThreshold: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
  typecheckTests: true,
  // Of a snapshot, integ-runner does not read the construct tree and the code of the assertions.
  gitignore: ['/cdk.out/', '/cdk.context.json', '.cdk.staging', '.jsii.tabl.json', 'integ/cdk-integ.out*', 'integ/**/asset.*', 'integ/**/tree.json'],
});

// The bindings of 1.13.0 are not published for every platform, so `npm ci` refuses a lock file that has it.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// The package holds what is compiled and what documents it.
project.npmignore?.exclude('/bin/', '/bench/', '/docs/*.ts', '/docs/*.png', '/integ/', '/rosetta/', '/cdk.json', '/cdk.out/', '/.ci/', '/coverage/', '/.jsii.tabl.json', '/lib/**/*.ts');
project.npmignore?.include('/lib/**/*.d.ts');
project.gitignore.include(`/${HANDLER}/*.js`);

new JsonFile(project, 'cdk.json', {
  obj: {
    app: 'npx ts-node --prefer-ts-exts bin/examples.ts',
    context: require('aws-cdk-lib/recommended-feature-flags.json'),
  },
});

// The compiler reads the handler's types from its comments.
new javascript.TypescriptConfig(project, {
  fileName: `test/${HANDLER.replace('lib/', '')}/tsconfig.json`,
  compilerOptions: { allowJs: true, checkJs: true, strict: true, noEmit: true, module: 'commonjs', target: 'ES2022', lib: ['ES2022'], skipLibCheck: true, types: ['node'], esModuleInterop: true },
  include: [`../../../${HANDLER}/*.js`],
});

// Everything outside lib/ is checked against the same rules, and is not part of the package.
for (const dir of ['bin', 'integ', 'bench', 'docs']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${dir}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    compilerOptions: { noEmit: true, rootDir: '..' },
    include: ['**/*.ts'],
  });
}

// integ-runner compares templates without an account; `integ:deploy` needs one.

// Types are checked once, by the linting, and not again for each scenario.
const INTEG_ENV = { AWS_REGION: 'us-east-1', TS_NODE_PREFER_TS_EXTS: 'true', TS_NODE_TRANSPILE_ONLY: 'true' };
const INTEG = 'integ-runner --directory integ --language typescript --parallel-regions us-east-1';
project.addTask('integ', { description: 'Compare the templates of integ/ with their snapshots', env: INTEG_ENV, exec: INTEG });
project.addTask('integ:update', { description: 'Write the snapshots of integ/ without deploying them', env: INTEG_ENV, exec: `${INTEG} --dry-run --update-on-failed` });
project.addTask('integ:deploy', { description: 'Deploy the scenarios of integ/ into an account, run their assertions and write the snapshots', env: INTEG_ENV, exec: `${INTEG} --update-on-failed` });
project.postCompileTask.spawn(project.addTask('rosetta:extract', {
  description: 'Compile every example of the README and the docstrings',
  exec: 'jsii-rosetta extract --strict',
}));
project.addTask('lint', {
  description: 'Check the style and change nothing',
  env: { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' },
  steps: [
    { exec: 'eslint --ext .ts --max-warnings 0 lib test bin integ bench docs .projenrc.ts' },
    { exec: `tsc --project test/${HANDLER.replace('lib/', '')}/tsconfig.json` },
    ...['integ', 'bench', 'docs'].map(dir => ({ exec: `tsc --project ${dir}/tsconfig.json` })),
  ],
});
project.addTask('test:consumer', {
  description: 'Install the packed library into new CDK apps and synthesize them (run package:js first)',
  exec: 'jest --config test/consumer/jest.config.json --ci',
});

project.addTask('test:report', {
  description: 'Open the HTML report in Chromium (apt-get install chromium, or CHROMIUM_PATH)',
  exec: 'jest --config test/preflight/report/jest.config.json --ci',
});
project.addTask('bench', {
  description: 'Measure how preflight grows (--write keeps the table in docs/benchmarks.md)',
  exec: 'ts-node --prefer-ts-exts --transpile-only bench/preflight.ts',
  receiveArgs: true,
});
project.addTask('docs:rules', {
  description: 'Write docs/rules.md from the rules',
  exec: 'ts-node --prefer-ts-exts --transpile-only docs/write-rules.ts',
});

project.synth();
