import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IDependable } from 'constructs';
import type { RolePermissions } from './role-permissions';
import { MANAGED_INSTANCE_CORE_SSM_ACTIONS, SESSION_ACTIONS } from '../../agent/actions';
import { HOST_MANAGEMENT_POLICY } from '../../agent/host-management';
import { fail } from '../../core/errors';
import { attachManagedPolicy } from '../node-role';

/** The AWS managed policy for the role of Default Host Management. */
export class HostManagementPolicy implements RolePermissions {
  // That of instance roles allows reading parameters as well.
  public readonly ssmActions = MANAGED_INSTANCE_CORE_SSM_ACTIONS.filter(action => !action.startsWith('ssm:GetParameter'));
  public readonly grantsAnything = true;

  public addTo(scope: Construct, role: iam.IRole): IDependable[] {
    if (!attachManagedPolicy(role, HOST_MANAGEMENT_POLICY)) {
      fail(scope, `${HOST_MANAGEMENT_POLICY} cannot be attached to a role that is imported or cannot be changed; set permissions: NodePermissions.sessionOnly(), which adds an inline policy to an imported one, or attach it yourself and set permissions: NodePermissions.none(). The role must allow ${SESSION_ACTIONS.join(', ')}`);
    }
    return [role];
  }
}
