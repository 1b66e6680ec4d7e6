import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IDependable } from 'constructs';
import { hasManagedPolicy, inlinePolicies } from './node-role';
import {
  DEFAULT_HOST_MANAGEMENT_ACTIONS, MANAGED_INSTANCE_CORE_POLICY, MANAGED_INSTANCE_CORE_SSM_ACTIONS, REGISTRATION_ACTIONS, SESSION_CHANNEL_ACTIONS,
} from '../agent/actions';
import { fail } from '../core/errors';

/**
 * What a node's role may do in Systems Manager.
 */
export abstract class NodePermissions {
  /**
   * The AWS managed policy AmazonSSMManagedInstanceCore: sessions, Run Command, State Manager, Inventory and Patch Manager.
   *
   * It also lets the node read every SSM parameter of the account (`ssm:GetParameters` on `*`); `sessionOnly()` does not. It covers
   * neither session logs nor session encryption. A managed policy cannot be attached to an imported role.
   *
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
   */
  public static managedInstanceCore(): NodePermissions {
    return new ManagedInstanceCore();
  }

  /**
   * The least that a session needs: registration and the message channels, as an inline policy. No Run Command, no parameters.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
   */
  public static sessionOnly(): NodePermissions {
    return new SessionOnly();
  }

  /**
   * Nothing: for accounts with Default Host Management Configuration, or for a role that has its permissions already.
   *
   * With a role of the library's making nothing in the app proves that the node will register, so there is a warning.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
   */
  public static none(): NodePermissions {
    return new None();
  }

  /**
   * The actions that the node calls on the `ssm` service with these permissions; an endpoint in between has to let them through.
   *
   * @internal
   */
  public abstract readonly _ssmActions: string[];

  /**
   * Whether the role gets anything at all.
   *
   * @internal
   */
  public abstract readonly _grantsAnything: boolean;

  /**
   * Adds the permissions to the role and returns what the instance has to wait for.
   *
   * @internal
   */
  public abstract _bind(scope: Construct, role: iam.IRole): IDependable[];
}

class ManagedInstanceCore extends NodePermissions {
  public readonly _ssmActions = MANAGED_INSTANCE_CORE_SSM_ACTIONS;
  public readonly _grantsAnything = true;

  /** @internal */
  public _bind(scope: Construct, role: iam.IRole): IDependable[] {
    const policy = iam.ManagedPolicy.fromAwsManagedPolicyName(MANAGED_INSTANCE_CORE_POLICY);
    role.addManagedPolicy(policy);
    if (!hasManagedPolicy(role, policy)) {
      fail(scope, `NodePermissions.managedInstanceCore() cannot attach ${MANAGED_INSTANCE_CORE_POLICY} to a role that is imported or cannot be changed; use NodePermissions.sessionOnly(), which adds an inline policy to an imported one, or attach it yourself and set permissions: NodePermissions.none(). The role must allow ${SESSION_ACTIONS.join(', ')}`);
    }
    return [role];
  }
}

class SessionOnly extends NodePermissions {
  public readonly _ssmActions = REGISTRATION_ACTIONS;
  public readonly _grantsAnything = true;

  /** @internal */
  public _bind(scope: Construct, role: iam.IRole): IDependable[] {
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

class None extends NodePermissions {
  // Default Host Management grants what the managed policy does, once the instance has asked for its role.
  public readonly _ssmActions = [...MANAGED_INSTANCE_CORE_SSM_ACTIONS, ...DEFAULT_HOST_MANAGEMENT_ACTIONS];
  public readonly _grantsAnything = false;

  /** @internal */
  public _bind(_scope: Construct, role: iam.IRole): IDependable[] {
    return [role];
  }
}

const SESSION_ACTIONS = [...REGISTRATION_ACTIONS, ...SESSION_CHANNEL_ACTIONS];
