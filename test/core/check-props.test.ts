import { App, Duration, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as s3 from 'aws-cdk-lib/aws-s3';
import {
  AccountSessionPreferences, AccountSessionPreferencesProps, AgentUpdates, AgentUpdatesProps, AmazonLinux2023Options, CentralEndpointsOptions,
  CommandDocumentProps, CronScheduleOptions, CustomOperatingSystemOptions, DefaultHostManagement, DefaultHostManagementProps,
  ExistingSsmVpcEndpoints, HybridActivation, HybridActivationProps, IdleStop, IdleStopProps, InteractiveCommandDocument, MaintenanceSchedule,
  MaintenanceTargets, NodeOnlineCheck, NodeOnlineCheckProps, NodeOperatingSystem, NodePatchBaseline, NodePatchBaselineProps, NodePatching,
  NodePatchingProps, NonInteractiveCommandDocument, PatchApprovalRule, PatchOperatingSystem, PatchSchedule, PatchWindowOptions,
  PortForwardingDocument, PortForwardingDocumentProps, PortForwardingTarget, Preflight, PreflightAssumption, PreflightOptions,
  PreflightRequirement, PreflightWayOut, RdpRecording, RdpRecordingProps, ReachabilityAnalysis, ReachabilityAnalysisProps, RunAs,
  RunAsUserOptions, ServerAccessLogs, SessionAccessOptions, SessionAccessPolicy, SessionAccessPolicyProps, SessionAudit, SessionAuditProps,
  SessionAuditRuleOptions, SessionCommand, SessionCommandAlarm, SessionCommandAlarmProps, SessionCommandParameter, SessionComplianceRules,
  SessionComplianceRulesProps, SessionDashboard, SessionDashboardProps, SessionDocumentPrerequisites, SessionDocumentPrerequisitesProps,
  SessionGuardrail, SessionGuardrailProps, SessionLogging, SessionLoggingBucket, SessionLoggingBucketAttributes, SessionLoggingBucketProps,
  SessionLoggingProps, SessionLogGroup, SessionLogGroupAttributes, SessionLogGroupProps, SessionLogObjectLock, SessionManagerPreflight,
  SessionManagerPreflightProps, SessionPermissionSet, SessionPermissionSetAssignment, SessionPermissionSetProps, SessionPreferences,
  SessionPreferencesAttributes, SessionPreferencesOptions, SessionPreferencesProps, SessionStartedRuleOptions, SessionTarget, SsmConnectivity,
  SsmEndpointClient, SsmLaunchOptions, SsmManagedFleet, SsmManagedFleetFromAutoScalingGroupProps, SsmManagedFleetFromEksNodegroupProps,
  SsmManagedFleetProps, SsmManagedInstance, SsmManagedInstanceAttributes, SsmManagedInstanceFromInstanceProps, SsmManagedInstanceProps,
  SsmReachOptions, SsmUserOptions, SsmVpcEndpoints, SsmVpcEndpointsAttributes, SsmVpcEndpointsProps, UnloggedSessionAlarm,
  UnloggedSessionAlarmProps, UnloggedSessionRuleOptions, WaitUntilOnlineOptions, WindowsServerOptions,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc } from '../fixtures';

/** What JavaScript lets through. */
const untyped = <T>(value: unknown) => value as T;
const vpcError = (got: string) => `vpc must be an ec2.IVpc, got ${got}; pass one such as new ec2.Vpc(this, 'Vpc') [Stack/It]`;

describe.each([
  ['SsmManagedInstance', SsmManagedInstance],
  ['SsmVpcEndpoints', SsmVpcEndpoints],
] as const)('vpc of %s', (_name, Type) => {
  test.each([
    ['without props', undefined, 'nothing'],
    ['without it', {}, 'nothing'],
    ['as null', { vpc: null }, 'null'],
    ['as its id', { vpc: 'vpc-1' }, '\'vpc-1\''],
    ['as an object', { vpc: {} }, 'a value of Object'],
    ['as an object without a class', { vpc: Object.create(null) }, 'a value of no class'],
  ])('%s is an error', (_what, props, got) => {
    expect(errorOf(() => new Type(newStack(), 'It', untyped(props)))).toBe(vpcError(got));
  });

  test('as another construct is an error', () => {
    const stack = newStack();
    // Newer versions of aws-cdk-lib are bundled, where the class has another name.
    expect(errorOf(() => new Type(stack, 'It', untyped({ vpc: stack })))).toBe(vpcError(`${stack.constructor.name} Stack`));
  });
});

test.each<[string, object, string]>([
  ['connectivity', { connectivity: 'publicIp' }, 'connectivity must be an SsmConnectivity, got \'publicIp\'; pass one such as SsmConnectivity.publicIp() [Stack/It]'],
  ['connectivity that was not called', { connectivity: SsmConnectivity.publicIp },
    'connectivity must be an SsmConnectivity, got a function; pass one such as SsmConnectivity.publicIp() [Stack/It]'],
  ['sessionPreferences', { sessionPreferences: 'shell' },
    'sessionPreferences must be an ISessionPreferences, got \'shell\'; pass one such as new SessionPreferences(this, \'Preferences\') [Stack/It]'],
])('%s of a wrong type is an error', (_name, props, error) => {
  const stack = newStack();
  expect(errorOf(() => new SsmManagedInstance(stack, 'It', untyped({ vpc: newVpc(stack), ...props })))).toBe(error);
});

test.each<[string, object, string]>([
  ['idleTimeout', { idleTimeout: 20 }, 'idleTimeout must be a Duration, got 20; pass one such as Duration.minutes(20) [Stack/It]'],
  ['maxDuration', { maxDuration: '60' }, 'maxDuration must be a Duration, got \'60\'; pass one such as Duration.minutes(20) [Stack/It]'],
  ['encryptionKey', { encryptionKey: 'arn:aws:kms:...' }, 'encryptionKey must be a kms.IKey, got \'arn:aws:kms:...\'; pass one such as new kms.Key(this, \'Key\') [Stack/It]'],
])('%s of SessionPreferences of a wrong type is an error', (_name, props, error) => {
  expect(errorOf(() => new SessionPreferences(newStack(), 'It', untyped(props)))).toBe(error);
});

test('a retention that is a number is an error', () => {
  expect(errorOf(() => new SessionLoggingBucket(newStack(), 'It', untyped({ retention: 400 })))).toBe(
    'retention must be a Duration, got 400; pass one such as Duration.days(400) [Stack/It]');
});

test.each<[string, unknown, string]>([
  ['no props', undefined, 'to must be a PortForwardingTarget, got nothing; pass one such as PortForwardingTarget.node(5432) [Stack/It]'],
  ['a port', { to: 5432 }, 'to must be a PortForwardingTarget, got 5432; pass one such as PortForwardingTarget.node(5432) [Stack/It]'],
])('a tunnel with %s is an error', (_name, props, error) => {
  expect(errorOf(() => new PortForwardingDocument(newStack(), 'It', untyped(props)))).toBe(error);
});

test.each<[string, unknown, string]>([
  ['no props', undefined, 'commands must be an object with platforms, got nothing; pass one such as { linux: { commands: \'top\' } } [Stack/It]'],
  ['a string', { commands: 'top' }, 'commands must be an object with platforms, got \'top\'; pass one such as { linux: { commands: \'top\' } } [Stack/It]'],
  ['a string on a platform', { commands: { linux: 'top' } }, 'commands.linux must be an object with commands, got \'top\'; pass one such as { commands: \'top\' } [Stack/It]'],
])('commands with %s are an error', (_name, props, error) => {
  expect(errorOf(() => new InteractiveCommandDocument(newStack(), 'It', untyped(props)))).toBe(error);
});

/** Values of other kinds, by what a prop has to be. */
const WRONG = {
  text: [null, 7, true, {}, [], () => 'text'],
  number: [null, '7', true, {}, [], () => 7],
  boolean: [null, 'false', 0, {}, [], () => false],
  enum: [null, 'nonsense', -7, true, {}, [], () => 'nonsense'],
  object: [null, 'text', 7, true, {}, [], () => ({})],
  struct: [null, 'text', 7, true, [], () => ({}), newStack()],
  list: [null, 'text', 7, true, {}, () => [], [undefined], [() => 'text'], [[]]],
};

/** What each prop has to be; a prop that is missing here does not compile. */
type Kinds<Props> = { readonly [name in keyof Required<Props>]: keyof typeof WRONG };

const REACH: Kinds<SsmReachOptions> = { connectivity: 'object', permissions: 'object', sessionPreferences: 'object' };
const LAUNCH: Kinds<SsmLaunchOptions> = {
  ...REACH,
  vpc: 'object',
  blockDevices: 'list',
  detailedMonitoring: 'boolean',
  httpPutResponseHopLimit: 'number',
  imagePolicy: 'enum',
  instanceType: 'object',
  keyPair: 'object',
  operatingSystem: 'object',
  role: 'object',
  securityGroup: 'object',
  spotOptions: 'struct',
  userData: 'object',
};
const WAIT_UNTIL_ONLINE: Kinds<WaitUntilOnlineOptions> = { timeout: 'object', minimumAgentVersion: 'text', revision: 'text' };
const ENDPOINTS: Kinds<ExistingSsmVpcEndpoints> = { ec2Messages: 'object', kms: 'object', logs: 'object', s3: 'object', ssm: 'object', ssmMessages: 'object' };
const OPTIONS: Kinds<SessionPreferencesOptions> = {
  logging: 'object', encryption: 'object', encryptionKey: 'object', idleTimeout: 'object', maxDuration: 'object', runAs: 'object', shellProfile: 'struct',
};
const COMMANDS: Kinds<CommandDocumentProps> = { commands: 'struct', parameters: 'struct', sessionPreferences: 'object', documentName: 'text' };

const PREFLIGHT: Kinds<PreflightOptions> = { require: 'list', exclude: 'list', parameters: 'struct', region: 'text', assume: 'list' };

const ACCESS: Kinds<SessionAccessOptions> = {
  targets: 'list', documents: 'list', ssh: 'boolean', remoteDesktop: 'boolean', ownSessionsOnly: 'boolean', console: 'boolean', fromNetworks: 'list',
};
const PERMISSION_SET = { instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef', permissionSetName: 'Operators', accounts: [ACCOUNT] };
const anyAccess = (stack: Stack) => ({
  targets: [SessionTarget.tagged('env', 'prod')],
  documents: [new PortForwardingDocument(stack, 'Tunnel', { to: PortForwardingTarget.node(5432) })],
});

interface Subject {
  readonly kinds: Readonly<Record<string, keyof typeof WRONG>>;
  readonly make: (stack: Stack, props: any) => unknown;
  /** What the other props are. */
  readonly others?: (stack: Stack) => object;
  /** Props whose names begin differently in messages. */
  readonly called?: (name: string) => string;
}

const RULE: Kinds<SessionAuditRuleOptions> = { target: 'object', nodeIds: 'list', description: 'text' };

const subject = <Props>(kinds: Kinds<Props>, make: Subject['make'], others?: Subject['others'], called?: Subject['called']): Subject => ({ kinds, make, others, called });
const inVpc = (stack: Stack) => ({ vpc: newVpc(stack) });

const SUBJECTS: Record<string, Subject> = {
  'SsmManagedInstance': subject<SsmManagedInstanceProps>({
    ...LAUNCH,
    disableApiTermination: 'boolean',
    instanceName: 'text',
    propagateTagsToVolumeOnCreation: 'boolean',
    userDataCausesReplacement: 'boolean',
    vpcSubnets: 'struct',
    waitUntilOnline: 'struct',
  }, (stack, props) => new SsmManagedInstance(stack, 'It', props), inVpc),
  'waitUntilOnline': subject<WaitUntilOnlineOptions>(
    WAIT_UNTIL_ONLINE, (stack, props) => new SsmManagedInstance(stack, 'It', { vpc: newVpc(stack), waitUntilOnline: props }), undefined, name => `waitUntilOnline.${name}`,
  ),
  'ReachabilityAnalysis': subject<ReachabilityAnalysisProps>({
    node: 'object', endpoints: 'object', internetGatewayId: 'text', revision: 'text',
  }, (stack, props) => new ReachabilityAnalysis(stack, 'It', props), stack => ({
    node: SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0' }),
  })),
  'NodeOnlineCheck': subject<NodeOnlineCheckProps>({ ...WAIT_UNTIL_ONLINE, nodes: 'list', autoScalingGroups: 'list' }, (stack, props) => new NodeOnlineCheck(stack, 'It', props), stack => ({
    nodes: [SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0' })],
  })),
  'SsmManagedFleet': subject<SsmManagedFleetProps>({
    ...LAUNCH,
    desiredCapacity: 'number',
    drainTimeout: 'object',
    instanceName: 'text',
    instancesDistribution: 'struct',
    launchTemplateOverrides: 'list',
    maxCapacity: 'number',
    minCapacity: 'number',
    updatePolicy: 'object',
    vpcSubnets: 'struct',
    waitUntilOnline: 'struct',
    warmPool: 'struct',
  }, (stack, props) => new SsmManagedFleet(stack, 'It', props), inVpc),
  'fromAutoScalingGroup': subject<SsmManagedFleetFromAutoScalingGroupProps>({ ...REACH, vpc: 'object', drainTimeout: 'object', requireImdsv2: 'boolean', waitUntilOnline: 'struct' }, (stack, props) => {
    const group = new autoscaling.AutoScalingGroup(stack, 'Group', {
      vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    SsmManagedFleet.fromAutoScalingGroup(stack, 'It', group, props && typeof props === 'object' ? { vpc: group.stack.node.findChild('Vpc'), ...props } : props);
  }),
  'fromEksNodegroup': subject<SsmManagedFleetFromEksNodegroupProps>({ ...REACH, vpc: 'object' }, (stack, props) => {
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'cluster', vpc: newVpc(stack), clusterSecurityGroupId: 'sg-0123456789abcdef0' });
    const nodegroup = new eks.Nodegroup(stack, 'Nodegroup', { cluster });
    SsmManagedFleet.fromEksNodegroup(stack, 'It', nodegroup, props && typeof props === 'object' ? { vpc: cluster.vpc, ...props } : props);
  }),
  'fromInstance': subject<SsmManagedInstanceFromInstanceProps>({ ...REACH, vpc: 'object', waitUntilOnline: 'struct' }, (stack, props) => {
    const instance = new ec2.Instance(stack, 'Instance', {
      vpc: newVpc(stack), instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
    });
    SsmManagedInstance.fromInstance(stack, 'It', instance, props && typeof props === 'object' ? { vpc: instance.instance.stack.node.findChild('Vpc'), ...props } : props);
  }),
  'fromSsmManagedInstanceAttributes': subject<SsmManagedInstanceAttributes>(
    { instanceId: 'text', platform: 'enum', role: 'object', securityGroups: 'list', sessionPreferences: 'object' },
    (stack, props) => SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'It', props), () => ({ instanceId: 'i-0123456789abcdef0' })),
  'SsmVpcEndpoints': subject<SsmVpcEndpointsProps>({
    vpc: 'object',
    subnets: 'struct',
    maxAzs: 'number',
    sessionPreferences: 'object',
    logs: 'boolean',
    kms: 'boolean',
    s3: 'boolean',
    sessionLoggingBucket: 'object',
    s3PrefixListId: 'text',
    legacyAgents: 'boolean',
    policy: 'enum',
    existing: 'struct',
  }, (stack, props) => new SsmVpcEndpoints(stack, 'It', props), inVpc),
  'fromSsmVpcEndpointsAttributes': subject<SsmVpcEndpointsAttributes>({ ...ENDPOINTS, vpc: 'object' },
    (stack, props) => SsmVpcEndpoints.fromSsmVpcEndpointsAttributes(stack, 'It', props), inVpc, name => (name === 'vpc' ? name : `existing.${name}`)),
  'allowFrom': subject<SsmEndpointClient>({ connections: 'object', instance: 'object', autoScalingGroup: 'object', subnets: 'list', permissions: 'object', sessionPreferences: 'object' },
    (stack, props) => new SsmVpcEndpoints(stack, 'It', inVpc(stack)).allowFrom(props), stack => ({ connections: new ec2.SecurityGroup(stack, 'Group', { vpc: newVpc(stack, 'Their') }), subnets: newVpc(stack, 'Other').isolatedSubnets })),
  'SessionLoggingBucket': subject<SessionLoggingBucketProps>({
    bucketName: 'text',
    keyPrefix: 'text',
    encryption: 'enum',
    encryptionKey: 'object',
    retention: 'object',
    transitions: 'list',
    objectLock: 'struct',
    serverAccessLogs: 'object',
    organizationId: 'text',
    accounts: 'list',
    removalPolicy: 'enum',
  }, (stack, props) => new SessionLoggingBucket(stack, 'It', props)),
  'the lock of SessionLoggingBucket': subject<SessionLogObjectLock>({ mode: 'enum', duration: 'object' },
    (stack, objectLock) => new SessionLoggingBucket(stack, 'It', { objectLock }),
    () => ({ mode: s3.ObjectLockMode.GOVERNANCE, duration: Duration.days(9) }), name => `objectLock.${name}`),
  'fromSessionLoggingBucketAttributes': subject<SessionLoggingBucketAttributes>({ bucketName: 'text', keyPrefix: 'text', encryption: 'enum', encryptionKey: 'object', account: 'text' },
    (stack, props) => SessionLoggingBucket.fromSessionLoggingBucketAttributes(stack, 'It', props), () => ({ bucketName: 'bucket' })),
  'SessionLogGroup': subject<SessionLogGroupProps>(
    { logGroupName: 'text', encryptionKey: 'object', retention: 'enum', streaming: 'boolean', dataProtectionPolicy: 'object', removalPolicy: 'enum' },
    (stack, props) => new SessionLogGroup(stack, 'It', props)),
  'fromSessionLogGroupAttributes': subject<SessionLogGroupAttributes>({ logGroupName: 'text', encrypted: 'boolean', streaming: 'boolean' },
    (stack, props) => SessionLogGroup.fromSessionLogGroupAttributes(stack, 'It', props), () => ({ logGroupName: 'group' })),
  'SessionLogging': subject<SessionLoggingProps>({ bucket: 'object', logGroup: 'object', failClosed: 'boolean', encryptionKey: 'object', removalPolicy: 'enum' },
    (stack, props) => new SessionLogging(stack, 'It', props)),
  'SessionPreferences': subject<SessionPreferencesProps>({ ...OPTIONS, documentName: 'text' }, (stack, props) => new SessionPreferences(stack, 'It', props)),
  'AccountSessionPreferences': subject<AccountSessionPreferencesProps>({ ...OPTIONS, onDelete: 'enum', onDrift: 'enum' },
    (stack, props) => new AccountSessionPreferences(stack, 'It', props)),
  'fromSessionPreferencesAttributes': subject<SessionPreferencesAttributes>({ documentName: 'text', logging: 'object', encryptionKey: 'object', runAs: 'object' },
    (stack, props) => SessionPreferences.fromSessionPreferencesAttributes(stack, 'It', props), () => ({ documentName: 'Shell', logging: SessionLogging.none() })),
  'PortForwardingDocument': subject<PortForwardingDocumentProps>({ to: 'object', documentName: 'text' },
    (stack, props) => new PortForwardingDocument(stack, 'It', props), () => ({ to: PortForwardingTarget.node(5432) })),
  'InteractiveCommandDocument': subject<CommandDocumentProps>(COMMANDS, (stack, props) => new InteractiveCommandDocument(stack, 'It', props), () => ({ commands: { linux: { commands: 'top' } } })),
  'NonInteractiveCommandDocument': subject<CommandDocumentProps>(COMMANDS, (stack, props) => new NonInteractiveCommandDocument(stack, 'It', props),
    () => ({ commands: { linux: { commands: 'top' } } })),
  'a command': subject<SessionCommand>({ commands: 'text', notParameters: 'list', runAsElevated: 'boolean' },
    (stack, linux) => new InteractiveCommandDocument(stack, 'It', { commands: { linux } }), () => ({ commands: 'top' }), name => `commands.linux.${name}`),
  'a parameter': subject<SessionCommandParameter>({ allowedPattern: 'text', defaultValue: 'text', description: 'text' },
    (stack, unit) => new InteractiveCommandDocument(stack, 'It', { commands: { linux: { commands: 'echo {{ unit }}' } }, parameters: { unit } }),
    () => ({ allowedPattern: '[a-z]+' }), name => `parameters.unit.${name}`),
  'SessionAccessPolicy': subject<SessionAccessPolicyProps>({
    ...ACCESS,
    requireMfa: 'boolean',
    managedPolicyName: 'text',
    description: 'text',
    roles: 'list',
    groups: 'list',
    users: 'list',
  }, (stack, props) => new SessionAccessPolicy(stack, 'It', props), anyAccess),
  'SessionGuardrail': subject<SessionGuardrailProps>(
    { documents: 'list', ssh: 'boolean', remoteDesktop: 'boolean', allowUnlogged: 'boolean', runCommand: 'boolean', trailArns: 'list', exceptPrincipals: 'list' },
    (stack, props) => new SessionGuardrail(stack, 'It', props), stack => ({ documents: anyAccess(stack).documents, allowUnlogged: true })),
  'RdpRecording': subject<RdpRecordingProps>({ bucket: 'object', encryptionKey: 'object', removalPolicy: 'enum' },
    (stack, props) => new RdpRecording(stack, 'It', props)),
  'SessionComplianceRules': subject<SessionComplianceRulesProps>({ rules: 'list', remediation: 'enum' },
    (stack, props) => new SessionComplianceRules(stack, 'It', props)),
  'SessionDashboard': subject<SessionDashboardProps>(
    { audit: 'object', logging: 'object', alarms: 'list', dashboardName: 'text', queryFolder: 'text', defaultInterval: 'object' },
    (stack, props) => new SessionDashboard(stack, 'It', props), stack => ({ logging: new SessionPreferences(stack, 'Preferences').logging })),
  'SessionPermissionSet': subject<SessionPermissionSetProps>({
    ...ACCESS,
    instanceArn: 'text',
    permissionSetName: 'text',
    description: 'text',
    sessionDuration: 'object',
    accounts: 'list',
    regions: 'list',
    assignments: 'list',
  }, (stack, props) => new SessionPermissionSet(stack, 'It', props), stack => ({ ...anyAccess(stack), ...PERMISSION_SET })),
  'an assignment': subject<SessionPermissionSetAssignment>({ account: 'text', groupId: 'text', userId: 'text' },
    (stack, assignment) => new SessionPermissionSet(stack, 'It', { ...anyAccess(stack), ...PERMISSION_SET, assignments: [assignment] }),
    () => ({ account: ACCOUNT }), name => `assignments.0.${name}`),
  'SessionAudit': subject<SessionAuditProps>(
    { trailArn: 'text', createTrail: 'boolean', topic: 'object', encryptionKey: 'object', retention: 'enum', removalPolicy: 'enum' },
    (stack, props) => new SessionAudit(stack, 'It', props)),
  'onSessionStarted': subject<SessionStartedRuleOptions>({ ...RULE, documents: 'list' }, (stack, options) => new SessionAudit(stack, 'It').onSessionStarted('Rule', options)),
  'onAccessDenied': subject<SessionAuditRuleOptions>(RULE, (stack, options) => new SessionAudit(stack, 'It').onAccessDenied('Rule', options)),
  'onUnloggedSession': subject<UnloggedSessionRuleOptions>({ ...RULE, loggedDocuments: 'list' },
    (stack, options) => new SessionAudit(stack, 'It').onUnloggedSession('Rule', options), stack => ({ loggedDocuments: anyAccess(stack).documents })),
  'SessionCommandAlarm': subject<SessionCommandAlarmProps>(
    { logging: 'object', commands: 'list', pattern: 'text', ignoreCase: 'boolean', topic: 'object', alarmActions: 'list', alarmName: 'text' },
    (stack, props) => new SessionCommandAlarm(stack, 'It', props), stack => ({ logging: new SessionLogging(stack, 'Logging'), commands: ['rm'] })),
  'DefaultHostManagement': subject<DefaultHostManagementProps>({ role: 'object', permissions: 'object', sessionPreferences: 'object', removalPolicy: 'enum' },
    (stack, props) => new DefaultHostManagement(stack, 'It', props)),
  'UnloggedSessionAlarm': subject<UnloggedSessionAlarmProps>({
    logging: 'object',
    trailArn: 'text',
    documents: 'list',
    exceptDocuments: 'list',
    within: 'object',
    topic: 'object',
    alarmActions: 'list',
    alarmName: 'text',
  }, (stack, props) => new UnloggedSessionAlarm(stack, 'It', props), stack => ({ logging: new SessionLogging(stack, 'Logging') })),
  'AgentUpdates': subject<AgentUpdatesProps>(
    { targets: 'object', schedule: 'object', maxConcurrency: 'text', maxErrors: 'text', complianceSeverity: 'enum', topic: 'object' },
    (stack, props) => new AgentUpdates(stack, 'It', props)),
  'NodePatching': subject<NodePatchingProps>({
    targets: 'object',
    operation: 'enum',
    rebootOption: 'enum',
    schedule: 'object',
    baselines: 'list',
    maxConcurrency: 'text',
    maxErrors: 'text',
    complianceSeverity: 'enum',
    topic: 'object',
  }, (stack, props) => new NodePatching(stack, 'It', props), () => ({ targets: MaintenanceTargets.allNodes() })),
  'NodePatchBaseline': subject<NodePatchBaselineProps>({
    operatingSystem: 'enum',
    approvalRules: 'list',
    patchGroups: 'list',
    defaultBaseline: 'boolean',
    approvedPatches: 'list',
    rejectedPatches: 'list',
    baselineName: 'text',
  }, (stack, props) => new NodePatchBaseline(stack, 'It', props), () => ({ operatingSystem: PatchOperatingSystem.SUSE })),
  'an approval rule': subject<PatchApprovalRule>(
    { approveAfter: 'object', classifications: 'list', severities: 'list', products: 'list', complianceLevel: 'enum', includeNonSecurity: 'boolean' },
    (stack, rule) => new NodePatchBaseline(stack, 'It', { operatingSystem: PatchOperatingSystem.SUSE, approvalRules: [rule] }), undefined,
    name => `approvalRules.0.${name}`),
  'SessionDocumentPrerequisites': subject<SessionDocumentPrerequisitesProps>(
    { documents: 'list', checkedOn: 'object', schedule: 'object', complianceSeverity: 'enum' },
    (stack, props) => new SessionDocumentPrerequisites(stack, 'It', props), stack => ({ documents: anyAccess(stack).documents, checkedOn: MaintenanceTargets.allNodes() })),
  'MaintenanceSchedule.cron': subject<CronScheduleOptions>({ offset: 'object', onlyAtInterval: 'boolean' },
    (_stack, options) => MaintenanceSchedule.cron('0 2 ? * SUN *', options)),
  'PatchSchedule.maintenanceWindow': subject<PatchWindowOptions>({ duration: 'object', cutoff: 'object', timeZone: 'text' },
    (_stack, options) => PatchSchedule.maintenanceWindow(MaintenanceSchedule.cron('0 2 ? * SUN *'), options)),
  'IdleStop': subject<IdleStopProps>({ targets: 'list', idleFor: 'object', schedule: 'object' },
    (stack, props) => new IdleStop(stack, 'It', props), () => ({ targets: [SessionTarget.tagged('env', 'dev')] })),
  'HybridActivation': subject<HybridActivationProps>({
    expiration: 'object',
    registrationLimit: 'number',
    nodeName: 'text',
    nodeTags: 'struct',
    sessionPreferences: 'object',
    permissions: 'object',
    role: 'object',
    encryptionKey: 'object',
    renewal: 'boolean',
    alarmActions: 'list',
    advancedInstances: 'boolean',
  }, (stack, props) => new HybridActivation(stack, 'It', props)),
  'NodeOperatingSystem.custom': subject<CustomOperatingSystemOptions>(
    { agentPreinstalled: 'boolean', agentPackage: 'enum', architecture: 'enum', platform: 'enum', rootDeviceName: 'text', scriptPreinstalled: 'boolean' },
    (_stack, options) => NodeOperatingSystem.custom(ec2.MachineImage.latestAmazonLinux2023(), options), () => ({ agentPreinstalled: true })),
  'NodeOperatingSystem.amazonLinux2023': subject<AmazonLinux2023Options>({ edition: 'enum' }, (_stack, options) => NodeOperatingSystem.amazonLinux2023(options)),
  'NodeOperatingSystem.windowsServer': subject<WindowsServerOptions>({ edition: 'enum' }, (_stack, options) => NodeOperatingSystem.windowsServer('2022', options)),
  'SsmConnectivity.centralEndpoints': subject<CentralEndpointsOptions>({ peers: 'list', s3: 'boolean' },
    (_stack, options) => SsmConnectivity.centralEndpoints(options), () => ({ peers: [ec2.Peer.ipv4('10.0.0.0/8')] })),
  'RunAs.ssmUser': subject<SsmUserOptions>({ sudo: 'boolean' }, (_stack, options) => RunAs.ssmUser(options)),
  'RunAs.defaultUser': subject<RunAsUserOptions>({ createUser: 'boolean', sudo: 'boolean' }, (_stack, options) => RunAs.defaultUser('operator', options)),
  'Preflight.ofApp': subject<PreflightOptions>(PREFLIGHT, (_stack, options) => Preflight.ofApp(new App(), options)),
  'Preflight.ofTemplate': subject<PreflightOptions>(PREFLIGHT, (_stack, options) => Preflight.ofTemplate({ Resources: {} }, options)),
  'Preflight.ofFile': subject<PreflightOptions>(PREFLIGHT, (_stack, options) => Preflight.ofFile('cdk.out', options)),
  'Preflight.requireConnects': subject<PreflightRequirement>({ ...PREFLIGHT, expect: 'list', failOnUnknown: 'boolean' }, (_stack, options) => Preflight.requireConnects(new App(), options)),
  'SessionManagerPreflight': subject<SessionManagerPreflightProps>({ ...PREFLIGHT, expect: 'list', failOnUnknown: 'boolean', printNodes: 'boolean', reportFiles: 'struct' },
    (_stack, options) => new SessionManagerPreflight(options)),
};

const EACH_PROP = Object.entries(SUBJECTS).flatMap(([title, { kinds }]) => Object.keys(kinds).map((name): [string, string] => [title, name]));

/** A static factory has no construct to name. */
const hasConstruct = (title: string) => !/^(MaintenanceSchedule|PatchSchedule|NodeOperatingSystem|SsmConnectivity|RunAs|Preflight\.|SessionManagerPreflight)/.test(title);

test.each(EACH_PROP)('%s: a %s of another kind is an error that names it', (title, name) => {
  const { kinds, make, others, called = each => each } = SUBJECTS[title];
  for (const wrong of WRONG[kinds[name]]) {
    const stack = newStack();
    const error = errorOf(() => make(stack, { ...others?.(stack), [name]: wrong }));
    expect([wrong, error]).toEqual([wrong, expect.stringMatching(hasConstruct(title) ? /^\S+ must be an? .*; pass one such as \S.* \[Stack\/It\]$/ : /^\S+ must be an? .*; pass one such as [^ ].*$/)]);
    expect(error?.startsWith(called(name))).toBe(true);
  }
});

test.each(Object.entries(SUBJECTS).filter(([title]) => title !== 'fromSsmVpcEndpointsAttributes'))('%s: props that are no object are an error', (_title, { make }) => {
  for (const [wrong, shown] of [[null, 'null'], ['text', '\'text\''], [7, '7']]) {
    expect(errorOf(() => make(newStack(), wrong))).toMatch(new RegExp(`^\\S+ must be an? .*, got ${shown}; pass one such as `));
  }
});

test.each<[string, (node: SsmManagedInstance, preferences: SessionPreferences, wrong: any) => unknown, string]>([
  ['grantee of a node', (node, _, wrong) => node.grantStartSession(wrong), 'grantee must be an iam.IGrantable'],
  ['grantee of preferences', (node, preferences, wrong) => preferences.grantStartSession(wrong, node), 'grantee must be an iam.IGrantable'],
  ['grantee of a target', (_node, preferences, wrong) => preferences.grantStartSessionOn(wrong, SessionTarget.managedNodes()), 'grantee must be an iam.IGrantable'],
  ['target of preferences', (node, preferences, wrong) => preferences.grantStartSessionOn(node.role, wrong), 'target must be a SessionTarget'],
  ['node of preferences', (_node, preferences, wrong) => preferences.sessionStatements(wrong), 'node must be an ISsmManagedInstance'],
])('a %s that is none is an error', (_name, call, error) => {
  const stack = newStack();
  const preferences = new SessionPreferences(stack, 'Preferences');
  const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), sessionPreferences: preferences });
  for (const wrong of [undefined, null, 'arn:aws:iam::123456789012:role/Admin', {}]) {
    expect(errorOf(() => call(node, preferences, wrong))).toContain(error);
  }
});

