import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IDependable } from 'constructs';
import type { RolePermissions } from './role-permissions';
import { REGISTRATION_ACTIONS, SESSION_ACTIONS } from '../../agent/actions';
import { fail } from '../../core/errors';
import { inlinePolicies } from '../node-role';

/** An inline policy with the least that a session takes. */
export class SessionOnly implements RolePermissions {
  public readonly ssmActions = REGISTRATION_ACTIONS;
  public readonly grantsAnything = true;

  public addTo(scope: Construct, role: iam.IRole): IDependable[] {
    const { statementAdded, policyDependable } = role.addToPrincipalPolicy(new iam.PolicyStatement({
      actions: SESSION_ACTIONS,
      // None of these actions supports a narrower resource.
      resources: ['*'],
    }));
    // An immutable role may claim that the statement was added; only a policy proves it.
    if (!statementAdded || !policyDependable || inlinePolicies(role).length === 0) {
      fail(scope, `NodePermissions.sessionOnly() cannot change the role; give the role these actions yourself and set permissions: NodePermissions.none(): ${SESSION_ACTIONS.join(', ')}`);
    }
    return [role, policyDependable];
  }
}
