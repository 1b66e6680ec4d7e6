import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import { custom, isolatedNode, ubuntu, windows } from './nodes';
import {
  ComplianceSeverity, EndpointPolicy, MaintenanceSchedule, MaintenanceTargets, NodePatchBaseline, NodePatching, NodePatchingProps,
  PatchOperatingSystem,
  PatchOperation, PatchRebootOption, PatchSchedule, PatchWindowOptions, SsmConnectivity, SsmManagedInstance, SsmVpcEndpoints,
} from '../../lib';
import { ACCOUNT, errorOf, newStack, newVpc, propertiesOf, warnings } from '../fixtures';
import { ec2Instance } from '../util';

const ASSOCIATION = 'AWS::SSM::Association';
const WINDOW = 'AWS::SSM::MaintenanceWindow';
const TASK = 'AWS::SSM::MaintenanceWindowTask';
const TARGET = 'AWS::SSM::MaintenanceWindowTarget';

const SUNDAYS = MaintenanceSchedule.cron('0 3 ? * SUN *');
const targets = MaintenanceTargets.tagged({ env: ['prod'] });
const window = (options?: PatchWindowOptions) => PatchSchedule.maintenanceWindow(SUNDAYS, options);
const install = { operation: PatchOperation.INSTALL, schedule: window() };

function patchingOf(props: Partial<NodePatchingProps> = {}, stack = newStack()) {
  return { stack, patching: new NodePatching(stack, 'Patching', { targets, ...props }) };
}

describe('a scan', () => {
  test('is done once a day by State Manager, changes nothing and reboots nothing', () => {
    const { stack, patching } = patchingOf();
    expect(propertiesOf(stack, ASSOCIATION)).toEqual([{
      Name: 'AWS-RunPatchBaseline',
      Targets: [{ Key: 'tag:env', Values: ['prod'] }],
      Parameters: { Operation: ['Scan'], RebootOption: ['NoReboot'] },
      ScheduleExpression: 'rate(1 day)',
      MaxConcurrency: '10%',
      MaxErrors: '10%',
    }]);
    expect(propertiesOf(stack, WINDOW)).toEqual([]);
    expect([patching.windowId, stack.resolve(patching.associationId)]).toEqual([undefined, { 'Fn::GetAtt': [expect.stringMatching(/^PatchingAssociation/), 'AssociationId'] }]);
    expect(warnings(stack)).toEqual([]);
  });

  test('may have its own times, limits and severity', () => {
    const { stack } = patchingOf({
      targets: MaintenanceTargets.allNodes(), schedule: PatchSchedule.stateManager(SUNDAYS), maxConcurrency: '1', maxErrors: '5%', complianceSeverity: ComplianceSeverity.LOW,
    });
    expect(propertiesOf(stack, ASSOCIATION)).toEqual([expect.objectContaining({
      Targets: [{ Key: 'InstanceIds', Values: ['*'] }], ScheduleExpression: 'cron(0 3 ? * SUN *)', MaxConcurrency: '1', MaxErrors: '5%', ComplianceSeverity: 'LOW',
    })]);
  });

  test('may have a window', () => {
    const { stack } = patchingOf({ schedule: window() });
    expect(propertiesOf(stack, TASK)[0].TaskInvocationParameters.MaintenanceWindowRunCommandParameters.Parameters).toEqual({ Operation: ['Scan'], RebootOption: ['NoReboot'] });
  });

  test('with a reboot option is an error', () => {
    expect(errorOf(() => patchingOf({ rebootOption: PatchRebootOption.NO_REBOOT }))).toBe(
      'rebootOption is for PatchOperation.INSTALL, got NoReboot for a scan, which reboots nothing; remove it [Stack/Patching]');
  });
});

