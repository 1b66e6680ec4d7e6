import { Preflight, SessionManagerPreflight, SsmManagedInstance } from 'cdk-session-manager';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

// With the argument `broken` an instance that reaches nothing, without a role for Systems Manager; else one that connects.
// With `required` no plugin stops it, but a function that throws.
const app = new App();
const required = process.argv.includes('required');
if (!required) {
  Validations.of(app).addPlugins(new SessionManagerPreflight());
}
const stack = new Stack(app, 'Stack');
const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
if (process.argv.includes('broken')) {
  new ec2.Instance(stack, 'Instance', {
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    instanceType: new ec2.InstanceType('t3.micro'),
    machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });
} else {
  new SsmManagedInstance(stack, 'Node', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
}
if (required) {
  Preflight.requireConnects(app);
} else {
  app.synth();
}
