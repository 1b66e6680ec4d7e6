import {
  AccountSessionPreferences, IdleStop, PortForwardingDocument, PortForwardingTarget, SessionAudit, SessionCommandAlarm, SessionDashboard,
  SessionManagerPreflight, SessionPreferences, SessionTarget, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints, UnloggedSessionAlarm,
} from 'cdk-session-manager';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';

// The app of a new user of the package: everything in one stack, and what has a function of its own in others.
const app = new App({ outdir: process.argv[2] });
Validations.of(app).addPlugins(new SessionManagerPreflight({ failOnUnknown: true }));
const stack = new Stack(app, 'Consumer');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
});
const sessionPreferences = new SessionPreferences(stack, 'Preferences');
const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences });
const node = new SsmManagedInstance(stack, 'Node', { vpc, connectivity: SsmConnectivity.privateLink(endpoints), sessionPreferences });
const person = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
node.grantStartSession(person);
new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.host('database.internal', 5432) }).grantStartSession(person, node);

const { logging } = sessionPreferences;
const audit = new SessionAudit(stack, 'Audit', { createTrail: true });
const deletion = new SessionCommandAlarm(stack, 'Deletion', { logging, commands: ['rm'] });
const unlogged = new UnloggedSessionAlarm(stack, 'Unlogged', { logging, trailArn: audit.trail!.trailArn });
new SessionDashboard(stack, 'Dashboard', { audit, logging, alarms: [deletion.alarm, unlogged.alarm] });

new IdleStop(new Stack(app, 'Cost'), 'IdleStop', { targets: [SessionTarget.tagged('env', 'dev')] });
new AccountSessionPreferences(new Stack(app, 'Account'), 'Preferences');
app.synth();
