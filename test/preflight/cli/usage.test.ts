import { readFileSync } from 'fs';
import { join } from 'path';
import { OPTIONS } from '../../../lib/preflight/cli/arguments';
import { KEYS } from '../../../lib/preflight/cli/assume';
import { COMMANDS, USAGE } from '../../../lib/preflight/cli/usage';

const PAGE = readFileSync(join(__dirname, '../../../docs/preflight.md'), 'utf8');

/** Options that are of the command as a whole, or that ask for help. */
const OVERALL = ['version', 'help'];

test.each(Object.keys(OPTIONS))('the usage and the page document --%s', option => {
  const usage = OVERALL.includes(option) ? USAGE.help + PAGE : USAGE.preflight;
  expect(usage).toMatch(new RegExp(`--${option}\\b`));
  expect(PAGE).toMatch(new RegExp(`\`(npx [^\`]*)?--${option}\\b`));
});

test('the usage and the page document no option that there is not', () => {
  const foreign = ['query', 'output text', 'stack-name', 'change-set-name'];
  const named = [...`${Object.values(USAGE).join('')}${PAGE}`.matchAll(/--([a-z][a-z-]+)/g)].map(([, name]) => name);
  expect([...new Set(named)].filter(name => !Object.hasOwn(OPTIONS, name) && !foreign.includes(name))).toEqual([]);
});

test.each(COMMANDS)('the usage and the page document the command %s', command => {
  expect(USAGE.help).toContain(`cdk-session-manager ${command}`);
  expect(PAGE).toContain(`| \`${command} `);
});

test.each(KEYS.map(key => key === 'subnets' ? 'subnet-0123' : key))('both document --assume %s', key => {
  expect(USAGE.preflight).toMatch(new RegExp(`^      ${key}\\b`, 'm'));
  expect(PAGE).toMatch(new RegExp(`^\\| \`${key}\\b`, 'm'));
});

test('no line is wider than a terminal', () => {
  expect(Object.values(USAGE).flatMap(text => text.split('\n')).filter(line => line.length > 80)).toEqual([]);
});
