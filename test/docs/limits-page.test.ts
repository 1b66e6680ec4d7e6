import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { SessionPreferences, SsmManagedInstance } from '../../lib';
import { MANAGED_POLICY_SIZE, PERMISSION_SET_POLICY_SIZE, SERVICE_CONTROL_POLICY_SIZE } from '../../lib/access/policy-size';
import { MOST_TARGETS, MOST_TARGET_VALUES } from '../../lib/agent/maintenance-documents';
import { MOST_FILTERS_WITH_REGULAR_EXPRESSIONS, MOST_METRIC_FILTERS } from '../../lib/filter-pattern/limits';
import { PUBLIC, newStack, vpcWith } from '../util';

const PAGE = readFileSync(join(__dirname, '../../docs/limits.md'), 'utf8');
const cellsOf = (what: string) => PAGE.split('\n').find(line => line.startsWith(`| ${what} |`))!.split(' | ').slice(1);
const count = (stack: Stack, type?: string) => Object.values(Template.fromStack(stack).toJSON().Resources)
  .filter(resource => type === undefined || (resource as { Type: string }).Type === type).length;

test.each([
  ['Characters of a managed policy', MANAGED_POLICY_SIZE.toLocaleString('en')],
  ['Characters of the policy of a permission set', PERMISSION_SET_POLICY_SIZE.toLocaleString('en')],
  ['Characters of a service control policy', SERVICE_CONTROL_POLICY_SIZE.toLocaleString('en')],
  ['Metric filters of a log group', `${MOST_METRIC_FILTERS}, of which ${MOST_FILTERS_WITH_REGULAR_EXPRESSIONS} with regular expressions`],
  ['Targets of an association or a maintenance window', `${MOST_TARGETS} lists of ${MOST_TARGET_VALUES} values`],
])('%s: %s, as the library checks it', (what, quota) => {
  expect(cellsOf(what)[1]).toBe(quota);
});

test('the resources of a node are those of the page', () => {
  const [, without, withPreferences] = /Each node has (\d), and (\d) with/.exec(cellsOf('Resources of a stack')[0])!;
  const growth = (logged: boolean) => {
    const [one, two] = [1, 2].map(nodes => {
      const stack = newStack();
      const vpc = vpcWith(stack, [PUBLIC]);
      const sessionPreferences = logged ? new SessionPreferences(stack, 'Preferences') : undefined;
      for (let node = 0; node < nodes; node++) {
        new SsmManagedInstance(stack, `Node${node}`, { vpc, vpcSubnets: { subnetType: PUBLIC }, sessionPreferences });
      }
      return count(stack);
    });
    return two - one;
  };
  expect([growth(false), growth(true)].map(String)).toEqual([without, withPreferences]);
});

test('so many nodes granted to one role take as many managed policies as the page says', () => {
  const [, ...figures] = /(\d+) nodes take none, (\d+) take (\d+), and (\d+) take (\d+)/.exec(cellsOf('Managed policies of a role')[0])!;
  const [none, some, five, many, ten] = figures.map(Number);
  const policies = (nodes: number) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    const role = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
    const sessionPreferences = new SessionPreferences(stack, 'Preferences');
    for (let node = 0; node < nodes; node++) {
      const instanceId = `i-${String(node).padStart(17, '0')}`;
      SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, `Node${node}`, { instanceId, sessionPreferences }).grantStartSession(role);
    }
    return count(stack, iam.CfnManagedPolicy.CFN_RESOURCE_TYPE_NAME);
  };
  expect([none, some, many].map(policies)).toEqual([0, five, ten]);
});

test('each rule that the page names exists', () => {
  const rules = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8');
  const named = [...PAGE.matchAll(/\[(SSM-[A-Z]+-\d+)\]\(rules\.md#(.+?)\)/g)];
  expect(named).not.toEqual([]);
  named.forEach(([, id, anchor]) => {
    expect(rules).toContain(`## ${id}\n`);
    expect(anchor).toBe(id.toLowerCase());
  });
});
