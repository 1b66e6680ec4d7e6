// Installs what is newest of upstream beside the locked versions of everything else, and runs all checks, whatever fails.
const { execFileSync } = require('child_process');
const { alone, printTable } = require('./steps');
const { readFileSync } = require('fs');

const UPSTREAM = ['aws-cdk-lib', 'constructs', 'aws-cdk', 'cdk-nag'];

const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const newest = Object.fromEntries(UPSTREAM.map(name => [name, execFileSync('npm', ['view', name, 'version'], { encoding: 'utf8' }).trim()]));
// The apps of test/consumer install it themselves, in TypeScript and in Python, and PyPI has each version after npm.
const onPyPI = execFileSync('python3', ['-m', 'pip', 'index', 'versions', 'aws-cdk-lib'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
process.env.NEWEST_AWS_CDK_LIB = /^aws-cdk-lib \((.+)\)/.exec(onPyPI)[1];

const CHECKS = {
  'Types': 'npx projen types',
  'Compile': 'npx projen compile',
  'Unit tests': 'npx jest --ci',
  'Examples compile': 'npx projen rosetta:extract',
  'Package for JavaScript': 'npx projen package:js',
  'Package for Python': 'npx projen package:python',
  'Consumers': 'TESTS=whole npx projen test:consumer',
};

async function everything() {
  console.log(UPSTREAM.map(name => `${name.padEnd(12)} ${devDependencies[name].padEnd(10)} -> ${newest[name]}`).join('\n'));
  console.log(`aws-cdk-lib of apps in TypeScript and Python: ${process.env.NEWEST_AWS_CDK_LIB}`);
  const install = ['npm install --no-save --no-audit --no-fund', ...UPSTREAM.map(name => `${name}@${newest[name]}`)].join(' ');
  let passed = await alone('Install the newest versions', install);
  if (passed) {
    for (const [name, command] of Object.entries(CHECKS)) {
      passed = await alone(name, command) && passed;
    }
  }
  return passed;
}

everything().then(passed => {
  printTable();
  process.exitCode = passed ? 0 : 1;
});
