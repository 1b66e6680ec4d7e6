// Adds up the JUnit reports and prints the one line that says how many tests passed and failed. A report that is missing or empty is an error.
const { readFileSync } = require('fs');

let tests = 0;
let failed = 0;
let skipped = 0;
for (const file of process.argv.slice(2)) {
  const suites = readFileSync(file, 'utf8').match(/<testsuite [^>]*>/g) ?? [];
  const sum = attribute => suites.reduce((total, suite) => total + Number(suite.match(new RegExp(` ${attribute}="(\\d+)"`))?.[1] ?? 0), 0);
  if (sum('tests') === 0) {
    throw new Error(`${file} has no test`);
  }
  tests += sum('tests');
  failed += sum('failures') + sum('errors');
  skipped += sum('skipped');
}
console.log(`${tests - failed - skipped} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(tests === 0 || failed > 0 ? 1 : 0);
