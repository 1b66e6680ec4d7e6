import { CfnElement, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import {
  AccountSessionPreferences, HybridActivation, IdleStop, ISessionLogging, ISsmManagedInstance, PortForwardingDocument, SessionAccessPolicy,
  SessionComplianceRules, SsmManagedFleet, SsmManagedInstance, UnloggedSessionAlarm,
} from '../lib';

/** Acknowledges what cdk-nag and the library report about a scenario, with the reasons. */
export function acknowledgeVpc(vpc: ec2.Vpc): void {
  acknowledge(vpc, 'AwsSolutions-VPC7',
    'Flow logs cost money for each GB and an example should not; -c flowLogs=true turns them on.');
}

export function acknowledgeNode(node: SsmManagedInstance): void {
  acknowledgeInstance(node, node.sessionPreferences?.logging);
}

/** The same of an instance that is a node, with where its sessions are logged. */
function acknowledgeInstance(node: IConstruct, logging?: ISessionLogging): void {
  acknowledge(node, 'AwsSolutions-EC28',
    'Detailed monitoring bills each metric and tells nothing of sessions.');
  acknowledge(node, 'AwsSolutions-EC29',
    'The node keeps no state, and a deployment has to be able to replace it by one with a newer image.');
  acknowledgeHost(node, logging);
}

export function acknowledgeFleet(fleet: SsmManagedFleet): void {
  acknowledgeHost(fleet, fleet.sessionPreferences?.logging);
  acknowledge(fleet, 'AwsSolutions-AS3',
    'Whoever wants to be told of scaling adds a topic to the group; what happens to sessions is in the record of the state machine.');
  acknowledge(fleet, `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:autoscaling:<AWS::Region>:<AWS::AccountId>:autoScalingGroup:*:autoScalingGroupName/<${logicalId(fleet.autoScalingGroup)}>]`,
    'The wildcard is the id that Auto Scaling gives to the group, which only the group itself has; the name is that of this fleet.');
  acknowledge(fleet, SESSIONS, 'A drain ends the sessions of an instance, whose ids Systems Manager chooses; no condition key names their instance.');
  acknowledge(fleet, 'AwsSolutions-SF1', 'Step Functions keeps the history of each drain for 90 days, with each call that it made.');
  acknowledge(fleet, 'AwsSolutions-SF2', 'A drain makes one call a minute; its history shows what each of them took, and a trace would tell nothing more.');
}

/** What the role of nodes may do. */
function acknowledgeHost(host: IConstruct, { bucket, logGroup }: Partial<ISessionLogging> = {}): void {
  acknowledge(host, 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]',
    'The policy that AWS maintains for managed nodes, for Run Command and patching beside sessions; NodePermissions.sessionOnly() does without it.');
  if (bucket) {
    acknowledge(host, `AwsSolutions-IAM5[Resource::<${logicalId(bucket.bucket)}.Arn>/*]`,
      'The agent names each log after its session, which nobody knows before; the wildcard covers the log objects of this bucket alone.');
  }
  if (logGroup) {
    const streams = `arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:<${logicalId(logGroup.logGroup)}>`;
    acknowledge(host, 'AwsSolutions-IAM5[Resource::*]',
      'logs:DescribeLogGroups, with which the agent finds the log group, supports no narrower resource.');
    acknowledge(host, `AwsSolutions-IAM5[Resource::${streams}:*]`,
      'The agent makes a stream for each session, named after it; the wildcard covers the streams of this log group alone.');
    acknowledge(host, `AwsSolutions-IAM5[Resource::${streams}:log-stream:*]`,
      'The agent writes to a stream named after its session; the wildcard covers the streams of this log group alone.');
  }
}

/** Call it after the commands are created: a warning can be acknowledged only after it was raised. */
export function acknowledgeTunnels(node: ISsmManagedInstance): void {
  if (node.sessionPreferences) {
    Validations.of(node).acknowledge({
      id: 'cdk-session-manager:SsmManagedInstance.tunnelNotLogged',
      reason: 'The outputs show the commands; nobody is granted port forwarding or SSH.',
    });
  }
}

export function acknowledgeAccountPreferences(preferences: AccountSessionPreferences): void {
  acknowledge(preferences, 'AwsSolutions-L1', NODE_22);
}

export function acknowledgeAudit(unlogged: UnloggedSessionAlarm, { logGroup }: ISessionLogging): void {
  acknowledge(unlogged, `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:<${logicalId(logGroup!.logGroup)}>:*]`,
    'The function looks for the stream of a session, which is named after it; the wildcard covers the streams of this log group alone.');
  acknowledge(unlogged, 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
    'What AWS asks for, so that whoever publishes to an encrypted topic may use its key: it covers the action with and without the plain text of the key.');
  acknowledge(unlogged, 'AwsSolutions-L1', NODE_22);
}

export function acknowledgeNatInstance(nat: ISsmManagedInstance, instance: ec2.Instance): void {
  acknowledgeInstance(instance, nat.sessionPreferences?.logging);
  acknowledgeTunnels(nat);
  Validations.of(nat).acknowledge({
    id: 'cdk-session-manager:SsmManagedInstance.scriptNotProven',
    reason: 'Its image is the standard one of Amazon Linux 2023, which has the command; an image of your own has to be one, too.',
  });
}

