import { ManagedInstanceCore } from './permissions/managed-instance-core';
import { NoPermissions } from './permissions/no-permissions';
import type { RolePermissions } from './permissions/role-permissions';
import { SessionOnly } from './permissions/session-only';

/**
 * What a node's role may do in Systems Manager.
 */
export class NodePermissions {
  /**
   * The AWS managed policy AmazonSSMManagedInstanceCore: sessions, Run Command, State Manager, Inventory and Patch Manager.
   *
   * It also lets the node read every SSM parameter of the account (`ssm:GetParameters` on `*`); `sessionOnly()` does not. It covers
   * neither session logs nor session encryption. A managed policy cannot be attached to an imported role.
   *
   * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
   */
  public static managedInstanceCore(): NodePermissions {
    return new NodePermissions(new ManagedInstanceCore());
  }

  /**
   * The least that a session needs: registration and the message channels, as an inline policy. No Run Command, no parameters.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
   */
  public static sessionOnly(): NodePermissions {
    return new NodePermissions(new SessionOnly());
  }

  /**
   * Nothing: for accounts with Default Host Management Configuration, or for a role that has its permissions already.
   *
   * With a role that the library creates, the node registers only with Default Host Management Configuration. There is a warning unless the app turns it on in
   * the node's account and region, such as by `DefaultHostManagement`. Then the node waits for it, if it is in the same stack, and its `sessionPreferences` must
   * be those of the `DefaultHostManagement` too, whose role the agent calls with.
   *
   * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
   */
  public static none(): NodePermissions {
    return new NodePermissions(new NoPermissions());
  }

  private constructor(
    /** @internal */
    public readonly _rolePermissions: RolePermissions,
  ) {}
}
