import { Preflight, SessionExpectation, SessionManagerPreflight, SessionPreferences, SsmManagedInstance } from 'cdk-session-manager';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';

// With the argument `broken` an instance that reaches nothing, without a role for Systems Manager; else one that connects, which only one role may open.
// With `open` another role may, too. With `missing` somebody is expected who is not there. With `required` no plugin stops it, but a function that throws.
const app = new App();
const stack = new Stack(app, 'Stack');
const role = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
const expected: SessionExpectation[] = [];
if (process.argv.includes('broken')) {
  new ec2.Instance(stack, 'Instance', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });
} else {
  // Of the account's own preferences nobody sees whether they name a key.
  const sessionPreferences = new SessionPreferences(stack, 'Preferences');
  const node = new SsmManagedInstance(stack, 'Node', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, sessionPreferences });
  const [team, others] = [role('Team'), role('Others')];
  node.grantStartSession(team);
  if (process.argv.includes('open')) {
    node.grantStartSession(others);
  }
  expected.push(SessionExpectation.only(team).mayOpen(node), SessionExpectation.that('Stack/Others').mayNotOpen('Stack/Node'));
  if (process.argv.includes('missing')) {
    expected.push(SessionExpectation.that('Stack/Nobody').mayOpen(node));
  }
}
if (process.argv.includes('required')) {
  Preflight.requireConnects(app, { expect: expected });
} else {
  Validations.of(app).addPlugins(new SessionManagerPreflight({ expect: expected }));
  app.synth();
}
