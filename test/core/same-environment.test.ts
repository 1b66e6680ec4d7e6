import { App, Aws, Environment, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { otherInSameEnvironment } from '../../lib/core/same-environment';
import { pathsOf } from '../fixtures';

class Single extends Construct {}
class Derived extends Single {}
class Unrelated extends Construct {}

const ENV = { account: '123456789012', region: 'us-east-1' };

/** The paths of the constructs that conflict with the first one. */
function others(mine: Environment | undefined, theirs: Environment | undefined, type: typeof Single = Single): string[] {
  const app = new App();
  const first = new Single(new Stack(app, 'Mine', { env: mine }), 'First');
  new type(new Stack(app, 'Theirs', { env: theirs }), 'Second');
  return pathsOf(otherInSameEnvironment(first, Single));
}

test.each<[string, Environment | undefined, Environment | undefined]>([
  ['the same environment', ENV, ENV],
  ['no environment', undefined, undefined],
  ['the same region and no account', { region: ENV.region }, { region: ENV.region }],
  ['the same account and no region', { account: ENV.account }, { account: ENV.account }],
  ['the environment of the CLI', { account: Aws.ACCOUNT_ID, region: Aws.REGION }, undefined],
])('Two of %s conflict', (_, mine, theirs) => {
  expect(others(mine, theirs)).toEqual(['Theirs/Second']);
});

test.each<[string, Environment | undefined, Environment | undefined]>([
  ['regions', ENV, { ...ENV, region: 'eu-west-1' }],
  ['accounts', ENV, { ...ENV, account: '210987654321' }],
  ['accounts and regions', ENV, { account: '210987654321', region: 'eu-west-1' }],
  ['environments, of which one is not known', ENV, undefined],
  ['accounts, of which one is not known', ENV, { region: ENV.region }],
  ['regions, of which one is not known', ENV, { account: ENV.account }],
])('Two of different %s do not conflict', (_, mine, theirs) => {
  expect(others(mine, theirs)).toEqual([]);
});

test('A single one has no conflict', () => {
  expect(otherInSameEnvironment(new Single(new Stack(new App(), 'Stack'), 'First'), Single)).toEqual([]);
});

test('A subclass counts, another class does not', () => {
  expect(others(ENV, ENV, Derived)).toEqual(['Theirs/Second']);
  expect(others(ENV, ENV, Unrelated)).toEqual([]);
});

test('All conflicts are named, in whatever stage or depth', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  const first = new Single(stack, 'First');
  new Single(new Unrelated(stack, 'Deeper'), 'Second');
  new Single(new Stack(new Stage(app, 'Stage'), 'Stack', { env: ENV }), 'Third');
  new Single(new Stack(new Stage(app, 'Elsewhere', { env: { ...ENV, region: 'eu-west-1' } }), 'Stack'), 'Fourth');

  expect(pathsOf(otherInSameEnvironment(first, Single))).toEqual(['Stack/Deeper/Second', 'Stage/Stack/Third']);
});
