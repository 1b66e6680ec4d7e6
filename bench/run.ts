import * as fs from 'fs';
import * as path from 'path';
import { markdownTable } from './benchmark';
import { loadTime } from './load-time/load-time';
import { preflightGrowth } from './preflight-growth/preflight-growth';
import { preflightShapes } from './preflight-shapes/preflight-shapes';
import { synthesis } from './synthesis/synthesis';
import { validation } from './validation/validation';

const results = [preflightGrowth, preflightShapes, validation, loadTime, synthesis].map(benchmark => {
  const measurements = benchmark.measure();
  const table = markdownTable(measurements);
  process.stdout.write(`${benchmark.title}\n\n${table}\n\n`);
  return { ...benchmark, ...measurements, table };
});

if (process.argv.includes('--write')) {
  fs.writeFileSync(path.join(__dirname, '..', 'docs', 'benchmarks.md'), [
    '# Benchmarks',
    '',
    'From `npm run bench -- --write`. Times are given as ratios within one run, since seconds are the machine\'s.',
    '',
    `Measured on ${new Date().toISOString().slice(0, 10)} with Node.js ${process.versions.node}.`,
    '',
    ...results.flatMap(({ title, description, table }) => [`## ${title}`, '', description, '', table, '']),
  ].join('\n'));
}

const failures = results.flatMap(result => result.failures);
if (failures.length > 0) {
  throw new Error(failures.join('; '));
}
