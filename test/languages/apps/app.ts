import { writeFileSync } from 'fs';
import {
  InteractiveCommandDocument, PortForwardingDocument, PortForwardingTarget, Preflight, SessionLogging, SessionLoggingBucket, SessionManagerPreflight,
  SessionPreferences, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints,
} from 'cdk-session-manager';
import { App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';

const [outdir, report] = process.argv.slice(2);
const app = new App({ outdir, analyticsReporting: false });
Validations.of(app).addPlugins(new SessionManagerPreflight({ failOnUnknown: true, printNodes: false }));
const stack = new Stack(app, 'Languages');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});

const bucket = new SessionLoggingBucket(stack, 'Bucket', {
  retention: Duration.days(90),
  objectLock: { mode: s3.ObjectLockMode.GOVERNANCE, duration: Duration.days(30) },
});
const sessionPreferences = new SessionPreferences(stack, 'Preferences', {
  logging: new SessionLogging(stack, 'Logging', { bucket }),
  idleTimeout: Duration.minutes(15),
});
const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences });
const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences });

const person = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
node.grantStartSession(person);
const tunnel = new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.host('database.internal', 5432) });
tunnel.grantStartSession(person, node);
const logs = new InteractiveCommandDocument(stack, 'Logs', {
  commands: { linux: { commands: 'journalctl --unit {{ unit }} --follow', runAsElevated: true } },
  parameters: { unit: { allowedPattern: '[a-z0-9.-]{1,60}' } },
  sessionPreferences,
});
logs.grantStartSession(person, node);
new CfnOutput(stack, 'AgentLogs', { value: logs.commandFor(node, { unit: 'amazon-ssm-agent' }) });

const legacy = new ec2.Instance(stack, 'Legacy', {
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  instanceType: new ec2.InstanceType('t3.micro'),
  machineImage: ec2.MachineImage.latestAmazonLinux2023(),
});
for (const id of ['SSM-IDN-004', 'SSM-END-004', 'SSM-LOG-004', 'SSM-LOG-005', 'SSM-LOG-007', 'SSM-KEY-002']) {
  Validations.of(legacy).acknowledge({ id, reason: 'Nobody connects to it.' });
}
writeFileSync(report, Preflight.ofApp(app).toJsonText());
