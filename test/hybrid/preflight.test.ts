import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { HybridActivation, NodePermissions, Preflight, PreflightVerdict, SessionPreferences, SsmManagedInstance } from '../../lib';
import { newStack, newVpc } from '../fixtures';

const app = () => new App();

function withServers(stack: Stack): HybridActivation {
  const sessionPreferences = new SessionPreferences(stack, 'Preferences');
  const servers = new HybridActivation(stack, 'Servers', { sessionPreferences });
  const person = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
  servers.grantRegister(person);
  servers.grantStartSession(person);
  return servers;
}

test('servers outside AWS are no nodes of a template: preflight has nothing to say of them, and finds no fault with their role and their people', () => {
  const stack = newStack(app());
  withServers(stack);
  const report = Preflight.ofApp(stack.node.root as App);
  expect(report).toMatchObject({ nodes: [], warnings: [], auditFindings: [] });
  const without = newStack(app());
  new SessionPreferences(without, 'Preferences');
  expect(report.verdict).toBe(Preflight.ofApp(without.node.root as App).verdict);
});

test('a node beside them is judged as without them', () => {
  const stack = newStack(app());
  const { sessionPreferences } = withServers(stack);
  new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), sessionPreferences });
  expect(Preflight.ofApp(stack.node.root as App).nodes.map(({ verdict }) => verdict)).toEqual([PreflightVerdict.CONNECTS]);
});

test('an activation is known to add nothing to the role that it is given', () => {
  const stack = newStack(app());
  const role = new iam.Role(stack, 'Role', {
    assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('ssm.amazonaws.com'), new iam.ServicePrincipal('ec2.amazonaws.com')),
  });
  new HybridActivation(stack, 'Servers', { role, permissions: NodePermissions.none() });
  new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), role, permissions: NodePermissions.none() });
  const report = Preflight.ofApp(stack.node.root as App);
  expect(report.nodes.map(({ verdict }) => verdict)).toEqual([PreflightVerdict.BLOCKED]);
  expect(report.nodes[0].findings.map(({ ruleId }) => ruleId)).toContain('SSM-IDN-004');
});
