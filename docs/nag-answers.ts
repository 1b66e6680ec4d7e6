/** How a finding of cdk-nag is met, by the name that its rule has in the packs. */
export interface NagAnswer {
  /** `fix`: a setting makes it go. `acknowledge`: it stays, with the reason. `mistaken`: what it says is not so. */
  readonly kind: 'fix' | 'acknowledge' | 'mistaken';
  readonly text: string;
}

const fix = (text: string): NagAnswer => ({ kind: 'fix', text });
const acknowledge = (text: string): NagAnswer => ({ kind: 'acknowledge', text });
const mistaken = (text: string): NagAnswer => ({ kind: 'mistaken', text });

const FUNCTION_OUTSIDE_VPC = 'The functions call AWS alone, with what their roles allow. In a VPC each would need a way out, and would reach nothing that it needs otherwise.';
const WHAT_IS_LOST = 'A call that fails is made again: CloudFormation reports a failed custom resource, a schedule looks again after 15 minutes, and a queue keeps what was not looked at.';

/** Of the packs HIPAA.Security, NIST.800.53.R4, NIST.800.53.R5, PCI.DSS.321 and Serverless. Those of AwsSolutions are in the examples themselves. */
export const NAG_ANSWERS: Readonly<Record<string, NagAnswer>> = {
  VPCFlowLogsEnabled: fix('`flowLogs: { All: {} }` on the VPC. The examples take `-c flowLogs=true`.'),
  VPCDefaultSecurityGroupClosed: acknowledge('cdk-nag says so of every VPC. `restrictDefaultSecurityGroup: true` on the VPC closes the group by a function; nothing of this library uses the group.'),
  VPCSubnetAutoAssignPublicIpDisabled: fix('`mapPublicIpOnLaunch: false` in the `subnetConfiguration`. A node in a public subnet asks for its address itself.'),
  VPCNoUnrestrictedRouteToIGW: fix('Isolated subnets with [VPC endpoints](cost.md). A NAT gateway needs the route in its own subnet.'),
  EC2InstanceNoPublicIp: fix('A private or an isolated subnet.'),
  EC2InstancesInVPC: mistaken('cdk-nag looks at the `SubnetId` of the instance. A node with a public address has it in its network interface.'),
  EC2InstanceDetailedMonitoringEnabled: fix('`detailedMonitoring: true` on the node. It bills each metric.'),
  EC2RestrictedCommonPorts: mistaken('The rule failed: the port of the database is known at deployment only. Its group lets in the node alone.'),
  EC2RestrictedSSH: mistaken('The same.'),
  IAMNoInlinePolicy: acknowledge('The CDK writes what a grant adds to a role as a policy of this role, which goes with it. A `SessionAccessPolicy` is a managed policy.'),
  S3BucketReplicationEnabled: acknowledge('Transcripts are in the log group as well, and the bucket keeps versions. For a copy in another region, pass a replicating bucket of your own.'),
  S3DefaultEncryptionKMS: acknowledge('It is about the bucket of access logs alone: S3 delivers them to no bucket that is encrypted with a key of AWS KMS.'),
  S3BucketDefaultLockEnabled: fix('`objectLock` on the `SessionLoggingBucket`. The bucket of access logs stays: S3 delivers to no bucket with Object Lock.'),
  SecretsManagerRotationEnabled: acknowledge('The function of `HybridActivation` renews its code itself. The other two are secrets of the examples, for a database and for Windows.'),
  SecretsManagerUsingKMSKey: fix('`encryptionKey` on the `HybridActivation`, and on secrets of your own.'),
  RDSEnhancedMonitoringEnabled: fix('`monitoringInterval` on the database, which is of the example.'),
  RDSInBackupPlan: fix('A backup plan of AWS Backup for the database.'),
  RDSInstanceDeletionProtectionEnabled: fix('`deletionProtection: true` on the database.'),
  RDSLoggingEnabled: fix('`cloudwatchLogsExports` on the database.'),
  RDSMultiAZSupport: fix('`multiAz: true` on the database, at twice the price.'),
  LambdaConcurrency: acknowledge('CloudFormation, a schedule or a queue calls the functions, one at a time or a few. A reserved part of the account\'s concurrency would be idle.'),
  LambdaDLQ: acknowledge(WHAT_IS_LOST),
  LambdaInsideVPC: acknowledge(FUNCTION_OUTSIDE_VPC),
  LambdaLatestVersion: acknowledge('Node.js 22 is what the functions are tested with, and Lambda supports it.'),
  LambdaTracing: acknowledge('A function makes a few calls, each of which its log has.'),
  LambdaAsyncFailureDestination: acknowledge(WHAT_IS_LOST),
  LambdaEventSourceMappingDestination: acknowledge('The queue itself has a queue for what could not be looked at, and an alarm on it.'),
  CloudTrailCloudWatchLogsEnabled: fix('Pass `trailArn` of a trail with a log group. That of `createTrail` hands its events to EventBridge, and `SessionAudit` keeps those of sessions in a log group.'),
  CloudWatchLogGroupEncrypted: acknowledge('Logs of functions have ids and no transcripts, and CloudWatch Logs encrypts them with a key of its own. For flow logs, pass a `destination` with your key.'),
  CloudWatchAlarmAction: fix('`servers.renewalAlarm.addAlarmAction(...)` with a topic of yours.'),
  EventBusDLQ: acknowledge('EventBridge tries for 24 hours to deliver to log groups, functions and state machines of the same account.'),
  SQSRedrivePolicy: acknowledge('It is the queue for what could not be looked at. An alarm tells of each message in it.'),
  StepFunctionStateMachineXray: acknowledge('A drain makes one call a minute; Step Functions keeps its history, with each call.'),
};
