import { JsonFile, Task, awscdk, javascript, typescript } from 'projen';
import { addBuildWorkflow } from './projenrc/build-workflow';
import { addNightlyWorkflow } from './projenrc/nightly-workflow';
import { pinActions } from './projenrc/pinned-actions';
import { addPullRequestTitleWorkflow } from './projenrc/pull-request-title-workflow';
import { addReleaseWorkflow } from './projenrc/release-workflow';
import { addSiteWorkflow } from './projenrc/site-workflow';
import { RUNNER } from './projenrc/workflow-parts';

// The newest aws-cdk-lib that integ-runner 2.197.10 reads, and the oldest with stable `Validations` that suits cdk-nag 3.
const CDK_VERSION = '2.257.0';
// Parts of other apps, which find the package in their own node_modules.
const OTHER_APPS = ['test/consumer/app', 'test/languages/apps'];
// Plain JavaScript that Lambda runs as it is, so a source and not a compiled file.
const HANDLERS = [
  'lib/core/custom-resource-handler',
  'lib/preferences/account-preferences-handler',
  'lib/audit/unlogged-session-handler',
  'lib/hybrid/hybrid-activation-handler',
  'lib/node/online-check-handler',
  'lib/cost/idle-stop-handler',
];
// The same for the integration tests.
const PROBE = 'integ/session-probe';
// Checked against the same rules as lib/, and not part of the package.
const DEV_DIRS = ['test', 'bin', 'integ', 'bench', 'docs', 'packaging'];
// The types of all files, checked once.
const ALL_TYPES = 'tsconfig.dev.json';
// Tests that are run by themselves: on the packed library, on an emulator of AWS, in a browser, and with package managers.
const RUN_APART = ['/node_modules/', 'test/consumer', 'test/deploy', 'test/languages', '\\.(chromium|install|packaged)\\.test\\.ts$'];
// What a run leaves for the next one.
const CACHE = '.cache';
// What the packages of all languages are made from.
const STAGED = `${CACHE}/package`;

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-session-manager',
  description: 'Shell access to EC2 instances through AWS Systems Manager Session Manager: no SSH key, no open inbound port, no bastion host',
  author: 'The cdk-session-manager authors',
  authorAddress: 'https://github.com/cdk-session-manager/cdk-session-manager',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-session-manager/cdk-session-manager.git',
  homepage: 'https://github.com/cdk-session-manager/cdk-session-manager#readme',
  bugsUrl: 'https://github.com/cdk-session-manager/cdk-session-manager/issues',
  license: 'Apache-2.0',
  keywords: ['aws', 'cdk', 'awscdk', 'aws-cdk', 'ssm', 'session-manager', 'systems-manager', 'bastion', 'privatelink', 'ec2'],
  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsNode({ swc: true }) },
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  // Versions are tied to one another (see below), so they are moved by hand.
  depsUpgrade: false,
  pullRequestTemplateContents: [
    'What changes for whom, and why. `Fixes #...`',
    '',
    '- [ ] The title is what the release will say: `feat: ...`, `fix: ...`, or one with `!` if callers break (CONTRIBUTING.md)',
    '- [ ] A test fails without the change',
    '- [ ] `npm run quick` passes, and `API.md` and the docs are true',
  ],
  // All of .github/workflows is in projenrc/.
  buildWorkflow: false,
  release: false,
  githubOptions: { mergify: false, pullRequestLint: false, workflowRunsOn: RUNNER },

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
  publishToGo: { moduleName: 'github.com/cdk-session-manager/cdk-session-manager', packageName: 'cdksessionmanager' },

  // Preflight reads YAML templates and counts with addresses; jsii packs both into the library.
  bundledDeps: ['yaml@^2.9.1', 'ipaddr.js@^2.5.0'],
  bin: { 'cdk-session-manager': 'lib/preflight/cli/main.js' },
  devDeps: [
    // For ts-node: the compiler of TypeScript takes ten times as long.
    '@swc/core@^1.16.22',
    'aws-cdk@2.1148.1',
    '@aws-cdk/integ-runner@2.197.10',
    // Versioned apart from aws-cdk-lib; its newest.
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws/cloudformation-validate@1.9.0-beta',
    'cdk-nag@3.0.2',
    // 18 needs Node.js 22.
    'dependency-cruiser@^17.4.3',
    'esbuild@^0.28.2',
    // What the handler finds on Lambda's runtime, and what the integration tests and the deploy test call.
    ...['auto-scaling', 'cloudformation', 'cloudtrail', 'cloudwatch', 'cloudwatch-logs', 'config-service', 'ec2', 'eventbridge', 'iam', 'kms', 'lambda', 'rds', 's3', 'secrets-manager', 'sns', 'sqs', 'ssm'].map(service => (
      `@aws-sdk/client-${service}@^3.1100.0`
    )),
    'ajv@^8.17.0',
    'fast-check@^4.10.2',
    // With the rules about promises, for which eslint loads the types of all files, and this a compiler in machine code.
    'oxlint@^1.94.0',
    'oxlint-tsgolint@^7.0.2008',
    'playwright-core@^1.65.1',
    // The compiler in machine code, which checks all files in seconds. jsii, eslint and jest need an API that it does not have.
    'typescript-native@npm:typescript@7.0.2',
    // Holds the JUnit report against its schema.
    'xmllint-wasm@^5.3.0',
  ],

  eslintOptions: {
    dirs: ['lib'],
    devdirs: [...DEV_DIRS, 'projenrc', '.projenrc.ts'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', 'coverage', 'cdk.out', 'cdk-integ.out*', ...OTHER_APPS],
    tsconfigPath: `./${ALL_TYPES}`,
    projectService: false,
  },
  tsconfigDev: { exclude: OTHER_APPS.map(dir => dir.replace('test/', '')) },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    jestConfig: {
      // Without this jest leaves one core to itself, and of two that is half. It takes more than 100 % for a number of workers.
      maxWorkers: '100%',
      globalSetup: '<rootDir>/test/temporary-folder.ts',
      setupFiles: ['<rootDir>/test/without-stack-traces.ts'],
      testEnvironment: '<rootDir>/test/shared-modules/environment.js',
      runtime: '<rootDir>/test/shared-modules/runtime.js',
      // Sources and compiled files lie side by side: never test a stale .js.
      moduleFileExtensions: ['ts', 'js', 'json'],
      // Elsewhere other steps write and delete files while jest looks for tests.
      roots: ['lib', 'test', 'projenrc'].map(dir => `<rootDir>/${dir}`),
      testPathIgnorePatterns: RUN_APART,
      collectCoverageFrom: ['lib/**/*.ts', '!lib/**/*.d.ts', ...HANDLERS.map(dir => `${dir}/*.js`)],
      coverageReporters: ['text', 'json-summary', 'lcov'],
      // `npm run coverage` collects it, of all files: a run of some tests covers too little for the threshold.
      collectCoverage: false,
      coverageThreshold: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
  // Of a snapshot, integ-runner does not read the construct tree and the code of the assertions.
  gitignore: ['/cdk.out/', '/cdk.context.json', '.cdk.staging', '.jsii.tabl.json', 'integ/cdk-integ.out*', 'integ/**/asset.*', 'integ/**/tree.json'],
});

