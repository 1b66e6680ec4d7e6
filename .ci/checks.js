// All that .ci/run checks. Stops at the first failure.
const { alone, printTable, sideBySide } = require('./steps');

const SCENARIOS = ['PublicSubnet', 'NatGateway', 'PrivateLink', 'DatabaseTunnel', 'AccountPreferences', 'TeamAccess', 'AuditedSessions', 'Windows', 'LowCost', 'Fleet', 'Hybrid'];

async function everything() {
  return await alone('README: npm ci && npx cdk synth', 'npm ci && npx cdk synth')
    && await alone('Templates are there', `test ${SCENARIOS.map(name => `-s cdk.out/${name}Scenario.template.json`).join(' -a ')}`)
    // What others wait for comes first, and then what takes long.
    && await sideBySide({
      'Compile': { command: 'npx projen compile' },
      'Examples compile': { after: ['Compile'], command: 'npx projen rosetta:extract' },
      // Go and .NET are generated: that of Go is compiled with the apps, and not every machine has a compiler for .NET.
      'Packages': { after: ['Examples compile'], command: 'npx projen package:most' },
      // It installs what the others of packages use, too.
      'Consumers': { after: ['Packages'], command: 'npx projen test:consumer' },
      'Languages': { after: ['Packages'], command: 'npx projen test:languages' },
      'API.md': { after: ['Compile'], command: 'npx projen docgen' },
      'API since the last release': { after: ['Compile'], command: 'npx projen compat' },
      'Snippets compile': { after: ['Compile'], command: 'npx projen docs:python' },
      'Site of the guides': { after: ['Snippets compile'], command: 'npx projen docs:site' },
      'Snippets in Python': { after: ['Snippets compile', 'Consumers'], command: 'npx projen test:snippets' },
      'README: npm test': { command: 'npm test' },
      'Deployments on an emulator': { command: 'npx projen test:deploy' },
      'Lint': { command: 'npx projen lint' },
      'Installation of the agent': { command: '.ci/install-package-tools && npx projen test:install' },
      'HTML report in Chromium': { command: '.ci/install-chromium && npx projen test:report' },
      'Snapshots': { after: ['Compile'], command: 'npx projen integ:compiled' },
    })
    && await alone('Generated files are up to date', 'npx projen; git status --short; test -z "$(git status --porcelain)"');
}

everything().then(passed => {
  printTable();
  process.exitCode = passed ? 0 : 1;
});
