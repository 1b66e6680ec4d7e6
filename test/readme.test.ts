import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { SsmManagedInstance } from '../lib';
import { run } from '../lib/preflight/cli/run';

const ROOT = resolve(__dirname, '..');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const README = textOf('README.md');
const SITE: string = JSON.parse(textOf('site/package.json')).homepage;
const PICTURES = 'https://raw.githubusercontent.com/cdk-session-manager/cdk-session-manager/main/';
const CONTENTS = 'https://github.com/cdk-session-manager/cdk-session-manager/blob/main/';

/** The links of the README, with the exclamation mark of a picture. */
const LINKS = [...README.matchAll(/(!?)\[([^\]]*)\]\(([^)]+)\)/g)].map(([, mark, text, to]) => ({ picture: mark === '!', text, to }));

test('the README has at most 250 lines', () => {
  expect(README.trimEnd().split('\n').length).toBeLessThanOrEqual(250);
});

test('the README says at its head that nothing was deployed', () => {
  expect(README.slice(0, README.indexOf('## '))).toContain('**Not yet deployed to a real AWS account.**');
});

// PyPI and Construct Hub show the README without the repository around it, and no diagrams.
test('the README has absolute links only, and no diagram as source', () => {
  expect(LINKS.length).toBeGreaterThan(20);
  expect(LINKS.filter(({ to }) => !to.startsWith('https://'))).toEqual([]);
  expect(README).not.toContain('```mermaid');
  expect(README).not.toContain('<picture');
});

test('each picture of the README is in the repository, and says in words what it shows', () => {
  const pictures = LINKS.filter(({ picture }) => picture);
  expect(pictures.length).toBeGreaterThan(3);
  expect(pictures.filter(({ to }) => !to.startsWith(PICTURES) || !existsSync(join(ROOT, to.slice(PICTURES.length))))).toEqual([]);
  expect(pictures.filter(({ text }) => text.length < 40)).toEqual([]);
});

// Whether each guide that it names is on the site, and has the heading, the build of the site says (site/check-links.mjs).
test('each file that the README names is in the repository', () => {
  const files = LINKS.filter(({ to }) => to.startsWith(CONTENTS)).map(({ to }) => to.slice(CONTENTS.length));
  expect(files.length).toBeGreaterThan(1);
  expect(files.filter(file => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('the README leads to the site', () => {
  expect(LINKS.filter(({ to }) => to.startsWith(SITE)).length).toBeGreaterThan(10);
});

test('the README names the versions that the package asks for', () => {
  const { peerDependencies, engines } = JSON.parse(textOf('package.json'));
  expect(README).toContain(`\`aws-cdk-lib\` (${peerDependencies['aws-cdk-lib'].replace('^', '')} or newer)`);
  expect(engines.node).toBe('>= 20.0.0');
});

test('the commands that set a clone up are those that CI runs first', () => {
  const checks = textOf('.ci/checks.js');
  const commands = ['npm ci && npx cdk synth', 'npm test'];
  for (const command of commands) { expect(README).toMatch(new RegExp(`^${command} +#`, 'm')); }
  const steps = [...checks.matchAll(/'README: (.+)'(?:: \{ command:|,) '(.+)'/g)].map(([, name, command]) => [name, command]);
  expect(steps).toEqual(commands.map(command => [command, command]));
});

test('preflight prints of the smallest example what the README shows', () => {
  const app = new App();
  const stack = new Stack(app, 'Shell');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  const node = new SsmManagedInstance(stack, 'Node', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
  new CfnOutput(stack, 'Command', { value: node.startSessionCommand });
  let out = '';

  expect(run(['preflight', app.synth().directory], { out: { write: text => { out += text; } }, err: process.stderr, env: {} })).toBe(0);
  expect(README).toContain(`\`\`\`console\n$ npx cdk-session-manager preflight cdk.out\n${out}\`\`\``);
  expect(JSON.stringify(stack.resolve(node.startSessionCommand))).toMatch(/"aws ssm start-session --target ",.*" --region "/);
});