// The bindings of 1.13.0 are not published for every platform, so `npm ci` refuses a lock file that has it.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// The package holds what is compiled, and by what examples are translated; the documentation is on the site. packaging/ makes less of it.
project.npmignore?.exclude(
  ...DEV_DIRS.map(dir => `/${dir}/`), '/site/', '/cdk.json', '/cdk.out/', '/.ci/', '/coverage/', `/${CACHE}/`, '/.dependency-cruiser.js',
  '/.oxlintrc.json', '/API.md', '/CHANGELOG.md', '/CONTRIBUTING.md', '/SECURITY.md', '/CODE_OF_CONDUCT.md', '/.jsii.tabl.json', '/lib/**/*.ts',
);
project.npmignore?.include('/lib/**/*.d.ts');
project.gitignore.include(...HANDLERS.map(dir => `/${dir}/*.js`));

new JsonFile(project, 'cdk.json', {
  obj: {
    // Types are checked by `npm test`.
    app: 'npx ts-node --swc --prefer-ts-exts bin/examples.ts',
    context: require('aws-cdk-lib/recommended-feature-flags.json'),
  },
});

// For editors and ts-node, which look for the nearest one; that of test/ is projen's.
for (const dir of DEV_DIRS.filter(name => name !== 'test')) {
  new javascript.TypescriptConfig(project, {
    fileName: `${dir}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    compilerOptions: { noEmit: true, rootDir: '..' },
    include: ['**/*.ts'],
  });
}
new javascript.TypescriptConfig(project, {
  fileName: ALL_TYPES,
  extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
  compilerOptions: {
    noEmit: true,
    rootDir: '.',
    isolatedModules: true,
    // Those of JavaScript that Lambda runs are in its comments.
    allowJs: true,
    checkJs: true,
    incremental: true,
    tsBuildInfoFile: `${CACHE}/types.tsbuildinfo`,
    // Without the 300 modules that the index of aws-cdk-lib exports as namespaces: who needs one imports it by its own name.
    paths: { 'aws-cdk-lib': ['./node_modules/aws-cdk-lib/core/index.d.ts'] },
  },
  include: [...['lib', ...DEV_DIRS].map(dir => `${dir}/**/*.ts`), ...[...HANDLERS, PROBE].map(dir => `${dir}/*.js`), 'projenrc/*.ts', '.projenrc.ts'],
  exclude: ['node_modules', ...OTHER_APPS],
});

// By its path: both compilers are called tsc.
const TYPES = `node node_modules/typescript-native/bin/tsc --project ${ALL_TYPES}`;
project.testTask.reset();
project.testTask.spawn(project.addTask('types', { description: 'Check the types of all files', exec: TYPES }));
project.testTask.exec('jest --ci', { receiveArgs: true });
project.addTask('coverage', {
  description: 'Run the tests, each file with modules of its own, and fail if they cover too little',
  exec: `jest --ci --coverage --testPathIgnorePatterns ${[...RUN_APART, 'test/shared-modules'].map(pattern => `'${pattern}'`).join(' ')}`,
});

// Tests give texts with these characters to the library, as anybody's template may.
project.eslint!.addOverride({
  files: ['lib/**/*.ts'],
  excludedFiles: ['lib/preflight/model/symbolic-text.ts'],
  rules: {
    'no-restricted-syntax': ['error', ...['Literal[raw=', 'TemplateElement[value.raw='].map(node => ({
      // As a character or as its escape.
      selector: `${node}/\\p{Co}|\\\\u\\{?0*(e[0-9a-f]{3}|f[0-8][0-9a-f]{2})/iu]`,
      message: 'Only lib/preflight/model/symbolic-text.ts knows the private-use characters that mark a symbolic text.',
    }))],
  },
});

const script = (file: string) => `ts-node --swc --prefer-ts-exts ${file}`;

// They need types, and oxlint looks for them.
const PROMISE_RULES = ['no-floating-promises', 'return-await'];
project.eslint!.addRules(Object.fromEntries(PROMISE_RULES.map(rule => [`@typescript-eslint/${rule}`, 'off'])));
project.tryFindObjectFile('.eslintrc.json')!.addDeletionOverride('parserOptions.project');
new JsonFile(project, '.oxlintrc.json', {
  marker: false,
  obj: {
    plugins: ['typescript'],
    categories: { correctness: 'off' },
    rules: Object.fromEntries(PROMISE_RULES.map(rule => [`typescript/${rule}`, 'error'])),
    ignorePatterns: ['**/*.js', '**/*.d.ts', ...OTHER_APPS],
  },
});

const ESLINT_ENV = { ESLINT_USE_FLAT_CONFIG: 'false', NODE_NO_WARNINGS: '1' };
const LINTED = ['lib', ...DEV_DIRS, 'projenrc', '.projenrc.ts'].join(' ');
project.preCompileTask.spawn(project.addTask('lint', {
  description: 'Check the style, and which folder imports which (.dependency-cruiser.js)',
  env: ESLINT_ENV,
  steps: [
    { exec: `eslint --ext .ts --max-warnings 0 ${LINTED}` },
    { exec: `oxlint --type-aware --tsconfig ${ALL_TYPES} ${LINTED}` },
    { exec: 'depcruise --output-type err-long lib' },
  ],
}));

const QUICK = {
  types: TYPES,
  style: 'node .ci/lint-changes.js',
  tests: 'node .ci/test-changes.js',
};
project.addTask('quick', {
  description: 'Check the types, and the style and the tests of what changed (npm test and npm run lint check all)',
  env: ESLINT_ENV,
  exec: `node .ci/side-by-side.js ${Object.entries(QUICK).map(([name, command]) => `"${name}=${command}"`).join(' ')}`,
});

// integ-runner compares templates without an account; `integ:deploy` needs one. It synthesizes each scenario twice: with the compiled library that takes a
// fifth of the time that the sources would. Without the cache of compiled code that ts-node shares with all its processes: one that reads it while another
// writes it crashes.
const INTEG_ENV = { AWS_REGION: 'us-east-1', TS_NODE_TRANSPILE_ONLY: 'true', DISABLE_V8_COMPILE_CACHE: '1' };
const INTEG = 'integ-runner --directory integ --language typescript --parallel-regions us-east-1';
const compareSnapshots = project.addTask('integ:compiled', {
  description: 'Compare the templates of integ/ with their snapshots (run compile first)',
  env: INTEG_ENV,
  exec: INTEG,
});
project.addTask('integ', {
  description: 'Compile, and compare the templates of integ/ with their snapshots',
  steps: [{ spawn: project.compileTask.name }, { spawn: compareSnapshots.name }],
});
project.addTask('integ:update', {
  description: 'Compile, and write the snapshots of integ/ without deploying them',
  env: INTEG_ENV,
  steps: [{ spawn: project.compileTask.name }, { exec: `${INTEG} --dry-run --update-on-failed` }],
});
project.addTask('integ:deploy', {
  description: 'Compile, deploy the scenarios of integ/ into an account, run their assertions and a session, and write the snapshots',
  env: INTEG_ENV,
  steps: [{ spawn: project.compileTask.name }, { exec: `${script('integ/deploy.ts')} ${INTEG} --update-on-failed`, receiveArgs: true }],
});
project.addTask('integ:clean', {
  description: 'List what integ:deploy left in the account (--delete deletes it)',
  env: INTEG_ENV,
  exec: script('integ/clean.ts'),
  receiveArgs: true,
});
// jsii-diff alone passes if the registry cannot be reached, and knows nothing of commits.
project.tasks.tryFind('compat')!.reset('node .ci/compare-api.js');
const examples = project.addTask('rosetta:extract', {
  description: 'Compile every example of the README and the docstrings, and translate them',
  // In a batch they are compiled together, in a quarter of the time.
  exec: 'jsii-rosetta extract --strict --batch',
});
project.postCompileTask.spawn(examples);

const stage = project.addTask('package:stage', {
  description: `Make the folder that packages are made from (${STAGED})`,
  exec: `${script('packaging/stage.ts')} ${STAGED} ${HANDLERS.join(' ')}`,
});
const TABLET = '.jsii.tabl.json';
const pacmak = (targets: string[], flags = '') => (
  `jsii-pacmak -v${flags} ${targets.map(target => `--target ${target}`).join(' ')} --outdir dist --rosetta-tablet ${TABLET} --rosetta-unknown-snippets fail ${STAGED}`
);
const addPackageTask = (task: Task, ...commands: string[]) => {
  task.reset();
  task.spawn(stage);
  task.spawn(examples, { condition: `node -e "process.exit(+require('fs').existsSync('${TABLET}'))"` });
  commands.forEach(command => task.exec(command));
};
for (const language of ['js', 'java', 'python', 'dotnet', 'go']) {
  addPackageTask(project.tasks.tryFind(`package:${language}`)!, pacmak([language]));
}
addPackageTask(
  project.addTask('package:most', { description: 'Make the packages for JavaScript, Java and Python, and the code for Go and .NET, without compiling it' }),
  pacmak(['js', 'java', 'python']), pacmak(['go', 'dotnet'], ' --code-only'),
);
project.addTask('test:languages', {
  description: 'Run the same app in TypeScript, Python, Java and Go on the packages (run package:most first)',
  exec: 'jest --config test/languages/jest.config.json --ci',
});
project.addTask('test:consumer', {
  description: 'Install the packed library into new CDK apps and run the CDK CLI on them (run package:most first)',
  exec: 'jest --config test/consumer/jest.config.json --ci',
});

project.addTask('test:deploy', {
  description: 'Deploy, change and destroy the scenarios on an emulator of AWS with the CDK CLI (docs/deploy-test.md)',
  // They wait for most of the time, and each worker loads the CDK.
  exec: 'jest --config test/deploy/jest.config.json --ci --maxWorkers 2',
});

project.addTask('test:report', {
  description: 'Open the HTML report in Chromium (apt-get install chromium, or CHROMIUM_PATH)',
  exec: 'jest --config test/preflight/report/jest.config.json --ci',
});
project.addTask('test:install', {
  description: 'Install the agent with the commands of user data and real package managers (.ci/install-package-tools installs them)',
  exec: 'jest --config test/agent/install/jest.config.json --ci',
});
project.addTask('bench', {
  description: 'Compile, and measure how preflight grows and what loading the library takes (--write keeps the tables in docs/benchmarks.md)',
  steps: [{ spawn: project.compileTask.name }, { exec: script('bench/run.ts'), receiveArgs: true }],
});
project.addTask('test:snippets', {
  description: 'Run the Python of each snippet of the docs on the packed library (run docs:python and package:python first)',
  exec: 'jest --config test/snippets/jest.config.json --ci',
});
project.addTask('docs:python', {
  description: 'Compile each snippet of the docs and translate it into Python, for docs:site and test:snippets (run compile first)',
  exec: script('docs/write-python.ts'),
});
project.addTask('docs:site', {
  description: 'Build the site of the guides, and follow its links (run docs:python first)',
  cwd: 'site',
  steps: [{ exec: 'npm ci --no-audit --no-fund' }, { exec: 'npm run build' }],
});
project.addTask('docs:rules', {
  description: 'Write docs/rules.md from the rules',
  exec: script('docs/write-rules.ts'),
});
project.addTask('docs:schema', {
  description: 'Write the schema of the JSON report from the public types',
  exec: script('docs/write-schema.ts'),
});
project.addTask('docs:cost', {
  description: 'Write the tables of docs/cost.md from the prices',
  exec: script('docs/write-cost.ts'),
});
project.addTask('docs:systems', {
  description: 'Write docs/operating-systems.md from the catalogue and what preflight says of each system on each way out',
  exec: script('docs/write-systems.ts'),
});
project.addTask('docs:cdk-nag', {
  description: 'Write the tables of docs/cdk-nag.md from what the packs of cdk-nag find in the examples',
  exec: script('docs/write-cdk-nag.ts'),
});
project.addTask('docs:pictures', {
  description: 'Draw the pictures of the README and the guides, or those that are named (apt-get install chromium, or CHROMIUM_PATH)',
  exec: script('docs/pictures/draw.ts'),
  receiveArgs: true,
});

pinActions(project.github!);
addBuildWorkflow(project.github!);
addPullRequestTitleWorkflow(project.github!);
addReleaseWorkflow(project);
addNightlyWorkflow(project.github!);
addSiteWorkflow(project.github!);

project.synth();
