import { SessionLoggingBucket, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints } from 'cdk-session-manager';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

// What somebody writes who has just installed the package: all three constructs in one stack.
const stack = new Stack(new App({ outdir: process.argv[2] }), 'Consumer');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});
const logs = new SessionLoggingBucket(stack, 'Logs');
const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionLoggingBucket: logs });
const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
logs.grantWriteSessionLogs(node);
(stack.node.root as App).synth();