test.each<[string, (wrong: any) => unknown, string]>([
  ['NodeOperatingSystem.custom', wrong => NodeOperatingSystem.custom(wrong, { agentPreinstalled: true }), 'machineImage must be an ec2.IMachineImage'],
  ['NodeOperatingSystem.ubuntu', wrong => NodeOperatingSystem.ubuntu(wrong), 'the version of NodeOperatingSystem.ubuntu must be a string'],
  ['NodeOperatingSystem.bottlerocket', wrong => NodeOperatingSystem.bottlerocket(wrong), 'the variant of NodeOperatingSystem.bottlerocket must be a string'],
  ['NodeOperatingSystem.macos, the host', wrong => NodeOperatingSystem.macos('sequoia', { hostId: wrong }),
    'hostId must be the id of a Dedicated Host, without which macOS does not run'],
  ['RunAs.defaultUser', wrong => RunAs.defaultUser(wrong), 'RunAs.defaultUser must be a string'],
  ['ServerAccessLogs.toBucket', wrong => ServerAccessLogs.toBucket(wrong), 'bucket must be an s3.IBucket'],
  ['ServerAccessLogs.toBucket, the prefix', wrong => ServerAccessLogs.toBucket(new s3.Bucket(newStack(), 'Bucket'), wrong ?? null), 'prefix must be a string'],
  ['MaintenanceSchedule.rate', wrong => MaintenanceSchedule.rate(wrong), 'interval must be a Duration'],
  ['MaintenanceSchedule.cron', wrong => MaintenanceSchedule.cron(wrong === '' ? null : wrong), 'expression must be'],
  ['MaintenanceTargets.tagged', wrong => MaintenanceTargets.tagged(wrong), 'tags must be'],
  ['MaintenanceTargets.nodes', wrong => MaintenanceTargets.nodes(wrong), 'nodes.0 must be an ISsmManagedInstance'],
  ['PatchSchedule.stateManager', wrong => PatchSchedule.stateManager(wrong), 'schedule must be a MaintenanceSchedule'],
  ['SessionTarget.node', wrong => SessionTarget.node(wrong), 'node must be an ISsmManagedInstance'],
  ['SessionTarget.tagged', wrong => SessionTarget.tagged(wrong, 'prod'), 'key must be a string'],
  ['SessionTarget.tagged, the value', wrong => SessionTarget.tagged('env', wrong), 'value must be a string'],
  ['SessionTarget.taggedAll', wrong => SessionTarget.taggedAll(wrong === true || wrong === undefined ? wrong : { env: wrong }), 'must be a'],
  ['SessionTarget.fleet', wrong => SessionTarget.fleet(wrong), 'group must be an autoscaling.IAutoScalingGroup'],
  ['SsmConnectivity.privateLink', wrong => SsmConnectivity.privateLink(wrong), 'endpoints must be an ISsmVpcEndpoints'],
  ['Preflight.ofApp', wrong => Preflight.ofApp(wrong), 'app must be an App'],
  ['Preflight.ofFile', wrong => Preflight.ofFile(wrong), 'path must be a string'],
  ['PortForwardingTarget.host', wrong => new PortForwardingDocument(newStack(), 'It', { to: PortForwardingTarget.host(wrong ?? null, 5432) }), 'to.hostname must be a string'],
  ['PreflightAssumption.subnet', wrong => PreflightAssumption.subnet(wrong, PreflightWayOut.NAT), 'subnetId must be a string'],
  ['PreflightAssumption.subnets', wrong => PreflightAssumption.subnets(wrong), 'wayOut must be a PreflightWayOut'],
  ['PreflightAssumption.instanceProfile', wrong => PreflightAssumption.instanceProfile(wrong ?? null), 'name must be a string'],
  ['PreflightAssumption.launchTemplate', wrong => PreflightAssumption.launchTemplate(wrong ?? null), 'name must be a string'],
  ['PreflightAssumption.securityGroup', wrong => PreflightAssumption.securityGroup(wrong ?? null), 'groupId must be a string'],
  ['PreflightAssumption.image', wrong => PreflightAssumption.image(wrong ?? null), 'imageId must be a string'],
  ['PreflightAssumption.permissionsBoundary', wrong => PreflightAssumption.permissionsBoundary(wrong ?? null), 'name must be a string'],
  ['PortForwardingTarget.node', wrong => new PortForwardingDocument(newStack(), 'It', { to: PortForwardingTarget.node(wrong) }), 'to.port must be a number'],
])('%s of another kind is an error', (_name, call, error) => {
  for (const wrong of [undefined, null, true, {}]) {
    expect(errorOf(() => call(wrong))).toContain(error);
  }
});

test('what is right is none', () => {
  const stack = newStack();
  const sessionPreferences = new SessionPreferences(stack, 'Preferences', { idleTimeout: Duration.minutes(20) });
  expect(errorOf(() => new SsmManagedInstance(stack, 'It', {
    vpc: newVpc(stack), sessionPreferences, connectivity: SsmConnectivity.natGateway(),
  }))).toBeUndefined();
});
