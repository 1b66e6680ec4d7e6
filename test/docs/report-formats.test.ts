import { readFileSync } from 'fs';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import { BrokenScenario } from '../../bin/broken-scenario';
import { Preflight, PreflightReport } from '../../lib';
import { REPORT_FORMATS, ReportFormat } from '../../lib/preflight/report/formats';

const ROOT = join(__dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/report-formats.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/<!-- output: (\w+) -->\n```\w+\n([^]*?)\n```/g)].map(([, format, text]) => [format as ReportFormat, text.split('\n')] as const);

function reportOnBrokenScenario(): PreflightReport {
  const app = new App({ postCliContext: { 'aws:cdk:disable-creation-stack-traces': false } });
  new BrokenScenario(app, 'BrokenScenario');
  return Preflight.ofApp(app);
}

/** The first line of an example that is not in the output, after the lines before it. */
function firstUntrue(example: readonly string[], output: readonly string[]): string | undefined {
  let at = 0;
  let mayGoOn = true;
  return example.find(line => {
    if (line.trim() === '...') {
      mayGoOn = true;
      return false;
    }
    const found = mayGoOn ? output.indexOf(line, at) : at;
    mayGoOn = false;
    at = found + 1;
    return found < 0 || output[found] !== line;
  });
}

test('each example is what preflight writes, but for the lines that it leaves out', () => {
  const report = reportOnBrokenScenario();
  expect(EXAMPLES.map(([format]) => format)).toEqual(['json', 'sarif', 'junit', 'github']);
  for (const [format, example] of EXAMPLES) {
    expect(firstUntrue(example, REPORT_FORMATS[format].write(report, { title: 'cdk.out', color: false }).split('\n'))).toBeUndefined();
  }
});

test('an example that is wrong is found', () => {
  expect(firstUntrue(['a', 'c'], ['a', 'b', 'c'])).toBe('c');
  expect(firstUntrue(['a', '...', 'd'], ['a', 'b', 'c'])).toBe('d');
  expect(firstUntrue(['a', '...', 'c'], ['a', 'b', 'c'])).toBeUndefined();
});

test('the formats are those that there are, and so are the methods', () => {
  const rows = [...PAGE.matchAll(/^\| \[?`(\w+)`.* `report\.(\w+)\(\)` \|$/gm)];
  expect(rows.map(([, format]) => format)).toEqual(Object.keys(REPORT_FORMATS));
  for (const [, , method] of rows) { expect(PreflightReport.prototype).toHaveProperty(method); }
  const used = [...PAGE.matchAll(/--(?:output|format)[ =](\w+)/g)].map(([, format]) => format).filter(format => format !== 'FORMAT');
  for (const format of used) { expect(Object.keys(REPORT_FORMATS)).toContain(format); }
});
