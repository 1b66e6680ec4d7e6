import { readFileSync } from 'fs';
import { resolve } from 'path';
import { WarningId } from '../lib/core/warning-ids';

const README = readFileSync(resolve(__dirname, '../README.md'), 'utf8');

test('the README lists every warning id, and no other', () => {
  const section = README.slice(README.indexOf('## Warnings'), README.indexOf('## Limits'));
  expect([...section.matchAll(/^\| `([^`]+)`/gm)].map(([, id]) => id)).toEqual(Object.values(WarningId));
});

test('the README names the versions that the package asks for', () => {
  const { peerDependencies, engines } = JSON.parse(readFileSync(resolve(__dirname, '../package.json'), 'utf8'));
  expect(README).toContain(`\`aws-cdk-lib\` (${peerDependencies['aws-cdk-lib'].replace('^', '')} or newer)`);
  expect(engines.node).toBe('>= 20.0.0');
});
