import { ManagedNode, NodeInSight } from '../../lib/preflight/model/node';

/** A node of a model that is made by hand. */
export function inSight(node: ManagedNode): NodeInSight {
  return { resource: node.resource, read: () => node };
}
