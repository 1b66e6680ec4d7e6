import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AuditedSessionsScenario } from '../../bin/audited-sessions-scenario';
import { FleetScenario } from '../../bin/fleet-scenario';
import { HybridScenario } from '../../bin/hybrid-scenario';
import { TeamAccessScenario } from '../../bin/team-access-scenario';
import * as library from '../../lib';
import { SCENARIOS } from '../bin/scenarios';
import { PRIVATE_ISOLATED, PUBLIC, vpcWith } from '../util';

const ACCOUNT = '111111111111';
const ENV = { account: ACCOUNT, region: 'eu-west-1' };

/** What the scenarios leave out of what the library can create in IAM. */
function remainder(stack: Stack): void {
  const role = new iam.Role(stack, 'Person', { assumedBy: new iam.AccountRootPrincipal() });
  const vpc = vpcWith(stack, [PUBLIC, PRIVATE_ISOLATED]);
  const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'TopicKey') });
  const bucket = new library.SessionLoggingBucket(stack, 'Logs', {
    bucketName: 'example-session-logs', keyPrefix: 'sessions', accounts: ['222222222222'], organizationId: 'o-a1b2c3d4e5',
  });
  const logGroup = new library.SessionLogGroup(stack, 'LogGroup');
  const sessionPreferences = new library.SessionPreferences(stack, 'Preferences', {
    logging: new library.SessionLogging(stack, 'Logging', { bucket, logGroup }),
  });
  bucket.grantReadSessionLogs(role);
  logGroup.grantReadSessionLogs(role);
  logGroup.grantUnmask(role);
  const endpoints = new library.SsmVpcEndpoints(stack, 'Endpoints', { vpc, sessionPreferences, s3: true, legacyAgents: true });
  const node = new library.SsmManagedInstance(stack, 'Node', {
    vpc,
    sessionPreferences,
    connectivity: library.SsmConnectivity.privateLink(endpoints),
    permissions: library.NodePermissions.sessionOnly(),
    waitUntilOnline: {},
  });
  node.grantStartSession(role);
  new library.DefaultHostManagement(stack, 'HostManagement');
  const documents = [sessionPreferences];
  new library.SessionAccessPolicy(stack, 'Desktop', {
    targets: [library.SessionTarget.tagged('env', 'dev')], documents, ssh: true, remoteDesktop: true, console: true, requireMfa: true, fromNetworks: ['192.0.2.0/24'],
  });
  const trailArns = [`arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/management`];
  new library.SessionGuardrail(stack, 'Guardrail', { documents, trailArns, remoteDesktop: true, allowUnlogged: true, exceptPrincipals: [`arn:aws:iam::${ACCOUNT}:role/deploy`] }).managedPolicy;
  new library.SessionGuardrail(stack, 'Boundary', { documents }).permissionsBoundary;
  const patched = new library.SsmManagedInstance(stack, 'Patched', { vpc, vpcSubnets: { subnetType: PUBLIC } });
  new library.NodePatching(stack, 'Patching', {
    targets: library.MaintenanceTargets.nodes(patched),
    operation: library.PatchOperation.SCAN,
    schedule: library.PatchSchedule.maintenanceWindow(library.MaintenanceSchedule.cron('0 3 ? * SUN *')),
    topic,
  });
  const recording = new library.RdpRecording(stack, 'Recording');
  recording.grantConnect(role);
  const servers = new library.HybridActivation(stack, 'Servers', { advancedInstances: true, encryptionKey: new kms.Key(stack, 'CodeKey') });
  servers.grantRegister(role);
  new library.SessionComplianceRules(stack, 'Compliance', { remediation: library.SessionComplianceRemediation.MANUAL });
  const idleStop = new library.IdleStop(stack, 'IdleStop', { targets: [library.SessionTarget.tagged('env', 'dev')] });
  idleStop.grantStart(role);
  const uploaded = new library.SessionLogging(stack, 'Uploaded', { bucket });
  new library.UnloggedSessionAlarm(stack, 'Unlogged', { logging: uploaded, within: Duration.minutes(5), topic });
  const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
    vpc, vpcSubnets: { subnetType: PUBLIC }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(), requireImdsv2: true,
  });
  new library.NodeOnlineCheck(stack, 'Check', { autoScalingGroups: [group] });
  sessionPreferences.grantStartSessionOn(role, library.SessionTarget.fleet(group));
  const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'cluster', vpc, clusterSecurityGroupId: 'sg-0123456789abcdef0' });
  const nodegroup = new eks.Nodegroup(stack, 'Nodegroup', { cluster, subnets: { subnetType: PUBLIC } });
  library.SsmManagedFleet.fromEksNodegroup(stack, 'Eks', nodegroup, { vpc, sessionPreferences }).grantStartSession(role);
}

/** Scenarios that grant a secret of their own, beside what the library does. */
const OF_SCENARIOS = ['WindowsScenario'];

/** Templates that together have every statement that the library creates. */
export function templates(): Record<string, any> {
  const stacks: Record<string, (app: App) => Stack> = {
    ...Object.fromEntries(SCENARIOS
      .filter(([name]) => !OF_SCENARIOS.includes(name))
      .map(([name, scenario]) => [name, (app: App) => new scenario(app, name)])),
    AuditWithConfig: app => new AuditedSessionsScenario(app, 'AuditWithConfig', { complianceRules: true }),
    IdentityCenter: app => new TeamAccessScenario(app, 'IdentityCenter', { identityCenterArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef', env: ENV }),
    Fleet: app => new FleetScenario(app, 'Fleet'),
    Hybrid: app => new HybridScenario(app, 'Hybrid'),
    Remainder: app => {
      const stack = new Stack(app, 'Remainder', { env: ENV });
      remainder(stack);
      return stack;
    },
  };
  return Object.fromEntries(Object.entries(stacks).map(([name, make]) => [name, Template.fromStack(make(new App())).toJSON()]));
}

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | string[];
  readonly Principal?: any;
  readonly Resource?: any;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** Every statement in a template, wherever a policy stands. */
export function statementsIn(value: any): Statement[] {
  if (typeof value !== 'object' || value === null) { return []; }
  if (typeof value.Effect === 'string') { return [value]; }
  return Object.values(value).flatMap(statementsIn);
}
