import { SessionManagerPreflight } from 'cdk-session-manager';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

// What no deployment should be made of: an instance that reaches nothing, without a role for Systems Manager.
const app = new App();
Validations.of(app).addPlugins(new SessionManagerPreflight());
const stack = new Stack(app, 'Broken');
const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
new ec2.Instance(stack, 'Instance', {
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  instanceType: new ec2.InstanceType('t3.micro'),
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
});
app.synth();
