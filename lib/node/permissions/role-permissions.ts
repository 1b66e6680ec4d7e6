import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';

/** What permissions do to a role. */
export interface RolePermissions {
  /** The actions that the node calls on the `ssm` service with these permissions; an endpoint in between has to let them through. */
  readonly ssmActions: string[];

  /** Whether the role gets anything at all. */
  readonly grantsAnything: boolean;

  /** Adds the permissions to the role and returns what the instance has to wait for. */
  addTo(scope: Construct, role: iam.IRole): IDependable[];
}
