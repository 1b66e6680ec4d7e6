import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IDependable } from 'constructs';
import type { RolePermissions } from './role-permissions';
import { MANAGED_INSTANCE_CORE_POLICY, MANAGED_INSTANCE_CORE_SSM_ACTIONS, SESSION_ACTIONS } from '../../agent/actions';
import { fail } from '../../core/errors';
import { attachManagedPolicy } from '../node-role';

/** The AWS managed policy. */
export class ManagedInstanceCore implements RolePermissions {
  public readonly ssmActions = MANAGED_INSTANCE_CORE_SSM_ACTIONS;
  public readonly grantsAnything = true;

  public addTo(scope: Construct, role: iam.IRole): IDependable[] {
    if (!attachManagedPolicy(role, MANAGED_INSTANCE_CORE_POLICY)) {
      fail(scope, `NodePermissions.managedInstanceCore() cannot attach ${MANAGED_INSTANCE_CORE_POLICY} to a role that is imported or cannot be changed; use NodePermissions.sessionOnly(), which adds an inline policy to an imported one, or attach it yourself and set permissions: NodePermissions.none(). The role must allow ${SESSION_ACTIONS.join(', ')}`);
    }
    return [role];
  }
}