describe('installing', () => {
  test('in a window has a window, a target and a task without a role', () => {
    const { stack, patching } = patchingOf(install);
    expect(propertiesOf(stack, ASSOCIATION)).toEqual([]);
    expect(propertiesOf(stack, WINDOW)).toEqual([{
      Name: 'Stack-Patching-C3E11DD3', AllowUnassociatedTargets: false, Duration: 3, Cutoff: 1, Schedule: 'cron(0 3 ? * SUN *)',
    }]);
    expect(propertiesOf(stack, TARGET)).toEqual([{ WindowId: stack.resolve(patching.windowId), ResourceType: 'INSTANCE', Targets: [{ Key: 'tag:env', Values: ['prod'] }] }]);
    expect(propertiesOf(stack, TASK)).toEqual([{
      WindowId: stack.resolve(patching.windowId),
      TaskType: 'RUN_COMMAND',
      TaskArn: 'AWS-RunPatchBaseline',
      Priority: 1,
      Targets: [{ Key: 'WindowTargetIds', Values: [{ Ref: expect.stringMatching(/^PatchingTarget/) }] }],
      TaskInvocationParameters: { MaintenanceWindowRunCommandParameters: { Parameters: { Operation: ['Install'], RebootOption: ['RebootIfNeeded'] } } },
      MaxConcurrency: '10%',
      MaxErrors: '10%',
    }]);
    expect(patching.associationId).toBeUndefined();
    expect(propertiesOf(stack, 'AWS::IAM::Role')).toEqual([]);
  });

  test('by State Manager has no window', () => {
    const schedule = PatchSchedule.stateManager(SUNDAYS);
    const { stack } = patchingOf({ operation: PatchOperation.INSTALL, rebootOption: PatchRebootOption.NO_REBOOT, schedule });
    expect(propertiesOf(stack, ASSOCIATION)[0].Parameters).toEqual({ Operation: ['Install'], RebootOption: ['NoReboot'] });
    expect(propertiesOf(stack, WINDOW)).toEqual([]);
  });

  test('without a time is an error', () => {
    expect(errorOf(() => patchingOf({ operation: PatchOperation.INSTALL }))).toBe(
      'schedule must be given with PatchOperation.INSTALL, got none: installing may reboot nodes and end their sessions; pass one such as PatchSchedule.maintenanceWindow(MaintenanceSchedule.cron(\'0 3 ? * SUN *\')) [Stack/Patching]');
  });
});

describe('a window', () => {
  test('says all that it can', () => {
    const { stack } = patchingOf({ ...install, schedule: window({ duration: Duration.hours(24), cutoff: Duration.hours(0), timeZone: 'Europe/Berlin' }) });
    expect(propertiesOf(stack, WINDOW)[0]).toMatchObject({ Duration: 24, Cutoff: 0, ScheduleTimezone: 'Europe/Berlin' });
  });

  test('of one hour has no cutoff', () => {
    const { stack } = patchingOf({ ...install, schedule: window({ duration: Duration.hours(1) }) });
    expect(propertiesOf(stack, WINDOW)[0]).toMatchObject({ Duration: 1, Cutoff: 0 });
  });

  test.each<[string, PatchWindowOptions, string]>([
    ['too long', { duration: Duration.hours(25) }, 'duration must be 1-24 whole hours, got 1 day 1 hour; use Duration.hours(n) in that range'],
    ['empty', { duration: Duration.hours(0) }, 'duration must be 1-24 whole hours, got 0 hours; use Duration.hours(n) in that range'],
    ['of half an hour', { duration: Duration.minutes(30) }, 'duration must be 1-24 whole hours, got 30 minutes; use Duration.hours(n) in that range'],
    ['with a cutoff out of range', { duration: Duration.hours(24), cutoff: Duration.hours(24) }, 'cutoff must be 0-23 whole hours, got 1 day; use Duration.hours(n) in that range'],
    ['that is all cutoff', { duration: Duration.hours(2), cutoff: Duration.hours(2) },
      'cutoff must be less than duration, got 2 of 2 hours, so that no node would be begun; make the window longer or the cutoff shorter'],
    ['in no time zone', { timeZone: 'Europe/Nowhere' }, 'timeZone must be a name of the IANA time zone database, got \'Europe/Nowhere\'; use one such as \'Europe/Berlin\''],
    ['in an offset', { timeZone: '+02:00' }, 'timeZone must be a name of the IANA time zone database, got \'+02:00\'; use one such as \'Europe/Berlin\''],
    ['of a length that only the deployment knows', { duration: Duration.hours(Lazy.number({ produce: () => 1 })) },
      'duration must be known at synthesis, got a value known at deployment only; use Duration.hours(n) with a number'],
  ])('%s is an error', (_name, options, error) => {
    expect(errorOf(() => window(options))).toBe(error);
  });

  test('does not take all nodes', () => {
    expect(errorOf(() => patchingOf({ ...install, targets: MaintenanceTargets.allNodes() }))).toBe(
      'targets must be tags or nodes, got all nodes, which a maintenance window does not take; use MaintenanceTargets.tagged(...), or PatchSchedule.stateManager(...) [Stack/Patching]');
  });

  test('has no severity of its own', () => {
    expect(errorOf(() => patchingOf({ ...install, complianceSeverity: ComplianceSeverity.HIGH }))).toBe(
      'complianceSeverity is of associations, got HIGH with a maintenance window; remove it, or set complianceLevel in the rules of the baseline [Stack/Patching]');
  });
});

