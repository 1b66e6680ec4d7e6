import {
  CreateMaintenanceWindowCommand, CreatePatchBaselineCommand, DescribeMaintenanceWindowTargetsCommand, DescribeMaintenanceWindowTasksCommand,
  GetMaintenanceWindowCommand, GetPatchBaselineForPatchGroupCommand, PatchRuleGroup, RegisterPatchBaselineForPatchGroupCommand,
  RegisterTargetWithMaintenanceWindowCommand, RegisterTaskWithMaintenanceWindowCommand, SSMClient,
} from '@aws-sdk/client-ssm';
import { Duration } from 'aws-cdk-lib';
import {
  MaintenanceSchedule, MaintenanceTargets, NodePatchBaseline, NodePatching, PatchOperatingSystem, PatchOperation, PatchSchedule,
} from '../../lib';
import { newStack, propertiesOf } from '../fixtures';
import { MotoServer } from '../http/moto-server';

jest.setTimeout(120_000);

let moto: MotoServer;
let ssm: SSMClient;

beforeAll(async () => {
  Object.assign(process.env, { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
  moto = await MotoServer.shared();
  ssm = new SSMClient({ endpoint: moto.url });
}, 300_000);

afterAll(async () => {
  ssm.destroy();
});

/** What CloudFormation does with the resources of a template, by the calls that it makes. moto knows no associations, and one system for each patch group. */
const stack = newStack();
const baselines = [new NodePatchBaseline(stack, 'Baseline', { operatingSystem: PatchOperatingSystem.AMAZON_LINUX_2023, patchGroups: ['prod'] })];
new NodePatching(stack, 'Patching', {
  targets: MaintenanceTargets.patchGroups('prod'),
  baselines,
  operation: PatchOperation.INSTALL,
  schedule: PatchSchedule.maintenanceWindow(MaintenanceSchedule.cron('0 3 ? * SUN *', { offset: Duration.days(2) }), { timeZone: 'Europe/Berlin' }),
});

test('a node of the group goes by the baseline of its system', async () => {
  const [{ PatchGroups, ApprovalRules, ...properties }] = propertiesOf(stack, 'AWS::SSM::PatchBaseline');
  const { BaselineId } = await ssm.send(new CreatePatchBaselineCommand({ ...properties, ApprovalRules: ApprovalRules as PatchRuleGroup }));
  await ssm.send(new RegisterPatchBaselineForPatchGroupCommand({ BaselineId, PatchGroup: PatchGroups[0] }));
  const { PatchGroup, OperatingSystem } = { PatchGroup: 'prod', OperatingSystem: PatchOperatingSystem.AMAZON_LINUX_2023 };
  expect((await ssm.send(new GetPatchBaselineForPatchGroupCommand({ PatchGroup, OperatingSystem }))).BaselineId).toBe(BaselineId);
});

test('the window has its time, and its task runs on its target', async () => {
  const [window] = propertiesOf(stack, 'AWS::SSM::MaintenanceWindow');
  const { WindowId } = await ssm.send(new CreateMaintenanceWindowCommand(window));
  const [{ Targets, ResourceType }] = propertiesOf(stack, 'AWS::SSM::MaintenanceWindowTarget');
  const { WindowTargetId } = await ssm.send(new RegisterTargetWithMaintenanceWindowCommand({ WindowId, Targets, ResourceType }));
  const [{ TaskArn, TaskType, Priority, MaxConcurrency, MaxErrors, TaskInvocationParameters }] = propertiesOf(stack, 'AWS::SSM::MaintenanceWindowTask');
  await ssm.send(new RegisterTaskWithMaintenanceWindowCommand({
    WindowId,
    TaskArn,
    TaskType,
    Priority,
    MaxConcurrency,
    MaxErrors,
    Targets: [{ Key: 'WindowTargetIds', Values: [WindowTargetId!] }],
    TaskInvocationParameters: { RunCommand: TaskInvocationParameters.MaintenanceWindowRunCommandParameters },
  }));

  expect(await ssm.send(new GetMaintenanceWindowCommand({ WindowId }))).toMatchObject({
    Schedule: 'cron(0 3 ? * SUN *)', ScheduleTimezone: 'Europe/Berlin', ScheduleOffset: 2, Duration: 3, Cutoff: 1, Enabled: true,
  });
  const { Targets: targets } = await ssm.send(new DescribeMaintenanceWindowTargetsCommand({ WindowId }));
  expect(targets).toEqual([expect.objectContaining({ ResourceType: 'INSTANCE', Targets: [{ Key: 'tag:PatchGroup', Values: ['prod'] }] })]);
  const { Tasks: tasks } = await ssm.send(new DescribeMaintenanceWindowTasksCommand({ WindowId }));
  expect(tasks).toEqual([expect.objectContaining({
    TaskArn: 'AWS-RunPatchBaseline', MaxConcurrency: '10%', MaxErrors: '10%', Targets: [{ Key: 'WindowTargetIds', Values: [WindowTargetId] }],
  })]);
});
