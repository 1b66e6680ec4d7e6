// Adds up the JUnit reports and prints the one line that says how many tests passed and failed. A report that is missing, empty or no XML is an error.
const { readFileSync } = require('fs');

let tests = 0;
let failed = 0;
let skipped = 0;
for (const file of process.argv.slice(2)) {
  const report = readFileSync(file, 'utf8');
  // jest-junit writes the names of tests as they are.
  const control = report.match(/.*[\x00-\x08\x0b\x0c\x0e-\x1f]/);
  if (control) {
    throw new Error(`${file} is not XML: the name of a test has a control character (use %j): ${JSON.stringify(control[0].trim())}`);
  }
  const suites = report.match(/<testsuite [^>]*>/g) ?? [];
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
