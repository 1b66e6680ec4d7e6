import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledgeAudit, acknowledgeNode, acknowledgeRecorder, acknowledgeVpc } from './acknowledgements';
import { addScenarioOutputs } from './scenario-outputs';
import { ScenarioProps } from './scenario-props';
import {
  SessionAudit, SessionCommandAlarm, SessionComplianceRules, SessionDashboard, SessionLogging, SessionPreferences, SsmManagedInstance,
  UnloggedSessionAlarm,
} from '../lib';

export interface AuditedSessionsScenarioProps extends ScenarioProps {
  /**
   * The ARN of a trail of the account or the organization that logs management events. `-c trail=arn:...` on the command line.
   *
   * @default - a new trail, which is free in an account that has no other one
   */
  readonly trailArn?: string;

  /**
   * Whether AWS Config checks the nodes, which takes a configuration recorder. `-c config=true` on the command line.
   *
   * @default false, so that the stack can be deployed into any account
   */
  readonly complianceRules?: boolean;
}

/** A node whose sessions are logged, a record of who opened them, and alarms: on `rm`, on a session without a transcript, on whoever is denied. */
export class AuditedSessionsScenario extends Stack {
  constructor(scope: Construct, id: string, { trailArn, complianceRules, flowLogs, ...props }: AuditedSessionsScenarioProps = {}) {
    super(scope, id, { description: 'Session Manager with an audit: who connected, what was typed, and alarms', ...props });

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }],
      // The restriction would add a Lambda function. Nothing here uses the default security group.
      restrictDefaultSecurityGroup: false,
      flowLogs: flowLogs ? { All: {} } : undefined,
    });
    // One for all records; sessions themselves have another one.
    const encryptionKey = new kms.Key(this, 'Key', { description: 'Encrypts what is known of sessions', enableKeyRotation: true });
    const logging = new SessionLogging(this, 'Logging', { encryptionKey });
    const preferences = new SessionPreferences(this, 'Preferences', { logging });
    const node = new SsmManagedInstance(this, 'Node', { vpc, sessionPreferences: preferences });

    const topic = new sns.Topic(this, 'Alerts', { displayName: 'Session Manager', masterKey: encryptionKey, enforceSSL: true });
    const audit = new SessionAudit(this, 'Audit', { trailArn, createTrail: trailArn === undefined, encryptionKey, topic });
    const deletion = new SessionCommandAlarm(this, 'Deletion', { logging, commands: ['rm', 'shred'], topic });
    const unlogged = new UnloggedSessionAlarm(this, 'Unlogged', { logging, trailArn: trailArn ?? audit.trail!.trailArn, topic });
    const dashboard = new SessionDashboard(this, 'Dashboard', { audit, logging, alarms: [deletion.alarm, unlogged.alarm, unlogged.notCheckedAlarm] });
    if (complianceRules) { acknowledgeRecorder(new SessionComplianceRules(this, 'Compliance')); }

    addScenarioOutputs(this, node);
    const output = (name: string, description: string, value: string) => new CfnOutput(this, name, { description, value });
    output('AlertsTopic', 'Subscribe to it, to be told', topic.topicArn);
    output('AuditLogGroup', 'Who opened which session', audit.logGroup.logGroupName);
    output('DashboardName', 'In CloudWatch, under Dashboards', dashboard.dashboard.dashboardName);
    acknowledgeVpc(vpc);
    acknowledgeNode(node);
    acknowledgeAudit(unlogged, logging);
  }
}
