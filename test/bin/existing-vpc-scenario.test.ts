import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as context from './existing-vpc.context.json';
import { ExistingVpcScenario } from '../../bin/existing-vpc-scenario';
import { SsmManagedInstance } from '../../lib';

const VPC_ID = 'vpc-0a1b2c3d4e5f67890';
const ENV = { account: '111111111111', region: 'eu-west-1' };

test('ExistingVpcScenario needs no look-up with the committed context', () => {
  const app = new App({ context });
  new ExistingVpcScenario(app, 'Existing', { vpcId: VPC_ID, env: ENV });
  expect(app.synth().manifest.missing).toBeUndefined();
});

test('ExistingVpcScenario puts the node into a private subnet of the VPC, behind its NAT gateway', () => {
  const stack = new ExistingVpcScenario(new App({ context }), 'Existing', { vpcId: VPC_ID, env: ENV });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::EC2::VPC', 0);
  template.hasResourceProperties('AWS::EC2::Instance', { SubnetId: 'subnet-0a1b2c3d4e5f67892' });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: VPC_ID });
});

test('ExistingVpcScenario requests a look-up of a VPC that is not in the context', () => {
  const app = new App({ context });
  new ExistingVpcScenario(app, 'Existing', { vpcId: 'vpc-00000000000000000', env: ENV });
  expect(app.synth().manifest.missing).toHaveLength(1);
});

test.each([
  ['of any name', { subnetGroupName: 'Application' }],
  ['that are isolated', { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
])('a node in a VPC that is not looked up yet may select subnets %s', (_, vpcSubnets) => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENV });
  new SsmManagedInstance(stack, 'Node', { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: VPC_ID }), vpcSubnets });
  expect(app.synth().manifest.missing).toHaveLength(1);
});
