import { Names } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { MaintenanceTargets } from './maintenance-targets';
import type { PatchSchedule } from './patch-schedule';
import { RateControl, rateControl } from './rate-control';

interface PatchWindowProps extends RateControl {
  readonly window: NonNullable<PatchSchedule['_window']>;
  readonly targets: MaintenanceTargets;
  readonly documentName: string;
  readonly parameters: { readonly [name: string]: string[] };
}

/**
 * Has a maintenance window run a document on nodes.
 *
 * Without a role of its own, the task goes by the service-linked role of Systems Manager, so that nothing here can be assumed.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RegisterTaskWithMaintenanceWindow.html
 */
export function createPatchWindow(scope: Construct, props: PatchWindowProps): ssm.CfnMaintenanceWindow {
  const { duration, cutoff, timeZone, schedule } = props.window;
  const window = new ssm.CfnMaintenanceWindow(scope, 'Window', {
    name: Names.uniqueResourceName(scope, { maxLength: 128, separator: '-', allowedSpecialCharacters: '_.-' }),
    // Otherwise a task could name nodes that are not among the targets.
    allowUnassociatedTargets: false,
    duration,
    cutoff,
    scheduleTimezone: timeZone,
    ...schedule._ofWindow(),
  });
  const target = new ssm.CfnMaintenanceWindowTarget(scope, 'Target', { windowId: window.ref, resourceType: 'INSTANCE', targets: props.targets._targets });
  new ssm.CfnMaintenanceWindowTask(scope, 'Task', {
    windowId: window.ref,
    taskType: 'RUN_COMMAND',
    taskArn: props.documentName,
    priority: 1,
    targets: [{ key: 'WindowTargetIds', values: [target.ref] }],
    taskInvocationParameters: { maintenanceWindowRunCommandParameters: { parameters: props.parameters } },
    ...rateControl(scope, props),
  });
  return window;
}