describe('a topic', () => {
  const told = (props: Partial<NodePatchingProps>) => {
    const stack = newStack();
    const { patching } = patchingOf({ ...props, topic: new sns.Topic(stack, 'Topic') }, stack);
    return { stack, patching, rule: propertiesOf(stack, 'AWS::Events::Rule')[0] };
  };

  test('is told where a window has not succeeded', () => {
    const { stack, patching, rule } = told(install);
    expect(rule.EventPattern).toEqual({
      'source': ['aws.ssm'],
      'detail-type': ['Maintenance Window Execution State-change Notification'],
      'detail': { 'window-id': [stack.resolve(patching.windowId)], 'status': ['FAILED', 'TIMED_OUT', 'CANCELLED', 'SKIPPED_OVERLAPPING'] },
    });
    expect(rule.Targets[0].InputTransformer.InputTemplate).toBe(
      '"the maintenance window of Stack/Patching has not succeeded; status <detail-status>; window <detail-window-id>; execution <detail-window-execution-id>"');
  });

  test('is told where an association has failed', () => {
    const { stack, patching, rule } = told({});
    expect(rule.EventPattern.detail).toEqual({ 'association-id': [stack.resolve(patching.associationId)], 'status': ['Failed'] });
  });
});

describe('nodes in isolated subnets', () => {
  const patchesOn = (stack: Stack) => propertiesOf(stack, 'AWS::EC2::VPCEndpoint')
    .flatMap(({ PolicyDocument }) => PolicyDocument?.Statement ?? []).filter(({ Sid }) => Sid === 'PatchDownloads');

  test('get what Amazon Linux is patched from through the policy of their gateway, and nobody asks for a signature', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    const arn = (bucket: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${bucket}/*`]] });
    expect(patchesOn(stack)).toEqual([{
      Sid: 'PatchDownloads',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 's3:GetObject',
      Resource: [
        'aws-patch-manager-us-east-1-1970c647d', 'aws-patchmanager-macos-us-east-1-1970c647d', 'al2023-repos-us-east-1-de612dc2', 'amazonlinux-2-repos-us-east-1',
      ].map(arn),
    }]);
    expect(warnings(stack)).toEqual([]);
  });

  test('have the statement once, however many patchings there are', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true });
    ['One', 'Two'].forEach(id => new NodePatching(stack, id, { targets: MaintenanceTargets.nodes(node) }));
    new NodePatching(stack, 'Three', { targets });
    expect(patchesOn(stack)).toHaveLength(1);
  });

  test('without patching have none', () => {
    const stack = newStack();
    isolatedNode(stack, { s3: true });
    expect(patchesOn(stack)).toEqual([]);
  });

  test('without S3 are an error which says what to set', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack);
    expect(errorOf(() => patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack))).toContain(
      'targets has Stack/Node, which reaches no bucket of AWS\'s, where updates and patches come from; set s3: true in SsmVpcEndpoints');
  });

  test('keep a policy of their own', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const s3 = new ec2.GatewayVpcEndpoint(stack, 'Gateway', { vpc, service: ec2.GatewayVpcEndpointAwsService.S3 });
    const { node } = isolatedNode(stack, { vpc, existing: { s3 } });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(patchesOn(stack)).toEqual([]);
  });

  test('need no statement where everything is let through', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true, policy: EndpointPolicy.ALLOW_ALL });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(patchesOn(stack)).toEqual([]);
  });

  test.each([['all', MaintenanceTargets.allNodes()], ['tagged', targets]])('may be among %s nodes, so every gateway of the environment is opened, before and after', (_name, some) => {
    const app = new App();
    const stack = newStack(app);
    new SsmVpcEndpoints(stack, 'Before', { vpc: newVpc(stack), s3: true });
    patchingOf({ targets: some }, stack);
    new SsmVpcEndpoints(stack, 'After', { vpc: newVpc(stack, 'Other'), s3: true });
    const elsewhere = newStack(app, 'Elsewhere', { env: { account: ACCOUNT, region: 'eu-west-1' } });
    new SsmVpcEndpoints(elsewhere, 'Endpoints', { vpc: newVpc(elsewhere), s3: true });
    expect(patchesOn(stack)).toHaveLength(2);
    expect(patchesOn(elsewhere)).toEqual([]);
  });

  test('of one VPC alone are opened where nodes are named', () => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true });
    new SsmVpcEndpoints(stack, 'Others', { vpc: newVpc(stack, 'Other'), s3: true });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(patchesOn(stack)).toHaveLength(1);
  });

  test('have a policy that EC2 takes, even where the region is not known', () => {
    const stack = new Stack(new App(), 'Stack');
    const { node } = isolatedNode(stack, { s3: true });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    const [policy] = propertiesOf(stack, 'AWS::EC2::VPCEndpoint').map(({ PolicyDocument }) => PolicyDocument).filter(each => JSON.stringify(each).includes('PatchDownloads'));
    const resolved = JSON.stringify(policy).replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts: string) => `"${parts.replace(/","|\{"Ref":"AWS::Partition"\}|\{"Ref":"AWS::Region"\}/g, 'ap-southeast-3').replace(/"|,/g, '')}"`);
    expect(resolved.length).toBeLessThan(20_480);
  });

  test.each([
    ['Ubuntu', ubuntu, 'whose system has its patches from the Internet'],
    ['Windows', windows, 'whose system has its patches from the Internet'],
    ['a system that is not known', custom, 'whose system is not known to have its patches in S3'],
  ])('with %s have a warning', (_name, operatingSystem, whose) => {
    const stack = newStack();
    const { node } = isolatedNode(stack, { s3: true }, { operatingSystem: operatingSystem(), instanceType: new ec2.InstanceType('t3.large') });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    const [warning, ...rest] = warnings(stack).filter(each => each.includes('repositoriesNotProven'));
    expect(rest).toEqual([]);
    expect(warning).toContain(`targets has Stack/Node, ${whose}, which its subnet does not reach`);
  });

  test('that an app makes elsewhere have the warning, too', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const endpoints = new SsmVpcEndpoints(stack, 'Endpoints', { vpc, s3: true });
    const existing = ec2Instance(stack, vpc, { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    const node = SsmManagedInstance.fromInstance(stack, 'Node', existing, { vpc, connectivity: SsmConnectivity.privateLink(endpoints) });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(warnings(stack)).toEqual([expect.stringContaining('whose system is not known to have its patches in S3')]);
    expect(patchesOn(stack)).toHaveLength(1);
  });

  test.each([ubuntu, windows])('and no others have it', operatingSystem => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack), operatingSystem: operatingSystem(), instanceType: new ec2.InstanceType('t3.large') });
    patchingOf({ targets: MaintenanceTargets.nodes(node) }, stack);
    expect(warnings(stack).filter(each => each.includes('repositoriesNotProven'))).toEqual([]);
  });
});

describe('baselines', () => {
  const baseline = (stack: Stack, id: string, operatingSystem: PatchOperatingSystem, patchGroups?: string[], defaultBaseline?: boolean) => (
    new NodePatchBaseline(stack, id, { operatingSystem, patchGroups, defaultBaseline })
  );
  const groupOf = (stack: Stack) => propertiesOf(stack, 'AWS::EC2::Instance')[0].Tags.filter(({ Key }: any) => Key === 'PatchGroup').map(({ Value }: any) => Value);

  test('put the nodes that are named into the group that they share', () => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
    const baselines = [
      baseline(stack, 'Amazon', PatchOperatingSystem.AMAZON_LINUX_2023, ['other', 'prod']), baseline(stack, 'Ubuntu', PatchOperatingSystem.UBUNTU, ['prod']),
    ];
    patchingOf({ targets: MaintenanceTargets.nodes(node), baselines }, stack);
    expect(groupOf(stack)).toEqual(['prod']);
    expect(JSON.stringify(propertiesOf(stack, 'AWS::EC2::SecurityGroup'))).not.toContain('PatchGroup');
  });

  test('that share none are an error', () => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
    const baselines = [baseline(stack, 'Amazon', PatchOperatingSystem.AMAZON_LINUX_2023, ['a', 'b']), baseline(stack, 'Ubuntu', PatchOperatingSystem.UBUNTU, ['c'])];
    expect(errorOf(() => patchingOf({ targets: MaintenanceTargets.nodes(node), baselines }, stack))).toBe(
      'baselines must share a patch group, since a node is in one, got a, b; c; give all of them one name in patchGroups [Stack/Patching]');
  });

  test('for nobody are an error', () => {
    const stack = newStack();
    expect(errorOf(() => patchingOf({ baselines: [baseline(stack, 'Idle', PatchOperatingSystem.SUSE)] }, stack))).toBe(
      'baselines has Stack/Idle, which is for no patch group, so no node goes by it; set patchGroups there [Stack/Patching]');
  });

  test('that are the default of the account need no group and tag nothing', () => {
    const stack = newStack();
    const node = new SsmManagedInstance(stack, 'Node', { vpc: newVpc(stack) });
    patchingOf({ targets: MaintenanceTargets.nodes(node), baselines: [baseline(stack, 'Default', PatchOperatingSystem.SUSE, undefined, true)] }, stack);
    expect(groupOf(stack)).toEqual([]);
  });

  test('leave tags to whoever tags the nodes', () => {
    const stack = newStack();
    patchingOf({ targets: MaintenanceTargets.patchGroups('prod'), baselines: [baseline(stack, 'Amazon', PatchOperatingSystem.AMAZON_LINUX_2023, ['prod'])] }, stack);
    expect(propertiesOf(stack, ASSOCIATION)[0].Targets).toEqual([{ Key: 'tag:PatchGroup', Values: ['prod'] }]);
  });

  test('cannot tag an imported node', () => {
    const stack = newStack();
    const node = SsmManagedInstance.fromSsmManagedInstanceAttributes(stack, 'Node', { instanceId: 'i-0123456789abcdef0' });
    const baselines = [baseline(stack, 'Amazon', PatchOperatingSystem.AMAZON_LINUX_2023, ['prod'])];
    expect(errorOf(() => patchingOf({ targets: MaintenanceTargets.nodes(node), baselines }, stack))).toBe(
      'targets has Stack/Node, which is imported and cannot get the tag PatchGroup that baselines are chosen by; tag it, and use MaintenanceTargets.patchGroups(\'prod\') [Stack/Patching]');
  });
});

test.each([['a scan', {}], ['installing', install]])('cdk-nag finds nothing in %s', (_name, props) => {
  const app = new App();
  patchingOf(props, newStack(app));
  app.synth();
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

test('two syntheses are the same', () => {
  const synthesized = () => {
    const { stack } = patchingOf(install);
    return Template.fromStack(stack).toJSON();
  };
  expect(synthesized()).toEqual(synthesized());
});
