import { readFileSync } from 'fs';
import { join } from 'path';
import * as seen from './migration-resources.json';
import { COMPARISON_BILLS } from '../../docs/comparison-bills';
import { AS_OF, HOURS, REGION, total } from '../../docs/prices';

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const PAGE = textOf('docs/comparison.md');
/** The tables by their rows, each as its cells. */
const TABLES = PAGE.split('\n\n').filter(block => block.startsWith('| |')).map(block => (
  block.split('\n').map(row => row.split('|').slice(1, -1).map(cell => cell.trim()))
));
const [LOOKED_AT, ...COMPARISONS] = TABLES;
/** As a table names what a bill is of. */
const NAMES: Record<string, string> = { 'basti and basti-cdk': 'basti' };

test('each table has a cell for each tool in each row', () => {
  expect(COMPARISONS).toHaveLength(2);
  for (const [head, , ...rows] of COMPARISONS) {
    rows.forEach(row => expect([row[0], row.length]).toEqual([row[0], head.length]));
  }
});

test.each(COMPARISONS.map((table, index) => [index, table] as const))('table %d has the prices of the bills', (_index, [head, , ...rows]) => {
  const prices = rows.find(([what]) => what === 'USD a month')!.slice(1);
  const expected = head.slice(1).map(tool => Object.entries(COMPARISON_BILLS[NAMES[tool] ?? tool])
    .map(([what, lines]) => `${total(lines).toFixed(2)} (${what})`).join(', '));
  expect(prices).toEqual(expected);
});

test('each bill is in a table', () => {
  const shown = COMPARISONS.flatMap(([head]) => head.slice(1).map(tool => NAMES[tool] ?? tool));
  expect([...new Set(shown)].sort()).toEqual(Object.keys(COMPARISON_BILLS).sort());
});

test('the page says for which region, month and hours', () => {
  expect(PAGE).toContain(`${REGION} in ${AS_OF}, ${HOURS} hours`);
  expect(PAGE).toContain(`as of ${AS_OF}`);
});

test('the versions that were looked at are those of the other pages', () => {
  const { devDependencies } = JSON.parse(textOf('package.json'));
  const versions = Object.fromEntries(LOOKED_AT.slice(2).map(([tool, version]) => [tool.replace(/^\[(.*)\].*/, '$1'), version]));
  expect(versions.BastionHostLinux).toBe(`aws-cdk-lib ${devDependencies['aws-cdk-lib']}, synthesized`);
  expect(versions.basti).toContain(`basti-cdk ${seen['basti-cdk'].version} `);
});