export function acknowledgeIdleStop(idleStop: IdleStop): void {
  acknowledge(idleStop, 'AwsSolutions-IAM5[Resource::*]',
    'ec2:DescribeInstances and ssm:DescribeSessions support no narrower resource; the function stops the node alone.');
  acknowledge(idleStop, 'AwsSolutions-L1', NODE_22);
}

export function acknowledgeRecorder(rules: SessionComplianceRules): void {
  Validations.of(rules).acknowledge({
    id: 'cdk-session-manager:SessionComplianceRules.recorderNotProven',
    reason: 'Whoever asks for the rules has a recorder; a region takes one, and it belongs to the account.',
  });
}

export function acknowledgeDatabase(database: rds.DatabaseInstance, tunnel: PortForwardingDocument, user: iam.Role): void {
  acknowledge(database, 'AwsSolutions-SMG4',
    'People log in with IAM database authentication; rotation of the master password would bring a Lambda function into the VPC.');
  acknowledge(database, 'AwsSolutions-RDS3',
    'A second instance in another zone doubles the price, and an example has no data to keep available.');
  acknowledge(database, 'AwsSolutions-RDS10',
    'An example has to go with its stack; a snapshot is taken when it does.');
  acknowledge(database, 'AwsSolutions-RDS11',
    'The security group lets the node in and nobody else, on whichever port.');
  acknowledge(user, SESSIONS, OWN_SESSIONS);
  Validations.of(tunnel).acknowledge({
    id: 'cdk-session-manager:PortForwardingDocument.neverLogged',
    reason: 'The database keeps its own log of who did what, and CloudTrail one of who opened the tunnel.',
  });
}

export function acknowledgeDesktop(password: secretsmanager.Secret, tunnel: PortForwardingDocument, user: iam.Role): void {
  acknowledge(password, 'AwsSolutions-SMG4',
    'Windows takes the password at its first boot; a rotation would have to change it there too.');
  acknowledge(user, SESSIONS, OWN_SESSIONS);
  Validations.of(tunnel).acknowledge({
    id: 'cdk-session-manager:PortForwardingDocument.neverLogged',
    reason: 'Windows keeps its own log of who signed in, and CloudTrail one of who opened the tunnel.',
  });
}

/** A policy of people, and what of it has wildcards besides their own sessions. */
export interface AcknowledgedAccess {
  readonly policy: SessionAccessPolicy;
  readonly tags?: boolean;
  readonly console?: boolean;
}

export function acknowledgeTeam(people: AcknowledgedAccess[], tunnel: PortForwardingDocument): void {
  for (const { policy, tags = false, console = false } of people) {
    acknowledge(policy, SESSIONS, OWN_SESSIONS);
    if (tags) {
      const reason = 'The nodes are those with both tags, whichever they are and however often they are replaced.';
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:instance/*]', reason);
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:managed-instance/*]', reason);
    }
    if (console) {
      acknowledge(policy, 'AwsSolutions-IAM5[Resource::*]', 'The console lists nodes, sessions and documents with actions that AWS grants on everything only.');
    }
  }
  Validations.of(tunnel).acknowledge({
    id: 'cdk-session-manager:PortForwardingDocument.neverLogged',
    reason: 'The application keeps its own log of who did what, and CloudTrail one of who opened the tunnel.',
  });
}

export function acknowledgeServers(servers: HybridActivation, operator: iam.Role): void {
  acknowledgeHost(servers, servers.sessionPreferences?.logging);
  // And activations, which have no ARN.
  acknowledge(servers, 'AwsSolutions-IAM5[Resource::*]',
    'The agent finds the log group with logs:DescribeLogGroups, and the function makes, lists and deletes activations: none of these supports a narrower resource.');
  acknowledge(servers, 'AwsSolutions-L1', NODE_22);
  acknowledge(servers, 'AwsSolutions-SMG4',
    'The function renews the code itself, before it expires; rotation of Secrets Manager knows nothing of activations.');
  acknowledge(operator, SESSIONS, OWN_SESSIONS);
  acknowledge(operator, 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:managed-instance/*]',
    'The nodes are those with the tag of the activation, whichever they are: ids are known only when servers have registered.');
}

const NODE_22 = 'Node.js 22 is what the handler is tested with, and Lambda supports it; a newer one is a change of the library.';
const SESSIONS = 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:session/*]';
const OWN_SESSIONS = 'Resume and end a session only if its tag says that it is the person\'s own; the channel opens with the token of such a session.';

/** Records what `Validations.of(scope).acknowledge(...)` records. In aws-cdk-lib 2.257 that refuses `::` in an id, and cdk-nag's ids have it. */
function acknowledge(scope: IConstruct, id: string, reason: string): void {
  scope.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [id]: reason });
}

function logicalId(construct: IConstruct): string {
  return Stack.of(construct).resolve((construct.node.defaultChild as CfnElement).logicalId);
}
