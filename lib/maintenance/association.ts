import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import type { ComplianceSeverity } from './compliance-severity';
import type { MaintenanceSchedule } from './maintenance-schedule';
import type { MaintenanceTargets } from './maintenance-targets';
import { RateControl, rateControl } from './rate-control';

interface AssociationOptions extends RateControl {
  readonly documentName: string;
  readonly targets: MaintenanceTargets;
  readonly schedule: MaintenanceSchedule;
  readonly parameters?: { readonly [name: string]: string[] };
  readonly complianceSeverity?: ComplianceSeverity;
}

/**
 * Has State Manager run a document on nodes.
 *
 * Never with WaitForSuccessTimeoutSeconds: the stack would wait for nodes, and fail for those that are not there yet.
 */
export function createAssociation(scope: Construct, options: AssociationOptions): ssm.CfnAssociation {
  return new ssm.CfnAssociation(scope, 'Association', {
    name: options.documentName,
    targets: options.targets._targets,
    parameters: options.parameters,
    complianceSeverity: options.complianceSeverity,
    ...options.schedule._ofAssociation(scope),
    ...rateControl(scope, options),
  });
}
