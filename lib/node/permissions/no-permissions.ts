import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { RolePermissions } from './role-permissions';
import { DEFAULT_HOST_MANAGEMENT_ACTIONS, MANAGED_INSTANCE_CORE_SSM_ACTIONS } from '../../agent/actions';

/** A role that stays as it is. */
export class NoPermissions implements RolePermissions {
  // Default Host Management grants what the managed policy does, once the instance has asked for its role.
  public readonly ssmActions = [...MANAGED_INSTANCE_CORE_SSM_ACTIONS, ...DEFAULT_HOST_MANAGEMENT_ACTIONS];
  public readonly grantsAnything = false;

  public addTo(_scope: Construct, role: iam.IRole): IDependable[] {
    return [role];
  }
}
