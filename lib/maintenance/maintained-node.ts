import type { NodeReach } from '../node/node-reach';
import type { ISsmManagedInstance } from '../node/ssm-managed-instance-interface';

/** A node that is named, and what is known of it where this app makes it. */
export interface MaintainedNode {
  readonly node: ISsmManagedInstance;
  readonly reach?: NodeReach;
}

export function maintained(node: ISsmManagedInstance): MaintainedNode {
  return { node, reach: (node as ISsmManagedInstance & { readonly _reach?: NodeReach })._reach };
}
